"""What the check-up says of kept files."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path

from bot.doctor_evidence import evidence_findings
from bot.findings import Finding
from cases.case import Actor, Parcel
from handlers.desk import Desk, Report
from storage.database import Database
from storage.evidence import KeptFile
from storage.evidence_store import EvidenceStore

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
CONTENT = b"%PDF-1.7"
DIGEST = hashlib.sha256(CONTENT).hexdigest()


async def keep_one(database: Database) -> Path:
    """A case with one kept file; returns where its bytes lie."""
    with database.transaction() as tx:
        Desk(tx, "T1", NOON).open(
            Report(Parcel("1Z999AA10123456784", "ups")), Actor("person", "UMEI", frozenset({"agent"}))
        )
    laid = await EvidenceStore(database).lay_down("T1", 1, CONTENT)
    file = KeptFile(DIGEST, len(CONTENT), "application/pdf", False, "a.pdf", "UMEI", NOON, "thread")
    await database.write(lambda tx: tx.evidence.keep(laid, file))
    assert database.data_directory is not None
    return database.data_directory.evidence / "T1" / "1" / DIGEST


async def only(database: Database) -> Finding:
    [finding] = await evidence_findings(database)
    return finding


async def test_without_any_file_there_is_nothing_to_say(sqlite_database: Database) -> None:
    assert await evidence_findings(sqlite_database) == []


async def test_files_that_are_whole_are_said_to_be_so(sqlite_database: Database) -> None:
    await keep_one(sqlite_database)
    finding = await only(sqlite_database)
    assert finding.ok is True
    assert finding.sentence == "Each of the 1 kept files of evidence is there and as it was given."


async def test_a_missing_file_is_named_with_its_case_and_where_to_look(sqlite_database: Database) -> None:
    (await keep_one(sqlite_database)).unlink()
    finding = await only(sqlite_database)
    assert finding.ok is False
    assert finding.sentence == (
        f"1 kept file(s) of evidence are not on this machine, the first: LOST-0001, {DIGEST[:12]}."
    )
    assert "tracer restore" in finding.what_to_do and "TRACER_DATA" in finding.what_to_do


async def test_a_changed_file_is_another_matter(sqlite_database: Database) -> None:
    path = await keep_one(sqlite_database)
    path.write_bytes(b"x" * 60)
    finding = await only(sqlite_database)
    assert finding.ok is False and "missing, changed or cannot be opened" in finding.sentence
    assert "TRACER_KEY" in finding.what_to_do
