"""Claims on their way to a payer: taken by one at a time, sealed, found by the payer's id, gone with the case."""

from dataclasses import replace
from datetime import timedelta

from cases.filings import FILED
from storage.database import Database
from storage.filing_tables import FilingRow
from storage.filings import Filing
from storage.row import table_of
from tests.storage.telling import NOON, T1, open_case

SENT = b'{"email": "claims@jade.example"}'
FILING = Filing(T1, 1, "C1", "easypost", "1Z", "U1", NOON, content=SENT, next_at=NOON)
UNTIL = NOON + timedelta(minutes=10)


def test_what_is_to_be_filed_is_taken_by_one_at_a_time_and_again_when_that_one_has_died(database: Database) -> None:
    open_case(database)
    with database.transaction() as tx:
        tx.filings.keep(FILING)
        assert tx.filings.due(NOON - timedelta(seconds=1), UNTIL, 5) == []
        assert tx.filings.due(NOON, UNTIL, 5) == [replace(FILING, tries=1, next_at=UNTIL)]
        assert tx.filings.due(NOON, UNTIL, 5) == []
    with database.transaction() as tx:
        again = UNTIL + timedelta(minutes=10)
        assert tx.filings.due(UNTIL, again, 5) == [replace(FILING, tries=2, next_at=again)]
        assert tx.filings.next_due() == again


def test_it_is_found_by_the_payers_own_id_and_lies_sealed_until_its_case_is_erased(database: Database) -> None:
    open_case(database)
    with database.transaction() as tx:
        tx.filings.keep(FILING)
        tx.filings.change(FILING, state=FILED, reference="clm_1", why={"text": "x", "params": {}})
    with database.transaction() as tx:
        found = tx.filings.by_reference("easypost", "clm_1")
        assert found == replace(FILING, state=FILED, reference="clm_1", why={"text": "x", "params": {}})
        assert tx.filings.by_reference("another", "clm_1") is None
        row = tx.connection.execute(table_of(FilingRow).select()).one()
        assert b"claims@jade" not in row.sealed
        tx.personal.erase_case(T1, 1, NOON, "U1")
    with database.reading() as tx:
        erased = tx.filings.get(T1, 1, "C1")
        assert erased == replace(FILING, state=FILED, reference="clm_1", content=None)
