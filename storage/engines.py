"""How Tracer speaks to each of its two databases: connections, their settings, how a transaction begins."""

import contextlib
import sqlite3
import time
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, NullPool, QueuePool, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DisconnectionError

from storage.errors import DatabaseBusy, WrongDatabaseAddress

# What a failing statement was given (notes, names) stands in no error that is logged.
HIDDEN = True
POSTGRES_CONNECTIONS = 8
COUNTING_CONNECTIONS = 2
SQLITE_READERS = 2
# The one that writes needs the same pages again and again; SQLite itself would keep 2 MB of them.
WRITERS_PAGES_KB = 16_000
GIVE_UP_AFTER_SECONDS = 5.0
RETRY_EVERY_SECONDS = 0.001
ASK_WHETHER_ALIVE_AFTER_SECONDS = 30.0
POSTGRES_SETTINGS = {
    "lock_timeout": "2s",
    "statement_timeout": "5s",
    "idle_in_transaction_session_timeout": "10s",
    "timezone": "UTC",
}


def address(url: str) -> URL:
    """The address of a database as SQLAlchemy wants it; raises WrongDatabaseAddress with a sentence otherwise."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise WrongDatabaseAddress(
            "DATABASE_URL is not an address. Write sqlite:///data/tracer.db or postgresql://user:password@host/name."
        ) from None
    kind = parsed.drivername.partition("+")[0]
    if kind in ("postgres", "postgresql"):
        return parsed.set(drivername="postgresql+psycopg")
    if kind != "sqlite":
        raise WrongDatabaseAddress(
            f"Tracer keeps its cases in SQLite or PostgreSQL, and DATABASE_URL names {kind}. "
            "Write sqlite:///data/tracer.db or postgresql://user:password@host/name."
        )
    if parsed.database in (None, "", ":memory:"):
        raise WrongDatabaseAddress(
            "A database in memory forgets every case when Tracer stops. Name a file: sqlite:///data/tracer.db."
        )
    return parsed.set(drivername="sqlite")


def sqlite_file(url: URL) -> Path:
    """The file a SQLite address names."""
    return Path(str(url.database)).absolute()


def sqlite_writer(url: URL) -> Engine:
    """One connection that writes: whoever wants to write next waits in line for it."""
    engine = _sqlite(url, connections=1)
    event.listen(engine, "connect", _prepare_sqlite_writer)
    event.listen(engine, "begin", _begin_immediately)
    return engine


def sqlite_reader(url: URL) -> Engine:
    """Connections that only read, so that a long list never keeps a writer waiting."""
    engine = _sqlite(url, connections=SQLITE_READERS)
    event.listen(engine, "connect", _prepare_sqlite_reader)
    event.listen(engine, "begin", _begin_plainly)
    return engine


def sqlite_for_migrations(url: URL) -> Engine:
    """A connection that may rebuild tables: foreign keys are checked at the end instead of row by row."""
    engine = create_engine(url, poolclass=NullPool, hide_parameters=HIDDEN)
    event.listen(engine, "connect", _prepare_sqlite_migration)
    event.listen(engine, "begin", _begin_immediately)
    return engine


def postgres(url: URL) -> Engine:
    """Up to eight connections that give up on a lock after 2 s and on a statement after 5 s."""
    engine = create_engine(
        url,
        hide_parameters=HIDDEN,
        pool_size=POSTGRES_CONNECTIONS,
        max_overflow=0,
        pool_timeout=GIVE_UP_AFTER_SECONDS,
        isolation_level="READ COMMITTED",
        connect_args=_connecting(url, POSTGRES_SETTINGS),
    )
    event.listen(engine, "checkin", _note_when_returned)
    event.listen(engine, "checkout", _see_whether_alive)
    return engine


def postgres_for_counting(url: URL) -> Engine:
    """Connections on which every statement is kept at once, without waiting for the disk.

    What is counted is on the disk with the next transaction that waits for it: the log is written in order.
    https://www.postgresql.org/docs/current/wal-async-commit.html
    """
    settings = {**POSTGRES_SETTINGS, "synchronous_commit": "off"}
    engine = create_engine(
        url,
        hide_parameters=HIDDEN,
        pool_size=COUNTING_CONNECTIONS,
        max_overflow=0,
        pool_timeout=GIVE_UP_AFTER_SECONDS,
        isolation_level="AUTOCOMMIT",
        connect_args=_connecting(url, settings),
    )
    event.listen(engine, "checkin", _note_when_returned)
    event.listen(engine, "checkout", _see_whether_alive)
    return engine


def postgres_for_long_work(url: URL) -> Engine:
    """Connections without the time limits of a click, for migrations, backup and restore."""
    settings = {"lock_timeout": "30s", "timezone": "UTC"}
    return create_engine(url, poolclass=NullPool, hide_parameters=HIDDEN, connect_args=_connecting(url, settings))


def write_sqlite_anew(url: URL) -> None:
    """Write the whole file anew, without anything that was deleted, and empty its log. Nobody else may have it open."""
    with contextlib.closing(sqlite3.connect(sqlite_file(url), isolation_level=None)) as connection:
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def write_sqlite_back(engine: Engine) -> bool:
    """Write what stands in the log into the file and empty the log: what it held of deleted rows is gone then.

    False where somebody was reading from the log, and it stays for now.
    """
    with engine.connect() as connection:
        busy, _, _ = _driver(connection).execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy


def _sqlite(url: URL, *, connections: int) -> Engine:
    return create_engine(
        url,
        hide_parameters=HIDDEN,
        poolclass=QueuePool,
        pool_size=connections,
        max_overflow=0,
        pool_timeout=GIVE_UP_AFTER_SECONDS,
        connect_args={"check_same_thread": False, "timeout": 0},
    )


def _prepare_sqlite_writer(connection: Any, record: object) -> None:
    connection.isolation_level = None  # the driver must not begin transactions of its own
    connection.execute("PRAGMA journal_mode=WAL").close()
    connection.execute("PRAGMA synchronous=FULL").close()
    connection.execute("PRAGMA foreign_keys=ON").close()
    # What is deleted is written over: erased words are in no page of the file that is free now.
    connection.execute("PRAGMA secure_delete=ON").close()
    connection.execute(f"PRAGMA cache_size=-{WRITERS_PAGES_KB}").close()


def _prepare_sqlite_reader(connection: Any, record: object) -> None:
    connection.isolation_level = None
    connection.execute("PRAGMA query_only=ON").close()
    # A reader meets a lock only while a log left by a crash is recovered.
    connection.execute("PRAGMA busy_timeout=5000").close()


def _prepare_sqlite_migration(connection: Any, record: object) -> None:
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode=WAL").close()
    connection.execute("PRAGMA foreign_keys=OFF").close()
    connection.execute("PRAGMA secure_delete=ON").close()


def _begin_plainly(connection: Connection) -> None:
    run_plainly(connection, "BEGIN")


def _begin_immediately(connection: Connection) -> None:
    """Take the write lock now, asking every millisecond: SQLite's own waiting grows to 100 ms and is unfair.

    https://www.sqlite.org/lang_transaction.html: a plain BEGIN that reads first cannot wait for the lock later.
    """
    give_up_at = time.monotonic() + GIVE_UP_AFTER_SECONDS
    while True:
        try:
            run_plainly(connection, "BEGIN IMMEDIATE")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            if time.monotonic() > give_up_at:
                raise DatabaseBusy(
                    "The database was being written by somebody else for 5 seconds, so nothing was changed. "
                    "Try again; if it stays so, see which program has the database file open."
                ) from None
        time.sleep(RETRY_EVERY_SECONDS)


def run_plainly(connection: Connection, statement: str) -> None:
    """Run a statement of SQLite's that begins, marks or takes back, and returns nothing."""
    _driver(connection).execute(statement).close()


def _driver(connection: Connection) -> Any:
    return connection.connection.dbapi_connection


def _connecting(url: URL, settings: dict[str, str]) -> dict[str, Any]:
    """What psycopg is given for a connection with these settings, beside those of the address itself."""
    from storage.light_cursor import LightCursor  # psycopg is imported only where it is used

    ours = " ".join(f"-c {name}={value}" for name, value in settings.items())
    theirs = url.query.get("options", "")
    options = f"{ours} {theirs if isinstance(theirs, str) else ' '.join(theirs)}".strip()
    return {"options": options, "connect_timeout": 5, "cursor_factory": LightCursor}


def _note_when_returned(connection: Any, record: Any) -> None:
    record.info["returned_at"] = time.monotonic()


def _see_whether_alive(connection: Any, record: Any, proxy: object) -> None:
    """Ask a connection that rested for long whether it still lives; the pool replaces one that does not."""
    returned_at = record.info.get("returned_at")
    if returned_at is None or time.monotonic() - returned_at < ASK_WHETHER_ALIVE_AFTER_SECONDS:
        return
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        connection.rollback()
    except Exception as error:
        raise DisconnectionError from error
