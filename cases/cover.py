"""Insurance: a workspace's contracts, and which of them covers a case."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from cases.case import Case
from cases.light_dataclass import dataclass
from cases.money import Money
from cases.words import N_, Sentence

# Chosen for a case that no contract is to be used for.
NO_POLICY = "none"


@dataclass(frozen=True, slots=True)
class Contract:
    """An insurance contract of a workspace.

    `origins` and `destinations` are ISO countries, none meaning anywhere; `goods`, `exclusions` and `declared_how` are
    in words. `premium` is what insuring one parcel costs, `premium_percent` the same in hundredths of its value: one of
    the two, or none where nobody has entered it. `programme` is the id of the rules it follows, None where its own are
    all there is. Days are local dates.
    The id stays the same when it is edited, the version goes up.
    """

    id: str
    insurer: str
    policy_number: str
    starts_on: date
    ends_on: date | None = None
    origins: frozenset[str] = frozenset()
    destinations: frozenset[str] = frozenset()
    goods: str | None = None
    cap: Money | None = None
    excess: Money | None = None
    exclusions: str | None = None
    declared_how: str | None = None
    programme: str | None = None
    version: int = 0
    by: str | None = None
    at: datetime | None = None
    premium: Money | None = None
    premium_percent: Decimal | None = None

    @property
    def name(self) -> str:
        """How people call it: the insurer and the number of the policy."""
        return f"{self.insurer} {self.policy_number}"


@dataclass(frozen=True, slots=True)
class Cover:
    """Which contract covers a case: the one chosen by a person, else the only or largest one that fits.

    `asks` are contracts that would fit but for a country nobody has entered yet; `why_not` tells of the others.
    """

    contract: Contract | None = None
    is_chosen: bool = False
    others: tuple[Contract, ...] = ()
    asks: tuple[Contract, ...] = ()
    why_not: tuple[tuple[Contract, Sentence], ...] = ()


def shipped_on(case: Case) -> date:
    """The date that decides which contract holds: when the parcel was shipped, else what is known nearest to it."""
    parcel = case.parcel
    return parcel.shipped_on or parcel.first_scan_on or parcel.label_on or case.opened_at.date()


def cover_of(case: Case, contracts: Iterable[Contract], on: date) -> Cover:
    """Which of these contracts covers a case of a parcel that was shipped on a date."""
    known = tuple(contracts)
    why_not = tuple((one, why) for one in known if (why := why_not_covered(one, case, on)) is not None)
    fitting = [one for one in known if all(one is not other for other, _ in why_not)]
    sure = _largest_first([one for one in fitting if not missing_countries(one, case)])
    asks = tuple(one for one in fitting if one not in sure)
    if case.policy == NO_POLICY:
        return Cover(None, True, tuple(sure), asks, why_not)
    chosen = next((one for one in known if one.id == case.policy), None)
    if chosen is not None:
        return Cover(chosen, True, tuple(one for one in sure if one is not chosen), asks, why_not)
    return Cover(sure[0] if sure else None, False, tuple(sure[1:]), asks, why_not)


def why_not_covered(contract: Contract, case: Case, on: date) -> Sentence | None:
    """Why a contract does not cover a case, as far as that is certain; None where nothing is known against it."""
    if on < contract.starts_on:
        return Sentence(N_("It begins on {day}, after the shipment."), {"day": contract.starts_on})
    if contract.ends_on is not None and on > contract.ends_on:
        return Sentence(N_("It ended on {day}, before the shipment."), {"day": contract.ends_on})
    for text, wanted, known in _lanes(contract, case):
        if wanted and known and known not in wanted:
            return Sentence(text, {"country": known})
    if _is_within_excess(contract, case.order.paid):
        return Sentence(N_("The value is not above the excess of {money}."), {"money": contract.excess})
    return None


def missing_countries(contract: Contract, case: Case) -> bool:
    """Whether the contract is for some countries only, and nobody has entered the parcel's."""
    return any(wanted and known is None for _, wanted, known in _lanes(contract, case))


def country_in(written: str | None) -> str | None:
    """The ISO country that a destination begins with (`US`, `US 99501`); None where it is written otherwise."""
    first = written.split(maxsplit=1)[0].upper() if written and written.strip() else ""
    return first if len(first) == 2 and first.isascii() and first.isalpha() else None


def _is_within_excess(contract: Contract, paid: Money | None) -> bool:
    excess = contract.excess
    return excess is not None and paid is not None and excess.currency == paid.currency and not paid > excess


def _lanes(contract: Contract, case: Case) -> Sequence[tuple[str, frozenset[str], str | None]]:
    return (
        (N_("It does not cover parcels from {country}."), contract.origins, country_in(case.parcel.origin)),
        (N_("It does not cover parcels to {country}."), contract.destinations, country_in(case.parcel.destination)),
    )


def _largest_first(contracts: list[Contract]) -> list[Contract]:
    """Those without a cap first, then by cap; amounts of different currencies are not compared, their order holds."""
    return sorted(contracts, key=lambda one: (one.cap is not None, -one.cap.amount if one.cap else 0, one.starts_on))
