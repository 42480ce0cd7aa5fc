"""When somebody has left, their open cases pass on at once: to whoever stands in for them, else to nobody's hands.

A few cases a transaction, each a move of the clock with its letters. What is still to be passed on is read from the
database every time, so that a crash in between is made up for by whoever sweeps next. The new owner gets one message
about all of them.
"""

import time
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Protocol

import structlog

from cases.act import Act
from cases.case import Actor
from cases.letters import Letter
from handlers.case_rows import row_of
from handlers.deliveries import POST, Call, is_person
from handlers.desk import Desk
from handlers.views.passed_on import passed_on
from handlers.who import channel_words, who_is
from handlers.whom import leads, may_work
from storage.database import Database
from storage.transaction import Transaction

CLOCK = Actor("clock", "clock")
# As with rings: clicks get their turn on SQLite's one writer.
LONGEST_TRANSACTION_SECONDS = 0.015
MOST_TRANSACTIONS = 10_000
TRY_AGAIN_AFTER = timedelta(minutes=5)
MOST_NAMED = 5_000
# What belongs together is said together, once the first of it is kept.
GATHERED_FOR = timedelta(seconds=5)
log = structlog.get_logger("tracer.passing_on")


class Clock(Protocol):
    """What tells the time, in UTC."""

    def now(self) -> datetime: ...


class PassingOn:
    """Passes on the cases of those who have left. `after` is called when something was kept: to wake the courier."""

    def __init__(self, database: Database, clock: Clock, *, after: Callable[[], None] = lambda: None) -> None:
        self._database = database
        self._clock = clock
        self._after = after
        self._failing: dict[tuple[str, int], datetime] = {}

    async def sweep(self) -> int:
        """Pass on everything there is to pass on now, and return how many cases that was."""
        now = self._clock.now()
        self._failing = {case: until for case, until in self._failing.items() if until > now}
        passed = 0
        if not await self._database.read(lambda tx: tx.departed.owners()):
            return 0
        for _ in range(MOST_TRANSACTIONS):
            count = await self._database.write(lambda tx: self._some(tx, now))
            if not count:
                break
            passed += count
            self._after()
        if passed:
            log.info("Cases of people who have left were passed on", cases=passed)
        return passed

    def _some(self, tx: Transaction, now: datetime) -> int:
        """Pass on a few cases, each undone by itself if it fails; return how many."""
        end_at, passed = time.monotonic() + LONGEST_TRANSACTION_SECONDS, 0
        if not tx.departed.alone():
            return 0
        for workspace, person in tx.departed.owners():
            left = [one for one in tx.departed.cases_of(workspace, person) if (workspace, one[0]) not in self._failing]
            heirs = _heirs(tx, workspace, person, left)
            _tell(tx, workspace, person, heirs, now)
            for number, heir in heirs.items():
                passed += self._passes(tx, workspace, number, Act("pass_on", CLOCK, details=_named(person, heir)), now)
                if time.monotonic() > end_at:
                    return passed
        return passed

    def _passes(self, tx: Transaction, workspace: str, number: int, act: Act, now: datetime) -> bool:
        try:
            with tx.savepoint():
                Desk(tx, workspace, now).move(number, act)
            return True
        except Exception as error:
            # One case that cannot be passed on keeps no other from it.
            self._failing[workspace, number] = now + TRY_AGAIN_AFTER
            log.error("A case could not be passed on", case=number, why=f"{type(error).__name__}: {error}")
            return False


def _named(person: str, heir: str | None) -> dict[str, Any]:
    return {"person": person, "other": heir} if heir else {"person": person}


def _heirs(tx: Transaction, workspace: str, person: str, left: list[tuple[int, str | None]]) -> dict[int, str | None]:
    """Who gets which case: whom the person named, else whom the case names, else nobody."""
    known = tx.people.get(workspace, person)
    named = known.backup if known and _can_own(tx, workspace, known.backup, person) else None
    return {number: named or (backup if _can_own(tx, workspace, backup, person) else None) for number, backup in left}


def _can_own(tx: Transaction, workspace: str, user: str | None, person: str) -> bool:
    """Whether somebody else is still here and may work on cases."""
    known = tx.people.get(workspace, user) if user and user != person else None
    if known is None or known.deleted or known.is_bot:
        return False
    return may_work(known, tx.settings(workspace).get())


def _tell(tx: Transaction, workspace: str, person: str, heirs: dict[int, str | None], now: datetime) -> None:
    """Owe each new owner one message about all that is theirs now, and the leads one about what is nobody's."""
    numbers: dict[str | None, list[int]] = defaultdict(list)
    for number, heir in heirs.items():
        numbers[heir].append(number)
    for heir, theirs in numbers.items():
        for reader in [heir] if heir else _who_leads(tx, workspace, now):
            params = {"person": person, "owner": heir, "reader": reader, "numbers": theirs[:MOST_NAMED]}
            # The same message however often a sweep begins anew on that day.
            key = f"passed_on:{person}:{reader}:{heir or 'nobody'}:{now.date().isoformat()}"
            lane = f"user:{reader}" if is_person(reader) else reader
            letter = Letter(key, workspace, lane, "passed_on", None, params, not_before=now + GATHERED_FOR)
            tx.outbox.add(letter, now)


def _who_leads(tx: Transaction, workspace: str, now: datetime) -> list[str]:
    """The leads, in their channel where they have one; where nobody is left, the channel of last resort."""
    settings = tx.settings(workspace).get()
    if settings.leads_channel:
        return [settings.leads_channel]
    last = [settings.last_resort_channel] if settings.last_resort_channel else []
    return leads(tx, workspace, settings, now) or last


def _passed_on(letter: Letter, tx: Transaction, now: datetime) -> Call | None:
    """Which cases of somebody who has left are the reader's now, or nobody's; those still on their way included."""
    reader, person, owner = (letter.params[name] for name in ("reader", "person", "owner"))
    settings = tx.settings(letter.workspace).get()
    if is_person(reader):
        words = who_is(tx, letter.workspace, reader, settings).words
    else:
        words = channel_words(tx, letter.workspace, reader, settings)
    found = tx.departed.still_with(letter.workspace, letter.params["numbers"], (owner, person))
    if not found:
        return None
    text, blocks = passed_on(person, [row_of(one) for one in found], words, now, is_owner=owner is not None)
    return Call(POST, {"channel": reader, "text": text, "blocks": blocks})


KINDS = {"passed_on": _passed_on}
