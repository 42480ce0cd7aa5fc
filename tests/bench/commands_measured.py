"""Commands through the whole bot, against a Bolt app that does nothing: `/lost help` and `/lost NUMBER`."""

import asyncio
import statistics
from collections.abc import Callable, Iterator
from functools import partial

from tests.bench.commands import command, unused_numbers
from tests.bench.lived_in import CASES, lived_in
from tests.bench.load import Asked, at_once
from tests.bench.machine import DIALECTS, Machine
from tests.bench.rows import Row, at_least

MANY = 16
ROUND_SECONDS = 1.2
ROUNDS = 7
WARM_UP_SECONDS = 1.0
HELP_BUDGET = 0.85
LOST_BUDGETS = {"sqlite": 0.06, "postgresql": 0.08}
OPENED = b" is open for UPS "


async def help_rows(machine: Machine) -> Iterator[Row]:
    """`/lost help`: it is answered from what is known, without a transaction."""
    url = machine.fresh_database("sqlite")
    with machine.served("sqlite", url, works=True) as tracer:
        ours, theirs = await _side_by_side(
            machine, tracer.port, lambda: command("help"), lambda body: b"/lost show" in body
        )
    return iter([_row("help", ours, theirs, HELP_BUDGET)])


async def lost_rows(machine: Machine) -> Iterator[Row]:
    """`/lost NUMBER`: every number is valid and new, every case is kept before it is answered."""
    rows = []
    for dialect, name in DIALECTS.items():
        url = lived_in(machine, dialect)
        numbers = unused_numbers()
        with machine.served(dialect, url, works=False) as tracer:
            ours, theirs = await _side_by_side(
                machine,
                tracer.port,
                partial(_report, numbers),
                lambda body: OPENED in body,
            )
        answered = sum(one.count for one in ours)
        kept = machine.count(url, "cases") - CASES
        assert kept == answered, f"{answered} cases were answered for and {kept} are there"
        rows.append(_row(f"lost on {name}", ours, theirs, LOST_BUDGETS[dialect]))
    return iter(rows)


def _report(numbers: Iterator[str]) -> bytes:
    return command(next(numbers))


async def _side_by_side(
    machine: Machine, port: int, request: Callable[[], bytes], right: Callable[[bytes], bool]
) -> tuple[list[Asked], list[Asked]]:
    """Rounds of the one and of the other in turn, after one of each that only warms up but is counted in `kept`."""
    empty = machine.empty_app.port
    ours, theirs = [], []
    for seconds in (WARM_UP_SECONDS, *[ROUND_SECONDS] * ROUNDS):
        theirs.append(await at_once(empty, seconds, MANY, request, lambda body: True))
        ours.append(await at_once(port, seconds, MANY, request, right))
        for asked in (theirs[-1], ours[-1]):
            assert not asked.wrong, f"{len(asked.wrong)} answers were wrong, the first: {asked.wrong[0]}"
    await asyncio.sleep(0)
    return ours, theirs


def _row(name: str, ours: list[Asked], theirs: list[Asked], budget: float) -> Row:
    """The median of the rounds' ratios; the warm-up is left out."""
    ratios = [our.rate / their.rate for our, their in zip(ours[1:], theirs[1:], strict=True)]
    rate, empty = (statistics.median(one.rate for one in asked[1:]) for asked in (ours, theirs))
    return at_least(name, f"{rate:,.0f}/s of {empty:,.0f}/s", statistics.median(ratios), budget)
