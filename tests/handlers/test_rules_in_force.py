"""Which programmes concern a case, with a workspace's own rules and insurance contracts in place."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from cases.case import Case
from cases.cover import Contract
from cases.rules import Programme, Rule
from handlers import case_programmes
from handlers.case_programmes import programmes_of
from storage.database import Database
from storage.transaction import Transaction
from tests.cases.telling import new_case

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
CHECKED = date(2026, 11, 1)
PERIOD = {"amount": 30, "unit": "days", "anchor": "shipped"}
UPS = Programme(
    "ups", "UPS", "carrier", "US", "America/New_York", ("ups",), rules=(Rule("ups.1", "ups", "payment", "?", CHECKED),)
)
XCOVER = Programme("xcover", "XCover", "insurer", "GB-ENG", "Europe/London")


@pytest.fixture(autouse=True)
def two_programmes(monkeypatch: pytest.MonkeyPatch) -> None:
    known = {"ups": UPS, "xcover": XCOVER}
    monkeypatch.setattr(case_programmes, "programmes", lambda: known)
    monkeypatch.setattr(
        case_programmes, "programmes_for", lambda carrier, *_: tuple(one for one in (UPS,) if carrier in one.carriers)
    )


def case_of(**parcel: Any) -> Case:
    made = new_case()
    return replace(made, parcels=(replace(made.parcel, **parcel),))


def found(tx: Transaction, case: Case) -> list[str]:
    return [one.id for one in programmes_of(tx, case, lambda country: "Asia/Shanghai")]


def own(tx: Transaction, programme: str, **more: Any) -> None:
    tx.overrides.add(case_of().workspace, programme, "payment", PERIOD | more, why="clause 7", by="U1", at=NOON)


def test_an_own_rule_stands_in_its_carriers_programme_and_in_no_other(database: Database) -> None:
    with database.transaction() as tx:
        own(tx, "ups")
        own(tx, "xcover")
        own(tx, "yunexpress", country="CN")
        (made,) = programmes_of(tx, case_of(carrier="ups"), lambda country: "UTC")
        assert made.rules[0].by == "U1" and len(made.rules) == 1
        assert found(tx, case_of(carrier="dhl")) == []
        assert found(tx, case_of(carrier="yunexpress")) == ["yunexpress"]


def test_a_forwarder_named_by_the_workspace_is_found_by_name_label_or_choice(database: Database) -> None:
    with database.transaction() as tx:
        own(tx, "own:sz swift", name="SZ Swift", country="CN")
        nobodys = case_of(carrier=None, carrier_name=None)
        assert found(tx, nobodys) == []
        for parcel in ({"carrier_name": "SZ  swift"}, {"label": "SZ Swift"}, {"label": "own:sz swift"}):
            assert found(tx, replace(nobodys, parcels=(replace(nobodys.parcel, **parcel),))) == ["own:sz swift"]
        assert found(tx, replace(nobodys, programme="own:sz swift")) == ["own:sz swift"]


def test_the_contract_that_covers_a_case_brings_its_insurers_rules(database: Database) -> None:
    with database.transaction() as tx:
        contract = Contract("", "XCover", "1", date(2020, 1, 1), programme="xcover")
        kept = tx.contracts.add(case_of().workspace, contract, by="U1", at=NOON)
        assert found(tx, case_of(carrier="ups")) == ["ups", "xcover"]
        assert found(tx, replace(case_of(carrier="ups"), policy="none")) == ["ups"]
        tx.contracts.end(case_of().workspace, kept.id, 1, by="U1", at=NOON)
        assert found(tx, case_of(carrier="ups")) == ["ups"]
