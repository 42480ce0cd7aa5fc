"""How a Web API method is written down, and how it reads what it was called with."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.playground.block_limits import Problem
from bot.playground.refusals import Refused
from bot.playground.rooms import Channel, Message
from bot.playground.world import SlackWorld


@dataclass
class Call:
    """One call: the world it acts on, and its arguments from query, form or JSON body."""

    world: SlackWorld
    method: str
    args: dict[str, Any]
    warnings: list[str] = field(default_factory=list)

    def text(self, name: str, default: str = "") -> str:
        """Returns an argument as text."""
        value = self.args.get(name)
        return default if value is None else str(value)

    def needed(self, *names: str) -> str:
        """Returns the first of these arguments, all of which must be there. Raises Refused."""
        missing = [name for name in names if self.args.get(name) in (None, "")]
        if missing:
            raise Refused("invalid_arguments", messages=[f"[ERROR] missing required field: {name}" for name in missing])
        return self.text(names[0])

    def flag(self, name: str, default: bool = False) -> bool:
        """Returns an argument as yes or no, in any of the ways in which Slack reads one."""
        value = self.args.get(name)
        if value is None or value == "":
            return default
        return str(value).lower() in {"1", "true", "yes", "t", "on"}

    def number(self, name: str, default: int) -> int:
        """Returns an argument as a whole number. Raises Refused when it is none."""
        try:
            return int(self.text(name) or default)
        except ValueError:
            raise Refused("invalid_arguments", messages=[f"[ERROR] must be an integer: {name}"]) from None

    def structure(self, name: str, error: str = "invalid_arguments") -> Any:
        """Returns an argument that is JSON, whether it came as JSON or as text holding it, or None."""
        value = self.args.get(name)
        if not isinstance(value, str):
            return value
        if not value.strip():
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise Refused(error, messages=[f"[ERROR] {name} is not valid JSON"]) from None

    def conversation(self, name: str = "channel") -> Channel:
        """Returns the conversation an id names, if the app can know of it. Raises Refused."""
        self.needed(name)
        channel = self.world.channels.get(self.text(name))
        if channel is None or (channel.kind != "channel" and not channel.has(self.world.app.bot_user)):
            raise Refused("channel_not_found")
        return channel

    def joined(self, name: str = "channel") -> Channel:
        """Returns a conversation that the app is a member of. Raises Refused."""
        channel = self.conversation(name)
        if not channel.has(self.world.app.bot_user):
            raise Refused("not_in_channel")
        return channel

    def message(self, channel: Channel, name: str = "ts") -> Message:
        """Returns the message with the stamp in an argument. Raises Refused."""
        found = channel.message(self.needed(name))
        if found is None or found.deleted:
            raise Refused("message_not_found")
        return found


Work = Callable[[Call], dict[str, Any]]


@dataclass(frozen=True)
class Method:
    """A method: the scope it needs ("a|b": either), its rate tier, and the kind of token it takes."""

    name: str
    work: Work
    scope: str | None
    tier: int | str | None
    token: str


METHODS: dict[str, Method] = {}


def method(
    name: str, *, scope: str | None = None, tier: int | str | None = 3, token: str = "bot"
) -> Callable[[Work], Work]:
    """Registers a function as the work of a Web API method."""

    def register(work: Work) -> Work:
        METHODS[name] = Method(name, work, scope, tier, token)
        return work

    return register


def page(items: list, call: Call, *, default: int = 100, most: int = 1000) -> tuple[list, str]:
    """Returns one page of a list and the cursor of the next, "" at the end."""
    limit = call.number("limit", default) or default
    if not 0 < limit <= most:
        raise Refused("invalid_limit")
    start = _position(call.text("cursor"))
    following = start + limit
    return items[start:following], f"next:{following}" if following < len(items) else ""


def complaints(problems: list[Problem]) -> list[str]:
    """Returns problems in the words of `response_metadata.messages`."""
    return [f"[ERROR] {problem.message} [json-pointer:{problem.pointer}]" for problem in problems]


def _position(cursor: str) -> int:
    if not cursor:
        return 0
    head, _, number = cursor.partition(":")
    if head != "next" or not number.isdigit():
        raise Refused("invalid_cursor")
    return int(number)
