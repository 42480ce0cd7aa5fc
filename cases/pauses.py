"""Notifications that somebody has paused in Slack: a short pause is waited out, a long one is an absence.

Slack tells of the pause under way, or of the next one, as two instants; nothing here knows where they come from.
"""

from datetime import datetime, timedelta

from cases.light_dataclass import dataclass
from cases.working_time import TeamHours

# A meeting or an hour of quiet work. Whoever hears nothing for longer is stood in for at once.
WORTH_WAITING = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Pause:
    """When somebody's notifications are paused, from one instant (UTC) until before another."""

    begins: datetime
    ends: datetime

    def covers(self, at: datetime) -> bool:
        return self.begins <= at < self.ends


def is_absence(pause: Pause | None, now: datetime) -> bool:
    """Whether somebody is stood in for because of a pause: it lasts longer than anybody would wait."""
    return pause is not None and pause.covers(now) and pause.ends - now > WORTH_WAITING


def waits_until(
    pause: Pause | None, now: datetime, team: TeamHours, ends_at: datetime | None = None
) -> datetime | None:
    """Until when (UTC) a message waits for the end of a short pause; None where it is sent whatever the pause.

    It does not wait past the end of a deadline (`ends_at`), nor for an hour in which the team is off: Slack keeps it
    for them just as well.
    """
    if pause is None or not pause.covers(now) or is_absence(pause, now):
        return None
    if team.first_moment(pause.ends) != pause.ends or (ends_at is not None and ends_at <= pause.ends):
        return None
    return pause.ends
