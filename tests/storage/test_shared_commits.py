"""Works that wait together share a commit, and each is whole by itself."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from typing import Any

from storage import engines
from storage.database import Database
from storage.transaction import Transaction
from tests.storage.telling import NOON, T1


async def at_once(database: Database, *works: Callable[[Transaction], Any]) -> list[Any]:
    """What each work returned or raised, where all waited while somebody else was writing."""
    let_go = threading.Event()
    held = asyncio.create_task(database.write(lambda tx: let_go.wait(10)))
    waiting = [asyncio.create_task(database.write(work, shares_commit=True)) for work in works]
    await asyncio.sleep(0)  # every task has begun, and stands in line
    let_go.set()
    assert await held
    return await asyncio.gather(*waiting, return_exceptions=True)


async def test_works_that_waited_together_are_all_kept_in_their_order(database: Database) -> None:
    said = await at_once(database, *(lambda tx: tx.cases.next_number(T1) for _ in range(20)))
    assert sorted(said) == list(range(1, 21))
    if database.dialect == "sqlite":
        assert said == list(range(1, 21))
    with database.transaction() as tx:
        assert tx.cases.next_number(T1) == 21


async def test_a_work_that_fails_among_others_is_taken_back_alone(database: Database) -> None:
    def fails(tx: Transaction) -> None:
        tx.heartbeats.beat("spoilt", NOON)
        raise ZeroDivisionError

    def beats(name: str) -> Callable[[Transaction], str]:
        return lambda tx: (tx.heartbeats.beat(name, NOON), name)[1]

    said = await at_once(database, beats("before"), fails, beats("after"))
    assert said[0] == "before" and isinstance(said[1], ZeroDivisionError) and said[2] == "after"
    with database.reading() as tx:
        assert [tx.heartbeats.last(name) for name in ("before", "spoilt", "after")] == [NOON, None, NOON]


async def test_where_the_whole_transaction_is_lost_nobody_is_told_that_his_work_is_kept(
    sqlite_database: Database,
) -> None:
    def beat(tx: Transaction) -> None:
        tx.heartbeats.beat("lost with the rest", NOON)

    def lose(tx: Transaction) -> None:  # as SQLite does by itself where the disk is full
        engines.run_plainly(tx.connection, "ROLLBACK")

    said = await at_once(sqlite_database, beat, lose)
    assert all(isinstance(one, sqlite3.OperationalError) for one in said) and len(said) == 2
    with sqlite_database.reading() as tx:
        assert tx.heartbeats.last("lost with the rest") is None
    with sqlite_database.transaction() as tx:
        beat(tx)
    with sqlite_database.reading() as tx:
        assert tx.heartbeats.last("lost with the rest") == NOON


async def test_who_goes_away_while_waiting_has_changed_nothing(sqlite_database: Database) -> None:
    let_go = threading.Event()
    held = asyncio.create_task(sqlite_database.write(lambda tx: let_go.wait(10)))
    gone = asyncio.create_task(sqlite_database.write(lambda tx: tx.heartbeats.beat("gone", NOON), shares_commit=True))
    await asyncio.sleep(0)
    gone.cancel()
    await asyncio.gather(gone, return_exceptions=True)
    let_go.set()
    assert await held
    with sqlite_database.reading() as tx:
        assert tx.heartbeats.last("gone") is None
