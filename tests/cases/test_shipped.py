"""What was shipped: which months a period has, what takes whose place, and the loss rates that come of it."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.scorecards import LostCount, Score, ShippedCount, together, with_rates
from cases.shipped import Replaced, Shipped, added_up, begins, months_of, next_month, replaced

UPS, DHL, NONE = ("ups",), ("dhl",), (None,)


@pytest.mark.parametrize(
    ("since", "until", "months"),
    [
        ((2026, 10, 30), (2026, 11, 29), ["2026-11"]),
        ((2026, 10, 5), (2026, 11, 4), ["2026-10"]),
        ((2026, 10, 16), (2026, 11, 15), ["2026-10"]),
        ((2026, 8, 31), (2026, 11, 29), ["2026-09", "2026-10", "2026-11"]),
        # Between the middles of July and of August lie 31 days: the month around the period's own middle.
        ((2026, 7, 17), (2026, 8, 16), ["2026-08"]),
    ],
)
def test_a_month_belongs_to_the_period_that_has_its_middle(
    since: tuple[int, int, int], until: tuple[int, int, int], months: list[str]
) -> None:
    assert list(months_of(datetime(*since, tzinfo=UTC), datetime(*until, tzinfo=UTC), "UTC")) == months


@given(st.integers(0, 700), st.sampled_from((90, 365)))
@settings(max_examples=40)
def test_two_periods_in_a_row_share_no_month_and_leave_none_out(days: int, length: int) -> None:
    first = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(days=days)
    middle, last = first + timedelta(days=length), first + timedelta(days=2 * length)
    zone = "Asia/Shanghai"
    assert [*months_of(first, middle, zone), *months_of(middle, last, zone)] == list(months_of(first, last, zone))


def test_a_month_begins_at_midnight_of_its_zone_and_december_is_followed_by_january() -> None:
    assert begins("2026-04", "Asia/Shanghai") == datetime(2026, 3, 31, 16, tzinfo=UTC)
    assert next_month("2026-12") == "2027-01"


def test_lines_alike_add_up_and_stand_against_what_is_kept_of_their_month_and_carrier() -> None:
    lines = [Shipped("2026-10", 5, "ups", destination="DE"), Shipped("2026-10", 7, "ups", destination="US")]
    lines += [Shipped("2026-10", 2, "ups", destination="DE"), Shipped("2026-09", 1)]
    added = added_up(lines)
    assert added == (Shipped("2026-09", 1), Shipped("2026-10", 7, "ups", destination="DE"), lines[1])
    assert replaced(added, {("2026-10", "ups"): 20, ("2026-10", "dhl"): 9}) == [
        Replaced("2026-09", None, 1, 0),
        Replaced("2026-10", "ups", 14, 20),
    ]


def test_a_rate_counts_only_the_months_of_which_it_is_told_what_was_shipped() -> None:
    rows = [Score(UPS, 4, 3, 1), Score(DHL, 2, 1, 0), Score(NONE, 1, 1, 0)]
    shipped = [ShippedCount(("UPS",), "2026-10", 800), ShippedCount(("usps",), "2026-10", 500)]
    lost = [LostCount(UPS, "2026-09", 9, 9), LostCount(UPS, "2026-10", 2, 1), LostCount(DHL, "2026-10", 1, 1)]
    ups, dhl, unknown, usps = with_rates(rows, shipped, lost)
    assert (ups.names, ups.shipped, ups.shipped_lost, ups.shipped_open, ups.months) == (UPS, 800, 2, 1, ("2026-10",))
    assert (dhl, unknown) == (rows[1], rows[2])
    assert (usps.names, usps.shipped, usps.shipped_lost, usps.opened) == (("usps",), 500, 0, 0)
    total = together([ups, dhl, unknown, usps])
    assert (total.shipped, total.shipped_lost, total.shipped_open) == (1300, 2, 1)


@pytest.mark.parametrize(
    ("shipped", "lost", "has", "small"),
    [(0, 0, False, True), (29, 5, True, True), (30, 4, True, True), (30, 5, True, False), (4, 5, False, True)],
)
def test_little_is_said_to_be_little_and_more_lost_than_shipped_is_no_rate(
    shipped: int, lost: int, has: bool, small: bool
) -> None:
    score = Score(shipped=shipped, shipped_lost=lost)
    assert (score.has_rate, score.is_small_rate) == (has, small)
