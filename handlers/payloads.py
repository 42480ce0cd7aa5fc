"""Slack's payloads translated into an `Ask`; nothing raw travels beyond this file.

Sources: https://docs.slack.dev/interactivity/implementing-slash-commands,
https://docs.slack.dev/reference/interaction-payloads, https://docs.slack.dev/apis/events-api
"""

import hashlib
import re
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import wraps
from typing import Any

from handlers.views.kit import CARD_BLOCK, unpacked
from handlers.visit import Ask

Body = Mapping[str, Any]
# Subtypes of messages that are somebody's own words to all who read there.
WORDS_OF_PEOPLE = (None, "file_share", "thread_broadcast")
LISTS = ("csv", "tsv")
TABLES = (*LISTS, "xlsx")
Reader = Callable[..., Ask]


class Unreadable(Exception):
    """A delivery lacks what nothing can be done without, or has something else in its place."""


def _reading(read: Reader) -> Reader:
    """Whatever is not as it should be in a payload has one name, so that one bad delivery is one line of the log."""

    @wraps(read)
    def reads(body: Body, *rest: Any) -> Ask:
        try:
            ask = read(body, *rest)
        except (LookupError, TypeError, AttributeError, ValueError) as error:
            raise Unreadable(f"{read.__name__}: {type(error).__name__}: {error}") from error
        if not ask.workspace or not (ask.user or ask.kind == "event"):
            raise Unreadable(f"{read.__name__}: it does not say who did it, or in which workspace")
        return ask

    return reads


@_reading
def command(body: Body, at: datetime) -> Ask:
    """A slash command as typed, in the channel where it was typed."""
    return Ask(
        kind="command",
        workspace=workspace_of(body),
        user=body["user_id"],
        at=at,
        key=_key(body.get("trigger_id") or body.get("response_url") or _once(), body.get("text")),
        text=typed(body),
        channel=body.get("channel_id"),
        trigger_id=body.get("trigger_id"),
        homes=_homes(body),
    )


@_reading
def click(body: Body, at: datetime) -> Ask:
    """A click on a button or a choice in a select, on a message, in a modal or on App Home."""
    action = body["actions"][0]
    container, view = body.get("container") or {}, body.get("view")
    message = body.get("message") or {}
    message_ts = container.get("message_ts") or message.get("ts")
    which = action.get("action_ts") or body.get("trigger_id") or _once()
    chosen = _chosen(action)
    return Ask(
        kind="click",
        workspace=workspace_of(body),
        user=body["user"]["id"],
        at=at,
        key=_key(view and view.get("id"), message_ts, action.get("action_id"), which),
        text=chosen if isinstance(chosen, str) else "",
        channel=(body.get("channel") or {}).get("id") or container.get("channel_id"),
        thread_ts=message.get("thread_ts") or container.get("thread_ts"),
        trigger_id=body.get("trigger_id"),
        name=action.get("action_id", ""),
        value=unpacked(action.get("value") or (chosen if isinstance(chosen, str) else None)),
        meta=unpacked(view and view.get("private_metadata")),
        filled=_filled(view),
        in_view=bool(view and view.get("type") == "modal"),
        view_id=view and view.get("id"),
        message_ts=message_ts,
        on_card=not container.get("is_ephemeral") and _is_card(message),
        homes=_homes(body),
    )


@_reading
def form(body: Body, at: datetime) -> Ask:
    """A modal that was sent. The same view sent twice without an update between is the same delivery."""
    view = body["view"]
    meta = unpacked(view.get("private_metadata"))
    return Ask(
        kind="form",
        workspace=workspace_of(body),
        user=body["user"]["id"],
        at=at,
        key=_key(view.get("id") or _once(), view.get("hash"), _digest(view.get("state", {}))),
        channel=meta.get("ch"),
        thread_ts=meta.get("th"),
        trigger_id=body.get("trigger_id"),
        name=view["callback_id"],
        meta=meta,
        filled=_filled(view),
        in_view=True,
        view_id=view.get("id"),
        homes=_homes(body),
    )


@_reading
def shortcut(body: Body, at: datetime) -> Ask:
    """A message shortcut, with the message's text, or a global one."""
    message = body.get("message") or {}
    return Ask(
        kind="shortcut",
        workspace=workspace_of(body),
        user=body["user"]["id"],
        at=at,
        key=_key(body.get("trigger_id") or body.get("action_ts") or _once()),
        text=_writable(_text_of(message)),
        channel=(body.get("channel") or {}).get("id"),
        thread_ts=message.get("thread_ts"),
        trigger_id=body.get("trigger_id"),
        name=body.get("callback_id", ""),
        message_ts=message.get("ts"),
        homes=_homes(body),
    )


def is_said_to_us(event: Body, bot_user: str | None) -> bool:
    """Whether an event is a person's own new words to Tracer: a mention, or a direct message.

    What bots say, what was edited, joined or deleted, and what Tracer says itself is none. A direct message comes as
    `message` of an `im`, mention or not: https://docs.slack.dev/reference/events/app_mention
    """
    kind = event.get("type")
    if kind != "app_mention" and not (kind == "message" and event.get("channel_type") == "im"):
        return False
    of_a_person = bool(event.get("user")) and event["user"] != bot_user and not event.get("bot_id")
    return of_a_person and event.get("subtype") in WORDS_OF_PEOPLE and not event.get("edited")


def gives_files(event: Body, bot_user: str | None) -> bool:
    """Whether an event is a message with files by which a person may give us evidence: in a thread, or directly."""
    of_a_person = bool(event.get("user")) and event["user"] != bot_user and not event.get("bot_id")
    there = bool(event.get("thread_ts")) or event.get("channel_type") == "im"
    fresh = event.get("subtype") in WORDS_OF_PEOPLE and not event.get("edited")
    return event.get("type") == "message" and bool(event.get("files")) and of_a_person and there and fresh


@_reading
def files_given(body: Body, at: datetime) -> Ask:
    """A message with files, in a thread or a direct message."""
    event = body["event"]
    return Ask(
        kind="mention",
        workspace=workspace_of(body),
        user=event["user"],
        at=at,
        key=_event_key(body),
        text=_writable(event.get("text") or ""),
        channel=event.get("channel"),
        thread_ts=event.get("thread_ts"),
        name="files",
        message_ts=event.get("ts"),
        files=tuple(one["id"] for one in event["files"]),
        only_lists=all(_is_one_of(LISTS, one) for one in event["files"]),
        only_tables=all(_is_one_of(TABLES, one) for one in event["files"]),
        homes=_homes(body),
    )


@_reading
def mention(body: Body, at: datetime, bot_user: str | None = None) -> Ask:
    """@Tracer with words beside it, in a channel or a thread, or a direct message."""
    event = body["event"]
    words = re.sub(rf"<@{bot_user or '[^>|]+'}(?:\|[^>]*)?>", " ", _writable(event.get("text") or ""), count=1).strip(
        " \t\n:,，："
    )
    return Ask(
        kind="mention",
        workspace=workspace_of(body),
        user=event.get("user", ""),
        at=at,
        key=_event_key(body),
        text=words,
        channel=event.get("channel"),
        thread_ts=event.get("thread_ts"),
        message_ts=event.get("ts"),
        files=tuple(one["id"] for one in event.get("files") or []),
        homes=_homes(body),
    )


@_reading
def event(body: Body, at: datetime) -> Ask:
    """Any other event of a person's doing."""
    told = body["event"]
    user = told.get("user")
    return Ask(
        kind="event",
        workspace=workspace_of(body),
        user=user.get("id", "") if isinstance(user, dict) else user or "",
        at=at,
        key=_event_key(body),
        channel=told.get("channel") if isinstance(told.get("channel"), str) else None,
        name=told.get("type", ""),
        text=told.get("tab") or told.get("text") or "",
        homes=_homes(body),
    )


def _is_one_of(kinds: tuple[str, ...], file: Body) -> bool:
    """Whether a file is of one of these kinds: https://docs.slack.dev/reference/objects/file-object"""
    name = str(file.get("name") or "").lower()
    return file.get("filetype") in kinds or name.endswith(tuple(f".{one}" for one in kinds))


def _is_card(message: Body) -> bool:
    """Whether a message is the card of a case: the copies that people are shown are none of these."""
    return any(block.get("block_id") == CARD_BLOCK for block in message.get("blocks") or [])


def _chosen(action: Body) -> Any:
    """What a select, a radio or a date field was set to."""
    if option := action.get("selected_option"):
        return option.get("value")
    for name in ("selected_user", "selected_conversation", "selected_channel", "selected_date"):
        if action.get(name):
            return action[name]
    return None


def _filled(view: Body | None) -> dict[str, Any]:
    """The inputs of a modal by block id: text, an option's value, a list of values, a user, a channel or a date."""
    values = ((view or {}).get("state") or {}).get("values") or {}
    return {block: _input(element) for block, elements in values.items() for element in elements.values()}


def _input(element: Body) -> Any:
    if "files" in element:
        return [one["id"] for one in element.get("files") or []]
    if "selected_options" in element:
        return [one["value"] for one in element.get("selected_options") or []]
    if "selected_option" in element:
        return (element.get("selected_option") or {}).get("value")
    for name in (
        "selected_user",
        "selected_conversation",
        "selected_channel",
        "selected_date",
        "selected_date_time",
        "selected_users",
    ):
        if name in element:
            return element[name]
    value = element.get("value")
    return _writable(value) if isinstance(value, str) else value


def _text_of(message: Body) -> str:
    """The words of a message, those inside its blocks and attachments included: apps often write only there."""
    parts = [message.get("text") or ""]
    for attached in message.get("attachments") or []:
        fields = attached.get("fields") or []
        parts += [attached.get(name) or "" for name in ("title", "text", "fallback")]
        parts += [field.get("value") or "" for field in fields]
        parts += _texts_in(attached.get("blocks") or [])
    parts += _texts_in(message.get("blocks") or [])
    return "\n".join(dict.fromkeys(part for part in parts if part))


def _texts_in(blocks: Any) -> list[str]:
    """Every text, and the address of every link, inside blocks of any kind."""
    if isinstance(blocks, list):
        return [text for one in blocks for text in _texts_in(one)]
    if not isinstance(blocks, Mapping):
        return []
    own = [blocks[name] for name in ("text", "url") if isinstance(blocks.get(name), str)]
    inside = [one for name, one in blocks.items() if isinstance(one, list | Mapping) and name != "style"]
    return own + [text for one in inside for text in _texts_in(one)]


def workspace_of(body: Body) -> str:
    """Whose installation a delivery is for.

    In a channel shared with others `team` and `team_id` may be theirs, and what says for whom it is stands elsewhere;
    where an app belongs to a whole organisation `team` is null.
    https://docs.slack.dev/apis/events-api#authorizations
    """
    team, view, user = body.get("team"), body.get("view"), body.get("user")
    given = body.get("authorizations")
    told = given[0] if isinstance(given, list) and given and isinstance(given[0], Mapping) else {}
    found = (
        view.get("app_installed_team_id") if isinstance(view, Mapping) else None,
        told.get("team_id"),
        team if isinstance(team, str) else (team or {}).get("id"),
        body.get("team_id"),
        view.get("team_id") if isinstance(view, Mapping) else None,
        user.get("team_id") if isinstance(user, Mapping) else None,
    )
    return str(next((one for one in found if one), ""))


def typed(body: Body) -> str:
    """What was typed behind a command."""
    return _writable(body.get("text") or "")


def asked_by(body: Body) -> tuple[str, str]:
    """The workspace and the person of a command; raises Unreadable where either is missing."""
    workspace, user = workspace_of(body), body.get("user_id")
    if not workspace or not user:
        raise Unreadable("command: it does not say who did it, or in which workspace")
    return workspace, str(user)


def _homes(body: Body) -> frozenset[str]:
    """The workspace and the organisation that somebody acts from, as far as it is told."""
    event, user, team = body.get("event"), body.get("user"), body.get("team")
    if isinstance(event, Mapping):
        return frozenset(str(one) for one in (event.get("user_team") or event.get("team"),) if one)
    own = user.get("team_id") if isinstance(user, Mapping) else None
    team = team if isinstance(team, Mapping) else {"id": team}
    # What stands beside the workspace: the `enterprise` of a payload may be ours, whoever acts.
    enterprise = body.get("enterprise_id") or team.get("enterprise_id")
    return frozenset(str(one) for one in (own or team.get("id") or body.get("team_id"), enterprise) if one)


def _writable(text: str) -> str:
    """A text without what no database takes: zeros, and halves of characters."""
    if text.isascii():
        return text.replace("\0", "")
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def _event_key(body: Body) -> str:
    """An event's identity: its own id, else when and what it was."""
    if body.get("event_id"):
        return _key(body["event_id"])
    told = body["event"]
    at = told.get("event_ts") or told.get("ts")
    return _key(told.get("type"), told.get("channel"), told.get("user"), at or _once())


def _once() -> str:
    """For what carries nothing by which a repetition could be told: it is taken for the first of its kind."""
    return secrets.token_hex(16)


def _key(*parts: Any) -> str:
    """A delivery's identity; hashed, because some parts are long."""
    return _digest([str(part) for part in parts])


def _digest(value: Any) -> str:
    return hashlib.sha256(repr(value).encode()).hexdigest()[:32]
