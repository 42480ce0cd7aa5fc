"""How carriers, services, lanes, marketplaces and causes did: counts, days and money of the cases behind each.

Everything is counted over the cases that were opened in a period, with all that has become of them since. Amounts of
different currencies are never added up, and small numbers are said to be small.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from math import sqrt

from cases.ledger import OUT
from cases.light_dataclass import dataclass
from cases.tracks import CLAIM, INVESTIGATION

BY = (
    "carrier",
    "service",
    "lane",
    "hub",
    "warehouse",
    "sku",
    "packaging",
    "marketplace",
    "cause",
    "prevention",
    "route",
)
# Of a cause, or what could have avoided it, nobody knows how many parcels were shipped.
WITHOUT_RATE = frozenset({"cause", "prevention"})
# In days, the usual one first.
PERIODS = (90, 30, 365)
# A share of fewer than this says little, and is shown with a word that says so.
FEW = 30
# A loss rate that stands on fewer losses than this, or fewer than FEW parcels, may well be chance.
FEW_LOST = 5
# How many standard deviations hold 95 of 100 outcomes.
_WIDTH = 1.959963984540054
_ONE_DAY = timedelta(days=1)

SENT = frozenset({"ask_carrier", "ask_elsewhere", "file_claim"})
FILED, CAME = "file_claim", "claim_paid"
ANSWERED = frozenset(
    step.move for track, party in ((INVESTIGATION, "K"), (CLAIM, "P")) for step in track.steps if step.party == party
)
TOLD_BY = frozenset({*SENT, *ANSWERED, CAME})
# A claim that ended so brought no money, unless some had come before.
UNPAID_ENDS = frozenset({"denied_final", "written_off"})
REPAID = "repaid"
# What counts as lost, what as recovered; what was paid back to a payer is no longer recovered.
GONE = frozenset(OUT) - {REPAID}
MONEY_ACCOUNTS = frozenset({*OUT, "received"})

Names = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Sum:
    """The money of some cases in one currency: what went out for the losses, and what came back from payers."""

    currency: str
    lost: Decimal = Decimal(0)
    recovered: Decimal = Decimal(0)

    @property
    def left(self) -> Decimal:
        """What remains lost; below zero where more came back than went out."""
        return self.lost - self.recovered


@dataclass(frozen=True, slots=True)
class Score:
    """What one carrier (or lane, …) comes to. `names` are its columns, None where that is not known.

    `not_lost` were closed because nothing was lost, or the parcel turned up; what is neither is still open. `replies`
    and `cash` are days, one per line that was answered and per claim that was paid. `settled` claims were paid or
    ended unpaid.

    `shipped` parcels were shipped in `months`, those of the period of which it is told; of the cases that were opened
    in these, `shipped_lost` are closed as lost and `shipped_open` are open.
    """

    names: Names = ()
    opened: int = 0
    lost: int = 0
    not_lost: int = 0
    replies: tuple[float, ...] = ()
    filed: int = 0
    paid: int = 0
    settled: int = 0
    cash: tuple[float, ...] = ()
    money: tuple[Sum, ...] = ()
    shipped: int = 0
    shipped_lost: int = 0
    shipped_open: int = 0
    months: tuple[str, ...] = ()

    @property
    def is_small(self) -> bool:
        """Whether so few cases stand behind it that chance alone may have made it what it is."""
        return self.opened < FEW

    @property
    def has_rate(self) -> bool:
        """Whether a loss rate can be told: more lost than shipped is no rate, but a figure that is wrong."""
        return 0 < self.shipped >= self.shipped_lost

    @property
    def is_small_rate(self) -> bool:
        """Whether the loss rate stands on so little that chance alone may have made it what it is."""
        return self.shipped < FEW or self.shipped_lost < FEW_LOST

    def in_currency(self, currency: str) -> Sum:
        """Its money in one currency; zeros where there is none."""
        return next((one for one in self.money if one.currency == currency), Sum(currency))


@dataclass(frozen=True, slots=True)
class Counted:
    """How many cases of a group were opened, and how many of them are closed as lost and as not lost."""

    names: Names
    opened: int
    lost: int
    not_lost: int


@dataclass(frozen=True, slots=True)
class ShippedCount:
    """How many parcels of a group were shipped in a month."""

    names: Names
    month: str
    parcels: int


@dataclass(frozen=True, slots=True)
class LostCount:
    """How many cases of a group that were opened in a month are closed as lost, and how many are open."""

    names: Names
    month: str
    lost: int
    open: int


@dataclass(frozen=True, slots=True)
class Fact:
    """One move that days are counted from or to, in the order of its case's log; `at` is when it happened (UTC)."""

    names: Names
    case: int
    target: str
    move: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ClaimStands:
    """How one claim stands: its state, and whether any money came for it."""

    names: Names
    case: int
    claim: str
    state: str
    has_money: bool


@dataclass(frozen=True, slots=True)
class Moved:
    """An amount on an account of some ledger."""

    names: Names
    account: str
    currency: str
    amount: Decimal


@dataclass(slots=True)
class _Making:
    replies: list[float] = field(default_factory=list)
    cash: list[float] = field(default_factory=list)
    filed: int = 0
    paid: int = 0
    settled: int = 0
    money: dict[str, Sum] = field(default_factory=dict)


def scores(
    counted: Iterable[Counted], facts: Iterable[Fact], claims: Iterable[ClaimStands], moved: Iterable[Moved]
) -> list[Score]:
    """The scorecard: what is worst first, by the money left in the currency that most of the rows have.

    Ties, and rows without money in it, go by their other currencies and then by how many cases they have.
    """
    found = {one.names: Score(one.names, one.opened, one.lost, one.not_lost) for one in counted}
    made = {names: _Making() for names in found}
    filed, came = _days(facts, made)
    for claim in claims:
        _count_claim(claim, made[claim.names], filed, came)
    for line in moved:
        _add(line, made[line.names].money)
    whole = [_with(score, made[names]) for names, score in found.items()]
    order = currencies(whole)
    return sorted(whole, key=lambda one: (*(-one.in_currency(code).left for code in order), -one.opened, _text(one)))


def with_rates(some: Iterable[Score], shipped: Iterable[ShippedCount], lost: Iterable[LostCount]) -> list[Score]:
    """The rows with what was shipped of each; what was shipped without any case becomes a row of its own, at the end.

    Of each row only the months count of which it is told how many parcels were shipped.
    """
    rows = {one.names: one for one in some}
    spelt: dict[Names, list[Names]] = {}
    for names in rows:
        spelt.setdefault(_folded(names), []).append(names)
    counts = {(one.names, one.month): one for one in lost}
    for one in shipped:
        if not one.parcels or None in one.names:
            continue
        alike = spelt.get(_folded(one.names), [])
        names = one.names if one.names in rows or len(alike) != 1 else alike[0]
        row, its = rows.get(names, Score(names)), counts.get((names, one.month))
        is_new = its is not None and one.month not in row.months
        rows[names] = replace(
            row,
            shipped=row.shipped + one.parcels,
            shipped_lost=row.shipped_lost + (its.lost if its and is_new else 0),
            shipped_open=row.shipped_open + (its.open if its and is_new else 0),
            months=tuple(sorted({*row.months, one.month})),
        )
    return list(rows.values())


def together(some: Iterable[Score], names: Names = ()) -> Score:
    """Several rows as one."""
    total, money = Score(names), dict[str, Sum]()
    for one in some:
        total = replace(
            total,
            opened=total.opened + one.opened,
            lost=total.lost + one.lost,
            not_lost=total.not_lost + one.not_lost,
            replies=total.replies + one.replies,
            filed=total.filed + one.filed,
            paid=total.paid + one.paid,
            settled=total.settled + one.settled,
            cash=total.cash + one.cash,
            shipped=total.shipped + one.shipped,
            shipped_lost=total.shipped_lost + one.shipped_lost,
            shipped_open=total.shipped_open + one.shipped_open,
            months=tuple(sorted({*total.months, *one.months})),
        )
        for part in one.money:
            known = money.get(part.currency, Sum(part.currency))
            money[part.currency] = Sum(part.currency, known.lost + part.lost, known.recovered + part.recovered)
    return replace(total, money=tuple(money[code] for code in sorted(money)))


# What stands behind each figure of a row: of a row that is one case, whether that case is counted in it.
FIGURES: Mapping[str, Callable[[Score], bool]] = {
    "opened": lambda one: True,
    "lost": lambda one: one.lost > 0,
    "not_lost": lambda one: one.not_lost > 0,
    "open": lambda one: one.lost + one.not_lost < one.opened,
    "answered": lambda one: bool(one.replies),
    "filed": lambda one: one.filed > 0,
    "paid": lambda one: one.paid > 0,
    "settled": lambda one: one.settled > 0,
    "cash": lambda one: bool(one.cash),
    "money": lambda one: bool(one.money),
}
# The two behind a loss rate; they are counted over its months.
RATE_LOST, RATE_OPEN = "rate_lost", "rate_open"


def currencies(some: Iterable[Score]) -> list[str]:
    """The currencies of these rows, the one that most rows have first."""
    rows: dict[str, int] = {}
    for score in some:
        for one in score.money:
            rows[one.currency] = rows.get(one.currency, 0) + 1
    return sorted(rows, key=lambda code: (-rows[code], code))


def interval(part: int, whole: int) -> tuple[float, float]:
    """Between which shares the true one lies, 95 times of 100, by Wilson's score; all of it where nothing is known.

    Source: https://www.itl.nist.gov/div898/handbook/prc/section2/prc241.htm
    """
    if not whole:
        return 0.0, 1.0
    share, square = part / whole, _WIDTH**2
    middle = (share + square / (2 * whole)) / (1 + square / whole)
    half = _WIDTH * sqrt(share * (1 - share) / whole + square / (4 * whole**2)) / (1 + square / whole)
    # At the ends it is exactly nothing or everything, which a float may miss by a hair.
    return (max(0.0, middle - half) if part else 0.0), (min(1.0, middle + half) if part < whole else 1.0)


def median(days: Sequence[float]) -> float | None:
    """The middle one, or the mean of the middle two; None of nothing."""
    ordered, half = sorted(days), len(days) // 2
    if not ordered:
        return None
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def _days(
    facts: Iterable[Fact], made: Mapping[Names, _Making]
) -> tuple[dict[tuple[int, str], datetime], dict[tuple[int, str], float]]:
    """Note how long first answers took; return when each claim was filed, and after how many days money came first."""
    sent: dict[tuple[int, str], datetime] = {}
    filed: dict[tuple[int, str], datetime] = {}
    came: dict[tuple[int, str], float] = {}
    answered = set[tuple[int, str]]()
    for one in facts:
        line = one.case, one.target
        if one.move in SENT:
            sent.setdefault(line, one.at)
        if one.move == FILED:
            filed.setdefault(line, one.at)
        if one.move in ANSWERED and line in sent and line not in answered:
            answered.add(line)
            made[one.names].replies.append(_between(sent[line], one.at))
        if one.move == CAME and line in filed:
            came.setdefault(line, _between(filed[line], one.at))
    return filed, came


def _between(since: datetime, until: datetime) -> float:
    return max(until - since, timedelta(0)) / _ONE_DAY


def _count_claim(
    claim: ClaimStands,
    making: _Making,
    filed: Mapping[tuple[int, str], datetime],
    came: Mapping[tuple[int, str], float],
) -> None:
    line = claim.case, claim.claim
    if line not in filed:
        return
    making.filed += 1
    making.paid += claim.has_money
    making.settled += claim.has_money or claim.state in UNPAID_ENDS
    if claim.has_money and line in came:
        making.cash.append(came[line])


def _add(line: Moved, money: dict[str, Sum]) -> None:
    known = money.get(line.currency, Sum(line.currency))
    if line.account in GONE:
        known = replace(known, lost=known.lost + line.amount)
    else:
        sign = -1 if line.account == REPAID else 1
        known = replace(known, recovered=known.recovered + sign * line.amount)
    money[line.currency] = known


def _with(score: Score, making: _Making) -> Score:
    money = (making.money[code] for code in sorted(making.money))
    return replace(
        score,
        replies=tuple(making.replies),
        filed=making.filed,
        paid=making.paid,
        settled=making.settled,
        cash=tuple(making.cash),
        money=tuple(one for one in money if one.lost or one.recovered),
    )


def _folded(names: Names) -> Names:
    return tuple(" ".join(name.split()).casefold() if name else name for name in names)


def _text(score: Score) -> tuple[str, ...]:
    return tuple(name or "" for name in score.names)
