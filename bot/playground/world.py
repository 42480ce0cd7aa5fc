"""The state of the playground's Slack: one workspace, its people, channels, messages and views."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.playground import kit
from bot.playground.changes import Changes
from bot.playground.faults import Faults
from bot.playground.passes import Passes
from bot.playground.people import InstalledApp, Person, Team, UserGroup, usual_people
from bot.playground.rates import RateLimits
from bot.playground.rooms import Channel, Message, SharedFile
from bot.playground.stamps import Names, Now, Stamps, wall_clock
from bot.playground.windows import View, Windows


@dataclass(frozen=True)
class ApiCall:
    """One call of the app to the Web API, as it was answered."""

    method: str
    args: dict[str, Any]
    answer: dict[str, Any]
    at: datetime
    status: int = 200

    @property
    def ok(self) -> bool:
        """Says whether the answer was ok."""
        return bool(self.answer.get("ok"))


@dataclass(frozen=True)
class Notice:
    """A sentence that Slack itself shows to one person."""

    id: str
    text: str
    kind: str = "error"


@dataclass
class Scheduled:
    """A message that waits for its time."""

    id: str
    channel: str
    post_at: int
    payload: dict[str, Any]


@dataclass
class _Kept:
    notices: dict[str, list[Notice]] = field(default_factory=dict)
    files: dict[str, SharedFile] = field(default_factory=dict)
    selections: dict[tuple[str, str], dict] = field(default_factory=dict)
    scheduled: list[Scheduled] = field(default_factory=list)
    calls: list[ApiCall] = field(default_factory=list)


class SlackWorld:
    """A workspace with people, channels and one installed app; everything else acts on it.

    `now` gives the time of messages (UTC); triggers, response_urls and rate limits run on real time.
    `limits` is True, False, or a `RateLimits` of one's own. The app hears of events once a server is
    started: until then they go nowhere.
    """

    def __init__(
        self,
        *,
        now: Now = wall_clock,
        app: InstalledApp | None = None,
        team: Team | None = None,
        people: Iterable[Person] | None = None,
        usual_channels: bool = True,
        limits: RateLimits | bool = True,
    ) -> None:
        self.app = app or InstalledApp()
        self.team = team or Team()
        self.stamps = Stamps(now)
        self.names = Names()
        self.changes = Changes()
        self.passes = Passes()
        self.windows = Windows()
        self.limits = limits if isinstance(limits, RateLimits) else RateLimits(on=limits)
        self.faults = Faults()
        self.people: dict[str, Person] = {}
        self.channels: dict[str, Channel] = {}
        self.groups: list[UserGroup] = []
        self.suggested: dict[tuple[str, str], list[dict]] = {}
        self.base_url = ""
        self.tell_app: Callable[[dict], None] = lambda event: None
        self._kept = _Kept()
        for person in people if people is not None else usual_people(self.app):
            self.people[person.id] = person
        if usual_channels:
            add_usual_channels(self)

    @property
    def calls(self) -> list[ApiCall]:
        """Returns every Web API call so far, oldest first."""
        return self._kept.calls

    @property
    def files(self) -> dict[str, SharedFile]:
        """Returns the files by id."""
        return self._kept.files

    @property
    def scheduled(self) -> list[Scheduled]:
        """Returns the messages that wait for their time."""
        return self._kept.scheduled

    def person(self, who: str | Person) -> Person:
        """Returns the person with that id or name. Raises LookupError naming who is there."""
        if isinstance(who, Person):
            return who
        wanted = who.removeprefix("@")
        found = self.people.get(wanted) or next((p for p in self.people.values() if p.name == wanted), None)
        if found is None:
            raise LookupError(f"nobody here is called {who!r}; there are {sorted(self._known_names())}")
        return found

    def _known_names(self) -> list[str]:
        return [person.name for person in self.people.values()]

    def channel(self, which: str | Channel) -> Channel:
        """Returns the channel with that id or name ("#lost-parcels"). Raises LookupError."""
        if isinstance(which, Channel):
            return which
        wanted = which.removeprefix("#")
        found = self.channels.get(wanted) or self._by_name(wanted)
        if found is None:
            names = sorted(channel.name for channel in self.channels.values() if channel.kind != "dm")
            raise LookupError(f"there is no channel {which!r}; there are {names}")
        return found

    def _by_name(self, name: str) -> Channel | None:
        return next((c for c in self.channels.values() if c.kind != "dm" and c.name == name), None)

    def add_person(self, person: Person) -> Person:
        """Adds somebody to the workspace; the app hears `team_join`."""
        self.people[person.id] = person
        self.changes.say("people")
        self.event("team_join", {"type": "team_join", "user": person.as_slack()})
        return person

    def add_channel(
        self, name: str, *, members: Iterable[str | Person] = (), kind: str = "channel", **more: Any
    ) -> Channel:
        """Adds a channel ("channel" or "private") with these members, by name or id."""
        ids = [self.person(one).id for one in members]
        channel_id = self.names.for_word("C", name, self.channels)
        creator = ids[0] if ids else ""
        channel = Channel(channel_id, name, kind, ids, creator, **more)
        self.channels[channel.id] = channel
        self.changes.say(f"channel:{channel.id}")
        return channel

    def direct_channel(self, one: str | Person, other: str | Person) -> Channel:
        """Returns the direct conversation of two people (or of one and the app), opened when new."""
        pair = [self.person(one).id, self.person(other).id]
        for channel in self.channels.values():
            if channel.kind == "dm" and sorted(channel.members) == sorted(pair):
                return channel
        channel = Channel(self.names.next("D"), "directmessage", "dm", pair, pair[0])
        self.channels[channel.id] = channel
        return channel

    def post(self, channel: Channel, user: str, **fields: Any) -> Message:
        """Puts a message of `user` into a channel, tells the app, and returns it."""
        author = self.people.get(user)
        message = Message(channel.id, self.stamps.next(), user, author.team_id if author else self.team.id, **fields)
        message.blocks = kit.as_kept(message.blocks)
        channel.messages.append(message)
        channel.read[user] = message.ts
        for file in message.files:
            file.channels.append(channel.id)
        self.news_in(channel)
        self._announce(channel, message)
        return message

    def whisper(self, channel: Channel, to: str, **fields: Any) -> Message:
        """Puts an ephemeral message of the app before one person and returns it."""
        message = Message(
            channel.id, self.stamps.next(), self.app.bot_user, self.team.id, only_for=to, bot_id=self.app.bot_id,
            app_id=self.app.id, **fields,
        )  # fmt: skip
        message.blocks = kit.as_kept(message.blocks)
        channel.whispers.append(message)
        self.changes.say(f"channel:{channel.id}", {to})
        return message

    def edit(self, message: Message, **fields: Any) -> None:
        """Changes a message in place."""
        for name, value in fields.items():
            setattr(message, name, kit.as_kept(value) if name == "blocks" else value)
        if message.only_for is None:
            message.edited = {"user": message.user, "ts": self.stamps.next()}
        self.news_in(self.channels[message.channel])

    def delete(self, message: Message) -> None:
        """Takes a message away; one with replies leaves its place behind."""
        channel = self.channels[message.channel]
        if message.only_for is None and channel.has(self.app.bot_user):
            self._announce_gone(channel, message)
        message.deleted = True
        with contextlib.suppress(ValueError):
            channel.whispers.remove(message)
        self.news_in(channel)

    def news_in(self, channel: Channel) -> None:
        """Says that something in a channel changed, to those who can see it."""
        self.changes.say(f"channel:{channel.id}", None if channel.kind == "channel" else set(channel.members))

    def notice(self, to: str, text: str, kind: str = "error") -> Notice:
        """Shows a sentence of Slack's own to one person and returns it."""
        notice = Notice(self.names.next("N"), text, kind)
        self._kept.notices.setdefault(to, []).append(notice)
        self.changes.say("notices", {to})
        return notice

    def notices(self, who: str) -> list[Notice]:
        """Returns what Slack told a person, oldest first."""
        return self._kept.notices.setdefault(who, [])

    def selections(self, user: str, container: str) -> dict:
        """Returns what a person has chosen in the fields of one message, as `state.values`."""
        return self._kept.selections.setdefault((user, container), {})

    def new_view(self, user: str, content: dict) -> View:
        """Returns a view for somebody, not shown to anybody yet."""
        view = View(
            self.names.next("V"), user, self.team.id, content["type"], self.app.id, self.app.bot_id, {"blocks": []}
        )
        view.show(content, self.stamps.next())
        return view

    def sees(self, who: str | Person, where: str | Channel) -> list[Message]:
        """Returns what somebody reads in a channel and its threads, whispers to them included, oldest first."""
        person, channel = self.person(who), self.channel(where)
        if channel.kind != "channel" and not channel.has(person.id):
            return []
        whispers = [one for one in channel.whispers if one.only_for == person.id]
        messages = [one for one in channel.messages if not one.deleted]
        return sorted([*messages, *whispers], key=lambda one: one.ts)

    def thread(self, root: Message) -> list[Message]:
        """Returns a message and the replies below it, oldest first."""
        channel = self.channels[root.channel]
        return [root, *channel.replies(root.thread_ts or root.ts)]

    def note_call(self, method: str, args: dict, answer: dict, status: int = 200) -> None:
        """Writes a Web API call into the log."""
        self.calls.append(ApiCall(method, args, answer, self.stamps.now(), status))
        self.changes.say("calls", set())

    def event(self, subscription: str, event: dict) -> None:
        """Tells the app of an event, if its manifest subscribes to it."""
        if self.app.hears(subscription):
            event.setdefault("event_ts", self.stamps.next())
            self.tell_app(event)

    def _announce(self, channel: Channel, message: Message) -> None:
        if not channel.has(self.app.bot_user):
            return
        kind = channel.channel_type
        plural = {"channel": "channels", "group": "groups", "im": "im"}[kind]
        event = message.as_slack() | {"channel": channel.id, "channel_type": kind, "event_ts": message.ts}
        root = channel.message(message.thread_ts) if message.is_reply else None
        if root is not None:
            event["parent_user_id"] = root.user
        self.event(f"message.{plural}", event)
        if f"<@{self.app.bot_user}>" in message.text and kind != "im" and message.user != self.app.bot_user:
            mention = {name: value for name, value in event.items() if name != "channel_type"}
            self.event("app_mention", mention | {"type": "app_mention"})

    def _announce_gone(self, channel: Channel, message: Message) -> None:
        kind = channel.channel_type
        plural = {"channel": "channels", "group": "groups", "im": "im"}[kind]
        stamp = self.stamps.next()
        event = {"type": "message", "subtype": "message_deleted", "hidden": True, "deleted_ts": message.ts}
        where = {"channel": channel.id, "channel_type": kind, "ts": stamp, "event_ts": stamp}
        self.event(f"message.{plural}", event | where | {"previous_message": channel.shown(message)})


def add_usual_channels(world: SlackWorld) -> None:
    """Adds the channels of an ordinary team: two with the bot in it, and four where it meets a wall."""
    bot = world.app.bot_user
    team = ["lin", "maya", "priya"]
    world.add_channel("lost-parcels", members=[*team, "gus", bot], topic="Parcels that went missing")
    world.add_channel("lost-finance", members=[*team, bot], topic="Refunds and claims")
    world.add_channel("random", members=team)
    world.add_channel("secret-plans", members=["maya", "priya"], kind="private")
    world.add_channel("old-parcels", members=[*team, bot], archived=True)
    world.add_channel("carrier-desk", members=["lin", "maya", "otto", bot], shared=True)
