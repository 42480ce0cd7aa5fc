"""Which insurance contract covers a case, by period, lane and excess, and why another one does not."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from cases.case import Case
from cases.cover import NO_POLICY, Contract, cover_of, shipped_on, why_not_covered
from cases.money import Money
from tests.cases.telling import new_case

DAY = date(2026, 11, 2)
YEAR = Contract("A", "XCover", "123", date(2026, 1, 1), date(2026, 12, 31), cap=Money(Decimal(500), "EUR"))
TO_DE = replace(YEAR, id="B", policy_number="DE", destinations=frozenset({"DE"}))


def case_of(paid: str = "80", policy: str | None = None, **parcel: Any) -> Case:
    made = new_case()
    order = replace(made.order, paid=Money(Decimal(paid), "EUR"))
    parcels = (replace(made.parcel, **parcel), *made.parcels[1:])
    return replace(made, parcels=parcels, order=order, policy=policy)


WHY_NOT = [
    (YEAR, {}, DAY, None),
    (YEAR, {}, date(2026, 1, 1), None),
    (YEAR, {}, date(2026, 12, 31), None),
    (replace(YEAR, ends_on=None), {}, date(2030, 1, 1), None),
    (YEAR, {}, date(2025, 12, 31), "It begins on 2026-01-01, after the shipment."),
    (YEAR, {}, date(2027, 1, 1), "It ended on 2026-12-31, before the shipment."),
    (TO_DE, {"destination": "de 10115"}, DAY, None),
    (TO_DE, {"destination": "FR"}, DAY, "It does not cover parcels to FR."),
    (TO_DE, {"destination": "Germany"}, DAY, None),
    (replace(YEAR, origins=frozenset({"CN"})), {"origin": "US"}, DAY, "It does not cover parcels from US."),
    (replace(YEAR, excess=Money(Decimal(80), "EUR")), {}, DAY, "The value is not above the excess of 80 EUR."),
    (replace(YEAR, excess=Money(Decimal(79), "EUR")), {}, DAY, None),
    (replace(YEAR, excess=Money(Decimal(900), "USD")), {}, DAY, None),
]


@pytest.mark.parametrize(("contract", "parcel", "on", "why"), WHY_NOT)
def test_a_contract_covers_by_period_lane_and_excess(
    contract: Contract, parcel: dict[str, str], on: date, why: str | None
) -> None:
    said = why_not_covered(contract, case_of(**parcel), on)
    assert (str(said) if said else None) == why


def test_the_contract_that_pays_most_is_taken_and_the_other_is_named() -> None:
    small = replace(YEAR, id="C", cap=Money(Decimal(50), "EUR"))
    cover = cover_of(case_of(), (small, YEAR), DAY)
    assert (cover.contract, cover.others, cover.is_chosen) == (YEAR, (small,), False)
    unlimited = replace(YEAR, id="D", cap=None)
    assert cover_of(case_of(), (small, YEAR, unlimited), DAY).contract == unlimited


def test_a_contract_for_some_countries_covers_nothing_until_the_country_is_known() -> None:
    cover = cover_of(case_of(destination=None), (TO_DE,), DAY)
    assert (cover.contract, cover.asks, cover.why_not) == (None, (TO_DE,), ())
    assert cover_of(case_of(destination="DE"), (TO_DE,), DAY).contract == TO_DE


def test_the_contract_somebody_chose_stands_whatever_fits_better() -> None:
    cover = cover_of(case_of(policy="B", destination="FR"), (YEAR, TO_DE), DAY)
    assert (cover.contract, cover.is_chosen, cover.others) == (TO_DE, True, (YEAR,))
    assert [str(why) for _, why in cover.why_not] == ["It does not cover parcels to FR."]
    none = cover_of(case_of(policy=NO_POLICY), (YEAR,), DAY)
    assert (none.contract, none.is_chosen) == (None, True)


def test_a_chosen_contract_that_was_ended_gives_way_to_one_that_fits() -> None:
    cover = cover_of(case_of(policy="gone"), (YEAR,), DAY)
    assert (cover.contract, cover.is_chosen) == (YEAR, False)


def test_the_day_that_counts_is_the_shipment_else_what_is_known_nearest_to_it() -> None:
    assert shipped_on(case_of(shipped_on=DAY, label_on=date(2026, 10, 1))) == DAY
    assert shipped_on(case_of(label_on=date(2026, 10, 1))) == date(2026, 10, 1)
    case = case_of()
    assert shipped_on(case) == case.opened_at.date()
