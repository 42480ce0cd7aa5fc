"""Tracking numbers in what people paste, and what stands beside them.

Links, notes in quotes, order numbers, amounts, dates, telephone numbers and carriers' names are understood
first and taken out; what is left is read as numbers, with spaces and dashes where people put them.
"""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from cases.late_pattern import LatePattern
from cases.light_dataclass import dataclass
from cases.words import N_
from partners.carriers import beside
from partners.carriers.glances import Glance, glance
from partners.carriers.links import SLACK_ENTITY, TRACK_ID, Link, is_link, links_in, unescaped_links
from partners.carriers.names import of_one_house
from partners.carriers.numbers import Candidate, Recognised, normalise, recognise
from partners.carriers.plain_text import GONE, blank, flat, without_invisible, without_printed_dots
from partners.carriers.spacing import Found, numbers_in

LIMIT = 50
NAMED_BESIDE = N_("The carrier is named beside it.")
# Order numbers have fewer characters than the longest tracking numbers.
LONGER_THAN_ORDERS = 20
SHORT_FRAGMENT = 8
# A piece that no carrier's letters or check digit speak for is doubtful below this length.
SHORT_AND_WEAK = 10
A_TRACK_ID = LatePattern(rf"(?<![A-Z0-9]){TRACK_ID.written}(?![A-Z0-9])")
# Beside real numbers, only pieces with so many digits are worth saying that they are none.
WORTH_SAYING = 6


@dataclass(frozen=True, slots=True)
class Hints:
    """What the text says beside the numbers; None where it says nothing, or two different things."""

    marketplace: str | None = None
    order: str | None = None
    note: str | None = None
    value: Decimal | None = None
    currency: str | None = None
    carrier: str | None = None


@dataclass(frozen=True, slots=True)
class Pasted:
    """The numbers of a text in order, each once; `doubles` and `too_many` count what was left out.

    `left_over` are the pieces that look as if they were meant as numbers and are none: too short, too long,
    or rounded by a spreadsheet.
    """

    numbers: tuple[Recognised, ...]
    hints: Hints
    left_over: tuple[str, ...]
    doubles: int
    too_many: int


@dataclass(frozen=True, slots=True)
class _Written:
    """A number where it stands in the text."""

    start: int
    written: str
    number: str
    seen: Glance
    from_link: bool = False


@dataclass(slots=True)
class _Reading:
    """A text while it is being understood: what was taken out so far, and what it said."""

    written: str
    plain: str
    orders: list[tuple[int, str]]
    carriers: list[tuple[int, str]]
    shops: list[tuple[int, str]]
    note: str | None = None
    price: tuple[Decimal, str | None] | None = None
    fragments: tuple[int, ...] = ()

    def take_out(self, spans: list[tuple[int, int]]) -> None:
        if spans:
            self.written, self.plain = blank(self.written, spans), blank(self.plain, spans)


def read_pasted(text: str) -> Pasted:
    """Every tracking number in a text as people paste it, up to 50 different ones, and the hints beside them.

    Never raises for any text; the time grows with its length and no faster.
    """
    text = without_printed_dots(without_invisible(unescaped_links(text)))
    links = links_in(text)
    reading = _without_links(text, links)
    _understand_what_is_beside(reading, text)
    found = list(numbers_in(reading.plain, reading.written))
    numbers = _without_orders(reading, [*_from_links(links), *_from_text(text, found)])
    numbers, bystanders = _without_bystanders(numbers or _track_ids(reading, text), text)
    return _pasted(reading, numbers, text, _left_over(found, bystanders, text, bool(numbers)))


def _pasted(reading: _Reading, numbers: list[_Written], text: str, left_over: tuple[str, ...]) -> Pasted:
    different: dict[str, _Written] = {}
    for entry in sorted(numbers, key=lambda entry: entry.start):
        different.setdefault(entry.number, entry)
    kept = list(different.values())
    recognised = _once(_recognised(entry, reading, text) for entry in kept[:LIMIT])
    return Pasted(
        numbers=recognised,
        hints=_hints(reading),
        left_over=left_over[:LIMIT],
        doubles=len(numbers) - len(kept) + len(kept[:LIMIT]) - len(recognised),
        too_many=len(kept[LIMIT:]),
    )


def _once(numbers: Iterator[Recognised]) -> tuple[Recognised, ...]:
    """Each number once: with and without a ZIP prefix, a label's number is the same."""
    different: dict[str, Recognised] = {}
    for entry in numbers:
        different.setdefault(entry.number, entry)
    return tuple(different.values())


def _without_links(text: str, links: tuple[Link, ...]) -> _Reading:
    spans = [span for link in links for span in _link_spans(text, link)]
    spans += [hit.span() for hit in SLACK_ENTITY.finditer(text) if hit[1][:1] in ("@", "#", "!")]
    spans += [hit.span() for hit in SLACK_ENTITY.finditer(text) if hit[1].startswith(("mailto:", "tel:"))]
    written = blank(text, spans)
    reading = _Reading(written, flat(written), [], [], [])
    for link in links:
        address = flat(link.address)
        orders = [address[slice(*span)] for span in beside.orders(address)] or ([link.order] if link.order else [])
        reading.orders += [(link.start, order) for order in orders]
        reading.carriers += [(link.start, link.carrier)] if link.carrier else []
        reading.shops += [(link.start, name) for name, *_ in beside.shops(address, address)[:1]]
    return reading


def _link_spans(text: str, link: Link) -> Iterator[tuple[int, int]]:
    """All of a link that gave numbers; of another, everything but the label, which may be what was meant."""
    bar = text.find("|", link.start, link.end)
    if link.numbers or text[link.start] != "<" or bar < 0 or is_link(text[bar + 1 : link.end]):
        yield link.start, link.end
    else:
        yield link.start, bar + 1
        yield link.end - 1, link.end


def _understand_what_is_beside(reading: _Reading, text: str) -> None:
    """Takes notes, orders, shops, days, telephones, amounts and carriers out of the text, in this order."""
    _take_note(reading)
    _take_orders(reading)
    _take_shops(reading)
    reading.take_out(beside.no_numbers(reading.plain))
    _take_price(reading)
    _take_carriers(reading)


def _take_note(reading: _Reading) -> None:
    spans = []
    for start, end, content in beside.quoted(reading.written):
        said = " ".join(content.replace(GONE, " ").split())
        if said and not _is_cell(reading.written, start, end) and not _holds_numbers(content):
            reading.note = reading.note or said
            reading.price = reading.price or _price_in_note(content)
            spans.append((start, end))
    reading.take_out(spans)


def _is_cell(text: str, start: int, end: int) -> bool:
    """Whether quotes are only what a table wraps around each of its cells."""
    return text[end : end + 2] in (',"', ';"', '\t"') or text[max(start - 2, 0) : start] in ('",', '";', '"\t')


def _holds_numbers(content: str) -> bool:
    plain = flat(content)
    found = [entry for entry in numbers_in(plain, content) if entry.is_number]
    if any(entry.seen >= Glance.REFUSED_IN_LETTERS for entry in found):
        return True
    return bool(found) and len(found[0].number) == sum(map(str.isalnum, plain))


def _price_in_note(content: str) -> tuple[Decimal, str | None] | None:
    plain = flat(content)
    if priced := beside.price(plain):
        return priced[0], priced[1]
    bare = beside.bare_amount(plain)
    return None if bare is None else (bare, None)


def _take_orders(reading: _Reading) -> None:
    spans = beside.orders(reading.plain)
    spans += [span for span in beside.orders_by_word(reading.plain) if not _is_surely_a_number(reading, span)]
    reading.orders += [(start, reading.written[start:end].strip()) for start, end in spans]
    reading.take_out(spans)


def _is_surely_a_number(reading: _Reading, span: tuple[int, int]) -> bool:
    number = normalise(reading.plain[slice(*span)])
    seen = glance(number)
    if seen in (Glance.FAIR, Glance.REFUSED_IN_LETTERS):
        return len(number) >= LONGER_THAN_ORDERS or not number.isdigit()
    return seen >= Glance.GOOD


def _take_shops(reading: _Reading) -> None:
    named = beside.shops(reading.plain, reading.written)
    reading.shops += [(start, name) for name, start, _ in named]
    spans, fragments = [(start, end) for _, start, end in named], []
    for _, _, end in named:
        span = beside.fragment_after(reading.plain, end)
        if span is None or beside.begins_a_price(reading.plain, span[0]):
            # `amazon.de 89.50 EUR` names no order.
            continue
        fragments.append(span[0])
        if _is_fragment_of_an_order(reading.plain, span):
            reading.orders.append((span[0], reading.written[slice(*span)]))
            spans.append(span)
    reading.fragments = tuple(fragments)
    reading.take_out(spans)


def _is_fragment_of_an_order(plain: str, span: tuple[int, int]) -> bool:
    piece = plain[slice(*span)]
    seen = glance(normalise(piece))
    if beside.DIGITS_GO_ON.match(plain, span[1]):
        return False
    if "-" in piece:
        return seen < Glance.REFUSED_IN_LETTERS
    return len(piece) <= SHORT_FRAGMENT and seen <= Glance.WEAK


def _take_price(reading: _Reading) -> None:
    priced = beside.price(reading.plain)
    if priced is not None:
        reading.price = reading.price or (priced[0], priced[1])
    spans: list[tuple[int, int]] = []
    while priced is not None and len(spans) < LIMIT:
        spans.append(priced[2])
        priced = beside.price(reading.plain, priced[2][1])
    reading.take_out(spans)


def _take_carriers(reading: _Reading) -> None:
    named = beside.carriers(reading.written)
    reading.carriers += [(entry.start, entry.code) for entry in named]
    reading.take_out([(entry.start, entry.end) for entry in named if not entry.may_begin_a_number])


def _from_links(links: tuple[Link, ...]) -> Iterator[_Written]:
    for link in links:
        for written in link.numbers:
            number = normalise(written)
            yield _Written(link.start, written, number, glance(number), from_link=True)


def _from_text(text: str, found: list[Found]) -> Iterator[_Written]:
    for entry in found:
        if entry.is_number:
            yield _Written(entry.start, text[entry.start : entry.end], entry.number, entry.seen)


def _track_ids(reading: _Reading, text: str) -> list[_Written]:
    """The track ids of GLS, eight letters and digits of any kind: taken for numbers only where GLS is named."""
    if {code for _, code in reading.carriers} != {"gls"}:
        return []
    hits = A_TRACK_ID.finditer(reading.plain)
    return [_Written(hit.start(), text[hit.start() : hit.end()], hit[0], glance(hit[0])) for hit in hits]


def _without_orders(reading: _Reading, numbers: list[_Written]) -> list[_Written]:
    """A number of digits right behind a marketplace is its order, once there is another number to follow."""
    kept = [entry for entry in numbers if not _may_be_order(entry, reading)]
    if not kept or len(kept) == len(numbers):
        return numbers
    reading.orders += [(entry.start, entry.written) for entry in numbers if _may_be_order(entry, reading)]
    return kept


def _may_be_order(entry: _Written, reading: _Reading) -> bool:
    short = entry.number.isdigit() and len(entry.number) < LONGER_THAN_ORDERS
    return short and entry.start in reading.fragments and not entry.from_link


def _without_bystanders(numbers: list[_Written], text: str) -> tuple[list[_Written], list[str]]:
    """Without what only resembles a number, where a better one stands in the same line.

    Mobile numbers, days and article numbers are dropped; other short pieces come back as left over.
    """
    doubtful = {entry for entry in numbers if _is_short(entry) or _is_no_number(entry)}
    lines = {_line(text, entry.start) for entry in numbers if entry not in doubtful}
    beside_better = {entry for entry in doubtful if _line(text, entry.start) in lines}
    short = [entry.written for entry in numbers if entry in beside_better and not _is_no_number(entry)]
    return [entry for entry in numbers if entry not in beside_better], short


def _is_no_number(entry: _Written) -> bool:
    return entry.seen <= Glance.FAIR and beside.MAYBE_NO_NUMBER.fullmatch(entry.number) is not None


def _is_short(entry: _Written) -> bool:
    return entry.seen <= Glance.WEAK and len(entry.number) < SHORT_AND_WEAK and not entry.from_link


def _line(text: str, place: int) -> tuple[int, int]:
    end = text.find("\n", place)
    return text.rfind("\n", 0, place) + 1, len(text) if end < 0 else end


def _recognised(entry: _Written, reading: _Reading, text: str) -> Recognised:
    recognised = recognise(entry.written)
    start, end = _line(text, entry.start)
    beside_it = {code for place, code in reading.carriers if start <= place < end}
    named = beside_it or {code for _, code in reading.carriers}
    return _narrowed(recognised, named.pop()) if len(named) == 1 else recognised


def _narrowed(recognised: Recognised, carrier: str) -> Recognised:
    """What a carrier named beside it makes of an ambiguous number: his, or refused by him, or as before."""
    if recognised.verdict != "ambiguous":
        return recognised
    his = [entry for entry in recognised.candidates if of_one_house(entry.courier, carrier)]
    if his:
        return replace(recognised, candidates=(_named(his[0]),))
    if any(of_one_house(slip.courier, carrier) for slip in recognised.slips):
        return replace(recognised, candidates=())
    return recognised


def _named(candidate: Candidate) -> Candidate:
    return replace(
        candidate, confidence="fair" if candidate.confidence == "weak" else candidate.confidence, reason=NAMED_BESIDE
    )


def _hints(reading: _Reading) -> Hints:
    value, currency = reading.price or (None, None)
    carriers = list(dict.fromkeys(code for _, code in sorted(reading.carriers)))
    return Hints(
        marketplace=_first(reading.shops),
        order=_first(reading.orders),
        note=reading.note,
        value=value,
        currency=currency,
        carrier=carriers[0] if carriers and all(of_one_house(carriers[0], code) for code in carriers) else None,
    )


def _first(said: list[tuple[int, str]]) -> str | None:
    return min(said, default=(0, None))[1]


def _left_over(found: list[Found], bystanders: list[str], text: str, among_numbers: bool) -> tuple[str, ...]:
    pieces = [
        text[entry.start : entry.end]
        for entry in found
        if not entry.is_number and (not among_numbers or _worth_saying(entry, text))
    ]
    rounded = [hit[0] for hit in beside.SPREADSHEET_ROUNDED.finditer(text)]
    return tuple(dict.fromkeys([*pieces, *bystanders, *rounded]))


def _worth_saying(entry: Found, text: str) -> bool:
    start, end = _line(text, entry.start)
    return (
        text[start:end].strip() == text[entry.start : entry.end] or sum(map(str.isdigit, entry.number)) >= WORTH_SAYING
    )
