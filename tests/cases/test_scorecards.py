"""The arithmetic of scorecards: intervals, medians, and what is worst first, currency by currency."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.scorecards import ClaimStands, Counted, Fact, Moved, Score, Sum, interval, median, scores, together
from tests.cases.telling import MONDAY


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [(0, 0, 0, 1), (0, 10, 0, 0.2775), (10, 10, 0.7225, 1), (7, 9, 0.4526, 0.9368), (81, 263, 0.2553, 0.3662)],
)
def test_the_interval_is_wilsons(part: int, whole: int, low: float, high: float) -> None:
    assert interval(part, whole) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


@given(st.integers(1, 500).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole))))
@settings(max_examples=60)
def test_an_interval_holds_the_share_and_mirrors_its_contrary(counts: tuple[int, int]) -> None:
    part, whole = counts
    low, high = interval(part, whole)
    assert 0 <= low <= part / whole <= high <= 1
    assert interval(whole - part, whole) == (pytest.approx(1 - high), pytest.approx(1 - low))


def test_the_median_is_the_middle_one_or_between_the_middle_two() -> None:
    assert [median(days) for days in ([], [3.0], [9, 1], [5, 1, 100])] == [None, 3.0, 5.0, 5]


def test_a_line_is_answered_once_from_what_was_sent_first_and_an_answer_to_nothing_counts_not() -> None:
    ups = ("ups",)
    days = [("carrier_confirmed_loss", "I2", 0), ("ask_carrier", "I1", 0), ("ask_elsewhere", "I1", 2)]
    days += [("carrier_acknowledged", "I1", 5), ("carrier_located", "I1", 9)]
    days += [("file_claim", "C1", 10), ("claim_approved", "C1", 40), ("claim_paid", "C1", 50), ("claim_paid", "C1", 60)]
    facts = [Fact(ups, 1, target, move, MONDAY + timedelta(days=day)) for move, target, day in days]
    claims = [ClaimStands(ups, 1, "C1", "paid", True), ClaimStands(ups, 1, "C2", "drafted", False)]
    [score] = scores([Counted(ups, 1, 0, 0)], facts, claims, [])
    assert (score.replies, score.cash) == ((5.0, 30.0), (40.0,))
    assert (score.filed, score.paid, score.settled) == (1, 1, 1)


def test_currencies_stay_apart_and_the_most_left_in_the_usual_one_is_first() -> None:
    counted = [Counted((name,), 1, 0, 0) for name in ("a", "b", "c", "d")]
    amounts = [("a", "refunded", "EUR", 5), ("b", "refunded", "EUR", 9), ("b", "received", "EUR", 2)]
    amounts += [("b", "repaid", "EUR", 1), ("c", "fee", "JPY", 9000), ("a", "resend", "JPY", 1), ("d", "fee", "EUR", 1)]
    found = scores(counted, [], [], [Moved((name,), *one, Decimal(n)) for name, *one, n in amounts])
    assert [one.names for one in found] == [("b",), ("a",), ("d",), ("c",)]
    assert found[0].money == (Sum("EUR", Decimal(9), Decimal(1)),)
    assert together(found).money == (Sum("EUR", Decimal(15), Decimal(1)), Sum("JPY", Decimal(9001)))


@pytest.mark.parametrize(("opened", "small"), [(29, True), (30, False)])
def test_fewer_than_thirty_are_few(opened: int, small: bool) -> None:
    assert Score(opened=opened).is_small is small
