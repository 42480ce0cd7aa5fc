"""chat.scheduleMessage and what belongs to it."""

from __future__ import annotations

from bot.playground.refusals import Refused
from bot.playground.web_api.calling import Call, method
from bot.playground.web_api.messages import authorship, content_of, metadata_of, writable
from bot.playground.world import Scheduled, SlackWorld

FURTHEST_SECONDS = 120 * 24 * 3600
WINDOW_SECONDS = 5 * 60
MOST_IN_WINDOW = 30


@method("chat.scheduleMessage", scope="chat:write", tier=3)
def schedule(call: Call) -> dict:
    """https://docs.slack.dev/reference/methods/chat.scheduleMessage"""
    channel = writable(call)
    post_at = call.number("post_at", 0)
    now = call.world.stamps.seconds()
    if post_at <= now:
        raise Refused("time_in_past")
    if post_at > now + FURTHEST_SECONDS:
        raise Refused("time_too_far")
    window = post_at // WINDOW_SECONDS
    waiting = [one for one in call.world.scheduled if one.channel == channel.id]
    if sum(one.post_at // WINDOW_SECONDS == window for one in waiting) >= MOST_IN_WINDOW:
        raise Refused("restricted_too_many")
    payload = content_of(call) | {"metadata": metadata_of(call), "thread_ts": call.text("thread_ts") or None}
    scheduled = Scheduled(call.world.names.next("Q"), channel.id, post_at, payload)
    call.world.scheduled.append(scheduled)
    shown = {"type": "delayed_message", "text": payload["text"], "bot_id": call.world.app.bot_id}
    return {
        "channel": channel.id,
        "scheduled_message_id": scheduled.id,
        "post_at": post_at,
        "message": shown,
    }


@method("chat.scheduledMessages.list", tier=3)
def list_scheduled(call: Call) -> dict:
    """https://docs.slack.dev/reference/methods/chat.scheduledMessages.list"""
    wanted = call.text("channel")
    found = [
        {"id": one.id, "channel_id": one.channel, "post_at": one.post_at, "text": one.payload["text"]}
        for one in call.world.scheduled
        if not wanted or one.channel == wanted
    ]
    return {"scheduled_messages": found, "response_metadata": {"next_cursor": ""}}


@method("chat.deleteScheduledMessage", scope="chat:write", tier=3)
def delete_scheduled(call: Call) -> dict:
    """https://docs.slack.dev/reference/methods/chat.deleteScheduledMessage"""
    wanted = call.needed("scheduled_message_id")
    found = next((one for one in call.world.scheduled if one.id == wanted), None)
    if found is None:
        raise Refused("invalid_scheduled_message_id")
    call.world.scheduled.remove(found)
    return {}


def post_what_is_due(world: SlackWorld) -> None:
    """Posts the scheduled messages whose time has come. One with metadata is dropped, as Slack does."""
    now = world.stamps.seconds()
    for one in [waiting for waiting in world.scheduled if waiting.post_at <= now]:
        world.scheduled.remove(one)
        channel = world.channels[one.channel]
        if one.payload.get("metadata") is None and not channel.archived:
            world.post(channel, world.app.bot_user, **authorship(world), **one.payload)
