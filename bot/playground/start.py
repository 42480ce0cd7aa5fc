"""`tracer playground`: the small Slack, the real bot beside it, and a team with a bad week.

Everything lives in a directory of its own that is gone afterwards. Neither the environment's tokens nor its data
are looked at, and nothing but loopback is listened on.
"""

import asyncio
import contextlib
import os
import shutil
import signal
import tempfile
from datetime import timedelta
from pathlib import Path

from bot import logs
from bot.clock import Clock
from bot.manifest import manifest
from bot.playground.happenings import who_reads_the_other
from bot.playground.people import InstalledApp
from bot.playground.rig import bot_beside, settings_for
from bot.playground.scripted_insurer import ScriptedInsurer
from bot.playground.scripted_tracker import ScriptedTracker
from bot.playground.seed import a_bad_week
from bot.playground.slack_server import SlackServer
from bot.playground.world import SlackWorld
from storage.database import Database

HOST = "127.0.0.1"


class PortInUse(Exception):
    """The page's port is taken; the message says what to do."""


def main(port: int = 3100) -> None:
    """Be the playground until Ctrl-C; prints the page's address. Raises PortInUse with a sentence."""
    data = Path(tempfile.mkdtemp(prefix="tracer-playground-"))
    try:
        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(_play(port, data))
    finally:
        shutil.rmtree(data, ignore_errors=True)


async def _play(port: int, data: Path) -> None:
    clock = Clock()
    world = SlackWorld(now=clock.now, app=installed_app())
    all_read_as_this_machine(world)
    tracker, insurer = ScriptedTracker(clock.now, world.changes), ScriptedInsurer(clock.now)
    server = SlackServer(world, HOST, port, tracker=tracker, as_the_browser_reads=True)
    logs.set_up(settings_for(server, data).model_copy(update={"log_level": "WARNING"}))
    try:
        await server.start()
    except OSError as error:
        raise PortInUse(
            f"The playground cannot use port {port} ({error.strerror}). Choose another: tracer playground --port 0"
        ) from None
    database = Database.open(f"sqlite:///{data / 'tracer.db'}", data_directory=data)
    try:
        await asyncio.to_thread(database.migrate)
        async with tracker, insurer, bot_beside(server, database, clock, data, tracker, insurer) as rig:
            await a_bad_week(rig)
            server.on_wind = lambda hours: rig.forward(clock.now() + timedelta(hours=hours))
            tracker.tell_by_itself()
            insurer.tell_by_itself()
            print(f"\nTracer's playground is open: {server.page_url}\n", flush=True)
            print("Type /lost 1Z999AA10123456784 there. Ctrl-C ends it; nothing is kept.\n", flush=True)
            await _until_told_to_stop()
    finally:
        await server.stop()
        await asyncio.to_thread(database.close)


def installed_app() -> InstalledApp:
    """The app as its own manifest describes it: commands, shortcuts, scopes and events."""
    return InstalledApp.from_manifest(manifest())


def all_read_as_this_machine(world: SlackWorld) -> None:
    """Whoever starts it reads their own language; the browser that opens the page may say otherwise later.

    Nobody is told: an event would stamp the present, and what the team's bad week writes lies before it.
    """
    told = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    chinese = next((one for one in told if one), "").lower().startswith("zh")
    for person in who_reads_the_other(world, chinese=chinese):
        person.locale = "zh-CN" if chinese else "en-US"


async def _until_told_to_stop() -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await stop.wait()
