"""As much of Slack as a start, a check-up and a connection need; every answer can be made to go wrong."""

import asyncio
import itertools
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from email.utils import format_datetime
from typing import Any

from aiohttp import WSMsgType, web

from bot.manifest import SCOPES

ALL_SCOPES = ",".join(scope.name for scope in SCOPES)


class SmallSlack:
    """A Web API and a Socket Mode on loopback. What arrives is kept; what is answered can be set.

    `instead` are answers of somebody who stands before it, one a call: status, content type, body.
    """

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.acks: list[str] = []
        self.sockets: list[web.WebSocketResponse] = []
        self.addresses_used: list[str] = []
        self.answers: dict[str, dict[str, Any]] = {}
        self.status = 200
        self.instead: list[tuple[int, str, str]] = []
        self.scopes: str | None = ALL_SCOPES
        self.date: str | None = None
        self.base = ""
        self._changed = asyncio.Condition()
        self._tickets = itertools.count(1)

    @property
    def api(self) -> str:
        return f"{self.base}/api/"

    async def until(self, condition: Callable[[], bool], seconds: float = 5) -> None:
        """Wait until something is so, and fail when it does not become so in time."""
        async with asyncio.timeout(seconds), self._changed:
            await self._changed.wait_for(condition)

    async def send(self, payload: dict[str, Any]) -> None:
        """Deliver an envelope on the newest connection."""
        await self.sockets[-1].send_str(json.dumps(payload))

    async def web_api(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        await self._note(self.calls, method)
        self.headers.append(dict(request.headers))
        if self.instead:
            status, kind, body = self.instead.pop(0)
            return web.Response(status=status, text=body, content_type=kind, headers={"Retry-After": "soon"})
        answer = self.answers.get(method) or self._usual(method)
        headers = {}
        if self.scopes is not None:
            headers["x-oauth-scopes"] = self.scopes
        if self.date is not None:
            headers["Date"] = self.date
        return web.json_response(answer, status=self.status, headers=headers)

    def _usual(self, method: str) -> dict[str, Any]:
        if method == "auth.test":
            return {"ok": True, "team": "Seller", "team_id": "T1", "user": "tracer", "user_id": "U1", "bot_id": "B1"}
        if method == "apps.connections.open":
            return {"ok": True, "url": f"{self.base.replace('http', 'ws')}/link?ticket={next(self._tickets)}"}
        if method == "users.conversations":
            return {"ok": True, "channels": [{"id": "C1", "name": "lost-parcels"}]}
        return {"ok": True}

    async def link(self, request: web.Request) -> web.StreamResponse:
        ticket = request.query["ticket"]
        if ticket in self.addresses_used:
            return web.Response(status=403)
        self.addresses_used.append(ticket)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_str(json.dumps({"type": "hello", "num_connections": 1}))
        await self._note(self.sockets, socket)
        async for message in socket:
            if message.type == WSMsgType.TEXT:
                await self._note(self.acks, json.loads(message.data)["envelope_id"])
        await self._note([], None)
        return socket

    async def _note(self, where: list[Any], what: Any) -> None:
        async with self._changed:
            where.append(what)
            self._changed.notify_all()


@asynccontextmanager
async def small_slack() -> AsyncIterator[SmallSlack]:
    """A running one, at an address of its own."""
    slack = SmallSlack()
    app = web.Application()
    app.router.add_route("*", "/api/{method}", slack.web_api)
    app.router.add_get("/link", slack.link)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0]
    slack.base = f"http://{host}:{port}"
    try:
        yield slack
    finally:
        for socket in slack.sockets:
            await socket.close()
        await runner.cleanup()


def http_date(at: Any) -> str:
    return format_datetime(at, usegmt=True)
