"""An insurer of the playground's own: it takes claims by EasyPost's interface and decides them as their stories go.

The bot files with the client it files with EasyPost, and takes its deliveries at the same door. Every parcel is
insured here, and nothing is ever paid.
"""

from __future__ import annotations

import hmac
import json
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import aiohttp
from aiohttp import web

from bot.playground.claim_stories import Turn, turns_of
from bot.playground.scripted_service import DELIVERY_SECONDS, ScriptedService
from bot.playground.stamps import Now

KEY, SECRET = "playground-insurer-key", "playground-insurer-secret"
LARGEST_CLAIM = 64 * 1024 * 1024
NOT_FOUND = {
    "error": {
        "code": "NOT_FOUND",
        "errors": ["No eligible insurance found with provided tracking code."],
        "message": "The requested resource could not be found.",
    }
}
WRONG_KEY = {"error": {"code": "UNAUTHORIZED", "message": "Bad key.", "errors": []}}


class ScriptedInsurer(ScriptedService):
    """Serves on loopback while it is entered. `now` is the clock that everybody looks at, UTC; claims are kept by id,
    newest last. `deliver_to` is where it tells of news by itself; without it, it only answers.
    """

    def __init__(self, now: Now, key: str = KEY) -> None:
        super().__init__()
        self._now = now
        self._key = key
        self._told: dict[str, int] = {}
        self.claims: dict[str, dict[str, Any]] = {}

    def _application(self) -> web.Application:
        app = web.Application(client_max_size=LARGEST_CLAIM)
        app.router.add_route("*", "/{anything:.*}", self.serve)
        return app

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answer one call."""
        if not self.knows(request):
            return web.json_response(WRONG_KEY, status=401)
        status, said = await self.answer(kind_of(request), request)
        return web.json_response(said, status=status)

    def knows(self, request: web.Request) -> bool:
        """Whether whoever calls has the key."""
        return request.headers.get("Authorization") == f"Bearer {self._key}"

    async def answer(self, kind: str, request: web.Request) -> tuple[int, Any]:
        """The status and the answer to one kind of call."""
        if kind == "list":
            return self._list(request.query.get("before_id"), int(request.query.get("page_size", "20")))
        if kind == "file":
            return self.file(await request.json())
        claim = self.claims.get(request.path.split("/")[2]) if request.path.startswith("/claims/") else None
        if claim is None:
            return 404, NOT_FOUND
        if kind == "cancel":
            claim |= {"status": "cancelled", "status_detail": "Claim cancellation was requested."}
        return 200, self._as_of_now(claim)

    def file(self, said: dict[str, Any]) -> tuple[int, Any]:
        """Take a claim as it was sent."""
        return 201, self.has(said["tracking_code"], type=said["type"], requested_amount=said["amount"])

    def has(self, number: str, **more: Any) -> dict[str, Any]:
        """There is a claim on a parcel from now on."""
        id = f"clm_{len(self.claims) + 1:032x}"
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
            "created_at": self._now().strftime("%Y-%m-%dT%H:%M:%SZ"),
            "attachments": [],
            "history": [],
        }
        self.claims[id] = made | more
        return self.claims[id]

    def turns_of(self, number: str) -> tuple[Turn, ...]:
        """The story of a claim on a parcel; none where somebody else decides it."""
        return turns_of(number)

    async def tell_news(self) -> int:
        """Deliver what was not delivered yet; return how many deliveries were taken."""
        if self.deliver_to is None:
            return 0
        async with self._telling:
            taken = 0
            timeout = aiohttp.ClientTimeout(total=DELIVERY_SECONDS)
            async with aiohttp.ClientSession(timeout=timeout) as session:
                for id, claim in self.claims.items():
                    turns = self._come(claim)
                    for place in range(self._told.get(id, 1), len(turns)):
                        for event in self._events(claim, turns[place], place):
                            taken += await self._deliver(session, event)
                        self._told[id] = place + 1
            return taken

    async def _deliver(self, session: aiohttp.ClientSession, event: dict[str, Any]) -> bool:
        body = json.dumps(event).encode()
        signed = f"hmac-sha256-hex={hmac.digest(SECRET.encode(), body, 'sha256').hex()}"
        headers = {"X-Hmac-Signature": signed, "Content-Type": "application/json"}
        assert self.deliver_to is not None
        async with session.post(self.deliver_to, data=body, headers=headers) as answer:
            answer.raise_for_status()
            return True

    def _events(self, claim: dict[str, Any], turn: Turn, place: int) -> list[dict[str, Any]]:
        """What is delivered about one turn: how the claim stands, and the message beside it."""
        id = claim["id"]
        changed = {"description": "claim.updated", "result": self._as_of_now(claim)}
        events = [{"id": f"evt_{id}_{place}", "object": "Event", **changed}]
        if turn.message is not None:
            said = {"id": f"cmsg_{id}_{place}", "claim_id": id, "direction": "outbound", "body": turn.message}
            events.append(
                {"id": f"evt_{id}_{place}m", "object": "Event", "description": "claim.message", "result": said}
            )
        return events

    def _list(self, before: str | None, size: int) -> tuple[int, Any]:
        newest = [self._as_of_now(one) for one in reversed(self.claims.values())]
        if before:
            newest = newest[[one["id"] for one in newest].index(before) + 1 :]
        return 200, {"claims": newest[:size], "has_more": len(newest) > size}

    def _as_of_now(self, claim: dict[str, Any]) -> dict[str, Any]:
        turns = self._come(claim)
        if not turns or claim["status"] == "cancelled":
            return claim
        last, asked = turns[-1], Decimal(claim["requested_amount"])
        approved = f"{asked * last.approved:.2f}" if last.approved is not None else None
        history = [{"status": one.status, "status_detail": one.detail} for one in reversed(turns)]
        stands = {"status": last.status, "status_detail": last.detail, "approved_amount": approved, "history": history}
        return claim | stands

    def _come(self, claim: dict[str, Any]) -> list[Turn]:
        """The turns of its story that a claim has taken by now."""
        hours = (self._now() - datetime.fromisoformat(claim["created_at"])) / timedelta(hours=1)
        return [one for one in self.turns_of(claim["tracking_code"]) if one.after_hours <= hours]


def kind_of(request: web.Request) -> str:
    """Which kind of call it is: list, file, look or cancel."""
    if request.path == "/claims":
        return "list" if request.method == "GET" else "file"
    return "cancel" if request.path.endswith("/cancel") else "look"
