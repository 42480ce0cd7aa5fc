"""The insurance contracts of a workspace: what is kept, edited, ended and remembered."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from cases.cover import Contract
from cases.money import Money
from cases.words import Refused
from storage.database import Database
from tests.storage.telling import NOON, T1, euros, later

FULL = Contract(
    "",
    "XCover",
    "123",
    date(2026, 1, 1),
    date(2026, 12, 31),
    frozenset({"CN", "HK"}),
    frozenset({"DE"}),
    "Household goods",
    euros("500.00"),
    euros("25"),
    "Jewellery",
    "With each label",
    "xcover_sendcloud",
)
SHORT = Contract("", "Allianz", "A-1", date(2026, 1, 1))


def test_a_contract_comes_back_as_it_was_kept(database: Database) -> None:
    with database.transaction() as tx:
        full = tx.contracts.add(T1, FULL, by="U1", at=NOON)
        short = tx.contracts.add(T1, SHORT, by="U2", at=later(1))
        tx.contracts.add("T2", SHORT, by="U3", at=NOON)
    assert full == replace(FULL, id=full.id, version=1, by="U1", at=NOON)
    with database.reading() as tx:
        assert tx.contracts.current(T1) == (short, full)
        assert full.name == "XCover 123"


def test_an_edited_contract_keeps_its_id_and_what_it_was_is_remembered(database: Database) -> None:
    with database.transaction() as tx:
        first = tx.contracts.add(T1, FULL, by="U1", at=NOON)
        second = tx.contracts.edit(T1, replace(first, cap=euros("700")), by="U2", at=later(1))
        assert second is not None
        assert (second.id, second.version, second.cap, second.by) == (first.id, 2, euros("700"), "U2")
        assert tx.contracts.current(T1) == (second,)
    with database.reading() as tx:
        new, old = tx.contracts.history(T1)
    assert (new.contract, new.ended_at) == (second, None)
    assert (old.contract, old.ended_at, old.ended_by) == (first, later(1), "U2")


def test_an_edit_of_what_somebody_changed_meanwhile_changes_nothing(database: Database) -> None:
    with database.transaction() as tx:
        first = tx.contracts.add(T1, FULL, by="U1", at=NOON)
        second = tx.contracts.edit(T1, replace(first, goods="Toys"), by="U2", at=later(1))
        assert tx.contracts.edit(T1, replace(first, goods="Books"), by="U3", at=later(2)) is None
        assert tx.contracts.end(T1, first.id, 1, by="U3", at=later(2)) is False
        assert tx.contracts.current(T1) == (second,)


def test_a_contract_is_ended_once_and_by_its_own_workspace_only(database: Database) -> None:
    with database.transaction() as tx:
        made = tx.contracts.add(T1, FULL, by="U1", at=NOON)
        assert tx.contracts.end("T2", made.id, 1, by="U2", at=later(1)) is False
        assert tx.contracts.end(T1, made.id, 1, by="U2", at=later(1)) is True
        assert tx.contracts.end(T1, made.id, 1, by="U2", at=later(2)) is False
        assert tx.contracts.current(T1) == ()
        assert [(one.ended_at, one.ended_by) for one in tx.contracts.history(T1)] == [(later(1), "U2")]


WRONG: list[dict[str, Any]] = [
    {"insurer": "  "},
    {"policy_number": ""},
    {"insurer": "x" * 81},
    {"ends_on": date(2025, 12, 31)},
    {"origins": frozenset({"China"})},
    {"destinations": frozenset({"de"})},
    {"cap": Money(Decimal("-1"), "EUR")},
    {"excess": Money(Decimal("5"), "XXQ")},
    {"exclusions": "x" * 1001},
]


@pytest.mark.parametrize("wrong", WRONG, ids=str)
def test_what_can_be_no_contract_is_refused_and_nothing_changes(database: Database, wrong: dict[str, Any]) -> None:
    with database.transaction() as tx:
        made = tx.contracts.add(T1, FULL, by="U1", at=NOON)
        with pytest.raises(Refused):
            tx.contracts.add(T1, replace(FULL, **wrong), by="U1", at=later(1))
        with pytest.raises(Refused):
            tx.contracts.edit(T1, replace(made, **wrong), by="U1", at=later(1))
        assert tx.contracts.current(T1) == (made,)
