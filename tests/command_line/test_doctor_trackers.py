"""The check-up of trackers: who answers, who does not and what to do, and words that nobody knows yet."""

from datetime import timedelta

import pytest

from bot.doctor_trackers import tracker_findings
from bot.settings import GivenSettings
from cases.scans import Look
from storage.database import Database
from tests.storage.telling import NOON, T1, open_case

SETTINGS = GivenSettings(track17_key="k", dhl_key="d")


async def told(database: Database, *looks: Look, hours: float = 0) -> list[tuple[str, bool | None, str]]:
    if looks:
        open_case(database)
        with database.transaction() as tx:
            for look in looks:
                tx.trackers.keep_look(T1, 1, look)
    now = NOON + timedelta(hours=hours)
    found = await tracker_findings(SETTINGS, database, now, T1)
    return [(one.subject, one.ok, one.sentence) for one in found]


def look(outcome: str, why: str | None = None, hours: float = 0, number: str = "1Z") -> Look:
    at = NOON + timedelta(hours=hours)
    return Look("17track", number, at, outcome, at, why=why)


NOT_ASKED = ("tracker", None, "DHL has a key, and has not been asked yet.")


async def test_without_a_key_nothing_is_said(database: Database) -> None:
    assert await tracker_findings(GivenSettings(), database, NOON, T1) == []


async def test_a_tracker_that_answers_is_well(database: Database) -> None:
    assert await told(database, look("not_found"), look("failed", "silent", -5, "2Z")) == [
        NOT_ASKED,
        ("tracker", True, "17TRACK answered last at 2026-11-23T12:00+0000."),
    ]


@pytest.mark.parametrize(
    ("why", "hours", "ok", "sentence"),
    [
        ("silent", 5, None, "17TRACK did not answer in time. Tracer asks again by itself."),
        ("silent", 30, False, "17TRACK did not answer in time. Tracer asks again by itself."),
        ("key", 1, False, "17TRACK does not accept the key. Whoever runs Tracer has to check it."),
    ],
)
async def test_one_that_fails_says_why_and_is_wrong_when_it_lasts(
    database: Database, why: str, hours: float, ok: bool | None, sentence: str
) -> None:
    failed = look("failed", why, hours, "2Z")
    assert await told(database, look("scans"), failed, hours=hours) == [NOT_ASKED, ("tracker", ok, sentence)]


async def test_words_that_nobody_knows_are_counted(database: Database) -> None:
    with database.transaction() as tx:
        tx.trackers.met_strange_words(T1, "17track", ["InTransit_Teleported"], NOON)
        tx.trackers.met_strange_words(T1, "17track", ["InTransit_Teleported"], NOON)
    assert (await told(database))[-1] == (
        "tracker words",
        None,
        "1 status(es) of trackers are in no table of Tracer's and count as unknown: 17TRACK InTransit_Teleported (2).",
    )
