"""The baseline: a Bolt app whose one command does nothing, on the server that serves Tracer.

`python -m tests.bench.empty PORT`
"""

import sys
from typing import Any

import uvloop
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bot.doors import listening_socket
from bot.web import web_app, web_server
from tests.bench.commands import BOT, BOT_USER, SECRET, TEAM


def app() -> AsyncApp:
    """Everything that Bolt does by itself: it verifies, reads, matches, and knows who the bot is without asking."""
    ours = AuthorizeResult(enterprise_id=None, team_id=TEAM, bot_id=BOT, bot_user_id=BOT_USER, bot_token="xoxb-unused")

    async def authorize() -> AuthorizeResult:
        return ours

    made = AsyncApp(
        client=AsyncWebClient(token="xoxb-unused"),
        signing_secret=SECRET,
        authorize=authorize,
        process_before_response=True,
    )

    @made.command("/lost")
    async def nothing(ack: Any) -> None:
        await ack()

    return made


async def serve(port: int) -> None:
    """Serve it until the process is ended."""
    with listening_socket("127.0.0.1", port) as listening:
        await web_server(web_app(None, app(), SECRET)).serve(sockets=[listening])  # type: ignore[arg-type]


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1])))
