"""Due clocks: earliest first, once per ringing, never in the way of a move."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from storage.clocks import DueClock
from storage.database import Database
from storage.tables import ClockRow, table_of
from tests.storage.telling import NOON, T1, keep, later, move, open_case

clocks = table_of(ClockRow)
YEAR = timedelta(days=365)


def test_only_clocks_whose_time_has_come_are_due_earliest_first(database: Database) -> None:
    case = open_case(database)
    open_case(database, at=later(-1))
    first = min(clock.due_at for clock in case.clocks if clock.due_at)
    with database.transaction() as tx:
        assert tx.clocks.due(NOON) == []
        due = tx.clocks.due(NOON + YEAR)
        assert [one.ring_at for one in due] == sorted(one.ring_at for one in due)
        assert {one.number for one in due} == {1, 2}
        assert tx.clocks.due(NOON + YEAR, limit=1) == due[:1]
        assert tx.clocks.next_due() == due[0].ring_at <= first


def test_a_due_clock_says_what_it_is(database: Database) -> None:
    case = open_case(database)
    clock = case.clock("first_look")
    with database.transaction() as tx:
        [due] = [one for one in tx.clocks.due(clock.due_at) if one.key == "first_look"]
    said = DueClock(T1, 1, "first_look", clock.kind, clock.side, clock.waiting_on, clock.due_at, later(2.5), 0)
    assert (due, due.rung, due.acknowledged_at) == (said, 0, None)


def test_a_clock_that_rang_sounds_again_when_it_was_told_to(database: Database) -> None:
    case = open_case(database)
    now = NOON + YEAR
    with database.transaction() as tx:
        for one in tx.clocks.due(now):
            tx.clocks.rung(one, one.key, now, now + timedelta(hours=1) if one.key == "decision" else None)
    with database.transaction() as tx:
        assert tx.clocks.due(now) == []
        [again] = tx.clocks.due(now + timedelta(hours=1))
        assert (again.key, again.rings, again.due_at) == ("decision", 1, case.clock("decision").due_at)
    with database.transaction() as tx:
        assert tx.clocks.due(now + YEAR)[0].key == "decision"


def test_a_ringing_that_failed_is_due_again(database: Database) -> None:
    open_case(database)
    with pytest.raises(KeyError), database.transaction() as tx:
        [first, *_] = tx.clocks.due(NOON + YEAR)
        tx.clocks.rung(first, first.key, NOON + YEAR, None)
        raise KeyError
    with database.transaction() as tx:
        assert tx.clocks.due(NOON + YEAR)[0] == first


def test_two_workers_on_postgresql_never_hold_the_same_clock_and_skip_a_case_that_moves(database: Database) -> None:
    if database.dialect == "sqlite":
        return  # one writer: the second waits for the first
    for _ in range(3):
        open_case(database)
    with database.transaction() as mover:
        moving = mover.cases.load(T1, 1)
        with database.transaction() as first:
            mine = first.clocks.due(NOON + YEAR, limit=1)
            with database.transaction() as second:
                theirs = second.clocks.due(NOON + YEAR)
        keep(mover, move(moving, "take"))
    assert {one.number for one in mine} == {2}
    assert {one.number for one in theirs} == {3}


def test_the_sweep_reads_an_index(database: Database) -> None:
    """However many cases are open, only the due clocks are looked at."""
    with database.transaction() as tx:
        query = select(clocks.c.key).where(clocks.c.ring_at <= NOON).order_by(clocks.c.ring_at).limit(100)
        text = str(query.compile(tx.connection, compile_kwargs={"literal_binds": True}))
        if database.dialect == "postgresql":
            tx.connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        explain = "EXPLAIN QUERY PLAN " if database.dialect == "sqlite" else "EXPLAIN "
        plan = "\n".join(str(row) for row in tx.connection.exec_driver_sql(explain + text))
    assert "ix_clocks_ring_at" in plan


def test_a_clock_that_is_held_sounds_later_as_if_it_had_not_been_due(database: Database) -> None:
    case = open_case(database)
    with database.transaction() as tx:
        [due] = [one for one in tx.clocks.due(NOON + YEAR) if one.key == "decision"]
        tx.clocks.held(case, "decision", later(48))
    with database.transaction() as tx:
        assert [one for one in tx.clocks.due(later(47)) if one.key == "decision"] == []
        [again] = [one for one in tx.clocks.due(later(48)) if one.key == "decision"]
        assert (again.ring_at, again.rings, again.rung, again.due_at) == (later(48), 0, 0, due.due_at)
