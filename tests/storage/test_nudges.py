"""What people are reminded of: kept by person and message, on both databases."""

from datetime import timedelta

from storage.database import Database
from storage.nudges import Nudge
from tests.storage.telling import NOON, T1, later, open_case

HALF_AN_HOUR = timedelta(minutes=30)
FIRST, LOUDER, OTHER = Nudge(1, "decision", 2), Nudge(1, "decision", 3), Nudge(1, "first_look", 2)


def test_what_is_told_together_comes_back_in_the_order_in_which_it_came_due(database: Database) -> None:
    open_case(database)
    with database.transaction() as tx:
        tx.nudges.add(T1, [("UMEI", one, NOON) for one in (OTHER, FIRST, LOUDER)])
        tx.nudges.add(T1, [("UMEI", FIRST, later(1)), ("ULEA", FIRST, NOON)])
        tx.nudges.add(T1, [])
    with database.reading() as tx:
        assert list(tx.nudges.of(T1, "UMEI", NOON)) == [OTHER, FIRST, LOUDER]
        assert list(tx.nudges.of(T1, "UMEI", later(1))) == [FIRST]
        assert list(tx.nudges.of("T2", "UMEI", NOON)) == []


def test_somebodys_messages_are_named_once_each_and_only_those_since_then(database: Database) -> None:
    open_case(database)
    with database.transaction() as tx:
        tx.nudges.add(T1, [("UMEI", FIRST, at) for at in (NOON, NOON, later(1), NOON - HALF_AN_HOUR)])
        tx.nudges.add(T1, [("ULEA", FIRST, later(2))])
        found = tx.nudges.messages(T1, {"UMEI", "UBEN"}, NOON - HALF_AN_HOUR)
        assert {person: sorted(times) for person, times in found.items()} == {"UMEI": [NOON, later(1)], "UBEN": []}


def test_what_was_told_long_ago_is_forgotten(database: Database) -> None:
    open_case(database)
    with database.transaction() as tx:
        tx.nudges.add(T1, [("UMEI", FIRST, NOON), ("UMEI", FIRST, later(1))])
        assert tx.nudges.purge(later(1)) == 1
        assert tx.nudges.messages(T1, {"UMEI"}, NOON - HALF_AN_HOUR) == {"UMEI": [later(1)]}
