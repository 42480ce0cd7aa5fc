"""EasyPost's claims on this machine: it keeps what is filed, answers as recorded exchanges do, and breaks to order."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

KEY, SECRET = "EZTK-the-key", "deliveries-sécret"
NO_INSURANCE = {
    "error": {
        "code": "NOT_FOUND",
        "errors": ["No eligible insurance found with provided tracking code."],
        "message": "The requested resource could not be found.",
    }
}


@dataclass
class Fault:
    """How the next call of a kind goes wrong: before anything is done, or `after` it was done all the same."""

    status: int = 0
    body: Any = None
    headers: dict[str, str] | None = None
    after: bool = False
    half: bool = False


class EasyPostDesk:
    """Holds claims by id, newest last. `faults` are queued by kind of call: list, file, look, cancel."""

    def __init__(self) -> None:
        self.claims: dict[str, dict[str, Any]] = {}
        self.filed: list[dict[str, Any]] = []
        self.calls: list[str] = []
        self.faults: dict[str, list[Fault]] = {}
        self.now = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
        self.base = ""
        self.hold: asyncio.Event | None = None
        self.holds = asyncio.Event()
        self._held, self._goes_on = "", False

    def breaks(self, kind: str, *faults: Fault) -> None:
        """Queue faults for a kind of call; afterwards it works again."""
        self.faults[kind] = list(faults)

    def hold_at(self, kind: str) -> None:
        """Take calls of a kind, and answer nothing until the end."""
        self.hold, self._held = asyncio.Event(), kind

    def lets_go(self) -> None:
        """Answer what was held, and hold nothing more."""
        assert self.hold is not None
        self._goes_on, held, self.hold = True, self.hold, None
        held.set()

    def has(self, number: str, **more: Any) -> dict[str, Any]:
        """There is a claim on a parcel."""
        id = f"clm_{len(self.claims) + 1:032x}"
        at = self.now.strftime("%Y-%m-%dT%H:%M:%SZ")
        made = {
            "id": id,
            "object": "Claim",
            "mode": "test",
            "tracking_code": number,
            "type": "loss",
            "status": "submitted",
            "status_detail": "Claim was created.",
            "requested_amount": "100.00",
            "approved_amount": None,
            "created_at": at,
            "attachments": [],
            "history": [],
        }
        self.claims[id] = made | more
        return self.claims[id]

    def becomes(self, status: str, detail: str, **more: Any) -> None:
        """The newest claim changes."""
        self.claims[list(self.claims)[-1]] |= {"status": status, "status_detail": detail, **more}

    async def serve(self, request: web.Request) -> web.StreamResponse:
        kind = self._kind(request)
        self.calls.append(kind)
        if request.headers.get("Authorization") != f"Bearer {KEY}":
            return web.json_response(
                {"error": {"code": "UNAUTHORIZED", "message": "Bad key.", "errors": []}}, status=401
            )
        if self.hold is not None and kind == self._held:
            self.holds.set()
            await self.hold.wait()
            if not self._goes_on:
                return web.Response()
        fault = self.faults.get(kind, []).pop(0) if self.faults.get(kind) else None
        if fault is not None and not fault.after:
            return await self._broken(request, fault, None)
        status, said = await getattr(self, f"_{kind}")(request)
        if fault is not None:
            return await self._broken(request, fault, said)
        return web.json_response(said, status=status)

    def _kind(self, request: web.Request) -> str:
        if request.path == "/claims":
            return "list" if request.method == "GET" else "file"
        return "cancel" if request.path.endswith("/cancel") else "look"

    async def _list(self, request: web.Request) -> tuple[int, Any]:
        newest = list(reversed(self.claims.values()))
        before = request.query.get("before_id")
        if before:
            newest = newest[[one["id"] for one in newest].index(before) + 1 :]
        size = int(request.query["page_size"])
        return 200, {"claims": newest[:size], "has_more": len(newest) > size}

    async def _file(self, request: web.Request) -> tuple[int, Any]:
        said = await request.json()
        self.filed.append(said)
        return 201, self.has(said["tracking_code"], type=said["type"], requested_amount=said["amount"])

    async def _look(self, request: web.Request) -> tuple[int, Any]:
        found = self.claims.get(request.path.split("/")[2])
        return (200, found) if found else (404, NO_INSURANCE)

    async def _cancel(self, request: web.Request) -> tuple[int, Any]:
        found = self.claims[request.path.split("/")[2]]
        found |= {"status": "cancelled", "status_detail": "Claim cancellation was requested."}
        return 200, found

    async def _broken(self, request: web.Request, fault: Fault, said: Any) -> web.StreamResponse:
        if fault.status and not fault.half:
            body = fault.body if isinstance(fault.body, str) else json.dumps(fault.body or {})
            return web.Response(text=body, status=fault.status, headers=fault.headers)
        if fault.half:
            body = json.dumps(said or {"id": "clm_"}).encode()
            response = web.StreamResponse(status=201, headers={"Content-Length": str(len(body) + 10)})
            await response.prepare(request)
            await response.write(body[: len(body) // 2])
            assert request.transport is not None
            request.transport.close()
            return response
        assert request.transport is not None
        request.transport.close()
        return web.Response()


@asynccontextmanager
async def easypost_desk() -> AsyncIterator[EasyPostDesk]:
    """A desk that listens on loopback until the end of the block."""
    desk = EasyPostDesk()
    app = web.Application(client_max_size=64 * 1024 * 1024)
    app.router.add_route("*", "/{anything:.*}", desk.serve)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    desk.base = f"http://127.0.0.1:{runner.addresses[0][1]}/"
    try:
        yield desk
    finally:
        if desk.hold is not None:
            desk.hold.set()
        await runner.cleanup()
