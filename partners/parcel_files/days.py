"""Days as people and programs write them: 2026-04-03, 2026年4月3日, 03.04.2026, 3 Apr 2026, 04/03/2026, 46115.

Whether 04/03 is in April or in March is told by another line of its column, or asked; it is never guessed.
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, timedelta

YEAR_FIRST = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[T\s].*)?")
YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?:[T\s].*)?")
TOGETHER = re.compile(r"(20\d{2})(\d{2})(\d{2})")
DAY_NAMED = re.compile(r"(\d{1,2})[-\s]*([A-Za-z]{3,9})\.?[-,\s]*(\d{4})(?:\s.*)?")
MONTH_NAMED = re.compile(r"([A-Za-z]{3,9})\.?\s*(\d{1,2})(?:st|nd|rd|th)?,?\s*(\d{4})(?:\s.*)?")
# Days since then, as spreadsheets count: 36526 is the first day of 2000, 73050 the last of 2099.
SERIAL, SERIAL_ZERO = re.compile(r"(\d{5})(?:\.\d+)?"), date(1899, 12, 30)
SERIALS = range(36526, 73051)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def read_day(written: str, *, day_first: bool | None) -> date | None:
    """The day that is written; None where it is none, or where `day_first` is not known and would decide."""
    text = unicodedata.normalize("NFKC", written).strip()
    if found := YEAR_FIRST.fullmatch(text) or TOGETHER.fullmatch(text):
        return _day(found[1], found[2], found[3])
    if found := DAY_NAMED.fullmatch(text):
        return _day(found[3], _month(found[2]), found[1])
    if found := MONTH_NAMED.fullmatch(text):
        return _day(found[3], _month(found[1]), found[2])
    if (found := SERIAL.fullmatch(text)) and int(found[1]) in SERIALS:
        return SERIAL_ZERO + timedelta(days=int(found[1]))
    if found := YEAR_LAST.fullmatch(text):
        # With dots the day is first wherever that is written.
        first = True if found[2] == "." else _order(found[1], found[3]) if day_first is None else day_first
        if first is None:
            return None
        day, month = (found[1], found[3]) if first else (found[3], found[1])
        return _day(f"20{found[4]}" if len(found[4]) == 2 else found[4], month, day)
    return None


def days_first(column: Iterable[str]) -> tuple[bool | None, bool]:
    """Whether the day is first in a column's dates as far as its lines say, and whether that has to be asked.

    Lines that contradict each other say nothing.
    """
    said, unsaid = set(), False
    for written in column:
        found = YEAR_LAST.fullmatch(unicodedata.normalize("NFKC", written).strip())
        if found is None or found[2] == "." or found[1] == found[3]:
            continue
        order = _order(found[1], found[3])
        said.add(order) if order is not None else None
        unsaid = unsaid or order is None
    known = said.pop() if len(said) == 1 else None
    return known, known is None and unsaid


def _order(first: str, second: str) -> bool | None:
    """Whether the first of two numbers must be the day; None where either may be."""
    if int(first) > 12 or first == second:
        return True
    return False if int(second) > 12 else None


def _month(name: str) -> str:
    short = name[:3].lower()
    return str(MONTHS.index(short) + 1) if short in MONTHS else "0"


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
