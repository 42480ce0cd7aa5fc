"""A clean environment, and processes that never outlive their test."""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.databases import Databases
from tests.outages.processes import Processes

OURS = ("SLACK_", "TRACER_", "DATABASE_URL", "HEARTBEAT_URL", "HOST", "PORT", "LOG_LEVEL")


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No variable of ours, so that a test is alone with what it sets."""
    for name in [name for name in os.environ if name.startswith(OURS)]:
        monkeypatch.delenv(name)
    yield


@pytest.fixture
async def processes(tmp_path: Path, databases: Databases) -> AsyncIterator[Processes]:
    """Starts `tracer …` as processes of their own; whatever still runs at the end is killed."""
    started = Processes(tmp_path, databases)
    yield started
    await started.kill_all()
