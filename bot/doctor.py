"""The check-up: what stands between this installation and a working one, and what to do about each."""

import asyncio
import os
import sqlite3
import stat
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import Clock
from bot.doctor_evidence import evidence_findings
from bot.doctor_files import file_findings
from bot.doctor_key import key_findings
from bot.doctor_mail import mail_findings
from bot.doctor_rules import places_of, rule_findings
from bot.doctor_trackers import tracker_findings
from bot.doctor_work import work_findings
from bot.findings import Finding
from bot.manifest import SCOPES
from bot.settings import Settings, what_is_missing
from storage.database import Database

CLOCK_MAY_DIFFER_BY = timedelta(seconds=60)
# https://www.sqlite.org/wal.html: two writing processes can damage the file before this version.
SQLITE_WITH_SAFE_WAL = (3, 51, 3)
NOBODY_ELSE_READS = 0o700
MOST_CHANNELS_READ = 200


def _(text: str) -> str:
    """Marks a sentence for the catalogues; it is translated where it is shown."""
    return text


async def examine(settings: Settings, client: AsyncWebClient, database: Database, clock: Clock) -> list[Finding]:
    """Look at settings, Slack, data and work, in the order in which a person would mend them.

    Changes nothing and never raises for what it finds: whatever cannot be reached is a finding. It asks Slack
    for `auth.test`, `users.conversations` and, in Socket Mode, for a connection that it does not use.
    """
    missing = [Finding("settings", False, "{sentence}", facts={"sentence": one}) for one in _missing(settings)]
    slack, workspace = await _slack(settings, client)
    app_token = await _app_token(settings, client)
    data = [*_data_directory(settings), *await _database(settings, database, clock, workspace)]
    return [*missing, *_where(settings), *slack, *app_token, *data, _sign_of_life(settings)]


def _missing(settings: Settings) -> list[str]:
    return what_is_missing(settings, "doctor")


def _where(settings: Settings) -> list[Finding]:
    if settings.talks_to_slack_itself:
        return []
    says = _("SLACK_API_URL is {url}: a stand-in answers, not Slack itself.")
    return [Finding("Slack", None, says, facts={"url": settings.slack_api_url})]


async def _slack(settings: Settings, client: AsyncWebClient) -> tuple[list[Finding], str | None]:
    if not settings.slack_bot_token:
        return [], None
    asked = datetime.now(UTC)
    try:
        us = await client.auth_test()
    except _TROUBLE as error:
        return [_trouble("bot token", "auth.test", error, settings)], None
    halfway = asked + (datetime.now(UTC) - asked) / 2
    says = _("The bot token works: {bot} in the workspace {workspace}.")
    known = Finding("bot token", True, says, facts={"bot": us.get("user"), "workspace": us.get("team")})
    headers = {name.lower(): value for name, value in us.headers.items()}
    findings = [known, _scopes(headers), _clock(headers, halfway), *await _channels(settings, client)]
    return findings, us.get("team_id")


def _scopes(headers: Mapping[str, str]) -> Finding:
    if "x-oauth-scopes" not in headers:
        return Finding("scopes", None, _("Slack did not say which scopes the token has."))
    granted = {scope.strip() for scope in headers["x-oauth-scopes"].split(",")}
    lacking = [scope for scope in SCOPES if scope.name not in granted]
    required = [scope.name for scope in lacking if not scope.optional]
    optional = ", ".join(scope.name for scope in lacking if scope.optional)
    if required:
        return Finding(
            "scopes",
            False,
            _("The token lacks scopes that Tracer cannot do without: {scopes}."),
            _(
                "Paste the output of `tracer manifest` at api.slack.com/apps → your app → App Manifest, save, "
                "and install the app again. `tracer manifest --reasons` says what each is for."
            ),
            {"scopes": ", ".join(required)},
        )
    if optional:
        says = _("Every scope that is needed is there. Not granted, and optional: {scopes}.")
        return Finding("scopes", True, says, facts={"scopes": optional})
    return Finding("scopes", True, _("Every scope is there."))


def _clock(headers: Mapping[str, str], now: datetime) -> Finding:
    try:
        ahead = now - parsedate_to_datetime(headers.get("date", ""))
    except (TypeError, ValueError):
        return Finding("clock", None, _("Slack did not say what time it is."))
    if abs(ahead) <= CLOCK_MAY_DIFFER_BY:
        return Finding("clock", True, _("This machine's clock agrees with Slack's."))
    return Finding(
        "clock",
        False,
        _("This machine's clock is {seconds} seconds ahead of Slack's.")
        if ahead > timedelta(0)
        else _("This machine's clock is {seconds} seconds behind Slack's."),
        _(
            "Switch time synchronisation on, for example: timedatectl set-ntp true. Slack's requests are refused "
            "from five minutes on."
        ),
        {"seconds": round(abs(ahead).total_seconds())},
    )


async def _channels(settings: Settings, client: AsyncWebClient) -> list[Finding]:
    try:
        answer = await client.users_conversations(
            types="public_channel,private_channel", exclude_archived=True, limit=MOST_CHANNELS_READ
        )
    except _TROUBLE as error:
        return [_trouble("channels", "users.conversations", error, settings)]
    channels: list[dict[str, Any]] = answer.get("channels") or []
    if not channels:
        return [
            Finding(
                "channels",
                False,
                _("The bot is in no channel, so a card has nowhere to go."),
                _("In Slack, open the channel of your team and type: /invite @Tracer"),
            )
        ]
    names = ", ".join(f"#{channel.get('name')}" for channel in channels[:5])
    facts = {"count": len(channels), "names": names}
    findings = [Finding("channels", True, _("The bot is in {count} channel(s): {names}."), facts=facts)]
    shared = [f"#{channel.get('name')}" for channel in channels if channel.get("is_ext_shared")]
    if shared:
        says = _("Shared with another organisation, hence refused unless an admin allows it: {names}.")
        findings.append(Finding("channels", None, says, facts={"names": ", ".join(shared)}))
    return findings


async def _app_token(settings: Settings, client: AsyncWebClient) -> list[Finding]:
    if settings.slack_mode != "socket" or not settings.slack_app_token:
        return []
    try:
        await client.apps_connections_open(app_token=settings.slack_app_token.get_secret_value())
    except _TROUBLE as error:
        return [_trouble("app token", "apps.connections.open", error, settings)]
    return [Finding("app token", True, _("The app token opens a Socket Mode connection."))]


_TROUBLE = (SlackApiError, aiohttp.ClientError, OSError, TimeoutError)

_WHAT_SLACK_MEANS = {
    "invalid_auth": _("The token is not one that Slack knows. Copy it again."),
    "not_authed": _("The token is empty. Copy it again."),
    "account_inactive": _("The app was removed from the workspace. Install it again and copy the new token."),
    "token_revoked": _("The token was revoked. Install the app again and copy the new token."),
    "token_expired": _("The token has expired. Switch token rotation off and install the app again."),
    "not_allowed_token_type": _("It is a token of the wrong kind: the bot token is xoxb-…, the app token xapp-…"),
    "missing_scope": _("The token lacks a scope. `tracer manifest` has all; install the app again afterwards."),
    "ratelimited": _("Slack asks to wait. Try again in a minute."),
}


def _trouble(subject: str, method: str, error: Exception, settings: Settings) -> Finding:
    if isinstance(error, SlackApiError):
        name = str(error.response.get("error") or f"status {error.response.status_code}")
        to_do = _WHAT_SLACK_MEANS.get(name, "")
        facts = {"method": method, "error": name}
        return Finding(subject, False, _("Slack answers {method} with {error}."), to_do, facts)
    return Finding(
        subject,
        False,
        _("Nobody answers {method} at {url} ({why})."),
        _("See whether this machine reaches the internet, and whether HTTPS_PROXY or SLACK_API_URL is wrong."),
        {"method": method, "url": settings.slack_api_url, "why": str(error) or type(error).__name__},
    )


def _data_directory(settings: Settings) -> list[Finding]:
    path = settings.tracer_data.absolute()
    if not path.is_dir():
        says = _("The data directory {path} does not exist yet; the first start makes it.")
        return [Finding("data directory", None, says, facts={"path": path})]
    mode = stat.S_IMODE(path.stat().st_mode)
    if os.name != "nt" and mode != NOBODY_ELSE_READS:
        says = _("The data directory {path} has mode {mode}; others on this machine may read it.")
        facts = {"path": path, "mode": f"{mode:04o}"}
        return [Finding("data directory", False, says, _("Close it with: chmod 700 {path}"), facts)]
    says = _("The data directory {path} is closed to others.")
    return [Finding("data directory", True, says, facts={"path": path})]


async def _database(settings: Settings, database: Database, clock: Clock, workspace: str | None) -> list[Finding]:
    kind = "SQLite" if settings.uses_sqlite else "PostgreSQL"
    try:
        state = await asyncio.to_thread(database.schema_state)
    except Exception as error:
        # Every driver has its own family of errors; to the reader they are one: the database is not there.
        return [_no_database(kind, error)]
    found = [_schema(kind, state), *_kind(settings)]
    if state == "current":
        found += await asyncio.to_thread(key_findings, database)
        found += await work_findings(database, clock.now(), workspace)
        found += await evidence_findings(database)
        found += await file_findings(database, clock.now())
        found += await mail_findings(settings, database)
        found += await tracker_findings(settings, database, clock.now(), workspace)
        found += rule_findings(clock.now().date(), await database.read(lambda tx: places_of(tx, workspace)))
    return found


def _no_database(kind: str, error: Exception) -> Finding:
    why = (str(error).strip() or type(error).__name__).splitlines()[0]
    return Finding(
        "database",
        False,
        _("The database cannot be opened ({why})."),
        _("See whether {kind} is running, and whether DATABASE_URL is right."),
        {"kind": kind, "why": why},
    )


def _schema(kind: str, state: str) -> Finding:
    facts = {"kind": kind}
    if state == "current":
        return Finding("database", True, _("{kind} can be reached and its schema is current."), facts=facts)
    if state == "new":
        says = _("There is no {kind} database yet; `tracer run` or `tracer migrate` makes it.")
        return Finding("database", None, says, facts=facts)
    if state == "older":
        says = _("The {kind} database has an older schema.")
        return Finding("database", False, says, _("Bring it up to date with: tracer migrate"), facts)
    says = _("The {kind} database was written by a newer Tracer.")
    return Finding("database", False, says, _("Install that version or a later one."), facts)


def _kind(settings: Settings) -> list[Finding]:
    if settings.uses_sqlite:
        return [_sqlite()]
    if settings.tracer_key:
        return []
    return [
        Finding(
            "database",
            None,
            _("Personal data is locked with the key file in {path}, as TRACER_KEY is not set."),
            _("Where web and worker run on different machines, give all of them the same TRACER_KEY."),
            {"path": settings.tracer_data.absolute()},
        )
    ]


def _sqlite() -> Finding:
    facts = {"version": sqlite3.sqlite_version}
    if sqlite3.sqlite_version_info >= SQLITE_WITH_SAFE_WAL:
        says = _("SQLite {version}, for one process at a time.")
    else:
        says = _(
            "SQLite {version}, for one process at a time: before 3.51.3 two writing processes could damage the "
            "file, and Tracer lets only one in. Let no other program write to it."
        )
    return Finding("database", True, says, facts=facts)


def _sign_of_life(settings: Settings) -> Finding:
    if settings.heartbeat_url is None:
        says = _("HEARTBEAT_URL is not set: when this machine stops, nobody outside of it hears of it.")
        return Finding("heartbeat", None, says)
    return Finding("heartbeat", True, _("While the clocks tick, HEARTBEAT_URL is asked for once a minute."))
