"""Socket Mode: one websocket to Slack that is always there again, and that stops without losing work."""

import asyncio
import json
import logging
import time
from collections.abc import Coroutine
from http import HTTPStatus
from typing import Any

import aiohttp
import structlog
from aiohttp import WSMsgType
from slack_bolt.adapter.socket_mode.async_internals import send_async_response
from slack_bolt.adapter.socket_mode.internals import build_headers
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.dispatch import dispatched
from bot.slack_client import proxy_for
from handlers.deliveries import retry_after, status_of

PING_INTERVAL_SECONDS = 10
FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 30.0
# Without a connection nobody is heard: Slack is asked again after so long, whatever it says.
LONGEST_WAIT_SECONDS = 300.0
CLOSING_SECONDS = 2.0
# https://docs.slack.dev/reference/methods/apps.connections.open: nothing that waiting would mend.
NEVER_BY_WAITING = {
    "invalid_auth": "SLACK_APP_TOKEN is not one that Slack knows",
    "not_authed": "SLACK_APP_TOKEN is empty",
    "not_allowed_token_type": "SLACK_APP_TOKEN is not an app-level token (xapp-…)",
    "missing_scope": "SLACK_APP_TOKEN lacks the scope connections:write",
    "no_permission": "SLACK_APP_TOKEN lacks the scope connections:write",
    "account_inactive": "the app was removed from the workspace",
    "token_revoked": "SLACK_APP_TOKEN was revoked",
}

log = structlog.get_logger("tracer.socket_mode")


class SocketModeRefused(Exception):
    """Slack will not open a connection with this token, now or later; the message says why."""


class SocketMode(SocketModeClient):
    """The SDK's client with its connecting replaced.

    The SDK's own tries one address for ever, though each is good for one connection; prints a traceback at
    every failure; and notices a connection that was cut only at its next ping.
    """

    def __init__(self, app: AsyncApp, app_token: str) -> None:
        super().__init__(
            app_token=app_token,
            logger=_quiet_logger(),
            web_client=app.client,
            ping_interval=PING_INTERVAL_SECONDS,
        )
        self._app = app
        self._under_way: set[asyncio.Task[Any]] = set()
        self._replacing: set[asyncio.Future[Any]] = set()
        self.listening = True
        self.socket_mode_request_listeners.append(self._deliver)  # type: ignore[arg-type]

    @property
    def connected(self) -> bool:
        """Whether a websocket to Slack is open at this moment."""
        return not self.closed and self.current_session is not None and not self.current_session.closed

    async def connect(self) -> None:
        """Open a connection, trying again with growing pauses until there is one or the client is closed.

        Raises SocketModeRefused when Slack says no for a reason that waiting does not mend.
        """
        pause = FIRST_PAUSE_SECONDS
        while not self.closed:
            try:
                await self._connect_once()
                return
            except (aiohttp.ClientError, OSError, TimeoutError, SlackApiError) as error:
                pause = _longer(pause, error)
                log.warning("Slack cannot be reached; trying again", seconds=pause, why=_reason(error))
                await asyncio.sleep(pause)

    async def connect_to_new_endpoint(self, force: bool = False) -> None:
        """Replace the connection, one caller at a time; unforced only when it is no longer of use."""
        async with self.connect_operation_lock:
            if force or not await self.is_connected():
                await self.connect()

    async def issue_new_wss_url(self) -> str:
        """A fresh address from `apps.connections.open`. Raises SocketModeRefused, SlackApiError, ClientError."""
        try:
            answer = await self.web_client.apps_connections_open(app_token=self.app_token)
        except SlackApiError as error:
            if (name := error.response.get("error")) in NEVER_BY_WAITING:
                raise SocketModeRefused(NEVER_BY_WAITING[name]) from None
            raise
        address = answer.get("url")
        if not isinstance(address, str):
            raise aiohttp.ClientPayloadError("Slack gave no address for the connection")
        return address

    async def receive_messages(self) -> None:
        """Read one connection until it ends; a connection that ends unasked is replaced at once."""
        session = self.current_session
        assert session is not None
        while not session.closed:
            message = await session.receive()
            if message.type == WSMsgType.TEXT:
                self._take(message.data)
            elif message.type == WSMsgType.PING:
                await session.pong(message.data)
            elif message.type == WSMsgType.PONG:
                self.last_ping_pong_time = time.time()
            elif message.type == WSMsgType.BINARY:
                log.warning("Slack sent something that is no text; it was left alone")
            else:
                break
        if session is self.current_session and not self.closed:
            log.info("The connection to Slack ended; opening another")
            self._replace(force=False)

    async def finish(self, limit_seconds: float) -> None:
        """Take nothing more, let what was taken be answered, then close; waits no longer than the limit.

        Envelopes that arrive from now on stay unacknowledged, and Slack delivers them again.
        """
        self.listening = False
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=limit_seconds)
        for task in self._replacing:
            task.cancel()
        await self.close()  # type: ignore[no-untyped-call]

    async def _connect_once(self) -> None:
        address = await self.issue_new_wss_url()
        fresh = await self.aiohttp_client_session.ws_connect(
            address,
            autoping=False,
            heartbeat=self.ping_interval,
            proxy=proxy_for(address),
            timeout=aiohttp.ClientWSTimeout(ws_close=CLOSING_SECONDS),
        )
        previous, self.current_session = self.current_session, fresh
        self.auto_reconnect_enabled, self.stale, self.last_ping_pong_time = True, False, None
        log.info("Connected to Slack by Socket Mode")
        _cancel(self.current_session_monitor)
        self.current_session_monitor = asyncio.ensure_future(self.monitor_current_session())
        _cancel(self.message_receiver)
        self.message_receiver = asyncio.ensure_future(self.receive_messages())
        # The old one is closed last, so that there is never a moment without a connection.
        if previous is not None and not previous.closed:
            self._remember(previous.close())

    def _take(self, text: str) -> None:
        try:
            message = json.loads(text)
        except (ValueError, RecursionError):
            message = None
        if not isinstance(message, dict) or not isinstance(message.get("payload", {}), dict):
            log.warning("Slack sent something that is no delivery; it was left alone")
            return
        if message.get("type") == "disconnect":
            self._replace(force=True)
        elif self.listening:
            task = asyncio.ensure_future(self.run_message_listeners(message, text))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)

    def _replace(self, *, force: bool) -> None:
        if self.listening:
            self._remember(self._reconnect(force))

    async def _reconnect(self, force: bool) -> None:
        try:
            await self.connect_to_new_endpoint(force)
        except SocketModeRefused as refused:
            log.error("Slack refuses the connection", why=str(refused))

    def _remember(self, work: Coroutine[Any, Any, Any]) -> None:
        # The event loop holds its tasks weakly; one that nobody remembers may vanish half done.
        task = asyncio.ensure_future(work)
        self._replacing.add(task)
        task.add_done_callback(self._replacing.discard)

    async def _deliver(self, _client: SocketModeClient, request: SocketModeRequest) -> None:
        started = time.time()
        answer = await dispatched(self._app, request.payload, build_headers(request))
        try:
            await send_async_response(self, request, answer, started)
        except ConnectionError as error:
            # What was asked is kept. Slack delivers again, or the person tries again, and gets the same answer.
            log.warning("An acknowledgement did not reach Slack", kind=request.type, why=str(error))


def _longer(pause: float, error: Exception) -> float:
    if isinstance(error, SlackApiError) and _is_slowed_down(error):
        return min(retry_after(error), LONGEST_WAIT_SECONDS)
    return min(pause * 2, LONGEST_PAUSE_SECONDS)


def _is_slowed_down(error: SlackApiError) -> bool:
    return status_of(error) == HTTPStatus.TOO_MANY_REQUESTS or error.response.get("error") == "ratelimited"


def _reason(error: Exception) -> str:
    if isinstance(error, SlackApiError):
        return str(error.response.get("error") or f"status {error.response.status_code}")
    return str(error) or type(error).__name__


def _cancel(task: asyncio.Future[Any] | None) -> None:
    if task is not None:
        task.cancel()


def _quiet_logger() -> logging.Logger:
    logger = logging.getLogger("slack_sdk.socket_mode")
    if logger.level == logging.NOTSET:
        logger.setLevel(logging.WARNING)
    return logger
