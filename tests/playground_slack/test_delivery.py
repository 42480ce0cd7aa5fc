"""How things reach the app: signed HTTP, Socket Mode, the three-second limit, retries, repeats, broken connections."""

import asyncio

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.http_posts import signed
from bot.playground.slack_server import SlackServer
from tests.playground_slack.conftest import SECRET, a_bolt_app, card, form, over_http


@pytest.fixture
async def http(world):
    async with SlackServer(world, mode="http", signing_secret=SECRET, retry_pause=0.001, ack_seconds=0.4) as server:
        yield server


@pytest.fixture
def bolt(world, request):
    name = "http" if "http" in request.fixturenames else "server"
    api_url = request.getfixturevalue(name).api_url
    return a_bolt_app(AsyncWebClient(world.app.bot_token, base_url=api_url, retry_handlers=[]))


async def test_commands_clicks_submissions_and_events_arrive_over_http_signed(http, bolt):
    heard = []

    @bolt.command("/lost")
    async def lost(ack, body, client):
        heard.append(body["command"])
        await client.chat_postMessage(channel=body["channel_id"], text="Case", blocks=card())
        await ack(text="Opened")

    @bolt.action("refund")
    async def refund(ack, body, client):
        heard.append(body["type"])
        await client.views_open(trigger_id=body["trigger_id"], view=form())
        await ack()

    @bolt.view("open")
    async def submitted(ack):
        heard.append("view_submission")
        await ack()

    @bolt.event("app_mention")
    async def mention(body):
        heard.append(body["type"])

    @bolt.event("message")
    async def message():
        pass

    async with over_http(bolt) as url:
        http.posts.app_url = url
        assert await http.posts.verify_address()
        lin = http.person("lin")
        told = await lin.types("#lost-parcels", "/lost 1Z")
        assert [one.text for one in told.answers] == ["Case", "Opened"]
        clicked = await lin.clicks(told.answers[0], "refund")
        assert (await lin.fills_and_submits(clicked.view, {"number": "1"})).closed
        await lin.says("#lost-parcels", "@tracer hi")
        await http.events_taken()
    assert heard == ["/lost", "block_actions", "view_submission", "event_callback"]
    assert http.delivery.gave_up == []


async def test_a_wrong_signing_secret_is_noticed_by_the_app(http, bolt, world):
    @bolt.command("/lost")
    async def lost(ack):
        await ack(text="never")

    async with over_http(bolt) as url:
        http.posts.app_url = url
        http.posts._secret = "another"
        told = await http.person("lin").types("#lost-parcels", "/lost 1")
    assert told.notice == '/lost failed with the error "dispatch_failed"' and told.answers == []


def test_a_signature_is_the_one_of_slacks_own_example():
    body = (
        "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&"
        "channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&"
        "response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&"
        "trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
    )
    headers = signed(body, "8f742231b10e8888abcd99yyyzzz85a5", 1531420618)
    assert headers["X-Slack-Signature"] == "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"


async def test_an_event_is_sent_up_to_three_times_more_over_http(http, bolt, world):
    tries = []

    @bolt.event("message")
    async def message(request, body):
        tries.append(
            (
                body["event_id"],
                request.headers.get("x-slack-retry-num"),
                request.headers.get("x-slack-retry-reason"),
            )
        )
        raise RuntimeError("boom")

    async with over_http(bolt) as url:
        http.posts.app_url = url
        await http.person("lin").says("#lost-parcels", "hello")
        await http.events_taken()
    assert len({event_id for event_id, _, _ in tries}) == 1
    assert [(number, reason) for _, number, reason in tries] == [
        (None, None),
        (["1"], ["http_error"]),
        (["2"], ["http_error"]),
        (["3"], ["http_error"]),
    ]
    assert len(http.delivery.gave_up) == 1


async def test_an_event_that_was_not_acknowledged_comes_again_by_socket(server, bolt, socket):
    tries = []

    @bolt.event("message")
    async def message(request, body):
        tries.append((body["event_id"], request.headers.get("x-slack-retry-num")))
        if len(tries) == 1:
            raise RuntimeError("boom")

    async with socket():
        await server.person("lin").says("#lost-parcels", "hello")
        await server.events_taken()
    assert tries == [(tries[0][0], ["0"]), (tries[0][0], ["1"])]
    assert server.delivery.gave_up == []


async def test_an_event_waits_for_an_app_that_comes_back(world, bolt, server):
    heard = []

    @bolt.event("message")
    async def message(event):
        heard.append(event["text"])

    server.delivery._retry_pause = 0.005
    await server.person("lin").says("#lost-parcels", "while you were away")
    assert server.delivery.under_way == 1
    handler = AsyncSocketModeHandler(bolt, world.app.app_token)
    await handler.connect_async()
    await server.events_taken()
    await handler.close_async()
    assert heard == ["while you were away"]


async def test_a_lost_acknowledgement_brings_the_event_twice(server, bolt, socket):
    heard = []

    @bolt.event("message")
    async def message(body):
        heard.append(body["event_id"])

    async with socket():
        server.world.faults.swallow_next_acks()
        await server.person("lin").says("#lost-parcels", "hello")
        await server.events_taken()
    assert len(heard) == 2 and len(set(heard)) == 1


async def test_an_envelope_can_come_twice(server, bolt, socket):
    heard = []

    @bolt.command("/lost")
    async def lost(ack, body):
        heard.append(body["trigger_id"])
        await ack(text="Once", response_type="ephemeral")

    async with socket():
        server.world.faults.repeat_next_envelopes()
        told = await server.person("lin").types("#lost-parcels", "/lost 1")
        await server.until(lambda: len(told.answers) == 1)
        for _ in range(100):
            if len(heard) == 2:
                break
            await asyncio.sleep(0.01)
    assert len(heard) == 2 and len(set(heard)) == 1
    assert [one.text for one in told.answers] == ["Once"]


async def test_an_app_is_asked_to_reconnect_and_does(server, bolt, socket):
    @bolt.command("/lost")
    async def lost(ack):
        await ack(text="Here", response_type="ephemeral")

    async with socket() as handler:
        first = handler.client.current_session
        await server.links.ask_to_reconnect()
        await server.until(lambda: opened(server) == 2 and server.links.count >= 1)
        told = await server.person("lin").types("#lost-parcels", "/lost 1")
        assert told.text == "Here"
        assert handler.client.current_session is not first


async def test_a_dropped_connection_is_built_up_again(server, bolt, socket):
    async with socket() as handler:
        handler.client.ping_interval = 0.1
        await server.links.drop()
        assert server.links.count == 0
        await server.until(lambda: server.links.count == 1, within=8)
    assert opened(server) == 2


async def test_each_envelope_goes_to_one_of_several_connections(server, bolt, world, client):
    heard = {"a": 0, "b": 0}
    handlers = []
    for name in heard:
        handlers.append(AsyncSocketModeHandler(counting_app(client, heard, name), world.app.app_token))
        await handlers[-1].connect_async()
    await server.until(lambda: server.links.count == 2)
    for _ in range(6):
        await server.person("lin").types("#lost-parcels", "/lost 1")
    for handler in handlers:
        await handler.close_async()
    assert heard == {"a": 3, "b": 3}


async def test_a_ticket_opens_one_connection(server, world):
    client = AsyncWebClient(world.app.bot_token, base_url=server.api_url)
    opened_link = await client.apps_connections_open(app_token=world.app.app_token)
    async with aiohttp.ClientSession() as session:
        async with session.ws_connect(opened_link["url"]) as link:
            hello = await link.receive_json()
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(opened_link["url"])
    assert hello["type"] == "hello" and hello["num_connections"] == 1
    assert hello["connection_info"] == {"app_id": "A0TRACER0"}


async def test_the_eleventh_connection_is_turned_away(server, world):
    client = AsyncWebClient(world.app.bot_token, base_url=server.api_url)
    async with aiohttp.ClientSession() as session:
        links = []
        for _ in range(11):
            ticket = await client.apps_connections_open(app_token=world.app.app_token)
            links.append(await session.ws_connect(ticket["url"]))
        last = await links[-1].receive_json()
        for link in links:
            await link.close()
    assert last["reason"] == "too_many_websockets"


def counting_app(client, heard, name):
    app = a_bolt_app(client)

    @app.command("/lost")
    async def lost(ack):
        heard[name] += 1
        await ack()

    return app


def opened(server):
    return sum(call.method == "apps.connections.open" for call in server.world.calls)
