"""One delivery handed to Bolt, whichever way it came, so that nothing in it can do more harm than a line in the log."""

from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

log = structlog.get_logger("tracer")


async def dispatched(
    bolt: AsyncApp, payload: dict[str, Any], headers: Mapping[str, str | Sequence[str]] | None = None
) -> BoltResponse:
    """Bolt's answer to a payload that was read and, by HTTP, verified; 400 where Bolt stumbles over its shape.

    Whatever goes wrong in our own listeners has been answered before it gets here.
    """
    try:
        # "socket_mode" is Bolt's word for what is read and verified already.
        return await bolt.async_dispatch(AsyncBoltRequest(body=payload, headers=headers, mode="socket_mode"))
    except Exception as error:
        log.warning(
            "A delivery could not be read", kind=str(payload.get("type"))[:60], why=f"{type(error).__name__}: {error}"
        )
        return BoltResponse(status=400)
