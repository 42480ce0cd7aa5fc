"""Parts of a tracker's JSON, read without trusting its shape: what is not there, or is something else, is nothing."""

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from cases.scans import scan_at
from partners.tracking.asking import CallFailed, Trouble

# A time, or some other text of a tracker, is never longer.
LONGEST_TEXT = 500
UNPRINTABLE = frozenset({"Cc", "Cs"})
_SPACE = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder()


def json_of(body: bytes) -> Any:
    """What a body says. Raises CallFailed for what is no JSON: a page of HTML, half an answer, nothing."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise CallFailed(Trouble("nonsense")) from None


def fields(value: Any, *path: str) -> Mapping[str, Any]:
    """The object at the end of a path of names; an empty one where there is none."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def items(value: Any, *path: str) -> list[Mapping[str, Any]]:
    """The objects in the list at the end of a path of names; whatever else the list holds is left out."""
    if path:
        value = fields(value, *path[:-1]).get(path[-1])
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def text(value: Any) -> str | None:
    """A text without the space around it; None for an empty one, and for anything that is neither text nor number."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        return None
    plain = "".join(one for one in value if one == "\n" or unicodedata.category(one) not in UNPRINTABLE)
    return plain.strip()[:LONGEST_TEXT] or None


def country(value: Any) -> str | None:
    """A country's two letters in capitals; None for anything else."""
    written = (text(value) or "").upper()
    return written if len(written) == 2 and written.isascii() and written.isalpha() else None


def instant(value: Any) -> datetime | None:
    """A time in ISO 8601, with its offset or without, as it was given; None where it cannot be read."""
    written = text(value)
    if written is None:
        return None
    try:
        read = datetime.fromisoformat(written)
    except ValueError:
        return None
    return read if 1990 <= read.year <= 2200 else None


def when(value: Any) -> tuple[datetime | None, datetime | None]:
    """Instant in UTC and wall time of an ISO time: the instant is None where no offset is given."""
    read = instant(value)
    if read is None:
        return None, None
    return scan_at(read) if read.tzinfo else (None, read)


def day(value: Any) -> date | None:
    """The local date of an ISO date or time."""
    read = instant(value)
    return read.date() if read else None


def exact_items(body: bytes, *path: str) -> Iterator[str]:
    """Every item of a list within JSON, as the very text it came in: so that each number's part is kept as it was."""
    written = body.decode("utf-8", "replace").removeprefix("\ufeff")
    start = _value_at(written, _SPACE.match(written).end(), path)  # type: ignore[union-attr]
    if start is None or written[start : start + 1] != "[":
        return
    place = _after_space(written, start + 1)
    while written[place : place + 1] not in ("]", ""):
        end = _DECODER.raw_decode(written, place)[1]
        yield written[place:end]
        place = _after_comma(written, end)


def _value_at(written: str, place: int, path: tuple[str, ...]) -> int | None:
    """Where the value at the end of a path begins, in text that is known to be JSON."""
    if not path:
        return place
    if written[place : place + 1] != "{":
        return None
    place = _after_space(written, place + 1)
    while written[place : place + 1] == '"':
        name, place = _DECODER.raw_decode(written, place)
        place = _after_space(written, _after_space(written, place) + 1)
        if name == path[0]:
            return _value_at(written, place, path[1:])
        place = _after_comma(written, _DECODER.raw_decode(written, place)[1])
    return None


def _after_comma(written: str, place: int) -> int:
    place = _after_space(written, place)
    return _after_space(written, place + 1) if written[place : place + 1] == "," else place


def _after_space(written: str, place: int) -> int:
    return _SPACE.match(written, place).end()  # type: ignore[union-attr]
