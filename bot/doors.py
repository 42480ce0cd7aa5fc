"""Where a process can be reached by HTTP: a door for its health, and one that takes Slack's deliveries too."""

import asyncio
import socket
from typing import TYPE_CHECKING, Protocol

from aiohttp import web

from bot.health import Health, answer_about
from handlers.tracker_deliveries import PATH as TRACKERS_PATH

if TYPE_CHECKING:
    import uvicorn
    from slack_bolt.app.async_app import AsyncApp

    from handlers.tracker_deliveries import TrackerDeliveries

GRACE_SECONDS = 10
LARGEST_DELIVERY_BYTES = 2 * 1024 * 1024


class PortTaken(Exception):
    """The address that this process should answer at cannot be had; the message says what to do."""


class Door(Protocol):
    """Something that answers by HTTP until it is closed, which finishes what is under way; closing twice is fine."""

    async def close(self) -> None: ...


def listening_socket(host: str, port: int) -> socket.socket:
    """A socket at an address, port 0 for any free one. Raises PortTaken with a sentence."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise PortTaken(
            f"Tracer cannot listen at {host}:{port} ({reason}). Choose another PORT (0 takes any free one), "
            "or another HOST, or stop the program that has it."
        ) from None


async def health_door(listening: socket.socket, health: Health, trackers: "TrackerDeliveries | None" = None) -> Door:
    """A door that answers `/health`, takes what trackers deliver where there are any, and nothing else.

    It is aiohttp's, which Socket Mode has loaded anyway; Starlette and uvicorn would be a tenth of the start.
    """

    async def page(request: web.Request) -> web.Response:
        said = await answer_about(health, request.query.get("only", ""))
        return web.Response(
            body=said.body, status=said.status, content_type=said.content_type, headers={"Cache-Control": "no-store"}
        )

    async def anything_else(_request: web.Request) -> web.Response:
        return web.Response(text="There is nothing here. /health says how Tracer is.\n", status=404)

    async def deliver(request: web.Request) -> web.Response:
        assert trackers is not None
        try:
            body = await request.read()
        except web.HTTPRequestEntityTooLarge:
            return web.Response(text="That is larger than any delivery.\n", status=413)
        status, said = await trackers.take(request.match_info["tracker"], body, request.headers)
        return web.Response(text=said + "\n", status=status)

    app = web.Application(client_max_size=LARGEST_DELIVERY_BYTES)
    app.router.add_get("/health", page)
    if trackers is not None:
        app.router.add_post(f"{TRACKERS_PATH}/{{tracker}}", deliver)
    app.router.add_route("*", "/{anything:.*}", anything_else)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=GRACE_SECONDS)
    await runner.setup()
    await web.SockSite(runner, listening).start()
    return _HealthDoor(runner)


async def slack_door(
    listening: socket.socket,
    health: Health,
    bolt: "AsyncApp",
    signing_secret: str,
    trackers: "TrackerDeliveries | None" = None,
) -> Door:
    """A door that answers `/health` and takes what Slack delivers to `/slack/events`, and what trackers deliver."""
    from bot.web import web_app, web_server

    server = web_server(web_app(health, bolt, signing_secret, trackers))
    return _SlackDoor(server, asyncio.create_task(server.serve(sockets=[listening])))


class _HealthDoor:
    def __init__(self, runner: web.AppRunner) -> None:
        self._runner = runner

    async def close(self) -> None:
        await self._runner.cleanup()


class _SlackDoor:
    def __init__(self, server: "uvicorn.Server", serving: "asyncio.Task[None]") -> None:
        self._server = server
        self._serving = serving

    async def close(self) -> None:
        self._server.should_exit = True
        await self._serving
