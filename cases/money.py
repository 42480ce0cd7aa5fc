"""Money is a Decimal with a currency, and amounts are read as people write them."""

import re
import unicodedata
from decimal import Decimal

from cases.light_dataclass import dataclass
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
    "us$": "USD",
    "a$": "AUD",
    "c$": "CAD",
    "hk$": "HKD",
    "¥": "CNY",
    "元": "CNY",
    "rmb": "CNY",
    "人民币": "CNY",
    "人民币元": "CNY",
    "美元": "USD",
    "美金": "USD",
    "欧元": "EUR",
    "英镑": "GBP",
    "日元": "JPY",
    "港币": "HKD",
    "港元": "HKD",
    "円": "JPY",
    "₩": "KRW",
    "₫": "VND",
    "₹": "INR",
    "zł": "PLN",
}
# Signs that several currencies share: beside an amount they fit each of them.
SHARED_SIGNS = {
    "$": frozenset("USD AUD CAD HKD NZD SGD TWD MXN CLP COP ARS".split()),
    "¥": frozenset({"CNY", "JPY"}),
    "元": frozenset({"CNY", "TWD", "HKD"}),
    "kr": frozenset({"DKK", "NOK", "SEK"}),
}
LARGEST = Decimal("9999999")
# The special drawing right, in which treaties count; nothing is ever paid in it.
SDR = "XDR"


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
    amount = _amount(written, code)
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


# A sign or code before or behind the number; a minus, however it is written, belongs to the number.
_WRITTEN = re.compile(r"(?P<before>[^\d+\-.,()]*)(?P<number>[+-]?[\d.,]*\d[\d.,]*)(?P<behind>[^\d+\-.,()]*)", re.ASCII)
_MINUS = dict.fromkeys(map(ord, "\u2212\u2010\u2011\u2012\u2013\u2014"), "-")
_SPACERS = dict.fromkeys(map(ord, " '\u2019_"))


def _amount(written: str, code: str) -> Decimal:
    plain = unicodedata.normalize("NFKC", written).translate(_MINUS).translate(_SPACERS).strip()
    found = _WRITTEN.fullmatch(plain)
    if found is None or len(plain) > 24:
        raise _no_amount(written)
    for sign in (found["before"], found["behind"]):
        _check_sign(sign, written, code)
    return Decimal(_with_one_point(found["number"], written, MINOR_DIGITS[code]))


def _no_amount(written: str) -> Refused:
    return Refused(N_("{written} is not an amount. Write it like 31 or 31.50."), written=written.strip()[:40] or "–")


def _check_sign(sign: str, written: str, code: str) -> None:
    """Dollars written where euros are asked for are a mistake, not euros."""
    meant = SIGNS.get(sign.lower(), sign.upper())
    if not sign or meant == code or code in SHARED_SIGNS.get(sign.lower(), ()):
        return
    if meant not in MINOR_DIGITS and sign.lower() not in SHARED_SIGNS:
        raise _no_amount(written)
    raise Refused(
        N_("{written} is not in {currency}. Correct the amount or the currency."),
        written=written.strip()[:40],
        currency=code,
    )


def _with_one_point(plain: str, written: str, digits: int) -> str:
    """`1.234,50` and `1,234.50` are both 1234.50; `1,234` alone could be either, so it is asked about."""
    marks = [mark for mark in plain if mark in ".,"]
    if not marks:
        return plain
    if len(set(marks)) == 2 and marks.count(marks[-1]) == 1:
        whole, fraction = plain.split(marks[-1])
        return f"{_ungrouped(whole, marks[0], written)}.{fraction or '0'}"
    if len(marks) > 1:
        return _ungrouped(plain, marks[0], written)
    whole, fraction = plain.split(marks[0])
    if len(fraction) == 3 and whole.lstrip("+-") not in ("", "0"):
        if digits == 0:
            return whole + fraction
        raise Refused(
            N_("{written} could be {large} or {small}. Write {large} without a separator, or with two decimals."),
            written=written.strip(),
            large=whole + fraction,
            small=f"{whole}.{fraction}",
        )
    return f"{whole}.{fraction or '0'}"


def _ungrouped(whole: str, mark: str, written: str) -> str:
    """The digits without their grouping, which must be one: 1.234.567, or 12,34,567 as in India."""
    first, *groups = whole.lstrip("+-").split(mark)
    regular = 1 <= len(first) <= 3 and all(len(one) in (2, 3) for one in groups) and len(groups[-1]) == 3
    if not regular:
        raise _no_amount(written)
    return whole.replace(mark, "")
