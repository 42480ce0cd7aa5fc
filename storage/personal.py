"""What is personal about a case: apart from log, inbox and outbox, and erasable without touching them.

Notes stay plain, so that they can be searched. Everything else is sealed under a key of the case: destroying that
key makes it unreadable everywhere at once. What trackers answered lies in tables of its own, under the same key.
"""

import hashlib
import secrets
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from functools import cache, cached_property
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, Table, bindparam, delete, insert, select, update
from sqlalchemy.sql.dml import ReturningInsert

from storage.buyers import forget_buyer
from storage.correspondence_tables import CorrespondenceRow
from storage.erasures import CASE, Erasure, all_erasures, newest_erasure, note_erasure
from storage.errors import WrongKey
from storage.evidence_tables import EvidenceRow, WantedFileRow
from storage.filing_tables import FilingRow
from storage.imports import forget_files
from storage.incoming_money import forget_lines
from storage.keys import Keys, new_case_key, seal, unseal
from storage.later import Later
from storage.scan_tables import AnswerRow, ScanRow
from storage.sending_tables import SendingRow
from storage.tables import CaseKeyRow, PersonalRow, table_of
from storage.upsert import insert_into

personal = table_of(PersonalRow)
case_keys = table_of(CaseKeyRow)
scans = table_of(ScanRow)
answers = table_of(AnswerRow)
files, wanted_files = table_of(EvidenceRow), table_of(WantedFileRow)
sendings = table_of(SendingRow)
written = table_of(CorrespondenceRow)
filings = table_of(FilingRow)


class Kind(StrEnum):
    """What kinds of personal data a case has."""

    NOTE = "note"
    MESSAGE = "message"
    BUYER = "buyer"
    RAW_ANSWER = "raw_answer"
    FILE = "file"


class LockedKey(NamedTuple):
    """A case's key as it is kept: locked, and the name of the installation's key that unlocks it."""

    locked: bytes
    locked_with: str


class CaseSeal:
    """Seals and opens what belongs to one case; its key is looked up once, and made when something is first sealed."""

    def __init__(self, personal: "Personal", workspace: str, case_number: int) -> None:
        self._personal = personal
        self._whose = (workspace, case_number)

    def sealed(self, ref: str, content: bytes) -> bytes:
        """The content under the case's key, bound to its reference."""
        return seal(self._made_key, content, _whose(*self._whose, ref))

    def opened(self, ref: str, content: bytes | None) -> bytes | None:
        """The content again; None when it, or the key, was erased."""
        if content is None or self._key is None:
            return None
        return unseal(self._key, content, _whose(*self._whose, ref))

    @cached_property
    def _key(self) -> bytes | None:
        return self._personal.key_of(*self._whose)

    @cached_property
    def _made_key(self) -> bytes:
        return self._personal.key_for(*self._whose)


class Personal:
    """Personal data by workspace and reference; the log keeps only the reference and the hash."""

    def __init__(self, connection: Connection, keys: Keys, later: Later) -> None:
        self._connection = connection
        self._keys = keys
        self._later = later
        # The key that was looked up last: what belongs to one case is mostly read and kept together.
        self._latest: tuple[tuple[str, int], bytes] | None = None
        # The locked keys that were read ahead; None where a case has none.
        self._ahead: dict[tuple[str, int], LockedKey | None] = {}
        self.has_erased = False

    def read_ahead(self, workspace: str, numbers: Sequence[int]) -> None:
        """Read the keys of several cases by one query; each is unlocked when it is used."""
        rows = self._connection.execute(_KEYS_OF, {"its_workspace": workspace, "these": numbers})
        self._ahead |= dict.fromkeys((workspace, number) for number in numbers)
        self._ahead |= {(workspace, row.case_number): LockedKey(row.locked, row.locked_with) for row in rows}

    def put(self, workspace: str, case_number: int, kind: Kind | str, content: str) -> tuple[str, str]:
        """Keep a text about a case and return its reference and SHA-256, both of which may be logged.

        Characters that no database keeps (NUL, lone surrogates) are replaced before. Raises WrongKey when
        something is to be sealed and the installation's key is not to be had.
        """
        content = content.replace("\0", "�").encode("utf-8", "replace").decode()
        ref = secrets.token_hex(10)
        sha256 = hashlib.sha256(content.encode()).hexdigest()
        body: dict[str, object] = {"plain": content, "sealed": None}
        if Kind(kind) is not Kind.NOTE:
            sealed = seal(self.key_for(workspace, case_number), content.encode(), _whose(workspace, case_number, ref))
            body = {"plain": None, "sealed": sealed}
        row = {"workspace": workspace, "ref": ref, "case_number": case_number, "kind": str(kind), "sha256": sha256}
        self._connection.execute(insert(personal), {**row, **body})
        return ref, sha256

    def get(self, workspace: str, ref: str) -> str | None:
        """The text behind a reference; None when it was erased or never was."""
        query = select(personal).where(personal.c.workspace == workspace, personal.c.ref == ref)
        row = self._connection.execute(query).first()
        if row is None or row.sealed is None:
            return None if row is None else row.plain
        key = self.key_of(workspace, row.case_number)
        if key is None:
            return None
        return unseal(key, row.sealed, _whose(workspace, row.case_number, ref)).decode()

    def seal_of(self, workspace: str, case_number: int) -> CaseSeal:
        """What seals and opens a case's own data that lies in other tables, such as the answers of trackers."""
        return CaseSeal(self, workspace, case_number)

    def of_case(self, workspace: str, case_number: int, kind: Kind | str) -> list[str]:
        """The references of one kind for a case; erased ones are left out. Their order means nothing."""
        query = select(personal.c.ref).where(
            personal.c.workspace == workspace,
            personal.c.case_number == case_number,
            personal.c.kind == str(kind),
            (personal.c.plain.is_not(None)) | (personal.c.sealed.is_not(None)),
        )
        return list(self._connection.execute(query).scalars())

    def rewrite(self, workspace: str, case_number: int, change: Callable[[str], str]) -> list[str]:
        """Change what people wrote of a case, and return the references of the texts that came out otherwise.

        The hash in the log stays that of what was written. Raises WrongKey where something sealed cannot be opened.
        """
        kinds = (str(Kind.NOTE), str(Kind.MESSAGE))
        its = (*_of_case(personal, workspace, case_number), personal.c.kind.in_(kinds))
        changed = []
        for ref in self._connection.execute(select(personal.c.ref).where(*its)).scalars().all():
            before = self.get(workspace, ref)
            after = change(before) if before is not None else None
            if after is not None and after != before:
                self._put_in_place(workspace, case_number, ref, after)
                changed.append(ref)
        return changed

    def _put_in_place(self, workspace: str, case_number: int, ref: str, content: str) -> None:
        this = (personal.c.workspace == workspace, personal.c.ref == ref)
        is_plain = personal.c.plain.is_not(None)
        sealed = seal(self.key_for(workspace, case_number), content.encode(), _whose(workspace, case_number, ref))
        self._connection.execute(update(personal).where(*this, ~is_plain).values(sealed=sealed))
        self._connection.execute(update(personal).where(*this, is_plain).values(plain=content))

    def empty(self, workspace: str, refs: Collection[str]) -> None:
        """Empty some texts, whosoever they are; what they were known by stays."""
        its = (personal.c.workspace == workspace, personal.c.ref.in_(list(refs)))
        self._connection.execute(update(personal).where(*its).values(plain=None, sealed=None))

    def erase_case(self, workspace: str, case_number: int, at: datetime, by: str) -> None:
        """Make everything personal about a case unreadable, notes included, and note that it was done.

        The case's key is destroyed; references and hashes stay, so that the log can still be replayed. Scans lose
        their words, answers of trackers and what was written to others their content, files their names; their bytes,
        which nothing opens any more, are swept away. Files that were owed to somebody are not made any more, and what
        was still to go out by mail does not go. What was sent to payers through their interfaces is emptied. Who the
        buyer is goes with its own key, and so do the files of parcels in which it stood; lines of money are emptied.
        """
        self._later.now()
        self._latest, self.has_erased = None, True
        self._ahead.clear()
        self._connection.execute(delete(case_keys).where(*_of_case(case_keys, workspace, case_number)))
        self._connection.execute(update(scans).where(*_of_case(scans, workspace, case_number)).values(words=None))
        self._connection.execute(update(answers).where(*_of_case(answers, workspace, case_number)).values(sealed=None))
        kept = (*_of_case(files, workspace, case_number), files.c.erased_at.is_(None))
        self._connection.execute(update(files).where(*kept).values(name=None, erased_at=at))
        self._connection.execute(delete(wanted_files).where(*_of_case(wanted_files, workspace, case_number)))
        owed = update(sendings).where(*_of_case(sendings, workspace, case_number))
        self._connection.execute(owed.values(sealed=None, next_at=None))
        its = _of_case(written, workspace, case_number)
        self._connection.execute(update(written).where(*its).values(content=None, answer=None, next_at=None))
        sent = update(filings).where(*_of_case(filings, workspace, case_number))
        self._connection.execute(sent.values(sealed=None, why=None))
        emptied = update(personal).where(*_of_case(personal, workspace, case_number))
        self._connection.execute(emptied.values(plain=None, sealed=None))
        forget_buyer(self._connection, workspace, case_number)
        forget_lines(self._connection, workspace, case_number)
        forget_files(self._connection, workspace, case_number)
        note_erasure(self._connection, Erasure(workspace, case_number, at, by, CASE))

    def erasures(self) -> list[Erasure]:
        """Every erasure, oldest first."""
        return all_erasures(self._connection)

    def newest_erasure(self) -> datetime | None:
        """When something was erased last; None where nothing ever was."""
        return newest_erasure(self._connection)

    def key_for(self, workspace: str, case_number: int) -> bytes:
        """The key of a case, made when it has none. Two that make one at once end up with the same."""
        if (key := self.key_of(workspace, case_number)) is None:
            self._make_keys(workspace, [case_number])
            key = self.key_of(workspace, case_number)
        if key is None:
            raise WrongKey(f"The key of case {case_number} was erased at this moment. Nothing was kept; try again.")
        return key

    def make_keys(self, workspace: str, numbers: Iterable[int]) -> None:
        """Make, by one statement, the keys that those of these cases lack which were read ahead; see `key_for`."""
        ahead = {number: self._ahead[workspace, number] for number in numbers if (workspace, number) in self._ahead}
        lacking = sorted(number for number, key in ahead.items() if key is None)
        if lacking:
            self._make_keys(workspace, lacking)

    def _make_keys(self, workspace: str, numbers: Iterable[int]) -> None:
        """Afterwards a key is known by heart, or somebody else made it at this moment and it is yet to be read."""
        made = {one: self._keys.lock(new_case_key(), _whose(workspace, one)) for one in numbers}
        whose = {"workspace": workspace, "locked_with": self._keys.name}
        rows = [{**whose, "case_number": number, "locked": locked} for number, locked in made.items()]
        added = set(self._connection.execute(_add_keys(self._connection.dialect.name), rows).scalars())
        for number, locked in made.items():
            self._ahead.pop((workspace, number), None)
            if number in added:
                self._ahead[workspace, number] = LockedKey(locked, self._keys.name)

    def key_of(self, workspace: str, case_number: int) -> bytes | None:
        """The key of a case; None when it never had one, or it was erased."""
        case = (workspace, case_number)
        if self._latest is not None and self._latest[0] == case:
            return self._latest[1]
        if case in self._ahead:
            found = self._ahead[case]
        else:
            row = self._connection.execute(_KEY_OF, {"its_workspace": workspace, "its_case": case_number}).first()
            found = None if row is None else LockedKey(row.locked, row.locked_with)
        if found is None:
            return None
        key = self._keys.unlock(*found, _whose(workspace, case_number))
        self._latest = (case, key)
        return key


def _whose(workspace: str, case_number: int, ref: str = "") -> str:
    return f"{workspace}/{case_number}/{ref}"


def _of_case(table: Table, workspace: str, case_number: int) -> tuple[ColumnElement[bool], ...]:
    return table.c.workspace == workspace, table.c.case_number == case_number


_KEY_OF = select(case_keys).where(
    case_keys.c.workspace == bindparam("its_workspace"), case_keys.c.case_number == bindparam("its_case")
)
_KEYS_OF = select(case_keys).where(
    case_keys.c.workspace == bindparam("its_workspace"),
    case_keys.c.case_number.in_(bindparam("these", expanding=True)),
)


@cache
def _add_keys(dialect: str) -> ReturningInsert[int]:
    return insert_into(dialect, case_keys).on_conflict_do_nothing().returning(case_keys.c.case_number)
