"""Processes beside the tests' own, forked from one that has imported what they need: each begins at once.

That one has no threads, no connections and nothing of any test's; each process of tests has one, made at first use.
"""

import io
import multiprocessing
import os
import sys
from pathlib import Path

from bot import command_line

FORKED = multiprocessing.get_context("forkserver")
FORKED.set_forkserver_preload(
    [
        "alembic.command",
        "aiohttp",
        "bot.doctor",
        "bot.opening",
        "bot.processes",
        "bot.socket_mode",
        "bot.tracer",
        "bot.web",
        "bot.command_line",
        "partners.tracking.set_up",
        "pytest",
        "sqlalchemy.dialects.postgresql.psycopg",
        "sqlalchemy.dialects.sqlite.pysqlite",
        "storage.backup",
        "tests.databases",
        "tests.storage.telling",
    ]
)


def be_tracer(
    words: tuple[str, ...],
    directory: Path,
    environment: dict[str, str],
    said: int | Path,
    wrong: int | Path,
    typed: str = "",
) -> None:
    """Be the command `tracer <words>` there, with these variables and no others; write to these files or pipes."""
    os.chdir(directory)
    os.environ.clear()
    os.environ.update(environment)
    for stream, place in ((sys.stdout, said), (sys.stderr, wrong)):
        target = place if isinstance(place, int) else os.open(place, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(target, stream.fileno())
    sys.argv, sys.stdin = ["tracer", *words], io.StringIO(typed)
    command_line.main()
