"""Making the export of a case: JSON for machines, a PDF for people, and every file as it was given, in one archive."""

import asyncio
import json
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import IO, Any

from cases import ledger
from cases.buyers import may_see_buyer
from cases.case import LogEntry, TextRef
from cases.document import to_document
from cases.file_kinds import ENDINGS, MEGABYTE
from cases.light_dataclass import dataclass
from cases.scans import Scan
from cases.timelines import timeline
from cases.words import N_, Refused
from handlers.claim_document import Enclosed
from handlers.claim_material import kept_files
from handlers.export_document import CaseKept, export_document
from handlers.file_sending import FileToSend, Made
from handlers.language import Marked, Words
from handlers.who import who_is
from storage.database import Database
from storage.evidence_store import EvidenceStore
from storage.sendings import Sending
from storage.transaction import Transaction

FORMAT = "tracer-case-1"
# Slack takes files of up to a gigabyte: https://slack.com/help/articles/201330736
LARGEST_EXPORT = 900 * MEGABYTE


@dataclass(frozen=True, slots=True)
class Gathered:
    """What is exported, as it stood in one transaction, and in whose words."""

    kept: CaseKept
    plain: dict[str, Any]
    words: Words


class CaseExportMaking:
    """Makes exports. `scratch` is where an archive lies while it is written; nobody else can open it there."""

    def __init__(self, database: Database, store: EvidenceStore, scratch: Path | None = None) -> None:
        self._database = database
        self._store = store
        self._scratch = scratch

    async def make(self, sending: Sending) -> Made | None:
        """The archive. Raises Refused where Slack would not take it, and OSError where no room is left."""
        gathered = await self._database.read(lambda tx: _gathered(tx, sending))
        if gathered is None:
            return None
        if sum(one.size for one in gathered.kept.files) > LARGEST_EXPORT:
            raise Refused(
                N_("{reference} has more files than Slack takes in one. Ask for them one by one in “Evidence”."),
                reference=gathered.kept.case.reference,
            )
        read = await self._store.reader(sending.workspace, sending.case_number)
        archive, size = await asyncio.to_thread(_written, gathered, sending, read, self._scratch)
        reference = gathered.kept.case.reference
        text = N_("{reference}: everything that is kept of it. It holds what is personal; only you were sent it.")
        comment = gathered.words(text, reference=Marked(f"*{reference}*"))
        return Made((FileToSend(f"{reference}.zip", f"{reference}.zip", archive, size),), comment)


def _gathered(tx: Transaction, sending: Sending) -> Gathered | None:
    workspace, number = sending.workspace, sending.case_number
    case = tx.cases.load(workspace, number, for_update=False)
    if case is None:
        return None
    log = tx.cases.log(workspace, number)
    lines = ledger.ledger(log)
    scans = tx.scans.of_case(workspace, number)
    files = [replace(file, number=place) for place, (_, file) in enumerate(kept_files(tx, case), 1)]
    texts = {ref: tx.personal.get(workspace, ref) for entry in log for ref in _refs(entry.details)}
    who = who_is(tx, workspace, sending.user)
    buyer = tx.buyers.get(workspace, number) if may_see_buyer(case, who.actor) else None
    people = {one.id: one.real_name or one.name for one in tx.people.all(workspace)}
    kept = CaseKept(case, log, lines, timeline(scans), files, people, texts.get)
    plain = {
        "format": FORMAT,
        "exported_at": sending.at.isoformat(),
        "case": to_document(case),
        "buyer": asdict(buyer) if buyer else None,
        "log": [_entry(entry, texts) for entry in log],
        "ledger": [ledger.as_plain(one) for one in lines],
        "scans": [_scan(one) for one in scans],
        "people": {name: people[name] for name in sorted(_people_in(log) & people.keys())},
    }
    return Gathered(kept, plain, who.words)


def _written(
    gathered: Gathered, sending: Sending, read: Callable[[str], bytes | None], scratch: Path | None
) -> tuple[IO[bytes], int]:
    """Write the archive; runs in a thread."""
    from partners.pack.archive import write_archive
    from partners.pack.typesetting import pdf_of

    at = sending.at.replace(microsecond=0)
    pdf = pdf_of(export_document(gathered.kept, gathered.words, at), read)
    archive: IO[bytes] = tempfile.TemporaryFile(dir=scratch)  # noqa: SIM115
    try:
        told = {"case": gathered.kept.case.reference, "exported_at": at.isoformat()}
        write_archive(archive, _members(gathered, pdf, read), told, at)
        size = archive.tell()
        archive.seek(0)
    except BaseException:
        archive.close()
        raise
    return archive, size


def _members(gathered: Gathered, pdf: bytes, read: Callable[[str], bytes | None]) -> Iterator[Any]:
    from partners.pack.archive import Member

    reference = gathered.kept.case.reference
    yield Member(f"{reference}.pdf", pdf)
    yield Member(
        "case.json", (json.dumps(gathered.plain, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "replace")
    )
    for file in gathered.kept.files:
        original = read(file.sha256)
        if original is not None:
            told = {"slot": file.slot, "called": file.name, "type": file.content_type}
            yield Member(f"files/{_name(file)}", original, file.sha256, told)


def _name(file: Enclosed) -> str:
    from partners.pack.archive import name_in_archive

    return name_in_archive(file.number, file.slot, file.name, ENDINGS.get(file.content_type, ("bin",))[0])


def _refs(details: Mapping[str, Any]) -> list[str]:
    return [ref for value in details.values() if (ref := _ref(value)) is not None]


def _ref(value: Any) -> str | None:
    if isinstance(value, TextRef):
        return value.ref
    return str(value["ref"]) if isinstance(value, Mapping) and "ref" in value else None


def _entry(entry: LogEntry, texts: Mapping[str, str | None]) -> dict[str, Any]:
    """One move with the words that were kept apart back in their place; what was erased is null."""
    details = {name: _with_text(value, texts) for name, value in entry.details.items()}
    return {
        "seq": entry.seq,
        "at": entry.at.isoformat(),
        "actor": {"kind": entry.actor.kind, "id": entry.actor.id},
        "move": entry.move,
        "target": entry.target,
        "before": entry.before,
        "after": entry.after,
        "details": details,
        "changes": entry.changes,
    }


def _with_text(value: Any, texts: Mapping[str, str | None]) -> Any:
    ref = _ref(value)
    return {**value, "text": texts.get(ref)} if ref is not None and isinstance(value, Mapping) else value


def _scan(scan: Scan) -> dict[str, Any]:
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else value
        for name, value in asdict(scan).items()
        if value not in (None, "", False)
    }


def _people_in(log: list[LogEntry]) -> set[str]:
    return {entry.actor.id for entry in log if entry.actor.kind == "person"}
