"""Archives that are not what they were: each is refused with a sentence, and nothing changes."""

import io
import tarfile
from pathlib import Path

import pytest
from sqlalchemy import text

from storage.backup import back_up, restore
from storage.database import Database
from storage.errors import SchemaIsNewer
from tests.storage.another_machine import assert_refused, lived_in, rewrite


@pytest.mark.parametrize("part", ["tables/cases.jsonl", "evidence/T1/photo.png", "tracer.key"])
def test_an_archive_that_was_changed_is_refused_and_nothing_changes(
    sqlite_database: Database, empty_sqlite: Database, tmp_path: Path, part: str
) -> None:
    lived_in(sqlite_database)
    back_up(sqlite_database, tmp_path / "b")
    rewrite(tmp_path / "b", part, lambda content: content.replace(content[-3:], b"xyz"))
    assert_refused(empty_sqlite, tmp_path / "b", f"{part} is not what its manifest says")


def test_an_archive_with_a_part_missing_is_refused(
    sqlite_database: Database, empty_sqlite: Database, tmp_path: Path
) -> None:
    lived_in(sqlite_database)
    back_up(sqlite_database, tmp_path / "b")
    rewrite(tmp_path / "b", "tables/case_log.jsonl", lambda content: None)
    assert_refused(empty_sqlite, tmp_path / "b", r"tables/case_log\.jsonl is not what its manifest says")


def test_an_archive_that_was_cut_short_is_refused(
    sqlite_database: Database, empty_sqlite: Database, tmp_path: Path
) -> None:
    lived_in(sqlite_database)
    back_up(sqlite_database, tmp_path / "b")
    whole = (tmp_path / "b").read_bytes()
    for length in (0, 10, len(whole) // 2, len(whole) * 9 // 10):
        (tmp_path / "b").write_bytes(whole[:length])
        assert_refused(empty_sqlite, tmp_path / "b", "is not a whole backup of Tracer|is not what its manifest says")


def test_what_is_no_archive_is_refused(empty_sqlite: Database, tmp_path: Path) -> None:
    assert_refused(empty_sqlite, tmp_path / "none", "There is no file")
    (tmp_path / "text").write_text("hello")
    assert_refused(empty_sqlite, tmp_path / "text", "is not a whole backup of Tracer")
    escape = io.BytesIO()
    with tarfile.open(fileobj=escape, mode="w:gz") as tar:
        tar.addfile(tarfile.TarInfo("../../escaped"), io.BytesIO())
    (tmp_path / "escape").write_bytes(escape.getvalue())
    assert_refused(empty_sqlite, tmp_path / "escape", "does not belong into a backup")
    assert not (tmp_path.parent / "escaped").exists()


def test_a_backup_of_a_newer_tracer_is_refused(
    sqlite_database: Database, empty_sqlite: Database, tmp_path: Path
) -> None:
    with sqlite_database.transaction() as tx:
        tx.connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    back_up(sqlite_database, tmp_path / "b")
    with pytest.raises(SchemaIsNewer, match="was written by a newer Tracer"):
        restore(empty_sqlite, tmp_path / "b")
    assert empty_sqlite.schema_state() == "new"


def test_a_list_of_erasures_that_cannot_be_read_stops_the_restore(
    sqlite_database: Database, empty_sqlite: Database, tmp_path: Path
) -> None:
    back_up(sqlite_database, tmp_path / "b")
    (tmp_path / "tracer-erasures.jsonl").write_text("{}\n")
    assert_refused(empty_sqlite, tmp_path / "b", "is not a list of erased cases")
