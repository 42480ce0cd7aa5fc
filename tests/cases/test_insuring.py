"""Insure or not: every amount against one that was counted by hand."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from random import Random
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


def wilson(part: int, whole: int) -> tuple[float, float]:
    z, share = 1.959963984540054, part / whole
    middle, width = share + z * z / (2 * whole), z * (share * (1 - share) / whole + z * z / (4 * whole * whole)) ** 0.5
    return max(0.0, (middle - width) / (1 + z * z / whole)), min(1.0, (middle + width) / (1 + z * z / whole))


@pytest.mark.parametrize("seed", range(4))
def test_a_years_losses_come_to_what_they_come_to_when_counted_one_by_one(seed: int) -> None:
    chance = Random(seed)
    lanes = [("CN", "BR"), ("CN", "DE"), ("US", None)]
    losses = [
        Loss(
            n,
            chance.choice(lanes),
            Money(Decimal(chance.randrange(100, 60_000)) / 100, chance.choice(["EUR", "EUR", "USD"])),
            Decimal(chance.choice([0, 0, chance.randrange(1, 9_000)])) / 100,
        )
        for n in range(600)
    ]
    shipped = [
        Score(lane, shipped=chance.choice([0, 5_000, 90_000]), shipped_lost=sum(one.lane == lane for one in losses))
        for lane in lanes
    ]
    contract = replace(CONTRACT, premium_percent=Decimal("1.5"), destinations=frozenset({"BR", "DE"}))
    for one in worth_insuring(losses, shipped, [contract]):
        upper = one.ends or Decimal(10**9)
        its = [
            x for x in losses
            if x.lane == one.lane and x.worth.currency == one.currency and one.begins <= x.worth.amount < upper
        ]  # fmt: skip
        value, paid = float(sum(x.worth.amount for x in its)) / len(its), [float(x.back) for x in its if x.back]
        back = sum(paid) / len(paid) if paid else 0.0
        [lane] = [x for x in shipped if x.names == one.lane]
        assert sorted(one.numbers) == [x.number for x in its]
        assert (float(one.value), float(one.back), one.paid) == (pytest.approx(value), pytest.approx(back), len(paid))
        premium = value * 0.015 if one.lane[1] else None
        assert (one.premium is None) if premium is None else (float(one.premium or 0) == pytest.approx(premium))
        if len(its) < 30 or not lane.shipped:
            assert one.expected is None and one.advice in ("too_few", "not_shipped")
            continue
        expected = lane.shipped_lost / lane.shipped * (value - len(paid) / len(its) * back)
        (few, many), (few_paid, many_paid) = wilson(lane.shipped_lost, lane.shipped), wilson(len(paid), len(its))
        low, high = few * (value - many_paid * back), many * (value - few_paid * back)
        assert [float(x or 0) for x in (one.expected, one.low, one.high)] == pytest.approx([expected, low, high])
        told = (
            "no_premium"
            if premium is None
            else "insure"
            if premium < low
            else "do_not"
            if premium > high
            else "too_close"
        )
        assert one.advice == told
