"""When a digest is due, by the wall clock of its place, and whether one that was missed is still sent."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from cases.light_dataclass import dataclass
from cases.working_time import ONE_DAY, Calendar

DAILY, WEEKLY, MONTHLY, PERSONAL = "daily", "weekly", "monthly", "personal"
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WORKWEEK = WEEKDAYS[:5]
# What each kind may tell, in the order in which it is told.
PARTS = {
    DAILY: ("due", "quiet", "approvals", "flow", "money"),
    WEEKLY: ("deadlines", "slowest", "money", "scorecard"),
    MONTHLY: ("carriers", "lanes", "causes", "scorecard"),
    PERSONAL: ("do_now", "approvals", "money"),
}
MOST_LINES, MOST_STEPS, MOST_PARTIES, MOST_INSIGHTS = 12, 5, 5, 5
SLOWEST = 3
# A month is compared with the mean of so many before it; what is within so much of it is chance.
MONTHS_BEFORE, NORMAL_SWING, LEAST_LOSSES = 3, 1.5, 3
# Sent within this time it counts as sent in time; a missed one is left out when the next comes as soon.
IN_TIME = timedelta(hours=1)
# A plan without a single day to send on in this many days is a mistake in its settings.
LONGEST_PAUSE_DAYS = 400


@dataclass(frozen=True, slots=True)
class Plan:
    """When a digest comes: its kind, its wall-clock times, its days, and the zone they are meant in."""

    kind: str
    at: tuple[time, ...]
    days: tuple[str, ...]
    zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class Slot:
    """One moment at which a digest is to come: the instant in UTC, its local date, the time as it was set."""

    at: datetime
    day: date
    time: time


def above_norm(recent: int, before: int) -> bool:
    """Whether so many losses in a month are clearly more than the monthly mean of the three months before.

    A handful of cases tells nothing, however many times the usual it is.
    """
    return recent >= LEAST_LOSSES and recent * MONTHS_BEFORE > before * NORMAL_SWING


def times_of(written: str) -> tuple[time, ...]:
    """Times as they are kept, `09:00` or `11:00,16:00`, in order. Raises ValueError for anything else."""
    return tuple(sorted({time.fromisoformat(one.strip()) for one in written.split(",")}))


def next_slot(plan: Plan, after: datetime, calendar: Calendar) -> Slot:
    """The first moment later than an instant; `calendar` says which days the team is off.

    Raises ValueError where no day is left to send on.
    """
    return next(slot for slot in _slots(plan, _day_of(plan, after), calendar) if slot.at > after)


def latest_slot(plan: Plan, since: datetime, now: datetime, calendar: Calendar) -> Slot | None:
    """The last moment from `since` to now; None where there was none, such as when that day is off after all."""
    day = _day_of(plan, now)
    while day >= _day_of(plan, since):
        for slot in reversed(_slots_on(plan, day, calendar)):
            if since <= slot.at <= now:
                return slot
        day -= ONE_DAY
    return None


def is_sent(slot: Slot, following: Slot, now: datetime, when_missed: str) -> bool:
    """Whether a digest goes out for a moment that has passed.

    In time, always. Late, as `when_missed` says (`late` or `skip`), but not when the next comes within the hour.
    """
    if now - slot.at <= IN_TIME:
        return True
    return when_missed == "late" and following.at - now > IN_TIME


def instant_of(day: date, at: time, zone: str) -> datetime:
    """The instant, in UTC, at which the wall clock of a zone shows this.

    An hour that a change of clocks leaves out becomes the first instant after it; of one that comes twice the first
    counts.
    """
    local = datetime.combine(day, at, ZoneInfo(zone))
    instant = local.astimezone(UTC)
    if instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == local.replace(tzinfo=None):
        return instant
    # In a gap the later offset gives an instant before the change and the earlier one an instant after it.
    before, after = local.replace(fold=1).astimezone(UTC), instant
    offset = before.astimezone(ZoneInfo(zone)).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = (before + (after - before) / 2).replace(microsecond=0)
        if middle.astimezone(ZoneInfo(zone)).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after


def _slots(plan: Plan, day: date, calendar: Calendar) -> Iterator[Slot]:
    idle = 0
    while idle < LONGEST_PAUSE_DAYS:
        slots = _slots_on(plan, day, calendar)
        idle = 0 if slots else idle + 1
        yield from slots
        day += ONE_DAY
    raise ValueError(f"there is no day to send a {plan.kind} digest on for {LONGEST_PAUSE_DAYS} days")


def _slots_on(plan: Plan, day: date, calendar: Calendar) -> list[Slot]:
    if not _is_day(plan, day, calendar):
        return []
    return [Slot(instant_of(day, at, plan.zone), day, at) for at in plan.at]


def _is_day(plan: Plan, day: date, calendar: Calendar) -> bool:
    """Whether a digest comes on a local date.

    Daily ones skip days off and come on make-up workdays where they come on all workdays. A weekly one whose day is
    off comes on the next working day of that week, a monthly one on the month's first working day.
    """
    if plan.kind == MONTHLY:
        return day == calendar.first_workday(day.replace(day=1))
    if plan.kind == WEEKLY:
        monday = day - timedelta(days=day.weekday())
        chosen = monday + timedelta(days=WEEKDAYS.index(plan.days[0]))
        open_ones = [one for one in (chosen + n * ONE_DAY for n in range(7)) if not _is_off(one, plan, calendar)]
        return bool(open_ones) and day == open_ones[0] and open_ones[0] < monday + timedelta(days=7)
    if set(plan.days) >= set(WORKWEEK) and day in calendar.extra_workdays:
        return True
    return WEEKDAYS[day.weekday()] in plan.days and not _is_off(day, plan, calendar)


def _is_off(day: date, plan: Plan, calendar: Calendar) -> bool:
    """A holiday of the team; a weekend only counts as off where nobody asked for it."""
    if day in calendar.days_off and day not in calendar.extra_workdays:
        return True
    return not calendar.works_on(day) and WEEKDAYS[day.weekday()] not in plan.days


def _day_of(plan: Plan, instant: datetime) -> date:
    return instant.astimezone(ZoneInfo(plan.zone)).date()
