"""A document set in type: every part of it placed on sheets, and the sheets written as one PDF."""

import io
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import zip_longest
from typing import Any

from partners.pack.document import Declaration, Document, Facts, Letter, Part, Photograph, Photographs, Table
from partners.pack.lines import lines_of
from partners.pack.photographs import printed
from partners.pack.sheets import (
    CELL,
    COLUMN_TITLE,
    FACT,
    LEFT,
    NAME,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    READING,
    ROOM,
    SMALL,
    SUBJECT,
    SUBTITLE,
    TITLE,
    Mark,
    Picture,
    Ruled,
    Sheets,
    Type,
    Words,
)
from partners.pack.type_faces import WIDE, faces, printable, runs, width

NAMES_ROOM = 148.0
BETWEEN_COLUMNS = 8.0
PHOTOGRAPHS_BESIDE, BETWEEN_PHOTOGRAPHS, TALLEST_PHOTOGRAPH = 2, 16.0, 230.0
# The wide face has no bold of its own: its outlines are drawn as well.
OUTLINED = 0.028
ONE_AT_A_TIME = threading.Lock()


ContentOf = Callable[[str], bytes | None]


def pdf_of(document: Document, content_of: ContentOf) -> bytes:
    """The document as a PDF. Blocks for a while: call it in a thread.

    `content_of` gives the bytes of a photograph by its SHA-256 when its turn comes, None where they are gone.
    """
    faces()
    sheets = Sheets()
    sheets.paragraph(document.title, TITLE)
    sheets.paragraph(document.subtitle, SUBTITLE)
    for part in document.parts:
        _place(part, sheets, content_of)
    return _written(document, sheets)


def _place(part: Part, sheets: Sheets, content_of: ContentOf) -> None:
    match part:
        case Letter():
            sheets.gap(20)
            sheets.paragraph(part.subject, SUBJECT)
            sheets.gap(8)
            sheets.paragraph(part.text, READING)
            sheets.turn()
        case Facts():
            sheets.heading(part.heading)
            _facts(part.rows, sheets)
            _note(part.note, sheets)
        case Table():
            sheets.heading(part.heading)
            _table(part, sheets)
            _note(part.note, sheets)
        case Photographs():
            _photographs(part, sheets, content_of)
        case Declaration():
            sheets.heading(part.heading, held=150)
            sheets.gap(4)
            sheets.paragraph(part.text, READING)
            sheets.gap(8)
            _facts(part.rows, sheets)


def _facts(rows: tuple[tuple[str, str], ...], sheets: Sheets) -> None:
    for name, value in rows:
        names = lines_of(printable(name), NAMES_ROOM - 10, NAME.size)
        values = lines_of(printable(value), ROOM - NAMES_ROOM, FACT.size)
        sheets.side_by_side([(LEFT, names, NAME, False), (LEFT + NAMES_ROOM, values, FACT, False)], padding=1.5)


def _table(table: Table, sheets: Sheets) -> None:
    if not table.rows:
        sheets.gap(4)
        sheets.paragraph(table.empty, FACT)
        return
    shares = sum(one.share for one in table.columns)
    widths = [one.share / shares * ROOM for one in table.columns]
    begins = [LEFT + sum(widths[:number]) for number in range(len(widths))]
    titles = _row(table, tuple(one.title for one in table.columns), begins, widths, COLUMN_TITLE)
    _titles(titles, sheets)
    for row, below in zip_longest(table.rows, table.below, fillvalue=""):
        cells = _row(table, row, begins, widths, CELL)
        under = lines_of(printable(below), LEFT + ROOM - begins[1], SMALL.size) if below else []
        height = max(len(lines) for _, lines, _, _ in cells) * CELL.leading + 6 + len(under) * SMALL.leading
        # A row that is longer than a sheet begins where it is; any other stays in one piece.
        if height < PAGE_HEIGHT / 2 and sheets.need(height):
            _titles(titles, sheets)
        sheets.side_by_side(cells)
        if under:
            sheets.side_by_side([(begins[1], under, SMALL, False)], padding=0)
            sheets.y -= 3
        sheets.mark(Ruled(LEFT, sheets.y, ROOM))


Cells = list[tuple[float, list[str], Type, bool]]


def _row(table: Table, row: tuple[str, ...], begins: list[float], widths: list[float], type: Type) -> Cells:
    cells = []
    for column, text, x, wide in zip(table.columns, row, begins, widths, strict=True):
        lines = lines_of(printable(text), wide - BETWEEN_COLUMNS, type.size, bold=type.bold)
        cells.append((x + wide - BETWEEN_COLUMNS if column.amounts else x, lines, type, column.amounts))
    return cells


def _titles(titles: Cells, sheets: Sheets) -> None:
    sheets.side_by_side(titles)
    sheets.mark(Ruled(LEFT, sheets.y, ROOM, 0.6, 0.45))


def _note(note: str, sheets: Sheets) -> None:
    if note:
        sheets.gap(5)
        sheets.paragraph(note, SMALL)


def _photographs(part: Photographs, sheets: Sheets, content_of: ContentOf) -> None:
    if not part.photographs:
        return
    sheets.heading(part.heading, held=TALLEST_PHOTOGRAPH + 40)
    room = (ROOM - BETWEEN_PHOTOGRAPHS * (PHOTOGRAPHS_BESIDE - 1)) / PHOTOGRAPHS_BESIDE
    for first in range(0, len(part.photographs), PHOTOGRAPHS_BESIDE):
        next_to_it = part.photographs[first : first + PHOTOGRAPHS_BESIDE]
        beside = [_shown(one, content_of(one.sha256), part.unreadable, room) for one in next_to_it]
        captions = [lines_of(printable(one), room, SMALL.size) for _, one in beside]
        tallest = max((picture.height for picture, _ in beside if picture), default=0.0)
        sheets.need(10 + tallest + 4 + max(len(one) for one in captions) * SMALL.leading)
        sheets.y -= 10 + tallest
        begins = [LEFT + number * (room + BETWEEN_PHOTOGRAPHS) for number in range(len(beside))]
        for x, (picture, _) in zip(begins, beside, strict=True):
            if picture:
                sheets.mark(
                    Picture(x, sheets.y + tallest - picture.height, picture.width, picture.height, picture.jpeg)
                )
        sheets.y -= 2
        sheets.side_by_side([(x, lines, SMALL, False) for x, lines in zip(begins, captions, strict=True)], padding=1)


def _shown(photograph: Photograph, content: bytes | None, unreadable: str, room: float) -> tuple[Picture | None, str]:
    """A photograph in the size it is printed in, with its caption; or the caption alone, saying why."""
    found = printed(content) if content is not None else None
    if found is None:
        return None, f"{photograph.caption}\n{unreadable}"
    scale = min(room / found.width, TALLEST_PHOTOGRAPH / found.height)
    return Picture(0, 0, found.width * scale, found.height * scale, found.jpeg), photograph.caption


@contextmanager
def _bytes_as_they_are() -> Iterator[None]:
    """Pictures and fonts as bytes: the library writes them as text, a quarter longer, unless it is told not to."""
    from reportlab import rl_config

    with ONE_AT_A_TIME:
        before = rl_config.useA85
        rl_config.useA85 = 0
        try:
            yield
        finally:
            rl_config.useA85 = before


def _written(document: Document, sheets: Sheets) -> bytes:
    with _bytes_as_they_are():
        return _drawn(document, sheets)


def _drawn(document: Document, sheets: Sheets) -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    written = io.BytesIO()
    # Without this the library writes the time of day and a number of its own into the file.
    canvas = Canvas(written, pagesize=(PAGE_WIDTH, PAGE_HEIGHT), invariant=1, pageCompression=1, lang=document.language)
    canvas.setDateFormatter(lambda *_: f"D:{document.at:%Y%m%d%H%M%S}Z")
    canvas.setTitle(printable(document.title))
    canvas.setSubject(printable(document.subtitle))
    canvas.setCreator("Tracer")
    canvas.setProducer("Tracer")
    pages = [one for one in sheets.pages if one] or [[]]
    for number, marks in enumerate(pages):
        for mark in (*marks, *_edges(document, number + 1, len(pages))):
            _draw(mark, canvas)
        for text, page, y in sheets.headings:
            if page == number:
                key = f"heading-{len(text)}-{page}-{y:.0f}"
                canvas.bookmarkHorizontal(key, 0, y)
                canvas.addOutlineEntry(text, key, 0)
        canvas.showPage()
    canvas.save()
    return written.getvalue()


def _edges(document: Document, page: int, pages: int) -> list[Mark]:
    """What stands at the head and the foot of every sheet."""
    running = lines_of(printable(document.running), ROOM, SMALL.size)[0]
    numbered = printable(document.page_of.format(page=page, pages=pages))
    return [
        Words(LEFT, PAGE_HEIGHT - 44, running, SMALL),
        Ruled(LEFT, PAGE_HEIGHT - 52, ROOM),
        Words(PAGE_WIDTH - LEFT - width(numbered, SMALL.size), 36, numbered, SMALL),
    ]


def _draw(mark: Mark, canvas: Any) -> None:
    match mark:
        case Words():
            _write(mark, canvas)
        case Ruled():
            canvas.setStrokeGray(mark.grey)
            canvas.setLineWidth(mark.weight)
            canvas.line(mark.x, mark.y, mark.x + mark.length, mark.y)
        case Picture():
            from reportlab.lib.utils import ImageReader

            read = ImageReader(io.BytesIO(mark.jpeg))
            canvas.drawImage(read, mark.x, mark.y, mark.width, mark.height)


def _write(mark: Words, canvas: Any) -> None:
    line = canvas.beginText(mark.x, mark.y)
    line.setFillGray(mark.type.grey)
    for name, stretch in runs(mark.text, bold=mark.type.bold):
        line.setFont(name, mark.type.size)
        outlined = mark.type.bold and name == WIDE
        if outlined:
            canvas.setLineWidth(mark.type.size * OUTLINED)
            canvas.setStrokeGray(mark.type.grey)
        line.setTextRenderMode(2 if outlined else 0)
        line.textOut(stretch)
    line.setTextRenderMode(0)
    canvas.drawText(line)
