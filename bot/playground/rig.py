"""The real bot beside the playground's Slack, in one process: for `tracer playground` and for the tests."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler

from bot.clock import Clock
from bot.doors import health_door, listening_socket
from bot.health import Health
from bot.playground import scripted_insurer, scripted_service, scripted_tracker
from bot.playground.scripted_insurer import ScriptedInsurer
from bot.playground.scripted_tracker import ScriptedTracker
from bot.playground.slack_server import SlackServer
from bot.settings import GivenSettings, Settings
from bot.slack_client import Sightings, slack_client, slack_session
from bot.tracer import Tracer, build
from handlers.tracker_deliveries import PATH as TRACKERS_PATH
from storage.database import Database

# The stand-in takes whatever it is asked, so that nobody waits for a turn.
QUESTIONS_A_SECOND = 500
# How far the clock goes at a time, and how often it stops on the longest way.
STEP = timedelta(hours=4)
MOST_STEPS = 24


@dataclass(frozen=True)
class Rig:
    """What runs together: the fake Slack, the bot, its database and the clock all look at; and a tracker, or none."""

    server: SlackServer
    tracer: Tracer
    database: Database
    clock: Clock
    tracker: ScriptedTracker | None = None

    async def forward(self, to: datetime) -> None:
        """Let the clocks ring that come due on the way, a few hours at a time, and their letters arrive.

        At once at the end it may be night where the team is, and what fell due in its hours would be waited with.
        """
        step = max(STEP, (to - self.clock.now()) / MOST_STEPS)
        while (left := to - self.clock.now()) > timedelta(0):
            self.clock.wind(min(left, step))
            await self.tracer.metronome.tick()
            await self.tracer.courier.drain(0)

    async def look_for_parcels(self) -> None:
        """Let the bot ask the tracker about what is due, and hear of what is new; nothing where there is none."""
        following, deliveries = self.tracer.following, self.tracer.deliveries
        if self.tracker is None or following is None or deliveries is None:
            return
        await following.sweep()
        await self.tracker.tell_news()
        await deliveries.read()


@contextlib.asynccontextmanager
async def bot_beside(
    server: SlackServer,
    database: Database,
    clock: Clock,
    data: Path,
    tracker: ScriptedTracker | None = None,
    insurer: ScriptedInsurer | None = None,
) -> AsyncIterator[Rig]:
    """The bot connected to a started server by Socket Mode, working until the block ends; with a started tracker and
    a started insurer, too.

    The bot itself does not know where it is: only the addresses of the Web API, of tracker and of insurer, and the
    tokens differ.
    """
    settings = settings_for(server, data, tracker, insurer)
    async with slack_session(settings, Sightings()) as session:
        client = slack_client(settings, session)
        tracer = build(settings, database, client, clock)
        await tracer.sync_directory()
        handler = AsyncSocketModeHandler(tracer.bolt, server.world.app.app_token)
        await handler.connect_async()
        await tracer.start_working()
        try:
            async with door_to(tracker, tracer, settings, database, clock, insurer):
                yield Rig(server, tracer, database, clock, tracker)
        finally:
            await tracer.stop_working()
            await handler.close_async()


@contextlib.asynccontextmanager
async def door_to(
    tracker: ScriptedTracker | None,
    tracer: Tracer,
    settings: Settings,
    database: Database,
    clock: Clock,
    insurer: ScriptedInsurer | None = None,
) -> AsyncIterator[None]:
    """The bot's own door, at which tracker and insurer deliver what is new."""
    tellers = {"17track": tracker, "easypost": insurer}
    there = {name: one for name, one in tellers.items() if one is not None}
    if not there:
        yield
        return
    with listening_socket(scripted_service.HOST, 0) as listening:
        door = await health_door(listening, Health(settings, database, Sightings(), clock), tracer.deliveries)
        for name, one in there.items():
            one.deliver_to = f"http://{scripted_service.HOST}:{listening.getsockname()[1]}{TRACKERS_PATH}/{name}"
        try:
            yield
        finally:
            for one in there.values():
                one.deliver_to = None
            await door.close()


def settings_for(
    server: SlackServer, data: Path, tracker: ScriptedTracker | None = None, insurer: ScriptedInsurer | None = None
) -> Settings:
    """Settings that name the playground and nothing of the environment: real tokens and data are not looked at."""
    asked = {
        "track17_key": scripted_tracker.KEY,
        "track17_url": tracker.base_url,
        "track17_per_second": QUESTIONS_A_SECOND,
    } if tracker else {}  # fmt: skip
    if insurer:
        asked |= {
            "easypost_key": scripted_insurer.KEY,
            "easypost_webhook_secret": scripted_insurer.SECRET,
            "easypost_url": insurer.base_url,
            # It insures, and knows nothing of where parcels are.
            "easypost_per_day": 0,
        }
    return GivenSettings(
        slack_mode="socket",
        slack_api_url=server.api_url,
        slack_bot_token=server.world.app.bot_token,
        slack_app_token=server.world.app.app_token,
        slack_signing_secret=server.signing_secret,
        tracer_data=data,
        database_url=f"sqlite:///{data / 'tracer.db'}",
        port=0,
        # Nothing of a rehearsal goes out to real people, whatever mail server this machine has.
        smtp_host="",
        smtp_from="",
        smtp_user="",
        smtp_password=None,
        **asked,
    )
