"""Directories for work in progress, which may hold what is personal: none outlives its work, however that ended."""

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storage.data_directory import Hold
from storage.errors import DataDirectoryInUse

RESTORING, BACKING_UP = ".restoring.", ".backing-up."
LOCK = "at-work.lock"
# A directory that was made a moment ago may not have its lock yet.
SETTLED_SECONDS = 60


@contextmanager
def scratch(beside: Path, prefix: str) -> Iterator[Path]:
    """A directory for nobody else to read, removed at the end; those that killed processes left go first.

    It contains an empty directory `contents` and room for drafts beside that.
    """
    remove_abandoned(beside, prefix)
    with tempfile.TemporaryDirectory(dir=beside, prefix=prefix) as directory:
        hold = Hold(Path(directory) / LOCK)
        try:
            (Path(directory) / "contents").mkdir()
            yield Path(directory)
        finally:
            hold.release()


def remove_abandoned(beside: Path, prefix: str) -> None:
    """Remove what processes left that no longer live; what cannot be removed is left to its owner."""
    for left in beside.glob(f"{prefix}*"):
        if left.is_dir() and _is_abandoned(left):
            shutil.rmtree(left, ignore_errors=True)


def _is_abandoned(directory: Path) -> bool:
    lock = directory / LOCK
    try:
        if not lock.exists():
            return time.time() - directory.stat().st_mtime > SETTLED_SECONDS
        Hold(lock).release()
        return True
    except (DataDirectoryInUse, OSError):
        return False
