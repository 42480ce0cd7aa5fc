"""Team hours and working days: what a wall clock shows, across weekends, lunch, days off and clock changes."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cases.working_time import Calendar, TeamHours

ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Australia/Melbourne", "Asia/Shanghai", "Asia/Kolkata")
HOLIDAY = frozenset({date(2026, 3, 4)})


def team(zone: str = "UTC", **calendar: frozenset[date]) -> TeamHours:
    return TeamHours(Calendar(zone, **calendar))


def wall(zone: str, written: str) -> datetime:
    """A wall-clock time of a zone, in UTC: `2026-03-06 17:00`."""
    return datetime.fromisoformat(written).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


HOURS = [
    pytest.param("UTC", "2026-03-02 09:00", 3, "2026-03-02 12:00", id="three hours fill the morning to its very end"),
    pytest.param("UTC", "2026-03-02 09:00", 4, "2026-03-02 14:00", id="lunch does not count"),
    pytest.param("UTC", "2026-03-02 12:30", 1, "2026-03-02 14:00", id="what starts at lunch runs from one o'clock"),
    pytest.param("UTC", "2026-03-02 07:00", 1, "2026-03-02 10:00", id="what starts before hours runs from the opening"),
    pytest.param("UTC", "2026-03-02 18:00", 1, "2026-03-03 10:00", id="closing time itself is over"),
    pytest.param("UTC", "2026-03-02 12:00", 1, "2026-03-02 14:00", id="the last moment of the morning is over"),
    pytest.param("UTC", "2026-03-02 17:00", 4, "2026-03-03 12:00", id="an hour today and three tomorrow"),
    pytest.param("UTC", "2026-03-06 17:00", 4, "2026-03-09 12:00", id="a weekend lies between"),
    pytest.param("UTC", "2026-03-07 11:00", 4, "2026-03-09 14:00", id="what starts on Saturday runs from Monday"),
    pytest.param("UTC", "2026-03-02 09:00", 16, "2026-03-03 18:00", id="sixteen hours are two whole days"),
    pytest.param("Europe/Berlin", "2026-03-27 17:00", 4, "2026-03-30 12:00", id="Berlin springs forward"),
    pytest.param("Europe/Berlin", "2026-10-23 17:00", 4, "2026-10-26 12:00", id="Berlin falls back"),
    pytest.param("America/New_York", "2026-03-06 17:00", 4, "2026-03-09 12:00", id="New York springs forward"),
    pytest.param("America/New_York", "2026-10-30 17:00", 4, "2026-11-02 12:00", id="New York falls back"),
    pytest.param(
        "Australia/Melbourne", "2026-04-02 17:00", 4, "2026-04-03 12:00", id="Melbourne, the day before Easter"
    ),
    pytest.param("Australia/Melbourne", "2026-04-03 17:00", 4, "2026-04-06 12:00", id="Melbourne falls back in April"),
    pytest.param("Australia/Melbourne", "2026-10-02 17:00", 4, "2026-10-05 12:00", id="Melbourne springs in October"),
]


@pytest.mark.parametrize(("zone", "start", "hours", "due"), HOURS)
def test_team_hours(zone: str, start: str, hours: int, due: str) -> None:
    assert team(zone).after_hours(wall(zone, start), hours) == wall(zone, due)


def test_the_elapsed_time_over_a_clock_change_is_an_hour_less_in_spring_and_more_in_autumn() -> None:
    berlin = team("Europe/Berlin")
    spring, autumn = wall("Europe/Berlin", "2026-03-27 17:00"), wall("Europe/Berlin", "2026-10-23 17:00")
    plain = wall("Europe/Berlin", "2026-03-06 17:00")
    usual = berlin.after_hours(plain, 4) - plain
    assert usual == timedelta(hours=67)
    assert berlin.after_hours(spring, 4) - spring == timedelta(hours=66)
    assert berlin.after_hours(autumn, 4) - autumn == timedelta(hours=68)


def test_a_day_off_does_not_count_and_a_makeup_workday_does() -> None:
    off = team(days_off=HOLIDAY)
    assert off.after_hours(wall("UTC", "2026-03-03 17:00"), 4) == wall("UTC", "2026-03-05 12:00")
    makeup = team(extra_workdays=frozenset({date(2026, 3, 7)}))
    assert makeup.after_hours(wall("UTC", "2026-03-06 17:00"), 4) == wall("UTC", "2026-03-07 12:00")


DAYS = [
    pytest.param("2026-03-02 10:15", 1, "2026-03-03 10:15", id="the same hour on the next working day"),
    pytest.param("2026-03-06 10:15", 1, "2026-03-09 10:15", id="Friday to Monday"),
    pytest.param("2026-03-02 12:30", 1, "2026-03-03 13:00", id="an hour at lunch moves to its end"),
    pytest.param("2026-03-02 06:00", 1, "2026-03-03 09:00", id="an hour before the opening moves to it"),
    pytest.param("2026-03-06 19:00", 1, "2026-03-09 18:00", id="after hours on Friday has until Monday's end"),
    pytest.param("2026-03-07 08:00", 1, "2026-03-09 18:00", id="Saturday has until Monday's end"),
    pytest.param("2026-03-08 23:59", 1, "2026-03-09 18:00", id="Sunday night has until Monday's end"),
    pytest.param("2026-03-09 00:00", 1, "2026-03-10 09:00", id="Monday at midnight is Monday already"),
    pytest.param("2026-03-02 10:00", 5, "2026-03-09 10:00", id="five working days are a week"),
]


@pytest.mark.parametrize(("start", "days", "due"), DAYS)
def test_team_working_days(start: str, days: int, due: str) -> None:
    assert team().after_workdays(wall("UTC", start), days) == wall("UTC", due)


def test_a_working_day_later_is_the_same_wall_clock_hour_across_a_clock_change() -> None:
    start = wall("Europe/Berlin", "2026-03-27 10:00")
    due = team("Europe/Berlin").after_workdays(start, 1)
    assert due == wall("Europe/Berlin", "2026-03-30 10:00")
    assert due - start == timedelta(hours=71)


WORKDAYS = [
    pytest.param(date(2026, 3, 2), 3, date(2026, 3, 5), id="the anchor itself is not counted"),
    pytest.param(date(2026, 3, 5), 3, date(2026, 3, 10), id="a weekend lies between"),
    pytest.param(date(2026, 3, 7), 1, date(2026, 3, 9), id="from a Saturday the first is Monday"),
    pytest.param(date(2026, 3, 7), 3, date(2026, 3, 11), id="from a Saturday the third is Wednesday"),
]


@pytest.mark.parametrize(("anchor", "days", "ends"), WORKDAYS)
def test_working_days_of_a_counterparty(anchor: date, days: int, ends: date) -> None:
    assert Calendar().after_working_days(anchor, days) == ends


def test_a_public_holiday_and_a_makeup_saturday_of_the_counterparty() -> None:
    # China, 2026: the National Day week is off and Saturday 10 October is worked for it.
    week = frozenset(date(2026, 10, day) for day in (1, 2, 5, 6, 7))
    china = Calendar("Asia/Shanghai", week, frozenset({date(2026, 10, 10)}))
    assert china.after_working_days(date(2026, 9, 30), 3) == date(2026, 10, 10)
    assert china.works_on(date(2026, 10, 10)) and not china.works_on(date(2026, 10, 11))


def test_the_date_of_an_instant_is_the_local_one() -> None:
    late = datetime(2026, 3, 2, 20, 0, tzinfo=UTC)
    assert Calendar("Asia/Shanghai").date_of(late) == date(2026, 3, 3)
    assert Calendar("America/New_York").date_of(late) == date(2026, 3, 2)


OWN = [
    pytest.param("2026-03-05 23:00", "2026-03-05 23:00", id="a deadline on a working day is itself, at its own hour"),
    pytest.param("2026-03-07 18:00", "2026-03-06 12:00", id="a Saturday's deadline is due at noon on Friday"),
    pytest.param("2026-03-08 00:00", "2026-03-06 12:00", id="a Sunday's deadline is due at noon on Friday"),
    pytest.param("2026-03-04 09:00", "2026-03-03 12:00", id="a deadline on a day off is due at noon the day before"),
]


@pytest.mark.parametrize(("deadline", "due"), OWN)
def test_our_own_due_time_of_a_deadline(deadline: str, due: str) -> None:
    assert team(days_off=HOLIDAY).own_due(wall("UTC", deadline)) == wall("UTC", due)


def test_the_team_opens_at_its_first_block_on_the_next_day_it_works() -> None:
    late = TeamHours(Calendar("Asia/Shanghai"), ((time(10), time(19)),))
    assert late.opening(date(2026, 3, 7)) == wall("Asia/Shanghai", "2026-03-09 10:00")
    assert late.first_moment(wall("Asia/Shanghai", "2026-03-06 19:00")) == wall("Asia/Shanghai", "2026-03-09 10:00")


def test_a_calendar_that_never_works_says_so_and_does_not_hang() -> None:
    never = frozenset(date(2026, 1, 1) + timedelta(days=number) for number in range(400))
    with pytest.raises(ValueError, match="the calendar of UTC has no working day for 60 days"):
        Calendar("UTC", never).first_workday(date(2026, 3, 2))


# -- what holds for every start, zone and length ---------------------------------------------------------------------

starts = st.datetimes(datetime(2025, 1, 1), datetime(2028, 12, 31)).map(lambda one: one.replace(tzinfo=UTC))  # noqa: DTZ001
teams = st.builds(
    lambda zone, off: team(zone, days_off=frozenset(off)),
    st.sampled_from(ZONES),
    st.sets(st.dates(date(2025, 1, 1), date(2028, 12, 31)), max_size=5),
)
lengths = st.integers(1, 60)


def within_hours(one: TeamHours, instant: datetime) -> bool:
    """Whether an instant lies in the team's hours, their edges included."""
    local = instant.astimezone(ZoneInfo(one.calendar.zone))
    works = one.calendar.works_on(local.date())
    return works and any(opens <= local.time() <= closes for opens, closes in one.blocks)


@settings(max_examples=150, deadline=None)
@given(one=teams, start=starts, hours=lengths)
def test_team_hours_end_after_they_start_and_within_hours(one: TeamHours, start: datetime, hours: int) -> None:
    due = one.after_hours(start, hours)
    assert due - start >= timedelta(hours=hours)
    assert within_hours(one, due) and due.tzinfo is UTC


@settings(max_examples=150, deadline=None)
@given(one=teams, start=starts, days=st.integers(1, 10))
def test_team_days_end_after_they_start_and_within_hours(one: TeamHours, start: datetime, days: int) -> None:
    due = one.after_workdays(start, days)
    assert due > start
    assert within_hours(one, due) and due.tzinfo is UTC


@settings(max_examples=150, deadline=None)
@given(one=teams, start=starts, later=st.integers(0, 10_000), length=st.integers(1, 12))
def test_what_starts_later_is_never_due_earlier(one: TeamHours, start: datetime, later: int, length: int) -> None:
    after = start + timedelta(minutes=later)
    assert one.after_hours(start, length) <= one.after_hours(after, length)
    assert one.after_workdays(start, length) <= one.after_workdays(after, length)
    assert one.first_moment(start) <= one.first_moment(after)


@settings(max_examples=150, deadline=None)
@given(one=teams, start=starts, length=st.integers(1, 40))
def test_an_hour_or_day_more_is_due_later(one: TeamHours, start: datetime, length: int) -> None:
    assert one.after_hours(start, length) < one.after_hours(start, length + 1)
    assert one.after_workdays(start, length) < one.after_workdays(start, length + 1)


@settings(max_examples=150, deadline=None)
@given(one=teams, start=starts, first=st.integers(1, 20), second=st.integers(1, 20))
def test_hours_add_up(one: TeamHours, start: datetime, first: int, second: int) -> None:
    assert one.after_hours(one.after_hours(start, first), second) == one.after_hours(start, first + second)


@settings(max_examples=150, deadline=None)
@given(one=teams, deadline=starts)
def test_our_own_due_time_is_never_after_the_deadline_and_on_a_working_day(one: TeamHours, deadline: datetime) -> None:
    due = one.own_due(deadline)
    assert due <= deadline
    assert one.calendar.works_on(one.calendar.date_of(due))
    assume(due != deadline)
    assert due.astimezone(ZoneInfo(one.calendar.zone)).time() == time(12)
