"""Links that break, answers that get lost, a Slack that goes away and comes back: everything arrives, once."""

import asyncio
import itertools
from pathlib import Path

from bot.playground.slack_server import SlackServer
from tests.outages.afterwards import (
    all_sent,
    becomes,
    cards,
    cases_with_logs,
    looking_into,
    nothing_is_missing_or_doubled,
)
from tests.outages.busy_hour import Worker, busy_world, ups_number
from tests.outages.processes import Processes, Running, in_slack

WORKERS, CASES_EACH = 4, 2


async def started(processes: Processes, server: SlackServer) -> Running:
    return await (await processes.start("run", **in_slack(server))).ready()


async def ends_whole(running: Running, server: SlackServer, directory: Path, count: int) -> None:
    """Everything owed is sent, nothing is missing or doubled, and the process ends in order."""
    with looking_into(f"sqlite:///{directory / 'data' / 'tracer.db'}", directory / "data") as database:
        await becomes(lambda: all_sent(database), 30, "letters are still owed")
        assert await running.stop() == 0
        assert len(cases_with_logs(database, server.world.team.id)) == count
        nothing_is_missing_or_doubled(server, database)
    assert "Traceback" not in running.text


async def test_people_go_on_working_while_links_break_and_acknowledgements_get_lost(
    processes: Processes, tmp_path: Path
) -> None:
    async with SlackServer(busy_world(WORKERS), ack_seconds=1, retry_pause=0.02) as server:
        running = await started(processes, server)
        counter = itertools.count(1)
        workers = [Worker(server, server.person(f"worker-{n}"), f"parcels-{n}", counter) for n in range(WORKERS)]
        work = asyncio.gather(*(one.works(CASES_EACH) for one in workers))
        for trouble in itertools.cycle(("drop", "warning", "swallow", "refresh_requested", "repeat")):
            if (await asyncio.wait({work}, timeout=0.4))[0]:
                break
            if trouble == "drop":
                await server.links.drop()
            elif trouble == "swallow":
                server.world.faults.swallow_next_acks(2)
            elif trouble == "repeat":
                server.world.faults.repeat_next_envelopes(3)
            else:
                await server.links.ask_to_reconnect(trouble)
        await work
        server.world.faults.clear()
        await server.app_connected()
        await server.events_taken(15)
        await ends_whole(running, server, tmp_path, WORKERS * CASES_EACH)


async def test_a_slack_that_goes_away_and_comes_back_gets_every_letter_once(
    processes: Processes, tmp_path: Path
) -> None:
    world = busy_world(1)
    async with SlackServer(world) as server:
        running = await started(processes, server)
        somebody = server.person("worker-0")
        port = server.port
        told = [asyncio.create_task(somebody.types("parcels-0", f"/lost {ups_number(n)}")) for n in range(1, 6)]
        await server.until(lambda: cards(world))
        assert all(one.acknowledged for one in await asyncio.gather(*told))
    await running.says("Slack cannot be reached")
    health = await running.health()
    assert health["slack"]["connected"] is False
    async with SlackServer(world, port=port) as server:
        await server.app_connected(20)
        assert (await server.person("worker-0").types("parcels-0", f"/lost {ups_number(6)}")).acknowledged
        await ends_whole(running, server, tmp_path, 6)
