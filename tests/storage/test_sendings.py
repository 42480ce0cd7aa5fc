"""Files that are owed to people: taken once at a time, never doubled, unreadable once their case is erased."""

from dataclasses import replace
from datetime import timedelta

from storage.database import Database
from storage.sendings import Sending
from tests.storage.telling import NOON, T1, open_case

PACK = Sending(T1, "pack:1", 1, "pack", "ULIN", NOON, {"payer": "UPS"}, "C1", "1.2", b"what was confirmed")


def test_what_is_owed_is_owed_once_and_taken_by_one_at_a_time(database: Database) -> None:
    open_case(database)
    until = NOON + timedelta(minutes=10)
    with database.transaction() as tx:
        assert [tx.sendings.want(PACK) for _ in range(2)] == [True, False]
        assert tx.sendings.next_due() == NOON
        assert tx.sendings.due(NOON, until, 5) == [PACK]
        assert tx.sendings.due(NOON, until, 5) == []
    with database.transaction() as tx:
        # Whoever took it has died: it is due again.
        assert tx.sendings.due(until, until + timedelta(minutes=10), 5) == [replace(PACK, tries=1)]
        tx.sendings.may_have_been_posted(PACK, {"first": "F1"})
        tx.sendings.again(PACK, until)
    with database.reading() as tx:
        assert tx.sendings.get(T1, "pack:1") == replace(PACK, tries=2, uploads={"first": "F1"})
        assert (tx.sendings.next_due(), tx.sendings.of_case(T1, 1, "pack")) == (until, [])


def test_what_was_sent_is_known_by_case_and_what_was_given_up_is_not(database: Database) -> None:
    open_case(database)
    other = replace(PACK, key="pack:2", at=NOON + timedelta(minutes=1))
    with database.transaction() as tx:
        for one in (PACK, other):
            tx.sendings.want(one)
        tx.sendings.done(PACK, NOON)
        tx.sendings.done(other, None)
    with database.reading() as tx:
        assert tx.sendings.of_case(T1, 1, "pack") == [replace(PACK, sent_at=NOON)]
        assert tx.sendings.of_case(T1, 1, "export") == tx.sendings.of_case("T2", 1, "pack") == []
        assert (tx.sendings.next_due(), tx.sendings.get("T2", "pack:1")) == (None, None)


def test_what_was_confirmed_lies_sealed_and_goes_with_its_case(database: Database) -> None:
    open_case(database)
    with database.transaction() as tx:
        tx.sendings.want(PACK)
        assert b"confirmed" not in tx.connection.exec_driver_sql("SELECT sealed FROM sendings").scalar_one()
        tx.personal.erase_case(T1, 1, NOON, "U1")
    with database.reading() as tx:
        assert (tx.sendings.next_due(), tx.sendings.get(T1, "pack:1")) == (None, replace(PACK, content=None))
