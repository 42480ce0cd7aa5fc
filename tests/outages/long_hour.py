"""`python -m tests.outages.long_hour`: two workers killed and restarted for an hour, with 5,000 clocks.

By hand, not with the tests: it takes as long as it says. It ends with what was killed and what has sounded, or with the
assertion that did not hold. `--clocks`, `--minutes` and `--seed` choose another hour.
"""

import argparse
import asyncio
import os
import tempfile
from pathlib import Path

from bot.playground.slack_server import SlackServer
from tests.databases import Databases
from tests.outages.busy_hour import busy_world
from tests.outages.many_clocks import PEOPLE, Run
from tests.outages.processes import Processes

BETWEEN_KILLS = (5.0, 60.0)


def main() -> None:
    """Run it, and print what it came to."""
    asked = argparse.ArgumentParser(prog="python -m tests.outages.long_hour", description=__doc__)
    asked.add_argument("--clocks", type=int, default=5_000)
    asked.add_argument("--minutes", type=float, default=60.0)
    asked.add_argument("--seed", type=int, default=1)
    given = asked.parse_args()
    for name in [name for name in os.environ if name.startswith(("SLACK_", "TRACER_", "DATABASE_URL"))]:
        del os.environ[name]
    with tempfile.TemporaryDirectory(prefix="tracer-long-hour-") as directory:
        databases = Databases(Path(directory))
        try:
            asyncio.run(_hour(databases, Path(directory), given))
        finally:
            databases.stop()


async def _hour(databases: Databases, directory: Path, given: argparse.Namespace) -> None:
    processes = Processes(directory)
    url = databases.fresh("postgresql", directory)
    try:
        async with SlackServer(busy_world(PEOPLE)) as server:
            seconds = given.minutes * 60
            run = Run(processes, server, url, directory / "data", given.clocks, seconds, BETWEEN_KILLS, given.seed)
            run.make_cases()
            print(
                f"{given.clocks} clocks are made; they come due within {given.minutes:g} minutes from now", flush=True
            )
            await run.goes_on()
    finally:
        await processes.kill_all()
    print(
        f"{len(run.due)} clocks were due, every one has sounded and none twice; {run.kills} times a worker was killed"
    )


if __name__ == "__main__":
    main()
