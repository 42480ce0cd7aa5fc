"""Who is in the playground's workspace, and which app is installed there."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

OUR_TEAM = "T0TRACER0"
PARTNER_TEAM = "T0PARTNER"


@dataclass
class Person:
    """A member of the workspace, a guest, somebody of a partner's workspace, or the app's own bot user."""

    id: str
    name: str
    real_name: str
    title: str = ""
    locale: str = "en-US"
    tz: str = "Europe/London"
    team_id: str = OUR_TEAM
    is_admin: bool = False
    is_owner: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_bot: bool = False
    deleted: bool = False
    email: str = ""
    bot_id: str | None = None
    status_text: str = ""
    status_emoji: str = ""
    status_expiration: int = 0
    # Seconds since 1970 in which notifications are paused, or will be next; Slack says 1 where they never are.
    dnd_from: int = 1
    dnd_until: int = 1

    def as_slack(self, *, with_locale: bool = False, with_email: bool = True) -> dict:
        """Returns the user object of https://docs.slack.dev/reference/objects/user-object."""
        offset = ZoneInfo(self.tz).utcoffset(datetime.now(UTC))
        user = {
            "id": self.id,
            "team_id": self.team_id,
            "name": self.name,
            "deleted": self.deleted,
            "color": "9f69e7",
            "real_name": self.real_name,
            "tz": self.tz,
            "tz_label": self.tz,
            "tz_offset": int(offset.total_seconds()) if offset else 0,
            "profile": self.profile(with_email=with_email),
            "is_admin": self.is_admin,
            "is_owner": self.is_owner,
            "is_primary_owner": self.is_owner,
            "is_restricted": self.is_restricted,
            "is_ultra_restricted": self.is_ultra_restricted,
            "is_bot": self.is_bot,
            "is_app_user": False,
            "is_email_confirmed": True,
            "who_can_share_contact_card": "EVERYONE",
            "updated": 1700000000,
        }
        if self.team_id != OUR_TEAM:
            user["is_stranger"] = True
        if with_locale:
            user["locale"] = self.locale
        return user

    def do_not_disturb(self) -> dict:
        """Returns when notifications are paused, as https://docs.slack.dev/reference/methods/dnd.teamInfo tells it."""
        return {
            "dnd_enabled": self.dnd_until > 1,
            "next_dnd_start_ts": self.dnd_from,
            "next_dnd_end_ts": self.dnd_until,
        }

    def is_not_to_be_disturbed(self, at: datetime) -> bool:
        """Says whether notifications are paused at an instant."""
        return self.dnd_from <= at.timestamp() < self.dnd_until

    def profile(self, *, with_email: bool = True) -> dict:
        """Returns the profile part of the user object; the address only where the app may read it."""
        profile = {
            "title": self.title,
            "phone": "",
            "real_name": self.real_name,
            "real_name_normalized": self.real_name,
            "display_name": self.name,
            "display_name_normalized": self.name,
            "status_text": self.status_text,
            "status_emoji": self.status_emoji,
            "status_expiration": self.status_expiration,
            "avatar_hash": "",
            "team": self.team_id,
        }
        if self.is_bot:
            profile |= {"api_app_id": "A0TRACER0", "bot_id": self.bot_id, "always_active": True}
        elif with_email:
            profile["email"] = self.email or f"{self.name}@parcels.example"
        return profile


@dataclass(frozen=True)
class Command:
    """A slash command of the app's manifest."""

    command: str
    usage_hint: str = ""
    description: str = ""
    should_escape: bool = True


@dataclass(frozen=True)
class Shortcut:
    """A message or global shortcut of the app's manifest."""

    callback_id: str
    name: str


@dataclass
class InstalledApp:
    """What the workspace knows of the app: its tokens, its bot user, and what its manifest declares.

    `scopes` and `events` of None mean that everything was granted and subscribed to.
    """

    name: str = "Tracer"
    id: str = "A0TRACER0"
    bot_id: str = "B0TRACER0"
    bot_user: str = "U0TRACER0"
    bot_token: str = "xoxb-playground-bot"
    app_token: str = "xapp-1-playground-app"
    verification_token: str = "playground-verification"
    commands: list[Command] = field(default_factory=lambda: [Command("/lost", "[number]", "Open a case")])
    message_shortcuts: list[Shortcut] = field(default_factory=list)
    global_shortcuts: list[Shortcut] = field(default_factory=list)
    scopes: frozenset[str] | None = None
    events: frozenset[str] | None = None
    uninstalled: bool = False

    @classmethod
    def from_manifest(cls, manifest: dict[str, Any], **more: Any) -> InstalledApp:
        """Returns the app that a manifest describes, with every scope it asks for granted.

        `more` overrides fields, such as `scopes` to leave some ungranted.
        """
        features, scopes = manifest["features"], manifest["oauth_config"]["scopes"]["bot"]
        events = manifest["settings"].get("event_subscriptions", {}).get("bot_events", [])
        commands = [
            Command(
                one["command"],
                one.get("usage_hint", ""),
                one.get("description", ""),
                one.get("should_escape", False),
            )
            for one in features.get("slash_commands", [])
        ]
        fields = {
            "name": manifest["display_information"]["name"],
            "commands": commands,
            "message_shortcuts": _shortcuts(features, "message"),
            "global_shortcuts": _shortcuts(features, "global"),
            "scopes": frozenset(scopes),
            "events": frozenset(events),
        }
        return cls(**(fields | more))

    def command(self, word: str) -> Command | None:
        """Returns the command of the manifest that `word` ("/lost") names, or None."""
        return next((command for command in self.commands if command.command == word), None)

    def may(self, scope: str | None) -> bool:
        """Says whether the app was granted a scope; several joined by "|" mean any of them."""
        if not scope or self.scopes is None:
            return True
        return any(one in self.scopes for one in scope.split("|"))

    def hears(self, event: str) -> bool:
        """Says whether the app subscribed to an event, named as in the manifest ("message.channels")."""
        return self.events is None or event in self.events


def _shortcuts(features: dict[str, Any], kind: str) -> list[Shortcut]:
    known = features.get("shortcuts", [])
    return [Shortcut(one["callback_id"], one["name"]) for one in known if one["type"] == kind]


@dataclass
class Team:
    """The workspace."""

    id: str = OUR_TEAM
    name: str = "Northwind Parcels"
    domain: str = "northwind-parcels"

    def as_slack(self) -> dict:
        """Returns the team object as `team.info` shows it."""
        return {
            "id": self.id,
            "name": self.name,
            "url": f"https://{self.domain}.slack.com/",
            "domain": self.domain,
            "email_domain": "",
            "icon": {"image_default": True},
            "is_verified": False,
        }


@dataclass(frozen=True)
class UserGroup:
    """A user group (`@finance`) and who is in it."""

    id: str
    handle: str
    name: str
    users: tuple[str, ...] = ()


def usual_people(app: InstalledApp) -> list[Person]:
    """Returns the bot user, an agent, a lead, somebody of finance, a guest, and a partner's colleague."""
    return [
        Person(app.bot_user, app.name.lower(), app.name, is_bot=True, bot_id=app.bot_id, tz="UTC"),
        Person("U0LIN0000", "lin", "Lin Chen", "Support agent", "zh-CN", "Asia/Shanghai"),
        Person(
            "U0MAYA000",
            "maya",
            "Maya Ortiz",
            "Support lead",
            "en-US",
            "America/New_York",
            is_admin=True,
            is_owner=True,
        ),
        Person("U0PRIYA00", "priya", "Priya Shah", "Finance", "en-GB", "Europe/London"),
        Person("U0GUS0000", "gus", "Gus Adler", "Guest", "de-DE", "Europe/Berlin", is_restricted=True),
        Person("U0OTTO000", "otto", "Otto Falk", "Carrier desk", "de-DE", "Europe/Berlin", PARTNER_TEAM),
    ]
