"""One websocket to Slack that is always there again, and that stops without losing work."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError

from bot import socket_mode
from bot.settings import GivenSettings
from bot.slack_client import slack_client, slack_session
from bot.socket_mode import SocketMode, SocketModeRefused, _longer
from tests.command_line.small_slack import SmallSlack

TOKEN = "xoxb-1-2-abc"


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket_mode, "FIRST_PAUSE_SECONDS", 0.01)
    monkeypatch.setattr(socket_mode, "LONGEST_PAUSE_SECONDS", 0.02)


@asynccontextmanager
async def listener(slack: SmallSlack, handle: Callable[[], Any] | None = None) -> AsyncIterator[SocketMode]:
    settings = GivenSettings(slack_api_url=slack.api, slack_bot_token=TOKEN)

    async def authorize(**_: object) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id="T1", bot_token=TOKEN, bot_user_id="U1", bot_id="B1")

    async with slack_session(settings) as session:
        app = AsyncApp(client=slack_client(settings, session), authorize=authorize, process_before_response=True)

        @app.command("/lost")
        async def lost(ack) -> None:  # type: ignore[no-untyped-def]
            if handle is not None:
                await handle()
            await ack()

        client = SocketMode(app, "xapp-1")
        try:
            yield client
        finally:
            await client.finish(1)


def envelope(name: str) -> dict[str, Any]:
    payload = {"command": "/lost", "text": "", "team_id": "T1", "user_id": "U2", "channel_id": "C1"}
    return {"envelope_id": name, "type": "slash_commands", "payload": payload, "accepts_response_payload": True}


async def test_a_command_is_acknowledged_on_the_connection(slack: SmallSlack) -> None:
    async with listener(slack) as client:
        assert not client.connected
        await client.connect_to_new_endpoint(force=True)
        assert client.connected
        await slack.send(envelope("E1"))
        await slack.until(lambda: slack.acks == ["E1"])
    assert not client.connected


async def test_a_connection_that_is_cut_is_replaced_at_once_with_an_address_of_its_own(slack: SmallSlack) -> None:
    async with listener(slack) as client:
        await client.connect_to_new_endpoint(force=True)
        await slack.until(lambda: len(slack.sockets) == 1)
        transport = slack.sockets[0]._req.transport  # type: ignore[union-attr]
        assert transport is not None
        transport.abort()
        await slack.until(lambda: len(slack.sockets) == 2, seconds=3)
        await slack.send(envelope("E2"))
        await slack.until(lambda: slack.acks == ["E2"])
    assert slack.addresses_used == ["1", "2"]


async def test_when_slack_asks_to_reconnect_the_new_connection_is_there_before_the_old_one_ends(
    slack: SmallSlack,
) -> None:
    async with listener(slack) as client:
        await client.connect_to_new_endpoint(force=True)
        await slack.until(lambda: len(slack.sockets) == 1)
        old = client.current_session
        await slack.send({"type": "disconnect", "reason": "refresh_requested"})
        await slack.until(lambda: len(slack.sockets) == 2)
        await slack.until(lambda: slack.sockets[0].closed)
        assert client.connected
        assert client.current_session is not old
        await slack.send(envelope("E3"))
        await slack.until(lambda: slack.acks == ["E3"])


async def test_it_keeps_trying_while_slack_is_in_trouble(slack: SmallSlack) -> None:
    slack.status = 503
    async with listener(slack) as client:
        connecting = asyncio.create_task(client.connect_to_new_endpoint(force=True))
        await slack.until(lambda: len(slack.calls) >= 3)
        assert not client.connected
        slack.status = 200
        await connecting
        assert client.connected


async def test_no_answer_in_slacks_place_ends_the_trying(slack: SmallSlack) -> None:
    async with listener(slack) as client:
        await client.connect_to_new_endpoint(force=True)
        slack.instead = [(502, "text/plain", "Bad Gateway"), (200, "application/json", "oops"), (200, "text/plain", "")]
        slack.answers["apps.connections.open"] = {"ok": True}
        asked = len(slack.calls)
        await slack.send({"type": "disconnect", "reason": "refresh_requested"})
        await slack.until(lambda: len(slack.calls) >= asked + 5)
        del slack.answers["apps.connections.open"]
        await slack.until(lambda: len(slack.sockets) == 2)
        await slack.send(envelope("E4"))
        await slack.until(lambda: slack.acks == ["E4"])
        assert client.connected


@pytest.mark.parametrize(
    ("said", "seconds"), [("7", 7), ("86400", 300), ("soon", 10), ("inf", 300), ("nan", 1), ("-1", 1)]
)
def test_slack_is_left_alone_as_long_as_it_wants_within_reason(said: str, seconds: float) -> None:
    answer = SimpleNamespace(data={"ok": False, "error": "ratelimited"}, status_code=429, headers={"Retry-After": said})
    assert _longer(1.0, SlackApiError("slow down", answer)) == seconds


async def test_an_address_that_opens_no_door_is_not_tried_twice(slack: SmallSlack) -> None:
    slack.addresses_used.append("1")
    async with listener(slack) as client:
        await client.connect_to_new_endpoint(force=True)
        assert client.connected
    assert slack.addresses_used == ["1", "2"]


async def test_a_token_that_slack_will_never_take_is_refused_and_not_retried(slack: SmallSlack) -> None:
    slack.answers["apps.connections.open"] = {"ok": False, "error": "not_allowed_token_type"}
    async with listener(slack) as client:
        with pytest.raises(SocketModeRefused, match="SLACK_APP_TOKEN is not an app-level token"):
            await client.connect_to_new_endpoint(force=True)
    assert slack.calls == ["apps.connections.open"]


async def test_stopping_waits_for_what_is_under_way_and_takes_nothing_more(slack: SmallSlack) -> None:
    begun, may_end = asyncio.Event(), asyncio.Event()

    async def handle() -> None:
        begun.set()
        await may_end.wait()

    async with listener(slack, handle) as client:
        await client.connect_to_new_endpoint(force=True)
        await slack.until(lambda: len(slack.sockets) == 1)
        await slack.send(envelope("taken"))
        await begun.wait()
        finishing = asyncio.create_task(client.finish(5))
        await asyncio.sleep(0)
        await slack.send(envelope("too late"))
        may_end.set()
        await finishing
        await slack.until(lambda: slack.sockets[0].closed)
    assert slack.acks == ["taken"]


async def test_stopping_does_not_wait_longer_than_its_limit(slack: SmallSlack) -> None:
    begun = asyncio.Event()

    async def handle() -> None:
        begun.set()
        await asyncio.Event().wait()

    async with listener(slack, handle) as client:
        await client.connect_to_new_endpoint(force=True)
        await slack.until(lambda: len(slack.sockets) == 1)
        await slack.send(envelope("stuck"))
        await begun.wait()
        async with asyncio.timeout(3):
            await client.finish(0.05)
    assert slack.acks == []


async def test_what_is_not_json_is_left_alone(slack: SmallSlack) -> None:
    async with listener(slack) as client:
        await client.connect_to_new_endpoint(force=True)
        await slack.until(lambda: len(slack.sockets) == 1)
        await slack.sockets[0].send_str("hello?")
        await slack.send(envelope("E4"))
        await slack.until(lambda: slack.acks == ["E4"])
        assert client.connected and len(slack.sockets) == 1
