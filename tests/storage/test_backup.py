"""Backup from a running bot, loss of everything, restore: on both databases, and from each to the other."""

import gzip
import json
import stat
import tarfile
from pathlib import Path

import pytest
from sqlalchemy import text

from cases.letters import Letter
from storage import backup, schema
from storage.backup import back_up, restore
from storage.database import Database
from storage.engines import address
from storage.erasures import Erasure
from storage.errors import BackupRefused
from storage.keys import new_key
from storage.portable_rows import tables_in
from storage.tables import Row
from tests.databases import Databases
from tests.storage.another_machine import BUYER, PHOTO, assert_refused, everything, lived_in
from tests.storage.telling import NOON, T1, keep, later, open_case, refund


def test_after_the_loss_of_everything_a_restore_brings_all_of_it_back(
    database: Database, empty: Database, tmp_path: Path
) -> None:
    ref = lived_in(database)
    manifest = back_up(database, tmp_path / "monday.tar.gz")
    assert manifest.rows["cases"] == 1
    assert [name for name in Row.metadata.tables if not manifest.rows[name]] == [], "the sample leaves no table empty"

    restored = restore(empty, tmp_path / "monday.tar.gz")

    assert restored == manifest
    assert empty.schema_state() == "current"
    with database.reading() as before, empty.reading() as after:
        assert everything(after, frozenset({"outbox"})) == everything(before, frozenset({"outbox"}))
        assert after.personal.get(T1, ref) == BUYER
        assert after.cases.load(T1, 1) == before.cases.load(T1, 1)
    assert (empty.data_directory.evidence / "T1" / "photo.png").read_bytes() == PHOTO
    assert stat.S_IMODE(empty.data_directory.key_file.stat().st_mode) == 0o600


def test_a_restored_database_goes_on_where_the_old_one_stopped(
    database: Database, empty: Database, tmp_path: Path
) -> None:
    lived_in(database)
    back_up(database, tmp_path / "b")
    restore(empty, tmp_path / "b")
    assert open_case(empty).number == 2
    with empty.transaction() as tx:
        tx.outbox.add(Letter("new", T1, "C3", "post"), NOON)
        keep(tx, refund(tx.cases.load(T1, 2)))
        ref, _ = tx.personal.put(T1, 2, "buyer", BUYER)
        assert tx.personal.get(T1, ref) == BUYER


def test_a_letter_that_was_unsent_is_looked_for_before_it_is_sent_again(
    database: Database, alike: Database, tmp_path: Path
) -> None:
    lived_in(database)
    manifest = back_up(database, tmp_path / "b")
    restore(alike, tmp_path / "b")
    with alike.transaction() as tx:
        [owed] = tx.outbox.claim(later(24 * 365), 30, 9, "w")
    assert (owed.key, owed.unsure, owed.claimed_at.isoformat(), owed.params) == (
        "owed",
        True,
        manifest.made_at,
        {"n": 1},
    )


def test_the_archive_is_for_its_owner_only_and_says_what_it_holds(database: Database, tmp_path: Path) -> None:
    lived_in(database)
    back_up(database, tmp_path / "b.tar.gz")
    assert stat.S_IMODE((tmp_path / "b.tar.gz").stat().st_mode) == 0o600
    with tarfile.open(tmp_path / "b.tar.gz") as tar:
        names = tar.getnames()
        said = json.load(tar.extractfile("manifest.json"))
    assert names[0] == "manifest.json"
    assert {"tables/cases.jsonl", "tracer.key", "evidence/T1/photo.png"} < set(names)
    assert (said["format"], said["schema"], said["dialect"]) == (1, schema.known_revisions()[-1], database.dialect)
    assert said["key"].startswith("included: tracer.key")
    assert set(said["sha256"]) == set(names) - {"manifest.json"}
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith((".", "b"))) == ["b.tar.gz"]


def test_a_backup_is_one_look_at_the_database_while_others_write(database: Database, tmp_path: Path) -> None:
    """Rows that come while the tables are being written are not in it, nor anything that belongs to them."""
    open_case(database)
    seen = []

    def and_meanwhile(connection):
        if not seen:
            seen.append(connection.execute(text("SELECT count(*) FROM cases")).scalar())
            open_case(database)
        return tables_in(connection)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(backup, "tables_in", and_meanwhile)
        manifest = back_up(database, tmp_path / "b")
    assert (manifest.rows["cases"], manifest.rows["case_log"]) == (1, 1)
    with database.reading() as tx:
        assert tx.cases.count_open(T1) == 2


def test_a_backup_is_made_beside_the_process_that_holds_the_file(sqlite_database: Database, tmp_path: Path) -> None:
    lived_in(sqlite_database)
    beside = Database.open(
        f"sqlite:///{sqlite_database.url.database}", data_directory=sqlite_database.data_directory.path, hold=False
    )
    assert back_up(beside, tmp_path / "b").rows["cases"] == 1
    beside.close()
    open_case(sqlite_database)


def test_a_backup_overwrites_nothing_and_needs_a_place(sqlite_database: Database, tmp_path: Path) -> None:
    (tmp_path / "b").write_text("precious")
    with pytest.raises(BackupRefused, match="exists already"):
        back_up(sqlite_database, tmp_path / "b")
    assert (tmp_path / "b").read_text() == "precious"
    with pytest.raises(BackupRefused, match="There is no directory"):
        back_up(sqlite_database, tmp_path / "nowhere" / "b")


def test_a_database_without_tables_has_nothing_to_back_up(empty: Database, tmp_path: Path) -> None:
    with pytest.raises(BackupRefused, match="no tables yet"):
        back_up(empty, tmp_path / "b")
    assert not (tmp_path / "b").exists()


def test_a_database_that_holds_something_is_replaced_only_when_told_to(
    database: Database, alike: Database, tmp_path: Path
) -> None:
    lived_in(database)
    back_up(database, tmp_path / "b")
    alike.migrate()
    open_case(alike, "1ZOTHER")
    (alike.data_directory.evidence / "other.png").write_bytes(b"other")
    with alike.reading() as tx:
        before = everything(tx)

    with pytest.raises(BackupRefused, match="The database is not empty: it has rows in"):
        restore(alike, tmp_path / "b")
    with alike.reading() as tx:
        assert everything(tx) == before
    assert (alike.data_directory.evidence / "other.png").exists()

    restore(alike, tmp_path / "b", force=True)
    with alike.reading() as tx:
        assert tx.cases.by_tracking(T1, ["1ZOTHER"]) == {}
        assert tx.cases.load(T1, 1).version == 2
    files = [path.name for path in alike.data_directory.evidence.rglob("*") if path.is_file()]
    assert files == ["photo.png"]


def test_a_restore_that_fails_at_its_last_step_changes_nothing(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lived_in(database)
    back_up(database, tmp_path / "b")
    open_case(database)
    (database.data_directory.evidence / "new.png").write_bytes(b"new")
    with database.reading() as tx:
        before = everything(tx)

    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("storage.restore._add_evidence", fail)
    with pytest.raises(OSError, match="disk full"):
        restore(database, tmp_path / "b", force=True)
    with database.reading() as tx:
        assert everything(tx) == before
    assert (database.data_directory.evidence / "new.png").read_bytes() == b"new"


def test_tables_of_somebody_else_in_the_same_database_are_left_alone(database: Database, tmp_path: Path) -> None:
    lived_in(database)
    with database.transaction() as tx:
        tx.connection.execute(text("CREATE TABLE theirs (precious TEXT)"))
        tx.connection.execute(text("INSERT INTO theirs VALUES ('yes')"))
    assert "theirs" not in back_up(database, tmp_path / "b").rows
    restore(database, tmp_path / "b", force=True)
    with database.transaction() as tx:
        assert tx.connection.execute(text("SELECT precious FROM theirs")).scalar() == "yes"
        tx.connection.execute(text("DROP TABLE theirs"))


def test_a_database_that_only_saw_a_start_counts_as_empty(database: Database, alike: Database, tmp_path: Path) -> None:
    lived_in(database)
    back_up(database, tmp_path / "b")
    alike.migrate()
    with alike.transaction() as tx:
        tx.heartbeats.beat("tick", NOON)
    restore(alike, tmp_path / "b")
    with alike.reading() as tx:
        assert tx.cases.count_open(T1) == 1


def test_a_backup_of_the_first_schema_is_upgraded(databases: Databases, empty: Database, tmp_path: Path) -> None:
    old = f"sqlite:///{tmp_path / 'old.db'}"
    schema.migrate(address(old), schema.known_revisions()[0])
    database = Database.open(old, data_directory=tmp_path / "old")
    back_up(database, tmp_path / "b")
    database.close()
    assert restore(empty, tmp_path / "b").schema == schema.known_revisions()[0]
    assert empty.schema_state() == "current"


def test_a_case_erased_after_the_backup_is_erased_again(database: Database, empty: Database, tmp_path: Path) -> None:
    ref = lived_in(database)
    back_up(database, tmp_path / "monday")
    with database.transaction() as tx:
        tx.personal.erase_case(T1, 1, later(5), "UADMIN")
    back_up(database, tmp_path / "tuesday")
    assert [path.name for path in tmp_path.glob("*.jsonl")] == ["tracer-erasures.jsonl"]

    restore(empty, tmp_path / "monday")

    with empty.reading() as tx:
        assert tx.personal.get(T1, ref) is None
        assert tx.personal.of_case(T1, 1, "note") == []
        assert tx.personal.erasures() == [Erasure(T1, 77, NOON, "UADMIN"), Erasure(T1, 1, later(5), "UADMIN")]
        assert tx.cases.load(T1, 1).version == 2


def test_a_database_that_is_replaced_still_knows_what_it_erased(database: Database, tmp_path: Path) -> None:
    ref = lived_in(database)
    back_up(database, tmp_path / "b")
    with database.transaction() as tx:
        tx.personal.erase_case(T1, 1, later(5), "UADMIN")
    restore(database, tmp_path / "b", force=True)
    with database.reading() as tx:
        assert tx.personal.get(T1, ref) is None
        assert len(tx.personal.erasures()) == 2


def test_what_a_case_was_given_after_its_erasure_is_not_erased_again(
    database: Database, alike: Database, tmp_path: Path
) -> None:
    lived_in(database)
    with database.transaction() as tx:
        tx.personal.erase_case(T1, 1, later(5), "UADMIN")
        ref, _ = tx.personal.put(T1, 1, "buyer", "somebody new")
    back_up(database, tmp_path / "b")
    restore(alike, tmp_path / "b")
    with alike.reading() as tx:
        assert tx.personal.get(T1, ref) == "somebody new"


def test_a_key_of_ones_own_stays_out_of_the_archive_and_must_be_there_again(
    databases: Databases, empty: Database, tmp_path: Path
) -> None:
    key = new_key()
    database = Database.open(databases.fresh("sqlite", tmp_path), data_directory=tmp_path / "data", key=key)
    ref = lived_in(database)
    manifest = back_up(database, tmp_path / "b")
    database.close()
    assert manifest.key.startswith("not included: TRACER_KEY")
    assert key.encode() not in gzip.decompress((tmp_path / "b").read_bytes())
    assert_refused(empty, tmp_path / "b", "Set TRACER_KEY to the key it was made with")

    restore(empty, tmp_path / "b", force=True)
    with empty.reading() as tx:
        assert tx.cases.load(T1, 1).version == 2
    empty.close()
    again = Database.open(empty.url.render_as_string(hide_password=False), key=key)
    with again.reading() as tx:
        assert tx.personal.get(T1, ref) == BUYER
    again.close()


def test_another_key_file_is_kept_beside_the_restored_one(database: Database, alike: Database, tmp_path: Path) -> None:
    ref = lived_in(database)
    back_up(database, tmp_path / "b")
    alike.migrate()
    with alike.transaction() as tx:
        tx.personal.put(T1, 1, "buyer", "other")
    old = alike.data_directory.key_file.read_text()
    restore(alike, tmp_path / "b", force=True)
    with alike.reading() as tx:
        assert tx.personal.get(T1, ref) == BUYER
    beside = list(alike.data_directory.path.glob("tracer.key.*"))
    assert [path.read_text() for path in beside] == [old]
