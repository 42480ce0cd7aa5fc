"""What the data files say of one parcel: its window with a payer, and the day that a single value gives."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from cases.case import Case
from cases.programmes import Dated, Window, dated, rules_for, strictest, window
from cases.rule_book import RuleBook
from cases.working_time import Calendar
from partners.programmes import programmes
from partners.working_days import calendar_for
from tests.cases.telling import new_case


def case_of(loss: str = "lost", marketplace: str | None = None, **parcel: Any) -> Case:
    """A case of a parcel of which only this is known."""
    made = new_case()
    known: dict[str, Any] = {"carrier": None, "carrier_name": None, **parcel}
    order = replace(made.order, marketplace=marketplace)
    return replace(made, loss_type=loss, order=order, parcels=(replace(made.parcel, **known),))


def window_of(programme: str, case: Case) -> Window:
    known = programmes()[programme]
    return window(case, known, calendar_for(known.country, known.zone))


def days_of(programme: str, case: Case) -> tuple[date | None, date | None]:
    """The first and the last day for a claim, None where none is known."""
    found = window_of(programme, case)
    return found.opens and found.opens.day, found.closes and found.closes.day


def dated_by(programme: str, field: str, case: Case, since: datetime | None = None) -> Dated | None:
    """The value of a field that is used for a case: the strictest of those that hold and give a day."""
    known = programmes()[programme]
    calendar = calendar_for(known.country, known.zone)
    opening = field.endswith("_earliest")
    return strictest(dated(rule, case, calendar, since, opening=opening) for rule in rules_for(case, known, field))


def day_of(programme: str, field: str, case: Case, since: datetime | None = None) -> date | None:
    found = dated_by(programme, field, case, since)
    return found.day if found else None


def payers_of(case: Case) -> list[str]:
    """On whom a claim may be made, by all data files together."""
    return [one.id for one in RuleBook(programmes(), calendar_of=_calendar).payers(case)]


def _calendar(place: str, zone: str) -> Calendar:
    return calendar_for(place, zone)


def on(text: str) -> date:
    return date.fromisoformat(text)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
