"""The bytes of evidence, sealed under the key of their case: laid down before any row speaks of them, and proved whole.

A process that dies between the two leaves bytes that no row names. Nobody is told that they are kept; they are
overwritten when the file is fetched again, or swept away.
"""

import asyncio
import hashlib
from collections.abc import Callable

from cases.light_dataclass import dataclass
from storage.data_directory import DataDirectory
from storage.database import Database
from storage.errors import StorageError, WrongKey
from storage.evidence import Laid
from storage.evidence_files import FilesOnDisk, FileStore
from storage.keys import key_mark, seal, unseal

# Bytes that were laid down so lately may still get their row.
SETTLED_SECONDS = 3600.0
MISSING, CHANGED, UNREADABLE = "missing", "changed", "unreadable"


@dataclass(frozen=True, slots=True)
class BrokenFile:
    """A kept file whose bytes are missing, changed, or cannot be opened."""

    workspace: str
    case_number: int
    sha256: str
    why: str


class EvidenceStore:
    """The evidence of all cases of a database; by default in its data directory."""

    def __init__(self, database: Database, files: FileStore | None = None) -> None:
        self._database = database
        self._files = files or _on_disk(database.data_directory)

    async def lay_down(self, workspace: str, case_number: int, content: bytes) -> Laid:
        """Write bytes for good, sealed under the case's key; a row has yet to say that they are kept.

        Raises OSError where the disk does not take them; nothing is there then.
        """
        key = await self._database.write(lambda tx: tx.personal.key_for(workspace, case_number))
        digest = await asyncio.to_thread(_digest, content)
        name = _name(workspace, case_number, digest)
        await asyncio.to_thread(lambda: self._files.put(name, seal(key, content, name)))
        return Laid(workspace, case_number, digest, len(content), key_mark(key))

    async def content(self, workspace: str, case_number: int, sha256: str) -> bytes | None:
        """The bytes of a kept file; None when they, or the key of their case, were erased."""
        key = await self._database.read(lambda tx: tx.personal.key_of(workspace, case_number))
        name = _name(workspace, case_number, sha256)
        sealed = await asyncio.to_thread(self._files.get, name)
        return None if key is None or sealed is None else await asyncio.to_thread(unseal, key, sealed, name)

    async def reader(self, workspace: str, case_number: int) -> Callable[[str], bytes | None]:
        """What gives the files of a case by their SHA-256, one at a time and in a thread; None for erased ones."""
        key = await self._database.read(lambda tx: tx.personal.key_of(workspace, case_number))

        def read(sha256: str) -> bytes | None:
            name = _name(workspace, case_number, sha256)
            sealed = self._files.get(name)
            return None if key is None or sealed is None else unseal(key, sealed, name)

        return read

    async def broken(self) -> list[BrokenFile]:
        """Every kept file that is not there as it was given: each is read, opened, and its hash compared."""
        kept = await self._database.read(lambda tx: tx.evidence.all_kept())
        found = []
        for workspace, number, sha256, size in kept:
            why = await self._what_is_wrong(workspace, number, sha256, size)
            # A case may be erased, or restored, while we look: only what is still said to be kept can be broken.
            if why and await self._still_kept(workspace, number, sha256):
                found.append(BrokenFile(workspace, number, sha256, why))
        return found

    async def sweep(self, settled: float = SETTLED_SECONDS) -> int:
        """Remove bytes that no row names, or whose case was erased, and what was left half written; return how many."""
        return await asyncio.to_thread(self._swept, settled)

    def _swept(self, settled: float) -> int:
        names = list(self._files.names())
        # Read after the files: whatever was kept meanwhile is named by then.
        with self._database.reading() as tx:
            kept = {_name(workspace, number, sha256) for workspace, number, sha256, _ in tx.evidence.all_kept()}
        orphans = [name for name in names if name not in kept]
        removed = sum(self._files.delete(name, unless_younger_than=settled) for name in orphans)
        return removed + (self._files.remove_drafts(settled) if isinstance(self._files, FilesOnDisk) else 0)

    async def _what_is_wrong(self, workspace: str, number: int, sha256: str, size: int) -> str | None:
        try:
            content = await self.content(workspace, number, sha256)
        except (WrongKey, OSError):
            return UNREADABLE
        if content is None:
            return MISSING
        digest = await asyncio.to_thread(_digest, content)
        return None if (digest, len(content)) == (sha256, size) else CHANGED

    async def _still_kept(self, workspace: str, number: int, sha256: str) -> bool:
        return await self._database.read(lambda tx: tx.evidence.has(workspace, number, sha256))


def _on_disk(directory: DataDirectory | None) -> FilesOnDisk:
    if directory is None:
        raise StorageError("Evidence needs a place: set TRACER_DATA to a directory of Tracer's own.")
    return FilesOnDisk(directory)


def _name(workspace: str, case_number: int, sha256: str) -> str:
    return f"{workspace}/{case_number}/{sha256}"


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
