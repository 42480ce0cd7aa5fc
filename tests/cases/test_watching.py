"""When a watched parcel concerns somebody, when it is offered, and that nobody hears of it more than once a day."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from cases.causes import CAUSES
from cases.verdicts import Verdict
from cases.watching import (
    NO_CONCERN,
    OFFERED_AGAIN_AFTER,
    Story,
    Watched,
    is_to_be_offered,
    judged,
    offered_at,
)
from cases.working_time import Calendar, TeamHours

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
TEAM = TeamHours(Calendar("UTC"))
PARCEL = Watched("T1", "1Z", "ULIN", MONDAY - 9 * DAY)


def saying(cause: str) -> Verdict:
    return Verdict(cause, "high", (), CAUSES[cause].next_step)


def after(parcel: Watched, cause: str, at: datetime = MONDAY) -> Watched:
    return judged(parcel, Story(), saying(cause), at)


@pytest.mark.parametrize("cause", sorted(CAUSES))
def test_what_concerns_nobody_is_not_offered_and_everything_else_is(cause: str) -> None:
    seen = after(PARCEL, cause)
    assert is_to_be_offered(seen, MONDAY) == (cause not in NO_CONCERN)
    assert (seen.stalled_since == MONDAY) == (cause not in NO_CONCERN)
    assert (seen.delivered_at == MONDAY) == (cause == "delivered")


def test_a_parcel_that_moves_again_stalls_no_more_and_one_taken_back_is_not_delivered() -> None:
    stalled = after(PARCEL, "stalled_hub")
    assert after(stalled, "too_early", MONDAY + DAY).stalled_since is None
    delivered = after(PARCEL, "delivered")
    assert delivered.leaves_at == MONDAY + 3 * DAY
    assert after(delivered, "stalled_hub", MONDAY + DAY).leaves_at is None


def test_what_was_offered_is_offered_again_after_three_days_or_when_it_changes() -> None:
    told = replace(after(PARCEL, "stalled_hub"), offer_at=MONDAY, offered_to="ULIN", offered_cause="stalled_hub")
    assert not is_to_be_offered(told, MONDAY + 2 * DAY)
    assert is_to_be_offered(told, MONDAY + OFFERED_AGAIN_AFTER)
    assert is_to_be_offered(after(told, "lost", MONDAY + DAY), MONDAY + DAY)
    waiting = replace(told, offer_at=MONDAY + 2 * DAY)
    assert not is_to_be_offered(after(waiting, "lost", MONDAY + DAY), MONDAY + DAY)


def test_not_now_holds_for_three_days_unless_something_changes() -> None:
    told = replace(after(PARCEL, "stalled_hub"), offer_at=MONDAY - DAY, offered_cause="stalled_hub")
    off = replace(told, quiet_until=MONDAY + 3 * DAY)
    assert not is_to_be_offered(after(off, "stalled_hub", MONDAY + 2 * DAY), MONDAY + 2 * DAY)
    assert is_to_be_offered(after(off, "missorted", MONDAY + DAY), MONDAY + DAY)


@pytest.mark.parametrize(
    ("others", "now", "expected"),
    [
        ([], MONDAY, MONDAY + 30 * MINUTE),
        ([MONDAY + 10 * MINUTE], MONDAY, MONDAY + 10 * MINUTE),
        ([MONDAY - 60 * MINUTE], MONDAY, MONDAY - 60 * MINUTE + DAY),
        ([MONDAY - 2 * DAY], MONDAY, MONDAY + 30 * MINUTE),
        # After hours, and over the weekend: when the team is back.
        ([], MONDAY.replace(hour=20), datetime(2026, 11, 24, 9, 0, tzinfo=UTC)),
        ([MONDAY + 4 * DAY], MONDAY + 4 * DAY + MINUTE, datetime(2026, 11, 30, 9, 0, tzinfo=UTC)),
    ],
)
def test_one_message_a_day_while_the_team_is_there(others: list[datetime], now: datetime, expected: datetime) -> None:
    assert offered_at(others, now, TEAM) == expected
