"""Another key for the installation: everything opens as before, and only with the new one."""

import pytest
from sqlalchemy import select, update

from cases.watching import Story
from storage import key_rotation
from storage.database import Database
from storage.errors import WrongKey
from storage.import_tables import ImportRow
from storage.imports import ParcelImport
from storage.key_rotation import rotate, rotate_file
from storage.keys import Keys, new_key, next_to
from storage.personal import Kind
from storage.tables import CaseKeyRow, table_of
from tests.storage.telling import NOON, T1
from tests.storage.test_watched import SCAN, watched

BUYER = "Jürgen Müller, Hauptstraße 5"
case_keys, imports = table_of(CaseKeyRow), table_of(ImportRow)


def kept(database: Database) -> str:
    with database.transaction() as tx:
        return tx.personal.put(T1, 1, Kind.BUYER, BUYER)[0]


def read(database: Database, ref: str) -> str | None:
    with database.reading() as tx:
        return tx.personal.get(T1, ref)


def locked_with(database: Database) -> list[str]:
    with database.reading() as tx:
        return list(tx.connection.execute(select(case_keys.c.locked_with)).scalars())


def test_everything_opens_with_the_new_key_and_no_more_with_the_old(database: Database) -> None:
    ref, old, new = kept(database), database.keys, Keys(new_key(), None)
    assert rotate(database, new) == 1
    with pytest.raises(WrongKey):
        read(database, ref)
    database.keys = new
    assert read(database, ref) == BUYER and locked_with(database) == [new.name] != [old.name]
    assert rotate(database, new) == 0


def test_what_is_said_of_watched_parcels_and_imported_files_goes_with_it(database: Database) -> None:
    story, file = Story((SCAN,)), ParcelImport(T1, "I1", "ULIN", NOON, None, "F1")
    with database.transaction() as tx:
        tx.watched.add(watched())
        tx.watched.keep(watched(), story)
        tx.imports.want(file)
    new = Keys(new_key(), None)
    assert rotate(database, new) == 2
    database.keys = new
    with database.reading() as tx:
        assert tx.watched.story(T1, "1Z") == story
        row = tx.connection.execute(select(imports.c.locked, imports.c.locked_with)).one()
    assert len(new.unlock(row.locked, row.locked_with, f"import/{T1}/I1/")) == 32


def test_every_table_of_locked_keys_is_known() -> None:
    having = {table.name for table in case_keys.metadata.sorted_tables if "locked_with" in table.c}
    assert {table.name for table, _, _ in key_rotation.KEPT_IN} == having


def test_one_key_that_does_not_open_leaves_every_other_as_it_was(database: Database) -> None:
    ref, old = kept(database), database.keys
    with database.transaction() as tx:
        tx.personal.put(T1, 2, Kind.BUYER, BUYER)
        tx.connection.execute(update(case_keys).where(case_keys.c.case_number == 2).values(locked_with="another"))
    with pytest.raises(WrongKey, match="was locked with key another"):
        rotate(database, Keys(new_key(), None))
    assert sorted(locked_with(database)) == sorted([old.name, "another"]) and read(database, ref) == BUYER


def test_a_key_file_gets_a_follower_and_one_that_was_cut_short_is_gone_on_with(sqlite_database: Database) -> None:
    ref, file = kept(sqlite_database), sqlite_database.keys.file
    assert file is not None
    before = file.read_text()
    # Killed after the commit, before the new file took its place: both open, and what is new is locked with the old.
    assert rotate(sqlite_database, Keys(None, next_to(file))) == 1
    assert file.read_text() == before and read(sqlite_database, ref) == BUYER
    with sqlite_database.transaction() as tx:
        later, _ = tx.personal.put(T1, 2, Kind.BUYER, BUYER)
    assert rotate_file(sqlite_database) == 1
    assert read(sqlite_database, ref) == read(sqlite_database, later) == BUYER
    assert file.read_text() != before and set(locked_with(sqlite_database)) == {sqlite_database.keys.name}
    assert [one.name for one in file.parent.glob("tracer.key*")] == ["tracer.key"]
