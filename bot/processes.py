"""The lives of Tracer's processes: what starts in which order, and how each ends without losing work."""

import asyncio
import contextlib
import gc
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import TYPE_CHECKING, Any, Protocol

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot import logs
from bot.clock import Clock
from bot.doors import GRACE_SECONDS, Door, health_door, listening_socket, slack_door
from bot.health import Health
from bot.opening import open_database, reaching_it
from bot.settings import Settings
from bot.slack_client import Sightings, slack_client, slack_session
from bot.socket_mode import SocketMode, SocketModeRefused
from cases.light_dataclass import dataclass
from handlers.read_beforehand import read_beforehand
from storage.database import Database

if TYPE_CHECKING:
    from slack_bolt.app.async_app import AsyncApp

    from handlers.tracker_deliveries import TrackerDeliveries

FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 30.0
FIRST_LOOK_SECONDS = 2.0
# https://docs.slack.dev/reference/methods/auth.test: nothing that waiting would mend.
TOKEN_IS_WRONG = {
    "invalid_auth": "Slack does not know SLACK_BOT_TOKEN",
    "not_authed": "SLACK_BOT_TOKEN is empty",
    "account_inactive": "SLACK_BOT_TOKEN belongs to an app that was removed from the workspace",
    "token_revoked": "SLACK_BOT_TOKEN was revoked",
    "token_expired": "SLACK_BOT_TOKEN has expired",
    "not_allowed_token_type": "SLACK_BOT_TOKEN is not a bot token (xoxb-…)",
}

log = structlog.get_logger("tracer")


class CannotStart(Exception):
    """A process cannot begin its work; the message says why and what to do."""


class Tracer(Protocol):
    """What the composition root hands over: the Bolt app, who takes trackers' deliveries, and the work beside it."""

    @property
    def bolt(self) -> "AsyncApp": ...

    @property
    def deliveries(self) -> "TrackerDeliveries | None": ...

    async def start_working(self) -> None: ...

    async def stop_working(self) -> None: ...

    async def sync_directory(self) -> None: ...


Build = Callable[[Settings, Database, AsyncWebClient, Clock], Tracer]


@dataclass(frozen=True, slots=True)
class Role:
    """What one kind of process does: takes Slack's deliveries, sends letters and rings clocks, migrates."""

    name: str
    takes_deliveries: bool
    works: bool
    migrates: bool


# A third of what a process that answers people gets where both are hungry. With less, a worker on a machine that is
# never idle would need half a minute to start, and longer for its first cards than PostgreSQL waits.
NICENESS = 5
RUN = Role("run", takes_deliveries=True, works=True, migrates=True)
WEB = Role("web", takes_deliveries=True, works=False, migrates=False)
WORKER = Role("worker", takes_deliveries=False, works=True, migrates=False)
ROLES = {role.name: role for role in (RUN, WEB, WORKER)}


def live(role: Role, settings: Settings, build: Build | None = None) -> None:
    """Be one process of Tracer until a signal ends it.

    The first SIGTERM or SIGINT lets what is under way finish; a second one ends the process at once. Raises
    CannotStart, CannotOpen, PortTaken or StorageError with a sentence when it never got to work.
    """
    logs.set_up(settings)
    if not role.takes_deliveries:
        _make_way()
    with asyncio.Runner(loop_factory=_loop_factory(settings)) as runner:
        runner.run(_live(role, settings, build or _composition_root))


async def _live(role: Role, settings: Settings, build: Build) -> None:
    stop = _stop_on_signals()
    logs.catch_in_tasks(asyncio.get_running_loop())
    clock = Clock(settings.tracer_clock_offset)
    sightings = Sightings()
    async with _open_database(role, settings) as database, slack_session(settings, sightings) as session:
        client = slack_client(settings, session)
        tracer = build(settings, database, client, clock)
        _keep_for_good()
        health = Health(settings, database, sightings, clock)
        if role.takes_deliveries and settings.slack_mode == "socket":
            health.connected = lambda: False
        async with _answering_http(role, settings, health, tracer) as door:
            if not await _unless(stop, _greet(client)):
                return
            async with _working(role, tracer), _listening(role, settings, health, tracer, stop):
                log.info("Tracer is ready", process=role.name, mode=settings.slack_mode)
                await stop.wait()
                log.info("Tracer is stopping; what is under way is finished first")
                await door.close()
    log.info("Tracer has stopped")


@contextlib.asynccontextmanager
async def _open_database(role: Role, settings: Settings) -> AsyncIterator[Database]:
    database = open_database(settings)
    try:
        with reaching_it(settings):
            await asyncio.to_thread(bring_up_to_date, database, role.migrates)
        yield database
    finally:
        await asyncio.to_thread(database.close)


def bring_up_to_date(database: Database, may_migrate: bool) -> None:
    """Make sure that the schema is this program's own; upgrades a new or older one where that is allowed.

    Raises CannotStart naming `tracer migrate` where it is not, and StorageError for a newer schema.
    """
    state, before = database.schema_state(), database.revision()
    if state == "current":
        return
    if not may_migrate and state in ("new", "older"):
        found = "has no tables yet" if state == "new" else f"has an older schema ({before})"
        raise CannotStart(f"The database {found}. Bring it up to date once with: tracer migrate")
    database.migrate()
    log.info("The database was brought up to date", before=before or "new", now=database.revision())


@contextlib.asynccontextmanager
async def _answering_http(role: Role, settings: Settings, health: Health, tracer: Tracer) -> AsyncIterator[Door]:
    if not role.takes_deliveries:
        yield _NoDoor()
        return
    with listening_socket(settings.host, settings.port) as listening:
        if settings.slack_mode == "http":
            secret = settings.slack_signing_secret.get_secret_value() if settings.slack_signing_secret else ""
            door = await slack_door(listening, health, tracer.bolt, secret, tracer.deliveries)
        else:
            door = await health_door(listening, health, tracer.deliveries)
        host, port = listening.getsockname()[:2]
        log.info("Answering", health=f"http://{host}:{port}/health")
        try:
            yield door
        finally:
            await door.close()


class _NoDoor:
    """A worker has nobody to answer; its ticks show in the web process's /health."""

    async def close(self) -> None:
        return


@contextlib.asynccontextmanager
async def _working(role: Role, tracer: Tracer) -> AsyncIterator[None]:
    async with _first_look(tracer):
        if not role.works:
            yield
            return
        if not role.takes_deliveries:
            await asyncio.to_thread(read_beforehand)
        await tracer.start_working()
        try:
            yield
        finally:
            await tracer.stop_working()


@contextlib.asynccontextmanager
async def _first_look(tracer: Tracer) -> AsyncIterator[None]:
    """People and channels read from Slack, with little waiting for it: thousands of people take Slack minutes to tell
    of, and nobody should be without an answer so long."""
    looking = asyncio.create_task(_look(tracer), name="first look")
    try:
        await asyncio.wait({looking}, timeout=FIRST_LOOK_SECONDS)
        if looking.done():
            looking.result()
        else:
            log.info("People and channels are still being read from Slack; work begins meanwhile")
        yield
    finally:
        looking.cancel()
        await asyncio.wait({looking})


async def _look(tracer: Tracer) -> None:
    try:
        await tracer.sync_directory()
    except (SlackApiError, aiohttp.ClientError, OSError, TimeoutError) as error:
        # What Slack tells of people and channels also arrives by events; a failure here delays it only.
        log.warning("People and channels could not be read from Slack now", why=_reason(error))


@contextlib.asynccontextmanager
async def _listening(
    role: Role, settings: Settings, health: Health, tracer: Tracer, stop: asyncio.Event
) -> AsyncIterator[None]:
    if not role.takes_deliveries or settings.slack_mode != "socket":
        yield
        return
    token = settings.slack_app_token.get_secret_value() if settings.slack_app_token else ""
    listener = SocketMode(tracer.bolt, token)
    health.connected = lambda: listener.connected
    try:
        await _unless(stop, listener.connect_to_new_endpoint(force=True))
        yield
    except SocketModeRefused as refused:
        raise CannotStart(f"Slack refuses the connection: {refused}. More: tracer doctor") from None
    finally:
        await listener.finish(GRACE_SECONDS)


async def _greet(client: AsyncWebClient) -> None:
    """Ask Slack who we are until it answers. Raises CannotStart when the token is one it will never take."""
    pause = FIRST_PAUSE_SECONDS
    while True:
        try:
            us = await client.auth_test()
            log.info("Slack knows this token", workspace=us.get("team"), bot=us.get("user"))
            return
        except SlackApiError as error:
            if (why := TOKEN_IS_WRONG.get(str(error.response.get("error")))) is not None:
                raise CannotStart(f"{why}. More: tracer doctor") from None
            reason = _reason(error)
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            reason = _reason(error)
        log.warning("Slack cannot be reached; trying again", seconds=pause, why=reason)
        await asyncio.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE_SECONDS)


async def _unless(stop: asyncio.Event, work: Coroutine[Any, Any, Any]) -> bool:
    """Do the work, or give it up when the process is told to stop; return whether it was done."""
    doing, stopping = asyncio.ensure_future(work), asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({doing, stopping}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopping.cancel()
    if doing.done():
        doing.result()
        return True
    doing.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await doing
    return False


def _make_way() -> None:
    """Let processes that answer people go first, where one of them runs on the same machine.

    Once for all, as the system has it: https://docs.python.org/3/library/os.html#os.nice. Windows knows no such number.
    """
    if hasattr(os, "nice"):
        os.nice(NICENESS)


def _keep_for_good() -> None:
    """Take what is loaded by now out of the garbage collector's rounds, and let those begin.

    It lives as long as the process, and walking over it takes tens of milliseconds in which nobody is answered.
    """
    gc.freeze()
    gc.enable()


def _stop_on_signals() -> asyncio.Event:
    stop, loop = asyncio.Event(), asyncio.get_running_loop()

    def first() -> None:
        stop.set()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)
            signal.signal(number, signal.SIG_DFL)

    for number in (signal.SIGTERM, signal.SIGINT):
        try:
            loop.add_signal_handler(number, first)
        except NotImplementedError:
            # Windows: asyncio has no signal handlers there, and Ctrl-C arrives as KeyboardInterrupt.
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop.set))
    return stop


def _loop_factory(settings: Settings) -> Callable[[], asyncio.AbstractEventLoop] | None:
    # One websocket gains nothing from a faster loop; a busy HTTP server does.
    if settings.slack_mode == "socket" or sys.platform == "win32":
        return None
    import uvloop

    return uvloop.new_event_loop


def _composition_root(settings: Settings, database: Database, client: AsyncWebClient, clock: Clock) -> Tracer:
    from bot.tracer import build

    tracer: Tracer = build(settings, database, client, clock)
    return tracer


def _reason(error: Exception) -> str:
    if isinstance(error, SlackApiError):
        return str(error.response.get("error") or f"status {error.response.status_code}")
    return str(error) or type(error).__name__
