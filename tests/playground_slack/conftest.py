"""A small Bolt app, of the kind any bot is, connected to the playground's Slack."""

import logging
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.people import Command, InstalledApp, Shortcut
from bot.playground.slack_server import SlackServer
from bot.playground.world import SlackWorld

SECRET = "shared-with-slack"


def plain(text):
    return {"type": "plain_text", "text": text}


def button(action_id="refund", text="Refund", value="case-1"):
    return {"type": "button", "action_id": action_id, "text": plain(text), "value": value}


def card(*elements):
    return [{"type": "actions", "block_id": "card", "elements": list(elements) or [button()]}]


def form(title="Open a case", **more):
    field = {"type": "plain_text_input", "action_id": "typed"}
    blocks = [{"type": "input", "block_id": "number", "label": plain("Number"), "element": field}]
    return {
        "type": "modal",
        "callback_id": "open",
        "title": plain(title),
        "submit": plain("Open"),
        "blocks": blocks,
    } | more


def an_app():
    return InstalledApp(
        commands=[
            Command("/lost", "[number]", "Open a case"),
            Command("/raw", should_escape=False),
            Command("/slow"),
            Command("/broken"),
        ],
        message_shortcuts=[Shortcut("from_message", "Open lost-parcel case")],
        global_shortcuts=[Shortcut("anywhere", "New case")],
    )


@pytest.fixture
def world():
    return SlackWorld(app=an_app(), limits=False)


@pytest.fixture
async def server(world):
    async with SlackServer(world, retry_pause=0.001, ack_seconds=0.4, control=True) as started:
        yield started


@pytest.fixture
def client(world, server):
    return AsyncWebClient(world.app.bot_token, base_url=server.api_url, retry_handlers=[])


@pytest.fixture
def bolt(client):
    return a_bolt_app(client)


@pytest.fixture
def socket(server, bolt):
    """Connects a Bolt app by Socket Mode for as long as the block lasts."""

    @asynccontextmanager
    async def connected(app=bolt):
        handler = AsyncSocketModeHandler(app, server.world.app.app_token)
        await handler.connect_async()
        await server.app_connected()
        try:
            yield handler
            await server.events_taken()
        finally:
            await handler.close_async()

    return connected


def a_bolt_app(client):
    logger = logging.getLogger("tests.playground_slack")
    logger.setLevel(logging.CRITICAL)
    return AsyncApp(client=client, signing_secret=SECRET, process_before_response=True, logger=logger)


@asynccontextmanager
async def over_http(bolt):
    """Serves a Bolt app over HTTP on a free port and gives its address."""
    site = bolt.server(port=0, host="127.0.0.1", path="/slack/events")
    runner = web.AppRunner(site.web_app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    finally:
        await runner.cleanup()


async def refused(call):
    """Awaits a call that Slack must refuse and returns its answer."""
    with pytest.raises(SlackApiError) as problem:
        await call
    return problem.value.response.data


async def error(call):
    """Awaits a call that Slack must refuse and returns its error word."""
    return (await refused(call))["error"]
