"""Files of parcels as they are kept: taken once, sealed, and forgotten whole."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import text

from storage.database import Database
from storage.imports import ASKING, DONE, OPENED, OPENING, WANTED, WAS_OPEN, ParcelImport
from tests.storage.telling import NOON, T1, later

FILE = ParcelImport(T1, "key", "U1", NOON, "C1", "F1")
SECRET = b"Anna Example, Hauptstr. 1"


def test_a_file_is_wanted_once_and_taken_by_one_worker_until_its_lease_ends(database: Database) -> None:
    with database.transaction() as tx:
        assert (tx.imports.want(FILE), tx.imports.want(FILE)) == (True, False)
        assert tx.imports.next_due() == NOON
    until = NOON + timedelta(minutes=5)
    with database.transaction() as tx:
        assert tx.imports.due(NOON, until) == FILE
        assert tx.imports.due(NOON, until) is None
    with database.transaction() as tx:
        assert tx.imports.due(until, until + timedelta(minutes=5)) == replace(FILE, tries=1)


def test_what_stands_in_a_file_is_nowhere_in_plain_and_goes_with_it(database: Database) -> None:
    with database.transaction() as tx:
        tx.imports.want(FILE)
        tx.imports.keep_content(FILE, SECRET)
        tx.imports.keep_shown(FILE, {"name": SECRET.decode()})
        tx.imports.change(FILE, state=ASKING)
        tx.imports.posted(T1, "key", "D1", "1.2")
    with database.transaction() as tx:
        kept = tx.imports.get(T1, "key", for_update=True)
        assert kept == replace(FILE, state=ASKING, message_channel="D1", message_ts="1.2")
        assert (tx.imports.content(kept), tx.imports.shown(kept)) == (SECRET, {"name": SECRET.decode()})
        row = tx.connection.execute(text("SELECT content, shown FROM imports")).one()
        assert not any(b"Anna" in bytes(one) for one in row)
        tx.imports.note_lines(kept, [(2, OPENED, 1), (3, WAS_OPEN, 2), (4, OPENED, 3)])
        assert tx.imports.count(kept) == {OPENED: 2, WAS_OPEN: 1}
        assert tx.imports.lines(kept, OPENED) == [(2, OPENED, 1), (4, OPENED, 3)]
        tx.imports.forget(kept)
        assert tx.imports.get(T1, "key") is None
        assert tx.connection.execute(text("SELECT count(*) FROM import_lines")).scalar() == 0
        assert tx.imports.content(kept) is None


def test_another_workspace_sees_nothing_of_it(database: Database) -> None:
    with database.transaction() as tx:
        tx.imports.want(FILE)
        assert tx.imports.get("T2", "key") is None
        tx.imports.change(replace(FILE, workspace="T2"), state=ASKING)
        assert tx.imports.get(T1, "key") == replace(FILE, state=WANTED)
        assert tx.imports.next_due() < later(1)


def test_a_file_goes_with_a_case_of_it_that_is_erased_once_nothing_more_is_opened_from_it(database: Database) -> None:
    with database.transaction() as tx:
        for key, state in (("done", DONE), ("opening", OPENING), ("another", DONE)):
            one = replace(FILE, key=key)
            tx.imports.want(one)
            tx.imports.keep_content(one, SECRET)
            tx.imports.note_lines(one, [(2, OPENED, 1 if key != "another" else 2)])
            tx.imports.change(one, state=state)
        tx.personal.erase_case(T1, 1, NOON, "UADMIN")
        left = [tx.imports.content(replace(FILE, key=key)) for key in ("done", "opening", "another")]
    assert left == [None, SECRET, SECRET]
