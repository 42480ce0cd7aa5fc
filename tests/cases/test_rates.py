"""Amounts are converted by a dated rate or not at all."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from cases.money import Money
from cases.rates import Rate, converted
from tests.cases.telling import eur, usd

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAY = date(2026, 3, 2)


def ecb(quote: str, value: str, on: date = DAY) -> Rate:
    return Rate("EUR", quote, Decimal(value), on, "ecb", NOON)


RATES = (ecb("USD", "1.0321"), ecb("JPY", "161.85"), Rate("XDR", "USD", Decimal("1.303760"), DAY, "imf", NOON))


@pytest.mark.parametrize(
    ("money", "currency", "expected"),
    [
        (eur(100), "USD", "103.21 USD"),
        (usd("103.21"), "EUR", "100.00 EUR"),
        # Through the euro, rounded once: 50 / 1.0321 * 161.85.
        (usd(50), "JPY", "7841 JPY"),
        # Half a cent goes up: 2.5 euros at 1.0321 are 2.58025, and 0.5 are 0.51605.
        (eur("0.5"), "USD", "0.52 USD"),
        # What a convention says, 22 SDR for a kilogram.
        (Money(Decimal(22), "XDR"), "USD", "28.68 USD"),
        (eur(7), "EUR", "7 EUR"),
    ],
)
def test_amounts_by_the_rates_of_the_day(money: Money, currency: str, expected: str) -> None:
    found = converted(money, currency, RATES, DAY)
    assert found is not None and str(found.money) == expected and found.original == money
    assert {one.on for one in found.rates} <= {DAY}


def test_without_a_rate_nothing_is_converted() -> None:
    assert converted(eur(1), "AED", RATES, DAY) is None
    assert converted(eur(1), "USD", (), DAY) is None


@pytest.mark.parametrize(("days_later", "has_one"), [(0, True), (5, True), (6, False), (-1, False)])
def test_on_a_day_without_a_rate_the_last_one_before_counts_for_five_days(days_later: int, has_one: bool) -> None:
    day = date.fromordinal(DAY.toordinal() + days_later)
    assert (converted(eur(1), "USD", RATES, day) is not None) == has_one


def test_the_newest_rate_counts_and_one_that_somebody_entered_before_it() -> None:
    newer = ecb("USD", "1.05", date(2026, 3, 3))
    by_hand = Rate("USD", "EUR", Decimal("0.9"), DAY, "by hand", NOON, "UFIN", "The contract's own.")
    on = date(2026, 3, 4)
    found = converted(eur(100), "USD", (*RATES, newer), on)
    assert found is not None and (str(found.money), found.rates) == ("105.00 USD", (newer,))
    found = converted(usd(100), "EUR", (*RATES, newer, by_hand), on)
    assert found is not None and (str(found.money), found.rates) == ("90.00 EUR", (by_hand,))
