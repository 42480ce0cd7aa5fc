"""A Slack of our own, a clock that stands still until it is wound, and a courier between the two."""

import os
from collections.abc import AsyncIterator

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.slack_server import SlackServer
from bot.playground.world import SlackWorld
from storage.database import Database
from tests.courier.office import Office, StandingClock


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """slack_sdk sends loopback through a proxy as well."""
    for name in list(os.environ):
        if name.lower() in ("http_proxy", "https_proxy", "all_proxy"):
            monkeypatch.delenv(name)


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock()


@pytest.fixture
async def server(clock: StandingClock) -> AsyncIterator[SlackServer]:
    async with SlackServer(SlackWorld(now=clock.now, limits=False)) as running:
        yield running


@pytest.fixture
async def slack(server: SlackServer) -> AsyncIterator[AsyncWebClient]:
    async with aiohttp.ClientSession() as session:
        yield AsyncWebClient(
            server.world.app.bot_token, base_url=server.api_url, session=session, retry_handlers=[], timeout=5
        )


@pytest.fixture
def office(sqlite_database: Database, server: SlackServer, slack: AsyncWebClient, clock: StandingClock) -> Office:
    """An outbox on SQLite and a courier."""
    return Office(sqlite_database, server, slack, clock)


@pytest.fixture
def either_office(database: Database, server: SlackServer, slack: AsyncWebClient, clock: StandingClock) -> Office:
    """The same, once on SQLite and once on PostgreSQL."""
    return Office(database, server, slack, clock)
