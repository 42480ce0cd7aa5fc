"""Tracer's real commands as processes: started, killed, ended, and what they wrote."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx

from bot.doors import listening_socket
from bot.playground.slack_server import SlackServer

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 20.0
# Four that start at once on a busy machine take their time; how fast a start is, is the benchmark's to say.
START_SECONDS = 90.0


class Running:
    """One process. `log` holds the lines it wrote so far, to stderr and stdout."""

    def __init__(self, process: asyncio.subprocess.Process, port: int) -> None:
        self.process = process
        self.port = port
        self.log: list[str] = []
        self._wrote = asyncio.Condition()
        self._silent = False
        self._reading = asyncio.create_task(self._read_all())

    @property
    def runs(self) -> bool:
        return self.process.returncode is None

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
            self.process.send_signal(signal.SIGKILL)
        await self.ended()

    async def stop(self) -> int:
        """Ask it to end as a service manager does, and return its status."""
        if self.runs:
            self.process.send_signal(signal.SIGTERM)
        return await self.ended()

    async def ended(self) -> int:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await self._reading
            return await self.process.wait()

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

    async def _read_all(self) -> None:
        await asyncio.gather(self._read(self.process.stderr), self._read(self.process.stdout))
        async with self._wrote:
            self._silent = True
            self._wrote.notify_all()

    async def _read(self, stream: asyncio.StreamReader | None) -> None:
        assert stream is not None
        while line := await stream.readline():
            async with self._wrote:
                self.log.append(line.decode().rstrip("\n"))
                self._wrote.notify_all()


class Processes:
    """Starts commands in one working directory, whose `data` is the data directory unless a test names another."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.started: list[Running] = []

    async def start(self, *words: str, **variables: str) -> Running:
        """`tracer <words>` with these variables, which has not done anything yet."""
        port = variables.setdefault("PORT", str(free_port()))
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot.command_line",
            *words,
            cwd=self.directory,
            env={"PATH": os.environ.get("PATH", ""), "PYTHONPATH": str(ROOT), **variables},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        running = Running(process, int(port))
        self.started.append(running)
        return running

    async def done(self, *words: str, **variables: str) -> tuple[int, str]:
        """Run a command to its end and return its status and all it wrote."""
        running = await self.start(*words, **variables)
        return await running.ended(), running.text

    async def kill_all(self) -> None:
        for one in self.started:
            await one.kill()


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
