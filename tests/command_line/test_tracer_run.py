"""`tracer run` whole: the real command as a process of its own, beside the playground's Slack."""

import asyncio
import os
import re
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from bot.doors import listening_socket
from bot.playground.slack_server import SlackServer
from bot.playground.world import SlackWorld

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 20


@pytest.fixture
async def server() -> AsyncIterator[SlackServer]:
    async with SlackServer(SlackWorld()) as running:
        yield running


def environment(server: SlackServer, **more: str) -> dict[str, str]:
    given = {
        "PATH": os.environ.get("PATH", ""),
        "PYTHONPATH": str(ROOT),
        "SLACK_API_URL": server.api_url,
        "SLACK_BOT_TOKEN": server.world.app.bot_token,
        "SLACK_APP_TOKEN": server.world.app.app_token,
    }
    return given | more


@asynccontextmanager
async def running(tmp_path: Path, variables: dict[str, str]) -> AsyncIterator[asyncio.subprocess.Process]:
    command = (sys.executable, "-m", "bot.command_line", "run")
    process = await asyncio.create_subprocess_exec(*command, cwd=tmp_path, env=variables, stderr=subprocess.PIPE)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def ends(process: asyncio.subprocess.Process) -> tuple[int, str]:
    async with asyncio.timeout(PATIENCE_SECONDS):
        _, log = await process.communicate()
    assert process.returncode is not None
    return process.returncode, log.decode()


async def health_at(port: int) -> httpx.Response:
    async with httpx.AsyncClient(trust_env=False) as client:
        return await client.get(f"http://127.0.0.1:{port}/health")


async def test_it_connects_is_healthy_ends_on_a_signal_and_writes_no_token_and_no_warning(
    server: SlackServer, tmp_path: Path
) -> None:
    with listening_socket("127.0.0.1", 0) as free:
        port = free.getsockname()[1]
    async with running(tmp_path, environment(server, PORT=str(port), LOG_LEVEL="DEBUG")) as process:
        await server.app_connected(PATIENCE_SECONDS)
        answer = await health_at(port)
        process.send_signal(signal.SIGTERM)
        status, log = await ends(process)
    assert answer.status_code == 200, answer.text
    assert answer.json()["slack"]["connected"] is True
    assert status == 0, log
    assert "Tracer has stopped" in log
    assert "Traceback" not in log
    assert '"level": "warning"' not in log
    assert server.world.app.bot_token not in log
    assert server.world.app.app_token not in log


async def test_a_second_signal_ends_it_at_once(server: SlackServer, tmp_path: Path) -> None:
    async with running(tmp_path, environment(server, PORT="0")) as process:
        await server.app_connected(PATIENCE_SECONDS)
        process.send_signal(signal.SIGTERM)
        process.send_signal(signal.SIGTERM)
        status, _ = await ends(process)
    # Either the first one was done already, or the second one cut it short.
    assert status in (0, -signal.SIGTERM)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads Linux's own account of memory")
async def test_everything_in_one_process_stays_below_150_megabytes(server: SlackServer, tmp_path: Path) -> None:
    async with running(tmp_path, environment(server, PORT="0")) as process:
        await server.app_connected(PATIENCE_SECONDS)
        status = await asyncio.to_thread(Path(f"/proc/{process.pid}/status").read_text)
        process.send_signal(signal.SIGTERM)
        await ends(process)
    resident = re.search(r"VmHWM:\s+(\d+) kB", status)
    assert resident is not None
    assert int(resident[1]) / 1024 < 150


async def test_a_token_that_slack_does_not_know_is_one_sentence(server: SlackServer, tmp_path: Path) -> None:
    variables = environment(server, PORT="0", SLACK_BOT_TOKEN="xoxb-nobody-knows-this")
    async with running(tmp_path, variables) as process:
        status, log = await ends(process)
    assert status == 1
    assert log.splitlines()[-1] == "Slack does not know SLACK_BOT_TOKEN. More: tracer doctor"
    assert "Traceback" not in log
    assert "nobody-knows" not in log
