"""Fixtures that every folder of tests may ask for, and how far the properties are searched."""

import gc
import os
from pathlib import Path

import pytest
from hypothesis import settings

from tests.databases import (
    database,
    database_url,
    databases,
    nobody_waits_for_the_disk,
    on_the_disk,
    sqlite_database,
    statements_are_compiled_once,
)

__all__ = [
    "database",
    "database_url",
    "databases",
    "nobody_waits_for_the_disk",
    "on_the_disk",
    "sqlite_database",
    "statements_are_compiled_once",
]

# The same code gives the same answer each time it is tested; `HYPOTHESIS_PROFILE=search` looks at examples never tried.
# How long an example takes says how busy the machine is.
settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("search", print_blob=True, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))

# Begun first, so that no long file is left for the end, when there is nothing to do beside it.
LONGEST = ("outages", "simulation", "playground_page", "command_line", "views", "cases", "storage")
HERE = Path(__file__).parent
# So many new objects are a round of the garbage collector: what a test leaves behind is mostly gone without one.
OBJECTS_A_ROUND, ROUNDS_BEFORE_OLDER = 20_000, 20

# What is read in stays: the collector, which would look through all of it again and again, begins with the first test.
gc.disable()


def pytest_collection_finish() -> None:
    """Take what was read in out of the garbage collector's rounds, and let those begin."""
    gc.freeze()
    gc.set_threshold(OBJECTS_A_ROUND, ROUNDS_BEFORE_OLDER, ROUNDS_BEFORE_OLDER)
    gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The folders of the longest tests come first; within a folder and behind them, all stays as it was."""

    def place(item: pytest.Item) -> int:
        folder = item.path.relative_to(HERE).parts[0]
        return LONGEST.index(folder) if folder in LONGEST else len(LONGEST)

    items.sort(key=place)
