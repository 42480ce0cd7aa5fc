"""A Slack that takes one message a second and channel, as documented: `python -m tests.bench.limited_slack PORT`.

https://docs.slack.dev/apis/web-api/rate-limits: one message per second and channel, with short bursts beyond that. The
burst is kept as short as it can be: one message more than the second allows. What comes sooner is refused with 429.
"""

import asyncio
import itertools
import sys
import time
from collections import defaultdict
from dataclasses import dataclass, field

from aiohttp import web

PER_SECOND, BURST = 1.0, 2.0
# As long as a request to Slack takes at the least: there, what it does, and back.
ON_THE_WAY, AT_WORK = 0.02, 0.04

_stamps = itertools.count(1)


@dataclass
class Lane:
    """One channel: what it may take now, and what it took when."""

    left: float = BURST
    seen: float = field(default_factory=time.monotonic)
    taken: list[float] = field(default_factory=list)
    refused: int = 0

    def takes(self) -> bool:
        now = time.monotonic()
        self.left = min(BURST, self.left + (now - self.seen) * PER_SECOND)
        self.seen = now
        if self.left < 1:
            self.refused += 1
            return False
        self.left -= 1
        self.taken.append(now)
        return True


_lanes: dict[str, Lane] = defaultdict(Lane)


async def post(request: web.Request) -> web.Response:
    """chat.postMessage, as far as its limit goes."""
    asked = await request.json()
    await asyncio.sleep(ON_THE_WAY)
    if not _lanes[asked["channel"]].takes():
        return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": "1"})
    await asyncio.sleep(AT_WORK + ON_THE_WAY)
    return web.json_response({"ok": True, "channel": asked["channel"], "ts": f"1700000000.{next(_stamps):06d}"})


async def seen(_request: web.Request) -> web.Response:
    """When each channel took its messages, and how many were refused; afterwards everything is forgotten."""
    told = {name: {"taken": lane.taken, "refused": lane.refused} for name, lane in _lanes.items()}
    _lanes.clear()
    return web.json_response(told)


def serve(port: int) -> None:
    """Serve it until the process is ended."""
    app = web.Application()
    app.router.add_get("/seen", seen)
    app.router.add_post("/api/chat.postMessage", post)
    web.run_app(app, host="127.0.0.1", port=port, print=None, access_log=None)


if __name__ == "__main__":
    serve(int(sys.argv[1]))
