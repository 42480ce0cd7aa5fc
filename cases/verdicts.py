"""What triage is asked and what it answers, as frozen values."""

from collections.abc import Mapping
from dataclasses import field
from datetime import date

from cases.case import Parcel
from cases.causes import CAUSES, Cause
from cases.cover import country_in
from cases.light_dataclass import dataclass
from cases.patience import Patience
from cases.scans import Scan
from cases.words import Sentence
from cases.working_time import Calendar

# What a buyer may say.
RECEIVED, NOT_RECEIVED, DAMAGED, CONTENTS_MISSING = "received", "not_received", "damaged", "contents_missing"
HIGH, MEDIUM, LOW = "high", "medium", "low"


@dataclass(frozen=True, slots=True)
class Told:
    """What people know: the day for which there is a receipt of the hand-over, what the buyer says, where he lives.

    `number_doubted`: its check digit does not fit. `signed`: there is a signature or photo of the delivery.
    """

    handed_over_on: date | None = None
    buyer: str | None = None
    city: str | None = None
    region: str | None = None
    signed: bool = False
    number_doubted: bool = False


@dataclass(frozen=True, slots=True)
class DeemedLost:
    """A rule by which the parcel counts as lost from a day on, if nothing of it is heard by then."""

    rule: str
    day: date


@dataclass(frozen=True, slots=True)
class Measures:
    """By what silence is measured: how long a gap is ordinary, the calendars of countries, the rules of loss."""

    patience: Patience
    calendars: Mapping[str, Calendar] = field(default_factory=dict)
    deemed: tuple[DeemedLost, ...] = ()

    def calendar(self, country: str | None) -> Calendar:
        """The working days of a country, Monday to Friday where they are not known."""
        return self.calendars.get(country or "", Calendar())


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence that speaks for a verdict, and the scans it rests on."""

    sentence: Sentence
    scans: tuple[Scan, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """The likely cause: the newest state of the parcel, and why.

    `because` is what led to it, where that is another cause. `look_again_on` is the day on which it will be time,
    where it is too early now. `wants` names what customs asks for, a word of the table in `customs_wants.py` each.
    `new_number` is another carrier's number for the parcel.
    """

    cause: str
    confidence: str
    reasons: tuple[Reason, ...]
    next_step: str
    because: str | None = None
    look_again_on: date | None = None
    wants: tuple[str, ...] = ()
    new_number: str | None = None

    @property
    def entry(self) -> Cause:
        """Its row of the table of causes."""
        return CAUSES[self.cause]

    @property
    def is_not_lost(self) -> bool:
        return self.entry.is_not_lost


def route_of(parcel: Parcel) -> tuple[str | None, str | None]:
    """The countries a parcel goes from and to, as far as somebody entered them."""
    return country_in(parcel.origin), country_in(parcel.destination)
