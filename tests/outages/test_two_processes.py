"""Several processes on one PostgreSQL: each letter once, each click one move, each ring once."""

import asyncio
import itertools
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table, select

from bot.playground.delivery import Delivery
from bot.playground.http_posts import HttpPosts
from bot.playground.slack_server import SlackServer
from bot.playground.world import SlackWorld
from cases.terms import Terms
from storage.tables import ClockRow, table_of
from storage.watch_tables import NudgeRow
from tests.databases import Databases
from tests.outages.afterwards import (
    all_sent,
    becomes,
    cards,
    cases_with_logs,
    letters,
    looking_into,
    nothing_is_missing_or_doubled,
    posted_keys,
    sends_on,
)
from tests.outages.busy_hour import Worker, busy_world, ups_number
from tests.outages.processes import START_SECONDS, Processes, Running, in_slack

clocks, nudges = table_of(ClockRow), table_of(NudgeRow)
WORKERS, CASES_EACH = 3, 2


@pytest.fixture
def postgres(databases: Databases, tmp_path: Path) -> Iterator[str]:
    url = databases.fresh("postgresql", tmp_path)
    yield url
    databases.give_back(url)


class TwoDoors(HttpPosts):
    """Hands each delivery to the next of several addresses, as a load balancer does."""

    def __init__(self, world: SlackWorld, secret: str) -> None:
        super().__init__(world, None, secret)
        self.doors: Iterator[str] = iter(())

    async def _post(self, *delivery: Any) -> Any:
        self.app_url = next(self.doors)
        return await super()._post(*delivery)


def balanced(world: SlackWorld) -> tuple[SlackServer, TwoDoors]:
    server = SlackServer(world, mode="http")
    doors = TwoDoors(world, server.signing_secret)
    server.posts, server.delivery = doors, Delivery(world, doors, 0.02)
    return server, doors


async def test_two_webs_and_two_workers_do_everything_once(processes: Processes, postgres: str, tmp_path: Path) -> None:
    server, doors = balanced(busy_world(WORKERS))
    async with server:
        shared = in_slack(server) | {"DATABASE_URL": postgres}
        everybody = [await processes.start(role, **shared) for role in ("web", "web", "worker", "worker")]
        for one in everybody:
            await one.ready()
        webs, couriers = everybody[:2], everybody[2:]
        doors.doors = itertools.cycle([f"http://127.0.0.1:{one.port}/slack/events" for one in webs])
        people = [server.person(f"worker-{number}") for number in range(WORKERS)]
        assert await doors.verify_address()

        # The same command from two people at once, and every delivery to both webs at once: one case each.
        server.world.faults.repeat_next_envelopes(4)
        await asyncio.gather(*(one.types("lost-parcels", f"/lost {ups_number(99)}") for one in people[:2]))
        counter = itertools.count(1)
        workers = [Worker(server, who, f"parcels-{number}", counter) for number, who in enumerate(people)]
        await asyncio.gather(*(one.works(CASES_EACH) for one in workers))

        # Everybody clicks the same button of the same card: it is one's.
        (shown,) = (found for found in cards(server.world).values() if found[0].channel == "C0LOSTPAR")
        server.world.faults.repeat_next_envelopes(2)
        card = shown[0].snapshot()
        await asyncio.gather(*(one.clicks(card, "move:take") for one in people))
        await server.events_taken(15)
        with looking_into(postgres, tmp_path / "looking") as database:
            await becomes(lambda: all_sent(database), 30, "letters are still owed")
            told = cases_with_logs(database, server.world.team.id)
            assert len(told) == WORKERS * CASES_EACH + 1
            assert {Counter(entry.move for entry in log)["take"] for _, log in told.values()} == {1}
            nothing_is_missing_or_doubled(server, database)
            for one in everybody:
                assert await one.stop() == 0
            assert len({one.claimed_by for one in letters(database) if one.claimed_by}) == len(couriers)
            await every_clock_rings_once(processes, server, shared, database)
        assert {line for one in processes.started for line in one.log if "Traceback" in line} == set()


async def every_clock_rings_once(
    processes: Processes, server: SlackServer, shared: dict[str, str], database: Any
) -> None:
    """Days later two workers ring what is due, are killed in the middle of it, and two others go on."""
    while_they_work = _until_the_team_works()
    due = {(one.case_number, one.key) for one in _rows(database, clocks) if _is_due(one, while_they_work)}
    assert len(due) > WORKERS * CASES_EACH
    killed = await _two_workers(processes, shared, while_they_work)
    await becomes(lambda: _told_by(server.world), START_SECONDS, "nobody was reminded")
    for one in killed:
        await one.kill()
    later = await _two_workers(processes, shared, while_they_work + timedelta(minutes=2))
    await becomes(
        lambda: not _still_due(database, while_they_work) and not sends_on(database),
        START_SECONDS,
        "clocks or letters are due",
    )
    if not all_sent(database):
        for one in later:
            assert await one.stop() == 0
        await _two_workers(processes, shared, while_they_work + timedelta(minutes=4))
    await becomes(lambda: all_sent(database), START_SECONDS, "letters are still owed")

    # Every clock that was due has sounded, as often as it is noted, and no louder sound of it was noted twice.
    sounded = {(one.case_number, one.key): one.rings for one in _rows(database, clocks) if one.rings}
    assert due <= set(sounded)
    noted = Counter((one.person, one.case_number, one.clock, one.rung) for one in _rows(database, nudges))
    assert set(noted.values()) == {1}
    rungs = Counter((number, clock) for number, clock, _ in {names[1:] for names in noted})
    assert {one: rungs[one] for one in due} == {one: sounded[one] for one in due}
    # Everybody got what was noted for them, each letter once.
    told = Counter(posted_keys(server.world))
    sent = [one.key for one in letters(database) if one.kind == "nudges" and one.state == "sent"]
    assert {f"nudges:{one.person}:{one.send_at.isoformat()}" for one in _rows(database, nudges)} == set(sent)
    assert {key: told[key] for key in sent} == dict.fromkeys(sent, 1)
    assert max(told.values()) == 1


def _until_the_team_works() -> timedelta:
    """From now to an hour of work some days later: nothing sounds at night."""
    team, now = Terms().team, datetime.now(UTC)
    day = team.calendar.after_working_days(team.calendar.date_of(now), 3)
    return team.opening(day) + timedelta(hours=1) - now


async def _two_workers(processes: Processes, shared: dict[str, str], offset: timedelta) -> list[Running]:
    shifted = shared | {"TRACER_CLOCK_OFFSET": f"+{int(offset.total_seconds())}s"}
    return [await processes.start("worker", **shifted) for _ in range(2)]


def _rows(database: Any, table: Table) -> list[Any]:
    with database.reading() as tx:
        return list(tx.connection.execute(select(table)))


def _is_due(clock: Any, offset: timedelta) -> bool:
    return clock.ring_at is not None and clock.ring_at <= datetime.now(UTC) + offset


def _still_due(database: Any, offset: timedelta) -> bool:
    return any(_is_due(one, offset) for one in _rows(database, clocks))


def _told_by(world: SlackWorld) -> list[str]:
    return [key for key in posted_keys(world) if key.startswith("nudges:")]
