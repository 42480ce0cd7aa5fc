"""How fast an app may call: Slack's tiers per method, and about one message a second in a channel."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field

from bot.playground.refusals import TooFast

PER_MINUTE = {1: 1, 2: 20, 3: 50, 4: 100}
MESSAGES = "messages"
WORKSPACE_MESSAGES_A_MINUTE = 300
# A tier of "1+ a minute" still lets a program that reconnects a few times through.
LEAST_BURST = 10


@dataclass
class _Bucket:
    left: float
    seen: float


@dataclass
class RateLimits:
    """Token buckets on real time. `burst` messages may come at once in a channel, then `per_second`.

    `tier_burst` multiplies what a tier allows at once (its figure for a minute).
    """

    on: bool = True
    burst: int = 10
    per_second: float = 1.0
    tier_burst: float = 1.0
    _buckets: dict[str, _Bucket] = field(default_factory=dict)

    def spend(self, method: str, tier: int | str | None, channel: str | None = None) -> None:
        """Counts a call. Raises TooFast, with the whole seconds to wait, when it comes too soon."""
        if not self.on or tier is None:
            return
        if tier == MESSAGES:
            self._take(f"{MESSAGES}:{channel}", self.burst, self.per_second)
            self._take(MESSAGES, WORKSPACE_MESSAGES_A_MINUTE, WORKSPACE_MESSAGES_A_MINUTE / 60)
        else:
            allowed = PER_MINUTE[int(tier)]
            self._take(method, max(LEAST_BURST, allowed * self.tier_burst), allowed / 60)

    def _take(self, name: str, size: float, per_second: float) -> None:
        now = time.monotonic()
        bucket = self._buckets.setdefault(name, _Bucket(size, now))
        bucket.left = min(size, bucket.left + (now - bucket.seen) * per_second)
        bucket.seen = now
        if bucket.left < 1 - 1e-9:
            raise TooFast(max(1, math.ceil((1 - bucket.left) / per_second)))
        bucket.left -= 1
