"""Reminders that are due: through the metronome whatever else the table holds, and against a job for each of them."""

import statistics
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial

from cases.letters import Letter
from handlers.metronome import Metronome
from handlers.reminders import ring
from storage.clocks import DueClock
from storage.database import Database
from storage.transaction import Transaction
from tests.bench.crowd import DUE, NOW, Crowd, Still, crowd, make_due
from tests.bench.job_store import JobStore
from tests.bench.machine import DIALECTS, Machine
from tests.bench.rows import Row, at_least, at_most, told

FEW, MANY = 10_000, 1_000_000
ROUNDS, STORE_ROUNDS = 3, 3
SWEEP_BUDGET, STORE_BUDGET = 2.0, 20.0


async def sweep_rows(machine: Machine) -> Iterator[Row]:
    """The same number of due clocks among few and among many open cases, in turn."""
    rows = []
    many = machine.scaled(MANY)
    for dialect, name in DIALECTS.items():
        swept = [Swept(crowd(machine, dialect, size), ring) for size in (FEW, many)]
        took = [[await one.swept() for one in swept] for _ in range(ROUNDS + 1)][1:]
        few, lots = (statistics.median(round_[which] for round_ in took) for which in (0, 1))
        ratio = statistics.median(round_[1] / round_[0] for round_ in took)
        figure = f"{lots * 1000:,.0f} ms of {many:,} open, {few * 1000:,.0f} of {FEW:,}"
        rows.append(at_most(f"sweep of {DUE:,} on {name}", figure, ratio, SWEEP_BUDGET))
        for one in swept:
            one.close()
    return iter(rows)


async def store_rows(machine: Machine) -> Iterator[Row]:
    """As many jobs in APScheduler's store as there are cases, as many of them due, and each keeps what a ring keeps.

    First only what any reminder needs: it is taken, moved on, and a letter is owed. Then the whole ring, which
    reads the case and asks its ladder; that is the same work on both sides.
    """
    rows = []
    for dialect, name in DIALECTS.items():
        here = crowd(machine, dialect, FEW)
        for what, work in ((f"against a job each, {name}", _reminded), ("  with the whole ring", ring)):
            swept = Swept(here, work)
            jobs = JobStore(machine.fresh_database(dialect), FEW)
            took = []
            for _ in range(STORE_ROUNDS + 1):
                ours = await swept.swept()
                dues = swept.due_again()
                theirs = jobs.run([partial(swept.one, due) for due in dues])
                took.append((ours, theirs))
            our, their = (statistics.median(pair[which] for pair in took[1:]) for which in (0, 1))
            ratio = statistics.median(theirs / ours for ours, theirs in took[1:])
            figure = f"{our * 1000:,.0f} ms against {their * 1000:,.0f} ms"
            rows.append(at_least(what, figure, ratio, STORE_BUDGET) if work is _reminded else told(what, figure, ratio))
            jobs.close()
            swept.close()
    return iter(rows)


class Swept:
    """A crowd's database while it is swept again and again."""

    def __init__(self, here: Crowd, work: Callable[[Transaction, DueClock, datetime], None]) -> None:
        self._crowd = here
        self._work = work
        self._database = Database.open(here.url)
        self._metronome = Metronome(self._database, Still(), work)

    async def swept(self) -> float:
        """The seconds that one tick takes in which everything rings; what was owed before is gone."""
        self._make_due()
        begun = time.perf_counter()
        rung = await self._metronome.tick()
        took = time.perf_counter() - begun
        assert rung == DUE, f"{rung} of {DUE} clocks rang"
        return took

    def due_again(self) -> list[DueClock]:
        """The clocks that are due once more."""
        self._make_due()
        with self._database.transaction() as tx:
            return tx.clocks.due(NOW, DUE)

    def one(self, due: DueClock) -> None:
        """The work of one reminder, in a transaction of its own."""
        with self._database.transaction() as tx:
            self._work(tx, due, NOW)

    def close(self) -> None:
        self._database.close()

    def _make_due(self) -> None:
        with self._database.transaction() as tx:
            make_due(tx.connection, self._crowd.size)


def _reminded(tx: Transaction, due: DueClock, at: datetime) -> None:
    """The least that a reminder is: its clock sounds again in a day, and a letter is owed."""
    key = f"reminder:{due.number}:{due.key}:{due.rings + 1}"
    tx.clocks.rung(due, due.key, at, at + timedelta(days=1))
    tx.outbox.add(Letter(key, due.workspace, f"C{due.number % 60}", "ring", due.number), at)
