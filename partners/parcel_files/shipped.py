"""A file of what was shipped: figures by month, or a line for each parcel, which are counted up.

No half line is taken: what cannot be read leaves it out, with its reason.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from datetime import date

from cases.light_dataclass import dataclass
from cases.shipped import MONTH as MONTH_WRITTEN
from cases.shipped import MOST_PARCELS, Shipped, added_up
from cases.words import N_
from partners.carriers.names import carrier_typed
from partners.carriers.number_lists import TWICE, why_not
from partners.carriers.numbers import normalise, recognise
from partners.carriers.pasted import read_pasted
from partners.parcel_files import columns as c
from partners.parcel_files.columns import Columns, header_of, meanings, recognised_columns
from partners.parcel_files.days import MONTHS, days_first, read_day
from partners.parcel_files.grid import Grid, read_grid
from partners.parcel_files.parcels import AHEAD, AHEAD_DAY, HIDDEN, NO_DAY, Layout, LeftOut, body_of
from partners.parcel_files.places import country_named

MONTH, PARCELS = "month", "parcels"
HEADERS: Mapping[str, Sequence[str]] = {
    MONTH: (
        "month", "shipmonth", "shippingmonth", "period", "yearmonth",
        "月份", "发货月份", "统计月份", "年月", "月", "出库月份",
    ),
    PARCELS: (
        "parcels", "parcelsshipped", "shippedparcels", "shipments", "shipped", "count", "quantity", "qty", "volume",
        "发货量", "发货件数", "件数", "票数", "包裹数", "包裹数量", "单量", "出货量", "数量",
    ),
    **{
        name: c.HEADERS[name]
        for name in (
            c.CARRIER, c.SERVICE, c.ORIGIN, c.DESTINATION, c.HUB, c.WAREHOUSE, c.SKU, c.PACKAGING, c.MARKETPLACE,
        )
    },
    c.SHIPPED: ("date", *(one for one in c.HEADERS[c.SHIPPED] if one != "shipped"), "日期"),
    c.NUMBER: c.HEADERS[c.NUMBER],
}  # fmt: skip
FIELDS = tuple(HEADERS)
LONGEST_PART = 80
FOR_SEVERAL = "for_several"
NO_MONTH, AHEAD_MONTH, NO_COUNT, NO_CARRIER, NO_PLACE = "no_month", "ahead_month", "no_count", "no_carrier", "no_place"
REASONS = {
    NO_MONTH: N_("This is not a month that can be told: {written}. Write it like 2026-04."),
    AHEAD_MONTH: N_("This month has not come yet: {written}."),
    FOR_SEVERAL: N_("One figure stands for several lines: {written}. Write into each line what was shipped of it."),
    NO_COUNT: N_("This is not a number of parcels: {written}. Write it like 1200."),
    NO_CARRIER: N_("This carrier is not known: {written}. Write its name as /lost would know it, such as DHL Express."),
    NO_PLACE: N_("This is not a country: {written}. Write its two letters, such as DE."),
}
YEAR_FIRST = re.compile(r"(20\d{2})\s*[-/.年]?\s*(\d{1,2})\s*月?")
MONTH_FIRST = re.compile(r"(\d{1,2})\s*[-/.]\s*(20\d{2})")
NAMED = re.compile(r"([A-Za-z]{3,9})\.?[-\s,]*(20\d{2})|(20\d{2})[-\s]*([A-Za-z]{3,9})")
# 1,200 · 1.200 · 1 200 · 1200 · 1200.0
COUNT = re.compile(r"(\d{1,3}(?:([,. ' ])\d{3})(?:\2\d{3})*|\d+)(?:[.,]0+)?")
_MEANS, _NEEDED = meanings(HEADERS), frozenset({MONTH, c.SHIPPED, PARCELS, c.NUMBER})


@dataclass(frozen=True, slots=True)
class ShippedFile:
    """What a file of figures comes to. `asks` names what a person has to say first: `month`, `parcels`, `day_first`."""

    shipped: tuple[Shipped, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    lines: int = 0
    asks: frozenset[str] = field(default_factory=frozenset)

    @property
    def parcels(self) -> int:
        return sum(one.parcels for one in self.shipped)


class _Bad(Exception):
    def __init__(self, place: str, written: str, why: str) -> None:
        super().__init__(why)
        self.of = (place, written, why)


def shipped_grid(content: bytes) -> Grid:
    """The table of such a file: of a workbook the first sheet that has such figures. Raises Refused."""
    return read_grid(content, is_known=lambda rows: header_of(rows, _MEANS, _NEEDED))


def shipped_columns(grid: Grid) -> Columns:
    """What the columns of such a file mean, as far as their headers say."""
    found = recognised_columns(grid.rows, _MEANS, _NEEDED)
    return found if found.header_line is not None else replace(found, places={})


def read_shipped(grid: Grid, layout: Layout, today: date) -> ShippedFile:
    """The figures of a file, added up for each month and kind."""
    asks = set[str]()
    if not {MONTH, c.SHIPPED} & layout.places.keys():
        asks.add(MONTH)
    if not {PARCELS, c.NUMBER} & layout.places.keys():
        asks.add(PARCELS)
    if asks:
        return ShippedFile(asks=frozenset(asks))
    body = body_of(grid, layout)
    known, ask_days = days_first(_cell(cells, layout, c.SHIPPED) for _, cells in body)
    reading = _Reading(layout, layout.day_first if layout.day_first is not None else known, today)
    if MONTH not in layout.places and ask_days and layout.day_first is None:
        asks.add("day_first")
    found, left_out = list[Shipped](), list[LeftOut]()
    for line, cells in body:
        try:
            _check_line(line, cells, layout, grid)
            found.append(reading.line(cells))
        except _Bad as bad:
            if not (bad.of[2] == NO_DAY and "day_first" in asks):
                left_out.append(LeftOut(line, *bad.of))
    return ShippedFile(added_up(found), tuple(left_out), len(body), frozenset(asks))


def _check_line(line: int, cells: Sequence[str], layout: Layout, grid: Grid) -> None:
    """Refuse a line that nobody sees, and one whose figure stands once for several lines: it would count as often."""
    if line in grid.hidden:
        place = next(one for one in (PARCELS, c.NUMBER) if one in layout.places)
        raise _Bad(place, _cell(cells, layout, place), HIDDEN)
    if PARCELS in layout.places and (line, layout.places[PARCELS]) in grid.from_above:
        raise _Bad(PARCELS, _cell(cells, layout, PARCELS), FOR_SEVERAL)


def read_month(written: str) -> str | None:
    """A month as people write it (2026-04, 2026年4月, Apr 2026, 04/2026), as 2026-04; None where it is none."""
    text = unicodedata.normalize("NFKC", written).strip()
    year, month = "", ""
    if found := YEAR_FIRST.fullmatch(text):
        year, month = found[1], found[2]
    elif found := MONTH_FIRST.fullmatch(text):
        year, month = found[2], found[1]
    elif found := NAMED.fullmatch(text):
        name = (found[1] or found[4])[:3].lower()
        year, month = found[2] or found[3], str(MONTHS.index(name) + 1) if name in MONTHS else "0"
    elif day := read_day(text, day_first=None):
        return f"{day:%Y-%m}"
    told = f"{year}-{int(month or 0):02d}"
    return told if MONTH_WRITTEN.fullmatch(told) else None


def read_count(written: str) -> int | None:
    """A number of parcels as people write it; None where it is none."""
    found = COUNT.fullmatch(unicodedata.normalize("NFKC", written).strip())
    count = int(re.sub(r"\D", "", found[1])) if found else MOST_PARCELS + 1
    return count if count <= MOST_PARCELS else None


def marketplace_named(written: str) -> str | None:
    """A marketplace as cases call it, where it is known; else as it is written."""
    return (read_pasted(written).hints.marketplace if written else None) or short(written)


def short(written: str) -> str | None:
    """A part of what tells parcels apart, on one line; None of nothing."""
    return " ".join(written.split())[:LONGEST_PART] or None


class _Reading:
    """Reads lines one after the other; a number that stands in two lines is one parcel."""

    def __init__(self, layout: Layout, day_first: bool | None, today: date) -> None:
        self._layout = layout
        self._day_first = day_first
        self._today = today
        self._seen: set[str] = set()

    def line(self, cells: Sequence[str]) -> Shipped:
        def cell(name: str) -> str:
            return _cell(cells, self._layout, name)

        month, number, parcels = self._month(cells), "", 1
        if PARCELS in self._layout.places:
            count = read_count(cell(PARCELS))
            if count is None:
                raise _Bad(PARCELS, cell(PARCELS), NO_COUNT)
            parcels = count
        else:
            number = self._number(cell(c.NUMBER))
        made = Shipped(
            month,
            parcels,
            _carrier(cell(c.CARRIER), number),
            short(cell(c.SERVICE)),
            _country(cell(c.ORIGIN), c.ORIGIN),
            _country(cell(c.DESTINATION), c.DESTINATION),
            *(short(cell(name)) for name in (c.HUB, c.WAREHOUSE, c.SKU, c.PACKAGING)),
            marketplace_named(cell(c.MARKETPLACE)),
        )
        self._seen.add(number)
        return made

    def _month(self, cells: Sequence[str]) -> str:
        if MONTH in self._layout.places:
            written = _cell(cells, self._layout, MONTH)
            month = read_month(written)
            if month is None:
                raise _Bad(MONTH, written, NO_MONTH)
            if month > f"{self._today + AHEAD:%Y-%m}":
                raise _Bad(MONTH, written, AHEAD_MONTH)
            return month
        written = _cell(cells, self._layout, c.SHIPPED)
        day = read_day(written, day_first=self._day_first)
        if day is None:
            raise _Bad(c.SHIPPED, written, NO_DAY)
        if day > self._today + AHEAD:
            raise _Bad(c.SHIPPED, written, AHEAD_DAY)
        return f"{day:%Y-%m}"

    def _number(self, written: str) -> str:
        if (why := why_not(written)) is not None:
            raise _Bad(c.NUMBER, written, why)
        number = normalise(written)
        if number in self._seen:
            raise _Bad(c.NUMBER, written, TWICE)
        return number


def _carrier(written: str, number: str) -> str | None:
    """The carrier that is named; else that of the number, where it can be no other's."""
    if written:
        code = carrier_typed(written)
        if code is None:
            raise _Bad(c.CARRIER, written, NO_CARRIER)
        return code
    one = recognise(number) if number else None
    return one.candidates[0].courier if one is not None and one.verdict == "known" and one.candidates else None


def _country(written: str, place: str) -> str | None:
    if not written:
        return None
    first = written.split(maxsplit=1)[0]
    code = country_named(written) or (country_named(first) if len(first) == 2 else None)
    if code is None:
        raise _Bad(place, written, NO_PLACE)
    return code


def _cell(cells: Sequence[str], layout: Layout, name: str) -> str:
    place = layout.places.get(name)
    return cells[place] if place is not None and place < len(cells) else ""
