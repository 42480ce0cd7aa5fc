"""`kill -9` at random moments of a busy hour: every accepted command kept, every letter sent, none twice."""

import asyncio
import itertools
import random
from collections import Counter
from pathlib import Path

import pytest

from bot.playground.slack_server import SlackServer
from storage.database import Database
from tests.outages.afterwards import (
    all_sent,
    becomes,
    cases_with_logs,
    looking_into,
    nothing_is_missing_or_doubled,
    sends_on,
)
from tests.outages.busy_hour import Worker, busy_world
from tests.outages.processes import Processes, Running, in_slack

KILLS, WORKERS, CASES_EACH = 3, 6, 3
LEASE_MINUTES = 2
# A letter in doubt waits for its lease, which a start with a later clock shortens.
PATIENCE_WITH_A_DOUBT_SECONDS = 4


@pytest.mark.parametrize(("seed", "lost_answers"), [(1, 0.0), (2, 0.03)])
async def test_every_accepted_command_is_kept_and_every_letter_sent_once(
    processes: Processes, tmp_path: Path, seed: int, lost_answers: float
) -> None:
    dice = random.Random(seed)
    async with SlackServer(busy_world(WORKERS), retry_pause=0.02) as server:
        life = Lives(processes, server, tmp_path / "data")
        await life.begins()
        server.world.faults.lose_some_answers(lost_answers, seed)
        counter = itertools.count(1)
        workers = [Worker(server, server.person(f"worker-{n}"), f"parcels-{n}", counter) for n in range(WORKERS)]
        work = asyncio.gather(*(one.works(CASES_EACH) for one in workers))
        for _ in range(KILLS):
            await asyncio.sleep(dice.uniform(0.3, 1.8))
            await life.is_killed_and_begins_again()
        while not (await asyncio.wait({work}, timeout=PATIENCE_WITH_A_DOUBT_SECONDS))[0]:
            await life.ends_and_begins_again()
        await work
        await server.events_taken(15)
        server.world.faults.clear()
        await life.sends_everything()
        with looking_into(life.database, life.data) as database:
            each_thing_was_done_once(database, server, workers)
            nothing_is_missing_or_doubled(server, database)
        assert [line for one in processes.started for line in one.log if "Traceback" in line] == []


def each_thing_was_done_once(database: Database, server: SlackServer, workers: list[Worker]) -> None:
    """Every command that was acknowledged has its one case, with everything that was done to it, once."""
    turns = {number: turn for one in workers for turn, number in enumerate(one.accepted)}
    told = cases_with_logs(database, server.world.team.id).values()
    assert len(turns) == WORKERS * CASES_EACH
    assert sorted(case.parcel.number for case, _ in told) == sorted(turns)
    given_up = [one["event"]["text"] for one in server.delivery.gave_up if one["event"]["type"] == "app_mention"]
    for case, log in told:
        number = case.parcel.number
        wanted = {"report": 1, "take": 1} | ({"choose_refund": 1} if turns[number] % 2 else {})
        done = Counter(entry.move for entry in log)
        # Slack stops delivering an event after its third repetition; one that was kept by then stays kept.
        if done["note"] or not any(number in text for text in given_up):
            wanted["note"] = 1
        assert {move: count for move, count in done.items() if count} == wanted, number


class Lives:
    """One `tracer run` after the other on the same data; each begins when the leases of the last have expired.

    A clock that is ahead stands for the time that really passes before somebody starts a dead process again.
    """

    def __init__(self, processes: Processes, server: SlackServer, data: Path) -> None:
        self._processes, self._server = processes, server
        self._count = itertools.count(1)
        self.data = data
        self.database = f"sqlite:///{data / 'tracer.db'}"
        self.now: Running

    async def begins(self) -> None:
        offset = f"+{next(self._count) * LEASE_MINUTES}m"
        self.now = await self._processes.start("run", **in_slack(self._server), TRACER_CLOCK_OFFSET=offset)
        await self.now.ready()

    async def is_killed_and_begins_again(self) -> None:
        await self.now.kill()
        await self.begins()

    async def ends_and_begins_again(self) -> None:
        assert await self.now.stop() == 0
        await self.begins()

    async def sends_everything(self) -> None:
        """Let it send what is owed; a letter in doubt is looked for twice, a lease apart."""
        with looking_into(self.database, self.data) as database:
            for _ in range(4):
                await becomes(lambda: not sends_on(database), 30, "letters are still owed")
                if all_sent(database):
                    break
                await self.ends_and_begins_again()
            assert await self.now.stop() == 0
            assert all_sent(database)
