"""What people type, as Slack stores and forwards it: mentions, channels and links in angle brackets."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.playground.world import SlackWorld

_DOMAINS = "com|net|org|io|de|fr|co\\.uk|it|es|nl|pl|cn|jp|eu|uk|us|ca|au|shop|example"
_PIECES = re.compile(
    r"(?P<ready><[@#!][^<>\s][^<>]*>)"
    r"|(?P<url>https?://[^\s<>]+)"
    r"|(?P<mail>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?P<everybody>@(?:channel|here|everyone)\b)"
    r"|(?P<who>(?<!\w)@[\w.-]+)"
    r"|(?P<where>(?<!\w)#[\w-]+)"
    rf"|(?P<site>(?<![\w.@/-])(?:[a-z0-9-]+\.)+(?:{_DOMAINS})(?![\w.-]*\w)(?:/[^\s<>]*)?)",
    re.IGNORECASE,
)


def escape(text: str) -> str:
    """Returns text with the three signs that Slack escapes: &, < and >."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def as_message(world: SlackWorld, typed: str) -> tuple[str, list[dict]]:
    """Returns the text and the rich_text block of a message that somebody typed."""
    pieces = [_piece(world, found, with_names=False) for found in _split(typed)]
    text = "".join(stored for stored, _ in pieces)
    shown = [element for _, element in pieces if element]
    section = {"type": "rich_text_section", "elements": shown or [{"type": "text", "text": " "}]}
    return text, [{"type": "rich_text", "elements": [section]}]


def as_command_text(world: SlackWorld, typed: str, *, should_escape: bool) -> str:
    """Returns what comes after a slash command as the app receives it.

    With `should_escape`, people, channels and links arrive as `<@U1|name>`, `<#C1|name>`, `<https://…>`
    (https://docs.slack.dev/interactivity/implementing-slash-commands).
    """
    if not should_escape:
        return escape(typed)
    return "".join(_piece(world, found, with_names=True)[0] for found in _split(typed))


def _split(typed: str) -> list[re.Match[str] | str]:
    parts: list[re.Match[str] | str] = []
    end = 0
    for found in _PIECES.finditer(typed):
        if found.start() > end:
            parts.append(typed[end : found.start()])
        parts.append(found)
        end = found.end()
    return [*parts, typed[end:]] if end < len(typed) else parts


def _piece(world: SlackWorld, found: re.Match[str] | str, *, with_names: bool) -> tuple[str, dict]:
    if isinstance(found, str):
        return _plain(found)
    said = found.group()
    match found.lastgroup:
        case "ready":
            return _ready(world, said, with_names=with_names), _mention(said)
        case "url":
            return f"<{escape(said)}>", {"type": "link", "url": said}
        case "mail":
            return f"<mailto:{said}|{said}>", {"type": "link", "url": f"mailto:{said}", "text": said}
        case "site":
            return f"<http://{said}|{said}>", {"type": "link", "url": f"http://{said}", "text": said}
        case "everybody":
            return f"<!{said[1:]}>", {"type": "broadcast", "range": said[1:]}
        case "who":
            return _who(world, said, with_names=with_names)
        case _:
            return _where(world, said)


def _plain(text: str) -> tuple[str, dict]:
    return escape(text), {"type": "text", "text": text}


def _ready(world: SlackWorld, said: str, *, with_names: bool) -> str:
    person = world.people.get(said[2:-1]) if said[1] == "@" else None
    return f"<@{person.id}|{person.name}>" if person and with_names else said


def _mention(ready: str) -> dict:
    target = ready[2:-1].split("|")[0]
    if ready[1] == "@":
        return {"type": "user", "user_id": target}
    if ready[1] == "#":
        return {"type": "channel", "channel_id": target}
    return {"type": "broadcast", "range": target}


def _who(world: SlackWorld, said: str, *, with_names: bool) -> tuple[str, dict]:
    name = said[1:].rstrip(".-").lower()
    tail = said[1 + len(name) :]
    person = next((one for one in world.people.values() if one.name == name), None)
    if person is None:
        return _plain(said)
    mention = f"<@{person.id}|{person.name}>" if with_names else f"<@{person.id}>"
    return mention + tail, {"type": "user", "user_id": person.id}


def _where(world: SlackWorld, said: str) -> tuple[str, dict]:
    name = said[1:].lower()
    channel = next((one for one in world.channels.values() if one.kind != "dm" and one.name == name), None)
    if channel is None:
        return _plain(said)
    return f"<#{channel.id}|{channel.name}>", {"type": "channel", "channel_id": channel.id}
