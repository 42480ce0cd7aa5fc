"""Webhooks at the door: proved, kept once, answered at once, read afterwards; in both kinds of door."""

import asyncio
import io
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime

import aiohttp
import httpx
import pytest

from bot.doors import health_door, listening_socket
from bot.web import web_app
from handlers.tracker_deliveries import ASK_AFTER, TrackerDeliveries
from storage.database import Database
from storage.errors import DatabaseBusy
from tests.storage.telling import NOON, T1, open_case
from tests.tracking.stand_in import sample
from tests.tracking.test_webhooks import signed

NUMBER = "YT2616912345678901"
UPDATE = json.dumps(
    {"event": "TRACKING_UPDATED", "data": sample("17track/gettrackinfo_yanwen_190012")["data"]["accepted"][0]}
).encode()


@dataclass
class Clock:
    at: datetime = NOON

    def now(self) -> datetime:
        return self.at


@pytest.fixture(params=["ours", "slack's"])
async def door(request: pytest.FixtureRequest, sqlite_database: Database) -> AsyncIterator[tuple]:
    """Both doors: aiohttp's beside Socket Mode, Starlette's in HTTP mode. How to post, and who takes."""
    taking = TrackerDeliveries(sqlite_database, Clock(), {"17track": "secret", "easypost": "other"})
    if request.param == "slack's":
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app=web_app(None, trackers=taking)),
            base_url="http://t",  # type: ignore[arg-type]
        ) as client:

            async def post(path: str, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
                reply = await client.post(path, content=body, headers=headers)
                return reply.status_code, reply.text

            yield post, taking
        return
    with listening_socket("127.0.0.1", 0) as listening:
        opened = await health_door(listening, None, taking)  # type: ignore[arg-type]
        base = f"http://127.0.0.1:{listening.getsockname()[1]}"
        async with aiohttp.ClientSession() as session:

            async def post(path: str, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
                async with session.post(base + path, data=io.BytesIO(body), headers=headers) as reply:
                    return reply.status, await reply.text()

            yield post, taking
        await opened.close()


async def test_on_either_database_what_was_delivered_is_read(database: Database) -> None:
    taking = TrackerDeliveries(database, Clock(), {"17track": "secret"})
    open_case(database, NUMBER, carrier="yanwen")
    assert await taking.take("17track", UPDATE, signed("17track", UPDATE)) == (200, "Taken.")
    assert [await taking.read(), await taking.read()] == [1, 0]
    with database.reading() as tx:
        assert len(tx.scans.of_case(T1, 1)) == 3
        assert not tx.scans.has_unread() and not tx.watched.has_unread()


async def test_a_delivery_is_kept_at_once_and_read_afterwards(door, sqlite_database: Database) -> None:
    post, taking = door
    open_case(sqlite_database, NUMBER, carrier="yanwen")
    assert await post("/trackers/17track", UPDATE, signed("17track", UPDATE)) == (200, "Taken.\n")
    with sqlite_database.reading() as tx:
        assert tx.scans.of_case(T1, 1) == ()
        [waiting] = tx.scans.delivered()
        assert (waiting.number, waiting.provider, waiting.since) == (NUMBER, "17track", NOON)
        assert tx.scans.raw_answer(T1, 1, waiting.sha256) == UPDATE
    assert await taking.read() == 1
    with sqlite_database.reading() as tx:
        assert len(tx.scans.of_case(T1, 1)) == 3
        assert tx.cases.load(T1, 1).parcel.first_scan_on.isoformat() == "2026-06-24"
        assert tx.scans.delivered() == []
    assert await taking.read() == 0


async def test_a_repeated_delivery_is_answered_alike_and_changes_nothing(door, sqlite_database: Database) -> None:
    post, taking = door
    open_case(sqlite_database, NUMBER, carrier="yanwen")
    await post("/trackers/17track", UPDATE, signed("17track", UPDATE))
    await taking.read()
    with sqlite_database.reading() as tx:
        version = tx.cases.load(T1, 1).version
    assert await post("/trackers/17track", UPDATE, signed("17track", UPDATE)) == (200, "Taken.\n")
    assert await taking.read() == 0
    with sqlite_database.reading() as tx:
        assert tx.cases.load(T1, 1).version == version


@pytest.mark.parametrize(
    ("path", "body", "headers", "status"),
    [
        ("/trackers/17track", UPDATE, signed("17track", UPDATE, "forged"), 401),
        ("/trackers/17track", UPDATE, {}, 401),
        ("/trackers/easypost", UPDATE, signed("17track", UPDATE), 401),
        ("/trackers/aftership", UPDATE, signed("aftership", UPDATE), 404),
        ("/trackers/nobody", UPDATE, {}, 404),
        ("/trackers/17track", b"{", signed("17track", b"{"), 400),
        ("/trackers/17track", b"{}", signed("17track", b"{}"), 400),
        ("/trackers/17track", b"x" * (2 * 1024 * 1024 + 1), {}, 413),
    ],
    ids=["forged", "unsigned", "another's", "no secret", "unknown", "broken", "no number", "too large"],
)
async def test_what_is_not_theirs_gets_a_status_and_a_sentence_and_keeps_nothing(
    door, sqlite_database: Database, path: str, body: bytes, headers: dict[str, str], status: int
) -> None:
    post, _ = door
    open_case(sqlite_database, NUMBER)
    answered, said = await post(path, body, headers)
    assert answered == status
    assert said.endswith(".\n")
    with sqlite_database.reading() as tx:
        assert tx.scans.delivered() == []


async def test_a_delivery_about_no_case_of_ours_is_taken_and_forgotten(door, sqlite_database: Database) -> None:
    post, _ = door
    open_case(sqlite_database, "1ZOTHER")
    assert await post("/trackers/17track", UPDATE, signed("17track", UPDATE)) == (200, "Taken.\n")
    with sqlite_database.reading() as tx:
        assert tx.scans.delivered() == []


async def test_a_number_of_two_cases_is_news_for_both(sqlite_database: Database) -> None:
    open_case(sqlite_database, NUMBER)
    open_case(sqlite_database, NUMBER)
    taking = TrackerDeliveries(sqlite_database, Clock(), {"17track": "secret"})
    assert await taking.take("17track", UPDATE, signed("17track", UPDATE)) == (200, "Taken.")
    assert await taking.read() == 2
    with sqlite_database.reading() as tx:
        assert [len(tx.scans.of_case(T1, number)) for number in (1, 2)] == [3, 3]


async def test_a_flood_is_answered_and_none_of_it_lost(sqlite_database: Database) -> None:
    for n in range(5):
        open_case(sqlite_database, f"1ZFLOOD{n}")
    taking = TrackerDeliveries(sqlite_database, Clock(), {"17track": "secret"})

    def body(case: int, turn: int) -> bytes:
        event = {"time_iso": f"2026-06-{turn + 1:02d}T10:00:00+08:00", "description": str(turn)}
        tracking = {"providers": [{"events": [event]}]}
        data = {"number": f"1ZFLOOD{case}", "track_info": {"tracking": tracking}}
        return json.dumps({"event": "TRACKING_UPDATED", "data": data}).encode()

    bodies = [body(case, turn) for case in range(5) for turn in range(20)]
    answers = await asyncio.gather(*(taking.take("17track", one, signed("17track", one)) for one in bodies))
    assert set(answers) == {(200, "Taken.")}
    assert await taking.read() == 100
    with sqlite_database.reading() as tx:
        assert [len(tx.scans.of_case(T1, number)) for number in range(1, 6)] == [20] * 5


async def test_a_delivery_that_comes_late_takes_back_nothing_of_a_later_one(sqlite_database: Database) -> None:
    open_case(sqlite_database, NUMBER)
    taking = TrackerDeliveries(sqlite_database, Clock(), {"17track": "secret"})

    def body(*days: int) -> bytes:
        events = [{"time_iso": f"2026-06-{day:02d}T10:00:00+08:00", "description": f"day {day}"} for day in days]
        data = {"number": NUMBER, "track_info": {"tracking": {"providers": [{"events": events}]}}}
        return json.dumps({"event": "TRACKING_UPDATED", "data": data}).encode()

    for said in (body(1, 2, 3), body(1, 2)):
        await taking.take("17track", said, signed("17track", said))
        await taking.read()
    with sqlite_database.reading() as tx:
        assert [one.taken_back for one in tx.scans.of_case(T1, 1)] == [False, False, False]
        # It is asked, to be sure.
        assert tx.trackers.next_due() == NOON + ASK_AFTER


async def test_a_busy_database_asks_for_the_delivery_again(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def busy(work: object, *, shares_commit: bool) -> None:
        raise DatabaseBusy("busy")

    open_case(sqlite_database, NUMBER)
    monkeypatch.setattr(sqlite_database, "write", busy)
    taking = TrackerDeliveries(sqlite_database, Clock(), {"17track": "secret"})
    status, said = await taking.take("17track", UPDATE, signed("17track", UPDATE))
    assert (status, said) == (503, "That cannot be kept just now. Deliver it again.")


async def test_a_delivery_that_cannot_be_acted_upon_stops_no_other(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    from handlers import tracker_deliveries

    real, calls = tracker_deliveries.keep_told, []

    def fails_once(*args: object, **more: object) -> object:
        calls.append(args)
        if len(calls) == 1:
            raise ValueError("odd")
        return real(*args, **more)  # type: ignore[arg-type]

    open_case(sqlite_database, NUMBER)
    open_case(sqlite_database, NUMBER)
    monkeypatch.setattr(tracker_deliveries, "keep_told", fails_once)
    taking = TrackerDeliveries(sqlite_database, Clock(), {"17track": "secret"})
    await taking.take("17track", UPDATE, signed("17track", UPDATE))
    assert await taking.read() == 2
    assert await taking.read() == 0
    with sqlite_database.reading() as tx:
        assert sorted(len(tx.scans.of_case(T1, number)) for number in (1, 2)) == [0, 3]
