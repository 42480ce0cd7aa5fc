"""What a programme's rules are: values with their scope, source, date and confidence.

A programme is the set of rules that a case falls under: a carrier's, an insurer's, a marketplace's, or the law's.
Nothing here is guessed: `unknown` is a value of its own.
"""

from dataclasses import field
from datetime import date, datetime, timedelta

from cases.light_dataclass import dataclass
from cases.money import Money

ROLES = ("carrier", "insurer", "marketplace", "law")
UNITS = ("hours", "days", "working_days", "months", "years")
ANCHORS = (
    "label_created",
    "shipped",
    "first_scan",
    "last_scan",
    "expected_delivery",
    "delivered",
    "inquiry",
    "documents",
    "claim_filed",
    "claim_decided",
    "denied",
    "notice",
    "buyer_message",
    "case_closed",
)
# Values that are a period counted from something …
PERIODS = (
    "lost_after",
    "investigation_earliest",
    "investigation_latest",
    "claim_earliest",
    "claim_latest",
    "investigation_length",
    "claim_decision",
    "payment",
    "appeal_latest",
    "answer",
    "buyer_answer",
    "evidence_answer",
    "storage",
)
# … and facts in words.
FACTS = (
    "liability_default",
    "declared_max",
    "not_covered",
    "documents",
    "channel",
    "who_may_file",
    "appeal_channel",
    "note",
    # … and what a claim hangs on: beside whom it stands, whether a refund must wait, what is paid, what is asked for.
    "stands",
    "refund_timing",
    "value_basis",
    "shipping_paid",
    "claim_form",
    "appeals_once",
)
# How a claim stands to one on another payer: it excludes it, follows it, or both are made.
STANDS = ("instead", "after", "beside")
# When the buyer may be refunded: only once this payer has decided, or before it is asked.
REFUND_TIMINGS = ("wait", "first")
# What a payer goes by: what the goods cost the seller, or what the buyer paid.
VALUE_BASES = ("cost", "price")
CODES = {"stands": STANDS, "refund_timing": REFUND_TIMINGS, "value_basis": VALUE_BASES}
# What the forms of payers ask for, by the words of `handlers/views/claim_fields.py`.
FORM_FIELDS = (
    "tracking_number",
    "loss",
    "carrier",
    "service",
    "label",
    "shipped_on",
    "label_on",
    "posted_at",
    "expected_on",
    "last_scan_on",
    "delivered_on",
    "origin",
    "destination",
    "postcode",
    "order_ref",
    "marketplace",
    "goods",
    "packaging",
    "serial_numbers",
    "category",
    "value",
    "cost",
    "paid",
    "declared",
    "postage",
    "weight",
    "amount",
    "settlement",
    "replacement_sent",
    "refund",
    "inquiry",
    "policy_number",
    "elsewhere",
    "sender",
    "recipient",
    "recipient_name",
    "recipient_contact",
    "claimant",
    "account_number",
    "bank",
)
LOSSES = ("lost", "not_received", "stolen", "damaged", "contents_missing", "destroyed")
CONFIDENCES = ("high", "medium", "low")
CUSTOMERS = ("private", "business")
OWN_ACCOUNT = "own"
GROWS_OLD_AFTER = timedelta(days=180)
ANY: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Scope:
    """For which parcels a rule holds; an empty part holds for all.

    `origin` and `destination` are ISO countries, `destination_not` those it does not hold for, `lane` domestic or
    international, `carrier` codes of carriers, `label` where the label was bought (`own` for an account with the
    carrier), `scanned` whether a scan of the parcel is known, `per` any further condition in words, `per_zh` the same
    in Chinese.
    """

    origin: frozenset[str] = ANY
    destination: frozenset[str] = ANY
    destination_not: frozenset[str] = ANY
    lane: str | None = None
    carrier: frozenset[str] = ANY
    service: frozenset[str] = ANY
    loss: frozenset[str] = ANY
    label: frozenset[str] = ANY
    scanned: bool | None = None
    customer: str | None = None
    per: str | None = None
    per_zh: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One value of a programme: a period counted from an anchor, an amount, or a fact in words.

    `id` is unique among all programmes. `source` is the address of the page that says so, `checked` the day on which
    somebody looked there. `by`, `why` and `set_at` are there where a workspace's own contract says it `instead_of` what
    is public.
    `text_zh` is its text in Simplified Chinese: every known rule of a data file that is told in its words has one.
    `code` is what the words of some fields come to (`CODES`); `names` are the fields of a claim's form in the payer's
    order, or the payers that a stance is to (ids or roles). `flat` and `per_kg` make an amount by weight, perhaps in
    XDR, the special drawing right. `web` is the page of a form or desk, `email`
    a desk's address.
    """

    id: str
    programme: str
    field: str
    text: str
    checked: date
    amount: int | None = None
    unit: str | None = None
    anchor: str | None = None
    scope: Scope = Scope()
    saturdays: bool = False
    money: Money | None = None
    covered: bool | None = None
    unknown: bool = False
    source: str = ""
    page_date: str = ""
    confidence: str = ""
    by: str | None = None
    why: str | None = None
    set_at: datetime | None = None
    text_zh: str = ""
    code: str = ""
    names: tuple[str, ...] = ()
    flat: Money | None = None
    per_kg: Money | None = None
    web: str | None = None
    email: str = ""
    instead_of: "tuple[Rule, ...]" = ()

    @property
    def told_in_words(self) -> bool:
        """Whether people read its words, since no period and anchor say all of it."""
        return self.field in FACTS or self.amount is None or self.scope.per is not None

    @property
    def gives_a_date(self) -> bool:
        """Whether a date can be computed of it, once its anchor is known."""
        return self.amount is not None and self.anchor is not None and self.scope.per is None

    def is_old(self, today: date) -> bool:
        """Whether nobody has looked at its source for 180 days; a contract's own value does not grow old."""
        return self.by is None and today - self.checked > GROWS_OLD_AFTER


@dataclass(frozen=True, slots=True)
class Programme:
    """A set of rules under one name. `country` (with subdivision) says whose working days count, `zone` whose dates.

    `carriers`, `labels` and `marketplaces` are what puts a parcel under it; it stands `instead_of` others, where a
    claim on it excludes one on them. With `by_site` its working days are those of the country of each of its sites.
    """

    id: str
    name: str
    role: str
    country: str
    zone: str
    carriers: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    marketplaces: tuple[str, ...] = ()
    instead_of: tuple[str, ...] = ()
    web: str | None = None
    rules: tuple[Rule, ...] = field(default=())
    by_site: bool = False

    def of(self, *fields: str) -> tuple[Rule, ...]:
        """Its rules of these fields, in the order of its data."""
        return tuple(rule for rule in self.rules if rule.field in fields)
