"""A server that shows the page one canned state and writes down what the page sends."""

from __future__ import annotations

import asyncio
import copy
import json
from pathlib import Path
from typing import Any

from aiohttp import WSCloseCode, web

import bot.playground

PAGE = Path(bot.playground.__file__).parent / "page"


class StubSlack:
    """Serves the page and `states` (by person), answers every deed with `answers[do]` or plain success."""

    def __init__(self, states: dict[str, dict[str, Any]]) -> None:
        self.states = copy.deepcopy(states)
        self.answers: dict[str, Any] = {}
        self.done: list[dict[str, Any]] = []
        self.uploads: list[dict[str, Any]] = []
        self.held: asyncio.Event | None = None
        self.broken = False
        self.address = ""
        self._sockets: set[web.WebSocketResponse] = set()
        self._runner: web.AppRunner | None = None
        self._moved = asyncio.Event()

    @property
    def first(self) -> dict[str, Any]:
        """Returns the state of the first person, to be changed in place before `say_changed`."""
        return next(iter(self.states.values()))

    async def __aenter__(self) -> StubSlack:
        app = web.Application()
        app.add_routes(
            [
                web.get("/", self._index),
                web.get("/page/state", self._state),
                web.get("/page/live", self._live),
                web.post("/page/do", self._do),
                web.post("/page/upload", self._upload),
                web.static("/page", PAGE),
            ]
        )
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self.address = f"http://{host}:{port}/"
        return self

    async def __aexit__(self, *problem: object) -> None:
        for socket in list(self._sockets):
            await socket.close(code=WSCloseCode.GOING_AWAY)
        assert self._runner is not None
        await self._runner.cleanup()

    async def say_changed(self, *what: str) -> None:
        """Tells every open page that something changed."""
        for socket in list(self._sockets):
            await socket.send_str(json.dumps({"changed": list(what)}))

    async def deed(self, do: str, count: int = 1) -> dict[str, Any]:
        """Waits until the page has sent the `count`-th deed of that name, and returns it."""
        async with asyncio.timeout(5):
            while len(found := [deed for deed in self.done if deed["do"] == do]) < count:
                self._moved.clear()
                await self._moved.wait()
        return found[count - 1]

    async def uploaded(self) -> None:
        """Waits until the page has handed a file over."""
        async with asyncio.timeout(5):
            while not self.uploads:
                self._moved.clear()
                await self._moved.wait()

    def deeds(self, do: str) -> list[dict[str, Any]]:
        """Returns all deeds of that name so far."""
        return [deed for deed in self.done if deed["do"] == do]

    async def _index(self, request: web.Request) -> web.FileResponse:
        return web.FileResponse(PAGE / "index.html")

    async def _state(self, request: web.Request) -> web.Response:
        if self.broken:
            return web.json_response({"ok": False, "error": "broken on purpose"}, status=503)
        asked = request.query.get("as")
        if asked and asked not in self.states:
            return web.json_response({"ok": False, "error": "unknown person"}, status=404)
        return web.json_response(self.states[asked] if asked else self.first)

    async def _live(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self._sockets.add(socket)
        try:
            async for _ in socket:
                pass
        finally:
            self._sockets.discard(socket)
        return socket

    async def _do(self, request: web.Request) -> web.Response:
        deed = await request.json()
        self.done.append(deed)
        self._moved.set()
        if self.held is not None:
            await self.held.wait()
        answer = self.answers.get(deed["do"], {"ok": True})
        return web.json_response(answer(deed) if callable(answer) else answer)

    async def _upload(self, request: web.Request) -> web.Response:
        form = await request.post()
        file = form["file"]
        assert isinstance(file, web.FileField)
        self.uploads.append(dict(request.query) | {"name": file.filename, "content": file.file.read()})
        self._moved.set()
        return web.json_response({"ok": True, "file": {"id": f"F{len(self.uploads)}", "name": file.filename}})
