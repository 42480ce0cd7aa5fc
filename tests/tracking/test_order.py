"""Whom to ask about a number and when to ask again, however many numbers there are."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.scans import Look
from partners.tracking.asking import FAILED, INVALID, NOT_FOUND, PENDING, SCANS, Answer, Trouble
from partners.tracking.order import DEFAULT_ORDER, SPREAD, Standing, ask_again_at, hurries, share_of_day, whom_to_ask
from partners.tracking.pace import DayAllowance

NOW = datetime(2026, 6, 29, 12, 0, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
ALL = frozenset(DEFAULT_ORDER)


def whom(carrier: str | None, *looks: Look, available=ALL, order=DEFAULT_ORDER) -> tuple[str, ...]:
    return whom_to_ask(carrier, order, available, looks, NOW)


def look(provider: str, outcome: str = SCANS, hours: float = 1, **more) -> Look:
    at = NOW - hours * HOUR
    return Look(provider, "N1", at, outcome, at, at if outcome == SCANS else None, **more)


def test_a_carriers_own_tracker_is_asked_first_and_about_its_own_parcels_only():
    assert whom("ups") == ("ups", "17track", "aftership", "easypost")
    assert whom("dhl_paket") == ("dhl", "17track", "aftership", "easypost")
    assert whom("yanwen") == ("17track", "aftership", "easypost")
    assert whom(None) == ("17track", "aftership", "easypost")


def test_only_those_with_a_key_are_asked_and_the_order_may_be_set():
    assert whom("ups", available={"easypost", "17track"}) == ("17track", "easypost")
    assert whom("ups", order=("easypost", "ups")) == ("easypost", "ups")
    assert whom("ups", available=()) == ()


def test_who_had_something_to_show_goes_before_who_never_had():
    assert whom("ups", look("aftership"), look("ups", NOT_FOUND)) == ("aftership", "ups", "17track", "easypost")


def test_who_needs_a_persons_help_rests_for_an_hour():
    assert whom(None, look("17track", FAILED, 0.5, why="key")) == ("aftership", "easypost")
    assert whom(None, look("17track", FAILED, 1.5, why="key")) == ("17track", "aftership", "easypost")
    assert whom(None, look("17track", FAILED, 0.5, why="silent")) == ("17track", "aftership", "easypost")


def wait(
    outcome: str = SCANS,
    lasting: timedelta = timedelta(0),
    trouble: Trouble | None = None,
    number: str = "N1",
    **standing,
):
    """How long until the number is asked about again, before numbers are spread; None for never."""
    standing = {"opened_at": NOW - 5 * DAY} | standing
    at = ask_again_at(NOW, Answer("17track", number, outcome, trouble=trouble), Standing(**standing), lasting)
    return at and at - NOW


def about(period: timedelta, said: timedelta | None) -> bool:
    return said is not None and period <= said <= period * (1 + SPREAD)


@pytest.mark.parametrize(("silence", "hours"), [(0, 4), (2, 4), (3, 8), (7, 8), (8, 12), (21, 12), (22, 24), (90, 24)])
def test_the_longer_nothing_moves_the_more_seldom_it_is_asked_about(silence, hours):
    assert about(hours * HOUR, wait(news_at=NOW - silence * DAY, opened_at=NOW - 40 * DAY))


def test_an_old_case_is_asked_about_half_as_often():
    assert about(8 * HOUR, wait(news_at=NOW, opened_at=NOW - 46 * DAY))


@pytest.mark.parametrize(("days", "hours"), [(0.5, 1), (1, 1), (2, 3), (3, 3), (4, 24)])
def test_a_deadline_that_is_near_hurries_it(days, hours):
    deadline = NOW + days * DAY
    assert about(hours * HOUR, wait(news_at=NOW - 30 * DAY, deadline_at=deadline))
    assert hurries(NOW, Standing(NOW, deadline_at=deadline)) == (days <= 3)


def test_a_deadline_that_has_passed_hurries_nothing():
    assert about(DAY, wait(news_at=NOW - 30 * DAY, deadline_at=NOW - HOUR))
    assert not hurries(NOW, Standing(NOW, deadline_at=NOW - HOUR))


@pytest.mark.parametrize(("lasting", "minutes"), [(0, 10), (15, 15), (60, 60), (2000, 360)])
def test_what_the_tracker_has_only_begun_to_follow_is_asked_about_soon_and_then_later(lasting, minutes):
    assert about(timedelta(minutes=minutes), wait(PENDING, timedelta(minutes=lasting)))


@pytest.mark.parametrize(("days", "hours"), [(1, 6), (5, 24)])
@pytest.mark.parametrize("outcome", [NOT_FOUND, INVALID])
def test_what_it_does_not_know_is_asked_about_more_seldom_after_three_days(outcome, days, hours):
    assert about(hours * HOUR, wait(outcome, opened_at=NOW - days * DAY))


@pytest.mark.parametrize(
    ("kind", "lasting", "retry_after", "minutes"),
    [
        ("silent", 0, None, 5),
        ("silent", 20, None, 20),
        ("failing", 9000, None, 360),
        ("busy", 0, 60.0, 5),
        ("busy", 0, 1800.0, 30),
        ("key", 0, None, 360),
        ("refused", 90, None, 360),
    ],
)
def test_after_a_fault_it_is_tried_again_ever_later(kind, lasting, retry_after, minutes):
    trouble = Trouble(kind, retry_after=retry_after)
    assert about(timedelta(minutes=minutes), wait(FAILED, timedelta(minutes=lasting), trouble))


def test_a_tracker_that_wants_rest_gets_it_even_before_a_deadline():
    busy = Trouble("busy", retry_after=7200)
    assert about(2 * HOUR, wait(FAILED, timedelta(0), busy, deadline_at=NOW + HOUR))


def test_a_day_that_is_used_up_is_waited_out():
    at = ask_again_at(NOW, Answer("dhl", "N1", FAILED, trouble=Trouble("quota")), Standing(NOW), DAY)
    assert datetime(2026, 6, 30, tzinfo=UTC) <= at < datetime(2026, 6, 30, 0, 7, tzinfo=UTC)


def test_a_closed_case_is_watched_daily_for_sixty_days_and_then_left_alone():
    assert about(DAY, wait(news_at=NOW, closed_at=NOW - DAY, deadline_at=NOW + HOUR))
    assert about(DAY, wait(closed_at=NOW - 60 * DAY))
    assert wait(closed_at=NOW - 61 * DAY) is None


def test_numbers_that_were_asked_about_together_come_apart():
    waits = {wait(number=f"1Z{n}", news_at=NOW) for n in range(100)}
    assert len(waits) == 100
    assert wait(number="1Z1", news_at=NOW) == wait(number="1Z1", news_at=NOW)


def test_a_tenth_of_the_day_is_kept_for_the_hurried():
    assert (share_of_day(250, False), share_of_day(250, True)) == (225, 250)


@given(
    st.sampled_from([SCANS, PENDING, NOT_FOUND, INVALID, FAILED]),
    st.integers(1, 10_000),
    st.integers(0, 400),
    st.integers(0, 400),
    st.one_of(st.none(), st.integers(-10, 400)),
)
def test_nothing_is_asked_about_in_the_past_nor_at_once_again(outcome, lasting, age, silence, deadline):
    trouble = Trouble("silent") if outcome == FAILED else None
    said = wait(
        outcome,
        timedelta(minutes=lasting),
        trouble,
        opened_at=NOW - age * DAY,
        news_at=NOW - silence * DAY,
        deadline_at=None if deadline is None else NOW + deadline * DAY,
    )
    assert timedelta(minutes=5) <= said <= timedelta(hours=53)


async def test_however_many_cases_are_open_a_day_asks_no_more_than_it_may():
    """A week of 5,000 numbers, all due at once, with an allowance of 250 a day."""
    now = [NOW.replace(hour=0)]
    allowance = DayAllowance(250, lambda: now[0])
    due = {f"1Z{n}": now[0] for n in range(5000)}
    asked: dict[object, int] = {}
    for _ in range(7 * 24):
        for number in [number for number, at in due.items() if at <= now[0]]:
            granted = await allowance.take(1)
            trouble = None if granted else Trouble("quota")
            asked[now[0].date()] = asked.get(now[0].date(), 0) + granted
            answer = Answer("dhl", number, SCANS if granted else FAILED, trouble=trouble)
            due[number] = ask_again_at(now[0], answer, Standing(now[0] - 5 * DAY, now[0] - 3 * DAY), DAY)
        now[0] += HOUR
    assert len(asked) == 7
    assert set(asked.values()) == {250}
