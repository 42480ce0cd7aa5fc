"""A sign of life that leaves the house: while the clocks tick, an address of yours is asked for once a minute.

Whoever watches that address (a dead man's switch) hears that Tracer stopped, even where the whole machine is gone.
"""

import ipaddress
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import structlog
from pydantic import SecretStr

from bot.health import TICK_IS_LATE_AFTER
from handlers.regular_jobs import JobFailed

if TYPE_CHECKING:
    import httpx

EVERY = timedelta(minutes=1)
TIMEOUT_SECONDS = 10.0
log = structlog.get_logger("tracer.pulse")


class Pulse:
    """Asks for one address. `ticked_at` tells when the clocks last ticked to the end, by the clock of `now`."""

    def __init__(self, url: SecretStr, ticked_at: Callable[[], datetime | None], now: Callable[[], datetime]) -> None:
        self._url = url.get_secret_value()
        self._ticked_at = ticked_at
        self._now = now
        self._failing = False

    async def beat(self) -> None:
        """Ask for the address, unless no clock ticks. Raises JobFailed where it does not answer well.

        That is logged once, and once more when it is over.
        """
        ticked = self._ticked_at()
        if ticked is None or self._now() - ticked > TICK_IS_LATE_AFTER:
            return
        why = await self._asked()
        if why and not self._failing:
            log.warning("HEARTBEAT_URL does not answer; it is tried again every minute", why=why)
        elif self._failing and not why:
            log.info("HEARTBEAT_URL answers again")
        self._failing = bool(why)
        if why:
            raise JobFailed(why)

    async def _asked(self) -> str:
        """What went wrong; empty when nothing did. The address itself may hold a secret and is never in it."""
        client = _client(self._url)
        try:
            async with client:
                answer = await client.get(self._url)
        except Exception as error:
            # Whatever a network or an address can do: it must not reach the clocks.
            return type(error).__name__
        return "" if answer.is_success else f"status {answer.status_code}"


def _client(url: str) -> "httpx.AsyncClient":
    # Imported when there is an address to ask for: it takes a tenth of a second and megabytes.
    import httpx

    return httpx.AsyncClient(timeout=TIMEOUT_SECONDS, follow_redirects=True, trust_env=not _is_this_machine(url))


def _is_this_machine(url: str) -> bool:
    """Whether an address is this machine's own, which is never reached through a proxy."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
