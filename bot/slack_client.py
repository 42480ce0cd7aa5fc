"""The one way to Slack: every client is made here, and every request of theirs leaves through one door."""

import ipaddress
import logging
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from types import SimpleNamespace
from typing import IO, Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.settings import Settings, is_slack_itself
from cases.light_dataclass import dataclass

# An answer that has not come by then is one whose outcome is unknown; the outbox looks before it repeats.
TIMEOUT_SECONDS = 15
# A file over a slow line takes its time; one of which nothing comes for so long has broken off.
PATIENT = aiohttp.ClientTimeout(total=240, sock_connect=TIMEOUT_SECONDS, sock_read=TIMEOUT_SECONDS)
LARGEST_FILE_BYTES = 100 * 1024 * 1024


class TokenStaysHere(Exception):
    """A request would have carried a token to an address that is neither the Web API nor Slack's files."""


class FileTooLarge(Exception):
    """A file is larger than Tracer keeps; the message says how large it may be."""


@dataclass(slots=True)
class Sightings:
    """When Slack was last heard of, by the machine's own clock: what `/health` and the doctor look at."""

    last_success: datetime | None = None
    last_failure: datetime | None = None
    refusal: str = ""
    slack_is_ahead: timedelta | None = None

    @property
    def well(self) -> bool:
        """Whether the last thing that Slack was asked was answered; true while nothing was asked."""
        if self.refusal:
            return False
        return self.last_failure is None or (self.last_success is not None and self.last_success >= self.last_failure)

    def dated(self, date_header: str | None, now: datetime) -> None:
        """Note how far the `Date` of an answer stands from our clock (whole seconds)."""
        try:
            self.slack_is_ahead = parsedate_to_datetime(date_header or "") - now
        except (TypeError, ValueError):
            self.slack_is_ahead = None

    def answered(self, body: bytes, now: datetime) -> None:
        """Note an answer of the Web API: that it was one, or that the token no longer opens the door."""
        if (refused := _TOKEN_REFUSED.search(body)) is not None:
            self.refusal, self.last_failure = refused["error"].decode(), now
        elif b'"ok"' in body:
            self.refusal, self.last_success = "", now

    def failed(self, now: datetime) -> None:
        """Note a request that found nobody, or a server that could not answer."""
        self.last_failure = now


# https://docs.slack.dev/reference/methods/auth.test, its table of errors
_TOKEN_REFUSED = re.compile(
    rb'"error"\s*:\s*"(?P<error>invalid_auth|not_authed|account_inactive|token_revoked|token_expired)"'
)


class SlackSession:
    """What slack_sdk takes for its aiohttp session, with the two things decided that it leaves to chance.

    Proxies: the SDK sends everything through HTTPS_PROXY, loopback included, and knows no NO_PROXY; here the
    way is chosen by address. Tokens: they go to the Web API and to Slack's own hosts, and nowhere else.
    """

    def __init__(self, session: aiohttp.ClientSession, settings: Settings, sightings: Sightings) -> None:
        self._session = session
        self._settings = settings
        self.sightings = sightings

    @property
    def closed(self) -> bool:
        """Whether requests can still be made; slack_sdk asks before each."""
        return self._session.closed

    def request(self, method: str, url: str, **how: Any) -> "WebApiCall":
        """A call of the Web API, by slack_sdk. Raises TokenStaysHere before anything is sent."""
        return WebApiCall(self._ask(method, url, **how))

    def _ask(self, method: str, url: str, **how: Any) -> Any:
        """The request as aiohttp makes it. Raises TokenStaysHere before anything is sent."""
        how["proxy"] = proxy_for(url)
        if _carries_token(how) and not token_may_go_to(url, self._settings):
            raise TokenStaysHere(f"No token is sent to {urlsplit(url).hostname}, which is not Slack.")
        return self._session.request(method, url, **how)

    async def download(self, url: str, token: str | None = None, *, limit_bytes: int = LARGEST_FILE_BYTES) -> bytes:
        """The content behind a file's `url_private`, read no further than the limit.

        The token is sent only where it may go. Raises aiohttp.ClientError when the file cannot be had (a
        sign-in page instead of a file included) and FileTooLarge.
        """
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        if headers and not token_may_go_to(url, self._settings):
            headers = {}
        # A file lies where Slack says; to wherever else that place might send us, nothing is asked at all.
        how = {"headers": headers, "allow_redirects": False, "timeout": PATIENT}
        async with self._ask("GET", url, **how) as answer:
            answer.raise_for_status()
            if answer.status >= HTTPStatus.MULTIPLE_CHOICES:
                raise aiohttp.ClientPayloadError("Slack sent us elsewhere instead of the file")
            if answer.content_type == "text/html" and headers:
                raise aiohttp.ClientPayloadError("Slack sent a sign-in page instead of the file")
            return await _read(answer, limit_bytes)

    async def upload(self, upload_url: str, content: bytes | IO[bytes]) -> None:
        """Send a file's content to the address that `files.getUploadURLExternal` gave, without any token.

        An open file is read piece by piece from where it stands, and is not needed any more afterwards.
        """
        async with self._ask("POST", upload_url, data=content, timeout=PATIENT) as answer:
            answer.raise_for_status()

    async def answer(self, response_url: str, payload: dict[str, Any]) -> None:
        """Post to a `response_url` as it was given, without any token. Raises aiohttp.ClientError."""
        async with self._ask("POST", response_url, json=payload) as answer:
            answer.raise_for_status()


class WebApiCall:
    """A call whose answer slack_sdk can take, whoever it comes from: see `WebApiAnswer`."""

    def __init__(self, asked: Any) -> None:
        self._asked = asked

    async def __aenter__(self) -> "WebApiAnswer":
        return WebApiAnswer(await self._asked.__aenter__())

    async def __aexit__(self, *raised: Any) -> None:
        await self._asked.__aexit__(*raised)


class WebApiAnswer:
    """An answer of the Web API, or of a proxy that stands before it with a page or a plain line of its own.

    slack_sdk stumbles with AttributeError over JSON that is no object, and over plain text; here everything that
    is no object of JSON is an answer without content, which it takes for a failed call.
    """

    content_type = "application/json"

    def __init__(self, answer: aiohttp.ClientResponse) -> None:
        self._answer = answer
        self.status = answer.status
        self.headers = answer.headers

    async def json(self) -> dict[str, Any]:
        """What Slack says. Raises aiohttp.ContentTypeError, which slack_sdk takes for no content, and ClientError."""
        try:
            said = await self._answer.json(content_type=None)
        except (ValueError, RecursionError):
            said = None
        if not isinstance(said, dict):
            raise aiohttp.ContentTypeError(self._answer.request_info, self._answer.history)
        return said


@asynccontextmanager
async def slack_session(
    settings: Settings, sightings: Sightings | None = None, now: Callable[[], datetime] | None = None
) -> AsyncIterator[SlackSession]:
    """One session for everything this process asks of Slack, closed at the end.

    `sightings` is kept up to date with every answer of the Web API. `now` is the machine's own clock.
    """
    sightings = sightings or Sightings()
    watch = _watch(settings, sightings, now or (lambda: datetime.now(UTC)))
    timeout = aiohttp.ClientTimeout(total=TIMEOUT_SECONDS)
    async with aiohttp.ClientSession(timeout=timeout, trace_configs=[watch]) as session:
        yield SlackSession(session, settings, sightings)


def slack_client(settings: Settings, session: SlackSession) -> AsyncWebClient:
    """The Web API client; its retries are off, because a repeated post is a doubled message.

    Bolt copies it for every request, and the copies go through the same session.
    """
    token = settings.slack_bot_token.get_secret_value() if settings.slack_bot_token else None
    return AsyncWebClient(
        token=token,
        base_url=settings.slack_api_url,
        timeout=TIMEOUT_SECONDS,
        session=session,  # type: ignore[arg-type]
        retry_handlers=[],
        logger=_quiet_logger(),
    )


def token_may_go_to(url: str, settings: Settings) -> bool:
    """Whether an address is the Web API's own or, for Slack itself, one of its hosts (files.… and the like)."""
    asked, api = urlsplit(url), urlsplit(settings.slack_api_url)
    if (asked.scheme, asked.hostname, _port(asked)) == (api.scheme, api.hostname, _port(api)):
        return True
    return settings.talks_to_slack_itself and asked.scheme == "https" and is_slack_itself(url)


def proxy_for(url: str) -> str | None:
    """The proxy that the environment wants for an address: none for this machine, NO_PROXY obeyed."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if is_this_machine(host) or proxy_bypass(host):
        return None
    scheme = {"wss": "https", "ws": "http"}.get(parts.scheme, parts.scheme)
    proxies = getproxies()
    return proxies.get(scheme) or proxies.get("all")


def is_this_machine(host: str) -> bool:
    """Whether a host name or address is loopback."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _port(parts: Any) -> int | None:
    return parts.port or {"https": 443, "http": 80}.get(parts.scheme)


def _carries_token(how: dict[str, Any]) -> bool:
    if any(name.lower() == "authorization" for name in how.get("headers") or {}):
        return True
    return any("token" in (how.get(part) or {}) for part in ("params", "json") if isinstance(how.get(part), dict))


async def _read(answer: aiohttp.ClientResponse, limit_bytes: int) -> bytes:
    content = bytearray()
    async for piece in answer.content.iter_chunked(64 * 1024):
        content += piece
        if len(content) > limit_bytes:
            raise FileTooLarge(f"Files may have up to {limit_bytes // (1024 * 1024)} MB.")
    return bytes(content)


def _watch(settings: Settings, sightings: Sightings, now: Callable[[], datetime]) -> aiohttp.TraceConfig:
    async def ended(_session: Any, _context: SimpleNamespace, end: aiohttp.TraceRequestEndParams) -> None:
        if token_may_go_to(str(end.url), settings):
            sightings.dated(end.response.headers.get("Date"), now())
            if end.response.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
                sightings.failed(now())

    async def read(_session: Any, _context: SimpleNamespace, piece: aiohttp.TraceResponseChunkReceivedParams) -> None:
        if str(piece.url).startswith(settings.slack_api_url):
            sightings.answered(piece.chunk, now())

    async def broke(_session: Any, _context: SimpleNamespace, _how: aiohttp.TraceRequestExceptionParams) -> None:
        sightings.failed(now())

    watch = aiohttp.TraceConfig()
    watch.on_request_end.append(ended)
    watch.on_response_chunk_received.append(read)
    watch.on_request_exception.append(broke)
    return watch


def _quiet_logger() -> logging.Logger:
    # A logger without a level of its own makes slack_sdk format every request and answer for nothing.
    logger = logging.getLogger("tracer.slack")
    if logger.level == logging.NOTSET:
        logger.setLevel(logging.INFO)
    return logger
