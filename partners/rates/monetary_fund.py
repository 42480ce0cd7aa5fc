"""The special drawing right of the International Monetary Fund: so many SDR for one unit of a currency, by working day.

Interface: https://www.imf.org/external/np/fin/data/rms_mth.aspx
"""

from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from cases.money import SDR
from cases.rates import Rate
from partners.rates.central_bank import RatesNotRead

ADDRESS = "https://www.imf.org"
SOURCE = "imf"
PAGE = "/external/np/fin/data/rms_mth.aspx"
# The currencies of the basket, in which conventions' amounts are converted, by the names that the table gives them.
CURRENCIES = {
    "chinese yuan": "CNY",
    "euro": "EUR",
    "japanese yen": "JPY",
    "u.k. pound": "GBP",
    "uk pound": "GBP",
    "u.s. dollar": "USD",
    "us dollar": "USD",
    "australian dollar": "AUD",
    "canadian dollar": "CAD",
    "swiss franc": "CHF",
}
_YEAR = "january february march april may june july august september october november december"
MONTHS = {name: number for number, name in enumerate(_YEAR.split(), 1)}


def paths(since: date, until: date) -> list[str]:
    """What to ask for: SDR for one unit of each currency, of the month of each of these days."""
    days = [since] if (since.year, since.month) == (until.year, until.month) else [since, until]
    return [
        f"/external/np/fin/data/rms_mth.aspx?SelectDate={one.isoformat()}&reportType=SDRCV&tsvflag=Y" for one in days
    ]


def rates_in(text: str, kept_at: datetime) -> list[Rate]:
    """Every rate in an answer. Its several tables are read by the days in their heads. Raises RatesNotRead."""
    days: list[date | None] = []
    found = []
    is_sdr = "sdrs per currency unit" in text.casefold()
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.split("\t")]
        heads = [_day(cell) for cell in cells[1:]]
        if any(heads):
            days = heads
            continue
        currency = CURRENCIES.get(cells[0].partition("(")[0].strip().casefold())
        if currency is None or not days:
            continue
        for day, cell in zip(days, cells[1:], strict=False):
            value = _value(cell)
            if day is not None and value is not None:
                found.append(Rate(currency, SDR, value, day, SOURCE, kept_at))
    if not found or not is_sdr:
        raise RatesNotRead("there is no table of SDR per currency")
    return found


def _day(cell: str) -> date | None:
    """A day as the heads write it: March 02, 2026."""
    month, _, rest = cell.partition(" ")
    day, _, year = rest.partition(",")
    try:
        return date(int(year), MONTHS[month.casefold()], int(day))
    except (KeyError, ValueError):
        return None


def _value(cell: str) -> Decimal | None:
    """A number with commas between thousands; None on holidays."""
    try:
        value = Decimal(cell.replace(",", ""))
    except InvalidOperation:
        return None
    return value if value.is_finite() and value > 0 else None
