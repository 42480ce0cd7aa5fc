"""Where parcels stand and what belongs to an incident, as they are kept: compared when changed, each move made once."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from cases.mass_loss import ASKED_ABOUT, LEFT_OUT, MEMBER, Listed, Stand, Standing, Together
from storage.database import Database
from storage.incidents import Tally
from tests.storage.telling import MEI, NOON, T1, euros, keep, later, move, open_case

FOUR_DAYS_AGO = NOON - timedelta(days=4)
HERE = Stand(FOUR_DAYS_AGO, "arrived", "leipzig, DE", "Leipzig DE", "CZ3081", "BAG1234567")
WHAT = Together("hub", "leipzig, DE", "ups", "CN", "DE", (1, 2, 3), FOUR_DAYS_AGO, NOON, "Leipzig DE")
ERRAND = {"by": MEI.id, "roles": MEI.roles, "at": NOON, "details": {"via": "web form"}}


def stands(database: Database, *numbers: int, stand: Stand | None = HERE, hours: float = 0) -> None:
    with database.transaction() as tx:
        for number in numbers:
            tx.stands.keep(T1, number, stand, later(hours))


def due(database: Database, hours: float = 0) -> list[int]:
    with database.reading() as tx:
        return [one.case_number for one in tx.stands.due(later(hours))]


def compared(database: Database) -> None:
    with database.transaction() as tx:
        tx.stands.compared(tx.stands.due(NOON), NOON)


def three_cases(database: Database) -> None:
    for _ in range(3):
        open_case(database)


def proposed(database: Database, *numbers: int) -> int:
    with database.transaction() as tx:
        return tx.incidents.propose(T1, WHAT, numbers or (1, 2, 3), by="clock", at=NOON, channel="C1").number


def put(database: Database, incident: int, state: str, *numbers: int) -> None:
    with database.transaction() as tx:
        tx.incidents.put(T1, incident, numbers, state, by=MEI.id, at=NOON)


def test_a_stand_is_compared_once_and_again_only_when_it_or_its_case_changes(database: Database) -> None:
    three_cases(database)
    stands(database, 1, 2)
    assert due(database) == [1, 2]
    compared(database)
    assert due(database) == []
    stands(database, 1)
    assert due(database) == []
    stands(database, 1, stand=replace(HERE, hub="halle, DE"))
    assert due(database) == [1]
    compared(database)
    with database.transaction() as tx:
        case = tx.cases.load(T1, 2)
        assert case is not None
        keep(tx, move(case, "set_parcel", destination="DE"))
    assert due(database) == [2]


def test_one_that_was_scanned_a_moment_ago_waits_for_a_day_whatever_changes(database: Database) -> None:
    three_cases(database)
    stands(database, 1, stand=replace(HERE, at=NOON))
    with database.transaction() as tx:
        case = tx.cases.load(T1, 1)
        assert case is not None
        keep(tx, move(case, "set_parcel", destination="DE"))
    assert (due(database, 23), due(database, 24)) == ([], [1])


def test_only_open_cases_of_one_workspace_that_share_a_mark_are_near(database: Database) -> None:
    three_cases(database)
    open_case(database)
    open_case(database, workspace="T2")
    stands(database, 1, 4)
    stands(database, 2, stand=replace(HERE, hub="halle, DE", flight=None))
    stands(database, 3, stand=replace(HERE, hub="halle, DE", flight=None, bag=None))
    with database.transaction() as tx:
        tx.stands.keep("T2", 1, HERE, NOON)
        case = tx.cases.load(T1, 4)
        assert case is not None
        keep(tx, move(case, "not_lost", outcome="delivered"))
        first = [one for one in tx.stands.due(NOON) if one.case_number == 1]
        found = tx.stands.near(T1, first, NOON)
    same_bag = replace(HERE, hub="halle, DE", flight=None)
    assert sorted(found, key=lambda one: one.case) == [
        Standing(1, "ups", None, None, HERE),
        Standing(2, "ups", None, None, same_bag),
    ]


def test_a_parcel_that_stands_nowhere_any_more_is_gone(database: Database) -> None:
    three_cases(database)
    stands(database, 1)
    stands(database, 1, stand=None)
    with database.reading() as tx:
        assert tx.stands.of_cases(T1, [1, 2]) == {}
    assert due(database) == []


def test_a_proposal_is_kept_with_its_cases_and_counted_by_workspace(database: Database) -> None:
    three_cases(database)
    assert [proposed(database), proposed(database, 2)] == [1, 2]
    with database.reading() as tx:
        incident = tx.incidents.get(T1, 1)
        assert incident is not None
        assert (incident.reference, incident.state, incident.mark) == ("INC-0001", "proposed", "Leipzig DE")
        assert (incident.first_at, incident.posted, incident.asked) == (FOUR_DAYS_AGO, None, 0)
        rows = [(one.case.number, one.state, one.worth) for one in tx.incidents.cases_of(T1, 1)]
        assert rows == [(number, ASKED_ABOUT, euros("80")) for number in (1, 2, 3)]
        assert tx.incidents.listed(T1, [2]) == [
            Listed(1, "proposed", frozenset({1, 2, 3})),
            Listed(2, "proposed", frozenset({2})),
        ]
        assert tx.incidents.get("T2", 1) is None
        assert [(one.incident.number, one.cases) for one in tx.incidents.lists(T1)] == [(2, 1), (1, 3)]


def test_a_case_belongs_to_one_open_incident_and_is_free_when_that_is_closed(database: Database) -> None:
    three_cases(database)
    first, second = proposed(database), proposed(database)
    put(database, first, MEMBER, 1, 2)
    with pytest.raises(IntegrityError):
        put(database, second, MEMBER, 1)
    put(database, first, LEFT_OUT, 2)
    put(database, second, MEMBER, 2)
    with database.transaction() as tx:
        assert [tx.incidents.member_of(T1, number) for number in (1, 2, 3)] == [first, second, None]
        tx.incidents.end(T1, first, by=MEI.id, at=NOON)
    put(database, second, MEMBER, 1)
    with database.reading() as tx:
        over = tx.incidents.lists(T1, over=True)
        assert over == [Tally(over[0].incident, 2, 2)] and over[0].incident.closed_at == NOON


def test_an_open_incident_tells_when_its_cases_have_moved(database: Database) -> None:
    three_cases(database)
    number = proposed(database)
    put(database, number, MEMBER, 1, 2)
    with database.transaction() as tx:
        assert tx.incidents.running() == []
        tx.incidents.change(T1, number, state="open")
        assert tx.incidents.running() == [(T1, number, None, 2, "2/2/2")]
        case = tx.cases.load(T1, 1)
        assert case is not None
        keep(tx, move(case, "not_lost", outcome="delivered"))
        assert tx.incidents.running() == [(T1, number, None, 1, "1/2/3")]


def test_what_is_owed_to_all_is_done_once_each_and_the_rest_is_still_owed(database: Database) -> None:
    three_cases(database)
    number = proposed(database)
    with database.transaction() as tx:
        assert tx.incidents.owe(T1, number, "join", [1, 2], ERRAND) == 1
        assert tx.incidents.owe(T1, number, "letter_sent", [2], ERRAND) == 2
    with database.transaction() as tx:
        first, second, third = tx.incidents.owed()
        assert [(one.round, one.case_number, one.what) for one in (first, second, third)] == [
            (1, 1, "join"),
            (1, 2, "join"),
            (2, 2, "letter_sent"),
        ]
        assert (first.by, first.roles, first.at, first.details) == (MEI.id, MEI.roles, NOON, {"via": "web form"})
        assert tx.incidents.begin(first, NOON) and not tx.incidents.begin(first, NOON)
        assert tx.incidents.begin(second, NOON)
        tx.incidents.not_made(second, "closed")
        assert tx.incidents.outcome(T1, number, 1) == [(1, None), (2, "closed")]
        assert (tx.incidents.is_at_work(T1, number, 1), tx.incidents.is_at_work(T1, number)) == (False, True)
        assert tx.incidents.owed() == [third]


def test_what_was_begun_and_undone_is_owed_again(database: Database) -> None:
    three_cases(database)
    number = proposed(database)

    with database.transaction() as tx:
        tx.incidents.owe(T1, number, "join", [1], ERRAND)
    with pytest.raises(ZeroDivisionError), database.transaction() as tx:
        assert tx.incidents.begin(tx.incidents.owed()[0], NOON)
        raise ZeroDivisionError
    with database.reading() as tx:
        assert [one.case_number for one in tx.incidents.owed()] == [1]


def test_the_cards_of_some_cases_are_found_at_once(database: Database) -> None:
    three_cases(database)
    with database.transaction() as tx:
        tx.posts.set(T1, 1, "card", "C1", "1.1")
        tx.posts.set(T1, 1, "lines:2", "C1", "1.2")
        tx.posts.set(T1, 3, "card", "C2", "3.1")
        assert tx.posts.cards(T1, [1, 2, 3]) == {1: ("C1", "1.1"), 3: ("C2", "3.1")}
