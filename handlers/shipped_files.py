"""A file of what was shipped: what it would come to is shown first, and once somebody has said so it is kept whole."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from cases.light_dataclass import dataclass
from cases.shipped import replaced
from handlers.import_left_out import LEFT_OUT, layout_of
from handlers.import_letters import owe_message
from partners.carriers.numbers import courier_name
from partners.parcel_files.grid import Grid
from partners.parcel_files.parcels import Layout
from partners.parcel_files.shipped import ShippedFile, read_shipped, shipped_columns, shipped_grid
from storage.imports import ASKING, DONE, OPENING, SHIPPED, WANTED, ParcelImport
from storage.sendings import NO_CASE, Sending
from storage.transaction import Transaction

MOST_REPLACED, SHOWN_BAD, SHOWN_FIRST = 12, 5, 3


@dataclass(frozen=True, slots=True)
class Figures:
    """A file as it was understood: how it is read, the columns among which somebody has to choose, its figures."""

    grid: Grid
    layout: Layout
    names: Sequence[str]
    doubtful: dict[str, list[int]]
    file: ShippedFile


def read_figures(content: bytes, one: ParcelImport) -> Figures:
    """The figures of a file, with the columns that a person chose if they did; runs in a thread."""
    grid = shipped_grid(content)
    columns = shipped_columns(grid)
    layout, doubtful = Layout(columns.places, columns.header_line), {}
    if one.layout.get("chosen") or one.state == OPENING:
        layout = layout_of(one)
    else:
        doubtful = {name: list(places) for name, places in columns.doubtful.items()}
    return Figures(grid, layout, columns.names, doubtful, read_shipped(grid, layout, one.at.date()))


def look_at_figures(
    tx: Transaction, one: ParcelImport, figures: Figures, content: bytes, name: str, forget_at: datetime, at: datetime
) -> None:
    """Show what a file comes to and what it would take the place of, and wait for a person's word."""
    now = tx.imports.get(one.workspace, one.key, for_update=True)
    if now is None or now.state != WANTED:
        return
    file, layout, kept = figures.file, figures.layout, tx.imports.shown(now)
    before = tx.shipped(one.workspace).by_carrier(part.month for part in file.shipped)
    changes = replaced(file.shipped, before)
    shown: dict[str, Any] = {
        "name": name or str(kept.get("name") or ""),
        "columns": _columns(figures),
        "replaced": [
            [part.month, courier_name(part.carrier) if part.carrier else "", part.parcels, part.before]
            for part in changes[:MOST_REPLACED]
        ],
        "bad": [[bad.line, bad.place, bad.written[:40], bad.why, bad.carrier] for bad in file.left_out[:SHOWN_BAD]],
        "doubtful": figures.doubtful,
        "asks": sorted(file.asks),
        "sheet": figures.grid.sheet,
        "others": list(figures.grid.others),
    }
    tx.imports.keep_content(now, content)
    tx.imports.keep_shown(now, shown)
    told = {"places": dict(layout.places), "header_line": layout.header_line, "day_first": layout.day_first}
    told |= {"of": SHIPPED, "chosen": bool(now.layout.get("chosen"))}
    counts = {"lines": file.lines, "bad": len(file.left_out), "parcels": file.parcels, "figures": len(file.shipped)}
    counts["changes"] = len(changes)
    tx.imports.change(now, state=ASKING, layout=told, counts=counts, next_at=forget_at)
    owe_message(tx, now, at, f"{ASKING}:{at.timestamp():.3f}")


def keep_figures(tx: Transaction, one: ParcelImport, figures: Figures, forget_at: datetime, at: datetime) -> None:
    """Keep the figures, in place of those of the same months and carriers, and send what was left out."""
    now = tx.imports.get(one.workspace, one.key, for_update=True)
    if now is None or now.state != OPENING:
        return
    tx.shipped(one.workspace).replace(figures.file.shipped)
    counts = {**now.counts, "bad": len(figures.file.left_out), "parcels": figures.file.parcels}
    tx.imports.change(now, state=DONE, counts=counts, next_at=forget_at)
    owe_message(tx, now, at, DONE)
    if figures.file.left_out:
        sending = Sending(now.workspace, f"{LEFT_OUT}:{now.key}", NO_CASE, LEFT_OUT, now.by, at, {"import": now.key})
        tx.sendings.want(sending)


def _columns(figures: Figures) -> list[list[str]]:
    """Each column by its header and what stands in it first."""
    some = [cells for line, cells in figures.grid.rows if line > (figures.layout.header_line or 0)][:SHOWN_FIRST]
    width = max([len(figures.names), *map(len, some)], default=0)
    return [[_at(figures.names, n)[:60], next((row[n][:40] for row in some if _at(row, n)), "")] for n in range(width)]


def _at(cells: Sequence[str], place: int) -> str:
    return cells[place] if place < len(cells) else ""
