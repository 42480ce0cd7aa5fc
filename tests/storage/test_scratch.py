"""Work in progress leaves nothing behind, however it ended; and what is no archive is refused in one sentence."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from storage.backup import back_up
from storage.database import Database
from storage.errors import BackupRefused
from storage.restore import restore
from storage.scratch import LOCK, RESTORING, SETTLED_SECONDS, scratch
from tests.storage.telling import open_case

HOLD_ON = """
import sys, pathlib
from storage.scratch import scratch
with scratch(pathlib.Path(sys.argv[1]), ".backing-up.") as directory:
    (directory / "contents" / "people.jsonl").write_text("personal")
    print(directory, flush=True)
    sys.stdin.read()
"""


def hold_on(beside: Path) -> tuple[subprocess.Popen[bytes], Path]:
    """A process that is in the middle of its work, and the directory of that."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD_ON, beside],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).resolve().parents[2],
    )
    assert process.stdout is not None
    return process, Path(process.stdout.readline().decode().strip())


def test_a_backup_removes_what_a_killed_one_left_and_touches_no_other_that_runs(
    sqlite_database: Database, tmp_path: Path
) -> None:
    open_case(sqlite_database)
    killed, left = hold_on(tmp_path)
    running, at_work = hold_on(tmp_path)
    try:
        killed.kill()
        killed.communicate()
        assert left.exists()
        back_up(sqlite_database, tmp_path / "backup.tar")
        assert not left.exists()
        assert (at_work / "contents" / "people.jsonl").exists()
    finally:
        running.communicate(b"")
    assert [path.name for path in tmp_path.glob(".*")] == []


def test_a_directory_that_has_no_lock_yet_is_left_alone_until_it_is_old(tmp_path: Path) -> None:
    fresh, old = tmp_path / f"{RESTORING}fresh", tmp_path / f"{RESTORING}old"
    fresh.mkdir()
    old.mkdir()
    long_ago = time.time() - 2 * SETTLED_SECONDS
    os.utime(old, (long_ago, long_ago))
    with scratch(tmp_path, RESTORING) as directory:
        assert (directory / LOCK).exists()
        assert {path.name for path in tmp_path.iterdir()} == {fresh.name, directory.name}


def test_opening_the_database_removes_what_a_killed_restore_left(sqlite_database: Database) -> None:
    assert sqlite_database.data_directory is not None
    data = sqlite_database.data_directory.path
    left = data / f"{RESTORING}x"
    left.mkdir()
    (left / LOCK).touch()
    Database.open("sqlite:////nowhere/x.db", data_directory=data, hold=False).close()
    assert not left.exists()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "it is no archive"),
        (b"Dear Sir or Madam", "it is no archive"),
        (b"PK\x03\x04" + bytes(600), "it is no archive"),
        (None, "Is a directory"),
    ],
)
def test_what_is_no_archive_is_refused_in_one_sentence(
    sqlite_database: Database, tmp_path: Path, content: bytes | None, why: str
) -> None:
    archive = tmp_path / "letter.tar"
    if content is None:
        archive.mkdir()
    else:
        archive.write_bytes(content)
    with pytest.raises(BackupRefused) as refused:
        restore(sqlite_database, archive)
    assert str(refused.value) == (
        f"{archive} is not a whole backup of Tracer ({why}). Nothing was changed; use another copy of it."
    )
