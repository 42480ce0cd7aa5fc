"""People and channels as Slack writes them in answers and events, read into what we keep of them.

https://docs.slack.dev/reference/objects/user-object and https://docs.slack.dev/reference/objects/conversation-object
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Literal

from cases.pauses import Pause
from storage.records import Channel, Person
from storage.transaction import Transaction

# Slack offers these for a vacation and a sick day.
AWAY_SIGNS = frozenset({":palm_tree:", ":face_with_thermometer:"})
AWAY_WORDS = re.compile(
    r"\b(vacation(ing)?|holidays?|on leave|out of (the )?office|ooo|out sick|sick leave|away)\b"
    r"|休假|请假|病假|年假|不在"
)
Event = Mapping[str, Any]
Questions = list[tuple[Literal["person", "channel"], str]]


def as_person(member: Mapping[str, Any], workspace: str, at: datetime, locale: str | None = None) -> Person:
    """A user object as we keep it. `locale` is what was known before, for answers that leave it out.

    Guests and members of other organisations are both `is_restricted`: neither belongs to the team.
    """
    profile = member.get("profile") or {}
    return Person(
        workspace=workspace,
        id=str(member["id"]),
        name=profile.get("display_name") or member.get("name") or "",
        real_name=profile.get("real_name") or member.get("real_name") or "",
        locale=member.get("locale") or locale,
        tz=member.get("tz"),
        is_admin=bool(member.get("is_admin")),
        is_owner=bool(member.get("is_owner") or member.get("is_primary_owner")),
        is_bot=bool(member.get("is_bot") or member.get("id") == "USLACKBOT"),
        is_restricted=is_outsider(member, workspace),
        deleted=bool(member.get("deleted")),
        says_away=_says_away(profile, at),
        says_away_until=_status_ends(profile),
        synced_at=at,
    )


def _says_away(profile: Mapping[str, Any], at: datetime) -> bool:
    """Whether somebody's status says that they are not there: Slack's own for it, or what people write.

    https://docs.slack.dev/reference/objects/user-object#profile
    """
    ends = _status_ends(profile)
    if ends is not None and ends <= at:
        return False
    text = f" {str(profile.get('status_text') or '').lower()} "
    return profile.get("status_emoji") in AWAY_SIGNS or AWAY_WORDS.search(text) is not None


def _status_ends(profile: Mapping[str, Any]) -> datetime | None:
    """When a status ends by itself (UTC); None for one that is cleared by hand."""
    ends = profile.get("status_expiration")
    return _instant(ends)


def as_pause(told: Mapping[str, Any]) -> Pause | None:
    """When somebody's notifications are paused, now or next; None when they never are.

    Whether they are paused at a moment only the two times say: `dnd_enabled` follows the settings of the workspace too.
    https://docs.slack.dev/reference/methods/dnd.teamInfo
    """
    begins, ends = _instant(told.get("next_dnd_start_ts")), _instant(told.get("next_dnd_end_ts"))
    return Pause(begins, ends) if begins is not None and ends is not None and begins < ends else None


def _instant(seconds: object) -> datetime | None:
    """A time as Slack writes it, in UTC; its 0 and 1 mean that there is none."""
    if not isinstance(seconds, int | float) or seconds <= 1:
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, OSError, ValueError):
        return None


def is_outsider(member: Mapping[str, Any], workspace: str) -> bool:
    """Whether somebody is a guest or belongs to another organisation.

    On Enterprise Grid a colleague's `team_id` may be another workspace of the same organisation.
    """
    if member.get("is_restricted") or member.get("is_ultra_restricted") or member.get("is_stranger"):
        return True
    team = member.get("team_id")
    teams = (member.get("enterprise_user") or {}).get("teams") or []
    return bool(team) and team != workspace and workspace not in teams


def as_channel(conversation: Mapping[str, Any], workspace: str, at: datetime) -> Channel:
    """A conversation object as we keep it; an invitation to share that is still open counts as shared."""
    return Channel(
        workspace=workspace,
        id=str(conversation["id"]),
        name=conversation.get("name") or "",
        is_member=bool(conversation.get("is_member")),
        is_archived=bool(conversation.get("is_archived")),
        is_ext_shared=bool(conversation.get("is_ext_shared") or conversation.get("is_pending_ext_shared")),
        is_private=bool(conversation.get("is_private") or conversation.get("is_group")),
        synced_at=at,
    )


def left(channel: Channel, at: datetime) -> Channel:
    """The channel when the bot is no longer in it."""
    return channel.model_copy(update={"is_member": False, "synced_at": at})


def applied(event: Event, tx: Transaction, *, workspace: str, bot_user: str | None, at: datetime) -> Questions | None:
    """Keep what an event says and return what has to be asked of Slack besides; None for events of other kinds."""
    kind = str(event.get("type"))
    if kind in PEOPLE:
        return _person_changed(event, tx, workspace, at)
    if kind in MEMBERSHIPS:
        return _membership(event, tx, workspace, bot_user, at, joined=MEMBERSHIPS[kind])
    if kind in CHANNELS:
        return _channel_changed(event, tx, workspace, at, CHANNELS[kind])
    return None


def _person_changed(event: Event, tx: Transaction, workspace: str, at: datetime) -> Questions:
    member = event.get("user")
    if not isinstance(member, Mapping) or not member.get("id"):
        return []
    known = tx.people.get(workspace, str(member["id"]))
    tx.people.upsert([as_person(member, workspace, at, known.locale if known else None)])
    return [] if member.get("locale") else [("person", str(member["id"]))]


def _membership(
    event: Event, tx: Transaction, workspace: str, bot_user: str | None, at: datetime, *, joined: bool
) -> Questions:
    """Only the bot's own comings and goings matter; `channel_left` and the like are told to nobody but it."""
    channel, user = _channel_id(event), event.get("user")
    if not channel or (str(event.get("type")).startswith("member_") and user != bot_user):
        return []
    _change(tx, workspace, channel, at, {"is_member": joined})
    return [("channel", channel)] if joined else []


def _channel_changed(event: Event, tx: Transaction, workspace: str, at: datetime, change: "Change") -> Questions:
    channel = _channel_id(event)
    if not channel:
        return []
    _change(tx, workspace, channel, at, change(event))
    return [("channel", channel)] if event.get("type") in ASK_BESIDES else []


def _change(tx: Transaction, workspace: str, channel: str, at: datetime, change: dict[str, Any]) -> None:
    known = tx.channels.get(workspace, channel) or Channel(workspace=workspace, id=channel)
    tx.channels.upsert([known.model_copy(update={**change, "synced_at": at})])


def _channel_id(event: Event) -> str:
    channel = event.get("channel")
    if isinstance(channel, Mapping):
        return str(channel.get("id") or "")
    return str(channel or "")


def _new_name(event: Event) -> dict[str, Any]:
    channel = event.get("channel")
    name = channel.get("name") if isinstance(channel, Mapping) else None
    return {"name": name} if name else {}


def _gone(event: Event) -> dict[str, Any]:
    return {"is_archived": True, "is_member": False}


def _archived(event: Event) -> dict[str, Any]:
    return {"is_archived": True}


def _unarchived(event: Event) -> dict[str, Any]:
    return {"is_archived": False}


def _shared(event: Event) -> dict[str, Any]:
    return {"is_ext_shared": True}


def _unshared(event: Event) -> dict[str, Any]:
    return {"is_ext_shared": bool(event.get("is_ext_shared"))}


Change = Callable[[Event], dict[str, Any]]
PEOPLE = frozenset({"user_change", "user_profile_changed", "team_join"})
MEMBERSHIPS = {
    "member_joined_channel": True,
    "member_left_channel": False,
    "channel_left": False,
    "group_left": False,
}
CHANNELS: dict[str, Change] = {
    "channel_archive": _archived,
    "channel_unarchive": _unarchived,
    "channel_rename": _new_name,
    "channel_shared": _shared,
    "channel_unshared": _unshared,
    "channel_deleted": _gone,
    "group_archive": _archived,
    "group_unarchive": _unarchived,
    "group_rename": _new_name,
    "group_deleted": _gone,
}
# A bot is no member any more of a channel that was archived and brought back; who shares it is not in the event.
ASK_BESIDES = frozenset({"channel_unarchive", "group_unarchive", "channel_shared", "channel_unshared"})
EVENTS = frozenset({*PEOPLE, *MEMBERSHIPS, *CHANNELS})
