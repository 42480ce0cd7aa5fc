"""A token that is bought with a key and runs out: kept, and renewed in time by one of those who need it."""

import asyncio
import time
from collections.abc import Awaitable, Callable

# A token is renewed this long before it runs out, so that none runs out on its way.
EARLY_SECONDS = 120.0
# What a tracker says of its own clock is not believed beyond a day.
LONGEST_SECONDS = 86_400.0
Renew = Callable[[], Awaitable[tuple[str, float]]]


class Token:
    """One token for all who ask. `renew` brings a new one and for how many seconds it holds; it may raise."""

    def __init__(self, renew: Renew, seconds: Callable[[], float] = time.monotonic) -> None:
        self._renew = renew
        self._seconds = seconds
        self._lock = asyncio.Lock()
        self._token = ""
        self._until = 0.0

    async def get(self) -> str:
        """The token, renewed first where it is about to run out. Of many who ask at once, one renews."""
        async with self._lock:
            if not self._token or self._seconds() >= self._until:
                self._token, holds = await self._renew()
                self._until = self._seconds() + min(max(holds, 0.0), LONGEST_SECONDS) - EARLY_SECONDS
            return self._token

    def refused(self, token: str) -> None:
        """Note that a token was not accepted; a newer one that somebody has renewed meanwhile stays."""
        if token == self._token:
            self._token = ""
