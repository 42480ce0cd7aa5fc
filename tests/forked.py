"""Processes beside the tests' own, forked from one that has imported what they need: each begins at once.

That one has no threads, no connections and nothing of any test's; each process of tests has one, made at first use.
"""

import multiprocessing

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
