"""Bringing a backup back, all or nothing."""

import json
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, MetaData, Table, select, text, type_coerce, update

from storage.archive import EVIDENCE, KEY, TABLES, Manifest, opened_archive, sha256_of
from storage.buyers import Buyers
from storage.columns import Instant
from storage.data_directory import DataDirectory
from storage.database import Database
from storage.erasures import BUYER, WORKSPACE, Erasure, read_erasure
from storage.errors import BackupRefused
from storage.keys import Keys
from storage.later import Later
from storage.personal import Personal
from storage.portable_rows import insert_lines, tables_in
from storage.schema import long_work, refuse_newer, upgrade
from storage.tables import UNSENT, LetterRow, table_of
from storage.workspace_erasure import erase_rows
from storage.workspace_keys import WorkspaceKeys

outbox = table_of(LetterRow)
ERASURES = "tracer-erasures.jsonl"
# What a database may hold and still count as empty: a process that only started left these.
SAYS_NOTHING = {"heartbeats", "lanes"}


def restore(database: Database, archive: Path, *, force: bool = False, erasures: Path | None = None) -> Manifest:
    """Put a backup in the place of the database and the evidence, and return its manifest.

    Every hash is checked before anything is touched. An older schema is upgraded; a newer one raises
    SchemaIsNewer. A database that holds anything is replaced only with `force`, else BackupRefused is raised;
    without `force` a backup whose personal data no present key opens is refused too. Cases erased since the
    backup was made are erased again: those this database knew of, and those in `erasures` (by default the list
    beside the archive). Letters that were unsent then are looked for in Slack before they are sent.
    """
    archive = archive.absolute()
    directory = database.data_directory
    beside = directory.path if directory else Path.cwd()
    with opened_archive(archive, beside) as (manifest, contents):
        refuse_newer(manifest.schema, f"The backup {archive}")
        if not force:
            _refuse_without_key(database, manifest, contents)
        later = _listed(erasures or archive.parent / ERASURES)
        _replace(database, manifest, contents, later, force=force)
    return manifest


def _replace(database: Database, manifest: Manifest, contents: Path, later: list[Erasure], *, force: bool) -> None:
    """Database first, evidence around it: new files are added before the commit, old ones removed after it."""
    database.disconnect()
    with long_work(database.url) as connection:
        tables = tables_in(connection)
        if not force:
            _refuse_unless_empty(connection, tables)
        later = [*_known_erasures(connection, tables), *later]
        _drop(connection, tables)
        upgrade(connection, manifest.schema)
        _insert(connection, manifest, contents)
        upgrade(connection, "head")
        _count_on(connection)
        _doubt_unsent_letters(connection, datetime.fromisoformat(manifest.made_at))
        _erase_again(connection, later)
        changed = _add_evidence(database.data_directory, contents / EVIDENCE)
    if database.data_directory is not None:
        _finish_evidence(database.data_directory, contents / EVIDENCE, changed)
        _install_key(database.data_directory, contents / KEY)
    database.keys.forget()
    # What was erased again came with the backup, and lies in pages that are free now.
    database.write_anew()


def _refuse_unless_empty(connection: Connection, tables: list[Table]) -> None:
    for table in tables:
        if table.name not in SAYS_NOTHING and connection.execute(select(table).limit(1)).first() is not None:
            raise BackupRefused(
                f"The database is not empty: it has rows in {table.name}. Nothing was changed. To replace all it "
                "holds, make a backup of it and then restore with --force."
            )


def _refuse_without_key(database: Database, manifest: Manifest, contents: Path) -> None:
    """A restore that could never read the personal data again is one that somebody must want."""
    if manifest.key_name is None:
        return
    brought = contents / KEY
    keys = Keys(None, brought) if brought.exists() and not database.keys.is_given else database.keys
    name = keys.name if keys.exists else "missing"
    if name != manifest.key_name:
        raise BackupRefused(
            f"The personal data of this backup is locked with key {manifest.key_name}, and the key here is {name}. "
            "Set TRACER_KEY to the key it was made with. With --force everything else is restored without it."
        )


def _known_erasures(connection: Connection, tables: list[Table]) -> list[Erasure]:
    table = next((one for one in tables if one.name == "erasures"), None)
    if table is None:
        return []
    its = (type_coerce(one, Instant).label("at") if one.name == "at" else one for one in table.columns)
    found = [dict(row._mapping) for row in connection.execute(select(*its))]
    return [Erasure(**{**one, "refs": tuple(one.get("refs") or ())}) for one in found]


def _listed(path: Path) -> list[Erasure]:
    if not path.exists():
        return []
    try:
        said = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        return [read_erasure(one) for one in said]
    except (ValueError, KeyError, TypeError):
        raise BackupRefused(
            f"{path} is not a list of erased cases as `tracer backup` writes it. Nothing was changed; mend it or "
            "move it away."
        ) from None


def _drop(connection: Connection, tables: list[Table]) -> None:
    if tables:
        tables[0].metadata.drop_all(connection, tables=tables)
    migrations = MetaData()
    migrations.reflect(connection, only=lambda name, _: name == "alembic_version")
    migrations.drop_all(connection)


def _insert(connection: Connection, manifest: Manifest, contents: Path) -> None:
    for table in tables_in(connection):
        file = contents / TABLES / f"{table.name}.jsonl"
        count = insert_lines(connection, table, _lines(file)) if file.exists() else 0
        if count != manifest.rows.get(table.name, 0):
            raise BackupRefused(
                f"The backup holds {count} rows of {table.name} where its manifest says "
                f"{manifest.rows.get(table.name, 0)}. Nothing was changed; use another copy of it."
            )


def _lines(file: Path) -> Iterator[str]:
    with file.open(encoding="utf-8", newline="\n") as opened:
        yield from opened


def _count_on(connection: Connection) -> None:
    """PostgreSQL counts rows in a sequence, which knows nothing of those that came with their number."""
    if connection.dialect.name == "postgresql":
        for table in ("outbox", "nudges", "deadlines_ended"):
            highest = f"(SELECT coalesce(max(id), 0) + 1 FROM {table})"
            connection.execute(text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {highest}, false)"))


def _doubt_unsent_letters(connection: Connection, made_at: datetime) -> None:
    """A letter that was unsent when the backup was made may have been sent afterwards: look before sending."""
    doubted = {"state": "unsure", "unsure_since": made_at, "claimed_at": made_at}
    connection.execute(update(outbox).where(UNSENT, outbox.c.unsure_since.is_(None)).values(doubted))


def _erase_again(connection: Connection, erasures: list[Erasure]) -> None:
    """Erase what was erased after the backup was made; what a case was given since its last erasure stays."""
    keys = Keys(None, None)
    personal = Personal(connection, keys, Later(connection))
    buyers = Buyers(connection, keys, WorkspaceKeys(connection, keys))
    known = {one.whose: one.at for one in personal.erasures()}
    for one in sorted(erasures, key=lambda one: one.at):
        # What went with its workspace went before; a case of that number may be another one since.
        gone = max(filter(None, (known.get(one.whose), known.get((one.workspace, WORKSPACE, 0)))), default=None)
        if gone is not None and one.at <= gone:
            continue
        if one.what == WORKSPACE:
            erase_rows(connection, one.workspace, one.at, one.by)
            known[one.whose] = one.at
            continue
        if one.what == BUYER:
            # What told the buyer was changed then; nobody has the words for that any more, so it goes.
            personal.empty(one.workspace, one.refs)
            buyers.erase(one.workspace, one.case_number, one.at, one.by, one.refs)
        else:
            personal.erase_case(one.workspace, one.case_number, one.at, one.by)


def _add_evidence(directory: DataDirectory | None, brought: Path) -> list[Path]:
    """Add the files that are not there yet; return those that are there with another content."""
    if directory is None or not brought.is_dir():
        return []
    changed = []
    for name in _files_in(brought):
        target = directory.evidence / name
        if not target.exists():
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            shutil.copyfile(brought / name, target)
        elif sha256_of(target) != sha256_of(brought / name):
            changed.append(name)
    return changed


def _finish_evidence(directory: DataDirectory, brought: Path, changed: list[Path]) -> None:
    for name in changed:
        shutil.copyfile(brought / name, directory.evidence / name)
    for name in set(_files_in(directory.evidence)) - set(_files_in(brought)):
        (directory.evidence / name).unlink()


def _files_in(directory: Path) -> list[Path]:
    return [path.relative_to(directory) for path in sorted(directory.rglob("*")) if path.is_file()]


def _install_key(directory: DataDirectory, brought: Path) -> None:
    """Put the backup's key file in place; another one that was there is kept beside it."""
    if not brought.exists():
        return
    present = directory.key_file
    if present.exists() and present.read_bytes() != brought.read_bytes():
        present.rename(present.with_name(f"{present.name}.{Keys(None, present).name}"))
    draft = present.with_name(f"{present.name}.restoring")
    draft.touch(mode=0o600)
    draft.write_bytes(brought.read_bytes())
    draft.replace(present)
