"""Notifications paused in Slack: a short pause is waited out, a long one is an absence, no deadline is passed."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.gathered import GATHERED_FOR, next_message
from cases.on_call import on_call
from cases.pauses import WORTH_WAITING, Pause, is_absence, waits_until
from cases.working_time import TeamHours

TEAM = TeamHours()
MINUTES = st.integers(-300, 300).map(lambda minutes: timedelta(minutes=minutes))


def on_tuesday(clock: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-24T{clock}").replace(tzinfo=UTC)


def at(clock: str | None) -> datetime | None:
    return on_tuesday(clock) if clock else None


@pytest.mark.parametrize(
    ("begins", "ends", "deadline", "waits", "absent"),
    [
        # Now is 10:00; the team works from 9 to 12 and from 13 to 18.
        ("09:30", "10:30", None, "10:30", False),
        ("10:00", "12:00", None, None, False),  # The team has lunch by then: it is sent, and Slack keeps it.
        ("09:30", "11:59", None, "11:59", False),
        ("09:30", "12:01", None, None, True),
        ("09:30", "23:00", None, None, True),
        ("09:30", "10:30", "10:45", "10:30", False),
        ("09:30", "10:30", "10:30", None, False),
        ("09:30", "10:30", "10:15", None, False),
        ("10:01", "11:00", None, None, False),  # It has not begun.
        ("08:00", "10:00", None, None, False),  # It is over.
    ],
)
def test_how_long_a_pause_is_waited_for(
    begins: str, ends: str, deadline: str | None, waits: str | None, absent: bool
) -> None:
    pause, now = Pause(on_tuesday(begins), on_tuesday(ends)), on_tuesday("10:00")
    assert waits_until(pause, now, TEAM, at(deadline)) == at(waits)
    assert is_absence(pause, now) is absent


def test_whose_notifications_are_never_paused_is_neither_waited_for_nor_away() -> None:
    assert waits_until(None, on_tuesday("10:00"), TEAM) is None
    assert not is_absence(None, on_tuesday("10:00"))


@pytest.mark.parametrize(
    ("owed", "not_before", "sent"),
    [
        ([], "10:30:00", "10:30:05"),
        (["10:10:00"], "10:30:00", "10:40:00"),  # What waits comes too early for them.
        (["10:30:05"], "10:30:00", "10:30:05"),
        (["09:55:00"], "10:30:00", "10:30:05"),
        (["09:55:00"], None, "10:25:00"),
    ],
)
def test_a_message_is_gathered_for_when_somebody_hears_again(
    owed: list[str], not_before: str | None, sent: str
) -> None:
    known = [on_tuesday(one) for one in owed]
    assert next_message(known, on_tuesday("10:00"), TEAM, None, at(not_before)) == on_tuesday(sent)


def test_people_take_turns_from_monday_to_sunday_in_the_order_they_stand_in() -> None:
    three = ("UA", "UB", "UC")
    weeks = [on_call(three, date(2026, 12, 21) + timedelta(weeks=n)) for n in range(4)]
    first = weeks[0]
    assert weeks == [first, (*first[1:], first[0]), (*first[2:], *first[:2]), first] and set(first) == set(three)
    # A year ends in the middle of a week, and the turn does not pass on with it.
    assert {on_call(three, date(2026, 12, 28) + timedelta(days=n)) for n in range(7)} == {weeks[1]}
    assert on_call(three, date(2027, 1, 3)) != on_call(three, date(2027, 1, 4))
    assert on_call((), date(2026, 12, 21)) == () and on_call(("UA",), date(2026, 12, 21)) == ("UA",)


@settings(max_examples=60)
@given(MINUTES, MINUTES, st.none() | MINUTES.map(abs), st.lists(MINUTES, max_size=3))
def test_no_pause_carries_a_message_past_a_deadline_or_for_longer_than_is_worth_waiting(
    begins: timedelta, length: timedelta, ends: timedelta | None, owed: list[timedelta]
) -> None:
    now = on_tuesday("10:00")
    pause = Pause(now + begins, now + begins + abs(length))
    deadline = None if not ends else now + ends + GATHERED_FOR * 2
    waits = waits_until(pause, now, TEAM, deadline)
    sent = next_message([now + one for one in owed], now, TEAM, deadline, waits)
    assert waits is None or (now < waits <= now + WORTH_WAITING and waits <= sent)
    assert deadline is None or sent < deadline
