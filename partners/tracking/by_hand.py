"""A person as a tracker: a carrier's page, or a list of scans, pasted as it is and read as far as it can be.

What was not understood is told line by line, so that nobody believes that it was.
"""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta

from cases.late_pattern import LatePattern
from cases.light_dataclass import dataclass
from cases.scan_kinds import UNKNOWN
from cases.scans import Scan
from cases.words import N_
from partners.carriers.plain_text import without_invisible
from partners.tracking.countries import COUNTRIES, country_named
from partners.tracking.page_words import is_of_the_page
from partners.tracking.wordings import kind_of
from partners.tracking.written_dates import (
    DAY_FIRST,
    MONTH_FIRST,
    WrittenDate,
    WrittenTime,
    date_in,
    order_of,
    time_in,
)

NAME = "by_hand"
MOST_LINES, LONGEST_LINE, LONGEST_WORDS, LONGEST_PLACE = 400, 1000, 300, 40
# City, region, country.
Place = tuple[str | None, str | None, str | None]
NOWHERE: Place = (None, None, None)
# Carriers whose pages put the month first.
MONTH_FIRST_CARRIERS = frozenset({"usps", "ups", "fedex", "ontrac", "lasership", "amazon", "uniuni", "speedx", "gofo"})
AHEAD = timedelta(days=1)
HEADING = "in_transit"

OF_THE_PAGE = "of_the_page"
WHY = {
    "no_date": N_("There is no date with it."),
    "two_readings": N_("Its date may be two different days. Write it as year-month-day."),
    "relative": N_("“Today” and the like are another day when they are read. Write the day as year-month-day."),
    "no_such_day": N_("There is no such day."),
    "ahead": N_("It lies in the future, so it is no scan."),
    "no_words": N_("There is a date and nothing beside it."),
    OF_THE_PAGE: N_("It belongs to the page and not to the parcel."),
    "too_many": N_("Only the first {most} lines are read."),
}
_FIELDS = re.compile(r"\t+|\s{3,}|\s+[|·•›»]\s+")
_DASHES = re.compile(r"\s+[–—-]\s+")
_BRACKETS = re.compile(r"[【\[]([^】\]]{2,40})[】\]]")
_AMERICAN = re.compile(
    r"^(?P<city>[A-Za-z .'-]{2,40}),?\s+(?P<region>[A-Z]{2})(?:,?\s+(?P<zip>\d{5}(?:-\d{4})?))?(?:,?\s+(?P<rest>\D+))?$"
)
_TRIM = " \t,;:.-–—|·•*>"
# Words before a date that belong to it and say nothing of the parcel.
_BESIDE_DATES = LatePattern(
    r"^(?:mon|tue|wed|thu|fri|sat|sun|monday|tuesday|wednesday|thursday|friday|saturday|sunday|mo|di|mi|do|fr|sa|so|"
    r"montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|"
    r"lunes|martes|miercoles|miércoles|jueves|viernes|sabado|sábado|domingo|segunda-feira|terça-feira|quarta-feira|"
    r"quinta-feira|sexta-feira|[一二三四五六日月火水木金土](?:曜日?)?|星期[一二三四五六日天]|周[一二三四五六日]|"
    r"at|um|uhr|à|a las|às|h|hrs|local time|ortszeit|date|time|datum)$",
    re.IGNORECASE,
)


_STATES = frozenset(
    "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA "
    "RI SC SD TN TX UT VT VA WA WV WI WY DC PR".split()
)
# Two letters that are a country's and also a Brazilian or Canadian province's.
_STATES_ELSEWHERE = frozenset(
    "AL AM BA CE ES GO MA MG MS MT PA PB PE PI PR RJ RN RO RR RS SC SE SP TO AB BC MB NB ON QC SK".split()
)


@dataclass(frozen=True, slots=True)
class LeftOver:
    """A line that was not understood: its number as people count, its text, and the code of why."""

    line: int
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class ReadByHand:
    """The scans of a pasted text, and the lines it does not make any of."""

    scans: tuple[Scan, ...]
    left_over: tuple[LeftOver, ...]


@dataclass(slots=True)
class _Line:
    number: int
    text: str
    date: WrittenDate | None
    time: WrittenTime | None
    rest: str
    starts_block: bool


@dataclass(slots=True)
class _Record:
    """One scan to be: the line with its time, the date that holds for it, and the words around it."""

    line: _Line
    date: WrittenDate | None
    words: list[_Line]


def read_by_hand(text: str, number: str, now: datetime, carrier: str | None = None) -> ReadByHand:
    """Every scan in a text that somebody pasted, oldest line first as it stands there; never raises for any text.

    `now` is the present instant: a page without years means the last such day. `carrier` tells which of two ways
    its pages write a date where nothing else does.
    """
    lines, left_over = _lines(text)
    records, strays = _best_layout(lines)
    dates = [record.date for record in records if record.date]
    order = order_of(dates, now, _likely_order(lines, carrier))
    scans: list[Scan] = []
    for record in records:
        why, scan = _scan(record, order, number, now, carrier)
        if scan is not None:
            scans.append(scan)
        else:
            left_over.append(LeftOver(record.line.number, record.line.text, why))
            strays += record.words
    left_over += [LeftOver(one.number, one.text, "no_date") for one in strays]
    return ReadByHand(tuple(dict.fromkeys(scans)), tuple(sorted(left_over, key=lambda one: one.line)))


def _lines(text: str) -> tuple[list[_Line], list[LeftOver]]:
    lines: list[_Line] = []
    of_the_page: list[LeftOver] = []
    starts = True
    for number, raw in enumerate(without_invisible(text).splitlines(), 1):
        written = raw.strip()[:LONGEST_LINE]
        if not written:
            starts = True
            continue
        if len(lines) == MOST_LINES:
            return lines, [*of_the_page, LeftOver(number, written, "too_many")]
        line = _line(number, written, starts)
        if line.date is None and line.time is None and is_of_the_page(written):
            of_the_page.append(LeftOver(number, written, OF_THE_PAGE))
            continue
        lines.append(line)
        starts = False
    return lines, of_the_page


def _line(number: int, written: str, starts_block: bool) -> _Line:
    found = date_in(written)
    rest = written
    if found:
        rest = f"{rest[: found.start]}\t{rest[found.end :]}"
    clock = time_in(rest)
    if clock:
        rest = f"{rest[: clock.start]}\t{rest[clock.end :]}"
    rest = "\t".join(part for part in _parts(rest) if not _BESIDE_DATES.match(part))
    return _Line(number, written, found, clock, rest, starts_block)


def _parts(written: str) -> list[str]:
    """The pieces of a line: its cells, and what dashes part in a cell that is not a place as a whole."""
    cells = [cell for piece in _FIELDS.split(written) if (cell := piece.strip(_TRIM))]
    pieces = [[cell] if _place(cell) else _DASHES.split(cell) for cell in cells]
    return [part for piece in pieces for one in piece if (part := one.strip(_TRIM))]


def _best_layout(lines: Sequence[_Line]) -> tuple[list[_Record], list[_Line]]:
    """Pages put the date above the words, or below them: the layout counts that makes sense of more, and of two that
    make the same sense the one that takes less across the empty lines of the page.
    """
    layouts: list[Callable[[Sequence[_Line]], tuple[list[_Record], list[_Line]]]] = [_date_first, _date_last]
    # Where nothing tells them apart the first one counts: a heading above a table is no part of its first row.
    return max((layout(lines) for layout in layouts), key=lambda made: _sense(made[0]))


def _sense(records: Sequence[_Record]) -> tuple[int, int]:
    return sum(map(_says_something_of, records)), -sum(map(_gaps_in, records))


def _gaps_in(record: _Record) -> int:
    """How many empty lines of the page are within what is taken for one scan."""
    lines = sorted((record.line, *record.words), key=lambda line: line.number)
    return sum(line.starts_block for line in lines[1:])


def _date_first(lines: Sequence[_Line]) -> tuple[list[_Record], list[_Line]]:
    """A line with a date begins a scan, and so does one with a time below a line that is but a date."""
    records: list[_Record] = []
    strays: list[_Line] = []
    heading: WrittenDate | None = None
    for line in lines:
        if line.date and not line.time and not line.rest:
            heading = line.date
            records.append(_Record(line, line.date, []))
        elif line.date:
            heading = line.date if not line.time else None
            records.append(_Record(line, line.date, []))
        elif line.time and records and _continues(records[-1], heading):
            records.append(_Record(line, heading or records[-1].date, []))
        elif records:
            records[-1].words.append(line)
        else:
            strays.append(line)
    return _without_headings(records), strays


def _continues(record: _Record, heading: WrittenDate | None) -> bool:
    """Whether a line with a time alone begins a scan of its own: the time of the day above it."""
    return heading is not None or record.line.time is not None


def _without_headings(records: list[_Record]) -> list[_Record]:
    """A date that stands alone above lines with times is their heading, or the first line's own date."""
    kept: list[_Record] = []
    for place, record in enumerate(records, 1):
        following = records[place] if place < len(records) else None
        bare = not record.line.time and not record.line.rest and not record.words
        if bare and following is not None and following.line.date is None:
            continue
        kept.append(record)
    return kept


def _date_last(lines: Sequence[_Line]) -> tuple[list[_Record], list[_Line]]:
    """A line with a date ends a scan that began after the last one."""
    records: list[_Record] = []
    waiting: list[_Line] = []
    for line in lines:
        if line.date:
            records.append(_Record(line, line.date, waiting))
            waiting = []
        elif line.time and records and not waiting and not line.rest and not records[-1].line.time:
            records[-1].line.time = line.time
        else:
            waiting.append(line)
    return records, waiting


def _says_something_of(record: _Record) -> bool:
    return any(map(_says_something, _words_of(record)))


def _words_of(record: _Record) -> list[str]:
    return [part for line in (record.line, *record.words) for part in line.rest.split("\t") if part]


def _likely_order(lines: Sequence[_Line], carrier: str | None) -> str | None:
    if any(line.time and line.time.is_american for line in lines) or carrier in MONTH_FIRST_CARRIERS:
        return MONTH_FIRST
    return DAY_FIRST if carrier else None


def _scan(
    record: _Record, order: str | None, number: str, now: datetime, carrier: str | None
) -> tuple[str, Scan | None]:
    """The scan of a record, or the code of why there is none."""
    written = record.date
    if written is None:
        return "no_date", None
    if written.is_relative:
        return "relative", None
    if order is None and written.has_two_readings:
        return "two_readings", None
    day = written.read(order or DAY_FIRST, now)
    if day is None:
        return "no_such_day", None
    parts = _words_of(record)
    if not parts:
        return "no_words", None
    at, local, has_hour = _when(day, record.line.time)
    if (at or local.replace(tzinfo=UTC) - timedelta(hours=14)) > now + AHEAD:
        return "ahead", None
    words, (city, region, country) = _words_and_place(parts, american=carrier in MONTH_FIRST_CARRIERS)
    kind = _kind(words, parts)
    return "", Scan(kind, words, NAME, number, at, local, has_hour, city, region, country, None, carrier)


def _when(day: date, clock: WrittenTime | None) -> tuple[datetime | None, datetime, bool]:
    if clock is None:
        return None, datetime.combine(day, datetime.min.time()), False
    local = datetime.combine(day, clock.time)
    at = local.replace(tzinfo=clock.offset).astimezone(UTC) if clock.offset else None
    return at, local, True


def _words_and_place(parts: Sequence[str], american: bool) -> tuple[str, Place]:
    """The carrier's words without the place, and the place, where one part is clearly one."""
    places = [(part, place) for part in parts if (place := _place(part, american)) and not _says_something(part)]
    if places and len(parts) > 1:
        part, place = places[0]
        words = ", ".join(other for other in parts if other != part)
        return words[:LONGEST_WORDS], _with_country(place, parts, part)
    whole = ", ".join(parts)[:LONGEST_WORDS]
    if bracket := _BRACKETS.search(whole):
        return whole, _place(bracket[1]) or (bracket[1].strip(), None, None)
    return _place_before(whole, american) or _place_beside(parts) or (whole, NOWHERE)


def _place_before(whole: str, american: bool) -> tuple[str, Place] | None:
    """`LOS ANGELES, US, Arrived at the port`: a place that ends with its country, and then words that say something."""
    pieces = whole.split(", ")
    for length in (2, 3, 1):
        place, words = _place(", ".join(pieces[:length]), american), ", ".join(pieces[length:])
        if place and place[2] and _says_something(words):
            return words, place
    return None


def _place_beside(parts: Sequence[str]) -> tuple[str, Place] | None:
    """Of two parts of which one is understood, the short one beside it is where it was."""
    told = [part for part in parts if _says_something(part)]
    if len(parts) != 2 or len(told) != 1:
        return None
    [other] = [part for part in parts if part not in told]
    if len(other) > LONGEST_PLACE or any(character.isdigit() for character in other):
        return None
    return told[0][:LONGEST_WORDS], (other, None, None)


def _with_country(place: Place, parts: Sequence[str], taken: str) -> Place:
    """A country in a part of its own belongs to the place beside it, and a town beside a country to that."""
    city, region, country = place
    others = [part for part in parts if part != taken and not _says_something(part)]
    if country is None:
        country = next((code for part in others if (code := country_named(part))), None)
    if city is None:
        city = next((part for part in others if len(part) <= LONGEST_PLACE and not country_named(part)), None)
    return city, region, country


def _says_something(part: str) -> bool:
    return kind_of(part)[0] is not None


def _kind(words: str, parts: Sequence[str]) -> str:
    """What the words say as a whole; that it moves is often but the heading of what happened."""
    whole, each = kind_of(words)[0], [kind for part in parts if (kind := kind_of(part)[0])]
    if whole in (None, HEADING):
        return next((kind for kind in each if kind != HEADING), None) or whole or next(iter(each), UNKNOWN)
    return whole


def _place(part: str, american: bool = False) -> Place | None:
    """City, region, country of a text that is nothing but a place, as far as its form tells; else None.

    Two letters may be a state or a country: only a postcode behind them, or an American carrier, tells.
    """
    if (code := country_named(part)) and len(part) > 2:
        return None, None, code
    if hit := _AMERICAN.match(part):
        return _american(hit, american or hit["zip"] is not None)
    pieces = [piece.strip() for piece in re.split(r"\s*[,，/]\s*|\s+[–-]\s+|\(|\)", part) if piece.strip()]
    if 2 <= len(pieces) <= 4 and (code := country_named(pieces[-1])) in COUNTRIES:
        doubtful = pieces[-1] in _STATES_ELSEWHERE
        return pieces[0], pieces[1] if len(pieces) > 2 else None, None if doubtful else code
    return None


def _american(hit: re.Match[str], is_american: bool) -> Place | None:
    city, region, rest = hit["city"].strip(" ,-"), hit["region"], hit["rest"]
    if rest:
        country = country_named(rest.strip())
        return (city, region, country) if country else None
    if region in _STATES and (is_american or region not in COUNTRIES):
        return city, region, "US"
    if region in _STATES or region in _STATES_ELSEWHERE:
        return city, region, None
    return (city, None, region) if region in COUNTRIES and "," in hit[0] else None
