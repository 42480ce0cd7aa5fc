"""Where the bytes of evidence lie. On disk for now; whatever can put, get, list and delete by name can take its place.

A name is `workspace/case/sha256`. What is put is sealed already: a store never sees what is in a file.
"""

import os
import re
import secrets
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from storage.data_directory import DataDirectory

NAME = re.compile(r"[A-Za-z0-9_-]+/\d+/[0-9a-f]{64}")
DRAFTS = ".evidence-drafts"


class FileStore(Protocol):
    """A store of named bytes. `put` returns when they are there for good, whole or not at all."""

    def put(self, name: str, content: bytes) -> None: ...

    def get(self, name: str) -> bytes | None: ...

    def delete(self, name: str, *, unless_younger_than: float = 0) -> bool: ...

    def names(self) -> Iterator[str]: ...


class FilesOnDisk:
    """Files below the data directory, for nobody else to read. They outlive a loss of power right after `put`."""

    def __init__(self, directory: DataDirectory) -> None:
        self._root = directory.evidence
        self._drafts = directory.path / DRAFTS

    def put(self, name: str, content: bytes) -> None:
        """Write a file whole: a draft, flushed to the disk, takes the name; one of that name is replaced."""
        target = self._path(name)
        for directory in (self._drafts, target.parent.parent, target.parent):
            directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = self._drafts / secrets.token_hex(12)
        try:
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(target)
        except OSError:
            draft.unlink(missing_ok=True)
            raise
        for directory in (target.parent, target.parent.parent, self._root):
            _flush(directory)

    def get(self, name: str) -> bytes | None:
        """The bytes of that name, None when there are none."""
        try:
            return self._path(name).read_bytes()
        except FileNotFoundError:
            return None

    def delete(self, name: str, *, unless_younger_than: float = 0) -> bool:
        """Remove a file unless it was put within so many seconds; return whether it was removed."""
        return _remove(self._path(name), unless_younger_than)

    def names(self) -> Iterator[str]:
        """The names of all files, in order; whatever else lies there is not ours."""
        for path in sorted(self._root.rglob("*")):
            name = path.relative_to(self._root).as_posix()
            if NAME.fullmatch(name) and path.is_file():
                yield name

    def remove_drafts(self, older_than: float) -> int:
        """Remove what killed processes left half written; return how many that was."""
        drafts = list(self._drafts.iterdir()) if self._drafts.is_dir() else []
        return sum(_remove(one, older_than) for one in drafts)

    def _path(self, name: str) -> Path:
        if not NAME.fullmatch(name):
            raise ValueError(f"{name!r} names no file of evidence")
        return self._root / name


def _remove(path: Path, unless_younger_than: float) -> bool:
    try:
        if unless_younger_than and time.time() - path.stat().st_mtime < unless_younger_than:
            return False
        path.unlink()
        return True
    except FileNotFoundError:
        return False


def _flush(directory: Path) -> None:
    """Make the entries of a directory outlive a loss of power; where directories cannot be opened they do anyway."""
    if os.name == "nt":
        return
    opened = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
