"""A move through the desk, against the very statements it makes, sent by bare SQLAlchemy Core in the same hop."""

import statistics
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, event

from cases.act import Act
from cases.case import Actor
from handlers.desk import Desk
from storage.database import Database
from storage.many_at_once import ManyAtOnce
from storage.transaction import Transaction
from tests.bench.commands import PEOPLE, TEAM
from tests.bench.lived_in import lived_in
from tests.bench.machine import DIALECTS, Machine
from tests.bench.rows import Row, at_least

ROUNDS, A_ROUND = 8, 60
MOVE_BUDGET = 0.5
AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
AGENT = Actor("person", PEOPLE[0], frozenset({"agent"}))
ACT = Act("ask_carrier", AGENT, "I1", {"via": "web form", "reference": "INQ-1", "at": AT})
Statements = list[tuple[Any, Any]]


async def move_rows(machine: Machine) -> Iterator[Row]:
    """Three copies of one database: on the first the statements are learnt, on the others both ways are timed."""
    rows = []
    for dialect, name in DIALECTS.items():
        first = lived_in(machine, dialect, cases=ROUNDS * A_ROUND + A_ROUND)
        copies = [machine.copy_of(first) for _ in range(2)]
        learnt = _learnt(first, ROUNDS * A_ROUND + A_ROUND)
        desk, bare = (Database.open(url) for url in copies)
        ratios, rates = [], []
        for begin in range(0, ROUNDS * A_ROUND + A_ROUND, A_ROUND):
            numbers = range(begin + 1, begin + A_ROUND + 1)
            theirs = await _timed([_replay(bare, learnt[number]) for number in numbers])
            ours = await _timed([_move(desk, number) for number in numbers])
            ratios.append(theirs / ours)
            rates.append((A_ROUND / ours, A_ROUND / theirs))
        our, their = (statistics.median(rate[which] for rate in rates[1:]) for which in (0, 1))
        ratio = statistics.median(ratios[1:])
        rows.append(at_least(f"move on {name}", f"{our:,.0f}/s of {their:,.0f}/s", ratio, MOVE_BUDGET))
        for database in (desk, bare):
            database.close()
        assert machine.count(copies[0], "case_log") == machine.count(copies[1], "case_log"), "both did the same"
    return iter(rows)


def _learnt(url: str, cases: int) -> dict[int, Statements]:
    """What each move says to the database, by case number; what goes past SQLAlchemy, as it would be said by it."""
    database, learnt = Database.open(url), {}
    executed = ManyAtOnce.execute

    def noted(many: ManyAtOnce, connection: Connection, rows: Any) -> None:
        said.append((many.statement, many.parameters(rows)))
        executed(many, connection, rows)

    ManyAtOnce.execute = noted  # type: ignore[method-assign]
    for number in range(1, cases + 1):
        with database.transaction() as tx:
            said: Statements = []

            def note(_connection: Connection, statement: Any, many: Any, one: Any, _options: Any, into=said) -> None:
                if not isinstance(statement, str):
                    into.append((statement, many or one))

            event.listen(tx.connection, "before_execute", note)
            Desk(tx, TEAM, AT).move(number, ACT)
            learnt[number] = said
    ManyAtOnce.execute = executed  # type: ignore[method-assign]
    database.close()
    return learnt


def _move(database: Database, number: int) -> Callable[[], Awaitable[Any]]:
    return lambda: database.write(lambda tx: Desk(tx, TEAM, AT).move(number, ACT))


def _replay(database: Database, statements: Statements) -> Callable[[], Awaitable[Any]]:
    def replay(tx: Transaction) -> None:
        for statement, parameters in statements:
            result = tx.connection.execute(statement, parameters)
            if result.returns_rows:
                result.all()

    return lambda: database.write(replay)


async def _timed(deeds: list[Callable[[], Awaitable[Any]]]) -> float:
    begun = time.perf_counter()
    for deed in deeds:
        await deed()
    return time.perf_counter() - begun
