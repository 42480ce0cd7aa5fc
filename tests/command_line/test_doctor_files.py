"""`tracer doctor` on what is on its way: files to fetch, files owed, claims to file, and since when."""

from datetime import UTC, datetime, timedelta

from bot.doctor_files import file_findings
from cases.filings import FILED, UNSETTLED
from storage.database import Database
from storage.filings import Filing
from storage.sendings import Sending
from storage.transaction import Transaction
from storage.wanted_files import WantedFile
from tests.storage.telling import T1, open_case

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
LONG_AGO, JUST_NOW = NOW - timedelta(hours=3), NOW - timedelta(minutes=10)


def on_their_way(tx: Transaction) -> None:
    """One of each kind since three hours, and as many since ten minutes; a claim that was filed is on no way."""
    for number, at in ((1, LONG_AGO), (2, JUST_NOW)):
        tx.wanted_files.want(WantedFile(T1, f"F{number}", number, "U1", at, "thread"))
        tx.sendings.want(Sending(T1, f"pack:{number}", number, "pack", "U1", at))
        tx.filings.keep(Filing(T1, number, "C1", "easypost", "9400", "U1", at, UNSETTLED))
    tx.filings.keep(Filing(T1, 3, "C1", "easypost", "9401", "U1", LONG_AGO, FILED))


async def test_what_is_stuck_is_listed_with_its_cases_and_since_when(database: Database) -> None:
    for _ in range(3):
        open_case(database)
    assert await file_findings(database, NOW) == []
    await database.write(on_their_way)
    found = await file_findings(database, NOW)
    assert [(one.subject, one.ok, one.sentence) for one in found] == [
        ("files given", False,
         "1 file(s) that people gave are not fetched yet, the oldest since 2026-11-23 09:00 UTC: LOST-0001."),
        ("files owed", False,
         "1 file(s) that people asked for are not sent yet, the oldest since 2026-11-23 09:00 UTC: LOST-0001."),
        ("claims on their way", False,
         "1 claim(s) are on their way to an insurer or back, the oldest since 2026-11-23 09:00 UTC: LOST-0001."),
    ]  # fmt: skip
