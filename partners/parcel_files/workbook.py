"""An Excel workbook as a table of text. It comes from strangers: what is too large, locked or has macros is refused.

Read by openpyxl row by row, https://openpyxl.readthedocs.io/en/stable/optimized.html#read-only-mode, which says nothing
of merged cells: those are read from the sheet's own XML.
"""

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time
from typing import Any

from cases.words import N_, Refused
from partners.carriers.number_lists import meant
from partners.parcel_files.columns import header_of
from partners.parcel_files.grid import LOOKED_AT, MEGABYTE, MOST_COLUMNS, MOST_LINES, Grid, Line

MOST_PARTS, LARGEST_UNPACKED, MOST_SHEETS = 2000, 150 * MEGABYTE, 20
# So many rows without anything end a sheet: some programs write a million of them.
MOST_EMPTY = 1000
MOST_MERGED = 100_000
# A workbook keeps fifteen digits of a number; of a longer one the rest is gone.
# https://support.microsoft.com/office/excel-specifications-and-limits-1672b34d-7043-467e-8e27-269d656771c3
DIGITS_KEPT = 15
MERGED = re.compile(rb'<mergeCell\s[^>]*?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
CHUNK = 1 << 20
DAMAGED = N_("The workbook is damaged or is no Excel file. Open it, save it as .xlsx once more, and send that.")


def read_workbook(
    content: bytes, *, is_known: Callable[[Sequence[Line]], object] = header_of, fills_merged: bool = True
) -> Grid:
    """The sheet that is meant: the first whose rows have a header that is known, else the first that has anything.

    `fills_merged`: what stands in merged cells holds for all of their lines; of money it would count as often.
    """
    _check(content)
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        try:
            return _best(book, content, is_known, fills_merged)
        finally:
            book.close()
    except Refused:
        raise
    except Exception:
        # Whatever a damaged or forged part makes the reader stumble over.
        raise Refused(DAMAGED) from None


def _check(content: bytes) -> None:
    """Refuse what should not be opened, by its table of contents alone."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            names = {one.filename.lower() for one in parts}
            if len(parts) > MOST_PARTS or sum(one.file_size for one in parts) > LARGEST_UNPACKED:
                raise Refused(N_("The file unpacks to far more than a table needs, so it was not opened. Send a CSV."))
            if any(one.flag_bits & 1 for one in parts):
                raise Refused(N_("The file is locked with a password. Save it without one and send that."))
            if any(name.endswith(("vbaproject.bin", "macrosheets/sheet1.xml")) for name in names):
                raise Refused(
                    N_("The workbook has macros, so it was not opened. Save it as .xlsx or CSV and send that.")
                )
            if "xl/workbook.xml" not in names and "[content_types].xml" not in names:
                raise Refused(N_("This is an archive, not a table. Send the .xlsx or CSV file itself."))
            for one in parts:
                if one.filename.endswith((".xml", ".rels")) and b"<!DOCTYPE" in _begins(archive, one):
                    raise Refused(DAMAGED)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError, OSError, ValueError):
        raise Refused(DAMAGED) from None


def _begins(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    with archive.open(part) as opened:
        return opened.read(2000)


def _best(book: Any, content: bytes, is_known: Callable[[Sequence[Line]], object], fills_merged: bool) -> Grid:
    first: Grid | None = None
    for sheet in [one for one in book.worksheets if one.sheet_state == "visible"][:MOST_SHEETS]:
        grid = _read(sheet, content if fills_merged else None)
        if grid.rows and is_known(grid.rows):
            return grid
        if grid.rows and first is None:
            first = grid
    return first or Grid(())


def _read(sheet: Any, content: bytes | None) -> Grid:
    # What a sheet says of its own size may be anything.
    sheet.reset_dimensions()
    rows: list[Line] = []
    empty = 0
    for line, cells in enumerate(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS), 1):
        told = tuple(_text(cell) for cell in cells)
        empty = 0 if any(told) else empty + 1
        if any(told):
            rows.append((line, told))
        if empty > MOST_EMPTY or len(rows) > MOST_LINES + LOOKED_AT:
            break
    filled = rows if content is None else _filled(rows, content, sheet)
    return Grid(tuple(filled), sheet.title, len(rows) > MOST_LINES + LOOKED_AT)


def _text(cell: Any) -> str:
    """A cell as text: dates as ISO, whole numbers without a point, and numbers that lost digits so that it shows."""
    if cell is None or isinstance(cell, bool):
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, time):
        return ""
    if isinstance(cell, (int, float)):
        if abs(cell) >= 10**DIGITS_KEPT:
            return f"{cell:.5E}"
        return str(int(cell)) if float(cell).is_integer() else repr(cell)
    return meant(str(cell))


def _filled(rows: list[Line], content: bytes, sheet: Any) -> Iterator[Line]:
    """The rows with merged cells filled: what stands in the first of them holds for all below it in its column.

    Cells merged across columns are titles and stay as they are.
    """
    merged = _merged(content, sheet._worksheet_path)
    values = dict(rows)
    down: dict[tuple[int, int], str] = {}
    for column, first, last in merged:
        above = values.get(first, ())
        if column < len(above) and above[column]:
            down |= {(line, column): above[column] for line in range(first + 1, last + 1)}
    for line, cells in rows:
        yield line, tuple(cell or down.get((line, column), "") for column, cell in enumerate(cells)) if down else cells


def _merged(content: bytes, path: str) -> list[tuple[int, int, int]]:
    """Column (from 0), first and last line of each merge that lies in one column."""
    found: list[tuple[int, int, int]] = []
    lines = 0
    for first_column, first, last_column, last in _refs(content, path):
        if first_column != last_column or int(last) <= int(first):
            continue
        lines += int(last) - int(first)
        if lines > MOST_MERGED:
            break
        found.append((_column(first_column), int(first), int(last)))
    return found


def _refs(content: bytes, path: str) -> Iterator[tuple[bytes, bytes, bytes, bytes]]:
    rest = b""
    with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(path.lstrip("/")) as part:
        while chunk := part.read(CHUNK):
            text = rest + chunk
            end = 0
            for one in MERGED.finditer(text):
                yield one[1], one[2], one[3], one[4]
                end = one.end()
            rest = text[max(end, len(text) - 200) :]


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
