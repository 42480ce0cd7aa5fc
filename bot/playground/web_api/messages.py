"""chat.*: posting, changing and deleting messages."""

from __future__ import annotations

import json

from bot.playground.block_limits import check_blocks
from bot.playground.rates import MESSAGES
from bot.playground.refusals import Refused
from bot.playground.rooms import Channel, Message
from bot.playground.web_api.calling import Call, complaints, method
from bot.playground.world import SlackWorld

LONGEST_TEXT = 40_000
LONGEST_EDIT = 4_000
LONGEST_MARKDOWN = 12_000
MOST_ATTACHMENTS = 100
LARGEST_METADATA = 8_000


@method("chat.postMessage", scope="chat:write", tier=MESSAGES)
def post_message(call: Call) -> dict:
    """https://docs.slack.dev/reference/methods/chat.postMessage"""
    channel = writable(call)
    content = content_of(call)
    thread_ts = _thread(call, channel)
    message = call.world.post(
        channel,
        call.world.app.bot_user,
        thread_ts=thread_ts,
        broadcast=thread_ts is not None and call.flag("reply_broadcast"),
        metadata=metadata_of(call),
        username=call.text("username") or None,
        unfurl={name: call.flag(name) for name in ("unfurl_links", "unfurl_media") if name in call.args},
        **authorship(call.world),
        **content,
    )
    return {
        "channel": channel.id,
        "ts": message.ts,
        "message": message.as_slack(with_metadata=True),
    }


@method("chat.update", scope="chat:write", tier=3)
def update(call: Call) -> dict:
    """https://docs.slack.dev/reference/methods/chat.update"""
    channel = _own_place(call)
    message = call.message(channel)
    if message.user != call.world.app.bot_user:
        raise Refused("cant_update_message")
    content = content_of(call, longest=LONGEST_EDIT)
    for name in ("blocks", "attachments"):
        if name not in call.args or call.args[name] is None:
            content.pop(name)
    if not any(call.args.get(name) for name in ("text", "markdown_text")):
        content.pop("text")
    if call.args.get("metadata") is not None:
        content["metadata"] = metadata_of(call) or None
    if call.flag("reply_broadcast"):
        content["broadcast"] = True
    call.world.edit(message, **content)
    return {
        "channel": channel.id,
        "ts": message.ts,
        "text": message.text,
        "message": message.as_slack(with_metadata=True),
    }


@method("chat.delete", scope="chat:write", tier=3)
def delete(call: Call) -> dict:
    """https://docs.slack.dev/reference/methods/chat.delete"""
    channel = _own_place(call)
    message = call.message(channel)
    if message.user != call.world.app.bot_user:
        raise Refused("cant_delete_message")
    call.world.delete(message)
    return {"channel": channel.id, "ts": message.ts}


@method("chat.postEphemeral", scope="chat:write", tier=4)
def post_ephemeral(call: Call) -> dict:
    """https://docs.slack.dev/reference/methods/chat.postEphemeral"""
    channel = writable(call)
    call.needed("user")
    person = call.world.people.get(call.text("user"))
    if person is None:
        raise Refused("user_not_found")
    if not channel.has(person.id):
        raise Refused("user_not_in_channel")
    message = call.world.whisper(channel, person.id, thread_ts=_thread(call, channel), **content_of(call))
    return {"message_ts": message.ts}


@method("chat.getPermalink", tier=None)
def permalink(call: Call) -> dict:
    """https://docs.slack.dev/reference/methods/chat.getPermalink"""
    channel = call.conversation()
    message = call.message(channel, "message_ts")
    return {"channel": channel.id, "permalink": address_of(call.world, message)}


def address_of(world: SlackWorld, message: Message) -> str:
    """Returns the address of a message, as *Copy link* gives it."""
    link = f"https://{world.team.domain}.slack.com/archives/{message.channel}/p{message.ts.replace('.', '')}"
    return f"{link}?thread_ts={message.thread_ts}&cid={message.channel}" if message.is_reply else link


def authorship(world: SlackWorld) -> dict:
    """Returns the fields that mark a message as the app's."""
    return {"bot_id": world.app.bot_id, "app_id": world.app.id}


def writable(call: Call) -> Channel:
    """Returns the conversation to write to: by id, by "#name", or by a person's id. Raises Refused."""
    call.needed("channel")
    world, wanted = call.world, call.text("channel")
    bot = world.app.bot_user
    if wanted in world.people:
        if wanted == bot or world.people[wanted].is_bot:
            raise Refused("channel_not_found")
        return world.direct_channel(wanted, bot)
    channel = world.channels.get(wanted) or _named(world, wanted)
    if channel is None or (channel.kind != "channel" and not channel.has(bot)):
        raise Refused("channel_not_found")
    if channel.archived:
        raise Refused("is_archived")
    if not channel.has(bot) and not (world.app.scopes and world.app.may("chat:write.public")):
        raise Refused("not_in_channel")
    return channel


def content_of(call: Call, longest: int = LONGEST_TEXT) -> dict:
    """Returns text, blocks and attachments of a message, checked. Raises Refused with Slack's word for it."""
    blocks, attachments = call.structure("blocks", "invalid_blocks_format"), call.structure("attachments")
    text, markdown = call.text("text"), call.text("markdown_text")
    if markdown and (text or blocks):
        raise Refused("markdown_text_conflict")
    if not (text or markdown or blocks or attachments):
        raise Refused("no_text")
    if len(markdown) > LONGEST_MARKDOWN or (longest == LONGEST_EDIT and len(text) > longest):
        raise Refused("msg_too_long")
    if len(text) > longest:
        call.warnings.append("message_truncated")
        text = text[:longest]
    if attachments and len(attachments) > MOST_ATTACHMENTS:
        raise Refused("too_many_attachments")
    refuse_bad_blocks(blocks)
    return {"text": text or markdown, "blocks": blocks or [], "attachments": attachments or []}


def refuse_bad_blocks(blocks: object) -> None:
    """Raises Refused when blocks are not what a message may hold."""
    if blocks is None:
        return
    if not isinstance(blocks, list):
        raise Refused("invalid_blocks_format")
    problems = check_blocks(blocks, "message")
    if any(problem.code == "msg_blocks_too_long" for problem in problems):
        raise Refused("msg_blocks_too_long")
    if problems:
        words = complaints(problems)
        raise Refused("invalid_blocks", messages=words, errors=[word[8:] for word in words])


def metadata_of(call: Call) -> dict | None:
    """Returns the metadata of a message, checked. Raises Refused."""
    metadata = call.structure("metadata", "invalid_metadata_format")
    if metadata is None or metadata == {}:
        return None
    if not isinstance(metadata, dict) or not metadata.get("event_type"):
        raise Refused("invalid_metadata_format")
    if not isinstance(metadata.get("event_payload"), dict) or set(metadata) - {"event_type", "event_payload"}:
        raise Refused("invalid_metadata_format")
    if len(json.dumps(metadata)) > LARGEST_METADATA:
        raise Refused("metadata_too_large")
    return metadata


def _own_place(call: Call) -> Channel:
    channel = call.conversation()
    if channel.archived:
        raise Refused("is_archived")
    return channel


def _named(world: SlackWorld, wanted: str) -> Channel | None:
    name = wanted.removeprefix("#")
    return next((one for one in world.channels.values() if one.kind != "dm" and one.name == name), None)


def _thread(call: Call, channel: Channel) -> str | None:
    """Returns the thread a message belongs to. Below a message that is gone, it silently stands in the channel
    itself, and the answer lacks `thread_ts` (seen at Slack: https://github.com/slack-go/slack/issues/1571)."""
    wanted = call.text("thread_ts")
    if not wanted:
        return None
    whole, _, part = wanted.partition(".")
    if not (whole.isdigit() and part.isdigit()):
        raise Refused("invalid_thread_ts")
    root = channel.message(wanted)
    if root is not None and root.is_reply:
        root = channel.message(root.thread_ts)
    if root is None or (root.deleted and not channel.replies(root.ts)):
        return None
    return root.ts
