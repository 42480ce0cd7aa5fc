"""Personal data: apart, sealed where it names a buyer, and gone for good once erased."""

import base64
import hashlib
import stat
from pathlib import Path

import pytest
from sqlalchemy import select, update

from storage.database import Database
from storage.erasures import Erasure
from storage.errors import WrongKey
from storage.keys import new_key
from storage.personal import Kind
from storage.tables import CaseKeyRow, PersonalRow, table_of
from tests.storage.telling import NOON, T1

personal = table_of(PersonalRow)
BUYER = "Jürgen Müller, Hauptstraße 5, 王小明 🙂"


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_comes_back_as_it_was_put(database: Database, kind: Kind) -> None:
    with database.transaction() as tx:
        ref, sha256 = tx.personal.put(T1, 1, kind, BUYER)
    assert sha256 == hashlib.sha256(BUYER.encode()).hexdigest()
    with database.reading() as tx:
        assert tx.personal.get(T1, ref) == BUYER
        assert tx.personal.of_case(T1, 1, kind) == [ref]
        assert tx.personal.get("T2", ref) is None
        assert tx.personal.get(T1, "unknown") is None


def test_only_notes_lie_plain_in_the_database(database: Database) -> None:
    with database.transaction() as tx:
        refs = {kind: tx.personal.put(T1, 1, kind, BUYER)[0] for kind in Kind}
    with database.reading() as tx:
        rows = {row.ref: row for row in tx.connection.execute(select(personal))}
    plain = {kind for kind, ref in refs.items() if rows[ref].plain == BUYER and rows[ref].sealed is None}
    sealed = {
        kind for kind, ref in refs.items() if rows[ref].plain is None and b"M\xc3\xbcller" not in rows[ref].sealed
    }
    assert plain == {Kind.NOTE}
    assert sealed == set(Kind) - {Kind.NOTE}


def test_the_same_text_is_sealed_differently_each_time(database: Database) -> None:
    with database.transaction() as tx:
        for _ in range(2):
            tx.personal.put(T1, 1, Kind.BUYER, BUYER)
        rows = tx.connection.execute(select(personal.c.sealed)).scalars().all()
    assert len(set(rows)) == 2


def test_characters_no_database_keeps_are_replaced_before_they_are_hashed(database: Database) -> None:
    with database.transaction() as tx:
        ref, sha256 = tx.personal.put(T1, 1, Kind.NOTE, "a\0b\ud800c")
        kept = tx.personal.get(T1, ref)
    assert kept == "a�b?c"
    assert sha256 == hashlib.sha256(kept.encode()).hexdigest()


def test_erasing_a_case_leaves_references_and_nothing_readable(database: Database) -> None:
    with database.transaction() as tx:
        gone = [tx.personal.put(T1, 1, kind, BUYER)[0] for kind in Kind]
        other, _ = tx.personal.put(T1, 2, Kind.BUYER, BUYER)
        elsewhere, _ = tx.personal.put("T2", 1, Kind.BUYER, BUYER)
    with database.transaction() as tx:
        tx.personal.erase_case(T1, 1, NOON, "UADMIN")
    with database.reading() as tx:
        assert [tx.personal.get(T1, ref) for ref in gone] == [None] * len(Kind)
        assert [tx.personal.of_case(T1, 1, kind) for kind in Kind] == [[]] * len(Kind)
        assert tx.personal.get(T1, other) == BUYER
        assert tx.personal.get("T2", elsewhere) == BUYER
        assert tx.personal.erasures() == [Erasure(T1, 1, NOON, "UADMIN")]
        kept = tx.connection.execute(select(personal).where(personal.c.ref.in_(gone))).all()
        assert {(row.plain, row.sealed) for row in kept} == {(None, None)}
        assert len(kept) == len(Kind)


def test_without_its_key_even_an_old_copy_of_the_row_cannot_be_read(database: Database) -> None:
    """What a backup kept of the sealed text is worth nothing once the key is destroyed."""
    with database.transaction() as tx:
        ref, _ = tx.personal.put(T1, 1, Kind.BUYER, BUYER)
        copy = tx.connection.execute(select(personal.c.sealed)).scalar()
        tx.personal.erase_case(T1, 1, NOON, "UADMIN")
        tx.connection.execute(update(personal).values(sealed=copy))
        assert tx.personal.get(T1, ref) is None
        new, _ = tx.personal.put(T1, 1, Kind.BUYER, "someone else")
        assert tx.personal.get(T1, new) == "someone else"
        with pytest.raises(WrongKey):
            tx.personal.get(T1, ref)


def test_sealed_text_moved_to_another_row_does_not_open(database: Database) -> None:
    with database.transaction() as tx:
        first, _ = tx.personal.put(T1, 1, Kind.BUYER, "one")
        second, _ = tx.personal.put(T1, 1, Kind.BUYER, "two")
        copy = tx.connection.execute(select(personal.c.sealed).where(personal.c.ref == first)).scalar()
        tx.connection.execute(update(personal).where(personal.c.ref == second).values(sealed=copy))
        with pytest.raises(WrongKey, match="does not open with its key"):
            tx.personal.get(T1, second)


def test_a_key_file_is_made_once_for_nobody_else_to_read(sqlite_database: Database) -> None:
    file = sqlite_database.data_directory.key_file
    assert not file.exists()
    with sqlite_database.transaction() as tx:
        tx.personal.put(T1, 1, Kind.BUYER, BUYER)
    text = file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(base64.urlsafe_b64decode(text)) == 32
    with sqlite_database.transaction() as tx:
        tx.personal.put(T1, 2, Kind.BUYER, BUYER)
    assert file.read_text() == text
    assert [path.name for path in file.parent.glob("tracer.key*")] == ["tracer.key"]


def test_a_key_of_ones_own_is_used_and_another_one_is_refused_with_its_name(database_url: str, tmp_path: Path) -> None:
    database = Database.open(database_url, key=new_key())
    with database.transaction() as tx:
        ref, _ = tx.personal.put(T1, 1, Kind.BUYER, BUYER)
        name = tx.connection.execute(select(table_of(CaseKeyRow).c.locked_with)).scalar()
        assert tx.personal.get(T1, ref) == BUYER
    database.close()
    other = Database.open(database_url, key=new_key())
    with pytest.raises(WrongKey, match=f"was locked with key {name}"), other.reading() as tx:
        tx.personal.get(T1, ref)
    other.close()


@pytest.mark.parametrize("wrong", ["", "short", "x" * 44, "A" * 39 + "="])
def test_a_key_that_is_none_is_refused_with_how_to_make_one(databases, tmp_path: Path, wrong: str) -> None:
    database = Database.open(databases.fresh("sqlite", tmp_path), key=wrong)
    with pytest.raises(WrongKey, match="TRACER_KEY holds no key"), database.transaction() as tx:
        tx.personal.put(T1, 1, Kind.BUYER, BUYER)
    database.close()


def test_without_any_key_notes_are_kept_and_sealing_is_refused(databases, tmp_path: Path) -> None:
    database = Database.open(databases.fresh("sqlite", tmp_path))
    with database.transaction() as tx:
        ref, _ = tx.personal.put(T1, 1, Kind.NOTE, BUYER)
    with pytest.raises(WrongKey, match="Set TRACER_KEY"), database.transaction() as tx:
        tx.personal.put(T1, 1, Kind.BUYER, BUYER)
    with database.reading() as tx:
        assert tx.personal.get(T1, ref) == BUYER
    database.close()
