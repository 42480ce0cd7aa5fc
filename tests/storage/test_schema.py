"""The migrations make the schema that the models describe, keep what was there, and refuse a newer one."""

import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.orm.exc import UnmappedClassError

from storage import schema
from storage.database import Database
from storage.engines import address
from storage.errors import DatabaseIsReadOnly, SchemaIsNewer
from storage.tables import Row
from tests.databases import DIALECTS, Databases
from tests.forked import FORKED


@pytest.fixture(params=DIALECTS)
def empty_url(request: pytest.FixtureRequest, databases: Databases, tmp_path: Path) -> Iterator[str]:
    url = databases.empty(request.param, tmp_path)
    yield url
    databases.drop(url)


class Climbing:
    """A database of each kind that goes from revision to revision, as people's do; tests get copies of where it is."""

    def __init__(self, databases: Databases, directories: pytest.TempPathFactory) -> None:
        self._databases, self._directories = databases, directories
        self._stands: dict[str, tuple[str, str]] = {}

    def copy_before(self, revision: str, dialect: str, directory: Path) -> str:
        """The address of a database that stands at the revision before this one; nothing at all before the first."""
        earlier = max((one for one in schema.known_revisions() if one < revision), default=None)
        if earlier is None:
            return self._databases.empty(dialect, directory)
        url, stands = self._stands.get(dialect, ("", ""))
        if not url or stands > earlier:
            url = self._databases.empty(dialect, self._directories.mktemp("climbing"))
        schema.migrate(address(url), earlier)
        self._stands[dialect] = (url, earlier)
        return self._databases.copy(url, directory)


@pytest.fixture(scope="module")
def climbing(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Climbing:
    return Climbing(databases, tmp_path_factory)


def test_models_and_migrations_agree(database: Database) -> None:
    with database.reading() as tx:
        context = MigrationContext.configure(tx.connection, opts={"compare_type": True})
        assert compare_metadata(context, schema.tables_on(database.dialect)) == []


def test_indexes_over_some_rows_only_are_made_so(database: Database) -> None:
    with database.reading() as tx:
        found = {
            index["name"]: index.get("dialect_options", {}).get(f"{database.dialect}_where")
            for index in inspect(tx.connection).get_indexes("outbox")
        }
    described = {
        index.name: index.dialect_options[database.dialect]["where"]
        for index in schema.tables_on(database.dialect).tables["outbox"].indexes
    }
    assert {name for name, only in found.items() if only is not None} == {"ix_outbox_unsent", "uq_outbox_waiting_card"}
    assert {name for name, only in described.items() if only is not None} == {
        "ix_outbox_unsent",
        "uq_outbox_waiting_card",
    }


def test_every_table_but_the_heartbeats_belongs_to_a_workspace() -> None:
    without = {name for name, table in Row.metadata.tables.items() if "workspace" not in table.columns}
    assert without == {"heartbeats"}


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("revision", schema.known_revisions())
def test_each_migration_keeps_its_sample(
    revision: str, dialect: str, climbing: Climbing, databases: Databases, tmp_path: Path
) -> None:
    sample = importlib.import_module(f"tests.storage.migration_samples.revision_{revision}")
    before = climbing.copy_before(revision, dialect, tmp_path)
    url = address(before)
    with schema.long_work(url) as connection:
        sample.before(connection)
    schema.migrate(url, revision)
    engine = create_engine(url)
    with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.execute(text("PRAGMA foreign_keys=ON"))
        sample.after(connection)
        connection.rollback()
    engine.dispose()
    databases.drop(before)


def test_revisions_follow_each_other_without_gaps() -> None:
    assert list(schema.known_revisions()) == [f"{n:04d}" for n in range(1, len(schema.known_revisions()) + 1)]


def test_a_new_database_becomes_current_and_migrating_again_changes_nothing(empty_url: str) -> None:
    database = Database.open(empty_url)
    assert (database.schema_state(), database.revision()) == ("new", None)
    database.migrate()
    assert (database.schema_state(), database.revision()) == ("current", schema.known_revisions()[-1])
    with database.transaction() as tx:
        assert tx.cases.next_number("T1") == 1
    database.migrate()
    with database.transaction() as tx:
        assert tx.cases.next_number("T1") == 2
    database.close()


def test_an_older_schema_is_told_and_upgraded(empty_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    schema.migrate(address(empty_url), schema.known_revisions()[0])
    database = Database.open(empty_url)
    monkeypatch.setattr(schema, "known_revisions", lambda: ("0001", "0002"))
    assert database.schema_state() == "older"
    database.close()


def test_a_newer_schema_is_refused_with_a_sentence_and_left_alone(database_url: str) -> None:
    database = Database.open(database_url)
    with database.transaction() as tx:
        tx.connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert database.schema_state() == "newer"
    with pytest.raises(SchemaIsNewer, match=r"newer Tracer \(schema 9999; this one knows up to 00"):
        database.migrate()
    assert database.revision() == "9999"
    database.close()


def test_a_migration_that_fails_leaves_nothing_behind(empty_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    url = address(empty_url)
    with pytest.raises(ZeroDivisionError), schema.long_work(url) as connection:
        schema.upgrade(connection, "head")
        raise ZeroDivisionError
    engine = create_engine(url)
    assert inspect(engine).get_table_names() == []
    engine.dispose()


def test_a_database_opened_only_to_look_is_not_migrated(tmp_path: Path) -> None:
    looking = Database.open(f"sqlite:///{tmp_path / 'tracer.db'}", hold=False)
    with pytest.raises(DatabaseIsReadOnly):
        looking.migrate()
    looking.close()
    assert list(tmp_path.iterdir()) == []


def test_two_processes_that_start_at_once_migrate_once(databases: Databases, tmp_path: Path) -> None:
    url = databases.empty("postgresql", tmp_path)
    both = [FORKED.Process(target=migrate, args=(url,)) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join(30)
    assert [one.exitcode for one in both] == [0, 0]
    database = Database.open(url)
    assert database.schema_state() == "current"
    database.close()
    databases.drop(url)


def migrate(url: str) -> None:
    database = Database.open(url)
    database.migrate()
    database.close()


def test_every_model_describes_a_table_and_none_is_mapped_at_a_start():
    models = [one for one in Row.__subclasses__() if "__tablename__" in one.__dict__]
    assert {one.__tablename__ for one in models} == set(Row.metadata.tables)
    for model in models:
        with pytest.raises(UnmappedClassError, match="deferred mapping"):
            inspect(model)
