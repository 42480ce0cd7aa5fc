"""Who a buyer is, is erased by itself when its time is over, and the case stays with all the rest of it.

What is to be looked at comes from the database every time, and each case is decided on and erased in one transaction in
which nobody else has it: any number of processes erase each once, and whoever dies on the way leaves it due.
"""

import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

import structlog

from cases.case import Actor
from cases.retention import erased_from, look_again_at
from handlers.desk import Desk
from handlers.erasing import erase_buyer
from storage.database import Database, is_busy
from storage.transaction import Transaction

EVERY = timedelta(minutes=2)
CLOCK = Actor("clock", "clock")
# As with rings: clicks get their turn on SQLite's one writer.
LONGEST_TRANSACTION_SECONDS, AT_ONCE, MOST_TRANSACTIONS = 0.05, 50, 10_000
TRY_AGAIN_AFTER = timedelta(hours=1)
Due = tuple[str, int]
log = structlog.get_logger("tracer.buyers")


class Clock(Protocol):
    """What tells the time, in UTC."""

    def now(self) -> datetime: ...


class BuyerRetention:
    """Erases buyers whose time is over. `after` is called when something was kept: to wake the courier."""

    def __init__(self, database: Database, clock: Clock, *, after: Callable[[], None] = lambda: None) -> None:
        self._database = database
        self._clock = clock
        self._after = after
        self._written_back: datetime | None = None

    async def sweep(self) -> int:
        """Look at every buyer that is due to be looked at, and return of how many cases they were erased."""
        now, erased = self._clock.now(), 0
        for _ in range(MOST_TRANSACTIONS):
            due = await self._database.read(lambda tx: tx.buyers.due(now, AT_ONCE))
            if not due:
                break
            erased += await self._some(due, now)
            self._after()
        if erased:
            log.info("Buyers whose time was over were erased", cases=erased)
        await self._leave_nothing()
        return erased

    async def _leave_nothing(self) -> None:
        """Once something was erased, whatever it was, the database's log is emptied of it."""
        newest = await self._database.read(lambda tx: tx.personal.newest_erasure())
        if newest is not None and newest != self._written_back and await self._database.write_back():
            self._written_back = newest

    async def _some(self, due: Sequence[Due], now: datetime) -> int:
        try:
            return await self._database.write(partial(_see_to, due=due, now=now))
        except Exception as error:
            if is_busy(error):
                raise
            if len(due) > 1:
                # All was undone; whatever it was keeps no other case from its turn.
                return sum([await self._some([one], now) for one in due])
            workspace, number = due[0]
            log.error("A buyer whose time is over could not be erased", case=number, why=type(error).__name__)
            again = now + TRY_AGAIN_AFTER
            await self._database.write(lambda tx: tx.buyers.look_again(workspace, [number], again))
            return 0


def _see_to(tx: Transaction, due: Sequence[Due], now: datetime) -> int:
    """Erase whose time is over, for a moment; the others are looked at again later."""
    from partners.marketplaces.keeping import retention_rules

    rules, erased, end_at = retention_rules(), 0, time.monotonic() + LONGEST_TRANSACTION_SECONDS
    for workspace, number in due:
        desk = Desk(tx, workspace, now)
        # Held from here on; another process may have seen to it while this one waited.
        case = desk.case(number)
        if tx.buyers.is_due(workspace, number, now):
            days = desk.settings.keep_buyers_days
            at = erased_from(case, rules, days)
            if at is not None and at <= now:
                erase_buyer(desk, case, CLOCK)
                erased += 1
            else:
                tx.buyers.look_again(workspace, [number], look_again_at(case, rules, days, now))
        if time.monotonic() > end_at:
            break
    return erased
