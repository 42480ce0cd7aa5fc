"""People first: what can wait lets those go before who wait for an answer.

One process does everything, and Python does one thing at a time: a card that is drawn while somebody waits for an
answer is drawn at their expense. What can wait is done between answers; it waits a moment only, so that it gets done
however many people there are.
"""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

LONGEST_WAIT_SECONDS = 0.05
# So long after the last answer the next person is expected.
ABOUT_SECONDS = 1.0


class PeopleFirst:
    """Who waits for an answer in this process. Used by the tasks of one loop."""

    def __init__(self) -> None:
        self._waiting = 0
        self._answered_at = float("-inf")
        self._calm = asyncio.Event()
        self._calm.set()
        self._turn = asyncio.Lock()

    @property
    def are_about(self) -> bool:
        """Whether somebody waits for an answer, or had one a moment ago."""
        return self._waiting > 0 or time.monotonic() - self._answered_at <= ABOUT_SECONDS

    @contextmanager
    def answering(self) -> Iterator[None]:
        """Somebody waits for what is done inside."""
        self._waiting += 1
        self._calm.clear()
        try:
            yield
        finally:
            self._waiting -= 1
            self._answered_at = time.monotonic()
            if not self._waiting:
                self._calm.set()

    @asynccontextmanager
    async def after_them(self) -> AsyncIterator[None]:
        """What is done inside can wait: while people are about it is done between answers, one such thing at a time."""
        if not self.are_about:
            yield
            return
        async with self._turn:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._calm.wait(), LONGEST_WAIT_SECONDS)
            yield
