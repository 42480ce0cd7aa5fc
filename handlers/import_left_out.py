"""What of an imported file was left out, as a file: the same columns, and the reason beside each line."""

import asyncio
import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from cases.words import N_
from handlers.file_sending import FileToSend, Made
from handlers.language import Words
from handlers.taken_back import list_letter
from handlers.views.parcel_import import reason
from handlers.who import who_is
from partners.parcel_files.grid import Grid, read_grid
from partners.parcel_files.parcels import Layout, LeftOut, body_of, read_parcels
from partners.parcel_files.shipped import read_shipped, shipped_grid
from storage.database import Database
from storage.imports import SHIPPED, WAS_CLOSED, WAS_OPEN, ParcelImport
from storage.sendings import Sending
from storage.transaction import Transaction

LEFT_OUT = "import_left_out"
# What a spreadsheet would take for a formula: https://owasp.org/www-community/attacks/CSV_Injection
FORMULA = ("=", "+", "-", "@", "\t", "\r")
HAD_CASES = {
    WAS_OPEN: N_("{reference} is open for it already."),
    WAS_CLOSED: N_("{reference} was its case and is closed. Open that again if it is lost once more."),
}


class LeftOutMaking:
    """Makes that file from the one that was given."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def make(self, sending: Sending) -> Made | None:
        """The file; None where the one that was given is forgotten by now."""
        found = await self._database.read(lambda tx: _found(tx, sending))
        if found is None:
            return None
        one, content, had, words = found
        made = await asyncio.to_thread(_written, content, one, had, words)
        name = "left-out.csv"
        comment = words(
            N_(
                "What was left out, each line with its reason. Mend it there and send it again. Tracer deletes this "
                "file here after a week."
            )
        )
        return Made((FileToSend(name, name, made, len(made)),), comment)


def forget(tx: Transaction, one: ParcelImport, at: datetime) -> None:
    """Forget an imported file, and take back from Slack what was sent of its lines."""
    for file in tx.sendings.uploaded_of_imports(one.workspace, LEFT_OUT, [one.key]):
        tx.outbox.add(list_letter(one.workspace, file, one.by), at)
    tx.imports.forget(one)


def layout_of(one: ParcelImport) -> Layout:
    """How the file is read."""
    told = one.layout
    return Layout(told.get("places") or {}, told.get("header_line"), told.get("day_first"), told.get("currency"))


def guarded(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _found(tx: Transaction, sending: Sending) -> tuple[ParcelImport, bytes, dict[int, tuple[str, int]], Words] | None:
    one = tx.imports.get(sending.workspace, str(sending.params["import"]))
    content = tx.imports.content(one) if one is not None else None
    if one is None or content is None:
        return None
    had = {line: (outcome, number) for line, outcome, number in tx.imports.lines(one, WAS_OPEN, WAS_CLOSED)}
    return one, content, had, who_is(tx, sending.workspace, sending.user).words


def _written(content: bytes, one: ParcelImport, had: Mapping[int, tuple[str, int]], words: Words) -> bytes:
    grid, layout = shipped_grid(content) if one.of == SHIPPED else read_grid(content), layout_of(one)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerows(
        [guarded(cell) for cell in row] for row in _rows(grid, layout, _left_out(grid, layout, one), had, words)
    )
    return text.getvalue().encode("utf-8-sig", "replace")


def _left_out(grid: Grid, layout: Layout, one: ParcelImport) -> Sequence[LeftOut]:
    if one.of == SHIPPED:
        return read_shipped(grid, layout, one.at.date()).left_out
    return read_parcels(grid, layout, one.at.date()).left_out


def _rows(
    grid: Grid, layout: Layout, bad: Sequence[LeftOut], had: Mapping[int, tuple[str, int]], words: Words
) -> Iterator[Sequence[str]]:
    left_out = {one.line: reason(one, words) for one in bad}
    for line, (outcome, number) in had.items():
        left_out[line] = words.plain(HAD_CASES[outcome], reference=f"LOST-{number:04d}")
    header = next((cells for line, cells in grid.rows if line == layout.header_line), ())
    width = max([len(header), *(len(cells) for _, cells in body_of(grid, layout))], default=0)
    titles = (words.plain(N_("Line")), words.plain(N_("Why it was left out")))
    yield (*header, *[""] * (width - len(header)), *titles)
    for line, cells in body_of(grid, layout):
        if line in left_out:
            yield (*cells, *[""] * (width - len(cells)), str(line), left_out[line])
