"""Insure or not: every amount against one that was counted by hand."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from cases.cover import Contract
from cases.insuring import Loss, Worth, premium_of, worth_insuring
from cases.money import Money
from cases.scorecards import Score
from tests.cases.telling import eur

LANE = ("CN", "BR")
CONTRACT = Contract("k", "ACME", "7", date(2026, 1, 1), destinations=frozenset({"BR"}))


def told(losses: int = 30, shipped: int = 1000, lost: int = 40, **terms: Any) -> Worth:
    """Parcels of 150 euros of a lane, for ten of which the carrier paid 60 each."""
    some = [Loss(n, LANE, eur(150), Decimal(60 if n < 10 else 0)) for n in range(losses)]
    lane = Score(LANE, shipped=shipped, shipped_lost=lost)
    [one] = worth_insuring(some, [lane], [replace(CONTRACT, **terms)] if terms else [])
    return one


def near(amount: Decimal | None, wanted: str) -> bool:
    return amount is not None and abs(amount - Decimal(wanted)) < Decimal("0.001")


def test_the_expected_loss_is_the_chance_times_what_carriers_do_not_pay() -> None:
    # 40 of 1000 are lost (2.9511 to 5.4009 %); of 150 a third of 60 comes back (19.230 to 51.220 %).
    one = told()
    assert one.expected == Decimal("0.04") * (150 - Decimal(10) / 30 * 60)
    assert near(one.expected, "5.2") and near(one.low, "3.5197") and near(one.high, "7.4782")
    assert one.break_even == one.expected
    assert (one.losses, one.paid, one.value, one.back, one.shipped, one.lane_lost) == (30, 10, 150, 60, 1000, 40)
    assert (one.begins, one.ends, one.advice, one.premium) == (100, 200, "no_premium", None)


@pytest.mark.parametrize(
    ("premium", "advice"), [("3.51", "insure"), ("3.53", "too_close"), ("7.47", "too_close"), ("7.49", "do_not")]
)
def test_the_premium_is_weighed_against_the_whole_interval(premium: str, advice: str) -> None:
    one = told(premium=eur(premium))
    assert (one.advice, one.premium) == (advice, Decimal(premium))


@pytest.mark.parametrize(("premium", "advice"), [("1.74", "insure"), ("2", "too_close"), ("4.24", "do_not")])
def test_what_stays_with_us_above_the_cap_and_within_the_excess_makes_insurance_worth_less(
    premium: str, advice: str
) -> None:
    # It pays 100 less 10; 60 stay with us. Of the 130 that carriers do not pay, 70 are saved: 1.7491 to 4.2377.
    one = told(premium=eur(premium), cap=eur(100), excess=eur(10))
    assert near(one.expected, "5.2") and near(one.break_even, "2.8")
    assert one.advice == advice


@pytest.mark.parametrize(
    ("losses", "shipped", "lost", "advice"),
    [(29, 1000, 40, "too_few"), (30, 0, 40, "not_shipped"), (30, 39, 40, "not_shipped"), (30, 40, 40, "no_premium")],
)
def test_too_little_is_told_and_not_counted(losses: int, shipped: int, lost: int, advice: str) -> None:
    one = told(losses, shipped, lost)
    assert one.advice == advice
    assert (one.expected is None) is (advice != "no_premium")


@pytest.mark.parametrize(
    ("terms", "premium"),
    [
        ({"premium_percent": Decimal("0.8")}, Decimal("1.2")),
        ({"premium": Money(Decimal(2), "USD")}, None),
        ({"premium": eur(2), "destinations": frozenset({"DE"})}, None),
        ({"premium": eur(2), "destinations": frozenset()}, Decimal(2)),
    ],
)
def test_a_premium_holds_for_its_lanes_and_its_currency(terms: dict[str, Any], premium: Decimal | None) -> None:
    assert told(**terms).premium == premium


def test_of_several_contracts_the_cheapest_counts() -> None:
    contracts = [replace(CONTRACT, id=str(n), premium_percent=Decimal(n)) for n in (3, 1, 2)]
    [one] = worth_insuring([Loss(1, LANE, eur(150))], [Score(LANE, shipped=9)], [*contracts, CONTRACT])
    assert one.contract is not None and (one.contract.id, one.premium) == ("1", Decimal("1.5"))
    assert premium_of(CONTRACT, eur(150)) is None


def test_bands_are_as_wide_in_every_currency_and_what_costs_most_is_first() -> None:
    worths = [eur(49), eur(50), eur(500), Money(Decimal(4999), "JPY"), Money(Decimal(5000), "JPY")]
    found = worth_insuring([Loss(n, LANE, worth) for n, worth in enumerate(worths)], [], [])
    assert [(one.currency, one.begins, one.ends) for one in found] == [
        ("EUR", 0, 50), ("EUR", 50, 100), ("EUR", 500, None), ("JPY", 0, 5000), ("JPY", 5000, 10000),
    ]  # fmt: skip
