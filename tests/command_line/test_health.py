"""What a monitor sees at /health, and what else the web process answers."""

import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult

from bot import health as health_module
from bot.clock import Clock
from bot.doors import PortTaken, health_door, listening_socket
from bot.health import Health
from bot.settings import GivenSettings
from bot.slack_client import Sightings
from bot.web import LARGEST_DELIVERY_BYTES, web_app
from cases.letters import Letter
from handlers.metronome import TICK
from storage.database import Database

SIGNING = "0123456789abcdef"


@pytest.fixture(autouse=True)
def always_look_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health_module, "LOOK_AGAIN_AFTER_SECONDS", 0.0)


def a_health(database: Database, sightings: Sightings | None = None, clock: Clock | None = None) -> Health:
    return Health(GivenSettings(), database, sightings or Sightings(), clock or Clock(), connected=lambda: True)


@asynccontextmanager
async def browser(health: Health, bolt: AsyncApp | None = None) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=web_app(health, bolt, SIGNING))
    async with httpx.AsyncClient(transport=transport, base_url="http://tracer") as client:
        yield client


async def asked(health: Health, path: str = "/health") -> tuple[int, dict[str, Any]]:
    async with browser(health) as client:
        answer = await client.get(path)
        return answer.status_code, answer.json()


async def test_a_process_in_order_answers_200_with_every_part(sqlite_database: Database) -> None:
    now = datetime.now(UTC)
    with sqlite_database.transaction() as tx:
        tx.heartbeats.beat(TICK, now)
    status, said = await asked(a_health(sqlite_database, Sightings(last_success=now)))
    instant = now.isoformat(timespec="seconds")
    assert status == 200
    assert said == {
        "ok": True,
        "wrong": [],
        "version": said["version"],
        "slack": {"ok": True, "mode": "socket", "last_success": instant, "connected": True},
        "database": {"ok": True, "schema": "current"},
        "outbox": {"ok": True, "oldest_unsent": None, "given_up_this_week": 0},
        "clock": {"ok": True, "last_tick": instant},
        "jobs": {"ok": True, "failing": {}},
    }


async def test_a_lost_connection_is_503_and_named(sqlite_database: Database) -> None:
    health = a_health(sqlite_database)
    health.connected = lambda: False
    status, said = await asked(health)
    assert (status, said["wrong"], said["slack"]["connected"]) == (503, ["slack"], False)


async def test_a_token_that_slack_refuses_is_503_and_named(sqlite_database: Database) -> None:
    status, said = await asked(a_health(sqlite_database, Sightings(refusal="token_revoked")))
    assert (status, said["wrong"], said["slack"]["refusal"]) == (503, ["slack"], "token_revoked")


async def test_by_http_the_last_answer_of_slack_decides(sqlite_database: Database) -> None:
    now = datetime.now(UTC)
    sightings = Sightings(last_success=now, last_failure=now + timedelta(seconds=1))
    health = Health(GivenSettings(slack_mode="http"), sqlite_database, sightings, Clock())
    status, said = await asked(health)
    assert (status, said["wrong"], said["slack"]["mode"]) == (503, ["slack"], "http")
    assert "connected" not in said["slack"]


async def test_a_letter_that_waits_too_long_is_503_and_named(sqlite_database: Database) -> None:
    since = datetime.now(UTC) - timedelta(minutes=6)
    with sqlite_database.transaction() as tx:
        tx.outbox.add(Letter(key="k", workspace="T1", lane="C1", kind="note"), since)
    status, said = await asked(a_health(sqlite_database))
    assert (status, said["wrong"]) == (503, ["outbox"])
    assert said["outbox"]["oldest_unsent"] == since.isoformat(timespec="seconds")


async def test_a_clock_that_stopped_ticking_is_503_once_the_process_had_time_to_tick(
    sqlite_database: Database,
) -> None:
    clock = Clock()
    health = a_health(sqlite_database, clock=clock)
    assert (await asked(health))[0] == 200
    clock.wind(timedelta(minutes=3))
    status, said = await asked(health)
    assert (status, said["wrong"]) == (503, ["clock"])
    with sqlite_database.transaction() as tx:
        tx.heartbeats.beat(TICK, clock.now())
    assert (await asked(health))[0] == 200


async def test_letters_that_were_given_up_within_a_week_are_counted_with_the_last_reason(
    sqlite_database: Database,
) -> None:
    now = datetime.now(UTC)
    errors = ((8, "is_archived"), (2, "user_not_found"), (1, "invalid_blocks: a buyer's words"))
    with sqlite_database.transaction() as tx:
        for days, error in errors:
            tx.outbox.add(Letter(key=error, workspace="T1", lane=error, kind="note"), now - timedelta(days=9))
            (claimed,) = tx.outbox.claim(now - timedelta(days=8, hours=1), 30, 1, "w1")
            tx.outbox.give_up(claimed.id, now - timedelta(days=days), error)
    status, said = await asked(a_health(sqlite_database))
    assert (status, said["outbox"]["ok"]) == (200, True)
    assert said["outbox"]["given_up_this_week"] == 2
    assert said["outbox"]["last_given_up_because"] == "invalid_blocks"


async def test_a_job_that_failed_last_is_503_and_named_until_any_process_has_done_it(
    sqlite_database: Database,
) -> None:
    now = datetime.now(UTC)
    with sqlite_database.transaction() as tx:
        tx.heartbeats.beat("done:tidy", now - timedelta(hours=2), "w1")
        tx.heartbeats.beat("failed:tidy:KeyError", now - timedelta(hours=1), "w1")
        tx.heartbeats.beat("failed:tidy:OSError", now, "w2")
        tx.heartbeats.beat("failed:tick:KeyError", now - timedelta(hours=1), "w1")
        tx.heartbeats.beat("done:tick", now, "w2")
    status, said = await asked(a_health(sqlite_database))
    assert (status, said["wrong"]) == (503, ["jobs"])
    instant = now.isoformat(timespec="seconds")
    assert said["jobs"]["failing"] == {"tidy": {"at": instant, "error": "OSError", "process": "w2"}}


async def test_a_database_that_is_not_there_is_503_and_named() -> None:
    database = Database.open("postgresql://u:secret@127.0.0.1:1/n")
    status, said = await asked(a_health(database))
    database.close()
    assert (status, said["wrong"]) == (503, ["database"])
    assert said["database"]["schema"].startswith("unreachable: ")
    assert "secret" not in json.dumps(said)


async def test_a_schema_that_is_not_ours_is_503(tmp_path: Any) -> None:
    database = Database.open(f"sqlite:///{tmp_path / 'new.db'}")
    status, said = await asked(a_health(database))
    database.close()
    assert (status, said["database"]) == (503, {"ok": False, "schema": "new"})


async def test_a_load_balancer_may_judge_by_some_parts_alone(sqlite_database: Database) -> None:
    health = a_health(sqlite_database)
    health.connected = lambda: False
    status, said = await asked(health, "/health?only=database,outbox")
    assert (status, said["wrong"], "slack" in said) == (200, [], False)
    async with browser(health) as client:
        answer = await client.get("/health?only=databse")
    assert answer.status_code == 400
    assert answer.text == "There is no part 'databse'. The parts are slack, database, outbox, clock, jobs.\n"


async def test_looks_that_follow_each_other_closely_share_one_answer(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health_module, "LOOK_AGAIN_AFTER_SECONDS", 60.0)
    health = a_health(sqlite_database)
    assert await health.look() is await health.look()


async def test_other_addresses_say_what_is_here(sqlite_database: Database) -> None:
    async with browser(a_health(sqlite_database)) as client:
        nothing = await client.get("/")
        wrong = await client.post("/health")
        no_door = await client.post("/slack/events")
    assert (nothing.status_code, wrong.status_code, no_door.status_code) == (404, 405, 404)
    assert "/slack/events" in nothing.text
    assert wrong.text == "/slack/events takes POST, /health takes GET.\n"


def bolt_app() -> AsyncApp:
    async def authorize(**_: object) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id="T1", bot_token="xoxb-1", bot_user_id="U1", bot_id="B1")

    app = AsyncApp(signing_secret=SIGNING, authorize=authorize, process_before_response=True)

    @app.command("/lost")
    async def lost(ack, command) -> None:  # type: ignore[no-untyped-def]
        await ack({"response_type": "ephemeral", "text": f"You said {command['text']}"})

    return app


def signed(body: str, secret: str = SIGNING, at: float | None = None) -> dict[str, str]:
    stamp = str(int(at or time.time()))
    digest = hmac.new(secret.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
    return {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": f"v0={digest}",
    }


BODY = urlencode({"command": "/lost", "text": "help 云途", "team_id": "T1", "user_id": "U2", "channel_id": "C1"})


async def test_a_signed_delivery_is_answered(sqlite_database: Database) -> None:
    async with browser(a_health(sqlite_database), bolt_app()) as client:
        answer = await client.post("/slack/events", content=BODY, headers=signed(BODY))
    assert answer.status_code == 200
    assert answer.json() == {"response_type": "ephemeral", "text": "You said help 云途"}


@pytest.mark.parametrize(
    "headers",
    [
        signed(BODY, secret="another"),
        signed(BODY, at=1_700_000_000),
        signed(BODY) | {"X-Slack-Request-Timestamp": "yesterday"},
        signed(BODY) | {"X-Slack-Signature": "v0=\u00e9"},
        {"Content-Type": "application/json"},
        {},
    ],
)
async def test_a_forged_or_stale_or_unsigned_delivery_is_refused(
    sqlite_database: Database, headers: dict[str, str]
) -> None:
    async with browser(a_health(sqlite_database), bolt_app()) as client:
        raw = {name: value.encode("latin-1") for name, value in headers.items()}
        answer = await client.post("/slack/events", content=BODY, headers=raw)  # type: ignore[arg-type]
    assert answer.status_code == 401
    assert answer.text == "That is not signed by Slack, or too long ago.\n"


async def test_a_delivery_that_is_no_text_or_too_long_is_refused_before_it_is_read(
    sqlite_database: Database,
) -> None:
    async with browser(a_health(sqlite_database), bolt_app()) as client:
        no_text = await client.post("/slack/events", content=b"\xff\xfe")
        too_long = await client.post("/slack/events", content=b"x" * (LARGEST_DELIVERY_BYTES + 1))
        looked_at = await client.get("/slack/events")
    assert (no_text.status_code, too_long.status_code, looked_at.status_code) == (401, 413, 405)


def test_a_port_that_is_taken_is_said_in_words() -> None:
    with listening_socket("127.0.0.1", 0) as first:
        port = first.getsockname()[1]
        with pytest.raises(PortTaken, match=f"Tracer cannot listen at 127.0.0.1:{port} .*Choose another PORT"):
            listening_socket("127.0.0.1", port)
    with pytest.raises(PortTaken, match="or another HOST"):
        listening_socket("no-such-host.invalid", 0)


async def test_in_socket_mode_a_small_door_answers_health_and_nothing_else(sqlite_database: Database) -> None:
    health = a_health(sqlite_database)
    with listening_socket("127.0.0.1", 0) as listening:
        door = await health_door(listening, health)
        base = f"http://127.0.0.1:{listening.getsockname()[1]}"
        async with httpx.AsyncClient(base_url=base, trust_env=False) as client:
            well, only = await client.get("/health"), await client.get("/health?only=databse")
            nothing, posted = await client.get("/"), await client.post("/slack/events", content="x")
            health.connected = lambda: False
            lost = await client.get("/health")
        await door.close()
        await door.close()
    assert (well.status_code, well.json()["ok"], well.headers["cache-control"]) == (200, True, "no-store")
    assert (lost.status_code, lost.json()["wrong"]) == (503, ["slack"])
    assert (only.status_code, nothing.status_code, posted.status_code) == (400, 404, 404)
    assert nothing.text == "There is nothing here. /health says how Tracer is.\n"
