"""Whether a letter is in Slack already: every post carries its letter's key, and is looked for by it."""

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from handlers.deliveries import POST, Call, error_word, is_person

EVENT_TYPE = "tracer_letter"
PAGE = 200
MOST_MESSAGES = 2000
# Slack may give fewer than were asked for, and none at all, though there are more.
MOST_PAGES = 400
# No access, or nothing there to be read: asking again would not help.
CANNOT_BE_READ = frozenset(
    "missing_scope not_in_channel channel_not_found thread_not_found no_permission access_denied "
    "not_allowed_token_type method_not_supported_for_channel_type user_not_found unknown_method".split()
)


class CannotLook(Exception):
    """What was posted cannot be read here, now or later; the message is Slack's word for it."""


def marked(call: Call, key: str) -> dict[str, Any]:
    """The arguments of a post with its letter's key in the metadata, and in a `block_id` where one is free.

    Any other call stays as it is: an edit keeps the mark of the post it edits.
    """
    args = {name: value for name, value in call.args.items() if value is not None}
    if call.method != POST:
        return args
    args["metadata"] = {"event_type": EVENT_TYPE, "event_payload": {"k": key}}
    if (blocks := args.get("blocks")) is not None:
        args["blocks"] = _with_mark(blocks, mark_of(key))
    return args


def mark_of(key: str) -> str:
    """The `block_id` that stands for a letter's key."""
    return f"k:{hashlib.sha256(key.encode()).hexdigest()[:20]}"


async def find(slack: AsyncWebClient, key: str, call: Call, since: datetime) -> tuple[str, str] | None:
    """The channel and ts of the message that carries a letter's key, posted since an instant; None when there is none.

    Raises CannotLook where the conversation cannot be read, and what the client raises when the answer is lost.
    """
    try:
        channel = await _conversation(slack, str(call.channel))
        return await _find_in(slack, channel, call.args.get("thread_ts"), key, since)
    except SlackApiError as error:
        if error_word(error) in CANNOT_BE_READ:
            raise CannotLook(error_word(error)) from error
        raise


async def _conversation(slack: AsyncWebClient, channel: str) -> str:
    """https://docs.slack.dev/reference/methods/conversations.open: a person's direct messages have an id too."""
    if not is_person(channel):
        return channel
    opened = await slack.api_call("conversations.open", params={"users": channel})
    return str(opened["channel"]["id"])


async def _find_in(
    slack: AsyncWebClient, channel: str, thread: str | None, key: str, since: datetime
) -> tuple[str, str] | None:
    method = "conversations.replies" if thread else "conversations.history"
    asked = {"channel": channel, "oldest": f"{since.timestamp():.6f}", "limit": PAGE, "include_all_metadata": "true"}
    if thread:
        asked["ts"] = thread
    seen = 0
    for _ in range(MOST_PAGES):
        page = await slack.api_call(method, params=asked)
        for message in page.get("messages") or []:
            if carries(message, key):
                return channel, str(message["ts"])
        seen += len(page.get("messages") or [])
        cursor = (page.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            return None
        if seen >= MOST_MESSAGES:
            break
        asked["cursor"] = cursor
    raise CannotLook(f"more than {seen} messages since then")


async def fell_out_of_its_thread(slack: AsyncWebClient, call: Call, answer: Mapping[str, Any]) -> bool:
    """Whether a reply was posted beside its thread because the thread's first message is gone; then it is taken back.

    Slack says nothing of it: the message in its answer merely has no `thread_ts`. Somebody else's Slack may leave
    that out always, so the thread itself is asked for.
    """
    thread = call.args.get("thread_ts")
    message = answer.get("message")
    if not thread or not isinstance(message, Mapping) or message.get("thread_ts"):
        return False
    place = {"channel": str(answer.get("channel")), "ts": str(answer.get("ts"))}
    try:
        await slack.api_call("conversations.replies", params={**place, "ts": thread, "limit": 1})
        return False
    except SlackApiError as error:
        if error_word(error) != "thread_not_found":
            return False
    with suppress(SlackApiError):
        await slack.api_call("chat.delete", json=place)
    return True


def carries(message: Mapping[str, Any], key: str) -> bool:
    """Whether a message is marked with a letter's key."""
    metadata = message.get("metadata") or {}
    if (metadata.get("event_payload") or {}).get("k") == key:
        return True
    return any(block.get("block_id") == mark_of(key) for block in message.get("blocks") or [])


def _with_mark(blocks: list[dict[str, Any]], mark: str) -> list[dict[str, Any]]:
    """The blocks with the mark on the first that has no `block_id`; one that means something is left alone."""
    free = next((place for place, block in enumerate(blocks) if not block.get("block_id")), None)
    if free is None:
        return blocks
    return [*blocks[:free], {**blocks[free], "block_id": mark}, *blocks[free + 1 :]]
