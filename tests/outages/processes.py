"""Tracer's real commands as processes: started, killed, ended, and what they wrote.

They are forked from a process that has imported them; that they start by themselves is seen in tests/command_line.
"""

import asyncio
import json
import os
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

import httpx

from bot.doors import listening_socket
from bot.playground.slack_server import SlackServer
from tests.databases import Databases
from tests.forked import FORKED, be_tracer

PATIENCE_SECONDS = 20.0
# Four that start at once on a busy machine take their time; how fast a start is, is the benchmark's to say.
START_SECONDS = 90.0


class Running:
    """One process. `log` holds the lines it wrote so far, to stderr and stdout; `wrote` is where they come from."""

    def __init__(self, process: ForkServerProcess, wrote: asyncio.StreamReader, port: int) -> None:
        self.process = process
        self.port = port
        self.log: list[str] = []
        self._wrote = asyncio.Condition()
        self._silent = False
        self._reading = asyncio.create_task(self._read(wrote))

    @property
    def runs(self) -> bool:
        return self.process.is_alive()

    @property
    def text(self) -> str:
        return "\n".join(self.log)

    async def says(self, words: str, within: float = PATIENCE_SECONDS) -> None:
        """Wait until a line with these words was written; fail with the log when it is not."""
        try:
            async with asyncio.timeout(within), self._wrote:
                await self._wrote.wait_for(lambda: self._said(words) or self._silent)
        except TimeoutError:
            pass
        assert self._said(words), f"it never said {words!r}:\n{self.text}"

    async def ready(self) -> "Running":
        await self.says("Tracer is ready", START_SECONDS)
        return self

    async def kill(self) -> None:
        """`kill -9`: no signal handler, no goodbye."""
        if self.runs:
            self.process.kill()
        await self.ended()

    async def stop(self) -> int:
        """Ask it to end as a service manager does, and return its status."""
        if self.runs:
            self.process.terminate()
        return await self.ended()

    async def ended(self) -> int:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await self._reading
        await asyncio.to_thread(self.process.join, PATIENCE_SECONDS)
        assert self.process.exitcode is not None, "it has said everything and does not end"
        return self.process.exitcode

    async def health(self) -> dict[str, Any]:
        async with httpx.AsyncClient(trust_env=False) as client:
            said: dict[str, Any] = (await client.get(f"http://127.0.0.1:{self.port}/health")).json()
            return said

    def warnings(self) -> list[str]:
        """What it complained of, as `event` texts."""
        lines = [json.loads(line) for line in self.log if line.startswith("{")]
        return [line["event"] for line in lines if line["level"] in ("warning", "error", "critical")]

    def _said(self, words: str) -> bool:
        return any(words in line for line in self.log)

    async def _read(self, stream: asyncio.StreamReader) -> None:
        while line := await stream.readline():
            async with self._wrote:
                self.log.append(line.decode().rstrip("\n"))
                self._wrote.notify_all()
        async with self._wrote:
            self._silent = True
            self._wrote.notify_all()


class Processes:
    """Starts commands in one working directory, whose `data` is the data directory unless a test names another.

    With `databases` the embedded database is there already, migrated and with nothing in it.
    """

    def __init__(self, directory: Path, databases: Databases | None = None) -> None:
        self.directory = directory
        self.started: list[Running] = []
        self._databases = databases

    async def start(self, *words: str, **variables: str) -> Running:
        """`tracer <words>` with these variables, which has not done anything yet."""
        port = variables.setdefault("PORT", str(free_port()))
        if words == ("run",) and not {"DATABASE_URL", "TRACER_DATA"} & variables.keys():
            self._lay_out(self.directory / "data")
        said, written = FORKED.Pipe(duplex=False)
        environment = {"PATH": os.environ.get("PATH", ""), **variables}
        process = FORKED.Process(target=tracer, args=(words, self.directory, environment, written))
        await asyncio.to_thread(process.start)
        written.close()
        running = Running(process, await _reader(said), int(port))
        self.started.append(running)
        return running

    async def done(self, *words: str, **variables: str) -> tuple[int, str]:
        """Run a command to its end and return its status and all it wrote."""
        running = await self.start(*words, **variables)
        return await running.ended(), running.text

    async def kill_all(self) -> None:
        for one in self.started:
            await one.kill()

    def _lay_out(self, data: Path) -> None:
        if self._databases is not None and not data.exists():
            data.mkdir(mode=0o700)
            self._databases.fresh("sqlite", data)


def tracer(words: tuple[str, ...], directory: Path, environment: dict[str, str], written: Connection) -> None:
    """Be the command, and write everything to one pipe."""
    be_tracer(words, directory, environment, written.fileno(), written.fileno())


async def _reader(pipe: Connection) -> asyncio.StreamReader:
    """What comes out of a pipe, until nobody has its other end any more."""
    reader = asyncio.StreamReader()
    file = os.fdopen(os.dup(pipe.fileno()), "rb", 0)
    pipe.close()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), file)
    return reader


def free_port() -> int:
    with listening_socket("127.0.0.1", 0) as door:
        port: int = door.getsockname()[1]
        return port


def in_slack(server: SlackServer) -> dict[str, str]:
    """The variables that connect a process to the playground's Slack, by Socket Mode or by HTTP as it delivers."""
    given = {
        "SLACK_API_URL": server.api_url,
        "SLACK_BOT_TOKEN": server.world.app.bot_token,
        "SLACK_MODE": server.mode,
    }
    if server.mode == "http":
        return given | {"SLACK_SIGNING_SECRET": server.signing_secret}
    return given | {"SLACK_APP_TOKEN": server.world.app.app_token}
