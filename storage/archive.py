"""The file that a backup is: a compressed tar with a manifest, one file of rows per table, and the evidence.

The manifest comes first and names the SHA-256 of everything else, so that a file which was cut short or changed on
its way is found out before anything is touched.
"""

import hashlib
import json
import os
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, field
from pathlib import Path, PurePosixPath

from cases.light_dataclass import dataclass
from storage.errors import BackupRefused
from storage.scratch import RESTORING, scratch

FORMAT = 1
MANIFEST = "manifest.json"
TABLES = "tables"
EVIDENCE = "evidence"
KEY = "tracer.key"
CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds. `made_at` is the database's own clock; `key` says where the key of personal data is."""

    schema: str
    made_at: str
    dialect: str
    key: str
    key_name: str | None
    rows: dict[str, int]
    sha256: dict[str, str] = field(default_factory=dict)
    format: int = FORMAT


def write_archive(to: Path, contents: Path, manifest: Manifest) -> None:
    """Pack a directory into an archive that appears whole or not at all, readable by its owner only.

    The draft is written beside the directory, which must be on the same file system as the archive.
    """
    files = sorted(path.relative_to(contents).as_posix() for path in contents.rglob("*") if path.is_file())
    manifest.sha256.update({name: sha256_of(contents / name) for name in files})
    (contents / MANIFEST).write_text(json.dumps(asdict(manifest), indent=1, sort_keys=True), encoding="utf-8")
    handle, draft = tempfile.mkstemp(dir=contents.parent)  # made with mode 0600
    with os.fdopen(handle, "wb") as file:
        with tarfile.open(fileobj=file, mode="w:gz", format=tarfile.PAX_FORMAT) as tar:
            for name in [MANIFEST, *files]:
                tar.add(contents / name, arcname=name, filter=_without_owner)
        file.flush()
        os.fsync(file.fileno())
    Path(draft).replace(to)


@contextmanager
def opened_archive(archive: Path, beside: Path) -> Iterator[tuple[Manifest, Path]]:
    """The manifest and the contents of an archive, unpacked and checked; removed again at the end.

    Raises BackupRefused with a sentence when it is no archive, was cut short, or was changed.
    """
    with scratch(beside, RESTORING) as directory:
        contents = directory / "contents"
        try:
            _unpack(archive, contents)
            manifest = _manifest(contents)
        except FileNotFoundError:
            raise BackupRefused(f"There is no file {archive}. Name one that `tracer backup` wrote.") from None
        except (tarfile.TarError, EOFError, OSError, zlib.error, ValueError, TypeError) as error:
            why = _why(error)
            raise BackupRefused(
                f"{archive} is not a whole backup of Tracer ({why}). Nothing was changed; use another copy of it."
            ) from None
        _check_hashes(archive, manifest, contents)
        yield manifest, contents


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _why(error: Exception) -> str:
    """What is wrong with an archive, on one line: tarfile tells of every compression that it tried."""
    if isinstance(error, tarfile.ReadError) and "could not be opened" in str(error):
        return "it is no archive"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return " ".join(str(error).split()) or type(error).__name__


def _without_owner(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mode = 0o600
    return member


def _unpack(archive: Path, contents: Path) -> None:
    with tarfile.open(archive, "r:*") as tar:
        for member in tar:
            name = PurePosixPath(member.name)
            if not member.isfile() or name.is_absolute() or ".." in name.parts:
                raise ValueError(f"{member.name} does not belong into a backup")
            source, target = tar.extractfile(member), contents / name
            assert source is not None
            target.parent.mkdir(parents=True, exist_ok=True)
            with source, target.open("wb") as file:
                while chunk := source.read(CHUNK):
                    file.write(chunk)


def _manifest(contents: Path) -> Manifest:
    path = contents / MANIFEST
    if not path.exists():
        raise ValueError("it has no manifest")
    said = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        raise ValueError("its format is not one this Tracer knows; a newer one may")
    return Manifest(**said)


def _check_hashes(archive: Path, manifest: Manifest, contents: Path) -> None:
    found = {path.relative_to(contents).as_posix() for path in contents.rglob("*") if path.is_file()} - {MANIFEST}
    wrong = sorted(found ^ manifest.sha256.keys())
    wrong += sorted(name for name in found & manifest.sha256.keys() if not _is_as_said(name, manifest, contents))
    if wrong:
        raise BackupRefused(
            f"{archive} was changed since it was made: {wrong[0]} is not what its manifest says. Nothing was "
            "changed; use another copy of it."
        )


def _is_as_said(name: str, manifest: Manifest, contents: Path) -> bool:
    return sha256_of(contents / name) == manifest.sha256[name]
