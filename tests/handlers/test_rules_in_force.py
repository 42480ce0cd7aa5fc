"""Which rules hold in a workspace, with its own contracts' in place; and on which days its team works."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from cases.case import Case
from cases.cover import Contract
from cases.rule_book import RuleBook
from cases.working_time import Calendar
from handlers import rules_in_force
from handlers.rules_in_force import calendar_of, rule_book, team_calendar
from storage.database import Database
from storage.records import Settings
from storage.transaction import Transaction
from tests.cases.rule_books import INSURER, UPS
from tests.cases.telling import report

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
PERIOD = {"amount": 30, "unit": "days", "anchor": "shipped"}


@pytest.fixture(autouse=True)
def two_programmes(monkeypatch: pytest.MonkeyPatch) -> None:
    known = RuleBook({"ups": UPS, "insurer": INSURER}, calendar_of=calendar_of)
    rules_in_force._with.cache_clear()
    monkeypatch.setattr(rules_in_force, "public_rules", lambda: known)


def case_of(**parcel: Any) -> Case:
    made = report().case
    return replace(made, parcels=(replace(made.parcel, **parcel),))


def found(tx: Transaction, case: Case) -> list[str]:
    return [one.id for one in rule_book(tx, case.workspace).concerning(case)]


def own(tx: Transaction, programme: str, **more: Any) -> None:
    tx.overrides.add("T1", programme, "claim_latest", PERIOD | more, why="clause 7", by="U1", at=NOON)


def test_an_own_rule_stands_in_its_carriers_programme_and_in_no_other(database: Database) -> None:
    with database.transaction() as tx:
        own(tx, "ups")
        own(tx, "insurer")
        own(tx, "yunexpress", country="CN")
        (made,) = rule_book(tx, "T1").concerning(case_of(carrier="ups"))
        assert [(one.amount, one.by) for one in made.of("claim_latest")] == [(30, "U1")]
        assert found(tx, case_of(carrier="dhl", carrier_name="DHL")) == []
        assert found(tx, case_of(carrier="yunexpress", carrier_name="YunExpress")) == ["yunexpress"]


def test_a_forwarder_named_by_the_workspace_is_found_by_name_label_or_choice(database: Database) -> None:
    with database.transaction() as tx:
        own(tx, "own:sz swift", name="SZ Swift", country="CN")
        nobodys = case_of(carrier=None, carrier_name=None)
        assert found(tx, nobodys) == []
        for parcel in ({"carrier_name": "SZ  swift"}, {"label": "SZ Swift"}, {"label": "own:sz swift"}):
            assert found(tx, replace(nobodys, parcels=(replace(nobodys.parcel, **parcel),))) == ["own:sz swift"]
        assert found(tx, replace(nobodys, programme="own:sz swift")) == ["own:sz swift"]


def test_a_forwarder_of_ones_own_works_on_the_days_of_its_country(database: Database) -> None:
    with database.transaction() as tx:
        own(tx, "own:sz swift", name="SZ Swift", country="CN")
        book = rule_book(tx, "T1")
        calendar = book.calendar(book.programmes["own:sz swift"])
        # Golden Week 2026: 1 to 7 October are off, Saturday the 10th is worked in exchange.
        assert not calendar.works_on(date(2026, 10, 5)) and calendar.works_on(date(2026, 10, 10))
        assert calendar.zone == "Asia/Shanghai"


def test_the_contract_that_covers_a_case_brings_its_insurers_rules(database: Database) -> None:
    with database.transaction() as tx:
        contract = Contract("", "Insurer", "1", date(2020, 1, 1), programme="insurer")
        kept = tx.contracts.add("T1", contract, by="U1", at=NOON)
        assert found(tx, case_of(carrier="ups")) == ["ups", "insurer"]
        assert found(tx, replace(case_of(carrier="ups"), policy="none")) == ["ups"]
        tx.contracts.end("T1", kept.id, 1, by="U1", at=NOON)
        assert found(tx, case_of(carrier="ups")) == ["ups"]


def test_a_contract_of_an_unknown_insurer_has_a_last_day_that_must_be_found(database: Database) -> None:
    with database.transaction() as tx:
        kept = tx.contracts.add("T1", Contract("", "Ping An", "P-1", date(2020, 1, 1)), by="U1", at=NOON)
        book = rule_book(tx, "T1")
        (_, insurer) = book.payers(case_of(carrier="ups"))
        assert (insurer.id, insurer.name, insurer.role) == (f"contract:{kept.id}", "Ping An P-1", "insurer")
        assert [one.unknown for one in insurer.of("claim_latest")] == [True]


def test_a_workspace_without_rules_of_its_own_reads_the_public_book_itself(database: Database) -> None:
    with database.transaction() as tx:
        assert rule_book(tx, "T1") is rules_in_force.public_rules()


def test_the_same_rules_of_ones_own_are_put_together_once(database: Database) -> None:
    with database.transaction() as tx:
        own(tx, "ups")
        assert rule_book(tx, "T1") is rule_book(tx, "T1")
        own(tx, "ups", amount=31)
        assert rule_book(tx, "T1").programmes["ups"].of("claim_latest")[0].amount == 31


def test_the_team_is_off_on_its_countrys_holidays_and_on_days_of_its_own() -> None:
    settings = Settings(
        timezone="Europe/Berlin", holidays="DE-NW", days_off=["2026-11-27"], extra_workdays=["2026-11-28"]
    )
    calendar = team_calendar(settings)
    # All Saints' Day is a holiday in North Rhine-Westphalia; Friday the 27th and Saturday the 28th are the team's own.
    assert [calendar.works_on(date(2026, 11, day)) for day in (26, 27, 28, 30)] == [True, False, True, True]
    assert not calendar.works_on(date(2027, 11, 1)) and calendar.zone == "Europe/Berlin"


def test_without_a_country_every_weekday_is_worked() -> None:
    assert team_calendar(Settings(timezone="Europe/Berlin")) == Calendar("Europe/Berlin")


def test_a_place_without_known_holidays_works_monday_to_friday() -> None:
    assert calendar_of("XX", "UTC") == calendar_of("", "UTC") == Calendar("UTC")
