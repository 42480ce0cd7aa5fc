"""Two workers that sweep one PostgreSQL, against one that does it alone."""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack

from sqlalchemy import NullPool, create_engine, func, select

from storage.engines import address
from tests.bench.crowd import Crowd, clocks, crowd, make_due
from tests.bench.machine import Machine, environment
from tests.bench.rows import Row, at_least

CASES, DUE_CASES, ROUNDS = 10_000, 2000, 3
BUDGET = 1.0


async def workers_rows(machine: Machine) -> Iterator[Row]:
    """How fast all due clocks are rung, by one and by two in turn; none may ring twice, and none be left out."""
    here = crowd(machine, "postgresql", CASES)
    took = [[_seconds(here, many) for many in (1, 2)] for _ in range(ROUNDS + 1)][1:]
    one, two = (DUE_CASES / statistics.median(round_[which] for round_ in took) for which in (0, 1))
    ratio = statistics.median(round_[0] / round_[1] for round_ in took)
    figure = f"{two:,.0f} rings/s by two, {one:,.0f} by one, 0 doubled"
    return iter([at_least("two workers on PostgreSQL", figure, ratio, BUDGET)])


def _seconds(here: Crowd, many: int) -> float:
    """The time until nothing is due any more, from the moment at which all of them begin."""
    engine = create_engine(address(here.url), poolclass=NullPool)
    with engine.begin() as connection:
        make_due(connection, here.size, DUE_CASES)
    with ExitStack() as stack:
        workers = [stack.enter_context(_worker(here.url)) for _ in range(many)]
        for worker in workers:
            assert worker.stdout is not None and worker.stdout.readline() == "ready\n"
        begun = time.perf_counter()
        for worker in workers:
            assert worker.stdin is not None
            worker.stdin.write("go\n")
            worker.stdin.flush()
        rung = [json.loads(worker.stdout.readline()) for worker in workers if worker.stdout is not None]
        took = time.perf_counter() - begun
    with engine.connect() as connection:
        once = select(func.count()).where(clocks.c.rings == 1, clocks.c.rang_at.is_not(None))
        often = select(func.count()).where(clocks.c.rings > 1)
        kept = connection.execute(once).scalar_one(), connection.execute(often).scalar_one()
    engine.dispose()
    assert sum(rung) == DUE_CASES, f"{rung} clocks were rung instead of {DUE_CASES}"
    assert kept == (DUE_CASES, 0), f"{kept[0]} clocks rang once and {kept[1]} more often"
    return took


def _worker(url: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "tests.bench.sweeper", url],
        env=environment({}),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
