"""A rate between two currencies as somebody published it for a day, and an amount converted by it.

Nothing is converted without such a rate, and whoever shows the result shows the rate, its day and its source with it.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext

from cases.light_dataclass import dataclass
from cases.money import MINOR_DIGITS, Money

# On days without a rate the last one before counts, if it is no older than this.
OLDEST_DAYS = 5


@dataclass(frozen=True, slots=True)
class Rate:
    """One `base` is `value` `quote` on a day, as `source` published it (`ecb`, `imf`, `by hand`).

    `kept_at` (UTC) is when Tracer learnt it, `by` who entered it where a person did, `note` where they had it from.
    """

    base: str
    quote: str
    value: Decimal
    on: date
    source: str
    kept_at: datetime
    by: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Converted:
    """An amount in another currency, with everything by which it can be computed again."""

    money: Money
    original: Money
    rates: tuple[Rate, ...]


def converted(money: Money, currency: str, rates: Iterable[Rate], on: date) -> Converted | None:
    """The amount in another currency by the rates of a day, or of the last day before it; None where there is no rate.

    Two currencies that are quoted against the same third one are converted through it. Rounded once, at the end, half
    up, to the smallest coin of the currency.
    """
    if money.currency == currency:
        return Converted(money, money, ())
    usable = [one for one in rates if on - timedelta(days=OLDEST_DAYS) <= one.on <= on]
    newest = sorted(usable, key=lambda one: (one.source == "by hand", one.on, one.kept_at), reverse=True)
    for way in _ways(money.currency, currency, newest):
        with localcontext() as exact:
            exact.prec = 40
            amount = money.amount
            at = money.currency
            for rate in way:
                amount, at = (amount * rate.value, rate.quote) if at == rate.base else (amount / rate.value, rate.base)
            return Converted(_rounded(amount, currency), money, way)
    return None


def _ways(start: str, end: str, rates: list[Rate]) -> list[tuple[Rate, ...]]:
    """The chains of at most two rates from one currency to another; a direct one first, then the newest of one day."""
    direct = [(one,) for one in rates if {one.base, one.quote} == {start, end}]
    through = [
        (first, second)
        for first in rates
        for second in rates
        if start in (first.base, first.quote)
        and end in (second.base, second.quote)
        and _joins(first, second, start, end)
    ]
    through.sort(key=lambda way: (abs((way[0].on - way[1].on).days), -way[0].on.toordinal()))
    return [*direct, *through]


def _joins(first: Rate, second: Rate, start: str, end: str) -> bool:
    middle = first.quote if first.base == start else first.base
    return middle not in (start, end) and middle in (second.base, second.quote)


def _rounded(amount: Decimal, currency: str) -> Money:
    digits = MINOR_DIGITS.get(currency, 2)
    return Money(amount.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP), currency)
