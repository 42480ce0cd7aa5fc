"""What becomes of deliveries that nobody takes."""

from typing import Any

import pytest
from slack_bolt.error import BoltUnhandledRequestError
from slack_bolt.request import BoltRequest
from slack_bolt.response import BoltResponse
from structlog.testing import capture_logs

from handlers.misdelivered import misdelivered
from handlers.payloads import Unreadable

NOBODY_TAKES_IT = BoltUnhandledRequestError(request=BoltRequest(body=""), current_response=BoltResponse(status=404))


@pytest.mark.parametrize(
    ("error", "body", "status", "level", "said"),
    [
        (NOBODY_TAKES_IT, {"type": "block_suggestion"}, 404, "warning", "no use for"),
        (NOBODY_TAKES_IT, {"type": "app_rate_limited", "team_id": "T1"}, 200, "warning", "Slack holds events back"),
        (Unreadable("click: KeyError"), {"type": "block_actions"}, 400, "warning", "could not be read"),
        (Unreadable("event: KeyError"), {"type": "event_callback"}, 200, "warning", "could not be read"),
        (ZeroDivisionError(), {"command": "/lost"}, 500, "error", "A delivery failed"),
    ],
)
async def test_a_delivery_that_went_wrong_is_answered_so_that_slack_does_what_is_right(
    error: Exception, body: dict[str, Any], status: int, level: str, said: str
) -> None:
    with capture_logs() as lines:
        assert (await misdelivered(error, body)).status == status
    [line] = lines
    assert line["log_level"] == level and said in line["event"]
