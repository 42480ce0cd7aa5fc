"""A workspace that is erased: nothing of it is left, in rows or files, nor comes back; others stay as they are."""

from pathlib import Path

import pytest
from sqlalchemy import select

from cases.buyers import Buyer
from storage.backup import back_up, restore
from storage.database import Database
from storage.erasures import WORKSPACE, Erasure
from storage.errors import NoSuchWorkspace
from storage.tables import Row
from storage.workspace_erasure import erase_workspace, look_at_workspace
from tests.storage.another_machine import BUYER, everything, lived_in
from tests.storage.telling import NOON, T1, later, open_case

THEIRS = ("heartbeats", "erasures", "alembic_version")
GONE = Erasure(T1, 0, later(5), "operator", WORKSPACE)


def beside(database: Database) -> None:
    """Another workspace with a case and its buyer, and a file of each."""
    open_case(database, workspace="T2")
    with database.transaction() as tx:
        tx.buyers.keep("T2", 1, Buyer(name=BUYER), "U2", NOON)
    assert database.data_directory is not None
    for workspace in (T1, "T2"):
        file = database.data_directory.evidence / workspace / "1" / ("a" * 64)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"sealed")


def of_workspace(database: Database, workspace: str) -> dict[str, int]:
    """How many rows of a workspace each table has."""
    with database.reading() as tx:
        return {
            name: len(tx.connection.execute(select(table).where(table.c.workspace == workspace)).all())
            for name, table in Row.metadata.tables.items()
            if "workspace" in table.c and name not in THEIRS
        }


def test_nothing_of_it_is_left_and_another_workspace_is_as_it_was(database: Database) -> None:
    lived_in(database)
    beside(database)
    assert all(of_workspace(database, T1).values()), "the sample has a row in every table"
    before = of_workspace(database, "T2")
    there = look_at_workspace(database, T1)
    assert there.cases == 1 and there.rows > 50
    erase_workspace(database, T1, later(5), "operator")
    assert not any(of_workspace(database, T1).values()) and of_workspace(database, "T2") == before
    assert database.data_directory is not None
    files = [one.relative_to(database.data_directory.evidence) for one in database.data_directory.evidence.rglob("a*")]
    assert [one.parts[0] for one in files] == ["T2"]
    with database.reading() as tx:
        assert GONE in tx.personal.erasures() and tx.buyers.get("T2", 1) == Buyer(name=BUYER)
    with pytest.raises(NoSuchWorkspace, match=r"There is of T2\."):
        look_at_workspace(database, T1)


def test_a_restored_backup_of_before_is_emptied_of_it_again_and_one_of_afterwards_is_not(
    database: Database, alike: Database, tmp_path: Path
) -> None:
    lived_in(database)
    beside(database)
    with database.transaction() as tx:
        tx.personal.erase_case(T1, 1, later(1), "UADMIN")
    back_up(database, tmp_path / "monday")
    erase_workspace(database, T1, later(5), "operator")
    # The same workspace installs Tracer again; its first case has the number of the one that is gone.
    open_case(database, at=later(9))
    back_up(database, tmp_path / "tuesday")

    restore(alike, tmp_path / "monday")
    assert not any(of_workspace(alike, T1).values()) and of_workspace(alike, "T2")["buyers"] == 1
    restore(alike, tmp_path / "tuesday", force=True)
    with alike.reading() as now, database.reading() as then:
        assert everything(now, frozenset({"outbox"})) == everything(then, frozenset({"outbox"}))


def test_nothing_of_it_can_be_read_in_the_file(sqlite_database: Database) -> None:
    lived_in(sqlite_database)
    with sqlite_database.transaction() as tx:
        tx.personal.put(T1, 1, "note", "Marker-of-a-note " * 400)
    file = Path(str(sqlite_database.url.database))
    erase_workspace(sqlite_database, T1, later(5), "operator")
    lying = b"".join(one.read_bytes() for one in file.parent.glob(f"{file.name}*"))
    assert b"Marker-of-a-note" not in lying and b"1Z00" not in lying
