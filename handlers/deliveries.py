"""What a letter becomes when it is sent, and what Slack's answer to it means.

Every answer falls into one class; what follows from each class is written down in `courier`. Error words:
https://docs.slack.dev/reference/methods/chat.postMessage and the pages of the other methods.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from slack_sdk.errors import SlackApiError

from cases.letters import Letter
from cases.light_dataclass import dataclass
from storage.transaction import Transaction

POST, EDIT, WHISPER, HOME = "chat.postMessage", "chat.update", "chat.postEphemeral", "views.publish"
DELETE, DELETE_FILE = "chat.delete", "files.delete"
RESPONSE_URL = "response_url"
RETRY_AFTER_WHEN_UNSAID = 10.0
# Whatever a stand-in or a proxy writes there, Slack is asked again after so long.
LONGEST_RETRY_AFTER = 3600.0
LONGEST_ERROR = 300


@dataclass(frozen=True, slots=True)
class Call:
    """What a letter becomes when it is sent: a Web API method with its arguments, or a post to a `response_url`.

    `remembers` is the purpose under which channel and ts are kept for the case after a successful post; `url` is
    the address of a `response_url`.
    """

    method: str
    args: dict[str, Any]
    remembers: str | None = None
    url: str | None = None

    @property
    def channel(self) -> str | None:
        """The conversation written to, or the user id where it is a person's direct messages."""
        return self.args.get("channel")

    @property
    def leaves_a_trace(self) -> bool:
        """Whether sending it twice would be seen, and whether the first one can be found in Slack."""
        return self.method == POST

    def lane(self, otherwise: str) -> str:
        """The lane that must be free before this is sent: only posts are paced by place."""
        if self.method != POST or not self.channel:
            return otherwise
        return f"user:{self.channel}" if is_person(self.channel) else self.channel


class Undeliverable(Exception):
    """A letter that Slack would take and nobody would read; the message is the word for why."""


class NotNow(Exception):
    """A letter that was held up, and that nobody wants to hear of before an instant (UTC)."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until.isoformat())
        self.until = until


# Slack takes messages for people who were deactivated, and shows them to nobody.
PERSON_HAS_LEFT = "user_disabled"
Compose = Callable[[Letter, Transaction], Call | None]
GivenUp = Callable[[Letter, str, Transaction], list[Letter]]


class Outcome(StrEnum):
    """The classes of answers."""

    ARRIVED = "arrived"
    REFUSED = "refused"  # for good
    WRONG_PLACE = "wrong place"  # the channel cannot be written to
    MESSAGE_GONE = "message gone"  # what was to be edited cannot be edited any more
    ROOT_GONE = "root gone"  # the thread to answer in is gone
    UNSEEN = "unseen"  # a private answer cannot reach that person there
    TOO_FAST = "too fast"
    ALL_TOO_FAST = "all too fast"  # the whole workspace has to wait
    LATER = "later"  # certainly not done, and may well be done later
    UNREACHABLE = "unreachable"  # the request never left
    IN_DOUBT = "in doubt"  # it may have been done
    LOCKED_OUT = "locked out"  # the token no longer opens the door


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one call. `wait` is in seconds and only there when Slack named it."""

    outcome: Outcome
    error: str = ""
    channel: str | None = None
    ts: str | None = None
    wait: float = 0.0


LOCKED_OUT = frozenset(
    "invalid_auth not_authed account_inactive token_revoked token_expired not_allowed_token_type "
    "org_login_required team_access_not_granted access_denied accesslimited".split()
)
WRONG_PLACE = frozenset(
    "channel_not_found not_in_channel is_archived restricted_action restricted_action_read_only_channel "
    "restricted_action_non_threadable_channel restricted_action_thread_only_channel posting_to_channel_denied "
    "channel_type_not_supported is_inactive".split()
)
# Slack's words for a channel that the bot is not in, the second where the channel is private.
NOT_IN_THERE = frozenset({"not_in_channel", "channel_not_found"})
MESSAGE_GONE = frozenset(
    "message_not_found cant_update_message edit_window_closed cant_edit message_not_authored".split()
)
ROOT_GONE = frozenset(
    "thread_not_found cannot_reply_to_message invalid_thread_ts restricted_action_thread_locked".split()
)
# What was to be deleted is there no more, which is all that was wanted.
DELETED_ALREADY = frozenset("message_not_found file_not_found file_deleted".split())
NOT_THERE = frozenset("user_not_in_channel user_not_found expired_url used_url".split())
ALL_TOO_FAST = frozenset("rate_limited message_limit_exceeded team_quota_exceeded".split())
LATER = frozenset("team_added_to_org external_channel_migrating ekm_access_denied".split())
IN_DOUBT = frozenset("fatal_error internal_error request_timeout service_unavailable".split())
# aiohttp's names for a request that was never written; the package itself is not for handlers to import.
NEVER_LEFT = frozenset("ClientConnectorError ConnectionTimeoutError ClientHttpProxyError InvalidURL".split())


def accepted(call: Call, data: Mapping[str, Any]) -> Answer:
    """What an answer with `ok: true` says about where the message is now: where it was sent, if it does not say."""
    if call.method == WHISPER:
        return Answer(Outcome.ARRIVED, channel=call.channel, ts=data.get("message_ts"))
    return Answer(Outcome.ARRIVED, channel=data.get("channel") or call.channel, ts=data.get("ts"))


def failed(call: Call, error: Exception) -> Answer:
    """What an exception of the client means for a call."""
    if isinstance(error, SlackApiError):
        return _refused(call, error)
    status = getattr(error, "status", None)
    if call.method == RESPONSE_URL and isinstance(status, int) and status:
        return _refused_by_url(status, getattr(error, "headers", None))
    what = f"{type(error).__name__}: {error}"[:LONGEST_ERROR]
    if isinstance(error, ConnectionRefusedError) or NEVER_LEFT & {kind.__name__ for kind in type(error).__mro__}:
        return Answer(Outcome.UNREACHABLE, what)
    if isinstance(error, TypeError):
        return Answer(Outcome.REFUSED, f"cannot be written as JSON: {error}"[:LONGEST_ERROR])
    return Answer(Outcome.IN_DOUBT, what)


def is_person(id: str) -> bool:
    """Whether an id names a person (whose direct messages are meant) and not a conversation."""
    return id.startswith(("U", "W"))


def error_word(error: SlackApiError) -> str:
    """Slack's word for what went wrong; empty when the answer was none of the Web API's."""
    data = getattr(error.response, "data", None)
    return str(data.get("error") or "") if isinstance(data, dict) else ""


def status_of(error: SlackApiError) -> int:
    """The HTTP status of an answer; 0 when there was none."""
    response = error.response
    return int(getattr(response, "status_code", None) or getattr(response, "status", None) or 0)


def retry_after(error: SlackApiError) -> float:
    """How many seconds Slack wants us to wait, an hour at most."""
    return _seconds(getattr(error.response, "headers", None))


def _refused(call: Call, error: SlackApiError) -> Answer:
    word, status = error_word(error), status_of(error)
    said = _said(error, word)
    if word in ALL_TOO_FAST:
        return Answer(Outcome.ALL_TOO_FAST, said, wait=retry_after(error))
    if status == 429 or word == "ratelimited":
        return Answer(Outcome.TOO_FAST, said or "ratelimited", wait=retry_after(error))
    if not word or status >= 500 or word in IN_DOUBT:
        return Answer(Outcome.IN_DOUBT, said or f"status {status}")
    return Answer(_class_of(call, word, error), said)


def _class_of(call: Call, word: str, error: SlackApiError) -> Outcome:
    if word in LOCKED_OUT or (word == "missing_scope" and "chat:write" in _needed(error)):
        return Outcome.LOCKED_OUT
    if call.method in (DELETE, DELETE_FILE) and word in DELETED_ALREADY:
        return Outcome.ARRIVED
    if call.method == WHISPER and word in NOT_THERE | WRONG_PLACE:
        return Outcome.UNSEEN
    if call.method == EDIT and word in MESSAGE_GONE:
        return Outcome.MESSAGE_GONE
    if word in ROOT_GONE and "thread_ts" in call.args:
        return Outcome.ROOT_GONE
    if word in WRONG_PLACE and call.method in (POST, EDIT):
        return Outcome.WRONG_PLACE
    return Outcome.LATER if word in LATER else Outcome.REFUSED


def _refused_by_url(status: int, headers: Any) -> Answer:
    """https://docs.slack.dev/interactivity/handling-user-interaction: five uses within thirty minutes."""
    if status == 429:
        return Answer(Outcome.TOO_FAST, "ratelimited", wait=_seconds(headers))
    if status >= 500:
        return Answer(Outcome.IN_DOUBT, f"status {status}")
    return Answer(Outcome.UNSEEN, f"status {status}")


def _said(error: SlackApiError, word: str) -> str:
    """The error word with Slack's own explanation, which names the place in the blocks."""
    data = getattr(error.response, "data", None)
    more = (data.get("response_metadata") or {}).get("messages") if isinstance(data, dict) else None
    return (f"{word}: {more[0]}" if more and word else word)[:LONGEST_ERROR]


def _needed(error: SlackApiError) -> str:
    data = getattr(error.response, "data", None)
    return str(data.get("needed") or "") if isinstance(data, dict) else ""


def _seconds(headers: Any) -> float:
    try:
        said = float((headers or {}).get("Retry-After", RETRY_AFTER_WHEN_UNSAID))
    except (TypeError, ValueError):
        return RETRY_AFTER_WHEN_UNSAID
    return min(max(1.0, said), LONGEST_RETRY_AFTER)
