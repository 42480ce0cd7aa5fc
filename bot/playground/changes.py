"""News that something in the world changed, for those who wait and for the page."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

Listener = Callable[[str, frozenset[str] | None], None]


class Changes:
    """Spreads news of changes: a topic ("channel:C1", "views") and whom it concerns (None: everybody)."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []
        self._next: asyncio.Event | None = None

    def say(self, topic: str, concerns: set[str] | frozenset[str] | None = None) -> None:
        """Tells every listener, and wakes whoever waits for the next change."""
        for listener in list(self._listeners):
            listener(topic, None if concerns is None else frozenset(concerns))
        if self._next is not None:
            self._next.set()
            self._next = None

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Calls `listener` at each change from now on; returns what ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    async def until(self, condition: Callable[[], object], within: float) -> object:
        """Waits until `condition()` holds and returns its value; it is asked again after each change.

        Raises TimeoutError when it does not hold within that many seconds.
        """
        deadline = asyncio.get_running_loop().time() + within
        while not (found := condition()):
            left = deadline - asyncio.get_running_loop().time()
            if left <= 0:
                raise TimeoutError(f"what was waited for did not happen within {within} s")
            await self._wait_for_next(left)
        return found

    async def _wait_for_next(self, seconds: float) -> None:
        if self._next is None:
            self._next = asyncio.Event()
        try:
            await asyncio.wait_for(self._next.wait(), seconds)
        except TimeoutError:
            return
