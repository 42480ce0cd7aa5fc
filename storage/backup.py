"""Backup from a running Tracer, and restore: database and evidence together, from either database to either.

The key of personal data is part of a backup when it is the key file of the data directory; one that is set by
TRACER_KEY is not, and must be kept elsewhere.
"""

import contextlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, text

from storage import engines
from storage.archive import EVIDENCE, KEY, TABLES, Manifest, write_archive
from storage.data_directory import DataDirectory
from storage.database import Database
from storage.errors import BackupRefused
from storage.portable_rows import lines_of, tables_in
from storage.restore import ERASURES, restore
from storage.schema import revision_of
from storage.scratch import BACKING_UP, scratch

__all__ = ["back_up", "restore"]


def back_up(database: Database, to: Path) -> Manifest:
    """Write the database, the evidence and the key file into one archive and return its manifest.

    One consistent look at the database; nobody who writes is kept waiting. The archive has mode 0600 and appears
    whole or not at all; what a killed backup left in its directory goes with the next one. Beside it the list of
    erased cases is brought up to date (`tracer-erasures.jsonl`): a restore of an older archive from the same
    directory forgets those cases again. Raises BackupRefused when the file exists already or there is nothing to
    back up.
    """
    to = to.absolute()
    if to.exists():
        raise BackupRefused(f"{to} exists already. A backup never overwrites anything: name a new file.")
    if not to.parent.is_dir():
        raise BackupRefused(f"There is no directory {to.parent}. Make it first, readable by nobody else.")
    with scratch(to.parent, BACKING_UP) as directory:
        contents = directory / "contents"
        with _snapshot(database) as connection:
            manifest = _write_tables(connection, contents, database)
        _copy_evidence(database.data_directory, contents)
        if database.keys.is_in_file and database.keys.file is not None:
            shutil.copyfile(database.keys.file, contents / KEY)
        _add_to_erasures(contents, to.parent / ERASURES)
        write_archive(to, contents, manifest)
    return manifest


@contextmanager
def _snapshot(database: Database) -> Iterator[Connection]:
    """A connection that sees the database as it is at this instant, however long it looks."""
    engine = _looking_engine(database)
    try:
        with engine.connect() as connection:
            if database.dialect == "postgresql":
                connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            with connection.begin():
                yield connection
    finally:
        engine.dispose()


def _looking_engine(database: Database) -> Engine:
    if database.dialect == "postgresql":
        return engines.postgres_for_long_work(database.url)
    return engines.sqlite_reader(database.url)


def _write_tables(connection: Connection, contents: Path, database: Database) -> Manifest:
    revision = revision_of(connection)
    if revision is None:
        raise BackupRefused("The database has no tables yet, so there is nothing to back up.")
    (contents / TABLES).mkdir()
    rows = {}
    for table in tables_in(connection):
        with (contents / TABLES / f"{table.name}.jsonl").open("w", encoding="utf-8", newline="\n") as file:
            rows[table.name] = 0
            for line in lines_of(connection, table):
                file.write(line)
                rows[table.name] += 1
    return Manifest(
        schema=revision,
        made_at=_now(connection),
        dialect=database.dialect,
        key=_where_the_key_is(database),
        key_name=_key_name(contents),
        rows=rows,
    )


def _now(connection: Connection) -> str:
    """The database's own clock, as ISO 8601 in UTC: a backup may be made where no other clock is handed in."""
    now = connection.execute(text("SELECT CURRENT_TIMESTAMP")).scalar_one()
    if isinstance(now, str):
        return datetime.fromisoformat(now).replace(tzinfo=UTC).isoformat()
    return str(now.astimezone(UTC).isoformat())


def _where_the_key_is(database: Database) -> str:
    if database.keys.is_in_file:
        return "included: tracer.key of the data directory. Keep this archive as secret as the key."
    return "not included: TRACER_KEY, or none was ever needed. Without it sealed personal data cannot be read."


def _key_name(contents: Path) -> str | None:
    """The fingerprint of the key that the archive's case keys are locked with, if it has any."""
    with (contents / TABLES / "case_keys.jsonl").open(encoding="utf-8") as file:
        line = file.readline()
    return json.loads(line)["locked_with"] if line else None


def _copy_evidence(directory: DataDirectory | None, contents: Path) -> None:
    """What the rows name is there when it is copied after them; what is swept away meanwhile no row names."""
    if directory is None or not directory.evidence.is_dir():
        return
    for path in sorted(directory.evidence.rglob("*")):
        target = contents / EVIDENCE / path.relative_to(directory.evidence)
        with contextlib.suppress(FileNotFoundError):
            if path.is_file():
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, target)


def _add_to_erasures(contents: Path, kept: Path) -> None:
    """Add this database's erasures to the list beside the archives; it names cases and nothing about them."""
    with (contents / TABLES / "erasures.jsonl").open(encoding="utf-8") as file:
        lines = list(file)
    if kept.exists():
        lines = kept.read_text(encoding="utf-8").splitlines(keepends=True) + lines
    if not lines:
        return
    handle, draft = tempfile.mkstemp(dir=contents.parent)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.writelines(dict.fromkeys(lines))
    Path(draft).replace(kept)
