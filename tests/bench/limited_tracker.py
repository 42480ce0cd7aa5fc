"""A tracker that takes no more calls than 17TRACK does: `python -m tests.bench.limited_tracker PORT`.

Three calls a second, each with forty numbers at the most, in the interface of version 2.4
(https://asset.17track.net/api/document/v2.4_en/index.html). What comes sooner is refused with 429. Every number has a
history of ten scans; each fifth has one more whenever everything was asked about once more.
"""

import asyncio
import json
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import web

PER_SECOND, MOST_NUMBERS = 3.0, 40
# A short burst is taken: what leaves at a steady pace does not arrive at one.
TOLERATED = 2.0
HISTORY, NEWS_EVERY = 10, 5
# As long as a call takes at the least.
ON_THE_WAY = 0.04
BEGAN = datetime.now(UTC).replace(microsecond=0) - timedelta(days=HISTORY + 1)
PLACES = (("Shenzhen", "CN"), ("Hong Kong", "HK"), ("Leipzig", "DE"), ("Hamburg", "DE"))
CODES = ("InfoReceived", "InTransit_PickedUp", "InTransit_Departure", "InTransit_Arrival", "InTransit_Other")


@dataclass
class Door:
    """What it may take now, and what it took when."""

    left: float = TOLERATED
    seen: float = field(default_factory=time.monotonic)
    taken: list[tuple[float, int]] = field(default_factory=list)
    refused: int = 0

    def takes(self, numbers: int) -> bool:
        now = time.monotonic()
        self.left = min(TOLERATED, self.left + (now - self.seen) * PER_SECOND)
        self.seen = now
        if self.left < 1:
            self.refused += 1
            return False
        self.left -= 1
        self.taken.append((now, numbers))
        return True


_door = Door()
_asked: dict[str, int] = {}


async def track_info(request: web.Request) -> web.Response:
    """`gettrackinfo`, as far as its limit goes."""
    numbers = [one["number"] for one in json.loads(await request.read())]
    assert len(numbers) <= MOST_NUMBERS
    await asyncio.sleep(ON_THE_WAY)
    if not _door.takes(len(numbers)):
        return web.json_response({"code": 429}, status=429)
    for number in numbers:
        _asked[number] = _asked.get(number, -1) + 1
    return web.json_response({"code": 0, "data": {"accepted": [item(one, _asked[one]) for one in numbers]}})


async def seen(_request: web.Request) -> web.Response:
    """When it took how many numbers, and how many calls it refused; afterwards that is forgotten."""
    global _door
    told, _door = {"taken": _door.taken, "refused": _door.refused}, Door()
    return web.json_response(told)


def item(number: str, asked_before: int) -> dict[str, Any]:
    """What it says of a number that it was asked about so many times before."""
    more = asked_before if int(number[-5:-1]) % NEWS_EVERY == 0 else 0
    events = [_event(n) for n in reversed(range(HISTORY + more))]
    provider = {"provider": {"key": 100002}, "events": events}
    return {
        "number": number,
        "carrier": 100002,
        "track_info": {
            "shipping_info": {"shipper_address": {"country": "CN"}, "recipient_address": {"country": "DE"}},
            "latest_status": {"status": "InTransit", "sub_status": events[0]["sub_status"]},
            "latest_event": events[0],
            "tracking": {"providers": [provider]},
        },
    }


def _event(n: int) -> dict[str, Any]:
    at = BEGAN + timedelta(hours=20 * n)
    city, country = PLACES[min(n // 3, 3)]
    code = CODES[min(n, 4)]
    return {
        "time_iso": at.isoformat(),
        "time_utc": at.isoformat(),
        "description": f"Processed at facility {n}",
        "location": f"{city}, {country}",
        "sub_status": code,
        "address": {"country": country, "city": city},
    }


def serve(port: int) -> None:
    """Serve it until the process is ended."""
    app = web.Application()
    app.router.add_get("/seen", seen)
    app.router.add_post("/track/v2.4/gettrackinfo", track_info)
    web.run_app(app, host="127.0.0.1", port=port, print=None, access_log=None)


if __name__ == "__main__":
    serve(int(sys.argv[1]))
