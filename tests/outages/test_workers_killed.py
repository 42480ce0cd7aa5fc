"""Two workers killed and started again at random while hundreds of clocks come due: each sounds, and sounds once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.playground.slack_server import SlackServer
from tests.databases import Databases
from tests.outages.busy_hour import busy_world
from tests.outages.many_clocks import PEOPLE, Run
from tests.outages.processes import Processes

CLOCKS, SECONDS = 300, 8.0
BETWEEN_KILLS = (0.5, 2.5)


@pytest.fixture
def postgres(databases: Databases, tmp_path: Path) -> Iterator[str]:
    url = databases.fresh("postgresql", tmp_path)
    yield url
    databases.give_back(url)


async def test_every_clock_that_is_due_sounds_and_none_twice(
    processes: Processes, postgres: str, tmp_path: Path
) -> None:
    async with SlackServer(busy_world(PEOPLE)) as server:
        run = Run(processes, server, postgres, tmp_path / "data", CLOCKS, SECONDS, BETWEEN_KILLS, seed=1)
        run.make_cases()
        await run.goes_on()
    assert len(run.due) >= CLOCKS
    assert run.kills >= 3
    assert [line for one in processes.started for line in one.log if "Traceback" in line] == []
