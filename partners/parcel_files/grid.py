"""The table in a file: its rows with their lines, every cell as the text that is meant. CSV, or an Excel workbook."""

import csv
import io
from dataclasses import dataclass

from cases.words import N_, Refused, Sentence
from partners.carriers.number_lists import SEPARATORS, decoded, meant

MEGABYTE = 1_000_000
LARGEST_BYTES = 10 * MEGABYTE
MOST_LINES, MOST_COLUMNS = 50_000, 100
# Titles and empty lines may stand above the header.
LOOKED_AT = 40
ZIP, OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
Line = tuple[int, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Grid:
    """Every row that has anything, with its line counted from 1. `sheet` is the workbook's sheet that was read.

    `too_many` says that there are more lines than are read.
    """

    rows: tuple[Line, ...]
    sheet: str | None = None
    too_many: bool = False


def too_large() -> Sentence:
    """What is said of a file that is larger than is read."""
    return Sentence(
        N_("The file is larger than {most} MB. Leave out columns that are not needed, or send it in several files."),
        {"most": LARGEST_BYTES // MEGABYTE},
    )


def read_grid(content: bytes) -> Grid:
    """The table of a file. Raises Refused with a sentence where there is none that can be read."""
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

        grid = read_workbook(content)
    else:
        grid = _of_text(decoded(content))
    if not grid.rows:
        raise Refused(N_("The file is empty. Send one with a line for each parcel."))
    if grid.too_many:
        raise Refused(N_("The file has more than {most} lines. Send it in several files."), most=MOST_LINES)
    return grid


def _of_text(text: str) -> Grid:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=False)
    csv.field_size_limit(LARGEST_BYTES)
    rows: list[Line] = []
    try:
        for cells in reader:
            told = tuple(meant(cell) for cell in cells[:MOST_COLUMNS])
            if any(told):
                rows.append((reader.line_num, told))
            if len(rows) > MOST_LINES + LOOKED_AT:
                return Grid(tuple(rows), too_many=True)
    except csv.Error:
        raise Refused(
            N_("Line {line} of the file cannot be read as a table. Save it as “CSV UTF-8” or .xlsx and send that."),
            line=reader.line_num + 1,
        ) from None
    return Grid(tuple(rows))


def _separator(text: str) -> str:
    """What stands between the cells: titles above a header have none, so the first lines are looked at together."""
    first = [line for line in text[: 64 * 1024].splitlines()[:LOOKED_AT] if line.strip()]

    def shared(mark: str) -> int:
        counts = [line.count(mark) for line in first]
        return max((count * counts.count(count) for count in set(counts)), default=0)

    return max(SEPARATORS, key=shared)
