"""`kill -9` while files are fetched: each that was given is kept once, whole, and nothing is said of any other."""

import asyncio
import itertools
import random
import time
from collections.abc import Callable
from pathlib import Path

from bot.playground.slack_server import SlackServer
from storage.database import Database
from storage.evidence_store import EvidenceStore
from tests.outages.afterwards import becomes, looking_into
from tests.outages.busy_hour import busy_world, ups_number
from tests.outages.processes import Processes, Running, in_slack

KILLS, FILES = 4, 16
# A file that a dead process had in hand is due again after five minutes, which a start with a later clock shortens.
MINUTES_LATER = 6


async def test_files_given_while_tracer_is_killed_again_and_again_are_each_kept_once(
    processes: Processes, tmp_path: Path
) -> None:
    dice, data = random.Random(5), tmp_path / "data"
    url, starts = f"sqlite:///{data / 'tracer.db'}", itertools.count(1)
    async with SlackServer(busy_world(1), retry_pause=0.02) as server:

        async def starts_again() -> Running:
            offset = f"+{next(starts) * MINUTES_LATER}m"
            return await (await processes.start("run", **in_slack(server), TRACER_CLOCK_OFFSET=offset)).ready()

        now = await starts_again()
        worker, channel = server.person("worker-0"), "parcels-0"
        await worker.types(channel, f"/lost {ups_number(1)}")
        with looking_into(url, data) as database:
            # A thread is known as its case's once the card's arrival was noted.
            await becomes(lambda: card_of(database, server.world.team.id), 20, "there is no card")
            _, card = card_of(database, server.world.team.id)
        given = [b"\xff\xd8\xff" + dice.randbytes(1_500_000) + b"\xff\xd9" for _ in range(FILES)]
        for start in range(0, FILES, FILES // KILLS):
            photos = [(f"{n}.jpg", one) for n, one in enumerate(given)][start : start + FILES // KILLS]
            await worker.says(channel, "", card, photos)
            await server.events_taken(15)
            await asyncio.sleep(dice.uniform(0.0, 0.5))
            await now.kill()
            now = await starts_again()
        with looking_into(url, data) as database:
            store = EvidenceStore(database)

            def are_kept() -> bool:
                with database.reading() as tx:
                    return len(tx.evidence.all_kept()) == FILES

            for _ in range(KILLS):
                if await comes_true(are_kept, 15):
                    break
                await now.kill()
                now = await starts_again()
            assert await now.stop() == 0
            with database.reading() as tx:
                case = tx.cases.load(server.world.team.id, 1, for_update=False)
                moves = [one.move for one in tx.cases.log(server.world.team.id, 1)]
                kept = tx.evidence.of_case(server.world.team.id, 1)
            assert case is not None
            assert sorted(one.sha256 for one in kept) == sorted(one.sha256 for one in case.evidence)
            assert (len(kept), moves.count("add_evidence")) == (FILES, FILES)
            assert await store.broken() == []
            contents = [await store.content(server.world.team.id, 1, one.sha256) for one in kept]
            assert sorted(one or b"" for one in contents) == sorted(given)
        assert [line for one in processes.started for line in one.log if "Traceback" in line] == []


def card_of(database: Database, workspace: str) -> tuple[str, str] | None:
    with database.reading() as tx:
        return tx.posts.get(workspace, 1, "card")


async def comes_true(condition: Callable[[], bool], within: float) -> bool:
    """Whether something becomes so in time; not so is an answer here."""
    end = time.monotonic() + within
    while time.monotonic() < end:
        if condition():
            return True
        await asyncio.sleep(0.1)
    return False
