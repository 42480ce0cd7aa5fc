"""The app as Slack must know it: what it may do and why, what it is told, and where it is reached.

Fields and limits: https://docs.slack.dev/reference/app-manifest
"""

import json
from typing import Any, Literal
from urllib.parse import urlsplit

from cases.light_dataclass import dataclass

Mode = Literal["socket", "http"]
DELIVERY_PATH = "/slack/events"


class AddressRefused(ValueError):
    """The public address cannot be one that Slack delivers to; the message says what would be right."""


@dataclass(frozen=True, slots=True)
class Scope:
    """One permission, what Tracer does with it, and whether it works without."""

    name: str
    reason: str
    optional: bool = False


# Every permission that is asked for; the doctor holds the token's own against this list.
SCOPES = (
    Scope("commands", "Offers /lost and the shortcut on messages."),
    Scope("chat:write", "Posts cards, threads, reminders and digests, and edits the cards in place."),
    Scope("app_mentions:read", "Answers @Tracer in threads, where slash commands do not exist."),
    Scope("channels:read", "Knows whether it is in a public channel, and whether that is archived or shared."),
    Scope("groups:read", "The same for private channels."),
    Scope("channels:history", "Reads the thread of a case in public channels, for its story and its evidence."),
    Scope("groups:history", "The same for private channels."),
    Scope("im:history", "Reads what people write to it directly, such as files for a case."),
    Scope("im:write", "Opens direct messages for reminders, digests and approvals."),
    Scope("users:read", "Knows names, languages, time zones, and who is an admin or a guest."),
    Scope("files:read", "Keeps photos and documents posted in a case's thread as evidence."),
    Scope("files:write", "Posts claim packs, exports and spreadsheets."),
    Scope("usergroups:read", "Lets leads, finance and warehouse be Slack user groups.", optional=True),
    Scope("team:read", "Shows the workspace's name in exports and in the install check.", optional=True),
    Scope("users:read.email", "Matches people with their logins in shops and label services.", optional=True),
    Scope("dnd:read", "Waits while somebody's notifications are paused, or rings the next person.", optional=True),
    Scope("channels:join", "Joins the public channel that an admin chooses, without /invite.", optional=True),
    Scope("channels:manage", "Opens a channel for a mass loss, when a lead asks for one.", optional=True),
    Scope(
        "metadata.message:read",
        "Looks for a message by its key before sending it a second time; without it, the key in the message's "
        "blocks is used.",
        optional=True,
    ),
)

# Each event with the scopes that Slack wants for it: https://docs.slack.dev/reference/events
EVENTS: dict[str, tuple[str, ...]] = {
    "app_home_opened": (),
    "app_mention": ("app_mentions:read",),
    "app_uninstalled": (),
    "tokens_revoked": (),
    "message.channels": ("channels:history",),
    "message.groups": ("groups:history",),
    "message.im": ("im:history",),
    "member_joined_channel": ("channels:read", "groups:read"),
    "member_left_channel": ("channels:read", "groups:read"),
    "channel_archive": ("channels:read",),
    "channel_unarchive": ("channels:read",),
    "channel_deleted": ("channels:read",),
    "channel_left": ("channels:read",),
    "channel_rename": ("channels:read",),
    "channel_shared": ("channels:read", "groups:read"),
    "channel_unshared": ("channels:read", "groups:read"),
    "group_archive": ("groups:read",),
    "group_unarchive": ("groups:read",),
    "group_deleted": ("groups:read",),
    "group_left": ("groups:read",),
    "group_rename": ("groups:read",),
    "user_change": ("users:read",),
    "team_join": ("users:read",),
    "file_shared": ("files:read",),
}

DESCRIPTION = "Sees lost parcels through: carrier, refund or replacement, claim, money. No case goes quiet."
LONG_DESCRIPTION = (
    "Type /lost and a tracking number. Tracer opens a case with one card in the channel and the story in its "
    "thread: what the carrier says, whether the buyer is refunded or sent a replacement, who approved it, what is "
    "claimed from whom and until when, and whether the money came. Every open case has one next step with an owner "
    "and a due time, and Tracer reminds the right person before it passes. It runs on your own machine, and your "
    "cases stay there."
)


def manifest(mode: Mode = "socket", url: str | None = None, name: str = "Tracer") -> dict[str, Any]:
    """The manifest of an app that works in Socket Mode, or by HTTP at a public address.

    Raises AddressRefused when HTTP is asked for without an https address that Slack can reach.
    """
    address = _delivery_address(mode, url)
    return {
        "_metadata": {"major_version": 1, "minor_version": 1},
        "display_information": {
            "name": name,
            "description": DESCRIPTION,
            "long_description": LONG_DESCRIPTION,
            "background_color": "#1f2a44",
        },
        "features": _features(name, address),
        "oauth_config": {"scopes": _scopes()},
        "settings": _settings(mode, address),
    }


def manifest_text(mode: Mode = "socket", url: str | None = None, name: str = "Tracer") -> str:
    """The manifest as JSON, ready to be pasted where Slack asks for one."""
    return json.dumps(manifest(mode, url, name), indent=2, ensure_ascii=False)


def reasons_text() -> str:
    """Every permission with its reason, for whoever has to agree to them."""
    width = max(len(scope.name) for scope in SCOPES)
    lines = ["Tracer asks for these permissions. It works without the optional ones.", ""]
    lines += [_reason_line(scope, width) for scope in SCOPES]
    return "\n".join(lines)


def _features(name: str, address: str | None) -> dict[str, Any]:
    command = {
        "command": "/lost",
        "description": "Open or show the case of a lost parcel",
        "usage_hint": "[tracking numbers] or help, list, show, note, assign …",
        # With it, people and channels arrive as ids that cannot be mistaken.
        "should_escape": True,
    }
    return {
        "app_home": {
            "home_tab_enabled": True,
            "messages_tab_enabled": True,
            "messages_tab_read_only_enabled": False,
        },
        # Slack allows a-z, 0-9, - _ and . in the name that people mention.
        "bot_user": {"display_name": name.lower().replace(" ", "-"), "always_online": True},
        "shortcuts": [
            {
                "name": "Open lost-parcel case",
                "type": "message",
                "callback_id": "open_case",
                "description": "Reads the tracking numbers in a message and opens cases for them",
            },
            {
                "name": "Open a lost-parcel case",
                "type": "global",
                "callback_id": "open_case_global",
                "description": "Opens a form for one parcel or a list of them",
            },
        ],
        "slash_commands": [command | ({"url": address} if address else {})],
    }


def _scopes() -> dict[str, list[str]]:
    return {
        # Optional ones must stand in both lists.
        "bot": [scope.name for scope in SCOPES],
        "bot_optional": [scope.name for scope in SCOPES if scope.optional],
    }


def _settings(mode: Mode, address: str | None) -> dict[str, Any]:
    where = {"request_url": address} if address else {}
    return {
        "event_subscriptions": {**where, "bot_events": list(EVENTS)},
        "interactivity": {"is_enabled": True, **where},
        "org_deploy_enabled": False,
        "socket_mode_enabled": mode == "socket",
        "token_rotation_enabled": False,
    }


def _delivery_address(mode: Mode, url: str | None) -> str | None:
    if mode == "socket":
        if url:
            raise AddressRefused("In Socket Mode Slack needs no address. Leave --url out, or add --mode http.")
        return None
    parts = urlsplit(url or "")
    if parts.scheme != "https" or not parts.hostname:
        raise AddressRefused("With --mode http, say where Slack reaches Tracer: --url https://tracer.example.com")
    if parts.query or parts.fragment or parts.path not in ("", "/", DELIVERY_PATH):
        raise AddressRefused(f"--url takes the address alone; Tracer adds {DELIVERY_PATH} to it.")
    return f"https://{parts.netloc}{DELIVERY_PATH}"


def _reason_line(scope: Scope, width: int) -> str:
    mark = "optional" if scope.optional else ""
    return f"  {scope.name:<{width}}  {mark:<8}  {scope.reason}"
