"""Socket Mode as seen from Slack: connections, envelopes, acknowledgements
(https://docs.slack.dev/apis/events-api/using-socket-mode)."""

from __future__ import annotations

import asyncio
import contextlib
import json
import uuid

from aiohttp import WSCloseCode, WSMsgType, web

from bot.playground.delivery import ACK_SECONDS, Reply
from bot.playground.world import SlackWorld

MOST_LINKS = 10
CLOSES_AFTER = 0.3


class SocketLinks:
    """All Socket Mode connections of the app. Each envelope goes to one of them, in turn."""

    def __init__(self, world: SlackWorld, ack_seconds: float = ACK_SECONDS) -> None:
        self._world = world
        self._ack_seconds = ack_seconds
        self._links: list[web.WebSocketResponse] = []
        self._leaving: set[web.WebSocketResponse] = set()
        self._waiting: dict[str, asyncio.Future[dict]] = {}
        self._closing: set[asyncio.Task] = set()
        self._turn = 0

    @property
    def count(self) -> int:
        """Returns how many connections are up and taking envelopes."""
        return len(self._ready())

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answers a connection to the address that `apps.connections.open` gave out; the ticket works once."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._world.passes.links:
            return web.json_response({"ok": False, "error": "invalid_ticket"}, status=403)
        self._world.passes.links.discard(ticket)
        link = web.WebSocketResponse(heartbeat=30)
        await link.prepare(request)
        if len(self._links) >= MOST_LINKS:
            await self._say_goodbye(link, "too_many_websockets")
            await link.close()
            return link
        await self._listen(link)
        return link

    async def send(self, kind: str, payload: dict, *, attempt: int = 0, reason: str = "") -> Reply:
        """Sends one envelope and waits for its acknowledgement, on whichever connection it comes."""
        envelope = {
            "envelope_id": str(uuid.uuid4()),
            "type": kind,
            "payload": payload,
            "accepts_response_payload": kind != "events_api",
        }
        if kind == "events_api":
            envelope |= {"retry_attempt": attempt, "retry_reason": reason}
        taken = asyncio.get_running_loop().create_future()
        self._waiting[envelope["envelope_id"]] = taken
        try:
            if not await self._hand_to_a_link(envelope):
                return Reply(False, problem="dispatch_failed", reason="connection_failed")
            if self._world.faults.takes_envelope():
                await self._hand_to_a_link(envelope)
            return Reply(True, await asyncio.wait_for(taken, self._ack_seconds))
        except TimeoutError:
            return Reply(False, problem="operation_timeout", reason="timeout")
        finally:
            self._waiting.pop(envelope["envelope_id"], None)

    async def ask_to_reconnect(self, reason: str = "refresh_requested") -> None:
        """Sends `disconnect` on every connection; all but a `warning` are closed soon after."""
        for link in list(self._links):
            await self._say_goodbye(link, reason)
            if reason != "warning":
                self._leaving.add(link)
                self._later(self._close(link, CLOSES_AFTER))

    async def drop(self) -> None:
        """Breaks every connection without a word, as a failing network does."""
        for link in list(self._links):
            self._links.remove(link)
            transport = link._req.transport if link._req else None
            if transport is not None:
                transport.abort()
        self._world.changes.say("links", set())

    async def stop(self) -> None:
        """Closes every connection."""
        for task in list(self._closing):
            task.cancel()
        for link in list(self._links):
            with contextlib.suppress(ConnectionError, RuntimeError):
                await link.close(code=WSCloseCode.GOING_AWAY)

    async def _listen(self, link: web.WebSocketResponse) -> None:
        self._links.append(link)
        try:
            await link.send_json(self._hello())
            self._world.changes.say("links", set())
            async for message in link:
                if message.type == WSMsgType.TEXT:
                    self._hear(message.data)
        except ConnectionError:
            return
        finally:
            self._leaving.discard(link)
            if link in self._links:
                self._links.remove(link)
            self._world.changes.say("links", set())

    def _hello(self) -> dict:
        return {
            "type": "hello",
            "num_connections": len(self._links),
            "debug_info": {
                "host": "applink-playground",
                "build_number": 1,
                "approximate_connection_time": 18060,
            },
            "connection_info": {"app_id": self._world.app.id},
        }

    def _hear(self, text: str) -> None:
        try:
            said = json.loads(text)
        except ValueError:
            return
        taken = self._waiting.get(said.get("envelope_id", ""))
        if taken is None or taken.done() or self._world.faults.takes_ack():
            return
        payload = said.get("payload") or {}
        taken.set_result(payload if isinstance(payload, dict) else {"text": str(payload)})

    def _ready(self) -> list[web.WebSocketResponse]:
        up = [link for link in self._links if not link.closed]
        return [link for link in up if link not in self._leaving] or up

    async def _hand_to_a_link(self, envelope: dict) -> bool:
        for _ in range(len(self._links)):
            ready = self._ready()
            if not ready:
                return False
            self._turn += 1
            with contextlib.suppress(ConnectionError):
                await ready[self._turn % len(ready)].send_json(envelope)
                return True
        return False

    async def _say_goodbye(self, link: web.WebSocketResponse, reason: str) -> None:
        with contextlib.suppress(ConnectionError):
            await link.send_json({"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-playground"}})

    async def _close(self, link: web.WebSocketResponse, after: float) -> None:
        await asyncio.sleep(after)
        with contextlib.suppress(ConnectionError, RuntimeError):
            await link.close()

    def _later(self, work) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)
