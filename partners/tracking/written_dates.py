"""Dates and times as carriers' pages print them, in many languages and orders; what could be two days is said to be."""

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta, timezone

from cases.late_pattern import LatePattern
from cases.light_dataclass import dataclass
from partners.carriers.plain_text import flat

# January first; every form that pages print, without accents, short ones included.
_MONTHS = (
    "january jan januar janner janvier janv enero ene janeiro gennaio gen januari",
    "february feb februar fevrier fevr febrero fevereiro fev febbraio februari",
    "march mar marz maerz mrz mars marzo marco maart mrt",
    "april apr avril avr abril abr aprile",
    "may mai mayo maio maggio mag mei",
    "june jun juni juin junio junho giugno giu",
    "july jul juli juillet juil julio julho luglio lug",
    "august aug aout agosto ago augustus",
    "september sep sept septembre septiembre setembro set settembre sett",
    "october oct oktober okt octobre octubre outubro out ottobre ott",
    "november nov novembre noviembre novembro",
    "december dec dezember dez decembre diciembre dic dezembro dicembre",
)
MONTHS = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
# A month and a day without a year are of the last such day that has come: nobody prints scans of the future.
AHEAD = timedelta(days=1)
FIRST_YEAR, LAST_YEAR = 2000, 2099
DAY_FIRST, MONTH_FIRST = "day_first", "month_first"

_YEAR = r"(?P<year>20\d\d)"
_NAME = r"(?P<name>[^\W\d_]{3,10})"
_PATTERNS = tuple(
    LatePattern(pattern)
    for pattern in (
        rf"(?<![\dA-Z]){_YEAR}\s?[-/.年]\s?(?P<month>\d{{1,2}})\s?[-/.月]\s?(?P<day>\d{{1,2}})(?!\d)日?",
        r"(?<![\dA-Z])(?P<year>20\d\d)(?P<month>[01]\d)(?P<day>[0-3]\d)(?![\dA-Z])",
        r"(?<![\d.])(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.(?:(?P<year>\s?20\d\d|\d\d)(?![\d:]))?",
        r"(?<![\d/-])(?P<one>\d{1,2})(?P<sign>[/-])(?P<two>\d{1,2})(?P=sign)(?P<year>20\d\d|\d\d)(?![\d/-])",
        r"(?<!\d)(?P<month>\d{1,2})\s?月\s?(?P<day>\d{1,2})\s?日",
        rf"(?<![\dA-Z])(?P<day>\d{{1,2}})(?:\.|ST|ND|RD|TH|ER)?[\s-]*(?:DE\s|OF\s)?{_NAME}\.?,?[\s-]*(?:DEL?\s)?"
        r"(?:(?P<year>20\d\d|(?<=-)\d\d(?![\d:]))(?!\d))?",
        rf"(?<![^\W_]){_NAME}\.?\s*(?P<day>\d{{1,2}})(?:ST|ND|RD|TH)?(?![\d:.])(?:,?\s*{_YEAR}(?!\d))?",
        r"(?<![\d/:-])(?P<one>\d{1,2})[/-](?P<two>\d{1,2})(?=[\sT,]+\d{1,2}:\d\d)",
    )
)
# A day that is told from the reader's own, alone in its line or before a time: whoever pastes it may do so days later.
_RELATIVE = LatePattern(
    r"\s*(?:TODAY|YESTERDAY|HEUTE|(?:VOR)?GESTERN|AUJOURD.HUI|(?:AVANT-)?HIER|HOY|AYER|ANTEAYER|HOJE|(?:ANTE)?ONTEM|今天|昨天|前天|"
    r"今日|本日|昨日|一昨日)\s*(?=$|[,，、:\s]*(?:AT|UM|A|ALLE|AS|LAS|\s)*(?:上午|下午|午前|午後|中午|凌晨|晚上)?\s*\d{1,2}\s?[:.H時时点])"
)
_TIME = LatePattern(
    r"(?<![\d:.])T?(?P<before>上午|下午|午前|午後|中午|凌晨|晚上)?\s?(?P<hour>\d{1,2})"
    r"(?:[:H時时点](?P<minute>\d\d)(?:[:分](?P<second>\d\d)(?:[.,]\d+)?)?|\.(?P<dotted>\d\d)(?=\s?UHR))(?![\d:])\s?[分秒]?"
    r"(?:\s?(?P<after>[AP]\.?\s?M\.?(?![A-Z])|UHR))?(?:\s?\(?(?P<zone>Z(?![A-Z])|(?:UTC|GMT)(?:\s?[+-]\d{1,2}(?::?\d\d)?)?"
    r"|[+-]\d\d:?\d\d(?!\d))\)?)?"
)
_OFFSET = re.compile(r"([+-])(\d{1,2}):?(\d\d)?$")
_AFTERNOON = frozenset({"下午", "午後", "晚上", "中午"})


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date in a line: its parts, and where it stands. `one` and `two` are a day and a month in either order.

    One that is relative, such as *yesterday*, is no date that can be read.
    """

    start: int
    end: int
    year: int | None
    month: int = 0
    day: int = 0
    one: int = 0
    two: int = 0
    is_relative: bool = False

    def read(self, order: str, now: datetime) -> date | None:
        """The day it is when days and months come in that order; None where there is no such day."""
        if self.is_relative:
            return None
        day, month = (self.one, self.two) if order == DAY_FIRST else (self.two, self.one)
        day, month = (day, month) if self.one else (self.day, self.month)
        try:
            if self.year is not None:
                return date(self.year, month, day)
            this_year = date(now.year, month, day)
        except ValueError:
            return None
        return this_year if this_year <= (now + AHEAD).date() else _a_year_before(this_year)

    @property
    def has_two_readings(self) -> bool:
        return self.one != self.two and 0 < self.one <= 12 and 0 < self.two <= 12


@dataclass(frozen=True, slots=True)
class WrittenTime:
    """A time in a line, with its offset where one is written, and where it stands."""

    start: int
    end: int
    time: time
    offset: timezone | None
    is_american: bool


def date_in(line: str) -> WrittenDate | None:
    """The first date of a line, however it is written."""
    plain = flat(line)
    found = [written for pattern in _PATTERNS for hit in pattern.finditer(plain) if (written := _date(hit))]
    if not found and (hit := _RELATIVE.match(plain)):
        return WrittenDate(*hit.span(), None, is_relative=True)
    # The leftmost, and of two that begin together the longer: a year may stand behind what is a date without it.
    return min(found, key=lambda one: (one.start, -one.end), default=None)


def time_in(line: str) -> WrittenTime | None:
    """The first time of a line."""
    return next((time for hit in _TIME.finditer(flat(line)) if (time := _time(hit))), None)


def order_of(dates: list[WrittenDate], now: datetime, likely: str | None) -> str | None:
    """Whether days or months come first in these dates of one page; None where both would do and nothing tells.

    A reading counts where every date exists and none lies ahead. Of two readings the one that needs less than half
    the time from first to last is meant; else `likely` decides.
    """
    spans: dict[str, int] = {}
    for order in (DAY_FIRST, MONTH_FIRST):
        days = [one.read(order, now) for one in dates if one.one]
        if all(day and day <= (now + AHEAD).date() for day in days):
            real = [day for day in days if day]
            spans[order] = (max(real) - min(real)).days if real else 0
    if len(spans) < 2:
        return next(iter(spans), DAY_FIRST)
    if not any(one.has_two_readings for one in dates):
        return DAY_FIRST
    shorter, longer = sorted(spans, key=lambda order: spans[order])
    return shorter if spans[shorter] * 2 < spans[longer] else likely


def _date(hit: re.Match[str]) -> WrittenDate | None:
    parts = hit.groupdict()
    year = int(parts["year"]) if parts.get("year") else None
    year = year + 2000 if year is not None and year < 100 else year
    if parts.get("one"):
        return WrittenDate(*hit.span(), year, one=int(parts["one"]), two=int(parts["two"]))
    month = MONTHS.get(_plain(parts["name"])) if parts.get("name") else int(parts["month"])
    if month is None or not 1 <= month <= 12 or not 1 <= int(parts["day"]) <= 31:
        return None
    return WrittenDate(hit.start(), _trimmed_end(hit), year, month, int(parts["day"]))


def _trimmed_end(hit: re.Match[str]) -> int:
    return hit.start() + len(hit[0].rstrip(" ,-"))


def _time(hit: re.Match[str]) -> WrittenTime | None:
    hour, minute = int(hit["hour"]), int(hit["minute"] or hit["dotted"])
    after = (hit["after"] or "").replace(".", "").replace(" ", "")
    if after in ("AM", "PM"):
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if after == "PM" else 0)
    elif hit["before"] in _AFTERNOON and hour < 12:
        hour += 12
    if hour > 23 or minute > 59 or int(hit["second"] or 0) > 59:
        return None
    read = time(hour, minute, int(hit["second"] or 0))
    return WrittenTime(*hit.span(), read, _offset(hit["zone"]), after in ("AM", "PM"))


def _offset(zone: str | None) -> timezone | None:
    if not zone:
        return None
    written = _OFFSET.search(zone.replace(" ", ""))
    if written is None:
        return UTC
    sign = -1 if written[1] == "-" else 1
    offset = sign * timedelta(hours=int(written[2]), minutes=int(written[3] or 0))
    return timezone(offset) if abs(offset) <= timedelta(hours=14) else None


def _a_year_before(day: date) -> date | None:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return None


def _plain(name: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFKD", name.casefold()) if one.isalpha())
