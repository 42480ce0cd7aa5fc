"""What happens by itself: ticks, passing on, asking trackers, tidying up, looking at people and channels anew.

APScheduler beats the time in memory and in UTC; what is due, and when, lives in the database.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from apscheduler.executors.asyncio import AsyncIOExecutor
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from bot import pulse
from bot.pulse import Pulse
from handlers import buyer_retention, rate_keeping
from handlers.buyer_retention import BuyerRetention
from handlers.cause_in_time import CauseInTime
from handlers.claim_filing import ClaimFiling
from handlers.directory import FULL_LOOK_EVERY, Directory
from handlers.evidence_fetching import EvidenceFetching
from handlers.file_sending import FileSending
from handlers.following import Following
from handlers.mail_sending import MailSending
from handlers.mass_loss import MassLoss
from handlers.metronome import Metronome
from handlers.parcel_imports import ParcelImports
from handlers.passing_on import PassingOn
from handlers.rate_keeping import RateKeeping
from handlers.regular_jobs import RegularJobs
from handlers.tracker_deliveries import TrackerDeliveries
from handlers.watch_lists import WatchLists

TICK_EVERY = timedelta(seconds=2)
PASS_ON_EVERY = timedelta(seconds=10)
FOLLOW_EVERY = timedelta(seconds=2)
TIDY_EVERY = timedelta(hours=1)
# Several processes that start together should not stay in step.
JITTER = 0.1
JUST_LOOKED = timedelta(minutes=1)
STOPPING_SECONDS = 10.0


class Ticker:
    """Runs the fixed jobs of one process, each at most once at a time, from `start` to `stop`."""

    def __init__(
        self,
        metronome: Metronome,
        passing_on: PassingOn,
        directory: Directory,
        jobs: RegularJobs,
        sign_of_life: Pulse | None = None,
        *,
        following: Following | None = None,
        deliveries: TrackerDeliveries | None = None,
        fetching: EvidenceFetching | None = None,
        sending: FileSending | None = None,
        mailing: MailSending | None = None,
        mass_loss: MassLoss | None = None,
        causes: CauseInTime | None = None,
        lists: WatchLists | None = None,
        rates: RateKeeping | None = None,
        imports: ParcelImports | None = None,
        filing: ClaimFiling | None = None,
        buyers: BuyerRetention | None = None,
        tick_every: timedelta = TICK_EVERY,
    ) -> None:
        self._directory = directory
        self._jobs = jobs
        self._under_way: set[asyncio.Task[Any]] = set()
        self._stopping = False
        self._scheduler = AsyncIOScheduler(
            timezone=UTC,
            jobstores={"default": MemoryJobStore()},
            executors={"default": AsyncIOExecutor()},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        self._every(tick_every, "tick", metronome.tick)
        self._every(PASS_ON_EVERY, "pass on", passing_on.sweep)
        self._every(TIDY_EVERY, "tidy", metronome.tidy)
        self._every(FULL_LOOK_EVERY, "directory", self._look_anew)
        if following is not None:
            self._every(FOLLOW_EVERY, "tracking", following.sweep)
        if deliveries is not None:
            self._every(tick_every, "tracker deliveries", deliveries.read)
        if mass_loss is not None:
            self._every(tick_every, "mass loss", mass_loss.sweep)
        if causes is not None:
            self._every(tick_every, "causes", causes.sweep)
        if fetching is not None:
            self._every(tick_every, "evidence", fetching.sweep)
            self._every(TIDY_EVERY, "tidy evidence", fetching.tidy)
        if sending is not None:
            self._every(tick_every, "files", sending.sweep)
        if lists is not None:
            self._every(tick_every, "lists", lists.sweep)
        if imports is not None:
            self._every(tick_every, "imports", imports.sweep)
        if mailing is not None:
            self._every(tick_every, "mail", mailing.sweep)
        if rates is not None:
            self._every(rate_keeping.EVERY, "rates", rates.sweep)
        if filing is not None:
            self._every(tick_every, "claims", filing.sweep)
        if buyers is not None:
            self._every(buyer_retention.EVERY, "buyers", buyers.sweep)
        if sign_of_life is not None:
            self._every(pulse.EVERY, "heartbeat", sign_of_life.beat)

    def start(self) -> None:
        """Begin; the first tick and the first look at people and channels come at once. Needs a running loop."""
        self._scheduler.start()

    async def stop(self) -> None:
        """Begin nothing more, and wait for what is under way."""
        self._stopping = True
        self._scheduler.pause()
        under_way = {task for task in self._under_way if not task.done()}
        if under_way:
            await asyncio.wait(under_way, timeout=STOPPING_SECONDS)
        self._scheduler.shutdown(wait=False)

    def _every(self, period: timedelta, name: str, work: Callable[[], Awaitable[Any]]) -> None:
        seconds = period.total_seconds()
        self._scheduler.add_job(
            self._watched,
            IntervalTrigger(seconds=seconds, jitter=seconds * JITTER, timezone=UTC),
            args=(name, work),
            id=name,
            next_run_time=datetime.now(UTC),
        )

    async def _watched(self, name: str, work: Callable[[], Awaitable[Any]]) -> None:
        """Do one job; what it raises is noted and ends no other. One that is given up at the end is no failure."""
        if self._stopping:
            return
        task = asyncio.current_task()
        if task is not None:
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)
        try:
            await self._jobs.do(name, work)
        except asyncio.CancelledError:
            if not self._stopping:
                raise

    async def _look_anew(self) -> None:
        looked = self._directory.looked_lately(JUST_LOOKED)
        if not looked:
            await self._directory.sync()
