"""Fixtures that every folder of tests may ask for, and how far the properties are searched."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

from tests.databases import database, database_url, databases, sqlite_database, statements_are_compiled_once

__all__ = ["database", "database_url", "databases", "sqlite_database", "statements_are_compiled_once"]

# The same code gives the same answer each time it is tested; `HYPOTHESIS_PROFILE=search` looks at examples never tried.
# How long an example takes says how busy the machine is.
settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("search", print_blob=True, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))

# Begun first, so that no long file is left for the end, when there is nothing to do beside it.
LONGEST = ("outages", "simulation", "playground_page", "command_line", "views", "cases", "storage")
HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The folders of the longest tests come first; within a folder and behind them, all stays as it was."""

    def place(item: pytest.Item) -> int:
        folder = item.path.relative_to(HERE).parts[0]
        return LONGEST.index(folder) if folder in LONGEST else len(LONGEST)

    items.sort(key=place)
