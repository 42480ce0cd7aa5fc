"""Calls to a tracker over HTTP: bounded in time and size, repeated only where asking twice is safe."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import httpx

from cases.light_dataclass import dataclass
from partners.tracking.asking import CallFailed, Trouble
from partners.tracking.pace import Pace

CONNECT_SECONDS, ANSWER_SECONDS, WHOLE_CALL_SECONDS = 5.0, 20.0, 45.0
LARGEST_BYTES = 8 * 1024 * 1024
# Once more after a fault that may be over by now; whoever asks has its own later turn for the rest.
REPEATS = 2
FIRST_PAUSE_SECONDS = 0.5
# A tracker that wants a longer rest than this is asked at its next turn instead.
LONGEST_REST_SECONDS = 5.0
BUSY_SECONDS = 30.0
# Who did not answer in time will hardly do so at once; what it said instead of an answer it will say again.
WAITED_ENOUGH = frozenset({"silent", "nonsense"})
MAY_BE_OVER_SOON = frozenset({500, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: a status below 500 that is not 429 nor a redirect, and the body in full."""

    status: int
    body: bytes
    content_type: str


def caller_client(base_url: str, transport: httpx.AsyncBaseTransport | None = None) -> httpx.AsyncClient:
    """The client of one tracker, kept for as long as the process asks; close it at the end.

    It follows no redirect: a key is sent to the address that was set and to no other.
    """
    return httpx.AsyncClient(
        base_url=base_url,
        transport=transport,
        timeout=httpx.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS),
        limits=httpx.Limits(max_connections=4, keepalive_expiry=60),
        follow_redirects=False,
        trust_env=not _is_loopback(base_url),
        headers={"User-Agent": "Tracer", "Accept": "application/json"},
    )


class Caller:
    """Calls one tracker at its pace. `whole_call` bounds each try, however slowly the answer trickles in."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        pace: Pace,
        *,
        whole_call: float = WHOLE_CALL_SECONDS,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._client = client
        self._pace = pace
        self._whole_call = whole_call
        self._sleep = sleep

    async def call(
        self, method: str, path: str, *, safe: bool, headers: Mapping[str, str] | None = None, **body: Any
    ) -> Reply:
        """Make one call. `safe` says that making it twice does no harm; else it is repeated only if it never left.

        Raises CallFailed with the trouble when there is no answer to be had now.
        """
        for repeat in range(REPEATS + 1):
            await self._pace.turn()
            try:
                return await self._once(method, path, headers, body)
            except CallFailed as failure:
                pause = self._pause(failure.trouble, repeat)
                if pause is None or not (safe or failure.trouble.kind == "unreachable"):
                    raise
            await self._sleep(pause)
        raise AssertionError("unreachable")

    async def _once(self, method: str, path: str, headers: Mapping[str, str] | None, body: dict[str, Any]) -> Reply:
        try:
            async with (
                asyncio.timeout(self._whole_call),
                self._client.stream(method, path, headers=headers, **body) as response,
            ):
                self._check_status(response)
                return Reply(response.status_code, await _whole(response), response.headers.get("content-type", ""))
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout):
            raise CallFailed(Trouble("unreachable")) from None
        except (httpx.TimeoutException, TimeoutError):
            raise CallFailed(Trouble("silent")) from None
        except httpx.DecodingError:
            raise CallFailed(Trouble("nonsense")) from None
        except httpx.TransportError:
            # A body that ends early, or a connection that the other side had closed.
            raise CallFailed(Trouble("cut")) from None

    def _check_status(self, response: httpx.Response) -> None:
        status = response.status_code
        if status == 429:
            rest = _retry_after(response) or BUSY_SECONDS
            self._pace.hold(rest)
            raise CallFailed(Trouble("busy", status, retry_after=rest))
        if status >= 500:
            raise CallFailed(Trouble("failing", status, retry_after=_retry_after(response)))
        if 300 <= status < 400:
            raise CallFailed(Trouble("redirected", status))

    def _pause(self, trouble: Trouble, repeat: int) -> float | None:
        """How long to wait before the same call is made again; None where it is not."""
        if repeat == REPEATS or trouble.is_permanent or trouble.kind in WAITED_ENOUGH:
            return None
        if trouble.kind == "failing" and trouble.status not in MAY_BE_OVER_SOON:
            return None
        asked = trouble.retry_after or 0.0
        if asked > LONGEST_REST_SECONDS:
            return None
        growing = FIRST_PAUSE_SECONDS * (1 << repeat)
        return max(asked, growing * random.uniform(0.8, 1.2))


async def _whole(response: httpx.Response) -> bytes:
    """The body, unpacked; given up as soon as it grows beyond what any answer is."""
    body = bytearray()
    async for piece in response.aiter_bytes(65536):
        body += piece
        if len(body) > LARGEST_BYTES:
            raise CallFailed(Trouble("too_large", response.status_code))
    return bytes(body)


def _retry_after(response: httpx.Response) -> float | None:
    """What `Retry-After` asks for, in seconds, be it a number or a date; None where it says nothing sensible."""
    said = response.headers.get("retry-after", "").strip()
    if not said:
        return None
    try:
        seconds = float(said)
    except ValueError:
        try:
            seconds = (parsedate_to_datetime(said).astimezone(UTC) - datetime.now(UTC)).total_seconds()
        except (ValueError, OverflowError):
            return None
    return seconds if 0 < seconds < 86_400 else None


def _is_loopback(base_url: str) -> bool:
    return urlsplit(base_url).hostname in ("localhost", "127.0.0.1", "::1")
