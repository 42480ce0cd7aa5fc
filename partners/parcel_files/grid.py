"""The table in a file: its rows with their lines, every cell as the text that is meant. CSV, or an Excel workbook."""

import csv
import io
import re
from collections.abc import Callable, Sequence

from cases.light_dataclass import dataclass
from cases.words import N_, Refused, Sentence
from partners.carriers.number_lists import SEPARATORS, decoded, meant
from partners.parcel_files.columns import header_of

MEGABYTE = 1_000_000
LARGEST_BYTES = 10 * MEGABYTE
MOST_LINES, MOST_COLUMNS = 50_000, 100
# Titles and empty lines may stand above the header.
LOOKED_AT = 40
# Four commas may stand in one line of an address.
LEAST_SEPARATORS = 5
ZIP, OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
# Some programs write a web page, or XML of their own, and call it .xls.
WEB_PAGE = re.compile(r"\s*<(?:!doctype|html|head|meta|table|\?xml)\b", re.IGNORECASE)
Line = tuple[int, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Grid:
    """Every row that has anything, with its line counted from 1. `sheet` is the workbook's sheet that is read, `others`
    beside it have a header as well.

    `too_many` says that there are more lines than are read. `hidden` lines are not seen by whoever opens the workbook;
    `from_above` are the cells, by line and column, that stand there once for several lines.
    """

    rows: tuple[Line, ...]
    sheet: str | None = None
    too_many: bool = False
    others: tuple[str, ...] = ()
    hidden: frozenset[int] = frozenset()
    from_above: frozenset[tuple[int, int]] = frozenset()


def too_large() -> Sentence:
    """What is said of a file that is larger than is read."""
    return Sentence(
        N_("The file is larger than {most} MB. Leave out columns that are not needed, or send it in several files."),
        {"most": LARGEST_BYTES // MEGABYTE},
    )


def read_grid(content: bytes, *, is_known: Callable[[Sequence[Line]], object] = header_of) -> Grid:
    """The table of a file, of a workbook the sheet with a header that is known. Raises Refused with a sentence where
    there is none that can be read.
    """
    if len(content) > LARGEST_BYTES:
        raise Refused(too_large().text, **too_large().params)
    if content.startswith(OLD_OFFICE):
        raise Refused(
            N_(
                "This is an old or locked Excel file. Save it as “Excel workbook (.xlsx)” without a password and send "
                "that."
            )
        )
    if content.startswith(ZIP):
        from partners.parcel_files.workbook import read_workbook

        grid = read_workbook(content, is_known=is_known)
    else:
        text = decoded(content)
        if WEB_PAGE.match(text):
            raise Refused(
                N_("This is a web page that is only called a table. Open it, save it as .xlsx or CSV, and send that.")
            )
        grid = _of_text(text)
    if not grid.rows:
        raise Refused(N_("The file is empty. Send one with a line for each parcel."))
    if grid.too_many:
        raise Refused(N_("The file has more than {most} lines. Send it in several files."), most=MOST_LINES)
    return grid


def _of_text(text: str) -> Grid:
    mark = _separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=False)
    csv.field_size_limit(LARGEST_BYTES)
    rows: list[Line] = []
    last, begins, width, tail = 1, 1, 0, ""
    try:
        for cells in reader:
            if reader.line_num > begins and _swallows(cells, mark, width):
                raise _never_closed(begins)
            told = tuple(meant(cell) for cell in cells[:MOST_COLUMNS])
            if any(told):
                rows.append((reader.line_num, told))
            if len(rows) > MOST_LINES + LOOKED_AT:
                return Grid(tuple(rows), too_many=True)
            last, begins, width = begins, reader.line_num + 1, max(width, len(cells))
            tail = cells[-1] if cells else ""
    except csv.Error:
        raise Refused(
            N_("Line {line} of the file cannot be read as a table. Save it as “CSV UTF-8” or .xlsx and send that."),
            line=reader.line_num + 1,
        ) from None
    if "\n" in tail and not text.rstrip().endswith('"'):
        raise _never_closed(last)
    return Grid(tuple(rows))


def _swallows(cells: Sequence[str], mark: str, width: int) -> bool:
    """Whether a cell has taken up whole lines below it; an address has lines, too, but not as many separators."""
    most = max(LEAST_SEPARATORS, width - 2)
    return any(line.count(mark) >= most for cell in cells if "\n" in cell for line in cell.splitlines())


def _never_closed(line: int) -> Refused:
    return Refused(
        N_(
            "A quotation mark in line {line} of the file is never closed, so that the lines below it cannot be told "
            "apart. Take it out, or save the file as .xlsx, and send it again."
        ),
        line=line,
    )


def _separator(text: str) -> str:
    """What stands between the cells: titles above a header have none, so the first lines are looked at together."""
    first = [line for line in text[: 64 * 1024].splitlines()[:LOOKED_AT] if line.strip()]

    def shared(mark: str) -> int:
        counts = [line.count(mark) for line in first]
        return max((count * counts.count(count) for count in set(counts)), default=0)

    return max(SEPARATORS, key=shared)
