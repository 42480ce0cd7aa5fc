"""How long silence is ordinary: by lane, service and where the parcel was seen last, in values that data gives."""

from collections.abc import Mapping
from datetime import date

from cases.case import Parcel
from cases.geography import is_near
from cases.light_dataclass import dataclass
from cases.periods import Period, ends_on
from cases.working_time import Calendar

DOMESTIC, NEAR, FAR = "domestic", "near", "far"
LANES = (DOMESTIC, NEAR, FAR)
# Where a parcel may be silent; `whole` is the whole way, from the first scan to the door.
GAPS = ("label", "first_scan", "origin", "transit", "hub", "destination", "customs", "inspection", "handed_on", "whole")


@dataclass(frozen=True, slots=True)
class Gaps:
    """The ordinary gaps of one lane and service; `destinations` where it holds for some countries only."""

    lane: str
    service: str
    gaps: Mapping[str, Period]
    destinations: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ServiceWords:
    """How a service is recognised: by words in its name, by the carrier, by the first letter of a postal number."""

    service: str
    words: tuple[str, ...] = ()
    carriers: frozenset[str] = frozenset()
    letters: str = ""


@dataclass(frozen=True, slots=True)
class Patience:
    """All rows, those of some destinations before those of all; and how services are recognised, surest first."""

    rows: tuple[Gaps, ...]
    services: tuple[ServiceWords, ...]
    otherwise: str

    def row(self, lane: str, service: str, destination: str | None) -> Gaps:
        """The row that holds for a parcel; that of the usual service where its own has none for the lane."""
        for wanted in (service, self.otherwise):
            for row in self.rows:
                if (row.lane, row.service) == (lane, wanted) and (
                    not row.destinations or destination in row.destinations
                ):
                    return row
        return self.rows[0]

    def service_of(self, parcel: Parcel, lane: str) -> str:
        """What kind of service a parcel goes by, as far as its service, its number and its carrier tell."""
        named = f" {parcel.service or ''} ".casefold()
        by_words = next((one.service for one in self.services if any(word in named for word in one.words)), None)
        if by_words:
            return by_words
        if _is_postal(parcel.number):
            return next((one.service for one in self.services if parcel.number[0] in one.letters), self.otherwise)
        by_carrier = next((one.service for one in self.services if parcel.carrier in one.carriers), self.otherwise)
        # At home an express carrier's ordinary service is a parcel like any other.
        return self.otherwise if lane == DOMESTIC and by_carrier == "express" else by_carrier


def lane_of(origin: str | None, destination: str | None) -> str:
    """Within a country, between near ones, or far; far where it is not known, because patience does less harm."""
    if origin is None or destination is None:
        return FAR
    if origin == destination:
        return DOMESTIC
    return NEAR if is_near(origin, destination) else FAR


def ordinary_until(since: date, gap: Period, calendar: Calendar) -> date:
    """The last day on which silence since a day is ordinary."""
    return ends_on(since, gap.amount, gap.unit, calendar)


def _is_postal(number: str) -> bool:
    return len(number) == 13 and number[:2].isalpha() and number[2:11].isdigit() and number[11:].isalpha()
