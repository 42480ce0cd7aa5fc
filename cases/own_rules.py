"""A workspace's own rules: what its contracts say instead of a programme's public rules, with who and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from cases.money import MINOR_DIGITS, Money
from cases.words import N_, Refused, Term

# The unit a period may have, and the longest that any contract can mean by it.
LONGEST = {"hours": 8784, "days": 3660, "working_days": 2600, "months": 120, "years": 10}
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
# What a contract can say instead of a programme: a period counted from something, or an amount a parcel.
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
AMOUNTS = ("liability_default", "declared_max")
LONGEST_WHY, LONGEST_NAME = 300, 60


@dataclass(frozen=True, slots=True)
class Override:
    """One value of a workspace's own, by programme and field.

    `values` holds `amount`, `unit` and `anchor` of a period, or `money` (a decimal as text) and `currency`; `name` and
    `country` where the programme is a forwarder of which no rules are public.
    """

    id: str
    programme: str
    field: str
    values: Mapping[str, Any]
    why: str
    changed_by: str
    changed_at: datetime
    ended_at: datetime | None = None
    ended_by: str | None = None

    @property
    def name(self) -> str | None:
        """What the forwarder is called, where no public programme says so."""
        return self.values.get("name")

    @property
    def money(self) -> Money | None:
        """The amount, where this is one."""
        written = self.values.get("money")
        return Money(Decimal(written), self.values["currency"]) if written is not None else None


def own_programme_id(name: str) -> str:
    """The id of a forwarder that a workspace names itself; no programme of the data can have it."""
    return f"own:{name}"


def check_override(one: Override) -> None:
    """Raise Refused, with a sentence, unless this is a value that a rule can have."""
    if not one.why:
        raise Refused(N_("Say why: which contract and clause it is from, for example “contract 2026-04, clause 7”."))
    if len(one.why) > LONGEST_WHY or not one.programme or len(one.name or "") > LONGEST_NAME:
        raise Refused(N_("A name or reason is missing or too long. Shorten it and send again."))
    if one.field in AMOUNTS:
        _check_amount(one)
    elif one.field in PERIODS:
        _check_period(one)
    else:
        raise Refused(N_("Tracer knows no rule “{field}” that a contract could set."), field=one.field)


def _check_amount(one: Override) -> None:
    try:
        money = one.money
    except (InvalidOperation, KeyError, TypeError):
        money = None
    if money is None or not money.is_an_amount or money.currency not in MINOR_DIGITS:
        raise Refused(N_("The cover for one parcel must be an amount with its currency, such as EUR 100."))


def _check_period(one: Override) -> None:
    amount, unit = one.values.get("amount"), one.values.get("unit")
    if unit not in LONGEST or one.values.get("anchor") not in ANCHORS:
        raise Refused(N_("“{field}” needs a unit, and what it is counted from."), field=Term(f"rule:{one.field}"))
    if isinstance(amount, bool) or not isinstance(amount, int) or not 0 <= amount <= LONGEST[unit]:
        raise Refused(
            N_("{amount} cannot be a period here. Enter a whole number from 0 to {most}."),
            amount=str(amount)[:20],
            most=LONGEST[unit],
        )
