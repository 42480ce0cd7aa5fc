"""What carriers print, and whether they deliver to P.O. boxes: data with sources, read when they are needed first."""

import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from cases.address_check import ALLOWED, FORBIDDEN, LATIN_ONLY, Habit
from cases.rules import CONFIDENCES

DATA = Path(__file__).with_name("carrier_habits.toml")
VALUES = {"po_box": (FORBIDDEN, ALLOWED), "letters": (LATIN_ONLY,)}
WORDS = ("about", "value", "text", "text_zh", "source", "confidence")
LISTS = ("carriers", "services_not", "destinations_not")


class HabitError(Exception):
    """A row of the data file that is incomplete; the message names it and says what would be right."""


def habit(carrier: str | None, about: str, service: str | None = None, destination: str | None = None) -> Habit | None:
    """What is known of a carrier for one service and destination (ISO); None where nothing is."""
    for row, known in _read():
        if known.about != about or carrier not in row["carriers"] or destination in row.get("destinations_not", ()):
            continue
        if not any(one.casefold() in (service or "").casefold() for one in row.get("services_not", ())):
            return known
    return None


def read_habits(written: str) -> list[tuple[Mapping[str, Any], Habit]]:
    """The rows of a file's text. Raises HabitError: one without a source does not load."""
    return [(row, _habit(row, place)) for place, row in enumerate(tomllib.loads(written).get("habit", []), 1)]


@cache
def _read() -> list[tuple[Mapping[str, Any], Habit]]:
    return read_habits(DATA.read_text(encoding="utf-8"))


def _habit(row: Mapping[str, Any], place: int) -> Habit:
    where = f"carrier_habits.toml, row {place}"
    if strange := sorted(row.keys() - {*WORDS, *LISTS, "checked"}):
        raise HabitError(f"{where}: Tracer knows no “{strange[0]}” here.")
    for name in WORDS:
        if not isinstance(row.get(name), str) or not row[name].strip():
            raise HabitError(f"{where}: “{name}” is missing. Write it between quotes.")
    if row["value"] not in VALUES.get(row["about"], ()):
        raise HabitError(f"{where}: “{row['value']}” says nothing of “{row['about']}”.")
    if row["confidence"] not in CONFIDENCES:
        raise HabitError(f"{where}: “confidence” must be one of {', '.join(CONFIDENCES)}.")
    if not row["source"].startswith(("https://", "http://")):
        raise HabitError(f"{where}: this row has no source, so it does not count. Write the page that says so.")
    if not isinstance(row.get("checked"), date) or isinstance(row.get("checked"), datetime):
        raise HabitError(f"{where}: “checked” is missing. Write the day on which the source was read.")
    if not row.get("carriers"):
        raise HabitError(f"{where}: “carriers” is missing. Write whose habit it is.")
    return Habit(**{name: row[name] for name in WORDS}, checked=row["checked"])
