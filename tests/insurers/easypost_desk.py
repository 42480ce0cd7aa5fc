"""EasyPost's claims on this machine: the playground's insurer without its stories, that breaks to order."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from bot.playground.claim_stories import Turn
from bot.playground.scripted_insurer import NOT_FOUND as NO_INSURANCE
from bot.playground.scripted_insurer import ScriptedInsurer, kind_of

KEY, SECRET = "EZTK-the-key", "deliveries-sécret"
__all__ = ["KEY", "NO_INSURANCE", "SECRET", "EasyPostDesk", "Fault", "easypost_desk"]


@dataclass
class Fault:
    """How the next call of a kind goes wrong: before anything is done, or `after` it was done all the same."""

    status: int = 0
    body: Any = None
    headers: dict[str, str] | None = None
    after: bool = False
    half: bool = False


class EasyPostDesk(ScriptedInsurer):
    """Tests decide what becomes of a claim. `faults` are queued by kind of call: list, file, look, cancel."""

    def __init__(self) -> None:
        super().__init__(lambda: self.now, KEY)
        self.filed: list[dict[str, Any]] = []
        self.calls: list[str] = []
        self.faults: dict[str, list[Fault]] = {}
        self.now = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
        self.hold: asyncio.Event | None = None
        self.holds = asyncio.Event()
        self._held, self._goes_on = "", False

    @property
    def base(self) -> str:
        """Where it is."""
        return self.base_url

    def turns_of(self, number: str) -> tuple[Turn, ...]:
        return ()

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

    def becomes(self, status: str, detail: str, **more: Any) -> None:
        """The newest claim changes."""
        self.claims[list(self.claims)[-1]] |= {"status": status, "status_detail": detail, **more}

    def file(self, said: dict[str, Any]) -> tuple[int, Any]:
        self.filed.append(said)
        return super().file(said)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        kind = kind_of(request)
        self.calls.append(kind)
        if self.knows(request):
            if self.hold is not None and kind == self._held:
                self.holds.set()
                await self.hold.wait()
                if not self._goes_on:
                    return web.Response()
            fault = self.faults.get(kind, []).pop(0) if self.faults.get(kind) else None
            if fault is not None:
                said = (await self.answer(kind, request))[1] if fault.after else None
                return await self._broken(request, fault, said)
        return await super().serve(request)

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
    async with EasyPostDesk() as desk:
        try:
            yield desk
        finally:
            if desk.hold is not None:
                desk.hold.set()
