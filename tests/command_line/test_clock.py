"""The one clock."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.clock import Clock


def test_it_is_now_in_utc() -> None:
    before = datetime.now(UTC)
    now = Clock().now()
    assert before <= now <= datetime.now(UTC)
    assert now.tzinfo is UTC


def test_an_offset_shifts_it_and_winding_adds_to_that() -> None:
    clock = Clock(timedelta(days=3))
    assert timedelta(days=3) <= clock.now() - datetime.now(UTC) + timedelta(seconds=1)
    new = clock.wind(timedelta(hours=2))
    assert clock.offset == timedelta(days=3, hours=2)
    assert new <= clock.now()


def test_it_is_never_wound_back() -> None:
    clock = Clock()
    with pytest.raises(ValueError, match="only be wound forward"):
        clock.wind(timedelta(seconds=-1))
    assert clock.offset == timedelta(0)
