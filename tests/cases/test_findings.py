"""Findings, reckoned by hand: said where the ranges lie apart and enough cases stand behind them, and else not."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.findings import MOST_FINDINGS, MOST_OF_A_KIND, Finding, Share, findings
from cases.scorecards import Names, Score

GROUND, AIR, POST = ("BR", "ups", "Ground"), ("BR", "dhl", "Express"), ("BR", "correios", "PAC")


def score(names: Names, lost: int, shipped: int = 0, opened: int | None = None) -> Score:
    """A row with that many lost of those shipped in its months."""
    return Score(names, lost if opened is None else opened, lost, shipped=shipped, shipped_lost=lost if shipped else 0)


def test_a_service_that_loses_clearly_more_than_another_to_the_same_country_is_found() -> None:
    routes = [score(GROUND, 27, 300), score(AIR, 2, 240), score(POST, 2, 20), score(("US", "ups", "Ground"), 1, 900)]
    (found,) = findings({"route": routes})
    # Had it been like the other: 27 − 300 × 2/240 = 24.5 losses less.
    assert found == Finding("route", GROUND, Share(27, 300), 24.5, Share(2, 240), AIR, Share(27, 31))
    assert found.lost.range[0] > found.other.range[1]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "other",
    [
        score(AIR, 12, 240),  # 9 % and 5 %: the ranges touch
        score(AIR, 0, 29),  # too few parcels
        score(("AR", "dhl", "Express"), 2, 240),  # another country
        score(("BR", "dhl", None), 2, 240),  # nobody knows which service
        score(AIR, 2),  # nobody told how many were shipped
    ],
)
def test_nothing_is_said_where_chance_may_explain_it(other: Score) -> None:
    assert findings({"route": [score(GROUND, 27, 300), other]}) == ()


def test_few_losses_are_no_finding_however_few_parcels_there_are() -> None:
    assert findings({"route": [score(GROUND, 4, 30), score(AIR, 0, 9000)]}) == ()


def test_without_shipments_most_of_the_losses_are_told_from_thirty_on() -> None:
    (found,) = findings({"route": [score(GROUND, 27), score(AIR, 4)]})
    assert (found.names, found.of_losses, found.other) == (GROUND, Share(27, 31), None)
    assert findings({"route": [score(GROUND, 25), score(AIR, 4)]}) == ()  # 29 losses
    assert findings({"route": [score(GROUND, 18), score(AIR, 13)]}) == ()  # 58 % of 31: from 41 % on
    assert findings({"route": [score(GROUND, 31)]}) == ()  # there is nothing else to ship with


def test_a_group_is_compared_with_all_the_others_together() -> None:
    rows = [score(("SZ",), 30, 600), score(("HK",), 6, 700), score(("GZ",), 4, 300), score((None,), 90, 100)]
    (found,) = findings({"warehouse": rows})
    # The others: 10 of 1,000; 30 − 600 × 1 % = 24.
    assert found == Finding("warehouse", ("SZ",), Share(30, 600), 24.0, Share(10, 1000))
    assert findings({"marketplace": rows}) == ()


def test_what_could_have_avoided_clearly_more_than_an_even_share_is_found() -> None:
    def named(**counts: int) -> list[Score]:
        return [Score((name,), opened) for name, opened in counts.items()]

    (found,) = findings({"prevention": [*named(address=12, nothing=20, label=3), Score((None,), 500)]})
    assert (found.names, found.lost, found.excess) == (("address",), Share(12, 35), 12.0)
    assert findings({"prevention": named(address=9, nothing=20)}) == ()  # 29 looked back at
    assert findings({"prevention": named(address=5, nothing=30)}) == ()  # 14 %: from 6 % on
    assert findings({"prevention": named(nothing=90)}) == ()


def test_what_would_have_spared_most_comes_first_and_there_are_at_most_five() -> None:
    rows = [score((name,), lost, 100) for name, lost in (("A", 40), ("B", 50), ("C", 60), ("D", 0))]
    rows.append(score(("E",), 5, 5000))
    found = findings(dict.fromkeys(("carrier", "hub", "sku", "warehouse"), rows))
    assert len(found) == MOST_FINDINGS
    assert [one.names for one in found] == [("C",)] * 4 + [("B",)]
    assert all(len(findings({by: rows})) == MOST_OF_A_KIND for by in ("carrier", "sku"))


rows_of = st.lists(st.tuples(st.integers(0, 400), st.integers(0, 4000)), max_size=8)


@settings(max_examples=60, deadline=None)
@given(rows_of, st.sampled_from(["carrier", "lane", "packaging"]))
def test_whatever_is_found_has_ranges_that_do_not_touch(rows: list[tuple[int, int]], by: str) -> None:
    scores = [replace(score((str(place),), lost, shipped)) for place, (lost, shipped) in enumerate(rows)]
    for one in findings({by: scores}):
        assert one.other is not None and one.lost.range[0] > one.other.range[1] and one.excess > 0
        assert one.lost.part >= 5 and one.lost.whole >= 30 and one.other.whole >= 30
