"""A Slack that is not ours: it knows half of the methods, answers with the least, and leaves out what it may.

Nothing of the playground is used here, so that the bot cannot lean on what only the playground does.
"""

import asyncio
import hashlib
import hmac
import itertools
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import aiohttp
from aiohttp import WSMsgType, web

TEAM, BOT, CHANNEL, PERSON = "T7OTHER", "U7BOT", "C7PARCELS", "U7ANNA"
SECRET = "another-signing-secret"


@dataclass
class Trouble:
    """How the next `times` calls of a method (or of `*`) go wrong; with `done` the work is done all the same."""

    method: str
    times: int = 1
    status: int = 200
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    cut: bool = False
    done: bool = False


class OtherSlack:
    """What arrives is kept in `calls`; `posts` is what stands in the channels, by ts."""

    def __init__(self, port: int = 0) -> None:
        self.port = port
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.posts: dict[str, dict[str, Any]] = {}
        self.whispers: list[dict[str, Any]] = []
        self.views: list[dict[str, Any]] = []
        self.answers: dict[str, dict[str, Any]] = {}
        self.refuses: Callable[[str, dict[str, Any]], str | None] = lambda method, args: None
        self.troubles: list[Trouble] = []
        self.acks: dict[str, Any] = {}
        self.links: list[web.WebSocketResponse] = []
        self._stamps = itertools.count(1)
        self._changed = asyncio.Condition()
        self._runner: web.AppRunner | None = None

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def variables(self, app: int | None = None, **more: str) -> dict[str, str]:
        """What connects a process: by Socket Mode, or by HTTP to the port where the app listens."""
        given = {"SLACK_API_URL": f"{self.base}/api/", "SLACK_BOT_TOKEN": "other-bot-token"}
        if app is None:
            return given | {"SLACK_APP_TOKEN": "other-app-token"} | more
        return given | {"SLACK_MODE": "http", "SLACK_SIGNING_SECRET": SECRET, "PORT": str(app)} | more

    async def start(self) -> None:
        application = web.Application()
        application.router.add_route("*", "/api/{method}", self._api)
        application.router.add_get("/socket", self._socket)
        application.router.add_route("*", "/{method}", self._api)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        for link in self.links:
            await link.close()
        self.links.clear()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def until(self, condition: Callable[[], Any], within: float = 15) -> Any:
        """Wait for something to be so and return it; asked again whenever something arrives."""
        try:
            async with asyncio.timeout(within), self._changed:
                return await self._changed.wait_for(condition)
        except TimeoutError:
            raise AssertionError(f"it never came; the last calls: {self.calls[-5:]}") from None

    async def sends(self, kind: str, payload: dict[str, Any], envelope: str = "", within: float = 15) -> Any:
        """Deliver by Socket Mode and return what the app acknowledged with, None for nothing."""
        envelope = envelope or f"envelope-{next(self._stamps)}"
        self.acks.pop(envelope, None)
        await self.until(lambda: self.links, within)
        await self.links[-1].send_json({"envelope_id": envelope, "type": kind, "payload": payload})
        await self.until(lambda: envelope in self.acks, within)
        return self.acks[envelope]

    def said(self) -> list[str]:
        """What stands in the channels, as text, oldest first."""
        return [json.dumps(one, ensure_ascii=False) for one in self.posts.values()]

    async def _api(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        json_body = request.content_type == "application/json"
        args = await request.json() if json_body else dict(request.query) | dict(await request.post())
        trouble = self._trouble(method)
        if trouble is None or trouble.done:
            answer = self._work(method, args)
        async with self._changed:
            self.calls.append((method, args))
            self._changed.notify_all()
        if trouble is None:
            return web.json_response(answer)
        return await self._in_trouble(trouble, request)

    def _trouble(self, method: str) -> Trouble | None:
        for one in self.troubles:
            if one.method in (method, "*"):
                one.times -= 1
                if one.times <= 0:
                    self.troubles.remove(one)
                return one
        return None

    async def _in_trouble(self, trouble: Trouble, request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(trouble.seconds)
        if trouble.cut:
            response = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": "200"})
            await response.prepare(request)
            await response.write(b'{"ok": tr')
            assert request.transport is not None
            request.transport.abort()
            return response
        kind = "application/json" if trouble.body.startswith("{") else "text/html"
        return web.Response(text=trouble.body, status=trouble.status, headers=trouble.headers, content_type=kind)

    def _work(self, method: str, args: dict[str, Any]) -> dict[str, Any]:
        if method in self.answers:
            return self.answers[method]
        if error := self.refuses(method, args):
            return {"ok": False, "error": error}
        stamp = f"17{next(self._stamps):08d}.000001"
        match method:
            case "auth.test":
                return {"ok": True, "team_id": TEAM, "user_id": BOT}
            case "apps.connections.open":
                return {"ok": True, "url": f"ws://127.0.0.1:{self.port}/socket"}
            case "chat.postMessage":
                self.posts[stamp] = args
                return {"ok": True, "channel": args["channel"], "ts": stamp}
            case "chat.update":
                self.posts[args["ts"]] = self.posts[args["ts"]] | args
                return {"ok": True, "channel": args["channel"], "ts": args["ts"]}
            case "chat.postEphemeral":
                self.whispers.append(args)
                return {"ok": True, "message_ts": stamp}
            case "views.open" | "views.push" | "views.update" | "views.publish":
                view = args["view"]
                self.views.append(json.loads(view) if isinstance(view, str) else view)
                return {"ok": True}
        return {"ok": False, "error": "unknown_method"}

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        link = web.WebSocketResponse()
        await link.prepare(request)
        await link.send_json({"type": "hello"})
        async with self._changed:
            self.links.append(link)
            self._changed.notify_all()
        async for message in link:
            if message.type == WSMsgType.TEXT:
                said = json.loads(message.data)
                async with self._changed:
                    self.acks[said["envelope_id"]] = said.get("payload")
                    self._changed.notify_all()
        if link in self.links:
            self.links.remove(link)
        return link


@asynccontextmanager
async def other_slack() -> AsyncIterator[OtherSlack]:
    """A running one, at an address of its own."""
    slack = OtherSlack()
    await slack.start()
    try:
        yield slack
    finally:
        await slack.stop()


def command(text: str, **more: Any) -> dict[str, Any]:
    """The least of a slash command."""
    told = {"command": "/lost", "text": text, "team_id": TEAM, "user_id": PERSON, "channel_id": CHANNEL}
    return {name: value for name, value in (told | more).items() if value is not None}


def click(button: dict[str, Any], ts: str, **more: Any) -> dict[str, Any]:
    """The least of a click: no container, no team, no state, no trigger, no time, a message without blocks."""
    action = {"type": "button", "block_id": "moves", "action_id": button["action_id"], "value": button.get("value")}
    where = {"channel": {"id": CHANNEL}, "message": {"ts": ts}}
    told = {"type": "block_actions", "team": None, "user": {"id": PERSON, "team_id": TEAM}, "actions": [action]}
    return told | where | more


def submission(view: dict[str, Any], values: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The least of a sent modal: no team, no hash, and of its fields the filled ones only."""
    kept = {name: view[name] for name in ("type", "callback_id", "private_metadata", "blocks") if name in view}
    state = {"values": {block: {block: {"value": value}} for block, value in values.items()}}
    sent = kept | {"id": "V7", "state": state}
    return {"type": "view_submission", "user": {"id": PERSON, "team_id": TEAM}, "view": sent | more}


def buttons(message: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The buttons of a message as it was sent, by action id."""
    rows = [one for block in message["blocks"] for one in block.get("elements", []) if one.get("type") == "button"]
    return {one["action_id"]: one for one in rows}


def signed(body: str, at: int | None = None, secret: str = SECRET) -> dict[str, str]:
    """The headers of a delivery by HTTP (https://docs.slack.dev/authentication/verifying-requests-from-slack)."""
    stamp = str(int(time.time()) if at is None else at)
    digest = hmac.new(secret.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}


def form_body(payload: dict[str, Any], *, interactive: bool = False) -> str:
    return urlencode({"payload": json.dumps(payload)} if interactive else payload)


async def post(port: int, body: str | bytes, headers: dict[str, str]) -> tuple[int, str]:
    """Deliver by HTTP and return the status and the text of the answer."""
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"http://127.0.0.1:{port}/slack/events", data=body, headers=headers) as answer,
    ):
        return answer.status, await answer.text()
