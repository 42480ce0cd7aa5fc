"""A likely cause that time changes: of cases whose scans people pasted, no tracker's answer is there to show it.

Each such case is looked at again on the day on which its cause may become another one, and its card follows.
"""

import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from datetime import time as hour
from typing import Protocol

import structlog

from cases.case import Case
from cases.likely_cause import deemed_lost_by
from cases.sightings import Sightings
from handlers.desk import Desk
from handlers.rules_in_force import rule_book
from handlers.sightings import sightings_in
from storage.cause_looks import CauseLook
from storage.database import Database
from storage.transaction import Transaction

# By noon of a day in UTC that day has begun wherever parcels go.
NOON = hour(12)
# Where no day is known on which it would change, nobody has to look every day.
OTHERWISE_AFTER = timedelta(days=7)
AFTER_A_FAULT = timedelta(hours=1)
# As with rings: clicks get their turn on SQLite's one writer.
LONGEST_TRANSACTION_SECONDS = 0.015
MOST_TRANSACTIONS = 1000
log = structlog.get_logger("tracer.causes")


class Clock(Protocol):
    """What tells the time, in UTC."""

    def now(self) -> datetime: ...


class CauseInTime:
    """Looks at what is due. `after` is called when a card was owed: to wake the courier."""

    def __init__(self, database: Database, clock: Clock, *, after: Callable[[], None] = lambda: None) -> None:
        self._database = database
        self._clock = clock
        self._after = after

    async def sweep(self) -> int:
        """Look at every case that is due, and return how many those were."""
        now, total = self._clock.now(), 0
        for _ in range(MOST_TRANSACTIONS):
            if not await self._database.read(lambda tx: tx.cause_looks.due(now, 1)):
                break
            total += await self._database.write(lambda tx: _look_at_some(tx, now))
            self._after()
        return total


def look_again(desk: Desk, case: Case) -> Sightings | None:
    """Note what a case's cause is now, and when time may have made it another one; return what shows it.

    None for a case that is closed, or of which nothing shows a cause: it is left alone.
    """
    seen = sightings_in(desk.tx, case, desk.at) if case.is_open else None
    if seen is None:
        desk.tx.cause_looks.forget(desk.workspace, case.number)
        return None
    verdict, look_at = seen.verdict, _next_look(desk, case, seen)
    desk.tx.cause_looks.keep(CauseLook(desk.workspace, case.number, verdict.cause, verdict.next_step, look_at))
    return seen


def _look_at_some(tx: Transaction, now: datetime) -> int:
    """Look at a few; one that cannot be looked at keeps no other from it and is tried later."""
    end_at, looked = time.monotonic() + LONGEST_TRANSACTION_SECONDS, 0
    for one in tx.cause_looks.due(now):
        try:
            with tx.savepoint():
                _look_at(tx, one, now)
        except Exception as error:
            log.error("A cause could not be looked at", case=one.case_number, why=f"{type(error).__name__}: {error}")
            later = now + AFTER_A_FAULT
            tx.cause_looks.keep(CauseLook(one.workspace, one.case_number, one.cause, one.next_step, later))
        looked += 1
        if time.monotonic() > end_at:
            break
    return looked


def _look_at(tx: Transaction, before: CauseLook, now: datetime) -> None:
    desk = Desk(tx, before.workspace, now)
    case = desk.case(before.case_number)
    seen = look_again(desk, case)
    if seen is not None and (seen.verdict.cause, seen.verdict.next_step) != (before.cause, before.next_step):
        desk.refresh(case, "cause")


def _next_look(desk: Desk, case: Case, seen: Sightings) -> datetime:
    days: list[date] = [one.day for one in deemed_lost_by(case, rule_book(desk.tx, desk.workspace))]
    days += [seen.verdict.look_again_on] if seen.verdict.look_again_on else []
    instants = [datetime.combine(day, NOON, UTC) for day in days]
    return min((at for at in instants if at > desk.at), default=desk.at + OTHERWISE_AFTER)
