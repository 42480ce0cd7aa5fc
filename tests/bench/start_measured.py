"""How long a start takes, and how much memory everything in one process needs."""

import asyncio
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator

from tests.bench.commands import command, unused_numbers
from tests.bench.load import at_once
from tests.bench.machine import READY, CannotMeasure, Machine, environment, free_port, slack_settings
from tests.bench.rows import Row, at_most

ROUNDS = 7
START_BUDGET = 1.3
MOST_MB = 150
COMMANDS_SECONDS = 2.0
# The libraries that Tracer was asked to stand on, as its bot imports them.
FOUR = (
    "import sqlmodel, httpx; from slack_bolt.app.async_app import AsyncApp; "
    "from apscheduler.schedulers.asyncio import AsyncIOScheduler"
)


async def start_rows(machine: Machine) -> Iterator[Row]:
    """From nothing until `tracer run` says that it is ready, on a database that exists; in turn with the imports."""
    url, data = machine.fresh_database("sqlite"), machine.fresh_directory()
    settings = {"DATABASE_URL": url, "TRACER_DATA": str(data)} | _slack(machine)
    ours, theirs = [], []
    for _ in range(ROUNDS + 1):
        theirs.append(_imports())
        ours.append(_start({**settings, "PORT": str(free_port())}))
    ratios = [our / their for our, their in zip(ours[1:], theirs[1:], strict=True)]
    our, their = statistics.median(ours[1:]), statistics.median(theirs[1:])
    return iter([at_most("start", f"{our:.2f} s of {their:.2f} s", statistics.median(ratios), START_BUDGET)])


async def memory_rows(machine: Machine) -> Iterator[Row]:
    """What `tracer run` has in use after its start, and after a few hundred commands that each opened a case."""
    rows = []
    url, numbers = machine.fresh_database("sqlite"), unused_numbers()
    with machine.tracer("run", url, machine.fresh_directory()) as tracer:
        rows.append(_memory("memory after the start", tracer.resident_mb))
        await at_once(tracer.port, COMMANDS_SECONDS, 8, lambda: command(next(numbers)), lambda body: True)
        await asyncio.sleep(COMMANDS_SECONDS)
        rows.append(_memory(f"memory after {machine.count(url, 'cases')} cases", tracer.resident_mb))
    return iter(rows)


def _memory(name: str, used: float) -> Row:
    return Row(name, f"{used:.0f} MB", f"< {MOST_MB} MB", used < MOST_MB)


def _imports() -> float:
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-c", FOUR], check=True, env=environment({}))
    return time.perf_counter() - begun


def _start(settings: dict[str, str]) -> float:
    begun = time.perf_counter()
    command_line = [sys.executable, "-m", "bot.command_line", "run"]
    with subprocess.Popen(
        command_line, env=environment(settings), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        assert process.stdout is not None
        said = []
        for line in process.stdout:
            said.append(line)
            if READY in line:
                took = time.perf_counter() - begun
                process.kill()
                return took
    raise CannotMeasure("tracer run did not get ready. It said:\n" + "".join(said)[-2000:])


def _slack(machine: Machine) -> dict[str, str]:
    return slack_settings(f"http://127.0.0.1:{machine.slack.port}/api/")
