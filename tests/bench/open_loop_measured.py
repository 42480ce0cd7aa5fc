"""A hundred people a second who do not wait for each other: `/lost NUMBER` as it comes, alone and during a sweep."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from tests.bench.commands import command, unused_numbers
from tests.bench.lived_in import CASES, lived_in
from tests.bench.load import as_they_come
from tests.bench.machine import DIALECTS, Machine
from tests.bench.rows import Row

SECONDS, WARM_UP_SECONDS, A_SECOND = 10.0, 2.0, 100.0
P99_MS, LONGEST_SECONDS = 50.0, 3.0
LONG_AGO = timedelta(days=30)
# So many cases whose clocks are all due keep the worker ringing and sending longer than the measurement lasts.
OVERDUE_CASES = CASES
OPENED = b" is open for UPS "


async def open_loop_rows(machine: Machine) -> Iterator[Row]:
    """Each database, first at rest and then with every clock of every case due."""
    rows = []
    for dialect, name in DIALECTS.items():
        rows.append(await _row(machine, dialect, lived_in(machine, dialect), f"open loop on {name}"))
        overdue = lived_in(machine, dialect, OVERDUE_CASES, LONG_AGO)
        rows.append(await _row(machine, dialect, overdue, f"  while {name} is swept", swept=True))
    return iter(rows)


async def _row(machine: Machine, dialect: str, url: str, name: str, *, swept: bool = False) -> Row:
    numbers = unused_numbers()
    with machine.served(dialect, url, works=True) as tracer:
        ask = partial(as_they_come, tracer.port, per_second=A_SECOND, request=partial(_report, numbers), right=_opened)
        await ask(seconds=WARM_UP_SECONDS)
        rung_before = machine.count(url, "outbox WHERE kind = 'ring'")
        took = sorted(await ask(seconds=SECONDS))
        rung = machine.count(url, "outbox WHERE kind = 'ring'") - rung_before
    assert bool(rung) == swept, f"{rung} clocks rang meanwhile"
    p99, longest = took[int(len(took) * 0.99)] * 1000, took[-1]
    figure = f"p99 {p99:.0f} ms, longest {longest * 1000:.0f} ms" + (f", {rung} rings" if swept else "")
    return Row(name, figure, f"p99 < {P99_MS:.0f} ms, none > 3 s", p99 < P99_MS and longest < LONGEST_SECONDS)


def _report(numbers: Iterator[str]) -> bytes:
    return command(next(numbers))


def _opened(body: bytes) -> bool:
    return OPENED in body
