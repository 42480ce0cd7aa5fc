"""The jobs that every working process does again and again: one that fails stops no other, and is seen.

How each went is kept among the heartbeats, so that /health and the check-up tell of it from any process.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, Protocol

import structlog

from cases.light_dataclass import dataclass
from storage.database import Database
from storage.transaction import Transaction

DONE, FAILED = "done:", "failed:"
log = structlog.get_logger("tracer.jobs")


class Clock(Protocol):
    """What tells the time, in UTC."""

    def now(self) -> datetime: ...


class JobFailed(Exception):
    """A job could not do its work and has logged so itself; the message says why in a word or two, and no secret."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """A job that failed when it was done last: which, when (UTC), the kind of error, and in which process."""

    job: str
    at: datetime
    error: str
    process: str


class RegularJobs:
    """Does the jobs of one process, and notes which of them fail."""

    def __init__(self, database: Database, clock: Clock, process: str = "") -> None:
        self._database = database
        self._clock = clock
        self._process = process
        self._well: set[str] = set()
        self._failing: dict[str, str] = {}

    async def do(self, name: str, work: Callable[[], Awaitable[Any]]) -> bool:
        """Do a job and return whether it was done. Whatever it raises is logged, and its next turn is another chance.

        What fails in the same way turn after turn is logged once.
        """
        try:
            await work()
        except JobFailed as failed:
            return await self._failed(name, str(failed))
        except Exception as error:
            if self._failing.get(name) != type(error).__name__:
                log.exception("A regular job failed; it is tried again at its next turn", job=name)
            return await self._failed(name, type(error).__name__)
        if self._failing.pop(name, None):
            log.info("A regular job is done again", job=name)
        if name not in self._well and await self._note(f"{DONE}{name}"):
            self._well.add(name)
        return True

    async def _failed(self, name: str, why: str) -> bool:
        self._well.discard(name)
        self._failing[name] = why
        await self._note(f"{FAILED}{name}:{why}")
        return False

    async def _note(self, what: str) -> bool:
        """Keep that it happened; a database that cannot be written to is the trouble itself, and is logged as such."""
        try:
            await self._database.write(lambda tx: tx.heartbeats.beat(what, self._clock.now(), self._process))
            return True
        except Exception as error:
            log.warning("How a regular job went could not be kept", what=what, why=str(error) or type(error).__name__)
            return False


def troubles(tx: Transaction) -> list[Trouble]:
    """The jobs that failed and were not done since by any process, each with its last failure, by name."""
    done: dict[str, datetime] = {}
    failed: dict[str, Trouble] = {}
    for (name, process), at in tx.heartbeats.all().items():
        if name.startswith(DONE):
            job = name.removeprefix(DONE)
            done[job] = max(at, done.get(job, at))
        elif name.startswith(FAILED):
            job, _, error = name.removeprefix(FAILED).partition(":")
            if job not in failed or failed[job].at < at:
                failed[job] = Trouble(job, at, error, process)
    return [one for job, one in sorted(failed.items()) if job not in done or done[job] < one.at]
