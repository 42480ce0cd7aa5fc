"""What the check-up finds, and what it advises."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.clock import Clock
from bot.doctor import examine
from bot.findings import Finding, all_well
from bot.manifest import SCOPES
from bot.settings import GivenSettings, Settings
from bot.slack_client import slack_client, slack_session
from cases.case import Actor, Parcel
from cases.letters import Letter
from handlers.desk import Desk, Report
from handlers.metronome import TICK
from storage.database import Database
from storage.records import Channel
from tests.command_line.small_slack import ALL_SCOPES, SmallSlack, http_date


def settings_for(slack: SmallSlack, tmp_path: Path, **more: object) -> Settings:
    given: dict[str, object] = {
        "slack_api_url": slack.api,
        "slack_bot_token": "xoxb-1-2-abc",
        "slack_app_token": "xapp-1",
        "tracer_data": tmp_path / "data",
    }
    return GivenSettings(**(given | more))


async def found(settings: Settings, database: Database) -> dict[str, Finding]:
    """Every finding by its subject; the last one where a subject has several."""
    return {finding.subject: finding for finding in await all_found(settings, database)}


async def all_found(settings: Settings, database: Database) -> list[Finding]:
    async with slack_session(settings) as session:
        return await examine(settings, slack_client(settings, session), database, Clock())


def tick(database: Database, at: datetime) -> None:
    with database.transaction() as tx:
        tx.heartbeats.beat(TICK, at)


async def test_an_installation_in_order_is_found_in_order(
    slack: SmallSlack, sqlite_database: Database, tmp_path: Path
) -> None:
    tick(sqlite_database, datetime.now(UTC))
    with sqlite_database.transaction() as tx:
        tx.channels.upsert([Channel(workspace="T1", id="C1", name="lost-parcels")])
        tx.channels.make_default("T1", "C1")
    findings = await all_found(settings_for(slack, tmp_path), sqlite_database)
    assert all_well(findings)
    assert {finding.subject for finding in findings if finding.ok} == {
        "bot token",
        "scopes",
        "clock",
        "channels",
        "app token",
        "data directory",
        "database",
        "default channel",
        "cases",
        "letters",
        "reminders",
        "rules",
    }
    sentences = {finding.subject: finding.sentence for finding in findings}
    assert sentences["bot token"] == "The bot token works: tracer in the workspace Seller."
    assert sentences["channels"] == "The bot is in 1 channel(s): #lost-parcels."
    assert sentences["default channel"] == "Cards without a channel of their own go to lost-parcels."


async def test_a_lacking_scope_is_named_and_the_manifest_advised(
    slack: SmallSlack, sqlite_database: Database, tmp_path: Path
) -> None:
    slack.scopes = ",".join(scope.name for scope in SCOPES if scope.name not in ("files:read", "dnd:read"))
    scopes = (await found(settings_for(slack, tmp_path), sqlite_database))["scopes"]
    assert scopes.ok is False
    assert scopes.sentence == "The token lacks scopes that Tracer cannot do without: files:read."
    assert "tracer manifest" in scopes.what_to_do


async def test_a_lacking_optional_scope_is_only_mentioned(
    slack: SmallSlack, sqlite_database: Database, tmp_path: Path
) -> None:
    slack.scopes = ALL_SCOPES.replace(",dnd:read", "")
    scopes = (await found(settings_for(slack, tmp_path), sqlite_database))["scopes"]
    assert scopes.ok is True
    assert scopes.sentence == "Every scope that is needed is there. Not granted, and optional: dnd:read."
    slack.scopes = None
    assert (await found(settings_for(slack, tmp_path), sqlite_database))["scopes"].ok is None


@pytest.mark.parametrize(
    ("ahead", "ok", "says"),
    [
        (timedelta(seconds=50), True, "This machine's clock agrees with Slack's."),
        (timedelta(seconds=-50), True, "This machine's clock agrees with Slack's."),
        (timedelta(minutes=-4), False, "seconds ahead of Slack's."),
        (timedelta(minutes=4), False, "seconds behind Slack's."),
    ],
)
async def test_a_clock_more_than_a_minute_off_is_a_finding(
    slack: SmallSlack, sqlite_database: Database, tmp_path: Path, ahead: timedelta, ok: bool, says: str
) -> None:
    slack.date = http_date(datetime.now(UTC) + ahead)
    clock = (await found(settings_for(slack, tmp_path), sqlite_database))["clock"]
    assert clock.ok is ok
    assert clock.sentence.endswith(says)


async def test_a_shifted_clock_is_not_held_against_the_machine(
    slack: SmallSlack, sqlite_database: Database, tmp_path: Path
) -> None:
    settings = settings_for(slack, tmp_path, tracer_clock_offset=timedelta(days=3))
    async with slack_session(settings) as session:
        client = slack_client(settings, session)
        findings = await examine(settings, client, sqlite_database, Clock(timedelta(days=3)))
    assert [finding.ok for finding in findings if finding.subject == "clock"] == [True]


@pytest.mark.parametrize(
    ("error", "to_do"),
    [
        ("invalid_auth", "The token is not one that Slack knows. Copy it again."),
        ("account_inactive", "The app was removed from the workspace. Install it again and copy the new token."),
        ("something_new", ""),
    ],
)
async def test_a_token_that_slack_refuses_is_explained(
    slack: SmallSlack, sqlite_database: Database, tmp_path: Path, error: str, to_do: str
) -> None:
    slack.answers["auth.test"] = {"ok": False, "error": error}
    findings = await found(settings_for(slack, tmp_path), sqlite_database)
    assert findings["bot token"].ok is False
    assert findings["bot token"].sentence == f"Slack answers auth.test with {error}."
    assert findings["bot token"].what_to_do == to_do
    assert "scopes" not in findings


async def test_an_app_token_that_slack_refuses_is_explained_and_not_asked_for_in_http_mode(
    slack: SmallSlack, sqlite_database: Database, tmp_path: Path
) -> None:
    slack.answers["apps.connections.open"] = {"ok": False, "error": "not_allowed_token_type"}
    findings = await found(settings_for(slack, tmp_path), sqlite_database)
    assert findings["app token"].ok is False
    assert findings["app token"].what_to_do.startswith("It is a token of the wrong kind")
    http = settings_for(slack, tmp_path, slack_mode="http", slack_signing_secret="0123456789")
    assert "app token" not in await found(http, sqlite_database)


async def test_a_bot_in_no_channel_is_told_how_to_get_into_one(
    slack: SmallSlack, sqlite_database: Database, tmp_path: Path
) -> None:
    slack.answers["users.conversations"] = {"ok": True, "channels": []}
    channels = (await found(settings_for(slack, tmp_path), sqlite_database))["channels"]
    assert channels.ok is False
    assert channels.what_to_do == "In Slack, open the channel of your team and type: /invite @Tracer"


async def test_a_channel_shared_with_another_organisation_is_mentioned(
    slack: SmallSlack, sqlite_database: Database, tmp_path: Path
) -> None:
    shared = {"id": "C2", "name": "with-forwarder", "is_ext_shared": True}
    slack.answers["users.conversations"] = {"ok": True, "channels": [{"id": "C1", "name": "a"}, shared]}
    channels = (await found(settings_for(slack, tmp_path), sqlite_database))["channels"]
    assert channels.ok is None
    assert channels.sentence.endswith("#with-forwarder.")


async def test_without_a_network_it_says_so_and_looks_at_the_rest(sqlite_database: Database, tmp_path: Path) -> None:
    settings = GivenSettings(
        slack_api_url="http://127.0.0.1:1/api/",
        slack_bot_token="xoxb-1",
        slack_app_token="xapp-1",
        tracer_data=tmp_path / "data",
    )
    findings = await found(settings, sqlite_database)
    assert findings["bot token"].ok is False
    assert findings["bot token"].sentence.startswith("Nobody answers auth.test at http://127.0.0.1:1/api/ (")
    assert "HTTPS_PROXY" in findings["bot token"].what_to_do
    assert findings["data directory"].ok is True
    assert findings["letters"].ok is True


async def test_what_is_missing_comes_first(slack: SmallSlack, sqlite_database: Database, tmp_path: Path) -> None:
    settings = settings_for(slack, tmp_path, slack_bot_token=None, slack_app_token=None)
    findings = await all_found(settings, sqlite_database)
    assert [finding.subject for finding in findings[:2]] == ["settings", "settings"]
    assert findings[0].sentence.startswith("SLACK_BOT_TOKEN is missing.")
    assert slack.calls == []
    assert not all_well(findings)


async def test_a_letter_that_waits_too_long_is_a_finding(
    slack: SmallSlack, sqlite_database: Database, tmp_path: Path
) -> None:
    letter = Letter(key="k", workspace="T1", lane="C1", kind="note")
    with sqlite_database.transaction() as tx:
        tx.outbox.add(letter, datetime.now(UTC) - timedelta(minutes=10))
    letters = (await found(settings_for(slack, tmp_path), sqlite_database))["letters"]
    assert letters.ok is False
    assert letters.sentence == "A message to Slack has been waiting for 10 minutes."


async def test_a_case_that_has_gone_quiet_is_named(
    slack: SmallSlack, sqlite_database: Database, tmp_path: Path
) -> None:
    settings = settings_for(slack, tmp_path)
    with sqlite_database.transaction() as tx:
        desk = Desk(tx, "T1", datetime.now(UTC))
        desk.open(Report(Parcel("1Z999AA10123456784", "ups", "UPS")), Actor("person", "U1", frozenset({"agent"})))
    assert (await found(settings, sqlite_database))["cases"].ok
    with sqlite_database.transaction() as tx:
        document = tx.connection.execute(text("SELECT document FROM cases")).scalar_one()
        quiet = json.dumps(json.loads(document) | {"next_step": None})
        tx.connection.execute(text("UPDATE cases SET document = :quiet"), {"quiet": quiet})
    finding = (await found(settings, sqlite_database))["cases"]
    assert finding.ok is False
    assert finding.sentence == "1 promise(s) do not hold, the first: LOST-0001: it has no next step."


async def test_a_clock_that_stopped_ticking_is_a_finding_and_one_that_never_ticked_is_not(
    slack: SmallSlack, sqlite_database: Database, tmp_path: Path
) -> None:
    settings = settings_for(slack, tmp_path)
    assert (await found(settings, sqlite_database))["reminders"].ok is None
    tick(sqlite_database, datetime.now(UTC) - timedelta(minutes=30))
    reminders = (await found(settings, sqlite_database))["reminders"]
    assert reminders.ok is False
    assert reminders.sentence == "The clock of reminders ticked 30 minutes ago, and not since."


async def test_letters_given_up_within_a_week_are_counted_with_slacks_word_for_the_last(
    slack: SmallSlack, sqlite_database: Database, tmp_path: Path
) -> None:
    now = datetime.now(UTC)
    with sqlite_database.transaction() as tx:
        for key, days in (("long ago", 8), ("lately", 1)):
            tx.outbox.add(Letter(key=key, workspace="T1", lane=key, kind="note"), now - timedelta(days=9))
            (claimed,) = tx.outbox.claim(now - timedelta(days=8, hours=1), 30, 1, "w1")
            tx.outbox.give_up(claimed.id, now - timedelta(days=days), "is_archived: and more")
    letters = (await found(settings_for(slack, tmp_path), sqlite_database))["letters"]
    assert letters.ok is None
    assert letters.sentence == (
        "1 message(s) could not be delivered within the last week; Slack's word for the last is is_archived."
    )
    assert letters.what_to_do.endswith("choose that channel with: /lost reminders")


async def test_a_job_that_failed_last_is_a_finding(
    slack: SmallSlack, sqlite_database: Database, tmp_path: Path
) -> None:
    assert "jobs" not in await found(settings_for(slack, tmp_path), sqlite_database)
    with sqlite_database.transaction() as tx:
        tx.heartbeats.beat("failed:pass on:KeyError", datetime(2026, 11, 23, 12, 0, tzinfo=UTC), "host:7")
    jobs = (await found(settings_for(slack, tmp_path), sqlite_database))["jobs"]
    assert jobs.ok is False
    assert jobs.sentence == (
        "The regular job “pass on” failed when it was done last (KeyError, host:7, 2026-11-23T12:00+00:00)."
    )


async def test_whether_a_sign_of_life_leaves_the_house_is_said_without_the_address(
    slack: SmallSlack, sqlite_database: Database, tmp_path: Path
) -> None:
    assert (await found(settings_for(slack, tmp_path), sqlite_database))["heartbeat"].ok is None
    settings = settings_for(slack, tmp_path, heartbeat_url="https://monitor.example/ping/0a1b2c")
    heartbeat = (await found(settings, sqlite_database))["heartbeat"]
    assert heartbeat.ok is True
    assert "0a1b2c" not in heartbeat.sentence + heartbeat.what_to_do


async def test_a_data_directory_open_to_others_is_a_finding(
    slack: SmallSlack, sqlite_database: Database, tmp_path: Path
) -> None:
    (tmp_path / "data").chmod(0o755)
    directory = (await found(settings_for(slack, tmp_path), sqlite_database))["data directory"]
    assert directory.ok is False
    assert directory.sentence.endswith("has mode 0755; others on this machine may read it.")
    assert directory.what_to_do == f"Close it with: chmod 700 {tmp_path / 'data'}"


async def test_before_the_first_start_nothing_is_wrong_and_nothing_is_made(slack: SmallSlack, tmp_path: Path) -> None:
    settings = settings_for(slack, tmp_path)
    database = Database.open(settings.database_url, hold=False)
    findings = await found(settings, database)
    database.close()
    assert findings["data directory"].ok is None
    assert "letters" not in findings
    assert not (tmp_path / "data").exists()


async def test_a_database_that_is_not_there_is_a_finding(slack: SmallSlack, tmp_path: Path) -> None:
    settings = settings_for(slack, tmp_path, database_url="postgresql://u:p@127.0.0.1:1/n")
    database = Database.open(settings.database_url, hold=False)
    finding = (await found(settings, database))["database"]
    await asyncio.to_thread(database.close)
    assert finding.ok is False
    assert finding.what_to_do == "See whether PostgreSQL is running, and whether DATABASE_URL is right."


async def test_a_bot_that_runs_can_be_examined_from_beside(
    slack: SmallSlack, sqlite_database: Database, tmp_path: Path
) -> None:
    tick(sqlite_database, datetime.now(UTC))
    beside = Database.open(str(sqlite_database.url), hold=False)
    findings = await found(settings_for(slack, tmp_path), beside)
    beside.close()
    assert findings["reminders"].ok is True


def test_a_finding_can_be_said_in_another_language() -> None:
    finding = Finding("clock", False, "It is {n} o'clock.", "Wind {n} times.", {"n": 3})
    assert finding.in_words({"It is {n} o'clock.": "{n} 点。", "Wind {n} times.": "拧 {n} 次。"}.__getitem__) == (
        "3 点。",
        "拧 3 次。",
    )
