"""Requests for approval are told at the hours a team has set, unless that would be too late."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.approval_hours import hours_of, read_hours, tell_at
from cases.case import Case, Clock
from cases.words import Refused
from cases.working_time import Calendar
from tests.cases.telling import new_case, sentence

HOURS = (time(11), time(16))
SHENZHEN = Calendar("Asia/Shanghai", days_off=frozenset({date(2026, 3, 4)}))


def at(day: int, hour: float) -> datetime:
    """March 2026, in UTC; in Shenzhen it is eight hours later."""
    return datetime(2026, 3, day, tzinfo=UTC) + timedelta(hours=hour)


def with_clock(kind: str, due_at: datetime) -> Case:
    clock = Clock(f"{kind}:R1", kind, "deadline", "us", at(1, 0), "", due_at)
    return replace(new_case(), clocks=(clock,))


@pytest.mark.parametrize(
    ("now", "told"),
    [
        # Monday 10:00 in Shenzhen: at eleven. 11:00 itself has passed: at four.
        (at(2, 2), at(2, 3)),
        (at(2, 3), at(2, 8)),
        # Tuesday after four: Wednesday is a day off, so Thursday at eleven. Friday evening: Monday.
        (at(3, 8.5), at(5, 3)),
        (at(6, 12), at(9, 3)),
    ],
)
def test_the_next_of_the_hours_on_a_working_day(now: datetime, told: datetime) -> None:
    assert tell_at(replace(new_case(), clocks=()), now, HOURS, SHENZHEN) == told


def test_without_hours_it_is_told_at_once() -> None:
    assert tell_at(new_case(), at(2, 2), (), SHENZHEN) == at(2, 2)


@pytest.mark.parametrize("kind", ["buyer_answer", "dispute_answer", "wait_until"])
def test_a_clock_of_the_buyers_that_ends_before_the_hour_makes_it_urgent(kind: str) -> None:
    assert tell_at(with_clock(kind, at(2, 8)), at(2, 4), HOURS, SHENZHEN) == at(2, 4)
    assert tell_at(with_clock(kind, at(2, 9)), at(2, 4), HOURS, SHENZHEN) == at(2, 8)


def test_it_is_told_an_hour_before_its_own_clock_ends() -> None:
    assert tell_at(with_clock("approval", at(2, 7)), at(2, 4), HOURS, SHENZHEN) == at(2, 6)
    assert tell_at(with_clock("approval", at(2, 4)), at(2, 4), HOURS, SHENZHEN) == at(2, 4)
    assert tell_at(with_clock("carrier_silence", at(2, 5)), at(2, 4), HOURS, SHENZHEN) == at(2, 8)


SETS_OF_HOURS = st.sets(st.times().map(lambda one: one.replace(second=0, microsecond=0)), max_size=4)


@given(st.integers(0, 24 * 60 * 20), SETS_OF_HOURS)
@settings(max_examples=60, deadline=None)
def test_it_is_never_told_in_the_past_nor_later_than_the_next_working_day(minutes: int, hours: set[time]) -> None:
    now = at(1, 0) + timedelta(minutes=minutes)
    told = tell_at(replace(new_case(), clocks=()), now, sorted(hours), SHENZHEN)
    assert now <= told <= now + timedelta(days=5)
    assert told == now if not hours else SHENZHEN.works_on(SHENZHEN.date_of(told))


def test_hours_as_people_write_them() -> None:
    assert read_hours(" 16:00，9:30, 16:00 ") == "09:30,16:00"
    assert hours_of(read_hours("11:00、16：00")) == HOURS
    assert (read_hours(" "), hours_of("")) == ("", ())


@pytest.mark.parametrize("written", ["noon", "25:00", "11:00, x", "1:00,2:00,3:00,4:00,5:00,6:00,7:00"])
def test_what_is_no_hour_is_refused(written: str) -> None:
    with pytest.raises(Refused) as refused:
        read_hours(written)
    assert sentence(refused.value)
