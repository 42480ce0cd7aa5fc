"""The data directory belongs to its owner, and on SQLite to one process at a time."""

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from storage.data_directory import DataDirectory
from storage.database import Database
from storage.errors import DataDirectoryInUse

HOLDER = """
import sys
from pathlib import Path
from storage.database import Database
database = Database.open(sys.argv[1], data_directory=Path(sys.argv[2]))
print("held", flush=True)
sys.stdin.read()
database.close()
"""


def test_it_is_made_for_nobody_else_to_read(tmp_path: Path) -> None:
    directory = DataDirectory(tmp_path / "a" / "b").make()
    assert mode(directory.path) == 0o700
    assert mode(directory.evidence) == 0o700


def test_one_that_others_could_read_is_closed_to_them_and_what_is_inside_stays(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    (tmp_path / "evidence").mkdir()
    (tmp_path / "evidence" / "photo").write_text("x")
    directory = DataDirectory(tmp_path).make()
    assert mode(directory.path) == 0o700
    assert (directory.evidence / "photo").read_text() == "x"


def test_a_second_process_is_refused_with_a_sentence_that_names_postgresql(tmp_path: Path) -> None:
    url, directory = f"sqlite:///{tmp_path}/tracer.db", tmp_path / "data"
    with subprocess.Popen([sys.executable, "-c", HOLDER, url, str(directory)], stdin=-1, stdout=-1) as holder:
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(DataDirectoryInUse) as refused:
            Database.open(url, data_directory=directory)
        with pytest.raises(DataDirectoryInUse):
            Database.open(f"sqlite:///{tmp_path}/another.db", data_directory=directory)
        holder.stdin.close()
        holder.wait()
    assert f"process {holder.pid}" in str(refused.value)
    assert "set DATABASE_URL to a PostgreSQL database" in str(refused.value)
    Database.open(url, data_directory=directory).close()


def test_a_process_that_was_killed_holds_nothing_any_more(tmp_path: Path) -> None:
    url, directory = f"sqlite:///{tmp_path}/tracer.db", tmp_path / "data"
    with subprocess.Popen([sys.executable, "-c", HOLDER, url, str(directory)], stdin=-1, stdout=-1) as holder:
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(DataDirectoryInUse):
            Database.open(url, data_directory=directory)
        os.kill(holder.pid, signal.SIGKILL)
        holder.wait()
    ours = Database.open(url, data_directory=directory)
    assert ours.schema_state() == "new"
    ours.close()


def test_postgresql_leaves_the_directory_to_any_number_of_processes(tmp_path: Path) -> None:
    url = "postgresql://nobody@127.0.0.1:1/none"
    first, second = (Database.open(url, data_directory=tmp_path) for _ in range(2))
    assert first.data_directory is not None and second.data_directory is not None
    assert first.data_directory.path == second.data_directory.path == tmp_path
    first.close()
    second.close()


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)
