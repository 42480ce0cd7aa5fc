"""`/control/…`: scripting faults, connections and people from another process; only where a server allows it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from aiohttp import web

from bot.playground import happenings

if TYPE_CHECKING:
    from bot.playground.slack_server import SlackServer

FAULTS = (
    "fail",
    "lose_answers",
    "drop_calls",
    "delay",
    "lose_some_answers",
    "repeat_next_envelopes",
    "swallow_next_acks",
    "clear",
)
HAPPENINGS = ("join", "leave", "archive", "unarchive", "rename", "share", "unshare", "delete_channel")


class Control:
    """The control endpoints of one server."""

    def __init__(self, server: SlackServer) -> None:
        self._server = server
        self._world = server.world

    def routes(self) -> list[web.RouteDef]:
        """Returns the routes."""
        return [
            web.get("/control/status", self._status),
            web.get("/control/calls", self._calls),
            web.get("/control/messages", self._messages),
            web.post("/control/fault", self._answering(self._fault)),
            web.post("/control/links", self._answering(self._links)),
            web.post("/control/limits", self._answering(self._limits)),
            web.post("/control/channel", self._answering(self._channel)),
        ]

    async def _status(self, request: web.Request) -> web.Response:
        delivery = self._server.delivery
        return web.json_response(
            {
                "links": self._server.links.count,
                "under_way": delivery.under_way,
                "gave_up": len(delivery.gave_up),
                "calls": len(self._world.calls),
            }
        )

    async def _calls(self, request: web.Request) -> web.Response:
        since = int(request.query.get("since", "0"))
        shown = [
            {
                "method": one.method,
                "args": one.args,
                "answer": one.answer,
                "status": one.status,
                "at": one.at.isoformat(),
            }
            for one in self._world.calls[since:]
        ]
        return web.json_response({"calls": shown})

    async def _messages(self, request: web.Request) -> web.Response:
        channel = self._world.channel(request.query["channel"])
        shown = [
            one.as_slack(with_metadata=True) | {"deleted": one.deleted, "only_for": one.only_for}
            for one in (*channel.messages, *channel.whispers)
        ]
        return web.json_response({"messages": shown})

    async def _fault(self, asked: dict[str, Any]) -> None:
        kind = asked.pop("kind", "")
        if kind not in FAULTS:
            raise ValueError(f"kind must be one of {', '.join(FAULTS)}")
        getattr(self._world.faults, kind)(**asked)

    async def _links(self, asked: dict[str, Any]) -> None:
        if asked.get("do") == "drop":
            await self._server.links.drop()
        else:
            await self._server.links.ask_to_reconnect(asked.get("reason", "refresh_requested"))

    async def _limits(self, asked: dict[str, Any]) -> None:
        for name in ("on", "burst", "per_second", "tier_burst"):
            if name in asked:
                setattr(self._world.limits, name, asked[name])

    async def _channel(self, asked: dict[str, Any]) -> None:
        what = asked.pop("do", "")
        if what not in HAPPENINGS:
            raise ValueError(f"do must be one of {', '.join(HAPPENINGS)}")
        channel = self._world.channel(asked.pop("channel"))
        getattr(happenings, what)(self._world, channel, **asked)

    def _answering(self, work: Any) -> Any:
        async def handle(request: web.Request) -> web.Response:
            try:
                await work(json.loads(await request.text() or "{}"))
            except (ValueError, TypeError, LookupError) as problem:
                return web.json_response({"ok": False, "error": str(problem)}, status=400)
            return web.json_response({"ok": True})

        return handle
