"""HEARTBEAT_URL: asked for while the clocks tick, and for nothing else; whatever goes wrong there stays there."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from aiohttp import web
from pydantic import SecretStr

from bot import pulse
from bot.health import TICK_IS_LATE_AFTER
from bot.pulse import Pulse
from handlers.regular_jobs import JobFailed

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SECRET = "0a1b2c"


@pytest.fixture
async def monitor() -> AsyncIterator[SimpleNamespace]:
    """A dead man's switch: what was asked for, and what it answers."""
    seen = SimpleNamespace(asked=[], status=200, url="", waits=asyncio.Event())
    seen.waits.set()

    async def answer(request: web.Request) -> web.Response:
        seen.asked.append((request.method, request.path))
        await seen.waits.wait()
        return web.Response(status=seen.status)

    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    seen.url = f"http://127.0.0.1:{runner.addresses[0][1]}/ping/{SECRET}"
    yield seen
    seen.waits.set()
    await runner.cleanup()


def pulse_for(url: str, ticked_at: datetime | None = NOON, now: datetime = NOON) -> Pulse:
    return Pulse(SecretStr(url), lambda: ticked_at, lambda: now)


async def test_while_the_clocks_tick_the_address_is_asked_for(monitor: SimpleNamespace) -> None:
    await pulse_for(monitor.url).beat()
    assert monitor.asked == [("GET", f"/ping/{SECRET}")]


@pytest.mark.parametrize("ticked_at", [None, NOON - TICK_IS_LATE_AFTER - timedelta(seconds=1)])
async def test_where_no_clock_ticks_there_is_no_sign_of_life(
    monitor: SimpleNamespace, ticked_at: datetime | None
) -> None:
    await pulse_for(monitor.url, ticked_at).beat()
    assert monitor.asked == []


async def test_a_monitor_that_does_not_answer_well_is_one_line_however_long_it_lasts_and_one_when_it_is_over(
    monitor: SimpleNamespace, capsys: pytest.CaptureFixture[str]
) -> None:
    beating = pulse_for(monitor.url)
    monitor.status = 503
    for _ in range(5):
        with pytest.raises(JobFailed, match=r"^status 503$"):
            await beating.beat()
    monitor.status = 200
    for _ in range(3):
        await beating.beat()
    said = capsys.readouterr().out
    assert said.count("HEARTBEAT_URL does not answer") == 1
    assert said.count("HEARTBEAT_URL answers again") == 1
    assert SECRET not in said


async def test_nobody_there_is_no_exception_of_the_networks_own() -> None:
    with pytest.raises(JobFailed, match=r"^ConnectError$"):
        await pulse_for(f"http://127.0.0.1:1/{SECRET}").beat()


async def test_a_monitor_that_never_answers_is_waited_for_no_longer_than_its_time(
    monitor: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pulse, "TIMEOUT_SECONDS", 0.05)
    monitor.waits.clear()
    with pytest.raises(JobFailed, match=r"^ReadTimeout$"):
        await pulse_for(monitor.url).beat()
