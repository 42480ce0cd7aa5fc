"""The metronome: sounds the clocks that are due, and keeps what is handled or sent from piling up.

Clocks live in the database. A tick takes those that are due now and lets each sound; what a ring changes and the
letters it causes are kept together, so that a crash at any instant leaves a clock either unrung or rung once.
"""

import time
from collections.abc import Awaitable, Callable, Set
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

import structlog

from cases.watching import LEAVES_AFTER_DELIVERY
from handlers.as_many_as_fit import as_many_as_fit
from handlers.people_first import PeopleFirst
from storage.clocks import DueClock
from storage.database import Database, is_busy
from storage.heartbeats import TICK
from storage.transaction import Transaction

BEAT_EVERY = timedelta(seconds=10)
# A transaction of rings lasts no longer than this, so that clicks get their turn: everybody's at SQLite's one writer,
# and on PostgreSQL those at the very cases that ring.
LONGEST_TRANSACTION_SECONDS = {"sqlite": 0.01, "postgresql": 0.2}
# On SQLite nobody but this process writes, so that it knows when there is nobody to keep waiting.
LONGEST_WHILE_ALONE_SECONDS = {"sqlite": 0.1, "postgresql": 0.2}
MOST_TRANSACTIONS = 1000
FIRST_AT_ONCE, MOST_AT_ONCE = 50, 1000
RING_AGAIN_AFTER = timedelta(minutes=5)
KEEP_INBOX = timedelta(days=3)
KEEP_OUTBOX = timedelta(days=30)
KEEP_HEARTBEATS = timedelta(days=1)
KEEP_TRACKER_DAYS = timedelta(days=30)
# Delivered parcels that leave the list of what is watched in one round of tidying.
MOST_LEAVING = 500
# Lines of money of an older version that are sealed in one round.
MOST_SEALED = 1000

Ring = Callable[[Transaction, DueClock, datetime], None]
Key = tuple[str, int, str]
log = structlog.get_logger("tracer.metronome")


class Clock(Protocol):
    """What tells the time, in UTC."""

    def now(self) -> datetime: ...


class CannotRing(Exception):
    """A clock could not ring, whatever it was."""

    def __init__(self, due: DueClock, why: str) -> None:
        super().__init__(why)
        self.due, self.why = due, why


class Metronome:
    """Rings clocks. `ring` moves the clock's next sounding on and owes the letters, in the transaction it is given.

    `digests` owes the digests that are due and returns how many it saw to. `before_ringing` learns what rings depend on
    and others have to be asked, in no transaction; it raises nothing. `after_ringing` is called when something
    rang, with nothing to wait for: to wake the courier. `process` names this process in the heartbeat. `ticked_at` is
    when the last tick of this process was over, by the given clock.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        ring: Ring,
        *,
        digests: Callable[[Transaction, datetime], int] = lambda tx, now: 0,
        before_ringing: Callable[[datetime], Awaitable[None]] | None = None,
        after_ringing: Callable[[], None] = lambda: None,
        people: PeopleFirst | None = None,
        process: str = "",
    ) -> None:
        self._people = people or PeopleFirst()
        self._database = database
        self._clock = clock
        self._ring = ring
        self._digests = digests
        self._before_ringing = before_ringing
        self._after_ringing = after_ringing
        self._process = process
        self._beaten: datetime | None = None
        self._at_once = FIRST_AT_ONCE
        self.ticked_at: datetime | None = None
        self._failing: dict[Key, datetime] = {}

    async def tick(self) -> int:
        """Ring every clock that is due now and return how many rang. A ring that fails is logged and tried later.

        Raises what kept digests from being sent, once the clocks have rung.
        """
        now = self._clock.now()
        await self._beat(now)
        self._failing = {key: until for key, until in self._failing.items() if until > now}
        clock_at, digest_at = await self._database.read(lambda tx: (tx.clocks.next_due(), tx.schedules.next_due()))
        trouble = await self._send_digests(now) if digest_at is not None and digest_at <= now else None
        rung = await self._ring_all(now) if clock_at is not None and clock_at <= now else 0
        self.ticked_at = now
        if trouble is not None:
            raise trouble
        return rung

    async def _ring_all(self, now: datetime) -> int:
        if self._before_ringing is not None:
            await self._before_ringing(now)
        rung: set[Key] = set()
        for _ in range(MOST_TRANSACTIONS):
            try:
                async with self._people.after_them():
                    sounded, more = await self._ring_as_many_as_fit(now, frozenset(rung))
            except CannotRing as failed:
                if is_busy(failed.__cause__):
                    # No fault of that clock's: all that is left rings at the next tick.
                    log.warning("Somebody else was at a clock that is due; it rings a moment later", why=failed.why)
                    break
                # It is undone with all that rang beside it; those ring again without it.
                self._fails(failed.due, now, failed.why)
                continue
            rung = rung | sounded
            if sounded:
                self._after_ringing()
            if not more:
                break
        return len(rung)

    async def tidy(self) -> None:
        """Forget deliveries after three days, letters thirty days after their end, and processes after a day.

        What was used of a tracker's day is forgotten after thirty days, and watched parcels leave some days after
        their delivery.
        """
        now = self._clock.now()

        def purge(tx: Transaction) -> tuple[int, int]:
            tx.heartbeats.purge(now - KEEP_HEARTBEATS)
            tx.nudges.purge(now - KEEP_OUTBOX)
            tx.trackers.purge_days((now - KEEP_TRACKER_DAYS).date())
            tx.watched.forget_messages(now - KEEP_OUTBOX)
            for workspace, number in tx.watched.delivered_before(now - LEAVES_AFTER_DELIVERY, MOST_LEAVING):
                tx.watched.remove(workspace, number)
            tx.seal_plain_lines(MOST_SEALED)
            return tx.inbox.purge(now - KEEP_INBOX), tx.outbox.purge(now - KEEP_OUTBOX)

        deliveries, letters = await self._database.write(purge)
        log.info("Tidied up", deliveries=deliveries, letters=letters)

    async def _send_digests(self, now: datetime) -> Exception | None:
        """Owe the digests that are due, a few in each transaction; what kept them keeps no clock from ringing."""
        try:
            for _ in range(MOST_TRANSACTIONS):
                if not await self._database.write(lambda tx: self._digests(tx, now)):
                    break
                self._after_ringing()
        except Exception as error:
            log.error("Digests could not be sent; they are tried again at the next tick", why=repr(error))
            return error
        return None

    async def _beat(self, now: datetime) -> None:
        """Note that the clock runs, seldom enough not to wear out a disk."""
        if self._beaten is None or abs(now - self._beaten) >= BEAT_EVERY:
            await self._database.write(lambda tx: tx.heartbeats.beat(TICK, now, self._process))
            self._beaten = now

    async def _ring_as_many_as_fit(self, now: datetime, rung: Set[Key]) -> tuple[set[Key], bool]:
        """Ring due clocks in one transaction and return those that rang, and whether more may be due.

        Raises CannotRing.
        """
        limits = LONGEST_TRANSACTION_SECONDS if self._people.are_about else LONGEST_WHILE_ALONE_SECONDS
        longest = limits[self._database.dialect]
        begun = time.monotonic()
        end_at = begun + longest
        sounded, more = await self._database.write(partial(self._ring_some, now=now, rung=rung, end_at=end_at))
        if sounded:
            self._at_once = as_many_as_fit(len(sounded), time.monotonic() - begun, longest, MOST_AT_ONCE)
        return sounded, more

    def _ring_some(self, tx: Transaction, now: datetime, rung: Set[Key], end_at: float) -> tuple[set[Key], bool]:
        """Ring due clocks for a moment and return those that rang, and whether more may be due.

        Raises CannotRing for one that fails.
        """
        sounded: set[Key] = set()
        most = self._at_once + len(self._failing)
        several = tx.clocks.due(now, most + 1)  # the one too many says that there is more
        for due in several[:most]:
            key = (due.workspace, due.number, due.key)
            if key in self._failing:
                continue
            if key in rung:
                self._fails(due, now, "it was rung and is still due")
                continue
            try:
                self._ring(tx, due, now)
            except Exception as error:
                # One clock that cannot ring keeps no other from ringing.
                raise CannotRing(due, f"{type(error).__name__}: {error}") from error
            sounded.add(key)
            if time.monotonic() > end_at:
                return sounded, True
        return sounded, bool(sounded) and len(several) > most

    def _fails(self, due: DueClock, now: datetime, why: str) -> None:
        self._failing[due.workspace, due.number, due.key] = now + RING_AGAIN_AFTER
        log.error("A clock could not ring", case=due.number, clock=due.key, why=why)
