"""A proposal of an incident that nobody decides: leads are reminded of it until one does, or its cases are settled."""

from datetime import datetime, timedelta

from cases.incidents import Incident
from cases.ladder import AGAIN_AFTER_WORKDAYS
from cases.letters import SOON, Letter
from cases.mass_loss import ASKED_ABOUT
from cases.working_time import TeamHours
from handlers.desk import Desk, terms_of
from handlers.incident_letters import ASKED, owe_line, owe_message
from handlers.whom import leads
from storage.transaction import Transaction

# A proposal is a lead's to decide within a working day of the team's, as whatever else the team owes itself.
FIRST_AFTER_WORKDAYS = 1
# From the second time on each lead is asked directly: the thread was not read.
DIRECTLY_FROM = 2
LEAST_OPEN = 2
CLOCK = "clock"


def first_reminder(desk: Desk) -> datetime:
    """When leads are reminded of a proposal of now for the first time."""
    return _hours(desk).after_workdays(desk.at, FIRST_AFTER_WORKDAYS)


def remind(tx: Transaction, now: datetime) -> int:
    """Remind leads of the proposals that have waited long enough, and return how many those were."""
    due = tx.incidents.undecided(now)
    for workspace, number in due:
        incident = tx.incidents.get(workspace, number, for_update=True)
        if incident is not None and incident.is_proposed:
            _remind_of(Desk(tx, workspace, now), incident)
    return len(due)


def _remind_of(desk: Desk, incident: Incident) -> None:
    asked = [one for one in desk.tx.incidents.cases_of(desk.workspace, incident.number) if one.state == ASKED_ABOUT]
    if sum(one.case.is_open for one in asked) < LEAST_OPEN:
        # There is nothing left to be asked about as one.
        desk.tx.incidents.end(desk.workspace, incident.number, by=CLOCK, at=desk.at)
        owe_line(desk, incident, "settled", "settled")
        owe_message(desk, incident, "settled")
        return
    hours = _hours(desk)
    if (heard := hours.first_moment(desk.at)) > desk.at:
        desk.tx.incidents.change(desk.workspace, incident.number, remind_at=heard)
        return
    times = incident.reminded + 1
    days = FIRST_AFTER_WORKDAYS if times < DIRECTLY_FROM else AGAIN_AFTER_WORKDAYS
    again = hours.after_workdays(desk.at, days)
    desk.tx.incidents.change(desk.workspace, incident.number, reminded=times, remind_at=max(again, _later(desk)))
    people = leads(desk.tx, desk.workspace, desk.settings, desk.at)
    owe_line(desk, incident, "undecided", f"undecided{times}", people=people, since=incident.proposed_at.isoformat())
    for person in people if times >= DIRECTLY_FROM else []:
        key = f"{ASKED}:{incident.number}:{times}:{person}"
        params = {"incident": incident.number, "person": person}
        desk.owe(Letter(key, desk.workspace, f"user:{person}", ASKED, None, params, SOON))


def _hours(desk: Desk) -> TeamHours:
    return terms_of(desk.settings).team


def _later(desk: Desk) -> datetime:
    """A moment that surely lies ahead, whatever a team's hours are set to."""
    return desk.at + timedelta(hours=1)
