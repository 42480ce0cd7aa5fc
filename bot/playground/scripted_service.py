"""A service of the playground's own that the bot talks to as to the real one: it answers, and delivers what is new."""

from __future__ import annotations

import asyncio
import contextlib
from abc import ABC, abstractmethod
from typing import Self

import aiohttp
from aiohttp import web

HOST = "127.0.0.1"
LOOK_EVERY_SECONDS = 0.5
DELIVERY_SECONDS = 5


class ScriptedService(ABC):
    """Serves on loopback while it is entered; `base_url` is where. `deliver_to` is where it tells of news by itself;
    without it, it only answers.
    """

    # Where its interface begins, and how long a call that is under way at the end may go on.
    path = ""
    ending_seconds = 0.1

    def __init__(self) -> None:
        self._telling = asyncio.Lock()
        self._runner: web.AppRunner | None = None
        self._watch: asyncio.Task[None] | None = None
        self.deliver_to: str | None = None
        self.base_url = ""

    async def __aenter__(self) -> Self:
        self._runner = web.AppRunner(self._application(), access_log=None, shutdown_timeout=self.ending_seconds)
        await self._runner.setup()
        await web.TCPSite(self._runner, HOST, 0).start()
        self.base_url = f"http://{HOST}:{self._runner.addresses[0][1]}/{self.path}"
        return self

    async def __aexit__(self, *exc: object) -> None:
        if self._watch is not None:
            self._watch.cancel()
            await asyncio.gather(self._watch, return_exceptions=True)
        assert self._runner is not None
        await self._runner.cleanup()

    def tell_by_itself(self) -> None:
        """Deliver news as it comes up, until the end."""
        self._watch = asyncio.create_task(self._keep_telling(), name=type(self).__name__)

    @abstractmethod
    async def tell_news(self) -> int:
        """Deliver what was not delivered yet; return how many deliveries were taken."""

    @abstractmethod
    def _application(self) -> web.Application:
        """What answers the calls."""

    async def _keep_telling(self) -> None:
        while True:
            with contextlib.suppress(aiohttp.ClientError, TimeoutError, OSError):
                await self.tell_news()
            await asyncio.sleep(LOOK_EVERY_SECONDS)
