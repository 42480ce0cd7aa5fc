"""The endpoints of the page: its files, the state, word of changes, and what a person does there.

Only requests to a loopback name are answered, and those that change something only from the page itself, so that
no other page open in the same browser can act here.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from aiohttp import WSMsgType, web

from bot.playground.happenings import everybody_reads
from bot.playground.page_deeds import do
from bot.playground.page_state import page_state, visible_channels
from bot.playground.people import Person
from bot.playground.refusals import NotThere, Refused
from bot.playground.web_api.files import keep

if TYPE_CHECKING:
    from bot.playground.slack_server import SlackServer

LOOPBACK = {"127.0.0.1", "localhost"}
COALESCE_SECONDS = 0.05
SHOWN_INLINE = {"image/png", "image/jpeg", "image/gif", "image/webp"}
PAGE_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data: https:; style-src 'self' 'unsafe-inline'; "
        "connect-src 'self' ws:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


@web.middleware
async def loopback_only(request: web.Request, handler: Any) -> web.StreamResponse:
    """Refuses requests that name another host, and changes asked for by another page."""
    if urlsplit(f"//{request.headers.get('Host', '')}").hostname not in LOOPBACK:
        return web.json_response({"ok": False, "error": "This Slack answers on this machine only."}, status=403)
    origin = request.headers.get("Origin")
    changes = request.method not in {"GET", "HEAD"} or "Upgrade" in request.headers
    if changes and origin and urlsplit(origin).netloc != request.headers["Host"]:
        return web.json_response({"ok": False, "error": "Another page may not act here."}, status=403)
    return await handler(request)


class PageApi:
    """Serves the page of one server."""

    def __init__(self, server: SlackServer) -> None:
        self._server = server
        self._world = server.world
        self._sockets: set[web.WebSocketResponse] = set()
        self._language_is_chosen = not server.as_the_browser_reads

    def routes(self) -> list[web.RouteDef]:
        """Returns the routes of the page."""
        return [
            web.get("/", self._index),
            web.get("/page/state", self._state),
            web.get("/page/live", self._live),
            web.post("/page/do", self._do),
            web.post("/page/upload", self._upload),
            web.get("/page/file/{id}/{name}", self._file),
            web.get("/page/{path:.+}", self._static),
        ]

    async def stop(self) -> None:
        """Closes the pages' connections."""
        for socket in list(self._sockets):
            with contextlib.suppress(ConnectionError, RuntimeError):
                await socket.close()

    async def _index(self, request: web.Request) -> web.StreamResponse:
        if not self._language_is_chosen:
            self._language_is_chosen = True
            if languages := request.headers.get("Accept-Language"):
                everybody_reads(self._world, chinese=languages.lower().startswith("zh"))
        return self._page_file("index.html")

    async def _static(self, request: web.Request) -> web.StreamResponse:
        return self._page_file(request.match_info["path"])

    def _page_file(self, name: str) -> web.StreamResponse:
        home = self._server.page_dir.resolve()
        wanted = (home / name).resolve()
        if not wanted.is_relative_to(home) or not wanted.is_file():
            return web.Response(status=404, text="There is no such file here.")
        return web.FileResponse(wanted, headers=PAGE_HEADERS)

    async def _state(self, request: web.Request) -> web.Response:
        try:
            person = self._who(request.query.get("as", ""))
        except LookupError as missing:
            return web.json_response({"ok": False, "error": str(missing)}, status=404)
        state = page_state(self._world, person, self._server.tracker)
        return web.json_response(state, headers={"Cache-Control": "no-store"})

    async def _do(self, request: web.Request) -> web.Response:
        try:
            asked = json.loads(await request.text())
            if not isinstance(asked, dict):
                raise ValueError("what is to be done must be a JSON object")
            answer = await do(self._server, self._who(asked.get("as", "")), asked)
        except json.JSONDecodeError:
            return web.json_response({"ok": False, "error": "That was not JSON."}, status=400)
        except KeyError as missing:
            return web.json_response({"ok": False, "error": f"{missing.args[0]} is missing"})
        except (NotThere, Refused, LookupError, ValueError, TypeError) as problem:
            return web.json_response({"ok": False, "error": str(problem)})
        return web.json_response(answer)

    async def _upload(self, request: web.Request) -> web.Response:
        try:
            person = self._who(request.query.get("as", ""))
            fields = await request.post()
            sent = next((one for one in fields.values() if isinstance(one, web.FileField)), None)
            if sent is None:
                raise ValueError("no file was sent")
            file_id = await self._take(request, person, sent.filename, sent.file.read())
        except (NotThere, LookupError, ValueError) as problem:
            return web.json_response({"ok": False, "error": str(problem)})
        return web.json_response({"ok": True, "file": {"id": file_id}})

    async def _take(self, request: web.Request, person: Person, name: str, content: bytes) -> str:
        channel = request.query.get("channel", "")
        if not channel:
            return keep(self._world, self._world.names.next("F"), name, content, person.id).id
        thread = request.query.get("thread_ts") or None
        actor = self._server.person(person)
        message = await actor.says(channel, request.query.get("text", ""), thread, [(name, content)])
        return message.files[0].id

    async def _file(self, request: web.Request) -> web.Response:
        file = self._world.files.get(request.match_info["id"])
        try:
            person = self._who(request.query.get("as", ""))
        except LookupError:
            file = None
        if file is None or not self._may_see(person, file):
            return web.Response(status=404, text="There is no such file here.")
        how = "inline" if file.mimetype in SHOWN_INLINE else "attachment"
        headers = PAGE_HEADERS | {"Content-Disposition": how}
        return web.Response(body=file.content, content_type=file.mimetype, headers=headers)

    def _may_see(self, person: Person, file: Any) -> bool:
        visible = {one.id for one in visible_channels(self._world, person)}
        return file.user == person.id or bool(visible & set(file.channels))

    async def _live(self, request: web.Request) -> web.StreamResponse:
        person = self._who(request.query.get("as", ""))
        socket = web.WebSocketResponse(heartbeat=30)
        await socket.prepare(request)
        self._sockets.add(socket)
        news: asyncio.Queue[str] = asyncio.Queue()

        def hear(topic: str, concerns: frozenset[str] | None) -> None:
            if concerns is None or person.id in concerns:
                news.put_nowait(topic)

        forget = self._world.changes.listen(hear)
        telling = asyncio.get_running_loop().create_task(_tell(socket, news))
        try:
            async for message in socket:
                if message.type == WSMsgType.ERROR:
                    break
        finally:
            forget()
            telling.cancel()
            self._sockets.discard(socket)
            await asyncio.gather(telling, return_exceptions=True)
        return socket

    def _who(self, who: str) -> Person:
        if who:
            return self._world.person(who)
        return next(one for one in self._world.people.values() if not one.is_bot)


async def _tell(socket: web.WebSocketResponse, news: asyncio.Queue[str]) -> None:
    """Sends what changed, bursts taken together."""
    with contextlib.suppress(ConnectionError):
        while True:
            changed = {await news.get()}
            await asyncio.sleep(COALESCE_SECONDS)
            while not news.empty():
                changed.add(news.get_nowait())
            await socket.send_json({"changed": sorted(changed)})
