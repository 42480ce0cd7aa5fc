"""A tracker's limits, kept on our side: so many calls a second, so much a day, whatever waits to be asked."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from typing import Protocol

from cases.light_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What a tracker allows: calls a second, how many of them at once, and how much a day (None: as much as wanted)."""

    per_second: float
    at_once: int = 1
    per_day: int | None = None


class Pace:
    """Turns at a steady rate, with up to `at_once` in a row after a rest. Those who wait get theirs in order."""

    def __init__(
        self,
        limits: Limits,
        *,
        seconds: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._interval = 1 / limits.per_second
        self._credit = (limits.at_once - 1) * self._interval
        self._seconds = seconds
        self._sleep = sleep
        self._paid_until = 0.0

    async def turn(self) -> None:
        """Wait for one's turn."""
        now = self._seconds()
        self._paid_until = max(self._paid_until, now)
        wait = self._paid_until - self._credit - now
        self._paid_until += self._interval
        if wait > 0:
            await self._sleep(wait)

    def hold(self, seconds: float) -> None:
        """Give no turn for so long, because the tracker asked for it; nor a row of turns at once right after."""
        self._paid_until = max(self._paid_until, self._seconds() + seconds + self._credit)


class Allowance(Protocol):
    """What may still be asked today; kept wherever all who ask can see it."""

    async def take(self, wanted: int) -> int:
        """Take up to so many from what is left today, and return how many were granted."""
        ...


class Unlimited:
    """The allowance of a tracker without a quota."""

    async def take(self, wanted: int) -> int:
        return wanted


class DayAllowance:
    """So much a day, counted in this process; the day begins at midnight UTC."""

    def __init__(self, per_day: int, now: Callable[[], datetime]) -> None:
        self._per_day = per_day
        self._now = now
        self._day: date | None = None
        self._used = 0

    async def take(self, wanted: int) -> int:
        today = self._now().astimezone(UTC).date()
        if today != self._day:
            self._day, self._used = today, 0
        granted = max(0, min(wanted, self._per_day - self._used))
        self._used += granted
        return granted


def seconds_to_midnight(now: datetime) -> float:
    """How long until the day, and with it the quota, begins anew (UTC)."""
    at = now.astimezone(UTC)
    midnight = datetime.combine(at.date() + timedelta(days=1), datetime.min.time(), UTC)
    return (midnight - at).total_seconds()
