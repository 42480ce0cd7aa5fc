"""Amounts as people write them, on any continent and in any input method; what could be two things is asked about."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.money import LARGEST, MINOR_DIGITS, Money, read_currency, read_money
from cases.words import Refused
from tests.cases.telling import eur, sentence, usd

READ = [
    ("31", "EUR", "31.00"),
    ("31.50", "EUR", "31.50"),
    ("31,50", "EUR", "31.50"),
    ("31.5", "EUR", "31.50"),
    ("1.234,50", "EUR", "1234.50"),
    ("1,234.50", "USD", "1234.50"),
    ("1.234.567,89", "EUR", "1234567.89"),
    ("1,234,567", "USD", "1234567.00"),
    ("12,34,567.00", "INR", "1234567.00"),
    ("1 234,50", "EUR", "1234.50"),
    ("1\u202f234,50", "EUR", "1234.50"),
    ("1'234.50", "CHF", "1234.50"),
    ("1’234.50", "CHF", "1234.50"),
    ("３１．５０", "EUR", "31.50"),
    ("３１，５０", "EUR", "31.50"),
    ("€31", "EUR", "31.00"),
    ("31 €", "EUR", "31.00"),
    ("31 EUR", "eur", "31.00"),
    ("£31.20", "GBP", "31.20"),
    ("$31", "USD", "31.00"),
    ("$31", "AUD", "31.00"),
    ("￥100", "CNY", "100.00"),
    ("¥100", "JPY", "100"),
    ("100元", "CNY", "100.00"),
    ("100 RMB", "CNY", "100.00"),
    ("3,000", "JPY", "3000"),
    ("3000", "JPY", "3000"),
    ("0,123", "KWD", "0.123"),
    (".50", "EUR", "0.50"),
    ("31,", "EUR", "31.00"),
    ("+5", "EUR", "5.00"),
    ("0031", "EUR", "31.00"),
    ("0.10", "EUR", "0.10"),
    ("  31.50 ", "EUR", "31.50"),
    ("9999999", "EUR", "9999999.00"),
]
REFUSED = [
    ("1,234", "USD", "1,234 could be 1234 or 1.234. Write 1234 without a separator, or with two decimals."),
    ("1.234", "EUR", "1.234 could be 1234 or 1.234. Write 1234 without a separator, or with two decimals."),
    ("1.234", "KWD", "1.234 could be 1234 or 1.234. Write 1234 without a separator, or with two decimals."),
    ("31.5", "JPY", "31.5 is finer than JPY goes: use at most 0 decimals."),
    ("0.001", "EUR", "0.001 is finer than EUR goes: use at most 2 decimals."),
    ("-5", "EUR", "The amount must be more than zero; -5 is not."),
    ("−5", "EUR", "The amount must be more than zero; −5 is not."),
    ("- 5", "EUR", "The amount must be more than zero; - 5 is not."),
    ("0", "EUR", "The amount must be more than zero; 0 is not."),
    ("0.00", "EUR", "The amount must be more than zero; 0.00 is not."),
    ("10000000", "EUR", "10000000 is larger than any order Tracer handles. Check the decimal point."),
    ("$31", "EUR", "$31 is not in EUR. Correct the amount or the currency."),
    ("31 USD", "EUR", "31 USD is not in EUR. Correct the amount or the currency."),
    ("100 kr", "EUR", "100 kr is not in EUR. Correct the amount or the currency."),
]
NO_AMOUNT = [
    "", "   ", "abc", "1e5", "NaN", "Infinity", "0x1F", "1/2", "½", "--5", "5-", "(31)", ".", ",", "+", "1..2",
    "1,2,3", "1.2.3", "31,50,00", "12.345.67", "1,234.567,89", "1.,2", "vase 31", "٣١", "三十一", "9" * 30,
    "<!channel>",
]  # fmt: skip


@pytest.mark.parametrize(("written", "currency", "amount"), READ)
def test_an_amount_is_read_as_it_was_meant(written: str, currency: str, amount: str) -> None:
    money = read_money(written, currency)
    assert (str(money.amount), money.currency) == (amount, currency.upper())


@pytest.mark.parametrize(("written", "currency", "says"), REFUSED)
def test_an_amount_that_will_not_do_is_refused_with_what_would(written: str, currency: str, says: str) -> None:
    with pytest.raises(Refused) as refused:
        read_money(written, currency)
    assert sentence(refused.value) == says


@pytest.mark.parametrize("written", NO_AMOUNT)
def test_what_is_no_amount_is_said_to_be_none(written: str) -> None:
    with pytest.raises(Refused) as refused:
        read_money(written, "EUR")
    shown = written.strip()[:40] or "–"
    assert sentence(refused.value) == f"{shown} is not an amount. Write it like 31 or 31.50."


def test_zero_is_an_amount_only_where_it_may_be() -> None:
    assert read_money("0", "EUR", may_be_zero=True) == Money(Decimal("0.00"), "EUR")


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("eur", "EUR"), ("  usd ", "USD"), ("ＥＵＲ", "EUR"), ("€", "EUR"), ("$", "USD"), ("US$", "USD"), ("￥", "CNY"),
        ("元", "CNY"), ("rmb", "CNY"), ("円", "JPY"), ("ZŁ", "PLN"),
    ],
)  # fmt: skip
def test_a_currency_is_known_by_its_code_or_sign(written: str, code: str) -> None:
    assert read_currency(written) == code


@pytest.mark.parametrize("written", ["", "EURO", "XAU", "12", "A" * 100])
def test_an_unknown_currency_is_refused_with_examples(written: str) -> None:
    with pytest.raises(Refused) as refused:
        read_currency(written)
    says = (
        f"{written[:20] or '–'} is not a currency Tracer knows. Use a three-letter code such as EUR, USD, GBP or CNY."
    )
    assert sentence(refused.value) == says


@settings(max_examples=300, deadline=None)
@given(written=st.text(max_size=30), currency=st.sampled_from(sorted(MINOR_DIGITS)))
def test_whatever_is_written_is_an_amount_within_bounds_or_a_sentence(written: str, currency: str) -> None:
    try:
        money = read_money(written, currency)
    except Refused as refusal:
        assert str(refusal)
    else:
        assert 0 < money.amount <= LARGEST
        assert money.amount.as_tuple().exponent == -MINOR_DIGITS[currency]


@settings(max_examples=200, deadline=None)
@given(number=st.integers(1, 999_999_999), currency=st.sampled_from(["EUR", "JPY", "KWD"]))
def test_an_amount_is_read_back_from_both_ways_of_writing_it(number: int, currency: str) -> None:
    digits = MINOR_DIGITS[currency]
    amount = Decimal(number).scaleb(-digits)
    if amount > LARGEST or (digits == 3 and amount < 1000):
        return
    english = f"{amount:,.{digits}f}"
    german = english.translate(str.maketrans(",.", ".,"))
    if digits or "," not in english:
        assert read_money(english, currency).amount == read_money(german, currency).amount == amount


def test_only_like_currencies_add_up() -> None:
    assert eur(31) + eur("0.50") == eur("31.50")
    assert eur(31) - eur(1) == eur(30)
    assert eur(31) > eur(30)
    for together in (lambda: eur(1) + usd(1), lambda: eur(1) - usd(1), lambda: eur(2) > usd(1)):
        with pytest.raises(ValueError, match="EUR and USD do not add up"):
            together()


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "-0.01", "10000000"])
def test_what_no_order_can_cost_is_no_amount(amount: str) -> None:
    assert not Money(Decimal(amount), "EUR").is_an_amount
