"""A tracker on this machine: it serves what a test tells it to, in order, and remembers what it was asked."""

import asyncio
import gzip
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import web

from partners.tracking.pace import Limits, Pace

SAMPLES = Path(__file__).parent / "samples"
# Fast enough that no test waits for its turn.
NO_LIMITS = Limits(per_second=100_000, at_once=1000)


@dataclass
class Said:
    """One answer: a status, a body (JSON unless it is text or bytes), and how it goes wrong on its way."""

    body: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    cut: bool = False
    hangs: bool = False
    trickles: bool = False


@dataclass
class Asked:
    """One request as it came."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)


class StandIn:
    """Answers each path with what was queued for it; the last answer of a queue is given again and again."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self._said: dict[str, list[Said]] = {}
        self.base = ""
        self._over = asyncio.Event()
        self.is_asked = asyncio.Event()

    def says(self, path: str, *answers: Said | dict[str, Any] | list[Any]) -> None:
        """Queue answers for a path without its leading slash."""
        self._said["/" + path] = [one if isinstance(one, Said) else Said(one) for one in answers]

    def paths(self) -> list[str]:
        return [asked.path.removeprefix("/") for asked in self.asked]

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(
            Asked(request.method, request.path, dict(request.query), dict(request.headers), await request.text())
        )
        self.is_asked.set()
        queue = self._said.get(request.path)
        if not queue:
            return web.json_response({"nothing": "queued"}, status=418)
        said = queue.pop(0) if len(queue) > 1 else queue[0]
        if said.hangs:
            await self._over.wait()
        body = _bytes(said)
        if not (said.cut or said.trickles):
            kind = {} if "Content-Type" in said.headers else {"Content-Type": "application/json"}
            return web.Response(body=body, status=said.status, headers={**kind, **said.headers})
        return await self._unfinished(request, said, body)

    async def _unfinished(self, request: web.Request, said: Said, body: bytes) -> web.StreamResponse:
        response = web.StreamResponse(status=said.status, headers={"Content-Length": str(len(body) + 10)})
        await response.prepare(request)
        await response.write(body[: len(body) // 2])
        if said.trickles:
            await self._over.wait()
        request.transport.close()
        return response


@asynccontextmanager
async def stand_in() -> AsyncIterator[StandIn]:
    """A stand-in that listens on loopback until the end of the block."""
    standing = StandIn()
    app = web.Application()
    app.router.add_route("*", "/{anything:.*}", standing._serve)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    standing.base = f"http://127.0.0.1:{runner.addresses[0][1]}/"
    try:
        yield standing
    finally:
        standing._over.set()
        await runner.cleanup()


def pace() -> Pace:
    """A pace that holds nobody up."""
    return Pace(NO_LIMITS)


def sample(name: str) -> Any:
    """The JSON a sample's response carries."""
    read = json.loads((SAMPLES / f"{name}.json").read_text(encoding="utf-8"))
    return read["response"]["json"] if "response" in read else read


def _bytes(said: Said) -> bytes:
    if isinstance(said.body, bytes):
        body = said.body
    else:
        body = (said.body if isinstance(said.body, str) else json.dumps(said.body)).encode()
    return gzip.compress(body) if said.headers.get("Content-Encoding") == "gzip" else body
