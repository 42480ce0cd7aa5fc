"""An Excel workbook as a table of text. It comes from strangers: what is too large, locked or has macros is refused.

Read by openpyxl row by row, https://openpyxl.readthedocs.io/en/stable/optimized.html#read-only-mode, which says nothing
of merged cells: those are read from the sheet's own XML.
"""

import html
import io
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import field, replace
from datetime import date, datetime, time
from typing import Any

from cases.light_dataclass import dataclass
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
# Of a sheet's XML, what its reader leaves out: rows that are hidden, formulas whose result nobody has computed, merges.
LEFT_OUT = re.compile(
    rb'<row(?=[^<>]*?\shidden="(?:1|true)")[^<>]*?\sr="(?P<hidden>\d{1,7})"'
    rb'|<c(?=\s)[^<>]*?\sr="(?P<column>[A-Z]{1,3})(?P<line>\d{1,7})"[^<>]*>\s*'
    rb"<f(?:\s[^<>]*?)?(?:/>|>(?P<formula>[^<]*)</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>"
    rb'|<mergeCell\s[^<>]*?ref="(?P<from>[A-Z]{1,3})(?P<first>\d{1,7}):(?P<to>[A-Z]{1,3})(?P<last>\d{1,7})"'
)
CHUNK, LONGEST_PIECE = 1 << 20, 10_000
DAMAGED = N_("The workbook is damaged or is no Excel file. Open it, save it as .xlsx once more, and send that.")


def read_workbook(
    content: bytes, *, is_known: Callable[[Sequence[Line]], object] = header_of, fills_merged: bool = True
) -> Grid:
    """The sheet that is meant: the first whose rows have a header that is known, else the first that has anything.

    `fills_merged`: what stands in merged cells holds for all of their lines, and a formula that has no result stands
    there itself; of lines of money either would count.
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
    sheets = [one for one in book.worksheets if one.sheet_state == "visible"][:MOST_SHEETS]
    for place, sheet in enumerate(sheets):
        grid = _read(sheet, content, fills_merged)
        if grid.rows and is_known(grid.rows):
            left = (one for one in sheets[place + 1 :] if is_known(_rows(one, LOOKED_AT)))
            return replace(grid, others=tuple(one.title for one in left))
        if grid.rows and first is None:
            first = grid
    return first or Grid(())


def _read(sheet: Any, content: bytes, fills_merged: bool) -> Grid:
    rows = _rows(sheet, MOST_LINES + LOOKED_AT)
    grid = Grid(tuple(rows), sheet.title, len(rows) > MOST_LINES + LOOKED_AT)
    return _with_left_out(grid, _left_out(content, sheet._worksheet_path), fills_merged)


def _rows(sheet: Any, most: int) -> list[Line]:
    """The rows that have anything, and one more than the most where there are more."""
    # What a sheet says of its own size may be anything.
    sheet.reset_dimensions()
    rows: list[Line] = []
    empty = 0
    for line, cells in enumerate(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS), 1):
        told = tuple(_text(cell) for cell in cells)
        empty = 0 if any(told) else empty + 1
        if any(told):
            rows.append((line, told))
        if empty > MOST_EMPTY or len(rows) > most:
            break
    return rows


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


@dataclass(slots=True)
class _LeftOut:
    """What the reader leaves out of a sheet, by lines from 1 and columns from 0."""

    hidden: set[int] = field(default_factory=set)
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[tuple[int, int, int]] = field(default_factory=list)


def _with_left_out(grid: Grid, left: _LeftOut, fills_merged: bool) -> Grid:
    """The table with merged cells filled, and formulas where they have no result.

    What stands in the first of merged cells holds for all below it in its column; cells merged across columns are
    titles and stay as they are.
    """
    values = dict(grid.rows)
    down: dict[tuple[int, int], str] = {}
    for column, first, last in left.merged if fills_merged else ():
        above = values.get(first, ())
        if column < len(above) and above[column]:
            down |= {(line, column): above[column] for line in range(first + 1, last + 1)}
    filled = {**left.formulas, **down} if fills_merged else {}
    rows = [
        (line, tuple(cell or filled.get((line, column), "") for column, cell in enumerate(cells)) if filled else cells)
        for line, cells in grid.rows
    ]
    # However wide it is asked for, a row is as wide as what stands in any of them.
    width = max((place for _, cells in rows for place, cell in enumerate(cells, 1) if cell), default=0)
    rows = [(line, cells[:width]) for line, cells in rows]
    return replace(grid, rows=tuple(rows), hidden=frozenset(left.hidden), from_above=frozenset(down))


def _left_out(content: bytes, path: str) -> _LeftOut:
    found, lines = _LeftOut(), 0
    for one in _pieces(content, path):
        if one["hidden"]:
            found.hidden.add(int(one["hidden"]))
        elif one["column"]:
            written = html.unescape((one["formula"] or b"").decode("utf-8", "replace"))
            found.formulas[int(one["line"]), _column(one["column"])] = f"={written}"
        elif one["from"] == one["to"] and int(one["last"]) > int(one["first"]) and lines <= MOST_MERGED:
            lines += int(one["last"]) - int(one["first"])
            found.merged.append((_column(one["from"]), int(one["first"]), int(one["last"])))
    return found


def _pieces(content: bytes, path: str) -> Iterator[re.Match[bytes]]:
    rest = b""
    with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(path.lstrip("/")) as part:
        while chunk := part.read(CHUNK):
            text = rest + chunk
            end = 0
            for one in LEFT_OUT.finditer(text):
                yield one
                end = one.end()
            rest = text[max(end, len(text) - LONGEST_PIECE) :]


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
