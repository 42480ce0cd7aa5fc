"""Money is a Decimal with a currency, and amounts are read as people write them."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from cases.words import N_, Refused

# ISO 4217 codes of the currencies that marketplaces and carriers settle in, with their minor digits.
# Source: https://www.iso.org/iso-4217-currency-codes.html
MINOR_DIGITS = {
    **dict.fromkeys(
        "AED ARS AUD BGN BRL CAD CHF CNY COP CZK DKK EGP EUR GBP HKD HUF IDR ILS INR MAD MXN MYR NOK NZD PEN PHP "
        "PLN QAR RON SAR SEK SGD THB TRY TWD UAH USD ZAR".split(),
        2,
    ),
    **dict.fromkeys("CLP JPY KRW VND".split(), 0),
    **dict.fromkeys("BHD JOD KWD OMR TND".split(), 3),
}
SIGNS = {
    "€": "EUR",
    "£": "GBP",
    "$": "USD",
    "¥": "CNY",
    "元": "CNY",
    "₩": "KRW",
    "₫": "VND",
    "₹": "INR",
    "zł": "PLN",
}
LARGEST = Decimal("9999999")


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in one currency; only like currencies add up."""

    amount: Decimal
    currency: str

    @property
    def is_an_amount(self) -> bool:
        """Whether this can be an amount of an order: a number, not negative, not larger than any order."""
        return self.amount.is_finite() and 0 <= self.amount <= LARGEST

    def __add__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.amount + other.amount, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.amount - other.amount, self.currency)

    def __gt__(self, other: "Money") -> bool:
        self._same(other)
        return self.amount > other.amount

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"

    def _same(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not add up")


def read_money(written: str, currency: str, *, may_be_zero: bool = False) -> Money:
    """The amount a person wrote, in a known currency; refuses what is no amount, too fine or too large."""
    code = read_currency(currency)
    amount = _amount(written)
    digits = MINOR_DIGITS[code]
    if amount != amount.quantize(Decimal(1).scaleb(-digits)):
        raise Refused(
            N_("{written} is finer than {currency} goes: use at most {digits} decimals."),
            written=written.strip(),
            currency=code,
            digits=digits,
        )
    if amount < 0 or (amount == 0 and not may_be_zero):
        raise Refused(N_("The amount must be more than zero; {written} is not."), written=written.strip())
    if amount > LARGEST:
        raise Refused(
            N_("{written} is larger than any order Tracer handles. Check the decimal point."), written=written
        )
    return Money(amount.quantize(Decimal(1).scaleb(-digits)), code)


def read_currency(written: str) -> str:
    """The ISO 4217 code for what a person wrote (`eur`, `€`); refuses a currency Tracer does not know."""
    plain = unicodedata.normalize("NFKC", written).strip()
    code = SIGNS.get(plain.lower(), SIGNS.get(plain, plain.upper()))
    if code not in MINOR_DIGITS:
        raise Refused(
            N_("{written} is not a currency Tracer knows. Use a three-letter code such as EUR, USD, GBP or CNY."),
            written=plain[:20] or "–",
        )
    return code


def _amount(written: str) -> Decimal:
    plain = unicodedata.normalize("NFKC", written).strip()
    plain = re.sub(r"^[^\d\-+.,]{0,4}|[^\d.,]{0,4}$", "", plain).replace(" ", "").replace("'", "").replace("_", "")
    if len(plain) > 20 or not re.fullmatch(r"[+-]?\d[\d.,]*|[+-]?[.,]\d+", plain, re.ASCII):
        raise Refused(N_("{written} is not an amount. Write it like 31 or 31.50."), written=written.strip()[:40] or "–")
    try:
        return Decimal(_with_one_point(plain, written))
    except InvalidOperation:
        raise Refused(
            N_("{written} is not an amount. Write it like 31 or 31.50."), written=written.strip()[:40]
        ) from None


def _with_one_point(plain: str, written: str) -> str:
    """`1.234,50` and `1,234.50` are both 1234.50; `1,234` alone could be either, so it is asked about."""
    marks = [mark for mark in plain if mark in ".,"]
    if not marks:
        return plain
    if len(set(marks)) == 2:
        return plain.replace("," if marks[-1] == "." else ".", "").replace(",", ".")
    if len(marks) > 1:
        return plain.replace(marks[0], "")
    whole, fraction = plain.split(marks[0])
    if len(fraction) == 3 and whole.lstrip("+-") not in ("", "0"):
        raise Refused(
            N_("{written} could be {large} or {small}. Write {large} without a separator, or with two decimals."),
            written=written.strip(),
            large=whole + fraction,
            small=f"{whole}.{fraction}",
        )
    return f"{whole}.{fraction}"
