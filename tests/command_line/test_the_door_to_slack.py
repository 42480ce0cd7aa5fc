"""Every request to Slack leaves through one door: where the token may go, which way, and what is noted."""

from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from aiohttp import web
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.errors import SlackApiError

from bot.settings import GivenSettings, Settings
from bot.slack_client import (
    FileTooLarge,
    Sightings,
    TokenStaysHere,
    proxy_for,
    slack_client,
    slack_session,
    token_may_go_to,
)
from handlers.deliveries import error_word, retry_after, status_of
from tests.command_line.small_slack import SmallSlack, http_date

TOKEN = "xoxb-1-2-abc"


def at(slack: SmallSlack) -> Settings:
    return GivenSettings(slack_api_url=slack.api, slack_bot_token=TOKEN)


async def test_the_client_asks_where_the_settings_say_and_never_repeats_by_itself(slack: SmallSlack) -> None:
    async with slack_session(at(slack)) as session:
        client = slack_client(at(slack), session)
        assert (await client.auth_test())["team_id"] == "T1"
        assert client.retry_handlers == []
        slack.status = 500
        with pytest.raises(SlackApiError):
            await client.chat_postMessage(channel="C1", text="once")
    assert slack.calls == ["auth.test", "chat.postMessage"]
    assert slack.headers[0]["Authorization"] == f"Bearer {TOKEN}"


NO_ANSWERS = [
    (502, "text/plain", "Bad Gateway"),
    (200, "text/plain", "OK"),
    (200, "text/html", "<html>Sign in</html>"),
    (200, "application/json", "upstream connect error"),
    (503, "application/json", ""),
    (200, "application/json", "[1]"),
    (200, "application/json", '"ok"'),
    (429, "text/plain", "slow down"),
]


@pytest.mark.parametrize("instead", NO_ANSWERS)
async def test_whoever_answers_in_slacks_place_has_made_a_call_fail_and_no_more(
    slack: SmallSlack, instead: tuple[int, str, str]
) -> None:
    async with slack_session(at(slack)) as session:
        client = slack_client(at(slack), session)
        slack.instead = [instead]
        with pytest.raises(SlackApiError) as refused:
            await client.auth_test()
        assert (error_word(refused.value), status_of(refused.value)) == ("", instead[0])
        assert refused.value.response.get("error") is None
        assert retry_after(refused.value) == 10
        assert (await client.auth_test())["team_id"] == "T1"


async def test_a_proxy_of_the_environment_is_left_out_for_loopback_by_the_copies_that_bolt_makes_too(
    slack: SmallSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9/")
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9/")
    async with slack_session(at(slack)) as session:

        async def authorize(**_: object) -> AuthorizeResult:
            return AuthorizeResult(enterprise_id=None, team_id="T1", bot_token=TOKEN, bot_user_id="U1", bot_id="B1")

        app = AsyncApp(
            client=slack_client(at(slack), session),
            authorize=authorize,
            request_verification_enabled=False,
            process_before_response=True,
        )

        @app.command("/lost")
        async def lost(ack, client) -> None:  # type: ignore[no-untyped-def]
            await client.chat_postMessage(channel="C1", text="hello")
            await ack()

        answer = await app.async_dispatch(AsyncBoltRequest(body="command=%2Flost&team_id=T1&user_id=U2"))
    assert answer.status == 200
    assert slack.calls == ["chat.postMessage"]


@pytest.mark.parametrize(
    ("url", "proxy"),
    [
        ("https://slack.com/api/x", "http://proxy:1/"),
        ("wss://wss.slack.com/link", "http://proxy:1/"),
        ("https://internal.example/api/", None),
        ("http://localhost:3/api/", None),
        ("http://127.0.0.2:3/", None),
        ("ws://[::1]:3/", None),
    ],
)
def test_the_way_is_chosen_by_address(monkeypatch: pytest.MonkeyPatch, url: str, proxy: str | None) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy:1/")
    monkeypatch.setenv("HTTP_PROXY", "http://proxy:1/")
    monkeypatch.setenv("NO_PROXY", "internal.example")
    assert proxy_for(url) == proxy


@pytest.mark.parametrize(
    ("api", "url", "may"),
    [
        ("https://slack.com/api/", "https://slack.com/api/chat.postMessage", True),
        ("https://slack.com/api/", "https://files.slack.com/files-pri/T1-F1/a.jpg", True),
        ("https://slack.com/api/", "http://files.slack.com/files-pri/T1-F1/a.jpg", False),
        ("https://slack.com/api/", "https://slack.com.evil.example/x", False),
        ("https://slack.com/api/", "https://files.example/x", False),
        ("http://127.0.0.1:9000/api/", "http://127.0.0.1:9000/files/F1", True),
        ("http://127.0.0.1:9000/api/", "http://127.0.0.1:9001/files/F1", False),
        ("http://127.0.0.1:9000/api/", "https://files.slack.com/x", False),
    ],
)
def test_a_token_goes_to_the_web_api_and_to_slacks_file_hosts_only(api: str, url: str, may: bool) -> None:
    assert token_may_go_to(url, GivenSettings(slack_api_url=api)) is may


async def test_a_request_that_would_carry_the_token_elsewhere_is_not_sent(slack: SmallSlack) -> None:
    settings = GivenSettings(slack_api_url="http://127.0.0.1:1/api/", slack_bot_token=TOKEN)
    async with slack_session(settings) as session:
        with pytest.raises(TokenStaysHere):
            session.request("POST", f"{slack.api}chat.postMessage", headers={"authorization": "Bearer x"})
        with pytest.raises(TokenStaysHere):
            session.request("GET", f"{slack.api}auth.test", params={"token": "x"})
        await session.answer(f"{slack.api}response", {"text": "hello"})
    assert slack.calls == ["response"]
    assert "Authorization" not in slack.headers[0]


async def test_a_file_is_read_with_the_token_and_no_further_than_the_limit() -> None:
    seen: list[str | None] = []

    async def file(request: web.Request) -> web.Response:
        seen.append(request.headers.get("Authorization"))
        return web.Response(body=b"x" * 1000, content_type="image/jpeg")

    async def sign_in(request: web.Request) -> web.Response:
        return web.Response(text="<html>", content_type="text/html")

    app = web.Application()
    app.router.add_get("/file", file)
    app.router.add_get("/sign-in", sign_in)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    base = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        async with slack_session(GivenSettings(slack_api_url=f"{base}/api/")) as session:
            assert await session.download(f"{base}/file", TOKEN) == b"x" * 1000
            with pytest.raises(FileTooLarge, match="up to 0 MB"):
                await session.download(f"{base}/file", TOKEN, limit_bytes=999)
            with pytest.raises(aiohttp.ClientPayloadError, match="sign-in page"):
                await session.download(f"{base}/sign-in", TOKEN)
        async with slack_session(GivenSettings()) as elsewhere:
            assert await elsewhere.download(f"{base}/file", TOKEN) == b"x" * 1000
    finally:
        await runner.cleanup()
    assert seen == [f"Bearer {TOKEN}", f"Bearer {TOKEN}", None]


async def test_every_answer_is_noted_with_slacks_time(slack: SmallSlack) -> None:
    now = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
    slack.date = http_date(now + timedelta(seconds=90))
    sightings = Sightings()
    async with slack_session(at(slack), sightings, now=lambda: now) as session:
        await slack_client(at(slack), session).auth_test()
    assert sightings == Sightings(last_success=now, slack_is_ahead=timedelta(seconds=90))
    assert sightings.well


async def test_an_answer_that_refuses_the_call_is_an_answer_and_one_that_refuses_the_token_is_not(
    slack: SmallSlack,
) -> None:
    sightings = Sightings()
    async with slack_session(at(slack), sightings) as session:
        client = slack_client(at(slack), session)
        slack.answers["chat.postMessage"] = {"ok": False, "error": "channel_not_found"}
        with pytest.raises(SlackApiError):
            await client.chat_postMessage(channel="C1", text="x")
        assert sightings.well
        assert sightings.last_success is not None
        slack.answers["chat.postMessage"] = {"ok": False, "error": "token_revoked"}
        with pytest.raises(SlackApiError):
            await client.chat_postMessage(channel="C1", text="x")
        assert not sightings.well
        assert sightings.refusal == "token_revoked"
        del slack.answers["chat.postMessage"]
        await client.chat_postMessage(channel="C1", text="x")
        assert sightings.well


async def test_a_server_in_trouble_and_nobody_at_all_are_both_noted(slack: SmallSlack) -> None:
    sightings = Sightings()
    async with slack_session(at(slack), sightings) as session:
        slack.status = 503
        with pytest.raises(SlackApiError):
            await slack_client(at(slack), session).auth_test()
        assert sightings.last_failure is not None
    nobody = GivenSettings(slack_api_url="http://127.0.0.1:1/api/", slack_bot_token=TOKEN)
    sightings = Sightings()
    async with slack_session(nobody, sightings) as session:
        with pytest.raises(aiohttp.ClientError):
            await slack_client(nobody, session).auth_test()
    assert not sightings.well
