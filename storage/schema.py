"""Which schema a database has, and bringing it up to this program's own."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Literal

from sqlalchemy import URL, Connection, MetaData, inspect, text

from storage import (  # noqa: F401  their tables belong to the schema
    buyer_tables,
    correspondence_tables,
    evidence_tables,
    filing_tables,
    import_tables,
    incident_tables,
    money_tables,
    scan_tables,
    sending_tables,
    shipped_tables,
    watch_tables,
    watched_tables,
)
from storage.engines import postgres_for_long_work, sqlite_for_migrations
from storage.errors import SchemaIsNewer, StorageError
from storage.tables import ONLY, Row

SchemaState = Literal["new", "current", "older", "newer"]
MIGRATIONS = Path(__file__).parent / "migrations"
# Any number that nobody else locks in this database: two processes that start together migrate one after the other.
MIGRATION_LOCK = 0x7472616365


@cache
def known_revisions() -> tuple[str, ...]:
    """The revisions this program knows, oldest first: the number each migration's file name begins with."""
    names = sorted(path.name for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))
    return tuple(name.partition("_")[0] for name in names)


def revision_of(connection: Connection) -> str | None:
    """The revision the database stands at, or None when no migration ever ran on it."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return revision


def state_of(revision: str | None) -> SchemaState:
    """How a revision stands to the newest one this program knows."""
    if revision is None:
        return "new"
    if revision == known_revisions()[-1]:
        return "current"
    return "older" if revision in known_revisions() else "newer"


def refuse_newer(revision: str | None, what: str = "The database") -> None:
    """Raise SchemaIsNewer when a revision is from a later Tracer than this one."""
    if state_of(revision) == "newer":
        raise SchemaIsNewer(
            f"{what} was written by a newer Tracer (schema {revision}; this one knows up to "
            f"{known_revisions()[-1]}). Install that version or a later one; nothing was changed."
        )


def migrate(url: URL, to: str = "head") -> None:
    """Bring the database to a revision, all or nothing; a newer one is refused and nothing is changed."""
    with long_work(url) as connection:
        refuse_newer(revision_of(connection))
        upgrade(connection, to)


@contextmanager
def long_work(url: URL) -> Iterator[Connection]:
    """One transaction that may change the schema and take its time; others like it wait for it to end."""
    engine = sqlite_for_migrations(url) if url.drivername == "sqlite" else postgres_for_long_work(url)
    try:
        with engine.begin() as connection:
            _wait_for_other_migrations(connection)
            yield connection
            _check_foreign_keys(connection)
    finally:
        engine.dispose()


def upgrade(connection: Connection, to: str) -> None:
    """Run the migrations up to a revision within the connection's transaction."""
    # Alembic takes a fifth of a second to import, and a database that is current does without it.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def tables_on(dialect: str) -> MetaData:
    """The tables as migrations are to make them on a dialect, indexes over some rows only included.

    Naming a dialect loads it, which is why the tables themselves name none.
    """
    for table in Row.metadata.tables.values():
        for index in table.indexes:
            if ONLY in index.info:
                index.dialect_options[dialect]["where"] = index.info[ONLY]
    return Row.metadata


def _wait_for_other_migrations(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})


def _check_foreign_keys(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    broken = connection.execute(text("PRAGMA foreign_key_check")).first()
    if broken is not None:
        raise StorageError(
            f"After the migration a row of {broken[0]} would belong to no case, so nothing was changed. "
            "Keep the database as it is and report this."
        )
