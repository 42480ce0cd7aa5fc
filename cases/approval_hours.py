"""When approvers hear of a request: at once, or with others at the hours that the team has set.

A request never waits for its hour where that would come too late for it: its own clock, or one of the buyer's, ends
before.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from cases.case import Case
from cases.words import N_, Refused
from cases.working_time import Calendar

# Clocks of the buyer's and the marketplace's, after which somebody else decides.
BUYERS = frozenset({"buyer_answer", "dispute_answer", "wait_until"})
# How long before such an end an approver has to have had the request in hand.
ENOUGH = timedelta(hours=1)
MOST_HOURS = 6


def read_hours(written: str) -> str:
    """Hours as settings keep them, `11:00,16:00`, in order; empty for at once. Raises Refused for what is no hour."""
    found = set()
    for piece in written.replace("，", ",").replace("、", ",").split(","):
        if not piece.strip():
            continue
        try:
            hour = time.fromisoformat(piece.strip().replace("：", ":").zfill(5))
        except ValueError:
            raise Refused(
                N_("{written} is no hour. Write hours like this: 11:00, 16:00."), written=piece.strip()[:20]
            ) from None
        found.add(f"{hour:%H:%M}")
    if len(found) > MOST_HOURS:
        raise Refused(N_("More than {n} hours a day is as good as at once. Name fewer."), n=MOST_HOURS)
    return ",".join(sorted(found))


def hours_of(kept: str) -> tuple[time, ...]:
    """The hours that settings keep."""
    return tuple(time.fromisoformat(one) for one in kept.split(",") if one)


def tell_at(case: Case, now: datetime, hours: Sequence[time], calendar: Calendar) -> datetime:
    """When approvers are told of a request of this case (UTC): now, or at the next of the team's hours."""
    if not hours:
        return now
    at = _next(now, hours, calendar)
    for clock in case.clocks:
        if clock.due_at is None or not (clock.kind in BUYERS or clock.kind == "approval"):
            continue
        if clock.due_at - ENOUGH < at:
            at = max(now, clock.due_at - ENOUGH) if clock.kind == "approval" else now
    return at


def _next(now: datetime, hours: Sequence[time], calendar: Calendar) -> datetime:
    """The first of these hours on a working day that is still to come, where the team is."""
    zone = ZoneInfo(calendar.zone)
    day = calendar.date_of(now)
    while True:
        day = calendar.first_workday(day)
        found = sorted(datetime.combine(day, hour, zone).astimezone(UTC) for hour in hours)
        if later := [one for one in found if one > now]:
            return later[0]
        day += timedelta(days=1)
