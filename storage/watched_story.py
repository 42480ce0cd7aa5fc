"""A watched parcel's story as bytes and back: scans and looks as JSON, packed."""

import json
import zlib
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from cases.scans import Look, Scan
from cases.watching import Story

_INSTANTS = frozenset({"at", "local", "since", "good_at"})
_DAYS = frozenset({"expected_on"})


def packed_story(story: Story) -> bytes:
    """The story in as few bytes as it takes."""
    told = {"scans": [_written(one) for one in story.scans], "looks": [_written(one) for one in story.looks]}
    return zlib.compress(json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode(), 6)


def unpacked_story(packed: bytes) -> Story:
    """What `packed_story` made."""
    told = json.loads(zlib.decompress(packed))
    scans = tuple(Scan(**_read(one)) for one in told["scans"])
    return Story(scans, tuple(Look(**_read(one)) for one in told["looks"]))


def _written(one: Scan | Look) -> dict[str, Any]:
    return {name: _plain(value) for name, value in asdict(one).items() if value not in (None, "", False)} | (
        {"has_hour": False} if isinstance(one, Scan) and not one.has_hour else {}
    )


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _read(told: Mapping[str, Any]) -> dict[str, Any]:
    """The fields again; a scan without words was kept without them."""
    made = {name: _value(name, value) for name, value in told.items()}
    return made | ({"words": made.get("words", "")} if "kind" in made else {})


def _value(name: str, value: Any) -> Any:
    if name in _INSTANTS:
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if name in _DAYS else value
