"""What this process answers by HTTP: its health always, and Slack's deliveries when Slack delivers that way."""

import contextlib
import socket
from collections.abc import Iterator
from typing import Any

import structlog
import uvicorn
from slack_bolt.app.async_app import AsyncApp
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.health import PARTS, Health
from bot.manifest import DELIVERY_PATH

# Slack's largest payload, a view with all its state, stays far below this.
LARGEST_DELIVERY_BYTES = 2 * 1024 * 1024
GRACE_SECONDS = 10

log = structlog.get_logger("tracer.web")


class PortTaken(Exception):
    """The address that this process should answer at cannot be had; the message says what to do."""


def web_app(health: Health, bolt: AsyncApp | None = None, signing_secret: str = "") -> Starlette:
    """The ASGI app: `GET /health`, and with a Bolt app Slack's deliveries, signed with the secret, as well."""
    routes = [Route("/health", _health_page(health), methods=["GET"])]
    if bolt is not None:
        routes.append(Route(DELIVERY_PATH, _deliveries(bolt, signing_secret), methods=["POST"]))
    return Starlette(routes=routes, exception_handlers={404: _nothing_here, 405: _wrong_method})


def listening_socket(host: str, port: int) -> socket.socket:
    """A socket at an address, port 0 for any free one. Raises PortTaken with a sentence."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise PortTaken(
            f"Tracer cannot listen at {host}:{port} ({reason}). Choose another PORT (0 takes any free one), "
            "or another HOST, or stop the program that has it."
        ) from None


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
        # `?only=slack,database` lets a load balancer judge this process without the worker's parts.
        only = tuple(filter(None, request.query_params.get("only", "").split(",")))
        if unknown := sorted(set(only) - set(PARTS)):
            sentence = f"There is no part {unknown[0]!r}. The parts are {', '.join(PARTS)}.\n"
            return PlainTextResponse(sentence, status_code=400)
        report = (await health.look()).only(only or PARTS)
        headers = {"Cache-Control": "no-store"}
        return JSONResponse(report.as_json(), status_code=200 if report.ok else 503, headers=headers)

    return page


def _deliveries(bolt: AsyncApp, signing_secret: str) -> Any:
    # Socket Mode does without these.
    from slack_bolt.adapter.starlette.async_handler import to_async_bolt_request, to_starlette_response
    from slack_sdk.signature import SignatureVerifier

    verifier = SignatureVerifier(signing_secret)

    async def deliver(request: Request) -> Response:
        try:
            body = await _body(request)
        except _TooLarge:
            return PlainTextResponse("That is more than Slack ever sends.\n", status_code=413)
        except ClientDisconnect:
            return PlainTextResponse("The delivery broke off.\n", status_code=400)
        # Before anything is made of the body: Bolt verifies too, but reads what it was sent first.
        if not _is_signed(verifier, body, request):
            return PlainTextResponse("That is not signed by Slack, or too long ago.\n", status_code=401)
        return to_starlette_response(await bolt.async_dispatch(to_async_bolt_request(request, body)))

    return deliver


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
