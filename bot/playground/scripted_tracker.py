"""A tracker of the playground's own: it speaks 17TRACK's interface, version 2.4, and tells the stories of its parcels.

The bot asks it with the client it asks 17TRACK with, and takes its deliveries at the same door; nothing else is known
to either of the other. It can be switched off, as trackers sometimes are.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

import aiohttp
from aiohttp import web

from bot.playground.changes import Changes
from bot.playground.parcel_stories import Journey, Told, journey_of
from bot.playground.scripted_service import DELIVERY_SECONDS, ScriptedService
from bot.playground.stamps import Now
from partners.tracking.carrier_codes import seventeen_track_key

KEY = "playground-tracker-key"
MOST_NUMBERS = 40
NOT_REGISTERED, REGISTERED_ALREADY, WRONG_KEY, TOO_MANY, NO_NUMBERS = (
    -18019902, -18019901, -18010002, -18010014, -18010013,
)  # fmt: skip


class ScriptedTracker(ScriptedService):
    """Serves on loopback while it is entered. `now` is the playground's clock, UTC.

    `deliver_to` is where it tells of news by itself; without it, it only answers. `changes` hears of an outage.
    """

    path = "track/v2.4/"
    ending_seconds = 1.0

    def __init__(self, now: Now, changes: Changes | None = None) -> None:
        super().__init__()
        self._now = now
        self._changes = changes
        self._asked_first: dict[str, datetime] = {}
        self._last_told: dict[str, str] = {}
        self._out = False

    @property
    def is_out(self) -> bool:
        """Whether it is in an outage: it answers nothing and delivers nothing."""
        return self._out

    def switch_off(self, out: bool) -> None:
        """Begins an outage, or ends it."""
        self._out = out
        if self._changes is not None:
            self._changes.say("tracker")

    def _application(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/track/v2.4/register", self._answering(self._register))
        app.router.add_post("/track/v2.4/gettrackinfo", self._answering(self._track_info))
        return app

    async def tell_news(self) -> int:
        """Delivers what it has not delivered yet of the numbers it was asked about; returns how many it could."""
        if self.deliver_to is None or self._out:
            return 0
        async with self._telling:
            news = {number: said for number in self._asked_first if (said := self._news_of(number)) is not None}
            if not news:
                return 0
            timeout = aiohttp.ClientTimeout(total=DELIVERY_SECONDS)
            async with aiohttp.ClientSession(timeout=timeout) as session:
                return sum([await self._deliver(session, number, said) for number, said in news.items()])

    def _news_of(self, number: str) -> dict[str, Any] | None:
        """The delivery that is owed about a number; None where there is nothing new, or nothing at all."""
        journey, first = journey_of(number), self._asked_first[number]
        if journey.is_forgotten(first, self._now()):
            said: dict[str, Any] = {"event": "TRACKING_STOPPED", "data": _head(journey)}
        else:
            item = self._item(number)
            if not item["track_info"]["tracking"]["providers"]:
                return None
            said = {"event": "TRACKING_UPDATED", "data": item}
        return None if self._last_told.get(number) == _digest(said) else said

    async def _deliver(self, session: aiohttp.ClientSession, number: str, said: dict[str, Any]) -> bool:
        body = json.dumps(said).encode()
        headers = {"sign": hashlib.sha256(body + b"/" + KEY.encode()).hexdigest(), "Content-Type": "application/json"}
        assert self.deliver_to is not None
        async with session.post(self.deliver_to, data=body, headers=headers) as answer:
            taken = answer.status == 200
        if taken:
            self._last_told[number] = _digest(said)
        return taken

    def _answering(self, answer: Any) -> Any:
        async def handle(request: web.Request) -> web.Response:
            if self._out:
                return web.Response(text="<html><title>503 Service Unavailable</title></html>", status=503)
            if request.headers.get("17token") != KEY:
                return _failed(WRONG_KEY, 401)
            try:
                asked = json.loads(await request.text())
                numbers = [str(one["number"]) for one in asked]
            except (ValueError, TypeError, KeyError):
                return _failed(NO_NUMBERS)
            if len(numbers) > MOST_NUMBERS:
                return _failed(TOO_MANY)
            accepted, rejected = answer(numbers)
            return web.json_response({"code": 0, "data": {"accepted": accepted, "rejected": rejected}})

        return handle

    def _register(self, numbers: list[str]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        again = [number for number in numbers if number in self._asked_first]
        for number in numbers:
            self._asked_first.setdefault(number, self._now())
        fresh = [_head(journey_of(number)) | {"origin": 1} for number in numbers if number not in again]
        return fresh, [_rejected(number, REGISTERED_ALREADY) for number in again]

    def _track_info(self, numbers: list[str]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        known = [number for number in numbers if number in self._asked_first]
        rejected = [_rejected(number, NOT_REGISTERED) for number in numbers if number not in known]
        return [self._item(number) for number in known], rejected

    def _item(self, number: str) -> dict[str, Any]:
        journey, first, now = journey_of(number), self._asked_first[number], self._now()
        told = () if journey.is_forgotten(first, now) else journey.told(first, now)
        return _head(journey) | {"track_info": _track_info(journey, told)}


def _head(journey: Journey) -> dict[str, Any]:
    return {"number": journey.number, "carrier": seventeen_track_key(journey.carrier) or 0, "param": None, "tag": None}


def _rejected(number: str, code: int) -> dict[str, Any]:
    return {"number": number, "error": {"code": code, "message": "rejected"}}


def _failed(code: int, status: int = 200) -> web.Response:
    said = {"code": code, "data": {"errors": [{"code": code, "message": "refused"}]}}
    return web.json_response(said, status=status)


def _digest(said: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _track_info(journey: Journey, told: tuple[Told, ...]) -> dict[str, Any]:
    """What `gettrackinfo` says of a number; newest scans first, as it has them."""
    code = told[-1].code if told else "NotFound_Other"
    events = [_event(one) for one in reversed(told)]
    lane = journey.lane
    provider = {"key": seventeen_track_key(journey.carrier) or 0, "name": journey.carrier, "alias": journey.carrier}
    ends = {"shipper_address": lane.origin.country, "recipient_address": lane.town.country} if told else {}
    return {
        "shipping_info": {end: {"country": country, "city": None} for end, country in ends.items()},
        "latest_status": {"status": code.partition("_")[0], "sub_status": code, "sub_status_descr": None},
        "latest_event": events[0] if events else None,
        "time_metrics": {"estimated_delivery_date": {"source": None, "from": None, "to": None}},
        "tracking": {"providers": [{"provider": provider, "events": events}] if events else []},
    }


def _event(one: Told) -> dict[str, Any]:
    place = one.place
    return {
        "time_iso": one.at.isoformat(),
        "time_utc": one.at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "time_raw": {"date": f"{one.at:%Y-%m-%d}", "time": f"{one.at:%H:%M:%S}", "timezone": f"{one.at:%z}"},
        "description": one.words,
        "location": ", ".join(part for part in (place.city, place.region, place.country) if part),
        "stage": None,
        "sub_status": one.code,
        "address": {"country": place.country, "state": place.region, "city": place.city},
    }
