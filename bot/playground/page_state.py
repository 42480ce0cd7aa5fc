"""What one person sees of the world, as the page draws it."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

from bot.playground.people import Person
from bot.playground.rooms import Channel, Message, SharedFile, reactions_of
from bot.playground.scripted_tracker import ScriptedTracker
from bot.playground.stamps import wall_clock
from bot.playground.windows import View
from bot.playground.world import SlackWorld


def page_state(world: SlackWorld, person: Person, tracker: ScriptedTracker | None = None) -> dict:
    """Returns everything the page needs to draw the world for one person, and nothing they may not see."""
    channels = visible_channels(world, person)
    home = world.windows.homes.get(person.id)
    return {
        "team": {"id": world.team.id, "name": world.team.name, "domain": world.team.domain},
        "me": _me(person) | {"paused": person.is_not_to_be_disturbed(world.stamps.now())},
        "people": [_shown(one) for one in world.people.values() if not one.is_bot],
        "app": _app(world),
        "clock": _clock(world),
        "tracker": None if tracker is None else {"out": tracker.is_out},
        "channels": [_channel(world, person, one) for one in channels],
        "messages": {one.id: _messages(world, person, one) for one in channels},
        "home": None if home is None else home.as_slack(),
        "views": [_view(view) for view in world.windows.stacks.get(person.id, [])],
        "notices": [{"id": one.id, "text": one.text, "kind": one.kind} for one in world.notices(person.id)],
    }


def visible_channels(world: SlackWorld, person: Person) -> list[Channel]:
    """Returns the channels a person can open: theirs, and public ones unless they are a guest; app's DM included."""
    world.direct_channel(person, world.app.bot_user)
    return [one for one in world.channels.values() if one.has(person.id) or _is_open_to(one, person)]


def _is_open_to(channel: Channel, person: Person) -> bool:
    outsider = person.is_restricted or person.is_ultra_restricted or person.as_slack().get("is_stranger")
    return channel.kind == "channel" and not outsider


def _me(person: Person) -> dict:
    return _shown(person) | {"locale": person.locale, "tz": person.tz}


def _shown(person: Person) -> dict:
    return {
        "id": person.id,
        "name": person.name,
        "real_name": person.real_name,
        "title": person.title,
        "is_admin": person.is_admin,
        "is_guest": person.is_restricted or person.is_ultra_restricted,
        "is_stranger": bool(person.as_slack().get("is_stranger")),
    }


def _app(world: SlackWorld) -> dict:
    app = world.app
    return {
        "name": app.name,
        "bot_user": app.bot_user,
        "commands": [
            {"command": one.command, "usage_hint": one.usage_hint, "description": one.description}
            for one in app.commands
        ],
        "message_shortcuts": [{"callback_id": one.callback_id, "name": one.name} for one in app.message_shortcuts],
        "global_shortcuts": [{"callback_id": one.callback_id, "name": one.name} for one in app.global_shortcuts],
    }


def _clock(world: SlackWorld) -> dict:
    now = world.stamps.now()
    ahead: timedelta = now - wall_clock()
    return {"offset_seconds": round(ahead.total_seconds()), "now": now.isoformat()}


def _channel(world: SlackWorld, person: Person, channel: Channel) -> dict:
    other = next((one for one in channel.members if one != person.id), person.id)
    direct = channel.kind == "dm"
    read = channel.read.get(person.id, "")
    unread = [one for one in channel.main_line() if one.ts > read and one.user != person.id]
    return {
        "id": channel.id,
        "name": world.people[other].real_name if direct else channel.name,
        "kind": channel.kind,
        "user": other if direct else None,
        "member": channel.has(person.id),
        "bot_in": channel.has(world.app.bot_user),
        "unread": len(unread) if channel.has(person.id) else 0,
        "archived": channel.archived,
        "shared": channel.shared,
        "topic": channel.topic,
    }


def _messages(world: SlackWorld, person: Person, channel: Channel) -> list[dict]:
    replies: dict[str, int] = {}
    seen = world.sees(person, channel)
    for one in seen:
        if one.is_reply and one.only_for is None:
            replies[str(one.thread_ts)] = replies.get(str(one.thread_ts), 0) + 1
    return [_message(world, person, one, replies.get(one.ts, 0)) for one in seen]


def _message(world: SlackWorld, person: Person, message: Message, replies: int) -> dict:
    author = world.people.get(message.user)
    return {
        "ts": message.ts,
        "thread_ts": message.thread_ts,
        "channel": message.channel,
        "user": message.user,
        "bot": message.bot_id is not None,
        "username": message.username or (author.real_name if author else message.user),
        "text": message.text,
        "blocks": message.blocks,
        "ephemeral": message.only_for is not None,
        "edited": message.edited is not None,
        "reply_count": replies,
        "broadcast": message.broadcast,
        "files": [_file(one, person) for one in message.files],
        "reactions": reactions_of(message),
    }


def _file(file: SharedFile, person: Person) -> dict:
    return {
        "id": file.id,
        "name": file.name,
        "title": file.title or file.name,
        "mimetype": file.mimetype,
        "size": len(file.content),
        "url": f"/page/file/{file.id}/{quote(file.name)}?as={person.id}",
    }


def _view(view: View) -> dict:
    return view.as_slack() | {"errors": dict(view.errors)}
