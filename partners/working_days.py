"""Which days are worked where: public holidays by country and subdivision, from the `holidays` library.

Half days are left out, as it does by itself. China works some weekends in exchange for a longer holiday; the plan is
published each autumn for the year after, so a later year is not known, and that is said rather than guessed.
Source: https://holidays.readthedocs.io
"""

from datetime import date
from functools import cache

from cases.light_dataclass import dataclass
from cases.working_time import Calendar

FIRST_YEAR, LAST_YEAR = 2020, 2035
# Where a country alone would miss real ones: Easter Monday, Thanksgiving, Labour Day, Epiphany.
USUAL_SUBDIVISION = {"GB": "ENG", "CA": "ON", "AU": "VIC", "DE": "NW"}
# The zone of a country's working days, where one has to be chosen: that of its largest market.
ZONES = {
    "AE": "Asia/Dubai", "AT": "Europe/Vienna", "AU": "Australia/Melbourne", "BE": "Europe/Brussels",
    "BR": "America/Sao_Paulo", "CA": "America/Toronto", "CH": "Europe/Zurich", "CN": "Asia/Shanghai",
    "CZ": "Europe/Prague", "DE": "Europe/Berlin", "DK": "Europe/Copenhagen", "ES": "Europe/Madrid",
    "FI": "Europe/Helsinki", "FR": "Europe/Paris", "GB": "Europe/London", "HK": "Asia/Hong_Kong", "ID": "Asia/Jakarta",
    "IE": "Europe/Dublin", "IN": "Asia/Kolkata", "IT": "Europe/Rome", "JP": "Asia/Tokyo", "KR": "Asia/Seoul",
    "MX": "America/Mexico_City", "MY": "Asia/Kuala_Lumpur", "NL": "Europe/Amsterdam", "NO": "Europe/Oslo",
    "NZ": "Pacific/Auckland", "PL": "Europe/Warsaw", "PT": "Europe/Lisbon", "SE": "Europe/Stockholm",
    "SG": "Asia/Singapore", "TH": "Asia/Bangkok", "TR": "Europe/Istanbul", "TW": "Asia/Taipei",
    "US": "America/New_York", "VN": "Asia/Ho_Chi_Minh",
}  # fmt: skip
# Countries whose working weekends are decreed year by year.
DECREED = frozenset({"CN"})


class UnknownPlace(ValueError):
    """A country or subdivision of which the library knows no holidays; the message names what would do."""


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """The days off of a place and the weekend days that are worked there; `until_year` is the last year known."""

    place: str
    days_off: frozenset[date]
    extra_workdays: frozenset[date]
    until_year: int


def working_days(place: str) -> WorkingDays:
    """What is known of a place, written `US` or `DE-NW`. Raises UnknownPlace."""
    return _read(_complete(place))


def calendar_for(place: str, zone: str | None = None) -> Calendar:
    """The working days of a place, in its own zone unless another is given. Raises UnknownPlace."""
    return _calendar(_complete(place), zone or ZONES.get(place.partition("-")[0].upper(), "UTC"))


def is_known(place: str) -> bool:
    """Whether the library knows the holidays of a place."""
    try:
        working_days(place)
    except UnknownPlace:
        return False
    return True


def _complete(place: str) -> str:
    country, _, part = place.strip().upper().partition("-")
    part = part or USUAL_SUBDIVISION.get(country, "")
    return f"{country}-{part}" if part else country


@cache
def _calendar(place: str, zone: str) -> Calendar:
    known = _read(place)
    return Calendar(zone, known.days_off, known.extra_workdays)


@cache
def _read(place: str) -> WorkingDays:
    # A quarter of a second to import, and needed only where somebody set a calendar or a rule counts working days.
    import holidays

    country, _, part = place.partition("-")
    years = range(FIRST_YEAR, LAST_YEAR + 1)
    try:
        found = holidays.country_holidays(country, subdiv=part or None, years=years)
    except (NotImplementedError, KeyError, AttributeError) as error:
        raise UnknownPlace(f"“{place}” is no calendar that is known. Write a country, such as US or DE-NW.") from error
    worked = frozenset(day for day in found.weekend_workdays if day.year >= FIRST_YEAR)
    until = max((day.year for day in worked), default=FIRST_YEAR) if country in DECREED else LAST_YEAR
    return WorkingDays(place, frozenset(found.keys()), worked, until)
