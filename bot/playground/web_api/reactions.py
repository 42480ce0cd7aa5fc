"""reactions.*"""

from __future__ import annotations

import re

from bot.playground.refusals import Refused
from bot.playground.rooms import Channel, Message
from bot.playground.web_api.calling import Call, method

_NAME = re.compile(r"^[a-z0-9_+'-]+(::skin-tone-[2-6])?$")


@method("reactions.add", scope="reactions:write", tier=3)
def add(call: Call) -> dict:
    """https://docs.slack.dev/reference/methods/reactions.add"""
    channel, message, name = _target(call)
    users = message.reactions.setdefault(name, [])
    if call.world.app.bot_user in users:
        raise Refused("already_reacted")
    users.append(call.world.app.bot_user)
    call.world.news_in(channel)
    return {}


@method("reactions.remove", scope="reactions:write", tier=2)
def remove(call: Call) -> dict:
    """https://docs.slack.dev/reference/methods/reactions.remove"""
    channel, message, name = _target(call)
    users = message.reactions.get(name, [])
    if call.world.app.bot_user not in users:
        raise Refused("no_reaction")
    users.remove(call.world.app.bot_user)
    call.world.news_in(channel)
    return {}


@method("reactions.get", scope="reactions:read", tier=3)
def get(call: Call) -> dict:
    """https://docs.slack.dev/reference/methods/reactions.get"""
    channel = call.joined()
    message = call.message(channel, "timestamp")
    return {"type": "message", "channel": channel.id, "message": channel.shown(message)}


def _target(call: Call) -> tuple[Channel, Message, str]:
    name = call.needed("name").strip(":")
    if not _NAME.match(name):
        raise Refused("invalid_name")
    channel = call.joined()
    if channel.archived:
        raise Refused("is_archived")
    return channel, call.message(channel, "timestamp"), name
