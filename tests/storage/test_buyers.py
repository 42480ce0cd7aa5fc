"""Who buyers are: sealed under keys of their own, found by hashes, erased alone, and erased again after a restore."""

from pathlib import Path

import pytest
from sqlalchemy import select, text

from cases.buyers import Buyer
from storage.backup import back_up, restore
from storage.buyer_tables import BuyerMarkRow, BuyerRow
from storage.correspondence import HAND, SENT, Written
from storage.database import Database
from storage.erasures import BUYER, Erasure
from storage.key_rotation import rotate
from storage.keys import Keys, new_key
from storage.personal import Kind
from storage.row import table_of
from storage.sendings import Sending
from storage.transaction import Transaction
from tests.storage.telling import NOON, T1, later, open_case

buyers, marks = table_of(BuyerRow), table_of(BuyerMarkRow)
ANNA = Buyer("Anna Müller", "Hauptstraße 9\n10115 Berlin", "+49 170 1234567", "anna@example.com")
BEN = Buyer(name="Ben Stone")


def written(number: int, *, tells_buyer: bool) -> Written:
    body = "To Anna Müller" if tells_buyer else "To the carrier"
    name = "M1" if tells_buyer else "M2"
    return Written(
        T1, number, name, "inquiry", "carrier", "I1", "en", "ULIN", NOON, HAND, SENT, "?", body, tells_buyer=tells_buyer
    )


def with_anna(database: Database) -> None:
    """Two cases, Anna's and Ben's; Anna's with texts and packs that tell who she is, and such that do not."""
    open_case(database)
    open_case(database)
    with database.transaction() as tx:
        tx.buyers.keep(T1, 1, ANNA, "ULIN", NOON)
        tx.buyers.keep(T1, 2, BEN, "ULIN", NOON)
        for told in (True, False):
            tx.correspondence.keep(written(1, tells_buyer=told))
            name = f"pack:{told}"
            tx.sendings.want(Sending(T1, name, 1, "pack", "ULIN", NOON, content=b"pack", tells_buyer=told))
            sending = tx.sendings.get(T1, name)
            assert sending is not None
            tx.sendings.may_have_been_posted(sending, {"first": f"F{told}", "files": [f"F{told}"]})


def readable(tx: Transaction) -> tuple[object, ...]:
    """What can still be read of Anna's case."""
    packs = [tx.sendings.get(T1, f"pack:{told}") for told in (True, False)]
    bodies = [one.body for one in tx.correspondence.of_case(T1, 1)]
    return tx.buyers.get(T1, 1), bodies, [one.content if one else None for one in packs]


def test_a_buyer_is_kept_as_they_are_and_found_by_what_is_typed(database: Database) -> None:
    with_anna(database)
    with database.transaction() as tx:
        tx.buyers.keep(T1, 2, Buyer(name="müller ANNA"), "ULIN", NOON)
    with database.transaction() as tx:
        assert tx.buyers.get(T1, 1) == ANNA and tx.buyers.get(T1, 9) is None and tx.buyers.get("T2", 1) is None
        assert tx.buyers.named(T1, "Anna Müller") == [1, 2] and tx.buyers.named(T1, "0170 1234567") == [1]
        assert tx.buyers.named(T1, "Ben Stone") == tx.buyers.named("T2", "Anna Müller") == []
        assert tx.buyers.count(T1) == 2


def test_nothing_of_a_buyer_lies_there_in_plain(sqlite_database: Database) -> None:
    with_anna(sqlite_database)
    with sqlite_database.transaction() as tx:
        rows = [*tx.connection.execute(select(buyers)), *tx.connection.execute(select(marks))]
        lying = repr([tuple(row) for row in rows]).encode()
    for word in ("Anna", "Müller", "Hauptstra", "Berlin", "170 123", "1234567", "anna@"):
        assert word.encode() not in lying and word.encode() not in str(lying).encode(), word


def test_erasing_a_buyer_leaves_everything_that_does_not_tell_them(database: Database) -> None:
    with_anna(database)
    with database.transaction() as tx:
        note, _ = tx.personal.put(T1, 1, Kind.NOTE, "Nobody at home")
        message, _ = tx.personal.put(T1, 1, Kind.MESSAGE, "Where is it?")
        assert tx.sendings.uploaded(T1, 1, telling_buyer=True) == ["FTrue"]
        tx.buyers.erase(T1, 1, later(5), "clock")
    with database.transaction() as tx:
        assert readable(tx) == (None, [None, "To the carrier"], [None, b"pack"])
        assert tx.personal.get(T1, note) == "Nobody at home" and tx.personal.get(T1, message) == "Where is it?"
        assert tx.buyers.get(T1, 2) == BEN
        assert tx.buyers.named(T1, "Anna Müller") == [] and tx.buyers.named(T1, "Ben Stone") == [2]
        assert tx.personal.erasures() == [Erasure(T1, 1, later(5), "clock", BUYER)]


def test_erasing_a_case_erases_its_buyer(database: Database) -> None:
    with_anna(database)
    with database.transaction() as tx:
        tx.personal.erase_case(T1, 1, NOON, "UADMIN")
        assert readable(tx) == (None, [None, None], [None, None])
        assert tx.connection.execute(select(marks.c.case_number)).scalars().all() == [2]


@pytest.mark.parametrize("forced", [False, True])
def test_a_buyer_erased_after_the_backup_is_erased_again(
    database: Database, alike: Database, tmp_path: Path, forced: bool
) -> None:
    with_anna(database)
    back_up(database, tmp_path / "monday")
    with database.transaction() as tx:
        tx.buyers.erase(T1, 1, later(5), "clock")
    if not forced:
        back_up(database, tmp_path / "tuesday")
    into = database if forced else alike
    restore(into, tmp_path / "monday", force=forced)
    with into.transaction() as tx:
        assert readable(tx) == (None, [None, "To the carrier"], [None, b"pack"])
        assert tx.buyers.get(T1, 2) == BEN and tx.buyers.named(T1, "Anna Müller") == []
        assert tx.personal.erasures() == [Erasure(T1, 1, later(5), "clock", BUYER)]


def test_texts_that_told_a_buyer_are_changed_in_place_and_a_restored_backup_is_without_them(
    database: Database, alike: Database, tmp_path: Path
) -> None:
    with_anna(database)
    with database.transaction() as tx:
        texts = [(Kind.NOTE, "Anna called"), (Kind.MESSAGE, "Where is it? Anna"), (Kind.NOTE, "Nobody at home")]
        refs = [tx.personal.put(T1, 1, kind, text)[0] for kind, text in texts]
        theirs, _ = tx.personal.put(T1, 2, Kind.NOTE, "Anna's neighbour")
    back_up(database, tmp_path / "monday")
    with database.transaction() as tx:
        changed = tx.personal.rewrite(T1, 1, lambda text: text.replace("Anna", "•••"))
        tx.buyers.erase(T1, 1, later(5), "clock", [*changed, "M2"])
        assert sorted(changed) == sorted(refs[:2])
        left = [tx.personal.get(T1, one) for one in refs]
        assert left == ["••• called", "Where is it? •••", "Nobody at home"]
        tx.buyers.erase(T1, 1, later(6), "clock")
    back_up(database, tmp_path / "tuesday")
    restore(alike, tmp_path / "monday")
    with alike.transaction() as tx:
        assert [tx.personal.get(T1, one) for one in refs] == [None, None, "Nobody at home"]
        assert tx.personal.get(T1, theirs) == "Anna's neighbour" and readable(tx)[1] == [None, None]


def test_a_list_of_erasures_that_says_nothing_of_what_was_erased_means_cases(
    database: Database, alike: Database, tmp_path: Path
) -> None:
    with_anna(database)
    back_up(database, tmp_path / "monday")
    line = '{"workspace": "T1", "case_number": 1, "at": "2026-11-24T00:00:00+00:00", "by": "UADMIN"}\n'
    (tmp_path / "tracer-erasures.jsonl").write_text(line)
    restore(alike, tmp_path / "monday")
    with alike.transaction() as tx:
        assert readable(tx) == (None, [None, None], [None, None])


def test_with_another_key_buyers_are_read_and_found_as_before(database: Database) -> None:
    with_anna(database)
    new = Keys(new_key(), None)
    # Two buyers, the case with texts, and the workspace.
    assert rotate(database, new) == 4
    database.keys = new
    with database.transaction() as tx:
        assert tx.buyers.get(T1, 1) == ANNA and tx.buyers.named(T1, "anna@example.com") == [1]


def test_a_copy_of_the_row_opens_nothing_elsewhere(database: Database) -> None:
    with_anna(database)
    with database.transaction() as tx:
        tx.connection.execute(text("UPDATE buyers SET sealed = (SELECT sealed FROM buyers WHERE case_number = 1)"))
        with pytest.raises(Exception, match="does not open with its key"):
            tx.buyers.get(T1, 2)
