"""What a case is: one lost, or possibly lost, parcel from report to closing, as frozen values."""

from collections.abc import Mapping
from dataclasses import field
from datetime import date, datetime
from decimal import Decimal

from cases.light_dataclass import dataclass
from cases.money import Money
from cases.rates import Rate


@dataclass(frozen=True, slots=True)
class Actor:
    """Who made a move: `person` (Slack user id, with roles), `clock`, `partner` or `operator`."""

    kind: str
    id: str
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class TextRef:
    """Words kept apart from the log: where they lie, and what they hashed to when they were written."""

    ref: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Parcel:
    """One tracking number of a case: the lost parcel's own, an alias of it, or a replacement's.

    `origin` and `destination` are ISO countries where they are known (`destination` may be what somebody typed),
    `label` where the label was bought (`own` for an own account with the carrier). Dates are local where it happened.
    `weight` is in kilograms, `declared` the value declared to the carrier, `postage` what the carrier was paid.
    `hub` is where the carrier first handled it, `warehouse` where it left us; these two, `sku` and `packaging` are as a
    team calls them.
    """

    number: str
    carrier: str | None = None
    carrier_name: str | None = None
    role: str = "lost"
    weak: bool = False
    destination: str | None = None
    origin: str | None = None
    service: str | None = None
    label: str | None = None
    label_on: date | None = None
    shipped_on: date | None = None
    first_scan_on: date | None = None
    last_scan_on: date | None = None
    expected_on: date | None = None
    delivered_on: date | None = None
    weight: Decimal | None = None
    declared: Money | None = None
    postage: Money | None = None
    hub: str | None = None
    warehouse: str | None = None
    sku: str | None = None
    packaging: str | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """What the buyer ordered and paid; every part may be unknown.

    `paid` is the whole price; `shipping`, `tax` and `duty` are parts of it, in its currency. `payment` says how it is
    paid (`prepaid`, `cash_on_delivery`, `cash_collected`), `duties` who pays at the border (`ddp` we, `dap` the buyer).
    """

    ref: str | None = None
    marketplace: str | None = None
    paid: Money | None = None
    cost: Money | None = None
    goods: str | None = None
    shipping: Money | None = None
    tax: Money | None = None
    duty: Money | None = None
    payment: str | None = None
    duties: str | None = None


@dataclass(frozen=True, slots=True)
class Investigation:
    """The search at one party, usually the carrier. `contact_at`: last word sent to or heard from that party.

    `asked` counts what was sent in all, `unanswered` what was sent since that party was last heard from.
    """

    id: str
    party: str
    state: str = "not_opened"
    reference: str | None = None
    contact_at: datetime | None = None
    asked: int = 0
    unanswered: int = 0
    whereabouts: str | None = None
    reason: TextRef | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a remedy: goods, shipping, tax or duty."""

    what: str
    money: Money


@dataclass(frozen=True, slots=True)
class Remedy:
    """What the buyer gets by one decision. Back in `undecided` it counts for nothing; `dropped_by` says how."""

    id: str
    kind: str
    lines: tuple[Line, ...]
    state: str
    decided_by: str
    decided_at: datetime
    reason: TextRef | None = None
    approved_by: str | None = None
    question: TextRef | None = None
    reference: str | None = None
    replacement: str | None = None
    address_confirmed: bool = False
    expected_on: datetime | None = None
    state_at: datetime | None = None
    dropped_by: str | None = None
    kept_though_found: bool = False

    @property
    def total(self) -> Money:
        """The sum of its lines, all in one currency."""
        total = self.lines[0].money
        for line in self.lines[1:]:
            total = total + line.money
        return total


@dataclass(frozen=True, slots=True)
class Dispute:
    """A demand of the buyer through a marketplace, payment service or bank."""

    id: str
    through: str
    state: str = "opened"
    reference: str | None = None
    answer_by: datetime | None = None
    contact_at: datetime | None = None
    reason: TextRef | None = None


@dataclass(frozen=True, slots=True)
class Debit:
    """Money a marketplace or bank took back by itself."""

    money: Money
    through: str
    at: datetime
    returned: bool = False


@dataclass(frozen=True, slots=True)
class Claim:
    """Money asked of a payer: carrier, insurer or marketplace.

    `denial` is why it was denied (`cases/denials.py`). While money is owed back `to_repay` says how much, None meaning
    all that is left of what was received; `repaid` is what has been paid back. `filed_at` and `granted_at` (UTC) say
    since when it is asked for, and since when it is promised; `rates` by which dated rates its amount was proposed.
    `granted_as` is what the payer calls what it grants, such as a credit note: the claim keeps its own reference.
    """

    id: str
    payer: str
    payer_kind: str
    state: str = "drafted"
    asked: Money | None = None
    granted: Money | None = None
    received: Money | None = None
    reference: str | None = None
    answer_by: datetime | None = None
    contact_at: datetime | None = None
    unanswered: int = 0
    reason: TextRef | None = None
    kept_though_found: bool = False
    filed_at: datetime | None = None
    granted_at: datetime | None = None
    denial: str | None = None
    to_repay: Money | None = None
    repaid: Money | None = None
    rates: tuple[Rate, ...] = ()
    granted_as: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """A file that is kept for a case, by its SHA-256: which document it is (empty: nobody has said yet), and a note."""

    id: str
    sha256: str
    slot: str = ""
    note: TextRef | None = None


@dataclass(frozen=True, slots=True)
class Booked:
    """A line that somebody booked in the ledger: an account of `cases/booking.py`, who, when (UTC) and why.

    `contrary_to` names the line that it takes back, whose account and money it repeats.
    """

    id: str
    account: str
    money: Money
    reason: TextRef | None
    by: str
    at: datetime
    contrary_to: str | None = None


@dataclass(frozen=True, slots=True)
class StatedDate:
    """A date that a person found and entered for a clock no rule could give one to."""

    clock: str
    due_at: datetime
    source: TextRef | None
    by: str


@dataclass(frozen=True, slots=True)
class NamedCause:
    """The cause that a person named: a code of `cases/causes.py`, who (Slack user id) and when (UTC)."""

    cause: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Snooze:
    """A pause of one silence clock or task, with its end (UTC) and reason. It ends at once when `anchor` changes."""

    clock: str
    anchor: str
    until: datetime
    reason: TextRef | None
    by: str


@dataclass(frozen=True, slots=True)
class Clock:
    """A running timer. `due_at` is None when no rule gives the date: amber, and somebody is asked to find it.

    `terms` are copied when it starts, so that a date can be explained after the rule was edited. `rings_at` is when
    it first sounds, where that is not its date itself.
    """

    key: str
    kind: str
    side: str
    waiting_on: str
    started_at: datetime
    anchor: str
    due_at: datetime | None
    terms: Mapping[str, str] = field(default_factory=dict)
    rings_at: datetime | None = None

    @property
    def since(self) -> datetime:
        """What it counts from (UTC), such as the last contact; a snooze or a new fact leaves it as it is."""
        told = self.anchor.partition("|")[0]
        return datetime.fromisoformat(told) if told else self.started_at

    @property
    def first_ring_at(self) -> datetime | None:
        """When it sounds for the first time; None while it has no date."""
        return self.rings_at or self.due_at


@dataclass(frozen=True, slots=True)
class NextStep:
    """What must happen next, by whom and by when. `owner` is a person, else `role` names who is rung."""

    kind: str
    key: str
    waiting_on: str
    owner: str | None
    role: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Case:
    """One lost parcel, with its tracks side by side, its running clocks and its one next step."""

    workspace: str
    number: int
    version: int
    opened_at: datetime
    opened_by: str
    parcels: tuple[Parcel, ...]
    order: Order = Order()
    status: str = "open"
    owner: str | None = None
    backup: str | None = None
    home_channel: str | None = None
    loss_type: str = "lost"
    cause: str | None = None
    named_cause: NamedCause | None = None
    triaged: bool = False
    investigations: tuple[Investigation, ...] = ()
    remedies: tuple[Remedy, ...] = ()
    remedy_end: str | None = None
    waiting_until: datetime | None = None
    disputes: tuple[Dispute, ...] = ()
    debits: tuple[Debit, ...] = ()
    claims: tuple[Claim, ...] = ()
    claim_end: str | None = None
    evidence: tuple[Evidence, ...] = ()
    booked: tuple[Booked, ...] = ()
    no_claim_on: tuple[str, ...] = ()
    buyer_waiting_since: datetime | None = None
    found_at: datetime | None = None
    dates: tuple[StatedDate, ...] = ()
    snoozes: tuple[Snooze, ...] = ()
    private: bool = False
    policy: str | None = None
    programme: str | None = None
    linked: tuple[int, ...] = ()
    incident: str | None = None
    outcome: str | None = None
    prevention: str | None = None
    closed_at: datetime | None = None
    reopened_at: datetime | None = None
    clocks: tuple[Clock, ...] = ()
    next_step: NextStep | None = None

    @property
    def reference(self) -> str:
        """The reference a person can say, counted per workspace: LOST-0142."""
        return f"LOST-{self.number:04d}"

    @property
    def is_open(self) -> bool:
        return self.status == "open"

    @property
    def parcel(self) -> Parcel:
        """The parcel that was lost; its other numbers and replacements stand behind it."""
        return self.parcels[0]

    def clock(self, key: str) -> Clock | None:
        """The running clock with that key, if it runs."""
        return next((clock for clock in self.clocks if clock.key == key), None)


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One row of the append-only log: who moved what from where to where, and every value that changed."""

    seq: int
    at: datetime
    actor: Actor
    move: str
    target: str | None
    before: str | None
    after: str | None
    details: Mapping[str, object]
    changes: Mapping[str, object]
