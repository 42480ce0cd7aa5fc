"""The regular jobs: one that raises stops no other, and is seen from any process until it is done again."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot import pulse, ticker
from bot.ticker import Ticker
from handlers.metronome import Metronome
from handlers.regular_jobs import JobFailed, RegularJobs, Trouble, troubles
from storage.clocks import DueClock
from storage.database import Database
from storage.transaction import Transaction

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
JOBS = ("tick", "pass on", "tidy", "directory", "heartbeat")


class StandingClock:
    def __init__(self) -> None:
        self.at = NOON

    def now(self) -> datetime:
        return self.at


class Everything:
    """Stands for whatever has the jobs: each notes that it was done, and fails where it is told to."""

    def __init__(self, failing: str) -> None:
        self.failing = failing
        self.done: list[str] = []
        self.changed = asyncio.Event()

    def job(self, name: str) -> Callable[..., Awaitable[None]]:
        async def work() -> None:
            self.done.append(name)
            self.changed.set()
            if name == self.failing:
                raise KeyError(name)

        return work

    def __getattr__(self, name: str) -> Any:
        names = {"tick": "tick", "sweep": "pass on", "tidy": "tidy", "sync": "directory", "beat": "heartbeat"}
        if name == "looked_lately":
            return lambda within: False
        return self.job(names[name])

    async def did(self, count: int) -> None:
        """Wait until each job was done so often."""
        async with asyncio.timeout(10):
            while any(self.done.count(name) < count for name in JOBS):
                self.changed.clear()
                await self.changed.wait()


@pytest.fixture
def jobs(sqlite_database: Database) -> RegularJobs:
    return RegularJobs(sqlite_database, StandingClock(), "w1")


async def trouble_in(database: Database) -> list[Trouble]:
    return await database.read(troubles)


@pytest.mark.parametrize("failing", JOBS)
async def test_a_job_that_raises_is_seen_and_all_go_on(
    sqlite_database: Database, jobs: RegularJobs, failing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    soon = timedelta(seconds=0.02)
    for where, name in (
        (ticker, "PASS_ON_EVERY"),
        (ticker, "TIDY_EVERY"),
        (ticker, "FULL_LOOK_EVERY"),
        (pulse, "EVERY"),
    ):
        monkeypatch.setattr(where, name, soon)
    every: Any = Everything(failing)
    beating = Ticker(every, every, every, jobs, every, tick_every=soon)
    beating.start()
    await every.did(3)
    await beating.stop()
    assert [(one.job, one.error, one.process) for one in await trouble_in(sqlite_database)] == [
        (failing, "KeyError", "w1")
    ]


async def test_a_job_that_is_done_again_is_no_trouble_any_more(sqlite_database: Database) -> None:
    clock = StandingClock()
    jobs = RegularJobs(sqlite_database, clock, "w1")
    fails = True

    async def work() -> None:
        if fails:
            raise JobFailed("status 503")

    assert await jobs.do("heartbeat", work) is False
    assert await trouble_in(sqlite_database) == [Trouble("heartbeat", NOON, "status 503", "w1")]
    fails, clock.at = False, NOON + timedelta(minutes=1)
    assert await jobs.do("heartbeat", work) is True
    assert await trouble_in(sqlite_database) == []
    fails, clock.at = True, NOON + timedelta(minutes=2)
    await jobs.do("heartbeat", work)
    assert len(await trouble_in(sqlite_database)) == 1


async def test_one_that_fails_at_every_turn_fills_no_log(jobs: RegularJobs, capsys: pytest.CaptureFixture[str]) -> None:
    turns = [KeyError("a"), KeyError("b"), KeyError("c"), OSError("d"), None, None, KeyError("e")]
    left = iter(turns)

    async def work() -> None:
        if (error := next(left)) is not None:
            raise error

    for _ in turns:
        await jobs.do("tick", work)
    said = capsys.readouterr().out
    assert said.count("A regular job failed") == 3
    assert [word for word in "abcde" if f"{word}'" in said or f"OSError: {word}" in said] == ["a", "d", "e"]
    assert said.count("A regular job is done again") == 1


async def test_another_process_that_does_it_is_enough(sqlite_database: Database) -> None:
    clock = StandingClock()

    async def fails() -> None:
        raise OSError("gone")

    async def works() -> None:
        return

    await RegularJobs(sqlite_database, clock, "w1").do("tidy", fails)
    clock.at += timedelta(seconds=1)
    await RegularJobs(sqlite_database, clock, "w2").do("tidy", works)
    assert await trouble_in(sqlite_database) == []


async def test_a_job_that_goes_well_writes_once_and_not_at_every_turn(
    sqlite_database: Database, jobs: RegularJobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = []
    write = sqlite_database.write

    async def counted(work: Any) -> Any:
        written.append(work)
        return await write(work)

    monkeypatch.setattr(sqlite_database, "write", counted)

    async def works() -> None:
        return

    for _ in range(5):
        assert await jobs.do("tick", works)
    assert len(written) == 1


async def test_a_database_that_is_away_ends_no_job_for_good(capsys: pytest.CaptureFixture[str]) -> None:
    away = Database.open("postgresql://u:secret@127.0.0.1:1/n")

    async def reads() -> None:
        await away.read(lambda tx: tx.clocks.next_due())

    assert await RegularJobs(away, StandingClock()).do("tick", reads) is False
    away.close()
    said = capsys.readouterr().out
    assert "A regular job failed" in said and "How a regular job went could not be kept" in said


async def test_digests_that_fail_keep_no_clock_from_ringing_and_the_tick_says_so(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def rings(tx: Transaction, due: DueClock, at: datetime) -> None:
        raise AssertionError("nothing is due")

    def broken(tx: Transaction, now: datetime) -> int:
        raise LookupError("a digest")

    clock = StandingClock()
    metronome = Metronome(sqlite_database, clock, rings, digests=broken)
    monkeypatch.setattr("storage.schedules.Schedules.next_due", lambda self: NOON)
    rang = []
    monkeypatch.setattr(metronome, "_ring_all", lambda now: _noted(rang, now))
    monkeypatch.setattr("storage.clocks.Clocks.next_due", lambda self: NOON)
    with pytest.raises(LookupError, match="a digest"):
        await metronome.tick()
    assert rang == [NOON]
    assert metronome.ticked_at == NOON


async def _noted(rang: list[datetime], now: datetime) -> int:
    rang.append(now)
    return 1
