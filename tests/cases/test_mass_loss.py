"""Which cases are proposed as one incident: tables by hand, and what holds for any cases in any order."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.mass_loss import (
    CLOSED,
    DECLINED,
    LEAST,
    OPEN,
    PROPOSED,
    STILL_FOR,
    UNDERWAY,
    WITHIN,
    Listed,
    Proposal,
    Stand,
    Standing,
    proposals,
    stand_of,
    together,
)
from cases.scan_kinds import KINDS
from cases.scans import Scan
from cases.timelines import timeline

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
LEIPZIG = "leipzig, DE"


def standing(case: int, days: float = 4, **more: object) -> Standing:
    """A parcel from China to Germany that was seen in Leipzig so many days ago."""
    stand = {name: more.pop(name) for name in ("hub", "flight", "bag", "place") if name in more}
    at = NOW - timedelta(days=days)
    made = Stand(at, "arrived", **{"hub": LEIPZIG, **stand})  # type: ignore[arg-type]
    return replace(Standing(case, "dhl", "CN", "DE", made), **more)


def three(**more: object) -> list[Standing]:
    return [standing(case, **more) for case in (1, 2, 3)]


def found(ones: list[Standing]) -> list[tuple[str, tuple[int, ...]]]:
    return [(one.by, one.cases) for one in together(ones, NOW)]


FOURTH = [
    pytest.param(standing(4), (1, 2, 3, 4), id="the same place, lane and day: it belongs to them"),
    pytest.param(standing(4, days=6.9), (1, 2, 3, 4), id="two days and 22 hours earlier: within three days"),
    pytest.param(standing(4, days=7.1), (1, 2, 3), id="three days and two hours earlier: another load"),
    pytest.param(standing(4, carrier="gls"), (1, 2, 3), id="another carrier's parcel in the same town"),
    pytest.param(standing(4, hub="halle, DE"), (1, 2, 3), id="the next town"),
    pytest.param(standing(4, destination="FR"), (1, 2, 3), id="it goes to another country"),
    pytest.param(standing(4, destination=None), (1, 2, 3), id="where it goes is not known: nothing is assumed"),
    pytest.param(standing(4, origin="HK"), (1, 2, 3), id="it comes from elsewhere"),
    pytest.param(standing(4, days=0.9), (1, 2, 3), id="scanned less than a day ago: it may move this evening"),
]


@pytest.mark.parametrize(("fourth", "together_are"), FOURTH)
def test_a_fourth_parcel(fourth: Standing, together_are: tuple[int, ...]) -> None:
    assert found([*three(), fourth]) == [("hub", together_are)]


NONE = [
    pytest.param(three()[:2], id="two may be chance"),
    pytest.param(three(days=61), id="sixty-one days ago is no news"),
    pytest.param(three(carrier=""), id="nobody knows the carrier"),
    pytest.param(three(origin=None, destination=None), id="neither end of the lane is known"),
    pytest.param(three(hub=None), id="no place and no other mark"),
    pytest.param([standing(1), standing(2, days=8), standing(3, days=12)], id="never two of them within three days"),
]


@pytest.mark.parametrize("ones", NONE)
def test_no_incident(ones: list[Standing]) -> None:
    assert found(ones) == []


def test_a_flight_unites_parcels_of_different_places_and_a_bag_as_well() -> None:
    flown = [standing(case, hub=f"town {case}, DE", flight="CZ3081") for case in (1, 2, 3)]
    bagged = [standing(case, hub=f"town {case}, DE", bag="BAG20261101") for case in (4, 5, 6)]
    assert found([*flown, *bagged]) == [("bag", (4, 5, 6)), ("flight", (1, 2, 3))]


def test_the_mark_that_most_share_is_taken_and_what_says_more_where_as_many_do() -> None:
    bagged = [standing(case, bag="BAG20261101") for case in (1, 2, 3)]
    assert found([*bagged, standing(4)]) == [("hub", (1, 2, 3, 4))]
    assert found(bagged) == [("bag", (1, 2, 3))]


def test_two_loads_of_one_place_are_two_incidents() -> None:
    later = [standing(case, days=12) for case in (4, 5, 6, 7)]
    assert found([*three(), *later]) == [("hub", (4, 5, 6, 7)), ("hub", (1, 2, 3))]


ANY = st.builds(
    lambda case, days, hub, flight, bag, carrier, destination: standing(
        case, days, hub=hub, flight=flight, bag=bag, carrier=carrier, destination=destination
    ),
    st.integers(1, 30),
    st.floats(0, 70),
    st.sampled_from([LEIPZIG, "halle, DE", None]),
    st.sampled_from(["CZ3081", None]),
    st.sampled_from(["BAG20261101", None]),
    st.sampled_from(["dhl", "gls", ""]),
    st.sampled_from(["DE", None]),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(ANY, max_size=25, unique_by=lambda one: one.case), st.randoms(use_true_random=False))
def test_whoever_is_together_shares_a_mark_a_lane_and_days_and_is_so_once_in_any_order(
    ones: list[Standing], chance: Random
) -> None:
    groups, by_case = together(ones, NOW), {one.case: one for one in ones}
    cases = [case for group in groups for case in group.cases]
    assert len(cases) == len(set(cases))
    for group in groups:
        theirs = [by_case[case] for case in group.cases]
        assert len(theirs) >= LEAST
        assert {getattr(one.stand, group.by) for one in theirs} == {group.mark}
        assert {(one.carrier, one.origin, one.destination) for one in theirs} == {
            (group.carrier, group.origin, group.destination)
        }
        days = [one.stand.at for one in theirs]
        assert max(days) - min(days) <= WITHIN and max(days) <= NOW - STILL_FOR
        assert (group.first_at, group.last_at) == (min(days), max(days))
    chance.shuffle(ones)
    assert together(ones, NOW) == groups


SEVEN = [standing(case) for case in range(1, 8)]


def listed(state: str, *cases: int, number: int = 1) -> Listed:
    return Listed(number, state, frozenset(cases))


BEFORE = [
    pytest.param([], ((1, 2, 3, 4, 5, 6, 7), None), id="nothing was proposed before"),
    pytest.param([listed(PROPOSED, 1, 2, 3)], ((4, 5, 6, 7), 1), id="they join the proposal that waits"),
    pytest.param([listed(OPEN, 1, 2, 3, 4)], ((5, 6, 7), 1), id="they are proposed to join the open one"),
    pytest.param([listed(OPEN, 1, 2, 3, 4, 5, 6, 7)], None, id="all are listed there, left out or not"),
    pytest.param(
        [listed(OPEN, 1, 2, number=1), listed(OPEN, 3, 4, 5, number=2)],
        ((6, 7), 2),
        id="of two open ones the nearer; nobody is asked about a case of another",
    ),
    pytest.param([listed(DECLINED, 1, 2, 3, 4, 5, 6, 7)], None, id="declined as they are"),
    pytest.param([listed(DECLINED, 1, 2, 3, 4, 5, 6)], None, id="declined, and one more: chance"),
    pytest.param([listed(DECLINED, 1, 2, 3, 4, 5)], None, id="declined, and two more than five: not by half"),
    pytest.param([listed(DECLINED, 1, 2, 3, 4)], ((1, 2, 3, 4, 5, 6, 7), None), id="declined, grown by three of four"),
    pytest.param([listed(CLOSED, 1, 2, 3, 4, 5, 6, 7)], None, id="closed by hand: they were one, and it is over"),
]


@pytest.mark.parametrize(("before", "told"), BEFORE)
def test_what_was_proposed_before(before: list[Listed], told: tuple[tuple[int, ...], int | None] | None) -> None:
    [group] = together(SEVEN, NOW)
    expected = () if told is None else (Proposal(group, *told),)
    assert proposals([group], before) == expected


def scan(kind: str, days: float, city: str | None = "Leipzig", country: str | None = "DE") -> Scan:
    at = NOW - timedelta(days=days)
    return Scan(kind, kind, "dhl", "1Z", at, at.replace(tzinfo=None), city=city, country=country)


def test_a_parcel_stands_where_it_was_last_in_hand_whatever_notices_came_since() -> None:
    events = timeline([scan("accepted", 9, "Shenzhen", "CN"), scan("arrived", 5), scan("delayed", 1, "Berlin")])
    assert stand_of(events) == Stand(NOW - timedelta(days=5), "arrived", LEIPZIG, "Leipzig DE")


@pytest.mark.parametrize("kind", sorted(set(KINDS) - UNDERWAY))
def test_what_is_no_longer_under_way_stands_nowhere(kind: str) -> None:
    events = timeline([scan("arrived", 5), scan(kind, 4)])
    physical = events[-1].scan.is_physical
    assert (stand_of(events) is None) == physical


def test_a_country_alone_is_no_place_and_a_scan_that_was_taken_back_counts_for_nothing() -> None:
    assert stand_of(timeline([scan("arrived", 5, None)])) is None
    assert stand_of(timeline([scan("arrived", 5, None)]), flight="CZ3081") == Stand(
        NOW - timedelta(days=5), "arrived", flight="CZ3081"
    )
    gone = replace(scan("arrived", 4, "Halle"), taken_back=True)
    assert stand_of(timeline([scan("arrived", 5), gone])) == Stand(
        NOW - timedelta(days=5), "arrived", LEIPZIG, "Leipzig DE"
    )
    assert stand_of(()) is None
