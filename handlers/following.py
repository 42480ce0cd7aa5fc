"""Following parcels: trackers are asked about the numbers that are due, and what they say is kept and acted upon.

Asking happens outside of any transaction. A number is taken from the queue for some minutes; if whoever took it dies on
the way, it is due again then. One process asks at a time, so that nobody's pace is exceeded by many who each keep it.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

import structlog

from cases.case import Case
from cases.light_dataclass import dataclass
from cases.scans import Look, Scan
from cases.timelines import instant_of, known, last_physical, timeline
from cases.watching import Watched
from handlers.as_many_as_fit import as_many_as_fit
from handlers.asked_in_lines import SWEEP_SECONDS, Lines, Told
from handlers.cause_that_changed import show_cause_that_changed
from handlers.desk import Desk
from handlers.tracked import keep_told
from handlers.watched import hand_over, keep_told_of_watched
from partners.tracking import asking
from partners.tracking.asking import Answer, Question, Tracker, Trouble
from partners.tracking.order import Standing, ask_again_at, hurries, share_of_day, share_of_watched, whom_to_ask
from partners.tracking.pace import Limits
from storage.database import Database
from storage.errors import StorageError
from storage.heartbeats import FOLLOWS
from storage.lanes import WHOLE_WORKSPACE, Lanes
from storage.trackers import BATCH, DueParcel
from storage.transaction import Transaction

# The installation asks with one key for all its workspaces.
EVERY_WORKSPACE = WHOLE_WORKSPACE
LANE = "tracking"
TAKEN_FOR = timedelta(minutes=10)
# More is not looked up before some of it is kept: what waits to be kept lies in memory.
MOST_UNDER_WAY = 2 * BATCH
LATER = timedelta(minutes=1)
NOTED_EVERY = timedelta(hours=1)
# What is only watched belongs to no case.
NO_CASE = 0
# So long others wait at most: for SQLite's one writer, and on PostgreSQL for the very cases that are being kept. Where
# its disk is slow, a shorter time would leave room for two or three, and no longer keep up with a tracker.
LONGEST_TRANSACTION_SECONDS = {"sqlite": 0.015, "postgresql": 0.25}
MOST_AT_ONCE = 50
# Deadlines before which it matters where the parcel is; what the team owes itself hurries no tracker.
HURRYING = frozenset(
    {"filing_deadline", "dispute_answer", "appeal_deadline", "evidence_request", "storage_ends", "wait_until"}
)
log = structlog.get_logger("tracer.following")


class Clock(Protocol):
    """What tells the time, in UTC."""

    def now(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Followed:
    """A number that is due, with what decides whom to ask about it and when again; `watched` where it is no case's."""

    due: DueParcel
    question: Question
    standing: Standing
    looks: tuple[Look, ...]
    watched: Watched | None = None

    @property
    def number(self) -> str:
        return self.due.number


@dataclass(frozen=True, slots=True)
class Spent:
    """The trackers that have only left what is kept for the hurried, and those that have only what is for cases."""

    cases: frozenset[str]
    watched: frozenset[str]


class Following:
    """Asks trackers about what is due. `after` is called when something was kept: to wake the courier.

    `close` lets go of the trackers' connections.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        trackers: Mapping[str, Tracker],
        limits: Mapping[str, Limits],
        order: Sequence[str],
        *,
        after: Callable[[], None] = lambda: None,
        close: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        self._database = database
        self._clock = clock
        self._trackers = trackers
        self._limits = limits
        self._order = order
        self._after = after
        self._close = close
        self._noted_at: datetime | None = None
        self._spent = Spent(frozenset(), frozenset())
        self._finishing = False
        # So many answers are kept in one transaction.
        self._at_once = 1

    def finish(self) -> None:
        """Take nothing more on; what is under way is asked about and kept."""
        self._finishing = True

    async def close(self) -> None:
        """Let go of the connections to the trackers."""
        if self._close is not None:
            await self._close()

    async def sweep(self) -> int:
        """Ask about everything that is due and may be asked about now; return how many numbers that was."""
        now = self._clock.now()
        if not self._trackers:
            return 0
        await self._note(now)
        both = await self._database.read(lambda tx: (tx.trackers.next_due(), tx.watched.next_due()))
        if not any(due_at is not None and due_at <= now for due_at in both):
            return 0
        if not await self._database.write(lambda tx: Lanes(tx.connection).lease(*_lane(now))):
            return 0
        try:
            return await self._sweep(now)
        finally:
            await self._database.write(lambda tx: Lanes(tx.connection).free(EVERY_WORKSPACE, LANE, self._clock.now()))

    async def _note(self, now: datetime) -> None:
        """Note now and then that there are trackers to ask, so that other processes know it too."""
        if self._noted_at is None or now - self._noted_at >= NOTED_EVERY:
            await self._database.write(lambda tx: tx.heartbeats.beat(FOLLOWS, now))
            self._noted_at = now

    async def _sweep(self, now: datetime) -> int:
        """While trackers are asked about some numbers, those before are kept, and those after are looked up."""
        end_at = time.monotonic() + SWEEP_SECONDS
        asked = 0
        async with Lines(self._trackers, self._limits, lambda one: self._whom(one, now)) as lines:
            under_way = 0
            taking = asyncio.create_task(self._taken(now))
            try:
                while True:
                    some, are_more = await taking
                    for one in some:
                        lines.put(one)
                    under_way += len(some)
                    more = are_more and time.monotonic() < end_at and not self._finishing
                    if more:
                        taking = asyncio.create_task(self._taken(now))
                    while under_way > (MOST_UNDER_WAY if more else 0):
                        told = await lines.through()
                        under_way -= len(told)
                        asked += sum(len(one.answers) or 1 for one in told)
                        await self._keep(told)
                    if not more:
                        return asked
            finally:
                taking.cancel()

    async def _taken(self, now: datetime) -> tuple[list[Followed], bool]:
        """The next numbers that are due, with what is to be known of them, and whether there may be more.

        Who has how much left today is looked up with them.
        """
        until = self._clock.now() + TAKEN_FOR
        due, watched = await self._database.write(lambda tx: _due(tx, now, until))
        followed, self._spent = await self._database.read(
            lambda tx: (self._looked_up(tx, due) + _watched_looked_up(tx, watched), self._spent_today(tx, now))
        )
        return followed, len(due) + len(watched) == BATCH

    def _looked_up(self, tx: Transaction, due: Sequence[DueParcel]) -> list[Followed]:
        tx.read_ahead((one.workspace, one.case_number) for one in due)
        found = ((one, tx.cases.load(one.workspace, one.case_number, for_update=False)) for one in due)
        return [_followed(tx, one, case) for one, case in found if case is not None]

    def _spent_today(self, tx: Transaction, now: datetime) -> Spent:
        """The trackers that others may use today, and these not."""
        today = now.date()
        per_day = {name: limits.per_day for name, limits in self._limits.items() if limits.per_day is not None}
        used = {name: tx.trackers.used(EVERY_WORKSPACE, name, today) for name in per_day if name in self._trackers}
        return Spent(
            frozenset(name for name, so_much in used.items() if so_much >= share_of_day(per_day[name], hurried=False)),
            frozenset(name for name, so_much in used.items() if so_much >= share_of_watched(per_day[name])),
        )

    def _whom(self, one: Followed, now: datetime) -> tuple[str, ...]:
        not_these = self._spent.watched if one.watched else self._spent.cases
        available = self._trackers.keys() if hurries(now, one.standing) else self._trackers.keys() - not_these
        return whom_to_ask(one.question.carrier, self._order, available, one.looks, now)

    async def _keep(self, told: Sequence[Told[Followed]]) -> None:
        """Keep every answer, a few in each transaction; of several about one number the best says when to ask again."""
        left = list(told)
        while left:
            some, begun = left[: self._at_once], time.monotonic()
            try:
                await self._database.write(partial(self._keep_some, some))
            except Exception as error:
                if len(some) > 1:
                    # All of them were undone; each is kept by itself, so that one keeps no other from being kept.
                    self._at_once = 1
                    continue
                # Its number is due again by itself.
                why = f"{type(error).__name__}: {error}"
                log.error("An answer could not be kept", case=some[0].one.due.case_number, why=why)
            longest = LONGEST_TRANSACTION_SECONDS[self._database.dialect]
            self._at_once = as_many_as_fit(len(some), time.monotonic() - begun, longest, MOST_AT_ONCE)
            del left[: len(some)]
            self._after()

    def _keep_some(self, some: Sequence[Told[Followed]], tx: Transaction) -> None:
        of_cases = [one for one in some if one.one.watched is None]
        tx.read_ahead((one.one.due.workspace, one.one.due.case_number) for one in of_cases)
        for workspace, numbers in _with_something_to_seal(of_cases).items():
            tx.personal.make_keys(workspace, numbers)
        for told in some:
            _keep_one(tx, told, self._clock.now())


def _with_something_to_seal(some: Iterable[Told[Followed]]) -> dict[str, set[int]]:
    """The cases that a tracker told something of, by workspace: it is kept under their keys."""
    found: dict[str, set[int]] = {}
    for told in some:
        if any(one.is_an_answer and one.raw for one in told.answers):
            found.setdefault(told.one.due.workspace, set()).add(told.one.due.case_number)
    return found


def _keep_one(tx: Transaction, told: Told[Followed], now: datetime) -> None:
    due = told.one.due
    if told.one.watched is not None:
        _keep_of_watched(tx, told, now)
        return
    looks = [keep_told(tx, due.workspace, due.case_number, one, now) for one in told.answers]
    scans = tx.scans.of_case(due.workspace, due.case_number)
    again = _next(scans, told, looks, now)
    tx.trackers.ask_again(due.workspace, due.case_number, due.number, again)
    if looks and told.one.looks:
        last = max(look.at for look in told.one.looks)
        show_cause_that_changed(Desk(tx, due.workspace, now), due.case_number, last)


def _lane(now: datetime) -> tuple[str, str, datetime, datetime]:
    return EVERY_WORKSPACE, LANE, now, now + TAKEN_FOR


def _due(tx: Transaction, now: datetime, until: datetime) -> tuple[list[DueParcel], list[tuple[Watched, datetime]]]:
    """What is due: the numbers of cases first, and as much of what is only watched as there is room for."""
    of_cases = tx.trackers.due(now, until, BATCH)
    room = BATCH - len(of_cases)
    return of_cases, tx.watched.due(now, until, room) if room else []


def _watched_looked_up(tx: Transaction, due: Sequence[tuple[Watched, datetime]]) -> list[Followed]:
    found = []
    for one, due_at in due:
        try:
            found.append(_followed_watched(tx, one, due_at))
        except StorageError as error:
            # One whose key is not to be had keeps no other from being asked about; it is due again by itself.
            log.error("What is known of a watched parcel cannot be read", why=type(error).__name__)
    return found


def _followed_watched(tx: Transaction, one: Watched, due_at: datetime) -> Followed:
    story = tx.watched.story(one.workspace, one.number)
    events = timeline(story.scans)
    seen, news = known(events), last_physical(events)
    question = Question(one.number, one.carrier, seen.origin, seen.destination)
    standing = Standing(one.since, instant_of(news.scan) if news else None, closed_at=one.delivered_at)
    due = DueParcel(one.workspace, NO_CASE, one.number, one.carrier, due_at)
    return Followed(due, question, standing, story.looks, one)


def _keep_of_watched(tx: Transaction, told: Told[Followed], now: datetime) -> None:
    """Keep what was said of a watched parcel, unless it is watched no longer; a case that has it now takes it over."""
    due = told.one.due
    watched = tx.watched.get(due.workspace, due.number)
    if watched is None:
        return
    found = tx.cases.by_tracking(due.workspace, [due.number]).get(due.number, [])
    if found and found[0].is_open:
        desk = Desk(tx, due.workspace, now)
        hand_over(desk, desk.case(found[0].number), due.number)
        return
    story = keep_told_of_watched(tx, watched, told.answers, now)
    looks = [next(look for look in story.looks if look.provider == one.provider) for one in told.answers]
    tx.watched.ask_again(due.workspace, due.number, _next(story.scans, told, looks, now))


def _followed(tx: Transaction, due: DueParcel, case: Case) -> Followed:
    parcel = next((one for one in case.parcels if one.number == due.number), case.parcel)
    scans = [one for one in tx.scans.of_case(due.workspace, due.case_number) if one.number == due.number]
    news = last_physical(timeline(scans))
    question = Question(
        due.number,
        due.carrier,
        parcel.origin,
        parcel.destination if parcel.destination and len(parcel.destination) == 2 else None,
        shipped_on=parcel.shipped_on,
    )
    dates = [one.due_at for one in case.clocks if one.kind in HURRYING and one.due_at is not None]
    standing = Standing(
        case.opened_at,
        instant_of(news.scan) if news else None,
        min(dates, default=None),
        case.closed_at if not case.is_open else None,
    )
    looks = tuple(one for one in tx.trackers.looks(due.workspace, due.case_number) if one.number == due.number)
    return Followed(due, question, standing, looks)


def _next(scans: Sequence[Scan], told: Told[Followed], looks: Sequence[Look], now: datetime) -> datetime | None:
    """When to ask again: as the best answer says; a number that nobody was asked about waits for its turn."""
    followed = told.one
    if not looks:
        return now + LATER if told.later else _tomorrow(followed, now)
    best, look = min(zip(told.answers, looks, strict=True), key=lambda pair: RANK.index(pair[0].outcome))
    news = last_physical(timeline(one for one in scans if one.number == followed.number))
    standing = replace(followed.standing, news_at=instant_of(news.scan)) if news else followed.standing
    return ask_again_at(now, best, standing, now - look.since)


def _tomorrow(followed: Followed, now: datetime) -> datetime | None:
    """When there is nobody to ask today: nobody follows its carrier, or what may be asked today is used up."""
    nobody = Answer("", followed.number, asking.FAILED, trouble=Trouble("quota"))
    return ask_again_at(now, nobody, followed.standing, timedelta(0))


RANK = (asking.SCANS, asking.PENDING, asking.NOT_FOUND, asking.STOPPED, asking.INVALID, asking.FAILED)
