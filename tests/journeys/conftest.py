"""The whole bot, built by its own composition root, connected to the playground's Slack."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler

from bot.playground.rig import settings_for
from bot.playground.slack_server import SlackServer
from bot.playground.start import installed_app
from bot.playground.world import SlackWorld
from bot.slack_client import Sightings, slack_client, slack_session
from bot.tracer import build
from storage.database import Database
from tests.journeys.team import StandingClock, Team


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """slack_sdk sends loopback through a proxy as well."""
    for name in list(os.environ):
        if name.lower() in ("http_proxy", "https_proxy", "all_proxy"):
            monkeypatch.delenv(name)


@pytest.fixture
async def team(sqlite_database: Database, tmp_path: Path) -> AsyncIterator[Team]:
    """Everybody is here, nothing has happened yet, and everybody reads English until they say otherwise."""
    clock = StandingClock()
    world = SlackWorld(now=clock.now, app=installed_app(), limits=False)
    for person in world.people.values():
        person.locale = "en-US"
    async with SlackServer(world) as server:
        settings = settings_for(server, tmp_path)
        async with slack_session(settings, Sightings()) as session:
            tracer = build(settings, sqlite_database, slack_client(settings, session), clock)
            await tracer.sync_directory()
            handler = AsyncSocketModeHandler(tracer.bolt, world.app.app_token)
            await handler.connect_async()
            await server.app_connected()
            try:
                yield Team(server, tracer, sqlite_database, clock)
            finally:
                await handler.close_async()
