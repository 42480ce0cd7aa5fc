"""The whole bot, built by its own composition root, connected to the playground's Slack."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from pydantic import SecretStr
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler

from bot.playground.rig import door_to, settings_for
from bot.playground.scripted_insurer import ScriptedInsurer
from bot.playground.scripted_tracker import ScriptedTracker
from bot.playground.slack_server import SlackServer
from bot.playground.start import installed_app
from bot.playground.world import SlackWorld
from bot.slack_client import Sightings, slack_client, slack_session
from bot.tracer import build
from storage.database import Database
from tests.insurers.easypost_desk import KEY, SECRET, EasyPostDesk, easypost_desk
from tests.journeys.team import StandingClock, Team

# A disk that is busy with other tests may take longer than the three seconds that Slack waits; that those are kept to
# is seen in tests/outages and tests/playground_slack.
PATIENT_SECONDS = 12.0


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """slack_sdk sends loopback through a proxy as well."""
    for name in list(os.environ):
        if name.lower() in ("http_proxy", "https_proxy", "all_proxy"):
            monkeypatch.delenv(name)


@pytest.fixture
async def team(sqlite_database: Database, tmp_path: Path) -> AsyncIterator[Team]:
    """Everybody is here, nothing has happened yet, and everybody reads English until they say otherwise."""
    async with a_team(sqlite_database, tmp_path, StandingClock()) as together:
        yield together


@pytest.fixture
async def tracked_team(sqlite_database: Database, tmp_path: Path) -> AsyncIterator[Team]:
    """The same team, with the playground's tracker to be asked where parcels are."""
    clock = StandingClock()
    async with ScriptedTracker(clock.now) as tracker, a_team(sqlite_database, tmp_path, clock, tracker) as together:
        yield together


@pytest.fixture
async def easypost() -> AsyncIterator[EasyPostDesk]:
    """EasyPost's claims, on this machine."""
    async with easypost_desk() as desk:
        yield desk


@pytest.fixture
async def insured_team(sqlite_database: Database, tmp_path: Path, easypost: EasyPostDesk) -> AsyncIterator[Team]:
    """The same team, with a key for EasyPost's claims."""
    more = {"easypost_key": SecretStr(KEY), "easypost_url": easypost.base, "easypost_webhook_secret": SecretStr(SECRET)}
    async with a_team(sqlite_database, tmp_path, StandingClock(), **more) as together:
        yield together


@asynccontextmanager
async def a_team(
    database: Database,
    data: Path,
    clock: StandingClock,
    tracker: ScriptedTracker | None = None,
    insurer: ScriptedInsurer | None = None,
    **more: object,
) -> AsyncIterator[Team]:
    """The whole bot beside a Slack of our own, and beside tracker and insurer where there are any.

    `more` are other settings.
    """
    world = SlackWorld(now=clock.now, app=installed_app(), limits=False)
    for person in world.people.values():
        person.locale = "en-US"
    async with SlackServer(world, tracker=tracker, ack_seconds=PATIENT_SECONDS) as server:
        settings = settings_for(server, data, tracker, insurer).model_copy(update=more)
        async with slack_session(settings, Sightings()) as session:
            tracer = build(settings, database, slack_client(settings, session), clock)
            await tracer.sync_directory()
            handler = AsyncSocketModeHandler(tracer.bolt, world.app.app_token)
            await handler.connect_async()
            await server.app_connected()
            try:
                async with door_to(tracker, tracer, settings, database, clock, insurer):
                    yield Team(server, tracer, database, clock)
            finally:
                await handler.close_async()
                if tracer.following is not None:
                    await tracer.following.close()
                if tracer.filing is not None:
                    await tracer.filing.close()
