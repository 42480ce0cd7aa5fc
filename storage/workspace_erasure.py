"""Everything of a workspace, destroyed at once: for whoever removes Tracer from it, at the server's command line."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Table, delete, func, select

from cases.light_dataclass import dataclass
from storage.database import Database
from storage.erasures import WORKSPACE, Erasure, erasures, note_erasure
from storage.errors import NoSuchWorkspace
from storage.evidence_files import FilesOnDisk
from storage.schema import long_work, tables_on
from storage.sendings import sendings
from storage.tables import CaseRow, LetterRow, PostRow, table_of

cases, posts, outbox = table_of(CaseRow), table_of(PostRow), table_of(LetterRow)


@dataclass(frozen=True, slots=True)
class InWorkspace:
    """How much there is of a workspace, and what Slack holds of Tracer's: channel and ts of messages, ids of files."""

    cases: int
    rows: int
    messages: tuple[tuple[str, str], ...]
    files: tuple[str, ...]


def look_at_workspace(database: Database, workspace: str) -> InWorkspace:
    """What there is of a workspace. Raises NoSuchWorkspace, with those that there are, where there is nothing."""
    with long_work(database.url) as connection:
        # What says that it was erased before is nothing of it.
        rows = sum(_count(connection, table, workspace) for table in _tables(connection) if table is not erasures)
        if not rows:
            known = ", ".join(_known(connection)) or "none"
            raise NoSuchWorkspace(f"There is nothing of a workspace {workspace} here. There is of {known}.")
        return InWorkspace(
            _count(connection, cases, workspace),
            rows,
            tuple(_messages(connection, workspace)),
            tuple(_files(connection, workspace)),
        )


def erase_workspace(database: Database, workspace: str, at: datetime, by: str) -> None:
    """Destroy everything of a workspace, all or nothing: its keys, its rows, then its files.

    That it was done is noted, so that whoever restores a backup of before destroys it again. On SQLite nothing of it
    is left in the file.
    """
    with long_work(database.url) as connection:
        erase_rows(connection, workspace, at, by)
    database.write_anew()
    if database.data_directory is not None:
        files = FilesOnDisk(database.data_directory)
        for name in [one for one in files.names() if one.startswith(f"{workspace}/")]:
            files.delete(name)


def erase_rows(connection: Connection, workspace: str, at: datetime, by: str) -> None:
    """Delete a workspace's rows of every table, and note that it was done."""
    for table in reversed(_tables(connection)):
        connection.execute(delete(table).where(table.c.workspace == workspace))
    note_erasure(connection, Erasure(workspace, 0, at, by, WORKSPACE))


def listed(there: InWorkspace, to: Path) -> None:
    """Write down what Slack holds, a line each, for whoever deletes it there. Raises OSError; overwrites nothing."""
    with to.open("x", encoding="utf-8") as file:
        file.writelines(f"message {channel} {ts}\n" for channel, ts in there.messages)
        file.writelines(f"file {one}\n" for one in there.files)


def _tables(connection: Connection) -> list[Table]:
    tables = tables_on(connection.dialect.name).sorted_tables
    return [one for one in tables if "workspace" in one.c]


def _count(connection: Connection, table: Table, workspace: str) -> int:
    query = select(func.count()).select_from(table).where(table.c.workspace == workspace)
    return int(connection.execute(query).scalar_one())


def _known(connection: Connection) -> list[str]:
    return sorted(connection.execute(select(cases.c.workspace).distinct()).scalars())


def _messages(connection: Connection, workspace: str) -> Iterator[tuple[str, str]]:
    found = dict.fromkeys(
        (row[0], row[1])
        for table in (posts, outbox)
        for row in connection.execute(
            select(table.c.channel, table.c.ts).where(table.c.workspace == workspace, table.c.ts.is_not(None))
        )
    )
    yield from sorted(found)


def _files(connection: Connection, workspace: str) -> Iterator[str]:
    query = select(sendings.c.uploads).where(sendings.c.workspace == workspace)
    for one in connection.execute(query).scalars():
        yield from (one.get("files") or [one["first"]]) if one else ()
