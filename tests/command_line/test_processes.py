"""The lives of the processes: what starts in which order, what each refuses, and how each ends."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot import processes
from bot.clock import Clock
from bot.doors import PortTaken, listening_socket
from bot.opening import CannotOpen
from bot.processes import RUN, WEB, WORKER, CannotStart, Role
from bot.settings import GivenSettings, Settings
from storage.database import Database
from storage.errors import DataDirectoryInUse
from tests.command_line.small_slack import SmallSlack
from tests.command_line.test_health import BODY, signed
from tests.command_line.test_socket_mode import envelope
from tests.databases import Databases

pytestmark = pytest.mark.usefixtures("signals_put_back")
TOKEN = "xoxb-1-2-abc"
SIGNING = "0123456789abcdef"


@dataclass
class SmallTracer:
    """A Tracer that notes what is done with it."""

    bolt: AsyncApp
    done: list[str] = field(default_factory=list)
    handling: asyncio.Event = field(default_factory=asyncio.Event)
    may_answer: asyncio.Event = field(default_factory=asyncio.Event)
    directory_fails: bool = False
    directory_is_large: bool = False
    deliveries: None = None

    async def start_working(self) -> None:
        self.done.append("start")

    async def stop_working(self) -> None:
        self.done.append("stop")

    async def sync_directory(self) -> None:
        self.done.append("directory")
        if self.directory_fails:
            raise SlackApiError("no", {"error": "ratelimited"})
        if self.directory_is_large:
            await asyncio.Event().wait()


@dataclass
class Life:
    """One process under test: its task, and the Tracer it was given."""

    task: "asyncio.Task[None]"
    tracer: SmallTracer | None = None
    port: int = 0

    async def ready(self, part: str) -> SmallTracer:
        async with asyncio.timeout(5):
            while self.tracer is None or part not in self.tracer.done:
                assert not self.task.done(), self.task.result()
                await asyncio.sleep(0.005)
        return self.tracer

    async def ended(self) -> None:
        async with asyncio.timeout(5):
            await self.task

    async def health(self) -> httpx.Response:
        async with httpx.AsyncClient(trust_env=False) as client:
            return await client.get(f"http://127.0.0.1:{self.port}/health")


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "FIRST_PAUSE_SECONDS", 0.01)
    monkeypatch.setattr(processes, "LONGEST_PAUSE_SECONDS", 0.02)


@pytest.fixture
def settings(slack: SmallSlack, tmp_path: Path) -> Settings:
    return settings_for(slack, tmp_path)


def settings_for(slack: SmallSlack, tmp_path: Path, **more: Any) -> Settings:
    given = {
        "slack_api_url": slack.api,
        "slack_bot_token": TOKEN,
        "slack_app_token": "xapp-1",
        "tracer_data": tmp_path / "data",
        "port": free_port(),
    }
    return GivenSettings(**(given | more))


def free_port() -> int:
    with listening_socket("127.0.0.1", 0) as door:
        port: int = door.getsockname()[1]
        return port


@asynccontextmanager
async def living(role: Role, settings: Settings, **how: Any) -> AsyncIterator[Life]:
    def build(_settings: Settings, _database: Database, client: AsyncWebClient, _clock: Clock) -> SmallTracer:
        life.tracer = small_tracer(client, settings, **how)
        return life.tracer

    life = Life(asyncio.create_task(processes._live(role, settings, build)), port=settings.port)
    try:
        yield life
    finally:
        if not life.task.done():
            life.task.cancel()
        await asyncio.wait({life.task})


def small_tracer(client: AsyncWebClient, settings: Settings, **how: Any) -> SmallTracer:
    async def authorize(**_: object) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id="T1", bot_token=TOKEN, bot_user_id="U1", bot_id="B1")

    app = AsyncApp(client=client, authorize=authorize, signing_secret=SIGNING, process_before_response=True)
    tracer = SmallTracer(app, **how)

    @app.command("/lost")
    async def lost(ack: Any) -> None:
        tracer.handling.set()
        if how.get("may_answer"):
            await tracer.may_answer.wait()
        await ack({"response_type": "ephemeral", "text": "done"})

    return tracer


async def test_run_makes_its_database_answers_and_ends_in_order(slack: SmallSlack, settings: Settings) -> None:
    async with living(RUN, settings) as life:
        tracer = await life.ready("start")
        await slack.until(lambda: len(slack.sockets) == 1)
        await slack.send(envelope("E1"))
        await slack.until(lambda: slack.acks == ["E1"])
        health = await life.health()
        os.kill(os.getpid(), signal.SIGTERM)
        await life.ended()
    assert health.status_code == 200, health.text
    assert health.json()["slack"]["connected"] is True
    assert health.json()["slack"]["last_success"] is not None
    assert slack.calls[0] == "auth.test"
    assert tracer.done == ["directory", "start", "stop"]
    again = Database.open(settings.database_url, data_directory=settings.tracer_data)
    assert again.schema_state() == "current"
    again.close()


async def test_what_is_under_way_is_finished_before_the_end(slack: SmallSlack, settings: Settings) -> None:
    async with living(RUN, settings, may_answer=asyncio.Event()) as life:
        tracer = await life.ready("start")
        await slack.until(lambda: len(slack.sockets) == 1)
        await slack.send(envelope("under way"))
        await tracer.handling.wait()
        os.kill(os.getpid(), signal.SIGINT)
        await asyncio.sleep(0.05)
        assert tracer.done == ["directory", "start"]
        tracer.may_answer.set()
        await life.ended()
    assert slack.acks == ["under way"]
    assert tracer.done == ["directory", "start", "stop"]


async def test_after_the_first_signal_a_second_one_has_its_usual_force(settings: Settings) -> None:
    async with living(RUN, settings) as life:
        await life.ready("start")
        os.kill(os.getpid(), signal.SIGTERM)
        await life.ended()
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    assert signal.getsignal(signal.SIGINT) is signal.SIG_DFL


async def test_by_http_deliveries_are_taken_and_no_socket_is_opened(slack: SmallSlack, tmp_path: Path) -> None:
    settings = settings_for(slack, tmp_path, slack_mode="http", slack_signing_secret=SIGNING, slack_app_token=None)
    async with living(RUN, settings) as life:
        await life.ready("start")
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{life.port}", trust_env=False) as client:
            answer = await client.post("/slack/events", content=BODY, headers=signed(BODY))
            forged = await client.post("/slack/events", content=BODY)
        health = await life.health()
        os.kill(os.getpid(), signal.SIGTERM)
        await life.ended()
    assert answer.json() == {"response_type": "ephemeral", "text": "done"}
    assert forged.status_code == 401
    assert health.status_code == 200
    assert "apps.connections.open" not in slack.calls


async def test_it_waits_for_slack_with_an_honest_health_and_can_be_stopped_meanwhile(
    slack: SmallSlack, settings: Settings
) -> None:
    slack.status = 503
    async with living(RUN, settings) as life:
        await slack.until(lambda: len(slack.calls) >= 3)
        health = await life.health()
        assert (health.status_code, health.json()["wrong"]) == (503, ["slack"])
        os.kill(os.getpid(), signal.SIGTERM)
        await life.ended()
        assert life.tracer is not None
        assert life.tracer.done == []


async def test_it_starts_when_slack_is_back(slack: SmallSlack, settings: Settings) -> None:
    slack.status = 503
    async with living(RUN, settings) as life:
        await slack.until(lambda: len(slack.calls) >= 3)
        slack.status = 200
        assert "start" in (await life.ready("start")).done
        assert (await life.health()).json()["slack"]["ok"] is True


@pytest.mark.parametrize(
    ("method", "error", "says"),
    [
        ("auth.test", "invalid_auth", "Slack does not know SLACK_BOT_TOKEN. More: tracer doctor"),
        (
            "apps.connections.open",
            "missing_scope",
            "Slack refuses the connection: SLACK_APP_TOKEN lacks the scope connections:write. More: tracer doctor",
        ),
    ],
)
async def test_a_token_that_no_waiting_mends_ends_the_start_with_a_sentence(
    slack: SmallSlack, settings: Settings, method: str, error: str, says: str
) -> None:
    slack.answers[method] = {"ok": False, "error": error}
    async with living(RUN, settings) as life:
        with pytest.raises(CannotStart) as refused:
            await life.ended()
    assert str(refused.value) == says
    assert life.tracer is not None
    assert life.tracer.done in ([], ["directory", "start", "stop"])


async def test_people_that_take_slack_minutes_to_tell_of_keep_nobody_waiting_and_no_end(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "FIRST_LOOK_SECONDS", 0.05)
    async with living(RUN, settings, directory_is_large=True) as life:
        tracer = await life.ready("start")
        os.kill(os.getpid(), signal.SIGTERM)
        await life.ended()
    assert tracer.done == ["directory", "start", "stop"]


async def test_people_and_channels_that_cannot_be_read_now_do_not_keep_it_from_working(settings: Settings) -> None:
    async with living(RUN, settings, directory_fails=True) as life:
        assert (await life.ready("start")).done == ["directory", "start"]


async def test_a_second_process_on_one_sqlite_file_is_refused(settings: Settings) -> None:
    async with living(RUN, settings) as first:
        await first.ready("start")
        async with living(RUN, settings) as second:
            with pytest.raises(DataDirectoryInUse, match="SQLite serves one process at a time"):
                await second.ended()
        assert not first.task.done()


async def test_a_port_that_is_taken_ends_the_start_with_a_sentence(slack: SmallSlack, tmp_path: Path) -> None:
    with listening_socket("127.0.0.1", 0) as taken:
        settings = settings_for(slack, tmp_path, port=taken.getsockname()[1])
        async with living(RUN, settings) as life:
            with pytest.raises(PortTaken, match="Choose another PORT"):
                await life.ended()


async def test_a_database_that_nobody_answers_for_ends_the_start_with_a_sentence(
    slack: SmallSlack, tmp_path: Path
) -> None:
    settings = settings_for(slack, tmp_path, database_url="postgresql://u:hunter2secret@127.0.0.1:1/n")
    async with living(RUN, settings) as life:
        with pytest.raises(CannotOpen) as refused:
            await life.ended()
    assert str(refused.value).startswith("The database cannot be reached (")
    assert "hunter2secret" not in str(refused.value)


@pytest.mark.parametrize("role", [WEB, WORKER])
async def test_web_and_worker_refuse_a_database_without_tables_and_name_the_command(
    databases: Databases, slack: SmallSlack, tmp_path: Path, role: Role
) -> None:
    address = databases.empty("postgresql", tmp_path)
    async with living(role, settings_for(slack, tmp_path, database_url=address)) as life:
        with pytest.raises(CannotStart) as refused:
            await life.ended()
    databases.drop_clones()
    assert str(refused.value) == "The database has no tables yet. Bring it up to date once with: tracer migrate"
    assert life.tracer is None


async def test_web_takes_deliveries_and_worker_works_side_by_side(
    databases: Databases, slack: SmallSlack, tmp_path: Path
) -> None:
    address = databases.fresh("postgresql", tmp_path)
    settings = settings_for(slack, tmp_path, database_url=address)
    async with living(WORKER, settings) as worker:
        await worker.ready("start")
        async with living(WEB, settings) as web:
            tracer = await web.ready("directory")
            await slack.until(lambda: len(slack.sockets) == 1)
            await slack.send(envelope("E1"))
            await slack.until(lambda: slack.acks == ["E1"])
            assert (await web.health()).status_code == 200
            assert tracer.done == ["directory"]
    databases.drop_clones()
