"""How long silence is ordinary, read from thresholds.toml; a file with a gap missing or misspelt does not load."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from cases.patience import GAPS, LANES, Gaps, Patience, ServiceWords
from cases.periods import Period, read_period
from cases.words import Refused

FILE = Path(__file__).with_name("thresholds.toml")


class ThresholdsError(ValueError):
    """The file cannot be used; the message says which row and what would do."""


@cache
def patience() -> Patience:
    """The thresholds that Tracer comes with."""
    return read_patience(FILE)


def read_patience(path: Path) -> Patience:
    """The thresholds of a file. Raises ThresholdsError."""
    with path.open("rb") as file:
        data = tomllib.load(file)
    services = tuple(_service(one) for one in data["service"])
    rows = tuple(_gaps(one, number) for number, one in enumerate(data["gaps"], start=1))
    if not any((row.lane, row.service) == (lane, data["otherwise"]) for row in rows for lane in LANES[:1]):
        raise ThresholdsError(f"There is no row for the usual service “{data['otherwise']}”. Add one for each lane.")
    return Patience(rows, services, data["otherwise"])


def _service(one: Mapping[str, Any]) -> ServiceWords:
    words = tuple(word.casefold() for word in one.get("words", ()))
    return ServiceWords(one["service"], words, frozenset(one.get("carriers", ())), one.get("letters", ""))


def _gaps(one: Mapping[str, Any], number: int) -> Gaps:
    if one.get("lane") not in LANES:
        raise ThresholdsError(f"Row {number}: “{one.get('lane')}” is no lane. It is one of {', '.join(LANES)}.")
    missing = [name for name in GAPS if name not in one]
    if missing or not one.get("service"):
        raise ThresholdsError(f"Row {number}: {', '.join(missing) or 'service'} is missing. Every row has all of them.")
    gaps = {name: _period(one[name], name, number) for name in GAPS}
    return Gaps(one["lane"], one["service"], gaps, frozenset(one.get("destinations", ())))


def _period(written: str, name: str, number: int) -> Period:
    try:
        return read_period(written)
    except Refused as error:
        raise ThresholdsError(f"Row {number}, {name}: {error}") from error
