"""Fixtures that every folder of tests may ask for, and how far the properties are searched."""

import gc
import os
from collections.abc import Generator
from pathlib import Path
from typing import Any

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
# What mostly waits, and starts much before it can: it goes one after the other, beside what keeps a processor busy.
TOGETHER = ("tests/outages/", "tests/playground_page/")
HERE = Path(__file__).parent
# So many new objects are a round of the garbage collector: what a test leaves behind is mostly gone without one.
OBJECTS_A_ROUND, ROUNDS_BEFORE_OLDER = 20_000, 20


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is read in stays: the garbage collector does not look through it again and again, now or later."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(OBJECTS_A_ROUND, ROUNDS_BEFORE_OLDER, ROUNDS_BEFORE_OLDER)
        gc.enable()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Hand out a file at a time, and whole folders of what goes one after the other."""
    from xdist.scheduler import LoadFileScheduling

    class ByFile(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return next((one for one in TOGETHER if nodeid.startswith(one)), super()._split_scope(nodeid))

    return ByFile(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The folders of the longest tests come first; within a folder and behind them, all stays as it was."""

    def place(item: pytest.Item) -> int:
        folder = item.path.relative_to(HERE).parts[0]
        return LONGEST.index(folder) if folder in LONGEST else len(LONGEST)

    items.sort(key=place)
