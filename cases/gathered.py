"""When somebody gets their next message: everything they are reminded of stands in one, at most every half hour."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from cases.working_time import TeamHours

AT_MOST_EVERY = timedelta(minutes=30)
# What falls due together is rung within moments: the first message waits for the others.
GATHERED_FOR = timedelta(seconds=5)


def next_message(
    owed: Iterable[datetime],
    now: datetime,
    team: TeamHours,
    ends_at: datetime | None = None,
    not_before: datetime | None = None,
) -> datetime:
    """When (UTC) something that is due now is told to somebody, given when their other messages were or will be sent.

    It joins the message that is waiting, else it is sent at once, or when half an hour has passed since the last one;
    if that is over after hours, when the team is back. `ends_at` is when a deadline ends: its last call comes before
    then, whatever else was sent and whatever the hour. `not_before` is when somebody hears again, if they do before
    that.
    """
    sent, free = sorted(owed), max(now, not_before or now)
    waiting = [one for one in sent if one > now and one >= free and (ends_at is None or one < ends_at)]
    if waiting:
        return waiting[0]
    soon = free + GATHERED_FOR
    last = max((one for one in sent if one <= free), default=None)
    if last is None or last + AT_MOST_EVERY <= soon:
        return soon
    later = last + AT_MOST_EVERY
    opens = team.first_moment(later)
    if ends_at is None or opens < ends_at:
        return opens
    return later if later < ends_at else soon
