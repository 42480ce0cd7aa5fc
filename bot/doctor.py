"""The check-up: what stands between this installation and a working one, and what to do about each."""

import asyncio
import os
import sqlite3
import stat
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import Clock
from bot.health import LETTER_IS_LATE_AFTER, LETTERS_GIVEN_UP_SINCE, TICK_IS_LATE_AFTER
from bot.manifest import SCOPES
from bot.settings import Settings, what_is_missing
from cases.promises import broken_promises
from handlers.metronome import TICK
from handlers.regular_jobs import Trouble, troubles
from storage.database import Database
from storage.every_case import every_case
from storage.outbox import LostLetters
from storage.transaction import Transaction

CLOCK_MAY_DIFFER_BY = timedelta(seconds=60)
# https://www.sqlite.org/wal.html: two writing processes can damage the file before this version.
SQLITE_WITH_SAFE_WAL = (3, 51, 3)
NOBODY_ELSE_READS = 0o700
MOST_CHANNELS_READ = 200


def _(text: str) -> str:
    """Marks a sentence for the catalogues; it is translated where it is shown."""
    return text


@dataclass(frozen=True)
class Finding:
    """One thing looked at. `ok` is None where there was nothing to judge, only something to know."""

    subject: str
    ok: bool | None
    says: str
    to_do: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """What was found, in English."""
        return self.says.format(**self.facts)

    @property
    def what_to_do(self) -> str:
        """What mends it, in English; empty when nothing needs mending."""
        return self.to_do.format(**self.facts)

    def in_words(self, translate: Callable[[str], str]) -> tuple[str, str]:
        """Sentence and advice in the language of a gettext function."""
        return translate(self.says).format(**self.facts), translate(self.to_do).format(**self.facts)


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


def all_well(findings: Iterable[Finding]) -> bool:
    """Whether nothing needs mending; what could not be judged does not count."""
    return all(finding.ok is not False for finding in findings)


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
    return [_schema(kind, state), *_kind(settings), *(await _work(database, clock, workspace, state))]


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


async def _work(database: Database, clock: Clock, workspace: str | None, state: str) -> list[Finding]:
    if state != "current":
        return []
    now = clock.now()
    signs = await database.read(lambda tx: _signs(tx, workspace, now))
    findings = [_promises(signs), _letters(signs, now), _ticks(signs, now), *map(_trouble_with, signs.troubles)]
    return findings if workspace is None else [_home(signs), *findings]


@dataclass(frozen=True)
class _Signs:
    broken: list[str]
    oldest_unsent: datetime | None
    given_up: LostLetters
    troubles: list[Trouble]
    last_tick: datetime | None
    default_channel: str | None


def _signs(tx: Transaction, workspace: str | None, now: datetime) -> _Signs:
    return _Signs(
        broken=_broken(tx),
        oldest_unsent=tx.outbox.oldest_unsent(),
        given_up=tx.outbox.given_up_since(now - LETTERS_GIVEN_UP_SINCE),
        troubles=troubles(tx),
        last_tick=tx.heartbeats.last(TICK),
        default_channel=_default_channel(tx, workspace) if workspace else None,
    )


def _broken(tx: Transaction) -> list[str]:
    """Every promise that does not hold of some case, with the case's reference."""
    return [f"{case.reference}: {phrase}" for case in every_case(tx.connection) for phrase in broken_promises(case)]


def _promises(signs: _Signs) -> Finding:
    if not signs.broken:
        return Finding("cases", True, _("Every open case has a next step, somebody to take it and a clock behind it."))
    says = _("{count} promise(s) do not hold, the first: {first}.")
    to_do = _("Make any move on those cases, a note will do: that sets their next step anew. Then look again.")
    return Finding("cases", False, says, to_do, {"count": len(signs.broken), "first": signs.broken[0]})


def _default_channel(tx: Transaction, workspace: str) -> str | None:
    channel = tx.channels.default(workspace)
    return (channel.name or channel.id) if channel else tx.settings(workspace).get().default_channel


def _home(signs: _Signs) -> Finding:
    if signs.default_channel:
        says = _("Cards without a channel of their own go to {channel}.")
        return Finding("default channel", True, says, facts={"channel": signs.default_channel})
    return Finding(
        "default channel",
        None,
        _("No default channel is set; a card goes where /lost was typed, if the bot is there."),
        _("An admin chooses one in Tracer's App Home → Settings."),
    )


def _letters(signs: _Signs, now: datetime) -> Finding:
    oldest = signs.oldest_unsent
    if oldest is not None and now - oldest > LETTER_IS_LATE_AFTER:
        return Finding(
            "letters",
            False,
            _("A message to Slack has been waiting for {minutes} minutes."),
            _("See whether a process that sends is running (`tracer run` or `tracer worker`), and its log."),
            {"minutes": _minutes(now - oldest)},
        )
    if signs.given_up.count:
        return Finding(
            "letters",
            None,
            _("{count} message(s) could not be delivered within the last week; Slack's word for the last is {why}."),
            _(
                "The log names each (`A letter was given up`). Whoever stands in, the leads and the channel of last "
                "resort were told; choose that channel with: /lost reminders"
            ),
            {"count": signs.given_up.count, "why": signs.given_up.word},
        )
    return Finding("letters", True, _("No message to Slack is late."))


def _ticks(signs: _Signs, now: datetime) -> Finding:
    if signs.last_tick is None:
        return Finding("reminders", None, _("The clock of reminders has never ticked: Tracer has not run yet."))
    if now - signs.last_tick > TICK_IS_LATE_AFTER:
        return Finding(
            "reminders",
            False,
            _("The clock of reminders ticked {minutes} minutes ago, and not since."),
            _("Start Tracer: `tracer run`, or `tracer worker` beside `tracer web`."),
            {"minutes": _minutes(now - signs.last_tick)},
        )
    return Finding("reminders", True, _("The clock of reminders is ticking."))


def _trouble_with(trouble: Trouble) -> Finding:
    return Finding(
        "jobs",
        False,
        _("The regular job “{job}” failed when it was done last ({error}, {process}, {at})."),
        _("It is tried again by itself. The log of that process has the reason: `A regular job failed`."),
        {
            "job": trouble.job,
            "error": trouble.error,
            "process": trouble.process or "?",
            "at": trouble.at.isoformat(timespec="minutes"),
        },
    )


def _sign_of_life(settings: Settings) -> Finding:
    if settings.heartbeat_url is None:
        says = _("HEARTBEAT_URL is not set: when this machine stops, nobody outside of it hears of it.")
        return Finding("heartbeat", None, says)
    return Finding("heartbeat", True, _("While the clocks tick, HEARTBEAT_URL is asked for once a minute."))


def _minutes(time: timedelta) -> int:
    return int(time.total_seconds() // 60)
