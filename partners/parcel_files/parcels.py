"""Each line of a table as a parcel, or why it is none. No half line is taken: what cannot be read leaves it out."""

import functools
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from datetime import date, timedelta

from cases.buyers import ADDRESS_LONGEST, EMAIL_LONGEST, NAME_LONGEST, PHONE_LONGEST, Buyer
from cases.light_dataclass import dataclass
from cases.money import Money, read_currency, read_money
from cases.words import N_, Refused
from partners.carriers.names import carrier_typed
from partners.carriers.number_lists import NO_RESULT, TWICE, WHY, why_not
from partners.carriers.numbers import Recognised, recognise
from partners.carriers.pasted import read_pasted
from partners.parcel_files import columns as c
from partners.parcel_files.days import days_first, read_day
from partners.parcel_files.grid import Grid
from partners.parcel_files.places import country_named

# A ship date may be tomorrow where the parcel is.
AHEAD = timedelta(days=1)
LONGEST = {c.ORDER: 80, c.GOODS: 200, c.SERVICE: 80, c.LABEL: 80, c.DESTINATION: 40}
LONGEST |= {c.ORIGIN: 40, c.HUB: 60, c.WAREHOUSE: 60, c.SKU: 60, c.PACKAGING: 60}
OWN_LABELS = frozenset("own ownaccount ours self 自有 自有账号 自己".split())
LETTERS = re.compile(r"[^\d.,'\s+\-]+")
# Why a line was left out; what is said of its number is in `number_lists.WHY`.
SLIP, NO_AMOUNT, NO_CURRENCY, NO_DAY, AHEAD_DAY = "slip", "no_amount", "no_currency", "no_day", "ahead_day"
HIDDEN = "hidden"
REASONS = {
    **WHY,
    SLIP: N_("The check digit is wrong for {carrier}. Compare it with the label."),
    NO_AMOUNT: N_("This is not an amount: {written}. Write it like 31.00."),
    NO_CURRENCY: N_("The currency is missing or unknown: {written}. Write it beside the amount, like 31 EUR."),
    NO_DAY: N_("This is not a date that can be told: {written}. Write it like 2026-04-03."),
    HIDDEN: N_("This line is hidden in the workbook. Show it there, if it is meant as well, and send the file again."),
    AHEAD_DAY: N_("The ship date has not come yet: {written}."),
}


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table is to be read: the column of each field, from 0; the line of its header; the order of days and
    months where dates do not say it; the currency of amounts that name none.
    """

    places: Mapping[str, int]
    header_line: int | None = None
    day_first: bool | None = None
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class FiledParcel:
    """A line that is a parcel. `carrier` is our code, `label` who sold the label (`own`: our own account). `buyer` is
    None where the line says nothing of them.
    """

    line: int
    one: Recognised
    carrier: str | None = None
    order: str | None = None
    marketplace: str | None = None
    goods: str | None = None
    price: Money | None = None
    cost: Money | None = None
    shipped_on: date | None = None
    destination: str | None = None
    service: str | None = None
    label: str | None = None
    buyer: Buyer | None = None
    origin: str | None = None
    hub: str | None = None
    warehouse: str | None = None
    sku: str | None = None
    packaging: str | None = None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A line that is no parcel: which field, what stands there, and why not, a word of `REASONS`."""

    line: int
    place: str
    written: str
    why: str
    carrier: str = ""


@dataclass(frozen=True, slots=True)
class FiledParcels:
    """What a table comes to."""

    parcels: tuple[FiledParcel, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    asks: frozenset[str] = field(default_factory=frozenset)

    @property
    def lines(self) -> int:
        return len(self.parcels) + len(self.left_out)


class _Bad(Exception):
    def __init__(self, place: str, written: str, why: str, carrier: str = "") -> None:
        super().__init__(why)
        self.of = (place, written, why, carrier)


def read_parcels(grid: Grid, layout: Layout, today: date) -> FiledParcels:
    """The parcels of a table. `asks` names what a person has to say first: `number`, `day_first`, `currency`."""
    if c.NUMBER not in layout.places:
        return FiledParcels(asks=frozenset({c.NUMBER}))
    body = body_of(grid, layout)
    known, ask_days = days_first(_cell(cells, layout, c.SHIPPED) for _, cells in body)
    day_first = layout.day_first if layout.day_first is not None else known
    asks = {"day_first"} if ask_days and layout.day_first is None else set()
    currencies = _of_headers(grid, layout)
    if _lacks_currency(body, layout, currencies):
        asks.add(c.CURRENCY)
    waiting = {why for why, asked in ((NO_DAY, "day_first"), (NO_CURRENCY, c.CURRENCY)) if asked in asks}
    seen: set[str] = set()
    parcels: list[FiledParcel] = []
    left_out: list[LeftOut] = []
    for line, cells in body:
        try:
            if line in grid.hidden:
                raise _Bad(c.NUMBER, _cell(cells, layout, c.NUMBER), HIDDEN)
            parcels.append(_parcel(line, _own(line, cells, layout, grid), layout, currencies, day_first, today, seen))
        except _Bad as bad:
            # What waits for an answer is not called bad yet.
            if bad.of[2] not in waiting:
                left_out.append(LeftOut(line, *bad.of))
    return FiledParcels(tuple(parcels), tuple(left_out), frozenset(asks))


def body_of(grid: Grid, layout: Layout) -> Sequence[tuple[int, tuple[str, ...]]]:
    """The lines below the header."""
    below = layout.header_line or 0
    return [row for row in grid.rows if row[0] > below]


def _own(line: int, cells: Sequence[str], layout: Layout, grid: Grid) -> Sequence[str]:
    """The cells of a line without amounts that stand there once for several lines: they are not each parcel's."""
    places = {layout.places[name] for name in c.AMOUNTS if name in layout.places}
    theirs = [place for place in places if (line, place) in grid.from_above] if grid.from_above else []
    return [cell if place not in theirs else "" for place, cell in enumerate(cells)] if theirs else cells


def _parcel(
    line: int,
    cells: Sequence[str],
    layout: Layout,
    currencies: Mapping[str, str],
    day_first: bool | None,
    today: date,
    seen: set[str],
) -> FiledParcel:
    def cell(name: str) -> str:
        return _cell(cells, layout, name)

    one, carrier = _number(cell(c.NUMBER), cell(c.CARRIER), seen)
    label = cell(c.LABEL)
    parcel = FiledParcel(
        line,
        one,
        carrier,
        order=_short(cell(c.ORDER), c.ORDER),
        marketplace=_marketplace(cell(c.MARKETPLACE)),
        goods=_short(cell(c.GOODS) or cell(c.SKU), c.GOODS),
        price=_amount(cell(c.PRICE), cell(c.CURRENCY) or currencies.get(c.PRICE), c.PRICE),
        cost=_amount(cell(c.COST), cell(c.CURRENCY) or currencies.get(c.COST), c.COST),
        shipped_on=_shipped(cell(c.SHIPPED), day_first, today),
        destination=country_named(cell(c.DESTINATION)) or _short(cell(c.DESTINATION), c.DESTINATION),
        service=_short(cell(c.SERVICE), c.SERVICE),
        label="own" if label.replace(" ", "").casefold() in OWN_LABELS else _short(label, c.LABEL),
        buyer=_buyer(cell),
        origin=country_named(cell(c.ORIGIN)),
        hub=_short(cell(c.HUB), c.HUB),
        warehouse=_short(cell(c.WAREHOUSE), c.WAREHOUSE),
        sku=_short(cell(c.SKU), c.SKU),
        packaging=_short(cell(c.PACKAGING), c.PACKAGING),
    )
    seen.add(one.number)
    return parcel


def _buyer(cell: Callable[[str], str]) -> Buyer | None:
    """Who the buyer is as the line says it, word for word: of an address no part is guessed."""
    name, phone, email = (" ".join(cell(one).split()) for one in (c.BUYER, c.PHONE, c.EMAIL))
    place = " ".join(filter(None, (cell(c.POSTCODE), cell(c.TOWN))))
    lines = [" ".join(one.split()) for one in (*cell(c.ADDRESS).splitlines(), place)]
    address = "\n".join(filter(None, lines))
    buyer = Buyer(name[:NAME_LONGEST], address[:ADDRESS_LONGEST], phone[:PHONE_LONGEST], email[:EMAIL_LONGEST])
    return buyer if buyer.is_known else None


def _number(written: str, named: str, seen: set[str]) -> tuple[Recognised, str | None]:
    if (why := why_not(written)) is not None:
        raise _Bad(c.NUMBER, written, why)
    one, carrier = recognise(written), carrier_typed(named) if named else None
    if one.number in seen:
        raise _Bad(c.NUMBER, written, TWICE)
    if one.verdict == "slip":
        raise _Bad(c.NUMBER, written, SLIP, one.slips[0].name)
    return one, carrier


def _amount(written: str, currency: str | None, place: str) -> Money | None:
    text = unicodedata.normalize("NFKC", written).strip()
    if not text:
        return None
    if text.startswith("="):
        raise _Bad(place, written, NO_RESULT)
    if not any(map(str.isdigit, text)):
        raise _Bad(place, written, NO_AMOUNT)
    beside = LETTERS.findall(text)
    code = _code(beside[0] if len(beside) == 1 else "" if beside else currency or "")
    # A sign that several currencies share is that of the column.
    if beside and currency and beside[0] in "$¥" and (told := _code(currency)):
        code = told
    if code is None:
        raise _Bad(place, written, NO_CURRENCY)
    try:
        money = read_money(LETTERS.sub("", text), code, may_be_zero=True)
    except Refused:
        raise _Bad(place, written, NO_AMOUNT) from None
    return money if money.amount else None


@functools.lru_cache(maxsize=256)
def _code(written: str) -> str | None:
    names = {"美元": "USD", "欧元": "EUR", "英镑": "GBP", "人民币": "CNY", "日元": "JPY", "加元": "CAD", "澳元": "AUD"}
    try:
        return read_currency(names.get(written.strip(), written)) if written.strip() else None
    except Refused:
        return None


def _shipped(written: str, day_first: bool | None, today: date) -> date | None:
    if not written:
        return None
    if written.startswith("="):
        raise _Bad(c.SHIPPED, written, NO_RESULT)
    day = read_day(written, day_first=day_first)
    if day is None:
        raise _Bad(c.SHIPPED, written, NO_DAY)
    if day > today + AHEAD:
        raise _Bad(c.SHIPPED, written, AHEAD_DAY)
    return day


def _of_headers(grid: Grid, layout: Layout) -> dict[str, str]:
    """The currency of each column of amounts: what its header says, “Price (EUR)”, else what somebody has said."""
    header = next((cells for line, cells in grid.rows if line == layout.header_line), ())
    found = {}
    for name in c.AMOUNTS:
        pieces = re.split(r"[^A-Za-z€£¥$\u4e00-\u9fff]+", _cell(header, layout, name))
        codes = [code for piece in pieces[1:] if (code := _code(piece))]
        if told := (codes[0] if codes else layout.currency):
            found[name] = told
    return found


def _lacks_currency(body: Sequence[tuple[int, tuple[str, ...]]], layout: Layout, currencies: Mapping[str, str]) -> bool:
    """Whether amounts stand there for which neither they nor their line say the currency."""
    for _, cells in body:
        if _cell(cells, layout, c.CURRENCY):
            continue
        amounts = [_cell(cells, layout, name) for name in c.AMOUNTS if name not in currencies]
        lacks = any(one and not LETTERS.search(unicodedata.normalize("NFKC", one)) for one in amounts)
        # A total at the end of the list is no parcel's.
        if lacks and why_not(_cell(cells, layout, c.NUMBER)) is None:
            return True
    return False


@functools.lru_cache(maxsize=1024)
def _marketplace(written: str) -> str | None:
    return read_pasted(written).hints.marketplace if written else None


def _cell(cells: Sequence[str], layout: Layout, name: str) -> str:
    place = layout.places.get(name)
    return cells[place] if place is not None and place < len(cells) else ""


def _short(written: str, name: str) -> str | None:
    return " ".join(written.split())[: LONGEST[name]] or None
