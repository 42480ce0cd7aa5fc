"""Making a claim pack of what somebody confirmed: the PDF is set and kept, the originals go into an archive.

It may be made twice, when a process dies with it: then the same bytes are made again, and kept once.
"""

import asyncio
import hashlib
import json
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

from cases.act import Act
from cases.evidence import CORRESPONDENCE
from cases.file_kinds import PDF
from cases.light_dataclass import dataclass
from cases.words import N_, Refused
from handlers.desk import Desk
from handlers.file_sending import FileToSend, Made
from handlers.language import Marked
from handlers.who import who_is
from storage.database import Database
from storage.evidence import KeptFile, Laid
from storage.evidence_store import EvidenceStore
from storage.sendings import Sending
from storage.transaction import Transaction

MADE_BY_US = "pack"


@dataclass(frozen=True, slots=True)
class Printed:
    """A pack as files: the PDF, and the archive, open at its beginning, with its size."""

    pdf: bytes
    archive: IO[bytes]
    size: int


class PackMaking:
    """Makes packs. `scratch` is where an archive lies while it is written; nobody else can open it there."""

    def __init__(self, database: Database, store: EvidenceStore, scratch: Path | None = None) -> None:
        self._database = database
        self._store = store
        self._scratch = scratch

    async def make(self, sending: Sending) -> Made | None:
        """The PDF and the archive; None where the case was erased meanwhile. Raises Refused where an original is gone,
        and OSError where no room is left."""
        if sending.content is None:
            return None
        content = json.loads(sending.content)
        read = await self._store.reader(sending.workspace, sending.case_number)
        printed = await asyncio.to_thread(_printed, content, read, self._scratch)
        try:
            await self._keep(sending, content["name"], printed.pdf)
            comment = await self._database.read(lambda tx: _comment(tx, sending))
        except BaseException:
            printed.archive.close()
            raise
        name = content["name"]
        archive = f"{name.removesuffix('.pdf')}.zip"
        files = (
            FileToSend(name, name, printed.pdf, len(printed.pdf)),
            FileToSend(archive, archive, printed.archive, printed.size),
        )
        return Made(files, comment)

    async def _keep(self, sending: Sending, name: str, pdf: bytes) -> None:
        """The PDF is kept with the case's other correspondence, so that it can be had again."""
        digest = hashlib.sha256(pdf).hexdigest()
        workspace, number = sending.workspace, sending.case_number
        if await self._database.read(lambda tx: tx.evidence.has(workspace, number, digest)):
            return
        laid = await self._store.lay_down(workspace, number, pdf)
        await self._database.write(lambda tx: _kept(tx, sending, name, laid))


def _kept(tx: Transaction, sending: Sending, name: str, laid: Laid) -> None:
    if tx.evidence.has(sending.workspace, sending.case_number, laid.sha256):
        return
    kept = KeptFile(laid.sha256, laid.size, PDF, False, name, sending.user, sending.at, MADE_BY_US)
    tx.evidence.keep(laid, kept)
    who = who_is(tx, sending.workspace, sending.user)
    details = {"sha256": laid.sha256, "slot": CORRESPONDENCE, "quiet": True}
    Desk(tx, sending.workspace, sending.at).move(sending.case_number, Act("add_evidence", who.actor, details=details))


def _comment(tx: Transaction, sending: Sending) -> str:
    words = who_is(tx, sending.workspace, sending.user).words
    text = N_("The claim pack of {reference} for {payer}: the PDF, and the originals with their manifest.")
    payer = str(sending.params.get("payer") or "?")
    return words(text, reference=Marked(f"*LOST-{sending.case_number:04d}*"), payer=payer)


def _printed(content: dict[str, Any], read: Callable[[str], bytes | None], scratch: Path | None) -> Printed:
    """Set and pack; runs in a thread."""
    from partners.pack.archive import write_archive
    from partners.pack.document import from_plain
    from partners.pack.typesetting import pdf_of

    document = from_plain(content["document"])
    pdf = pdf_of(document, read)
    # It has no name in any directory: when the process dies it is gone.
    archive: IO[bytes] = tempfile.TemporaryFile(dir=scratch)  # noqa: SIM115
    try:
        write_archive(archive, _members(content, pdf, read), content["told"], document.at)
        size = archive.tell()
        archive.seek(0)
    except BaseException:
        archive.close()
        raise
    return Printed(pdf, archive, size)


def _members(content: dict[str, Any], pdf: bytes, read: Callable[[str], bytes | None]) -> Iterator[Any]:
    from partners.pack.archive import Member

    yield Member(content["name"], pdf)
    for file in content["files"]:
        original = read(file["sha256"])
        if original is None:
            raise Refused(N_("A document of this pack is no longer kept, so it was not made. Make one without it."))
        told = {name: value for name, value in file.items() if name not in ("name", "sha256")}
        yield Member(f"originals/{file['name']}", original, file["sha256"], told)
