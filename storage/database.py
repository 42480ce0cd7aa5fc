"""An opened database: one transaction object for everything that is kept, on SQLite and on PostgreSQL."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cached_property, partial
from pathlib import Path
from typing import TypeVar

from sqlalchemy import URL, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from storage import engines, schema
from storage.data_directory import DataDirectory, Hold
from storage.errors import DatabaseBusy, DatabaseIsReadOnly
from storage.keys import Keys
from storage.scratch import RESTORING, remove_abandoned
from storage.shared_commits import SharedCommits
from storage.transaction import Transaction

T = TypeVar("T")
# lock_timeout, statement_timeout, deadlock, serialization: https://www.postgresql.org/docs/current/errcodes-appendix.html
BUSY_ON_POSTGRES = {"55P03", "57014", "40P01", "40001"}
# The server ended a transaction in which nothing was asked for ten seconds: this process did not get the processor.
TOO_SLOW_FOR_POSTGRES = "25P03"


class Database:
    """A database with its connections and the threads that use them. Close it when done."""

    def __init__(self, url: URL, data_directory: DataDirectory | None, keys: Keys, *, hold: bool) -> None:
        self.url = url
        self.dialect = url.get_backend_name()
        self.data_directory = data_directory
        self.keys = keys
        self._may_write = hold or self.dialect == "postgresql"
        self._holds = self._take_hold() if hold and self.dialect == "sqlite" else []

    @classmethod
    def open(
        cls,
        url: str,
        *,
        data_directory: Path | None = None,
        key: str | None = None,
        hold: bool = True,
    ) -> "Database":
        """The database at a URL, not yet connected to; the data directory is made when one is named.

        On SQLite the file is held by this process until `close`; raises DataDirectoryInUse when another has it.
        With `hold=False` it is opened only to look (for a backup of a running bot, for a check-up): every
        attempt to write raises DatabaseIsReadOnly. `key` is the installation's key for personal data; without
        one a key file is made in the data directory when it is first needed.
        """
        address = engines.address(url)
        directory = DataDirectory(data_directory).make() if data_directory else None
        if directory is not None:
            remove_abandoned(directory.path, RESTORING)
        return cls(address, directory, Keys(key, directory.key_file if directory else None), hold=hold)

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Everything inside is kept together at the end, or not at all when an exception leaves it.

        Raises DatabaseBusy when the write lock, a row or a connection was not to be had in time.
        """
        if not self._may_write:
            raise DatabaseIsReadOnly("This database was opened only to look at it; nothing was changed.")
        with _busy_is_named(), self._writer.begin() as connection:
            tx = Transaction(connection, self.keys, self._counter)
            yield tx
            tx.finish()

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """One consistent look at the database on SQLite, the latest committed rows on PostgreSQL; never writes."""
        with _busy_is_named(), self._reader.connect() as connection:
            if self.dialect == "postgresql":
                connection = connection.execution_options(postgresql_readonly=True)
            with connection.begin():
                yield Transaction(connection, self.keys, reading=True)

    async def write(self, work: Callable[[Transaction], T], *, shares_commit: bool = False) -> T:
        """Run a unit of work in one transaction on a thread of its own and return what it returns.

        Once begun it runs to its end: cancelling the caller does not take the change back. Short works that come many
        at a time may share the commit on SQLite, each still whole or not at all; on PostgreSQL the server does that.
        """
        if shares_commit and self.dialect == "sqlite" and self._may_write:
            kept: T = await self._shared_commits.keep(work)
            return kept
        return await asyncio.get_running_loop().run_in_executor(self._writing_threads, self._written, work)

    async def read(self, work: Callable[[Transaction], T]) -> T:
        """Run a unit of work that only reads, beside the writers, and return what it returns."""
        return await asyncio.get_running_loop().run_in_executor(self._reading_threads, self._read, work)

    def schema_state(self) -> schema.SchemaState:
        """Whether the database is `new`, `current`, `older` or `newer` than this program; changes nothing."""
        return schema.state_of(self.revision())

    def revision(self) -> str | None:
        """The schema revision the database stands at; None when nothing was ever migrated."""
        if self.dialect == "sqlite" and not engines.sqlite_file(self.url).exists():
            return None
        with _busy_is_named(), self._reader.connect() as connection:
            return schema.revision_of(connection)

    def migrate(self) -> None:
        """Bring the schema up to this program's own, all or nothing. A newer one raises SchemaIsNewer."""
        revision = self.revision()
        schema.refuse_newer(revision)
        if schema.state_of(revision) == "current":
            return
        if not self._may_write:
            raise DatabaseIsReadOnly("This database was opened only to look at it; its schema was not upgraded.")
        self.disconnect()  # SQLite: no second connection of ours may stand in the migration's way
        schema.migrate(self.url)

    def disconnect(self) -> None:
        """Close every connection that is not in use; the next transaction opens new ones."""
        # The reader first: the last connection to close writes SQLite's log back, and that is the writer's work.
        for name in ("_reader", "_writer", "_counter"):
            engine = self.__dict__.pop(name, None)
            if engine is not None:
                engine.dispose()

    def write_anew(self) -> None:
        """Leave nothing in SQLite's file of what was deleted; nothing else may be under way. PostgreSQL does so itself,
        with its next VACUUM."""
        self.disconnect()
        if self.dialect == "sqlite":
            engines.write_sqlite_anew(self.url)

    async def write_back(self) -> bool:
        """Empty SQLite's log, in which what was erased may still stand; False where that has to be tried again.

        Does nothing on PostgreSQL.
        """
        if self.dialect == "postgresql":
            return True
        back = partial(engines.write_sqlite_back, self._writer)
        return await asyncio.get_running_loop().run_in_executor(self._writing_threads, back)

    def close(self) -> None:
        """Finish what runs, end the threads, close the connections and let go of the data directory."""
        self.__dict__.pop("_shared_commits", None)
        for name in ("_writing_threads", "_reading_threads"):
            threads = self.__dict__.pop(name, None)
            if threads is not None:
                threads.shutdown(wait=True)
        self.disconnect()
        while self._holds:
            self._holds.pop().release()

    @cached_property
    def _writer(self) -> Engine:
        return engines.sqlite_writer(self.url) if self.dialect == "sqlite" else engines.postgres(self.url)

    @cached_property
    def _counter(self) -> Engine | None:
        """PostgreSQL's connections for counting; SQLite has one writer at a time and counts in its transaction."""
        return None if self.dialect == "sqlite" else engines.postgres_for_counting(self.url)

    @cached_property
    def _reader(self) -> Engine:
        return engines.sqlite_reader(self.url) if self.dialect == "sqlite" else self._writer

    @cached_property
    def _writing_threads(self) -> ThreadPoolExecutor:
        count = 1 if self.dialect == "sqlite" else engines.POSTGRES_CONNECTIONS
        return ThreadPoolExecutor(count, thread_name_prefix="tracer-writes")

    @cached_property
    def _shared_commits(self) -> SharedCommits:
        return SharedCommits(
            self._writing_threads, lambda: self._writer.begin(), lambda connection: Transaction(connection, self.keys)
        )

    @cached_property
    def _reading_threads(self) -> ThreadPoolExecutor:
        if self.dialect == "postgresql":
            return self._writing_threads
        return ThreadPoolExecutor(engines.SQLITE_READERS, thread_name_prefix="tracer-reads")

    def _written(self, work: Callable[[Transaction], T]) -> T:
        with self.transaction() as tx:
            return work(tx)

    def _read(self, work: Callable[[Transaction], T]) -> T:
        with self.reading() as tx:
            return work(tx)

    def _take_hold(self) -> "list[Hold | DataDirectory]":
        """Hold the data directory, and the file itself wherever it lies, so that no address leads around it."""
        file = engines.sqlite_file(self.url)
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        held: list[Hold | DataDirectory] = [Hold(file.with_name(file.name + ".lock"))]
        if self.data_directory is not None:
            try:
                self.data_directory.hold()
            except BaseException:
                held[0].release()
                raise
            held.append(self.data_directory)
        return held


def is_busy(error: BaseException | None) -> bool:
    """Whether a driver's error says only that the moment was bad, and nothing was kept: the work may be tried again."""
    return _state(error) in BUSY_ON_POSTGRES | {TOO_SLOW_FOR_POSTGRES}


def _state(error: BaseException | None) -> str | None:
    """PostgreSQL's five letters for an error: https://www.postgresql.org/docs/current/errcodes-appendix.html."""
    return getattr(error.orig, "sqlstate", None) if isinstance(error, DBAPIError) else None


@contextmanager
def _busy_is_named() -> Iterator[None]:
    try:
        yield
    except PoolTimeout as error:
        raise DatabaseBusy(
            "Every connection to the database was in use for 5 seconds, so nothing was changed. Try again."
        ) from error
    except DBAPIError as error:
        if not is_busy(error):
            raise
        if _state(error) == TOO_SLOW_FOR_POSTGRES:
            raise DatabaseBusy(
                "This machine had no time to go on for ten seconds, so nothing was changed. Try again."
            ) from error
        raise DatabaseBusy(
            "Somebody else was changing the same rows for too long, so nothing was changed. Try again."
        ) from error
