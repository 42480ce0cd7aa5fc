"""The data directory: what Tracer keeps on this machine, for nobody else to read, held by one process at a time."""

import os
import sys
from pathlib import Path
from typing import IO

from storage.errors import DataDirectoryInUse

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

LOCK = "tracer.lock"
KEY = "tracer.key"
EVIDENCE = "evidence"


class DataDirectory:
    """A directory with mode 0700 that holds the SQLite file, the key of personal data and the evidence."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        self._hold: Hold | None = None

    @property
    def key_file(self) -> Path:
        return self.path / KEY

    @property
    def evidence(self) -> Path:
        return self.path / EVIDENCE

    def make(self) -> "DataDirectory":
        """Create what is missing and take the rights of everybody else away; nothing inside is touched."""
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.path.chmod(0o700)
        self.evidence.mkdir(mode=0o700, exist_ok=True)
        return self

    def hold(self) -> None:
        """Keep other processes out until `release`; raises DataDirectoryInUse when one is already in."""
        if self._hold is None:
            self._hold = Hold(self.path / LOCK)

    def release(self) -> None:
        """Let the next process in. Does nothing when the directory is not held."""
        if self._hold is not None:
            self._hold.release()
            self._hold = None


class Hold:
    """An advisory lock on a file. The system takes it back when the process dies, however it dies."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: IO[str] = path.open("a+", encoding="utf-8")
        try:
            _lock(self._file)
        except OSError:
            holder = _holder(self._file)
            self._file.close()
            raise DataDirectoryInUse(
                f"{path.parent} is in use by another Tracer{holder}. SQLite serves one process at a time: stop that "
                "one first, or set DATABASE_URL to a PostgreSQL database, which serves any number of processes."
            ) from None
        self._file.truncate(0)
        self._file.write(str(os.getpid()))
        self._file.flush()

    def release(self) -> None:
        """Let go of the file, which stays where it is: removing it would let two processes hold two files."""
        self._file.close()


def _holder(file: IO[str]) -> str:
    try:
        file.seek(0)
        process = file.read(20).strip()
    except OSError:
        return ""
    return f" (process {process})" if process.isdigit() else ""


if sys.platform == "win32":

    def _lock(file: IO[str]) -> None:
        file.seek(1 << 20)  # a byte far behind the process id, which stays readable
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:

    def _lock(file: IO[str]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
