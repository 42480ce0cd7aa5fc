"""Whether insuring a parcel pays: what is expected to be lost of it, after what carriers pay, against the premium.

Everything is per parcel of one lane and one band of value, in one currency. Two things are taken for granted and have
to be said beside the figures: parcels of a lane are lost alike whatever they are worth, and an insurer pays every claim
up to its cap, less its excess.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from cases.cover import Contract
from cases.light_dataclass import dataclass
from cases.money import Money
from cases.scorecards import FEW, Names, Score, interval

# Where one band of values ends and the next begins, for currencies of which one unit is about a euro or a dollar.
EDGES = (Decimal(50), Decimal(100), Decimal(200), Decimal(500))
# How many units of a currency are about one of these, so that its bands are as wide.
ABOUT = {
    **dict.fromkeys(("CNY", "HKD"), 5),
    **dict.fromkeys(("TWD", "MXN", "THB"), 20),
    **dict.fromkeys(("INR", "PHP"), 50),
    "JPY": 100,
    "KRW": 1000,
    "CLP": 1000,
    "COP": 4000,
    "IDR": 10000,
    "VND": 20000,
}
INSURE, DO_NOT, TOO_CLOSE, NO_PREMIUM, TOO_FEW, NOT_SHIPPED = (
    "insure", "do_not", "too_close", "no_premium", "too_few", "not_shipped"
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Loss:
    """A parcel that was lost for good: its case, its lane, what it was worth, and what carriers paid for it."""

    number: int
    lane: Names
    worth: Money
    back: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Worth:
    """What insuring parcels of a lane and band comes to; `numbers` are the cases of its losses.

    `value` is the mean of what was lost, `paid` for how many of these carriers paid, `back` the mean of what they paid
    for such a one. `expected` is lost per parcel that is shipped, after what carriers pay, between `low` and `high` 95
    times of 100. `break_even` is the premium at which insuring costs as much as it saves: as much, unless the contract
    has a cap or an excess. `contract` and `premium` are the cheapest that would cover it. Amounts are None where there
    is too little to count them.
    """

    lane: Names
    currency: str
    begins: Decimal
    ends: Decimal | None
    numbers: tuple[int, ...]
    shipped: int
    lane_lost: int
    value: Decimal
    paid: int
    back: Decimal
    advice: str
    expected: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    break_even: Decimal | None = None
    contract: Contract | None = None
    premium: Decimal | None = None

    @property
    def losses(self) -> int:
        return len(self.numbers)


def worth_insuring(losses: Iterable[Loss], lanes: Iterable[Score], contracts: Sequence[Contract]) -> list[Worth]:
    """Each lane and band of value of which anything was lost, what costs most first; `lanes` tell what was shipped."""
    known = {one.names: one for one in lanes}
    groups: dict[tuple[Names, str, int], list[Loss]] = {}
    for one in losses:
        place = sum(one.worth.amount >= edge for edge in edges_in(one.worth.currency))
        groups.setdefault((one.lane, one.worth.currency, place), []).append(one)
    found = [
        _worth(known.get(lane, Score(lane)), currency, place, some, contracts)
        for (lane, currency, place), some in groups.items()
    ]
    return sorted(found, key=lambda one: (one.expected is None, -(one.expected or 0), -one.losses, _text(one)))


def edges_in(currency: str) -> tuple[Decimal, ...]:
    """Where the bands of value end in a currency."""
    return tuple(edge * ABOUT.get(currency, 1) for edge in EDGES)


def premium_of(contract: Contract, value: Money) -> Decimal | None:
    """What insuring a parcel of that value costs by a contract; None where nobody has entered its premium."""
    if contract.premium is not None and contract.premium.currency == value.currency:
        return contract.premium.amount
    if contract.premium_percent is not None:
        return value.amount * contract.premium_percent / 100
    return None


def _worth(lane: Score, currency: str, place: int, some: Sequence[Loss], contracts: Sequence[Contract]) -> Worth:
    bounds = (Decimal(0), *edges_in(currency))
    value = sum((one.worth.amount for one in some), Decimal(0)) / len(some)
    came = [one.back for one in some if one.back > 0]
    back = sum(came, Decimal(0)) / len(came) if came else Decimal(0)
    contract, premium = _cheapest(contracts, lane.names, Money(value, currency))
    told = Worth(
        lane.names,
        currency,
        bounds[place],
        bounds[place + 1] if place + 1 < len(bounds) else None,
        tuple(sorted((one.number for one in some), reverse=True)),
        lane.shipped,
        lane.shipped_lost,
        value,
        len(came),
        back,
        NOT_SHIPPED if not lane.has_rate else TOO_FEW,
        contract=contract,
        premium=premium,
    )
    if not lane.has_rate or len(some) < FEW:
        return told
    return _counted(told)


def _counted(told: Worth) -> Worth:
    """The same with its amounts: chance of a loss times what a loss costs, each at its best and at its worst."""
    chance, few_lost, many_lost = _share(told.lane_lost, told.shipped)
    paid, few_paid, many_paid = _share(told.paid, told.losses)
    stays = told.value - _pays(told)
    saved = [
        share * _lost(told, carriers, stays)
        for share, carriers in ((few_lost, many_paid), (chance, paid), (many_lost, few_paid))
    ]
    return replace(
        told,
        expected=chance * _lost(told, paid),
        low=few_lost * _lost(told, many_paid),
        high=many_lost * _lost(told, few_paid),
        break_even=saved[1],
        advice=_advice(told.premium, saved[0], saved[2]),
    )


def _share(part: int, whole: int) -> tuple[Decimal, Decimal, Decimal]:
    low, high = interval(part, whole)
    return Decimal(part) / whole, Decimal(str(low)), Decimal(str(high))


def _pays(told: Worth) -> Decimal:
    """What the insurer pays for one lost parcel: all of it where no contract says otherwise."""
    cap, excess = (told.contract.cap, told.contract.excess) if told.contract else (None, None)
    covered = min(told.value, cap.amount) if cap and cap.currency == told.currency else told.value
    borne = excess.amount if excess and excess.currency == told.currency else Decimal(0)
    return max(Decimal(0), covered - borne)


def _lost(told: Worth, paid: Decimal, stays: Decimal = Decimal(0)) -> Decimal:
    """What a lost parcel costs beyond what carriers pay, and beyond what stays with us even where it is insured."""
    return max(Decimal(0), told.value - paid * told.back - stays)


def _advice(premium: Decimal | None, low: Decimal, high: Decimal) -> str:
    if premium is None:
        return NO_PREMIUM
    if premium < low:
        return INSURE
    return DO_NOT if premium > high else TOO_CLOSE


def _cheapest(contracts: Sequence[Contract], lane: Names, value: Money) -> tuple[Contract | None, Decimal | None]:
    """The contract that covers this lane and value for the lowest premium; those without one are left out."""
    fitting = [
        (premium, one)
        for one in contracts
        if _covers(one.origins, lane[0])
        and _covers(one.destinations, lane[1])
        and (premium := premium_of(one, value)) is not None
    ]
    if not fitting:
        return None, None
    premium, one = min(fitting, key=lambda each: (each[0], each[1].name))
    return one, premium


def _covers(countries: frozenset[str], country: str | None) -> bool:
    return not countries or country in countries


def _text(one: Worth) -> tuple[str, ...]:
    return (*(name or "" for name in one.lane), one.currency, f"{one.begins:020f}")
