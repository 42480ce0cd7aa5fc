"""Several cases read ahead and written at the end: nobody in the transaction, or beside it, is told otherwise by it."""

from collections.abc import Iterable

import pytest
from sqlalchemy import select

from cases.letters import Letter
from storage.database import Database
from storage.errors import WrongKey
from storage.tables import CaseKeyRow, LetterRow, ParcelRow, table_of
from storage.transaction import Transaction
from tests.storage.telling import NOON, T1, keep, later, move, open_case

keys, letters, parcels = table_of(CaseKeyRow), table_of(LetterRow), table_of(ParcelRow)
FIRST, SECOND = 1, 2


@pytest.fixture
def two_cases(database: Database) -> Database:
    for tracking in ("1ZA", "1ZB"):
        open_case(database, tracking)
    return database


def test_the_log_tells_of_a_move_that_is_only_about_to_be_written(two_cases: Database) -> None:
    with two_cases.transaction() as tx:
        case = tx.cases.load(T1, FIRST)
        assert case is not None
        keep(tx, move(case, "take"))
        assert [one.move for one in tx.cases.log(T1, FIRST)] == ["report", "take"]
        assert len(tx.cases.log(T1, SECOND)) == 1
    with two_cases.reading() as tx:
        [opened, taken] = tx.cases.log(T1, FIRST)
        assert (taken.seq, taken.at, taken.actor.roles) == (2, NOON, opened.actor.roles)


def test_the_last_word_says_when_a_number_is_asked_about_again_even_after_some_of_it_was_written(
    two_cases: Database,
) -> None:
    with two_cases.transaction() as tx:
        tx.trackers.ask_again(T1, FIRST, "1ZA", later(1))
        tx.trackers.ask_again(T1, FIRST, "1ZA", later(2))
        tx.trackers.ask_again(T1, SECOND, "1ZB", later(9))
        assert asked_at(tx) == {"1ZA": later(2), "1ZB": later(9)}
        tx.trackers.ask_again(T1, FIRST, "1ZA", None)
    with two_cases.reading() as tx:
        assert asked_at(tx) == {"1ZA": None, "1ZB": later(9)}


def test_a_card_that_waited_before_is_joined_and_made_as_urgent_as_the_most_urgent(two_cases: Database) -> None:
    with two_cases.transaction() as tx:
        tx.outbox.add(card(FIRST, "v1", priority=5), NOON)
    with two_cases.transaction() as tx:
        tx.read_ahead([(T1, FIRST), (T1, SECOND)])
        tx.outbox.add(card(FIRST, "v2", priority=7), NOON)
        tx.outbox.add(card(FIRST, "v3", priority=1), NOON)
        tx.outbox.add(card(SECOND, "v1", priority=5), NOON)
        # Written here, so that what comes next finds a card of our own that waits no more.
        assert owed(tx) == {"1:v1": 1, "2:v1": 5}
        tx.outbox.add(card(FIRST, "v4", priority=3), NOON)
        tx.outbox.add(card(SECOND, "v2", priority=0), NOON)
    with two_cases.reading() as tx:
        assert owed(tx) == {"1:v1": 1, "2:v1": 0}


def test_keys_made_together_open_what_was_sealed_with_them(two_cases: Database) -> None:
    with two_cases.transaction() as tx:
        tx.personal.key_for(T1, FIRST)
    with two_cases.transaction() as tx:
        before = key_rows(tx)
        tx.read_ahead([(T1, FIRST), (T1, SECOND)])
        tx.personal.make_keys(T1, [SECOND, FIRST])
        sealed = tx.personal.seal_of(T1, SECOND).sealed("here", b"vase")
    with two_cases.reading() as tx:
        assert key_rows(tx) == before | key_rows(tx, SECOND)
        assert tx.personal.seal_of(T1, SECOND).opened("here", sealed) == b"vase"


def test_a_key_that_somebody_else_made_meanwhile_is_taken_for_ones_own(two_cases: Database) -> None:
    if two_cases.dialect == "sqlite":
        return
    with two_cases.transaction() as tx:
        tx.personal.read_ahead(T1, [FIRST])
        with two_cases.transaction() as other:
            theirs = other.personal.key_for(T1, FIRST)
        tx.personal.make_keys(T1, [FIRST])
        assert tx.personal.key_for(T1, FIRST) == theirs


def test_a_key_that_is_erased_while_it_is_made_is_refused(two_cases: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with two_cases.transaction() as tx:
        monkeypatch.setattr(type(tx.personal), "_make_keys", lambda *_: None)
        with pytest.raises(WrongKey, match="erased at this moment"):
            tx.personal.key_for(T1, FIRST)
        assert key_rows(tx) == {}


def card(number: int, version: str, priority: int) -> Letter:
    return Letter(f"{number}:{version}", T1, f"C{number}", "card", number, {}, priority=priority)


def asked_at(tx: Transaction) -> dict[str, object]:
    return dict(pairs(tx, select(parcels.c.tracking_number, parcels.c.next_ask_at)))


def owed(tx: Transaction) -> dict[str, object]:
    return dict(pairs(tx, select(letters.c.key, letters.c.priority)))


def key_rows(tx: Transaction, *numbers: int) -> dict[object, object]:
    query = select(keys.c.case_number, keys.c.locked)
    return dict(pairs(tx, query.where(keys.c.case_number.in_(numbers)) if numbers else query))


def pairs(tx: Transaction, query: object) -> Iterable[tuple]:
    return [(row[0], row[1]) for row in tx.connection.execute(query)]
