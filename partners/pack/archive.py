"""Originals in an archive, with a manifest that lets anybody prove that they are what was kept.

Files come one at a time, so that an archive of a hundred megabytes needs the memory of its largest file. Nothing in it
depends on when or where it is written: the same files give the same bytes.
"""

import hashlib
import json
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import IO, Any

from cases.light_dataclass import dataclass

MANIFEST = "manifest.json"
FORMAT = "tracer-archive-1"
LONGEST_NAME = 80
# What a name may not hold on one system or another, and what would turn the order of what stands beside it.
NEVER_IN_A_NAME = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]+')
# The earliest that the format can say.
FIRST_MOMENT = (1980, 1, 1, 0, 0, 0)


class Changed(Exception):
    """A file is not what was kept under its hash; the message names it."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file of an archive: where it stands in it, its bytes, and what the manifest says of it besides."""

    name: str
    content: bytes
    sha256: str = ""
    told: Mapping[str, Any] | None = None


def write_archive(into: IO[bytes], members: Iterable[Member], told: Mapping[str, Any], at: datetime) -> str:
    """Write an archive with its manifest at the end; return the SHA-256 of the manifest.

    `told` is what the manifest says of the whole, `at` (UTC) the time that every file in it bears. Raises Changed
    where a file's bytes do not have the hash that was said.
    """
    listed: list[dict[str, Any]] = []
    with zipfile.ZipFile(into, "w", zipfile.ZIP_STORED, strict_timestamps=False) as archive:
        for member in members:
            digest = hashlib.sha256(member.content).hexdigest()
            if member.sha256 and member.sha256 != digest:
                raise Changed(member.name)
            archive.writestr(_entry(member.name, at), member.content)
            listed.append({"name": member.name, "sha256": digest, "size": len(member.content), **(member.told or {})})
        manifest = _json({"format": FORMAT, **told, "files": listed})
        archive.writestr(_entry(MANIFEST, at), manifest)
    return hashlib.sha256(manifest).hexdigest()


def name_in_archive(number: int, shows: str, called: str | None, ending: str) -> str:
    """A name for a file that every system can write: its number, what it shows, what it was called, its ending."""
    stem = (called or "").rpartition(".")[0] or (called or "")
    words = [_plain(part) for part in (shows, stem)]
    base = "-".join([f"{number:02d}", *(part for part in words if part)])[:LONGEST_NAME].strip(" .-")
    return f"{base}.{ending}"


def _plain(text: str) -> str:
    flat = NEVER_IN_A_NAME.sub(" ", unicodedata.normalize("NFC", text))
    seen = "".join(sign for sign in flat if unicodedata.category(sign)[0] != "C")
    return "-".join(seen.split()).strip(".-")


def _entry(name: str, at: datetime) -> zipfile.ZipInfo:
    moment = (at.year, at.month, at.day, at.hour, at.minute, at.second // 2 * 2)
    entry = zipfile.ZipInfo(name, max(moment, FIRST_MOMENT))
    entry.create_system, entry.external_attr = 3, 0o644 << 16
    entry.compress_type = zipfile.ZIP_STORED
    return entry


def _json(told: Mapping[str, Any]) -> bytes:
    return (json.dumps(told, ensure_ascii=False, indent=2) + "\n").encode()
