"""Following parcels: trackers are asked about the numbers that are due, and what they say is kept and acted upon.

Asking happens outside of any transaction. A number is taken from the queue for some minutes; if whoever took it dies on
the way, it is due again then. One process asks at a time, so that nobody's pace is exceeded by many who each keep it.
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from cases.case import Case
from cases.scans import Look, Scan
from cases.timelines import instant_of, known, last_physical, timeline
from cases.watching import Watched
from handlers.desk import Desk
from handlers.tracked import keep_told
from handlers.watched import hand_over, keep_told_of_watched
from partners.tracking import asking
from partners.tracking.asking import Answer, Question, Tracker, Trouble, all_failed
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
# No more of one tracker's turns are taken in one sweep, so that the sweep ends long before that.
SWEEP_SECONDS = 60.0
LATER = timedelta(minutes=1)
NOTED_EVERY = timedelta(hours=1)
# What is only watched belongs to no case.
NO_CASE = 0
LONGEST_TRANSACTION_SECONDS = 0.015
# Deadlines before which it matters where the parcel is; what the team owes itself hurries no tracker.
HURRYING = frozenset(
    {"filing_deadline", "dispute_answer", "appeal_deadline", "evidence_request", "storage_ends", "wait_until"}
)
KNOWS_NOTHING = frozenset({asking.NOT_FOUND, asking.INVALID, asking.STOPPED, asking.FAILED})
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


@dataclass(frozen=True, slots=True)
class Told:
    """What one tracker said about one number, or that none was to be asked."""

    followed: Followed
    answer: Answer


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
        due, watched = await self._database.write(lambda tx: _due(tx, now))
        followed, spent = await self._database.read(
            lambda tx: (self._looked_up(tx, due) + _watched_looked_up(tx, watched), self._spent(tx, now))
        )
        waiting: dict[str, list[Followed]] = defaultdict(list)
        nobody: list[Followed] = []
        for one in followed:
            first = next(iter(self._whom(one, now, spent)), None)
            (waiting[first] if first else nobody).append(one)
        told = [Told(one, _no_answer(one)) for one in nobody]
        rounds = await asyncio.gather(*(self._ask(name, ones, now, spent) for name, ones in waiting.items()))
        told += [one for answers in rounds for one in answers]
        await self._keep(told, now)
        return len(told)

    def _looked_up(self, tx: Transaction, due: Sequence[DueParcel]) -> list[Followed]:
        found = ((one, tx.cases.load(one.workspace, one.case_number, for_update=False)) for one in due)
        return [_followed(tx, one, case) for one, case in found if case is not None]

    def _spent(self, tx: Transaction, now: datetime) -> Spent:
        """The trackers that others may use today, and these not."""
        today = now.date()
        per_day = {name: limits.per_day for name, limits in self._limits.items() if limits.per_day is not None}
        used = {name: tx.trackers.used(EVERY_WORKSPACE, name, today) for name in per_day if name in self._trackers}
        return Spent(
            frozenset(name for name, so_much in used.items() if so_much >= share_of_day(per_day[name], hurried=False)),
            frozenset(name for name, so_much in used.items() if so_much >= share_of_watched(per_day[name])),
        )

    def _whom(self, one: Followed, now: datetime, spent: Spent) -> tuple[str, ...]:
        not_these = spent.watched if one.watched else spent.cases
        available = self._trackers.keys() if hurries(now, one.standing) else self._trackers.keys() - not_these
        return whom_to_ask(one.question.carrier, self._order, available, one.looks, now)

    async def _ask(self, name: str, ones: list[Followed], now: datetime, spent: Spent) -> list[Told]:
        """Ask one tracker, and the next one about what it does not know; what it has no turns for is left for later."""
        turns = max(1, int(self._limits[name].per_second * SWEEP_SECONDS)) * self._trackers[name].batch
        now_ones, later = ones[:turns], ones[turns:]
        told = [Told(one, _later(one, name)) for one in later]
        answers = await self._answers(name, [one.question for one in now_ones])
        unanswered: dict[str, list[Followed]] = defaultdict(list)
        for one, answer in zip(now_ones, answers, strict=True):
            told.append(Told(one, answer))
            others = self._whom(one, now, spent)
            if answer.outcome in KNOWS_NOTHING and name in others and (rest := others[others.index(name) + 1 :]):
                unanswered[rest[0]].append(one)
        for other, more in unanswered.items():
            told += await self._ask(other, more, now, spent)
        return told

    async def _answers(self, name: str, questions: list[Question]) -> list[Answer]:
        """What a tracker says; whatever breaks in asking it is a fault of that tracker alone."""
        try:
            return await self._trackers[name].ask(questions)
        except Exception:
            log.exception("A tracker could not be asked", tracker=name)
            return all_failed(name, questions, Trouble("nonsense"))

    async def _keep(self, told: Sequence[Told], now: datetime) -> None:
        """Keep every answer, a few in each transaction; of several about one number the best says when to ask again."""
        by_number: dict[tuple[str, int, str], list[Told]] = defaultdict(list)
        for one in told:
            due = one.followed.due
            by_number[due.workspace, due.case_number, due.number].append(one)
        left = list(by_number.values())
        while left:
            done = await self._database.write(lambda tx, some=left: self._keep_some(tx, some, now))  # type: ignore[misc]
            left = left[done:]
            self._after()

    def _keep_some(self, tx: Transaction, left: Sequence[list[Told]], now: datetime) -> int:
        end_at = time.monotonic() + LONGEST_TRANSACTION_SECONDS
        for place, answers in enumerate(left, 1):
            self._keep_one(tx, answers, now)
            if time.monotonic() > end_at:
                return place
        return len(left)

    def _keep_one(self, tx: Transaction, answers: Sequence[Told], now: datetime) -> None:
        due = answers[0].followed.due
        try:
            with tx.connection.begin_nested():
                if answers[0].followed.watched is not None:
                    _keep_of_watched(tx, answers, now)
                    return
                looks = [
                    keep_told(tx, due.workspace, due.case_number, one.answer, now) for one in answers if _was_asked(one)
                ]
                scans = tx.scans.of_case(due.workspace, due.case_number)
                again = _next(scans, answers, looks, now)
                tx.trackers.ask_again(due.workspace, due.case_number, due.number, again)
        except Exception as error:
            # One answer that cannot be kept keeps no other from it; its number is due again by itself.
            log.error("An answer could not be kept", case=due.case_number, why=f"{type(error).__name__}: {error}")


def _lane(now: datetime) -> tuple[str, str, datetime, datetime]:
    return EVERY_WORKSPACE, LANE, now, now + TAKEN_FOR


def _due(tx: Transaction, now: datetime) -> tuple[list[DueParcel], list[tuple[Watched, datetime]]]:
    """What is due: the numbers of cases first, and as much of what is only watched as there is room for."""
    of_cases = tx.trackers.due(now, now + TAKEN_FOR, BATCH)
    room = BATCH - len(of_cases)
    return of_cases, tx.watched.due(now, now + TAKEN_FOR, room) if room else []


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


def _keep_of_watched(tx: Transaction, told: Sequence[Told], now: datetime) -> None:
    """Keep what was said of a watched parcel, unless it is watched no longer; a case that has it now takes it over."""
    due = told[0].followed.due
    watched = tx.watched.get(due.workspace, due.number)
    if watched is None:
        return
    found = tx.cases.by_tracking(due.workspace, [due.number]).get(due.number, [])
    if found and found[0].is_open:
        desk = Desk(tx, due.workspace, now)
        hand_over(desk, desk.case(found[0].number), due.number)
        return
    answers = [one.answer for one in told if _was_asked(one)]
    story = keep_told_of_watched(tx, watched, answers, now)
    looks = [next(look for look in story.looks if look.provider == one.provider) for one in answers]
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


def _no_answer(one: Followed) -> Answer:
    return Answer("", one.number, "")


def _later(one: Followed, name: str) -> Answer:
    return Answer(name, one.number, "")


def _was_asked(one: Told) -> bool:
    return bool(one.answer.outcome)


def _next(scans: Sequence[Scan], answers: Sequence[Told], looks: Sequence[Look], now: datetime) -> datetime | None:
    """When to ask again: as the best answer says; a number that nobody was asked about waits for its turn."""
    followed = answers[0].followed
    if not looks:
        return now + LATER if answers[0].answer.provider else _tomorrow(followed, now)
    asked = [one.answer for one in answers if _was_asked(one)]
    best, look = min(zip(asked, looks, strict=True), key=lambda pair: RANK.index(pair[0].outcome))
    news = last_physical(timeline(one for one in scans if one.number == followed.number))
    standing = replace(followed.standing, news_at=instant_of(news.scan)) if news else followed.standing
    return ask_again_at(now, best, standing, now - look.since)


def _tomorrow(followed: Followed, now: datetime) -> datetime | None:
    """When there is nobody to ask today: nobody follows its carrier, or what may be asked today is used up."""
    nobody = Answer("", followed.number, asking.FAILED, trouble=Trouble("quota"))
    return ask_again_at(now, nobody, followed.standing, timedelta(0))


RANK = (asking.SCANS, asking.PENDING, asking.NOT_FOUND, asking.STOPPED, asking.INVALID, asking.FAILED)
