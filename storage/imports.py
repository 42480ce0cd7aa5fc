"""Files of parcels that people gave: one row each, from the moment it is wanted until it is forgotten."""

import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from cases.light_dataclass import dataclass
from storage.import_tables import ImportLineRow, ImportRow
from storage.keys import Keys, new_case_key, seal, unseal
from storage.row import table_of
from storage.upsert import insert_into

imports, lines = table_of(ImportRow), table_of(ImportLineRow)
# To be fetched; waiting for a person; being opened; and the ends.
WANTED, ASKING, OPENING = "wanted", "asking", "opening"
DONE, CANCELLED, REFUSED = "done", "cancelled", "refused"
# What became of a line.
OPENED, WAS_OPEN, WAS_CLOSED = "opened", "open", "closed"
# What stands in a file: lost parcels, or figures of what was shipped.
LOST, SHIPPED = "lost", "shipped"


@dataclass(frozen=True, slots=True)
class ParcelImport:
    """A file of parcels and how far it has got; `counts` has how many lines came to what."""

    workspace: str
    key: str
    by: str
    at: datetime
    channel: str | None
    slack_file: str
    state: str = WANTED
    layout: Mapping[str, Any] = field(default_factory=dict)
    counts: Mapping[str, Any] = field(default_factory=dict)
    next_line: int = 0
    tries: int = 0
    message_channel: str | None = None
    message_ts: str | None = None

    @property
    def of(self) -> str:
        """What stands in it: lost parcels, unless its layout says otherwise."""
        return str(self.layout.get("of") or LOST)


class Imports:
    """Files of parcels by workspace and key, and the queue of what is to be done with them."""

    def __init__(self, connection: Connection, keys: Keys) -> None:
        self._connection = connection
        self._keys = keys

    def want(self, one: ParcelImport) -> bool:
        """A file is to be read from now on; False where the same is known already."""
        row = {name: getattr(one, name) for name in _FIELDS}
        row |= {"layout": dict(one.layout), "counts": dict(one.counts), "next_at": one.at}
        row |= {"locked": self._keys.lock(new_case_key(), _whose(one)), "locked_with": self._keys.name}
        added = insert_into(self._connection.dialect.name, imports).on_conflict_do_nothing()
        return self._connection.execute(added.returning(imports.c.key), row).first() is not None

    def get(self, workspace: str, key: str, *, for_update: bool = False) -> ParcelImport | None:
        """The file of that key, held for this transaction where it is to be changed."""
        query = select(*_COLUMNS).where(imports.c.workspace == workspace, imports.c.key == key)
        row = self._connection.execute(query.with_for_update() if for_update else query).first()
        return ParcelImport(*row) if row else None

    def due(self, now: datetime, until: datetime) -> ParcelImport | None:
        """The next that something is to be done with, taken until an instant: whoever dies leaves it due again then."""
        row = self._connection.execute(_DUE, {"now": now}).first()
        if row is None:
            return None
        found = ParcelImport(*row)
        self.change(found, next_at=until, tries=found.tries + 1)
        return found

    def next_due(self) -> datetime | None:
        """When the next of all is due."""
        at: datetime | None = self._connection.execute(select(func.min(imports.c.next_at))).scalar()
        return at

    def change(self, one: ParcelImport, **values: Any) -> None:
        """Note what has changed about a file."""
        self._connection.execute(update(imports).where(*_its(one)).values(**values))

    def posted(self, workspace: str, key: str, channel: str, ts: str) -> None:
        """Note where its message is."""
        its = (imports.c.workspace == workspace, imports.c.key == key)
        self._connection.execute(update(imports).where(*its).values(message_channel=channel, message_ts=ts))

    def keep_content(self, one: ParcelImport, content: bytes) -> None:
        """Keep the file itself, sealed."""
        key = self._key(one)
        if key is not None:
            self.change(one, content=seal(key, zlib.compress(content, 6), _whose(one, "content")))

    def content(self, one: ParcelImport) -> bytes | None:
        """The file itself; None before it was fetched, and once it is forgotten."""
        sealed = self._connection.execute(select(imports.c.content).where(*_its(one))).scalar()
        key = self._key(one) if sealed is not None else None
        if key is None or sealed is None:
            return None
        return zlib.decompress(unseal(key, sealed, _whose(one, "content")))

    def keep_shown(self, one: ParcelImport, shown: Mapping[str, Any]) -> None:
        """Keep what is shown of the file to whoever gave it, sealed."""
        key = self._key(one)
        if key is not None:
            text = json.dumps(shown, ensure_ascii=False).encode("utf-8", "replace")
            self.change(one, shown=seal(key, text, _whose(one, "shown")))

    def shown(self, one: ParcelImport) -> dict[str, Any]:
        """What is shown of it; nothing before it was read, and once it is forgotten."""
        sealed = self._connection.execute(select(imports.c.shown).where(*_its(one))).scalar()
        key = self._key(one) if sealed is not None else None
        if key is None or sealed is None:
            return {}
        told: dict[str, Any] = json.loads(unseal(key, sealed, _whose(one, "shown")))
        return told

    def note_lines(self, one: ParcelImport, became: Iterable[tuple[int, str, int]]) -> None:
        """Note of lines what became of them: line, outcome and number of the case."""
        rows = [
            {"workspace": one.workspace, "import_key": one.key, "line": line, "outcome": outcome, "case_number": number}
            for line, outcome, number in became
        ]
        if rows:
            self._connection.execute(insert(lines), rows)

    def lines(self, one: ParcelImport, *outcomes: str) -> list[tuple[int, str, int]]:
        """The lines to which one of these happened, in their order."""
        its = (lines.c.workspace == one.workspace, lines.c.import_key == one.key, lines.c.outcome.in_(outcomes))
        query = select(lines.c.line, lines.c.outcome, lines.c.case_number).where(*its).order_by(lines.c.line)
        return [tuple(row) for row in self._connection.execute(query)]

    def with_case(self, workspace: str, case_number: int) -> list[ParcelImport]:
        """The files, as far as they are not forgotten, in which a line stands for a case, opened from it or before."""
        same = (imports.c.workspace == lines.c.workspace) & (imports.c.key == lines.c.import_key)
        its = (lines.c.workspace == workspace, lines.c.case_number == case_number)
        query = select(*_COLUMNS).join_from(imports, lines, same).where(*its).order_by(imports.c.key).distinct()
        return [ParcelImport(*row) for row in self._connection.execute(query)]

    def count(self, one: ParcelImport) -> dict[str, int]:
        """To how many lines each thing happened so far."""
        its = (lines.c.workspace == one.workspace, lines.c.import_key == one.key)
        query = select(lines.c.outcome, func.count()).where(*its).group_by(lines.c.outcome)
        return {row[0]: row[1] for row in self._connection.execute(query)}

    def forget(self, one: ParcelImport) -> None:
        """Forget the file and everything that was noted of it; its cases stay."""
        its = (lines.c.workspace == one.workspace, lines.c.import_key == one.key)
        self._connection.execute(delete(lines).where(*its))
        self._connection.execute(delete(imports).where(*_its(one)))

    def _key(self, one: ParcelImport) -> bytes | None:
        row = self._connection.execute(select(imports.c.locked, imports.c.locked_with).where(*_its(one))).first()
        if row is None or row.locked is None or row.locked_with is None:
            return None
        return self._keys.unlock(row.locked, row.locked_with, _whose(one))


def forget_files(connection: Connection, workspace: str, case_number: int) -> None:
    """Destroy the keys of the files in which a case's line stands, once nothing more is opened from them."""
    its = select(lines.c.import_key).where(lines.c.workspace == workspace, lines.c.case_number == case_number)
    over = (imports.c.workspace == workspace, imports.c.key.in_(its), imports.c.state.in_((DONE, CANCELLED, REFUSED)))
    connection.execute(update(imports).where(*over).values(content=None, shown=None, locked=None, locked_with=None))


_FIELDS = tuple(ParcelImport.__dataclass_fields__)
_COLUMNS = tuple(imports.c[name] for name in _FIELDS)
_DUE = (
    select(*_COLUMNS)
    .where(imports.c.next_at <= bindparam("now"))
    .order_by(imports.c.next_at, imports.c.key)
    .limit(1)
    .with_for_update(skip_locked=True)  # says nothing on SQLite, which has one writer
)


def _its(one: ParcelImport) -> tuple[Any, Any]:
    return imports.c.workspace == one.workspace, imports.c.key == one.key


def _whose(one: ParcelImport, ref: str = "") -> str:
    return f"import/{one.workspace}/{one.key}/{ref}"
