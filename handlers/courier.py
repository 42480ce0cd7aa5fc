"""The courier: takes letters from the outbox and delivers them, several places at once, each place in order.

A letter is claimed by a lease on its lane, sent, and noted. A process that is killed in between leaves a lease
that expires; whoever claims the letter then looks for it in Slack before sending it again.
"""

import asyncio
import heapq
import random
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any, Protocol

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from handlers.deliveries import Compose, GivenUp
from handlers.errands import Errands
from handlers.pace import Paces, Patience
from handlers.people_first import PeopleFirst
from storage.database import Database
from storage.delivery import ClaimedLetter

IN_FLIGHT = 8
LEASE_SECONDS = 30.0
POLL_SECONDS = 1.0
LONGEST_PAUSE_WITHOUT_DATABASE = 30.0

log = structlog.get_logger("tracer.courier")


class Clock(Protocol):
    """What tells the time, in UTC."""

    def now(self) -> datetime: ...


class Courier:
    """Delivers what is owed to Slack. `last_success` is when Slack last took a letter, by the given clock.

    `compose` says what a letter becomes, reading the database at the moment of sending; None means that there is
    nothing to say any more. `on_given_up` returns the letters that tell somebody of one that could not be
    delivered. `post_to_url` posts to a `response_url` and raises when that fails. `worker` names this process;
    `people` who wait for an answer of it go before.
    """

    def __init__(
        self,
        database: Database,
        slack: AsyncWebClient,
        clock: Clock,
        compose: Compose,
        *,
        worker: str,
        on_given_up: GivenUp,
        post_to_url: Callable[[str, dict[str, Any]], Awaitable[None]] | None = None,
        lease_seconds: float = LEASE_SECONDS,
        poll_seconds: float = POLL_SECONDS,
        paces: Paces | None = None,
        patience: Patience | None = None,
        people: PeopleFirst | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._database = database
        self._clock = clock
        self._worker = worker
        self._lease_seconds = lease_seconds
        self._poll_seconds = poll_seconds
        self._sleep = sleep
        self._people = people or PeopleFirst()
        self._woken = asyncio.Event()
        self._stopping = False
        self._under_way: set[asyncio.Task[bool]] = set()
        self._alarms: list[datetime] = []
        self._looked_at = clock.now()
        self._errands = Errands(
            database,
            slack,
            clock,
            compose,
            on_given_up,
            post_to_url,
            worker=worker,
            lease_seconds=lease_seconds,
            paces=paces or Paces(),
            patience=patience or Patience(),
            people=self._people,
            set_alarm=self._set_alarm,
        )

    @property
    def last_success(self) -> datetime | None:
        """When Slack last took a letter from this process; None before the first."""
        return self._errands.last_success

    @property
    def refusal(self) -> str:
        """Slack's word for why it takes nothing from us (`token_revoked`…); empty while it does."""
        return self._errands.refusal

    async def run(self) -> None:
        """Deliver what is due until `stop`; a database that cannot be reached is asked again, ever more slowly."""
        failures = 0
        while not self._stopping:
            self._woken.clear()
            try:
                await self._start_what_is_due()
                failures = 0
            except Exception as error:
                # Whatever a driver raises: letters wait in the database, and so do we.
                failures += 1
                log.error("The outbox could not be read; trying again", why=str(error) or type(error).__name__)
            await self._rest(failures)
        await self._finish_under_way()

    def wake(self) -> None:
        """Look at the outbox now: something was committed in this process."""
        self._woken.set()

    async def deliver_due(self) -> int:
        """One round: claim what may be sent now, see to it, and return how many letters that were."""
        started = await self._start_what_is_due()
        if started:
            await asyncio.wait(started)
        return len(started)

    async def drain(self, within: float) -> int:
        """Deliver until nothing is left that can be sent within so many seconds; return how many letters arrived."""
        deadline = self._clock.now() + timedelta(seconds=within)
        arrived = 0
        while True:
            tasks = await self._start_what_is_due() | {task for task in self._under_way if not task.done()}
            if tasks:
                await asyncio.wait(tasks)
                arrived += sum(task.result() for task in tasks)
                continue
            soon = self._next_alarm()
            if soon is None or soon > deadline:
                return arrived
            await self._sleep(max(0.0, (soon - self._clock.now()).total_seconds()) + 0.001)

    async def stop(self) -> None:
        """Claim nothing more and wait for what is under way; `run` returns after that."""
        self._stopping = True
        self.wake()
        await self._finish_under_way()

    async def _start_what_is_due(self) -> set[asyncio.Task[bool]]:
        """Claim letters for the free hands and begin with them."""
        free = IN_FLIGHT - len(self._under_way)
        if free <= 0:
            return set()
        async with self._people.after_them():
            now = self._looked_at = self._clock.now()
            claimed = await self._database.write(
                lambda tx: tx.outbox.claim(now, self._lease_seconds, free, self._worker), shares_commit=True
            )
        return {self._begin(letter, now) for letter in claimed}

    def _begin(self, letter: ClaimedLetter, at: datetime) -> asyncio.Task[bool]:
        task = asyncio.create_task(self._errands.see_to(letter, at), name=f"letter {letter.key}")
        self._under_way.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task[bool]) -> None:
        self._under_way.discard(task)
        self._woken.set()

    async def _rest(self, failures: int) -> None:
        """Wait for a wake, the next instant at which something becomes possible, or the poll, whichever is first."""
        seconds = self._poll_seconds * random.uniform(0.9, 1.1)
        if failures:
            seconds = min(self._poll_seconds * 2**failures, LONGEST_PAUSE_WITHOUT_DATABASE)
        elif (soon := self._next_alarm()) is not None:
            seconds = min(seconds, max(0.0, (soon - self._clock.now()).total_seconds()) + 0.001)
        if self._stopping:
            return
        try:
            await asyncio.wait_for(self._woken.wait(), seconds)
        except TimeoutError:
            return

    def _set_alarm(self, at: datetime) -> None:
        heapq.heappush(self._alarms, at)

    def _next_alarm(self) -> datetime | None:
        """The next instant, after the last look, at which a lane is free or a letter is due again."""
        while self._alarms and self._alarms[0] <= self._looked_at:
            heapq.heappop(self._alarms)
        return self._alarms[0] if self._alarms else None

    async def _finish_under_way(self) -> None:
        if self._under_way:
            await asyncio.wait(set(self._under_way), timeout=self._lease_seconds)
        for task in list(self._under_way):
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)
