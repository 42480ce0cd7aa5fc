"""Tables and charts (https://docs.slack.dev/reference/block-kit/blocks/table-block, data-table-block,
data-visualization-block)."""

from __future__ import annotations

from typing import Any

from bot.playground.block_limits.elements import ELEMENTS
from bot.playground.block_limits.objects import BLOCK_ID
from bot.playground.block_limits.rich_text import RICH_TEXT
from bot.playground.block_limits.shapes import (
    Check,
    Problem,
    fail,
    just,
    listing,
    number,
    one_of,
    string,
    thing,
    typed,
    whole,
    yes_no,
)

MOST_CHARACTERS = 10_000
MOST_COLUMNS = 20
_LABEL = string(20, 1)


def characters(value: Any) -> int:
    """Returns how many characters of text an object holds, at any depth."""
    if isinstance(value, dict):
        return sum(
            len(inner) if name == "text" and isinstance(inner, str) else characters(inner)
            for name, inner in value.items()
        )
    return sum(characters(one) for one in value) if isinstance(value, list) else 0


def _not_too_long(value: dict, at: str, problems: list[Problem]) -> None:
    if characters(value.get("rows")) > MOST_CHARACTERS:
        fail(problems, f"{at}/rows", f"no more than {MOST_CHARACTERS} characters allowed in a table")


def _equal_rows(value: dict, at: str, problems: list[Problem]) -> None:
    rows = value.get("rows")
    lengths = {len(row) for row in rows if isinstance(row, list)} if isinstance(rows, list) else set()
    if len(lengths) > 1:
        fail(problems, f"{at}/rows", "all rows must have the same number of cells")


def _plain_header(value: dict, at: str, problems: list[Problem]) -> None:
    rows = value.get("rows")
    header = rows[0] if isinstance(rows, list) and rows and isinstance(rows[0], list) else []
    for index, cell in enumerate(header):
        if isinstance(cell, dict) and cell.get("type") == "rich_text":
            fail(problems, f"{at}/rows/0/{index}/type", "rich_text is not allowed in the header")


def _unique_names(value: dict, at: str, problems: list[Problem]) -> None:
    series = value.get("series")
    names = [one.get("name") for one in series if isinstance(one, dict)] if isinstance(series, list) else []
    if len(names) != len(set(map(str, names))):
        fail(problems, f"{at}/series", "series names must be unique")


def _labels_are_categories(value: dict, at: str, problems: list[Problem]) -> None:
    axis = value.get("axis_config")
    categories = axis.get("categories") if isinstance(axis, dict) else None
    series = value.get("series")
    for index, one in enumerate(series if isinstance(series, list) else []):
        points = one.get("data") if isinstance(one, dict) else None
        listed = points if isinstance(points, list) else []
        labels = [point.get("label") for point in listed if isinstance(point, dict)]
        if isinstance(categories, list) and sorted(map(str, labels)) != sorted(map(str, categories)):
            fail(problems, f"{at}/series/{index}/data", "labels must match the categories of the axis")


def _setting(value: Any, at: str, problems: list[Problem]) -> None:
    if value is not None:
        thing({}, {"align": one_of("left", "center", "right"), "is_wrapped": yes_no})(value, at, problems)


def _positive(value: Any, at: str, problems: list[Problem]) -> None:
    number(value, at, problems)
    if isinstance(value, (int, float)) and value <= 0:
        fail(problems, at, "must be greater than 0")


_CELLS: dict[str, Check] = {
    "raw_text": thing({"type": just("raw_text"), "text": string(None, 1)}),
    "raw_number": thing({"type": just("raw_number"), "value": number, "text": string(None, 1)}),
    "rich_text": RICH_TEXT,
}
_ACTION_CELL = thing(
    {"type": just("action"), "element": typed({"button": ELEMENTS["button"]})},
    {"fallback": typed({kind: _CELLS[kind] for kind in ("raw_text", "raw_number")})},
)
TABLE = thing(
    {"type": just("table"), "rows": listing(listing(typed(_CELLS), 1, MOST_COLUMNS), 1, 100)},
    {"block_id": BLOCK_ID, "column_settings": listing(_setting, 0, MOST_COLUMNS)},
    _not_too_long,
)
DATA_TABLE = thing(
    {
        "type": just("data_table"),
        "caption": string(None, 1),
        "rows": listing(listing(typed(_CELLS | {"action": _ACTION_CELL}), 1, MOST_COLUMNS), 2, 101),
    },
    {
        "block_id": BLOCK_ID,
        "page_size": whole(1, 100),
        "row_header_column_index": whole(0, MOST_COLUMNS - 1),
    },
    _equal_rows,
    _plain_header,
    _not_too_long,
)
_POINT = thing({"label": _LABEL, "value": number})
_SERIES = listing(thing({"name": _LABEL, "data": listing(_POINT, 1, 20)}), 1, 6)
_AXIS = thing({"categories": listing(_LABEL, 1, 20)}, {"x_label": string(50), "y_label": string(50)})


def _plotted(kind: str) -> Check:
    fields = {"type": just(kind), "series": _SERIES, "axis_config": _AXIS}
    return thing(fields, {}, _unique_names, _labels_are_categories)


_CHARTS = {kind: _plotted(kind) for kind in ("bar", "line", "area")} | {
    "pie": thing({"type": just("pie"), "segments": listing(thing({"label": _LABEL, "value": _positive}), 1, 6)})
}
DATA_VISUALIZATION = thing(
    {"type": just("data_visualization"), "title": string(50, 1), "chart": typed(_CHARTS)},
    {"block_id": BLOCK_ID},
)
