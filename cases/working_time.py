"""Working days and team hours: when somebody is there to act, in the zone that defines it.

Days off reach these functions as values; they know no holiday themselves.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from cases.light_dataclass import dataclass

ONE_DAY = timedelta(days=1)
# A calendar without a single working day in this many days is a mistake in its settings.
LONGEST_CLOSURE_DAYS = 60


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days are worked in one place: Monday to Friday, less days off, plus make-up workdays."""

    zone: str = "UTC"
    days_off: frozenset[date] = frozenset()
    extra_workdays: frozenset[date] = frozenset()

    def works_on(self, day: date) -> bool:
        """Whether that local date is a working day."""
        return day in self.extra_workdays or (day.weekday() < 5 and day not in self.days_off)

    def with_saturdays(self) -> "Calendar":
        """The same calendar where Saturdays count, for rules that say so."""
        return SixDayCalendar(self.zone, self.days_off, self.extra_workdays)

    def date_of(self, instant: datetime) -> date:
        """The local date of an instant."""
        return instant.astimezone(ZoneInfo(self.zone)).date()

    def after_working_days(self, anchor: date, days: int) -> date:
        """The date of the n-th working day after the anchor, which is not counted."""
        for day in self._from(anchor + ONE_DAY):
            days -= 1
            if days <= 0:
                return day
        raise AssertionError("unreachable")

    def workdays_between(self, first: date, last: date) -> int:
        """How many working days lie after the first date, up to the last one; none where that is not later."""
        days = (last - first).days
        return sum(self.works_on(first + timedelta(days=n)) for n in range(1, days + 1))

    def midnight(self, day: date) -> datetime:
        """The instant, in UTC, at which that local date begins."""
        return datetime.combine(day, time.min, ZoneInfo(self.zone)).astimezone(UTC)

    def first_workday(self, day: date) -> date:
        """That date itself if it is worked, else the next one that is."""
        return next(self._from(day))

    def last_workday(self, day: date) -> date:
        """That date itself if it is worked, else the last one before it that was."""
        return next(self._from(day, -ONE_DAY))

    def _from(self, day: date, step: timedelta = ONE_DAY) -> Iterator[date]:
        idle = 0
        while idle < LONGEST_CLOSURE_DAYS:
            idle = 0 if self.works_on(day) else idle + 1
            if not idle:
                yield day
            day += step
        raise ValueError(f"the calendar of {self.zone} has no working day for {LONGEST_CLOSURE_DAYS} days")


@dataclass(frozen=True, slots=True)
class SixDayCalendar(Calendar):
    """A calendar whose working days are Monday to Saturday."""

    def works_on(self, day: date) -> bool:
        return day in self.extra_workdays or (day.weekday() < 6 and day not in self.days_off)


NOON = time(12)
# A year of days of several teams.
MOST_DAYS_KEPT = 4096
Blocks = tuple[tuple[time, time], ...]
WEEKDAY_BLOCKS: Blocks = ((time(9), time(12)), (time(13), time(18)))


@dataclass(frozen=True, slots=True)
class TeamHours:
    """A team's blocks of working hours on the working days of its calendar."""

    calendar: Calendar = Calendar()
    blocks: Blocks = WEEKDAY_BLOCKS

    def after_hours(self, start: datetime, hours: float) -> datetime:
        """The instant, in UTC, at which so many team hours have passed since `start`."""
        left = timedelta(hours=hours)
        for opens, closes in self._blocks_from(start):
            begin = max(opens, start)
            if begin >= closes:
                continue
            if closes - begin >= left:
                return begin + left
            left -= closes - begin
        raise AssertionError("unreachable")

    def after_workdays(self, start: datetime, days: int) -> datetime:
        """So many working days later at the same wall-clock hour, moved into the team's hours, in UTC.

        What starts after hours or on a day off has until the end of the last day: a later start is never due earlier.
        """
        zone = ZoneInfo(self.calendar.zone)
        local = start.astimezone(zone)
        day = self.calendar.after_working_days(local.date(), days)
        closing = self._utc(day, self.blocks[-1][1])
        if not self.calendar.works_on(local.date()):
            return closing
        return min(self.first_moment(datetime.combine(day, local.time(), zone).astimezone(UTC)), closing)

    def before_hours(self, end: datetime, hours: float) -> datetime:
        """The instant, in UTC, from which so many team hours are left until `end`."""
        left = timedelta(hours=hours)
        for opens, closes in self._blocks_before(end):
            until = min(closes, end)
            if until <= opens:
                continue
            if until - opens >= left:
                return until - left
            left -= until - opens
        raise AssertionError("unreachable")

    def before_workdays(self, end: datetime, days: int) -> datetime:
        """The same wall-clock hour so many working days earlier, moved back into the team's hours, in UTC."""
        zone = ZoneInfo(self.calendar.zone)
        local = end.astimezone(zone)
        day = local.date()
        for _ in range(days):
            day = self.calendar.last_workday(day - ONE_DAY)
        return self._last_moment(datetime.combine(day, local.time(), zone).astimezone(UTC))

    def own_due(self, deadline: datetime) -> datetime:
        """By when the team must act for a deadline: noon of its last working day before, if it is off on that date."""
        day = self.calendar.date_of(deadline)
        if self.calendar.works_on(day):
            return deadline.astimezone(UTC)
        return self._utc(self.calendar.last_workday(day), NOON)

    def first_moment(self, instant: datetime) -> datetime:
        """The instant itself if the team works then, else when it next begins, in UTC."""
        for opens, closes in self._blocks_from(instant):
            if closes > instant:
                return max(opens, instant)
        raise AssertionError("unreachable")

    def opening(self, day: date) -> datetime:
        """When the team begins on the first of its working days on or after that date, in UTC."""
        return self._utc(self.calendar.first_workday(day), self.blocks[0][0])

    def last_opening(self, day: date) -> datetime:
        """When the team begins on the last of its working days on or before that date, in UTC."""
        return self._utc(self.calendar.last_workday(day), self.blocks[0][0])

    def _blocks_from(self, instant: datetime) -> Iterator[tuple[datetime, datetime]]:
        day = self.calendar.date_of(instant)
        while True:
            day = self.calendar.first_workday(day)
            yield from _blocks_on(day, self.blocks, self.calendar.zone)
            day += ONE_DAY

    def _blocks_before(self, instant: datetime) -> Iterator[tuple[datetime, datetime]]:
        day = self.calendar.date_of(instant)
        while True:
            day = self.calendar.last_workday(day)
            yield from reversed(_blocks_on(day, self.blocks, self.calendar.zone))
            day -= ONE_DAY

    def _last_moment(self, instant: datetime) -> datetime:
        """The instant itself if the team works then, else when it last stopped."""
        for opens, closes in self._blocks_before(instant):
            if opens <= instant:
                return min(closes, instant)
        raise AssertionError("unreachable")

    def _utc(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, ZoneInfo(self.calendar.zone)).astimezone(UTC)


@lru_cache(maxsize=MOST_DAYS_KEPT)
def _blocks_on(day: date, blocks: Blocks, zone: str) -> tuple[tuple[datetime, datetime], ...]:
    """When a team begins and stops on a day, in UTC; kept, because every clock of a team asks for the same few days."""
    here = ZoneInfo(zone)
    return tuple(
        (datetime.combine(day, opens, here).astimezone(UTC), datetime.combine(day, closes, here).astimezone(UTC))
        for opens, closes in blocks
    )
