"""The reference rates of the European Central Bank: about thirty currencies to one euro, on its working days.

Interface: https://data.ecb.europa.eu/help/api/overview
"""

import csv
import io
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from cases.rates import Rate

ADDRESS = "https://data-api.ecb.europa.eu"
SOURCE = "ecb"
# A series may have columns of its own between these, or be cut down to them.
COLUMNS = ("CURRENCY", "TIME_PERIOD", "OBS_VALUE")


class RatesNotRead(Exception):
    """What came back is no list of rates; the message says why, in a word or two."""


def paths(since: date, until: date) -> list[str]:
    """What to ask for: every daily rate since a day, up to the last one there is."""
    return [f"/service/data/EXR/D..EUR.SP00.A?format=csvdata&startPeriod={since.isoformat()}"]


def rates_in(text: str, kept_at: datetime) -> list[Rate]:
    """Every rate in an answer: so much of a currency for one euro, on that day. Raises RatesNotRead."""
    rows = csv.DictReader(io.StringIO(text))
    if not set(COLUMNS) <= set(rows.fieldnames or ()):
        raise RatesNotRead("the columns are missing")
    found = []
    for row in rows:
        try:
            value, on = Decimal(row["OBS_VALUE"] or ""), date.fromisoformat(row["TIME_PERIOD"])
        except (InvalidOperation, ValueError):
            # A day on which a currency had no rate has no value.
            continue
        if value.is_finite() and value > 0 and len(row["CURRENCY"] or "") == 3:
            found.append(Rate("EUR", row["CURRENCY"], value, on, SOURCE, kept_at))
    return found
