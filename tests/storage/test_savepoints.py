"""What is taken back alone within a transaction: the move, what it owed, and what was remembered of it."""

import pytest
from sqlalchemy import func, select

from cases.case import TextRef
from cases.letters import Letter
from storage.database import Database
from storage.tables import ClockRow, LetterRow, table_of
from storage.transaction import Transaction
from tests.storage.telling import NOON, T1, keep, later, move, open_case

outbox, clocks = table_of(LetterRow), table_of(ClockRow)
WORDS = TextRef("r1", "ab" * 32)


def test_what_fails_behind_a_savepoint_takes_back_its_move_its_letters_and_what_was_remembered(
    database: Database,
) -> None:
    case = open_case(database)
    with database.transaction() as tx:
        tx.outbox.add(Letter("before", T1, "C1", "ring"), NOON)
        with pytest.raises(ZeroDivisionError), tx.savepoint():
            held = tx.cases.load(T1, case.number)
            assert held is not None
            keep(tx, move(held, "note", text=WORDS))
            tx.outbox.add(Letter("within", T1, "C1", "ring"), NOON)
            raise ZeroDivisionError
        assert tx.cases.load(T1, case.number) == case
        tx.outbox.add(Letter("after", T1, "C1", "ring"), NOON)
    with database.reading() as tx:
        assert tx.cases.load(T1, case.number, for_update=False) == case
        assert [one.move for one in tx.cases.log(T1, case.number)] == ["report"]
        assert _keys(tx) >= {"before", "after"}
        assert "within" not in _keys(tx)


def test_letters_owed_within_a_savepoint_that_holds_are_kept_with_the_rest(database: Database) -> None:
    with database.transaction() as tx, tx.savepoint():
        tx.outbox.add(Letter("within", T1, "C1", "ring"), NOON)
    with database.reading() as tx:
        assert _keys(tx) == {"within"}


def test_one_card_is_owed_for_two_changes_of_a_case_and_the_more_urgent_way(database: Database) -> None:
    with database.transaction() as tx:
        tx.outbox.add(Letter("card:1", T1, "C1", "card", 1, {}, 5), NOON)
        tx.outbox.add(Letter("card:2", T1, "C1", "card", 1, {}, 2), NOON)
        tx.outbox.add(Letter("card:of another", T1, "C1", "card", 2, {}, 5), NOON)
    with database.reading() as tx:
        rows = tx.connection.execute(select(outbox.c.key, outbox.c.priority).order_by(outbox.c.key)).all()
    assert [tuple(row) for row in rows] == [("card:1", 2), ("card:of another", 5)]


def test_a_clock_that_rang_starts_anew_when_its_case_is_moved_in_the_same_transaction(database: Database) -> None:
    case = open_case(database)
    clock = next(one for one in case.clocks if one.first_ring_at is not None)
    with database.transaction() as tx:
        held = tx.cases.load(T1, case.number)
        assert held is not None
        tx.clocks.rung(held, clock.key, NOON, later(24), 3)
        after = keep(tx, move(held, "wait", until=later(48), reason=WORDS))
        assert tx.cases.load(T1, case.number) == after
    with database.reading() as tx:
        kept = tx.connection.execute(select(clocks.c.key, clocks.c.rung, clocks.c.rings)).all()
    restarted = {one.key for one in after.clocks if one not in case.clocks}
    assert {row.key: (row.rung, row.rings) for row in kept if row.key in restarted} == dict.fromkeys(restarted, (0, 0))
    assert restarted


def test_what_was_owed_is_there_for_whoever_looks_within_the_transaction(database: Database) -> None:
    with database.transaction() as tx:
        tx.outbox.add(Letter("owed", T1, "C1", "ring"), NOON)
        assert tx.outbox.unsent_count(T1) == 1
        assert tx.connection.execute(select(func.count()).select_from(outbox)).scalar() == 1


def _keys(tx: Transaction) -> set[str]:
    return {row.key for row in tx.connection.execute(select(outbox.c.key))}
