"""Deliveries that nobody takes, or that cannot be read: a line in the log and a fitting answer, never a crash."""

from collections.abc import Mapping
from typing import Any

import structlog
from slack_bolt.error import BoltUnhandledRequestError
from slack_bolt.response import BoltResponse

from handlers.payloads import Unreadable

# https://docs.slack.dev/reference/events/app_rate_limited: not an event like others, and nothing to be repeated.
HELD_BACK = "app_rate_limited"

log = structlog.get_logger("tracer")


async def misdelivered(error: Exception, body: Mapping[str, Any]) -> BoltResponse:
    """The answer to a delivery that went wrong: 404 where nobody takes it, 400 where it cannot be read, else 500.

    That Slack holds events back is acknowledged, and said in the log. An event that cannot be read is acknowledged too:
    Slack would only repeat it, and it would read no better.
    """
    kind = str(body.get("type") or body.get("command") or "?")[:60]
    if kind == HELD_BACK:
        log.warning("Slack holds events back: more than 30,000 in an hour. Mentions and files may not reach Tracer")
        return BoltResponse(status=200)
    if isinstance(error, BoltUnhandledRequestError):
        log.warning("Slack delivered something that Tracer has no use for", kind=kind)
        return BoltResponse(status=404)
    if isinstance(error, Unreadable):
        log.warning("A delivery could not be read", kind=kind, why=str(error)[:300])
        return BoltResponse(status=200 if kind == "event_callback" else 400)
    log.error("A delivery failed", kind=kind, exc_info=error)
    return BoltResponse(status=500)
