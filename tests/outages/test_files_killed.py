"""`kill -9` while files are made and sent: whatever somebody asked for comes once, and whole."""

import asyncio
import io
import itertools
import random
import zipfile
from pathlib import Path

from bot.playground.slack_server import SlackServer
from tests.outages.afterwards import becomes, looking_into
from tests.outages.busy_hour import busy_world, ups_number
from tests.outages.processes import Processes, Running, in_slack
from tests.outages.test_evidence_killed import card_of, comes_true

EXPORTS = 2
# What a dead process had in hand is due again after ten minutes, which a start with a later clock shortens.
MINUTES_LATER = 11


async def test_exports_asked_for_while_tracer_is_killed_again_and_again_come_once_each(
    processes: Processes, tmp_path: Path
) -> None:
    dice, data = random.Random(9), tmp_path / "data"
    url, starts = f"sqlite:///{data / 'tracer.db'}", itertools.count(1)
    async with SlackServer(busy_world(1), retry_pause=0.02) as server:

        async def starts_again() -> Running:
            offset = f"+{next(starts) * MINUTES_LATER}m"
            return await (await processes.start("run", **in_slack(server), TRACER_CLOCK_OFFSET=offset)).ready()

        now = await starts_again()
        worker, channel = server.person("worker-0"), "parcels-0"
        await worker.types(channel, f"/lost {ups_number(1)}")
        with looking_into(url, data) as database:
            await becomes(lambda: card_of(database, server.world.team.id), 20, "there is no card")
            for _ in range(EXPORTS):
                told = await worker.types(channel, "/lost export 1")
                assert "comes to you directly in a moment" in told.text
                await asyncio.sleep(dice.uniform(0.5, 2.5))
                await now.kill()
                now = await starts_again()

            def is_over() -> bool:
                with database.reading() as tx:
                    return tx.sendings.next_due() is None

            for _ in range(EXPORTS):
                if await comes_true(is_over, 10):
                    break
                await now.kill()
                now = await starts_again()
            assert await now.stop() == 0
            with database.reading() as tx:
                assert len(tx.sendings.of_case(server.world.team.id, 1, "export")) == EXPORTS
        room = server.world.direct_channel(worker.id, server.world.app.bot_user)
        came = [file for message in room.messages for file in message.files]
        assert [zipfile.ZipFile(io.BytesIO(one.content)).testzip() for one in came] == [None] * EXPORTS
        assert [line for one in processes.started for line in one.log if "Traceback" in line] == []
