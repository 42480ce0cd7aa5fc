"""App Home, digests and the list of cases at a hundred thousand open ones and a million closed, against their own
queries sent bare.
"""

import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, event

from cases.digests import DAILY, MONTHLY, WEEKLY
from cases.letters import Letter
from handlers.compose import compose
from handlers.digest_letters import told, usual
from handlers.listing import listed
from handlers.visit import Ask, Visit
from storage.database import Database
from storage.transaction import Transaction
from tests.bench.commands import CHANNELS, PEOPLE, TEAM
from tests.bench.crowd import NOW, crowd
from tests.bench.machine import DIALECTS, Machine
from tests.bench.rows import Row, at_most

FEW, MANY, CLOSED = 10_000, 100_000, 1_000_000
ROUNDS = 7
BUDGET = 2.0
Statements = list[tuple[Any, Any]]
Work = Callable[[Transaction], object]


async def digest_rows(machine: Machine) -> Iterator[Row]:
    """Each in turn with its bare queries; among ten times as many cases it may ask no more often."""
    rows = []
    many = machine.scaled(MANY)
    for dialect, name in DIALECTS.items():
        sizes = ((FEW, 0), (many, machine.scaled(CLOSED)))
        few, lots = (Database.open(crowd(machine, dialect, size, closed).url) for size, closed in sizes)
        for what, work in WORKS.items():
            statements = said(lots, work)
            assert len(statements) == len(said(few, work)), f"the {what} asks more often among more cases"
            took = [(timed(lots, work), timed(lots, bare(statements))) for _ in range(ROUNDS + 1)][1:]
            our, their = (statistics.median(pair[which] for pair in took) * 1000 for which in (0, 1))
            ratio = statistics.median(ours / theirs for ours, theirs in took)
            figure = f"{our:,.1f} ms, {len(statements)} queries bare {their:,.1f} ms"
            rows.append(at_most(f"{what} on {name}", figure, ratio, BUDGET))
        few.close()
        lots.close()
    return iter(rows)


def _digest(kind: str) -> Work:
    schedule = replace(usual(TEAM, CHANNELS[0], kind), when_empty="line")
    return lambda tx: told(schedule, tx, NOW)


def _home(tx: Transaction) -> object:
    """Home of somebody who sees everything on it."""
    return compose(Letter("bench", TEAM, f"home:{PEOPLE[0]}", "home", None, {"user": PEOPLE[0]}), tx, NOW)


def _list(tx: Transaction) -> object:
    ask = Ask("command", TEAM, PEOPLE[1], NOW, "bench", channel=CHANNELS[0], name="list")
    tx.meet(ask.workspace, ask.user, ask.channel)
    return listed(Visit(ask, tx))


WORKS: dict[str, Work] = {
    "App Home": _home,
    "list": _list,
    "daily digest": _digest(DAILY),
    "weekly digest": _digest(WEEKLY),
    "monthly digest": _digest(MONTHLY),
}


def said(database: Database, work: Work) -> Statements:
    """What is said to the database meanwhile."""
    said: Statements = []

    def note(_connection: Connection, statement: Any, many: Any, one: Any, _options: Any) -> None:
        said.append((statement, many or one))

    with database.reading() as tx:
        event.listen(tx.connection, "before_execute", note)
        assert work(tx)
    return said


def bare(statements: Statements) -> Work:
    """Sends the same, and reads every answer."""

    def send(tx: Transaction) -> None:
        for statement, parameters in statements:
            tx.connection.execute(statement, parameters).all()

    return send


def timed(database: Database, work: Work) -> float:
    """How many seconds it takes, in a transaction of its own."""
    begun = time.perf_counter()
    with database.reading() as tx:
        work(tx)
    return time.perf_counter() - begun
