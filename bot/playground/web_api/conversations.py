"""conversations.*: what the app may know of channels and read in them."""

from __future__ import annotations

from bot.playground.refusals import Refused
from bot.playground.rooms import Channel, Message
from bot.playground.web_api.calling import Call, method, page
from bot.playground.world import SlackWorld

READ_CHANNELS = "channels:read|groups:read|im:read"
READ_HISTORY = "channels:history|groups:history|im:history"


@method("conversations.info", scope=READ_CHANNELS, tier=3)
def info(call: Call) -> dict:
    """https://docs.slack.dev/reference/methods/conversations.info"""
    channel = call.conversation()
    shown = _shown(call.world, channel)
    if call.flag("include_num_members"):
        shown["num_members"] = len(channel.members)
    return {"channel": shown}


@method("conversations.list", scope=READ_CHANNELS, tier=2)
def list_conversations(call: Call) -> dict:
    """https://docs.slack.dev/reference/methods/conversations.list"""
    known = [one for one in call.world.channels.values() if _visible(call.world, one)]
    return _listed(call, known, of=call.world.app.bot_user)


@method("users.conversations", scope=READ_CHANNELS, tier=3)
def conversations_of(call: Call) -> dict:
    """https://docs.slack.dev/reference/methods/users.conversations"""
    user = call.text("user") or call.world.app.bot_user
    if user not in call.world.people:
        raise Refused("user_not_found")
    known = [one for one in call.world.channels.values() if _visible(call.world, one) and one.has(user)]
    return _listed(call, known, of=user)


@method("conversations.members", scope=READ_CHANNELS, tier=4)
def members(call: Call) -> dict:
    """https://docs.slack.dev/reference/methods/conversations.members"""
    found, cursor = page(call.conversation().members, call)
    return {"members": found, "response_metadata": {"next_cursor": cursor}}


@method("conversations.history", scope=READ_HISTORY, tier=3)
def history(call: Call) -> dict:
    """https://docs.slack.dev/reference/methods/conversations.history"""
    channel = call.joined()
    return _read(call, channel, list(reversed(channel.main_line())))


@method("conversations.replies", scope=READ_HISTORY, tier=3)
def replies(call: Call) -> dict:
    """https://docs.slack.dev/reference/methods/conversations.replies"""
    channel = call.joined()
    asked = channel.message(call.needed("ts"))
    if asked is None:
        raise Refused("thread_not_found")
    root = channel.message(asked.thread_ts) if asked.is_reply else asked
    below = channel.replies(root.ts) if root else []
    if root is None or (root.deleted and not below):
        raise Refused("thread_not_found")
    answer = _read(call, channel, below)
    answer["messages"].insert(0, _tombstone(root) if root.deleted else _message(call, channel, root))
    return answer


@method("conversations.open", scope="im:write|mpim:write", tier=3)
def open_conversation(call: Call) -> dict:
    """https://docs.slack.dev/reference/methods/conversations.open (direct messages with one person)."""
    world, bot = call.world, call.world.app.bot_user
    if call.text("channel"):
        channel, known = call.conversation(), True
    else:
        users = [one for one in call.needed("users").split(",") if one != bot]
        if any(one not in world.people for one in users) or len(users) != 1:
            raise Refused("user_not_found" if len(users) == 1 else "method_not_supported_for_channel_type")
        before = len(world.channels)
        channel = world.direct_channel(users[0], bot)
        known = len(world.channels) == before
    shown = _shown(world, channel) if call.flag("return_im") else {"id": channel.id}
    return {"channel": shown} | ({"no_op": True, "already_open": True} if known else {})


@method("conversations.join", scope="channels:join", tier=3)
def join(call: Call) -> dict:
    """https://docs.slack.dev/reference/methods/conversations.join"""
    channel, bot = call.conversation(), call.world.app.bot_user
    if channel.kind != "channel":
        raise Refused("method_not_supported_for_channel_type")
    if channel.archived:
        raise Refused("is_archived")
    if channel.has(bot):
        call.warnings.append("already_in_channel")
    else:
        enter(call.world, channel, bot)
    return {"channel": _shown(call.world, channel)}


def enter(world: SlackWorld, channel: Channel, user: str, inviter: str | None = None) -> None:
    """Makes somebody a member of a channel; the app hears of it if it is there, or is the one who came."""
    channel.members.append(user)
    world.news_in(channel)
    if channel.has(world.app.bot_user):
        kind = "C" if channel.kind == "channel" else "G"
        event = {"type": "member_joined_channel", "user": user, "channel": channel.id, "channel_type": kind}
        invited = {"inviter": inviter} if inviter else {}
        world.event("member_joined_channel", event | {"team": world.team.id} | invited)


def _listed(call: Call, known: list[Channel], *, of: str) -> dict:
    kinds = {
        {"public_channel": "channel", "private_channel": "private", "im": "dm"}.get(kind.strip(), "")
        for kind in call.text("types", "public_channel").split(",")
    }
    wanted = [one for one in known if one.kind in kinds and not (one.archived and call.flag("exclude_archived"))]
    found, cursor = page(wanted, call)
    return {
        "channels": [one.as_slack(seen_by=of) for one in found],
        "response_metadata": {"next_cursor": cursor},
    }


def _read(call: Call, channel: Channel, messages: list[Message]) -> dict:
    oldest, latest = call.text("oldest", "0"), call.text("latest")
    inclusive = call.flag("inclusive")

    def within(message: Message) -> bool:
        at = float(message.ts)
        after = at >= float(oldest or 0) if inclusive else at > float(oldest or 0)
        before = not latest or (at <= float(latest) if inclusive else at < float(latest))
        return after and before

    found, cursor = page([one for one in messages if within(one)], call, most=999)
    return {
        "messages": [_message(call, channel, one) for one in found],
        "has_more": bool(cursor),
        "pin_count": 0,
        "response_metadata": {"next_cursor": cursor},
    }


def _message(call: Call, channel: Channel, message: Message) -> dict:
    return channel.shown(message, with_metadata=call.flag("include_all_metadata"))


def _tombstone(root: Message) -> dict:
    return {
        "type": "message",
        "subtype": "tombstone",
        "text": "This message was deleted.",
        "user": "USLACKBOT",
        "hidden": True,
        "ts": root.ts,
        "thread_ts": root.ts,
    }


def _visible(world: SlackWorld, channel: Channel) -> bool:
    return channel.kind == "channel" or channel.has(world.app.bot_user)


def _shown(world: SlackWorld, channel: Channel) -> dict:
    return channel.as_slack(seen_by=world.app.bot_user)
