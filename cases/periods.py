"""Periods as people write them: `30 days`, `20 working days`, `6 months`, `72 h`, `30天`, `20个工作日`."""

import calendar
import re
import unicodedata
from datetime import date, timedelta

from cases.light_dataclass import dataclass
from cases.words import N_, Refused
from cases.working_time import Calendar

# Longer words first, so that none is taken for the beginning of another.
_UNITS = {
    "working_days": ("working days", "working day", "workdays", "business days", "business day", "wd", "bd", "个工作日",
                     "工作日", "工作天"),
    "hours": ("hours", "hour", "hrs", "h", "个小时", "小时"),
    "weeks": ("weeks", "week", "w", "个星期", "星期", "周"),
    "months": ("months", "month", "个月", "月"),
    "years": ("years", "year", "y", "年"),
    "days": ("calendar days", "calendar day", "days", "day", "d", "个自然日", "自然日", "日历日", "天", "日"),
}  # fmt: skip
_BY_WORD = {word: unit for unit, words in _UNITS.items() for word in words}
_WRITTEN = re.compile(r"(\d{1,4})\s*(.*)")


@dataclass(frozen=True, slots=True)
class Period:
    """A number of hours, days, working_days, months or years."""

    amount: int
    unit: str


def read_period(written: str) -> Period:
    """The period somebody wrote; a bare number means days, weeks become days. Raises Refused with what would do."""
    lower = unicodedata.normalize("NFKC", written).lower().strip().rstrip(".")
    plain = " ".join(re.sub(r"(?<=\w)-(?=\w)", " ", lower).split())
    match = _WRITTEN.fullmatch(plain)
    unit = _BY_WORD.get(match[2] or "d") if match else None
    if match is None or unit is None:
        raise Refused(
            N_("“{written}” is not a period. Write it like 30 days, 20 working days, 6 months or 72 hours."),
            written=written.strip()[:40],
        )
    amount = int(match[1])
    return Period(amount * 7, "days") if unit == "weeks" else Period(amount, unit)


def ends_on(anchor: date, amount: int, unit: str, worked: Calendar) -> date:
    """The last day of a period of days, working_days, months or years that begins on the anchor's date (day 0).

    A month later is the same day of the month, else the last one that exists. Hours end on the date they run into,
    counted from the beginning of the anchor's date.
    """
    if unit == "working_days":
        return worked.after_working_days(anchor, amount) if amount else anchor
    if unit in ("months", "years"):
        return _months_later(anchor, amount * (12 if unit == "years" else 1))
    return anchor + timedelta(hours=amount) if unit == "hours" else anchor + timedelta(days=amount)


def _months_later(anchor: date, months: int) -> date:
    year, month = divmod(anchor.year * 12 + anchor.month - 1 + months, 12)
    return date(year, month + 1, min(anchor.day, calendar.monthrange(year, month + 1)[1]))
