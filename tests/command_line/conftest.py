"""A clean environment for every test, an empty working directory, and a small Slack where one is asked for."""

import logging
import os
import signal
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import structlog

from tests.command_line.small_slack import SmallSlack, small_slack

OURS = ("SLACK_", "TRACER_", "DATABASE_URL", "HEARTBEAT_URL", "HOST", "PORT", "LOG_LEVEL")
PROXIES = ("http_proxy", "https_proxy", "no_proxy", "all_proxy")


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No variable of ours or of a proxy's, and a working directory without a .env."""
    for name in list(os.environ):
        if name.startswith(OURS) or name.lower() in PROXIES:
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def logs_put_back() -> Iterator[None]:
    """Logging as pytest had it, whatever a test set up; ours begins as in a fresh process, whatever ran before."""
    root, ours = logging.getLogger(), [logging.getLogger(name) for name in ("tracer", "tracer.test")]
    before = root.handlers[:], root.level, sys.excepthook, threading.excepthook
    levels, disabled = [(one.level, one.disabled) for one in ours], root.manager.disable
    logging.disable(logging.NOTSET)
    for one in ours:
        one.setLevel(logging.NOTSET)
        one.disabled = False
    yield
    root.handlers[:], level, sys.excepthook, threading.excepthook = before
    root.setLevel(level)
    logging.disable(disabled)
    for one, (level, disabled) in zip(ours, levels, strict=True):
        one.setLevel(level)
        one.disabled = disabled
    structlog.reset_defaults()


@pytest.fixture
def signals_put_back() -> Iterator[None]:
    numbers = (signal.SIGTERM, signal.SIGINT)
    before = [signal.getsignal(number) for number in numbers]
    yield
    for number, handler in zip(numbers, before, strict=True):
        signal.signal(number, handler)


@pytest.fixture
async def slack() -> AsyncIterator[SmallSlack]:
    async with small_slack() as running:
        yield running
