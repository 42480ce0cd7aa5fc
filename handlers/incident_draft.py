"""The one letter about all cases of an incident: written from the letters' template, filled with facts of the cases."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from cases.correspondence import DESK_LANGUAGES
from cases.incidents import Incident
from cases.light_dataclass import dataclass
from handlers.drafting import Draft, draft, shown
from handlers.language import Words

KIND = "incident"
# A text with more parcels than this leaves out where each was seen, or no form of Slack's would take it.
MOST_WITH_PLACES = 40
# What the parcels share, by the fact of the template that tells it.
FACT_OF = {"hub": "place", "flight": "flight", "bag": "bag"}


@dataclass(frozen=True, slots=True)
class Listed:
    """A parcel as the letter lists it."""

    number: str
    last_at: datetime | None = None
    place: str | None = None


def incident_draft(
    incident: Incident, party: str | None, parcels: Sequence[Listed], sender: str | None, language: str, words: Words
) -> Draft:
    """The letter in a language of the desks, `words` being those of whoever reads the gaps and whose zone dates are in.

    Raises KeyError for a language that desks are not written to in.
    """
    assert language in DESK_LANGUAGES
    places = len(parcels) <= MOST_WITH_PLACES
    facts: dict[str, Any] = {
        "count": len(parcels),
        "parcels": [_line(one, language, words.zone, places) for one in parcels],
        "days": _days(incident, language, words.zone),
        "contact_on": _day(incident.asked_at, words.zone),
        "party": party,
        "sender": sender,
        "incident": incident.reference,
    }
    if incident.first_at is not None and incident.by in FACT_OF:
        facts[FACT_OF[incident.by]] = incident.mark
    return draft(KIND, facts, language, lambda name: words.term(f"gap:{name}"))


def own_language(words: Words) -> str:
    """The language of the desks that whoever reads these words reads too."""
    return "zh" if words.language == "zh_CN" else "en"


def of_one_case(text: str, own: str, every: Mapping[str, str]) -> str:
    """The letter as one case keeps it: of the other parcels' numbers only what `every` shows of them."""
    for number, masked in every.items():
        if number != own:
            text = text.replace(number, masked)
    return text


def _line(one: Listed, language: str, zone: str, with_place: bool) -> str:
    if not with_place or one.last_at is None:
        return one.number
    seen = str(shown(_day(one.last_at, zone), language))
    return ", ".join([f"{one.number} – {seen}", *([one.place] if one.place else [])])


def _days(incident: Incident, language: str, zone: str) -> str | None:
    """The day of the cases' last scans, or the first and the last of them, as the language writes them."""
    days = [_day(at, zone) for at in (incident.first_at, incident.last_at) if at is not None]
    return " – ".join(str(shown(day, language)) for day in dict.fromkeys(days)) or None


def _day(at: datetime | None, zone: str) -> date | None:
    return at.astimezone(ZoneInfo(zone)).date() if at is not None else None
