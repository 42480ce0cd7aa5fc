"""When digests come: by the wall clock, over changes of clocks, holidays and outages."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from cases.digests import (
    DAILY,
    MONTHLY,
    WEEKDAYS,
    WEEKLY,
    WORKWEEK,
    Plan,
    Slot,
    above_norm,
    instant_of,
    is_sent,
    latest_slot,
    next_slot,
    times_of,
)
from cases.working_time import Calendar

NINE = (time(9),)
CHINA = Calendar(
    "Asia/Shanghai",
    frozenset(date(2026, 10, day) for day in range(1, 9)),
    frozenset({date(2026, 9, 27), date(2026, 10, 10)}),
)
OPEN = Calendar()


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "zone, day, at, instant",
    [
        # the hour that spring leaves out: the first instant after it
        ("America/New_York", "2026-03-08", "02:30", "2026-03-08 07:00"),
        ("Europe/Berlin", "2026-03-29", "02:00", "2026-03-29 01:00"),
        ("Europe/Berlin", "2026-03-29", "02:59", "2026-03-29 01:00"),
        ("Europe/Berlin", "2026-03-29", "03:00", "2026-03-29 01:00"),
        ("Australia/Sydney", "2026-10-04", "02:15", "2026-10-03 16:00"),
        ("Australia/Lord_Howe", "2026-10-04", "02:15", "2026-10-03 15:30"),
        # midnight itself is left out
        ("Africa/Cairo", "2026-04-24", "00:30", "2026-04-23 22:00"),
        # the hour that autumn has twice: the first
        ("America/New_York", "2026-11-01", "01:30", "2026-11-01 05:30"),
        ("Europe/Berlin", "2026-10-25", "02:30", "2026-10-25 00:30"),
        ("Australia/Sydney", "2026-04-05", "02:30", "2026-04-04 15:30"),
        # the same wall clock on both sides of a change
        ("Europe/Berlin", "2026-03-28", "09:00", "2026-03-28 08:00"),
        ("Europe/Berlin", "2026-03-29", "09:00", "2026-03-29 07:00"),
        ("Asia/Shanghai", "2026-03-29", "09:00", "2026-03-29 01:00"),
        ("Asia/Kolkata", "2026-07-01", "09:00", "2026-07-01 03:30"),
    ],
)
def test_a_wall_clock_time_becomes_one_instant(zone: str, day: str, at: str, instant: str) -> None:
    assert instant_of(date.fromisoformat(day), time.fromisoformat(at), zone) == utc(instant)


@pytest.mark.parametrize("zone", ["America/New_York", "Europe/Berlin", "Australia/Sydney", "Asia/Shanghai"])
@pytest.mark.parametrize("at", [time(0), time(2, 30), time(9), time(23, 59)])
def test_a_year_of_daily_digests_has_one_on_every_day(zone: str, at: time) -> None:
    plan, found, after = Plan(DAILY, (at,), WEEKDAYS, zone), [], instant_of(date(2025, 12, 31), at, zone)
    for _ in range(365):
        slot = next_slot(plan, after, OPEN)
        assert slot.at > after
        found.append(slot.day)
        after = slot.at
    assert found == [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]


@pytest.mark.parametrize(
    "after, day",
    [
        ("2026-09-30 01:00", "2026-10-09"),  # Golden Week has no digest
        ("2026-10-09 01:00", "2026-10-10"),  # the Saturday that is worked for it has one
        ("2026-10-10 01:00", "2026-10-12"),  # the Sunday after it has none
        ("2026-09-25 01:00", "2026-09-27"),
    ],
)
def test_holidays_have_no_digest_and_make_up_workdays_do(after: str, day: str) -> None:
    plan = Plan(DAILY, NINE, WORKWEEK, "Asia/Shanghai")
    assert next_slot(plan, utc(after), CHINA).day == date.fromisoformat(day)


def test_a_weekend_that_was_asked_for_has_a_digest() -> None:
    plan = Plan(DAILY, NINE, ("sat", "sun"))
    assert next_slot(plan, utc("2026-04-03 10:00"), OPEN).day == date(2026, 4, 4)
    assert next_slot(plan, utc("2026-04-04 10:00"), OPEN).day == date(2026, 4, 5)


def test_a_weekly_digest_moves_to_the_next_working_day_of_its_week() -> None:
    easter = Calendar("Europe/Berlin", frozenset({date(2026, 4, 6)}))
    plan = Plan(WEEKLY, NINE, ("mon",), "Europe/Berlin")
    slots = [next_slot(plan, utc("2026-03-30 10:00"), easter)]
    slots.append(next_slot(plan, slots[0].at, easter))
    assert [one.day for one in slots] == [date(2026, 4, 7), date(2026, 4, 13)]
    assert next_slot(Plan(WEEKLY, NINE, ("mon",), "Asia/Shanghai"), utc("2026-09-28 02:00"), CHINA).day == date(
        2026, 10, 9
    )


def test_a_monthly_digest_comes_on_the_first_working_day() -> None:
    plan = Plan(MONTHLY, NINE, ())
    slot = next_slot(plan, utc("2026-07-15 00:00"), OPEN)
    assert slot.day == date(2026, 8, 3)
    assert next_slot(plan, slot.at, OPEN).day == date(2026, 9, 1)


def test_two_times_a_day_come_in_their_order() -> None:
    plan = Plan("personal", times_of("16:00, 11:00"), WORKWEEK)
    first = next_slot(plan, utc("2026-04-02 11:00"), OPEN)
    assert (first.time, first.day) == (time(16), date(2026, 4, 2))
    assert next_slot(plan, first.at, OPEN) == Slot(utc("2026-04-03 11:00"), date(2026, 4, 3), time(11))


def test_after_an_outage_only_the_last_missed_one_counts() -> None:
    plan = Plan(DAILY, NINE, WORKWEEK)
    missed = latest_slot(plan, utc("2026-03-30 09:00"), utc("2026-04-02 12:00"), OPEN)
    assert missed == Slot(utc("2026-04-02 09:00"), date(2026, 4, 2), time(9))
    assert latest_slot(plan, utc("2026-04-03 09:00"), utc("2026-04-05 12:00"), OPEN).day == date(2026, 4, 3)


def test_a_day_that_became_a_holiday_meanwhile_has_none() -> None:
    friday = Calendar(days_off=frozenset({date(2026, 4, 3)}))
    assert latest_slot(Plan(DAILY, NINE, WORKWEEK), utc("2026-04-03 09:00"), utc("2026-04-03 09:01"), friday) is None


@pytest.mark.parametrize(
    "now, late, skip",
    [
        ("2026-04-02 09:00", True, True),
        ("2026-04-02 10:00", True, True),
        ("2026-04-02 10:01", True, False),
        ("2026-04-03 07:59", True, False),
        ("2026-04-03 08:00", False, False),  # the next comes within the hour and says the same
    ],
)
def test_a_missed_digest_is_sent_late_or_skipped(now: str, late: bool, skip: bool) -> None:
    plan = Plan(DAILY, NINE, WORKWEEK)
    slot = Slot(utc("2026-04-02 09:00"), date(2026, 4, 2), time(9))
    following = next_slot(plan, utc(now), OPEN)
    assert is_sent(slot, following, utc(now), "late") is late
    assert is_sent(slot, following, utc(now), "skip") is skip


def test_a_plan_without_a_day_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="no day"):
        next_slot(Plan(DAILY, NINE, ()), utc("2026-04-02 09:00"), OPEN)
    with pytest.raises(ValueError):
        times_of("9 o'clock")


@pytest.mark.parametrize(
    "recent, before, is_above",
    [(2, 0, False), (3, 0, True), (3, 6, False), (4, 6, True), (12, 15, True), (10, 21, False)],
)
def test_more_than_usual_is_half_more_than_the_monthly_mean_before_and_no_handful(
    recent: int, before: int, is_above: bool
) -> None:
    assert above_norm(recent, before) is is_above
