"""The ASGI app of HTTP mode: Slack's deliveries, verified before anything is made of them, and `/health`."""

import contextlib
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl

import structlog
import uvicorn
from slack_bolt.app.async_app import AsyncApp
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.dispatch import dispatched
from bot.doors import GRACE_SECONDS
from bot.health import Health, answer_about
from bot.manifest import DELIVERY_PATH
from handlers.tracker_deliveries import PATH as TRACKERS_PATH
from handlers.tracker_deliveries import TrackerDeliveries

# Slack's largest payload, a view with all its state, stays far below this.
LARGEST_DELIVERY_BYTES = 2 * 1024 * 1024
LARGEST_SSL_CHECK_BYTES = 500

log = structlog.get_logger("tracer")


def web_app(
    health: Health, bolt: AsyncApp | None = None, signing_secret: str = "", trackers: TrackerDeliveries | None = None
) -> Starlette:
    """The ASGI app: `GET /health`, and with a Bolt app Slack's deliveries, signed with the secret, as well.

    With `trackers` it takes what they deliver too.
    """
    routes = [Route("/health", _health_page(health), methods=["GET"])]
    if trackers is not None:
        routes.append(Route(f"{TRACKERS_PATH}/{{tracker}}", _of_trackers(trackers), methods=["POST"]))
    if bolt is not None:
        routes.append(Route(DELIVERY_PATH, _deliveries(bolt, signing_secret), methods=["POST"]))
    return Starlette(routes=routes, exception_handlers={404: _nothing_here, 405: _wrong_method})


def web_server(app: Starlette) -> uvicorn.Server:
    """A server for the app; `should_exit` ends it once the requests under way are answered."""
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        lifespan="off",
        ws="none",
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    return _Server(config)


class _Server(uvicorn.Server):
    """Leaves the signals to the process, which has more to stop than a server."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _health_page(health: Health) -> Any:
    async def page(request: Request) -> Response:
        said = await answer_about(health, request.query_params.get("only", ""))
        headers = {"Cache-Control": "no-store"}
        return Response(said.body, status_code=said.status, media_type=said.content_type, headers=headers)

    return page


def _of_trackers(trackers: TrackerDeliveries) -> Any:
    async def deliver(request: Request) -> Response:
        try:
            body = await _body(request)
        except _TooLarge:
            return PlainTextResponse("That is larger than any delivery.\n", status_code=413)
        except ClientDisconnect:
            return PlainTextResponse("That was cut off.\n", status_code=400)
        status, said = await trackers.take(request.path_params["tracker"], body, request.headers)
        return PlainTextResponse(said + "\n", status_code=status)

    return deliver


def _deliveries(bolt: AsyncApp, signing_secret: str) -> Any:
    # Socket Mode does without these.
    from slack_bolt.adapter.starlette.async_handler import to_starlette_response
    from slack_sdk.signature import SignatureVerifier

    verifier = SignatureVerifier(signing_secret)

    async def deliver(request: Request) -> Response:
        try:
            body = await _body(request)
        except _TooLarge:
            return PlainTextResponse("That is more than Slack ever sends.\n", status_code=413)
        except ClientDisconnect:
            return PlainTextResponse("The delivery broke off.\n", status_code=400)
        if _is_ssl_check(body):
            return Response()
        # Before anything is made of the body: Bolt verifies too, but reads what it was sent first.
        if not _is_signed(verifier, body, request):
            return PlainTextResponse("That is not signed by Slack, or too long ago.\n", status_code=401)
        try:
            payload = _payload(body)
        except (ValueError, RecursionError) as error:
            log.warning("A delivery could not be read", why=f"{type(error).__name__}: {error}"[:300])
            return PlainTextResponse("That cannot be read.\n", status_code=400)
        headers = {name: value for name, value in request.headers.items() if name.startswith("x-slack-")}
        return to_starlette_response(await dispatched(bolt, payload, headers))

    return deliver


def _is_ssl_check(body: bytes) -> bool:
    """Slack asks unsigned, now and then, whether the certificate holds; there is nothing in it to act upon.

    https://docs.slack.dev/interactivity/implementing-slash-commands
    """
    return len(body) < LARGEST_SSL_CHECK_BYTES and b"command=" not in body and b"ssl_check=1" in body.split(b"&")


def _payload(body: bytes) -> dict[str, Any]:
    """What a body holds, read here: Bolt's own reading loses a command with the word "payload" in its text.

    Raises ValueError or RecursionError for what is no delivery.
    """
    text = body.decode()
    if text.startswith("{"):
        read = json.loads(text)
    else:
        fields = dict(parse_qsl(text, keep_blank_values=True))
        read = json.loads(fields["payload"]) if "payload" in fields else fields
    if not isinstance(read, dict):
        raise ValueError("it is JSON, but no object")
    return read


def _is_signed(verifier: Any, body: bytes, request: Request) -> bool:
    try:
        return bool(verifier.is_valid_request(body, request.headers))
    except (ValueError, TypeError):
        # A timestamp that is no number, a signature that is no ASCII: nobody at Slack writes these.
        return False


class _TooLarge(Exception):
    pass


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST_DELIVERY_BYTES:
            raise _TooLarge
    return bytes(body)


async def _nothing_here(_request: Request, _error: Exception) -> Response:
    return PlainTextResponse(
        f"There is nothing here. Slack delivers to {DELIVERY_PATH}, and /health says how Tracer is.\n", 404
    )


async def _wrong_method(_request: Request, _error: Exception) -> Response:
    return PlainTextResponse(f"{DELIVERY_PATH} takes POST, /health takes GET.\n", 405)
