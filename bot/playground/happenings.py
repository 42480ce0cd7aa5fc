"""What happens to channels and people of itself: archived, renamed, shared, joined, left, changed."""

from __future__ import annotations

from typing import Any

from bot.playground.people import Person
from bot.playground.rooms import Channel
from bot.playground.web_api.conversations import enter
from bot.playground.world import SlackWorld


def join(world: SlackWorld, channel: Channel, who: str | Person, inviter: str | None = None) -> None:
    """Makes somebody, or the app, a member of a channel; `inviter` is an id."""
    person = world.person(who)
    if not channel.has(person.id):
        enter(world, channel, person.id, inviter)


def leave(world: SlackWorld, channel: Channel, who: str | Person) -> None:
    """Takes somebody, or the app, out of a channel; the app hears of others by an event, of itself by another."""
    person = world.person(who)
    if not channel.has(person.id):
        return
    bot = world.app.bot_user
    was_there = channel.has(bot)
    channel.members.remove(person.id)
    world.news_in(channel)
    if person.id == bot:
        kind = "channel_left" if channel.kind == "channel" else "group_left"
        world.event(kind, {"type": kind, "channel": channel.id})
    elif was_there:
        letter = "C" if channel.kind == "channel" else "G"
        event = {"user": person.id, "channel": channel.id, "channel_type": letter, "team": world.team.id}
        world.event("member_left_channel", {"type": "member_left_channel", **event})


def archive(world: SlackWorld, channel: Channel, by: str | Person) -> None:
    """Archives a channel: nobody writes there from now on."""
    channel.archived = True
    _tell(world, channel, "archive", {"channel": channel.id, "user": world.person(by).id})


def unarchive(world: SlackWorld, channel: Channel, by: str | Person) -> None:
    """Opens an archived channel again."""
    channel.archived = False
    _tell(world, channel, "unarchive", {"channel": channel.id, "user": world.person(by).id})


def delete_channel(world: SlackWorld, channel: Channel) -> None:
    """Deletes a channel with everything in it."""
    del world.channels[channel.id]
    _tell(world, channel, "deleted", {"channel": channel.id})


def rename(world: SlackWorld, channel: Channel, name: str) -> None:
    """Gives a channel another name."""
    channel.name = name
    known = {"id": channel.id, "name": name, "name_normalized": name, "created": channel.created}
    _tell(world, channel, "rename", {"channel": known | {"is_channel": channel.kind == "channel"}})


def share(world: SlackWorld, channel: Channel, with_team: str = "T0PARTNER") -> None:
    """Shares a channel with another organisation."""
    channel.shared = True
    world.news_in(channel)
    event = {"type": "channel_shared", "channel": channel.id, "connected_team_id": with_team}
    world.event("channel_shared", event)


def unshare(world: SlackWorld, channel: Channel, with_team: str = "T0PARTNER") -> None:
    """Ends the sharing of a channel."""
    channel.shared = False
    world.news_in(channel)
    event = {"type": "channel_unshared", "channel": channel.id, "is_ext_shared": False}
    world.event("channel_unshared", event | {"previously_connected_team_id": with_team})


def change_person(world: SlackWorld, who: str | Person, **changes: Any) -> None:
    """Changes what is known of somebody (locale, time zone, role, deleted); the app hears `user_change`."""
    person = world.person(who)
    for name, value in changes.items():
        setattr(person, name, value)
    world.changes.say("people")
    user = person.as_slack(with_locale=True, with_email=world.app.may("users:read.email"))
    world.event("user_change", {"type": "user_change", "user": user, "cache_ts": world.stamps.seconds()})


def everybody_reads(world: SlackWorld, *, chinese: bool) -> None:
    """Gives this one of the bot's two languages to everybody who reads the other; the app hears of each."""
    for person in who_reads_the_other(world, chinese=chinese):
        change_person(world, person, locale="zh-CN" if chinese else "en-US")


def who_reads_the_other(world: SlackWorld, *, chinese: bool) -> list[Person]:
    """Returns everybody but bots who reads English where Chinese is asked for, or the other way round."""
    return [one for one in world.people.values() if not one.is_bot and one.locale.startswith("zh") != chinese]


def uninstall(world: SlackWorld) -> None:
    """Takes the app out of the workspace: it hears of it, and its token is worth nothing from now on."""
    tokens = {"oauth": [], "bot": [world.app.bot_user]}
    world.event("tokens_revoked", {"type": "tokens_revoked", "tokens": tokens})
    world.event("app_uninstalled", {"type": "app_uninstalled"})
    world.app.uninstalled = True


def _tell(world: SlackWorld, channel: Channel, what: str, event: dict) -> None:
    world.news_in(channel)
    if channel.has(world.app.bot_user):
        kind = f"{'channel' if channel.kind == 'channel' else 'group'}_{what}"
        world.event(kind, {"type": kind, **event})
