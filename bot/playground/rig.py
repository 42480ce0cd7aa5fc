"""The real bot beside the playground's Slack, in one process: for `tracer playground` and for the tests."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler

from bot.clock import Clock
from bot.playground.slack_server import SlackServer
from bot.settings import Settings
from bot.slack_client import Sightings, slack_client, slack_session
from bot.tracer import Tracer, build
from storage.database import Database


@dataclass(frozen=True)
class Rig:
    """What runs together: the fake Slack, the bot, its database and the clock both look at."""

    server: SlackServer
    tracer: Tracer
    database: Database
    clock: Clock


@contextlib.asynccontextmanager
async def bot_beside(server: SlackServer, database: Database, clock: Clock, data: Path) -> AsyncIterator[Rig]:
    """The bot connected to a started server by Socket Mode, working until the block ends.

    The bot itself does not know where it is: only the address of the Web API and the tokens differ.
    """
    settings = settings_for(server, data)
    async with slack_session(settings, Sightings()) as session:
        client = slack_client(settings, session)
        tracer = build(settings, database, client, clock)
        await tracer.sync_directory()
        handler = AsyncSocketModeHandler(tracer.bolt, server.world.app.app_token)
        await handler.connect_async()
        await tracer.start_working()
        try:
            yield Rig(server, tracer, database, clock)
        finally:
            await tracer.stop_working()
            await handler.close_async()


def settings_for(server: SlackServer, data: Path) -> Settings:
    """Settings that name the playground and nothing of the environment: real tokens and data are not looked at."""
    return Settings(
        _env_file=None,
        slack_mode="socket",
        slack_api_url=server.api_url,
        slack_bot_token=server.world.app.bot_token,
        slack_app_token=server.world.app.app_token,
        slack_signing_secret=server.signing_secret,
        tracer_data=data,
        database_url=f"sqlite:///{data / 'tracer.db'}",
        port=0,
    )
