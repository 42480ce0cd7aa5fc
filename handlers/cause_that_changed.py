"""A likely cause that changes though nothing was scanned: a silence has become too long, or a rule's day has come."""

from datetime import UTC, datetime, time

from cases.sightings import sightings_of
from handlers.desk import Desk
from handlers.rules_in_force import rule_book


def show_cause_that_changed(desk: Desk, number: int, looked_at: datetime) -> None:
    """Owe the case's card anew where its cause is another one than on the day on which was looked last (UTC).

    Thresholds are counted in days, so that the first look of a day is the one that finds out.
    """
    if looked_at.date() >= desk.at.date():
        return
    case = desk.case(number)
    if not case.is_open:
        return
    # Thresholds are data that is read when it is needed first.
    from partners.tracking.thresholds import patience

    scans = desk.tx.scans.of_case(desk.workspace, number)
    looks = desk.tx.trackers.looks(desk.workspace, number)
    rules = rule_book(desk.tx, desk.workspace)
    that_day = datetime.combine(looked_at.date(), time(), UTC)
    then, now = (sightings_of(case, scans, looks, rules, patience(), at) for at in (that_day, desk.at))
    if now is not None and (then is None or then.verdict.cause != now.verdict.cause):
        desk.refresh(case, "cause")
