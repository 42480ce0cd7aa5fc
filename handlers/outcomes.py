"""What is written down after a letter was tried, each outcome in one transaction."""

import asyncio
from collections.abc import Callable
from dataclasses import field, replace
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from cases.letters import FIRST, Letter
from cases.light_dataclass import dataclass
from handlers.deliveries import EDIT, POST, RESPONSE_URL, WRONG_PLACE, Answer, Call, GivenUp, Outcome
from handlers.pace import MINUTE, Paces, Patience
from handlers.where_posted import mark_unusable
from storage.database import Database
from storage.delivery import ClaimedLetter, Delivery
from storage.errors import DatabaseBusy
from storage.lanes import WHOLE_WORKSPACE, Lanes
from storage.outbox import CARD
from storage.transaction import Transaction

GIVEN_UP = "given_up:"
DIRECT, AGAIN, HELD_UP = ":direct", ":again", ":held_up"
LOOK_SOON = timedelta(seconds=1)
# A message that was taken is in the history at once or soon after. Everything of its channel waits meanwhile.
SHOWS_UP_WITHIN = timedelta(seconds=6)
LOCKED_OUT_PAUSE = timedelta(seconds=60)
BEAT_EVERY = timedelta(seconds=15)
NOTING_PAUSES_SECONDS = (0.1, 0.3)
SLACK = "slack"
# The one message of an incident, which no case has.
INCIDENT, IMPORT = "incident", "import"

log = structlog.get_logger("tracer.courier")


class Clock(Protocol):
    def now(self) -> datetime: ...


@dataclass(slots=True)
class Errand:
    """A letter on its way: what was claimed and when, and what was learnt and taken underway."""

    claimed: ClaimedLetter
    letter: Letter
    started: datetime
    second_lane: str | None = None
    looked: bool = False
    arrived: bool = False
    sent_at: datetime | None = None
    failed_call: Call | None = None
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A sending that may have arrived: when it ended for us, and how long it may take to show up in Slack."""

    since: datetime
    settles_in: timedelta


@dataclass(slots=True)
class Outcomes:
    """Notes outcomes, and remembers between letters how Slack took the last ones."""

    database: Database
    clock: Clock
    on_given_up: GivenUp
    worker: str
    lease_seconds: float
    paces: Paces
    patience: Patience
    set_alarm: Callable[[datetime], None]
    last_success: datetime | None = None
    refusal: str = ""
    _beaten: datetime | None = None
    _unreachable: int = 0
    _doubts: dict[int, Doubt] = field(default_factory=dict)

    async def note(self, errand: Errand, call: Call, answer: Answer) -> bool:
        """Write down what became of a letter and give its lanes back; True when it arrived."""
        if call.method and answer.outcome not in (Outcome.LOCKED_OUT, Outcome.UNREACHABLE):
            self._unreachable, self.refusal = 0, ""
        match answer.outcome:
            case Outcome.ARRIVED:
                await self._arrived(errand, call, answer)
            case Outcome.TOO_FAST | Outcome.ALL_TOO_FAST:
                await self._too_fast(errand, call, answer)
            case Outcome.UNREACHABLE if call.method != RESPONSE_URL:
                await self._unreachable_now(errand, answer)
            case Outcome.LOCKED_OUT:
                await self._locked_out(errand, answer)
            case Outcome.IN_DOUBT if call.leaves_a_trace:
                self._doubts[errand.claimed.id] = self._doubt(answer)
                await self._in_doubt(errand, answer, self.clock.now() + LOOK_SOON)
            case Outcome.LATER | Outcome.IN_DOUBT | Outcome.UNREACHABLE:
                await self._later(errand, call, answer)
            case Outcome.UNSEEN:
                await self._unseen(errand, call, answer)
            case Outcome.ROOT_GONE:
                await self._root_gone(errand, call, answer)
            case _:
                await self._given_up(errand, answer)
        return errand.arrived

    async def mended(self, errand: Errand, call: Call, answer: Answer) -> bool:
        """Note that a channel or an edited message is gone; True when composing the letter anew may help."""
        if answer.outcome not in (Outcome.WRONG_PLACE, Outcome.MESSAGE_GONE):
            return False
        errand.failed_call, errand.failure = call, answer.error
        word = answer.error.partition(":")[0]

        def forget(tx: Transaction) -> None:
            if call.method == EDIT:
                _forget_post(tx, errand.letter, str(call.channel), str(call.args.get("ts")))
            if word in WRONG_PLACE and call.channel and call.channel[0] in "CG":
                mark_unusable(tx, errand.letter.workspace, call.channel, word)

        await self._written(forget)
        log.warning("A letter's place is gone", letter=errand.letter.key, place=call.channel, why=answer.error)
        return True

    async def nothing_to_say(self, errand: Errand) -> None:
        """The letter is done: what it was to tell is no longer so."""
        now = self.clock.now()
        await self._finished(errand, now, lambda tx: _end(tx, errand, now, now, "nothing to say any more"))

    async def said_later(self, errand: Errand, until: datetime) -> None:
        """Another letter stands for it from an instant on; what else there is for that place goes on meanwhile."""
        later = replace(errand.letter, key=errand.letter.key + HELD_UP, not_before=until)
        await self._replaced(errand, [later], Answer(Outcome.LATER, f"waits until {until.isoformat()}"))

    async def put_back(self, errand: Errand, until: datetime, why: str) -> None:
        """The letter was not tried; its lane waits with it."""
        now = self.clock.now()
        await self._finished(
            errand,
            now,
            lambda tx: tx.outbox.retry(errand.claimed.id, now, until, why, until),
            alarm=until,
            in_doubt=True,
        )

    async def look_later(self, errand: Errand, answer: Answer) -> None:
        """The letter could not be found, or looked for; it must have had time to show up before the next look."""
        doubt = self._doubts.get(errand.claimed.id)
        pause = max(doubt.settles_in if doubt else self._lease, timedelta(seconds=answer.wait))
        await self._in_doubt(errand, answer, self.clock.now() + pause)

    def doubted_lately(self, claimed: ClaimedLetter) -> bool:
        """Whether the last sending that may have arrived is so short ago that it may not have shown up."""
        doubt = self._doubts.get(claimed.id) or Doubt(claimed.claimed_at, self._lease)
        return self.clock.now() - doubt.since < doubt.settles_in

    def _doubt(self, answer: Answer) -> Doubt:
        """A request that ended, well or ill, is over; one that was not waited for any longer may still be at work."""
        is_over = "Timeout" not in answer.error
        return Doubt(self.clock.now(), min(SHOWS_UP_WITHIN, self._lease) if is_over else self._lease)

    @property
    def _lease(self) -> timedelta:
        return timedelta(seconds=self.lease_seconds)

    async def give_back_second_lane(self, errand: Errand) -> None:
        """Let go of the lane of a place that the letter does not go to after all."""
        lane, errand.second_lane = errand.second_lane, None
        if lane is not None:
            now = self.clock.now()
            await self._written(lambda tx: Lanes(tx.connection).free(errand.letter.workspace, lane, now))

    async def _arrived(self, errand: Errand, call: Call, answer: Answer) -> None:
        now, letter = self.clock.now(), errand.letter
        beat = self._beaten is None or abs(now - self._beaten) >= BEAT_EVERY
        free_at = max(now, (errand.sent_at or now) + self.paces.lane_pause(call.method))

        def keep(tx: Transaction) -> None:
            tx.outbox.sent(errand.claimed.id, now, answer.channel, answer.ts, free_at)
            if call.remembers and letter.case_number is not None and answer.channel and answer.ts:
                tx.posts.set(letter.workspace, letter.case_number, call.remembers, answer.channel, answer.ts)
            if call.remembers == INCIDENT and answer.channel and answer.ts:
                place = {"channel": answer.channel, "ts": answer.ts}
                tx.incidents.change(letter.workspace, letter.params["incident"], **place)
            if call.remembers == IMPORT and answer.channel and answer.ts:
                tx.imports.posted(letter.workspace, letter.params["import"], answer.channel, answer.ts)
            if letter.kind == CARD and _went_elsewhere(errand, answer):
                tx.outbox.add_all(self._told_where(errand, answer, tx), now)
            if beat:
                self._share_the_pace(tx, now)

        await self._finished(errand, free_at, keep)
        errand.arrived, self.last_success = True, now
        self._beaten = now if beat else self._beaten

    def _share_the_pace(self, tx: Transaction, now: datetime) -> None:
        """Say that this process sends, and see how many others do: the workspace's minute is for all of them."""
        tx.heartbeats.beat(SLACK, now, self.worker)
        self.paces.sharers = tx.heartbeats.heard_since(SLACK, now - MINUTE)

    async def _too_fast(self, errand: Errand, call: Call, answer: Answer) -> None:
        """Wait as long as Slack says: this lane, or the method, or everything."""
        now, letter = self.clock.now(), errand.letter
        until = now + timedelta(seconds=answer.wait)
        everything = answer.outcome is Outcome.ALL_TOO_FAST
        if call.method != POST:
            self.paces.hold(letter.workspace, call.method, until)
        else:
            everything |= self.paces.slowed(letter.workspace, call.lane(letter.lane), now, until)

        def wait(tx: Transaction) -> None:
            tx.outbox.retry(errand.claimed.id, now, until, answer.error, until)
            if everything:
                tx.outbox.hold_lane(letter.workspace, WHOLE_WORKSPACE, until)

        await self._finished(errand, until, wait)
        log.warning("Slack asks us to slow down", lane=letter.lane, method=call.method, seconds=answer.wait)

    async def _unreachable_now(self, errand: Errand, answer: Answer) -> None:
        """Nobody is there for any letter: all wait, ever longer, and none of them is the worse for it."""
        now = self.clock.now()
        self._unreachable += 1
        until = now + self.patience.pause(self._unreachable)
        await self._everything_waits(errand, until, answer)
        log.warning("Slack cannot be reached; letters wait", why=answer.error, until=until.isoformat())

    async def _locked_out(self, errand: Errand, answer: Answer) -> None:
        """Nothing that is sent with this token arrives, so nothing is sent until somebody has mended it."""
        if not self.refusal:
            log.error("Slack refuses our token; letters are kept until it is mended", why=answer.error)
        self.refusal = answer.error
        await self._everything_waits(errand, self.clock.now() + LOCKED_OUT_PAUSE, answer)

    async def _everything_waits(self, errand: Errand, until: datetime, answer: Answer) -> None:
        now = self.clock.now()

        def wait(tx: Transaction) -> None:
            tx.outbox.retry(errand.claimed.id, now, now, answer.error, now)
            tx.outbox.hold_lane(errand.letter.workspace, WHOLE_WORKSPACE, until)

        await self._finished(errand, now, wait, alarm=until)

    async def _in_doubt(self, errand: Errand, answer: Answer, look_at: datetime) -> None:
        now = self.clock.now()
        if self._is_hopeless(errand, now):
            await self._given_up(errand, answer)
            return
        await self._finished(
            errand,
            look_at,
            lambda tx: tx.outbox.unsure(errand.claimed.id, now, look_at, answer.error, look_at),
            in_doubt=True,
        )

    async def _later(self, errand: Errand, call: Call, answer: Answer) -> None:
        now = self.clock.now()
        if self._is_hopeless(errand, now):
            await (self._unseen(errand, call, answer) if call.url else self._given_up(errand, answer))
            return
        until = now + self.patience.pause(errand.claimed.attempts)
        await self._finished(
            errand, until, lambda tx: tx.outbox.retry(errand.claimed.id, now, until, answer.error, until)
        )

    async def _unseen(self, errand: Errand, call: Call, answer: Answer) -> None:
        """A private answer that cannot be shown there is said in the person's direct messages."""
        letter = errand.letter
        person = call.args.get("user") or letter.params.get("user")
        if not person or letter.params.get("direct"):
            await self._given_up(errand, answer)
            return
        params = {**letter.params, "direct": True}
        direct = replace(letter, key=letter.key + DIRECT, lane=f"user:{person}", params=params)
        await self._replaced(errand, [direct], answer)

    async def _root_gone(self, errand: Errand, call: Call, answer: Answer) -> None:
        """A reply whose thread is gone waits for the card to be posted anew."""
        letter = errand.letter
        if letter.key.endswith(AGAIN) or letter.case_number is None:
            await self._given_up(errand, answer)
            return
        card = Letter(
            f"card:again:{letter.key}", letter.workspace, letter.lane, CARD, letter.case_number, priority=FIRST
        )
        again = replace(letter, key=letter.key + AGAIN)
        gone = str(call.channel), str(call.args["thread_ts"])
        await self._replaced(errand, [card, again], answer, lambda tx: _forget_post(tx, letter, *gone))

    async def _replaced(
        self,
        errand: Errand,
        letters: list[Letter],
        answer: Answer,
        also: Callable[[Transaction], None] = lambda tx: None,
    ) -> None:
        now = self.clock.now()

        def replaced(tx: Transaction) -> None:
            _end(tx, errand, now, now, answer.error)
            also(tx)
            tx.outbox.add_all(letters, errand.claimed.owed_since)

        await self._finished(errand, now, replaced)

    async def _given_up(self, errand: Errand, answer: Answer) -> None:
        """Loudly: in the log, in the outbox, and to whoever the letters of `on_given_up` go to."""
        now, letter = self.clock.now(), errand.letter

        def give_up(tx: Transaction) -> None:
            tx.outbox.give_up(errand.claimed.id, now, answer.error)
            tx.outbox.add_all(self._told(letter, answer.error, tx), now)

        await self._finished(errand, now, give_up)
        log.error("A letter was given up", letter=letter.key, kind=letter.kind, lane=letter.lane, why=answer.error)

    def _told(self, letter: Letter, error: str, tx: Transaction) -> list[Letter]:
        """The letters about a given-up letter; about one of those only where it names who is left to be told."""
        if letter.key.startswith(GIVEN_UP) and "left" not in letter.params:
            return []
        try:
            letters = self.on_given_up(letter, error, tx)
        except Exception:
            # Telling of it must not keep it from being given up.
            log.exception("Nobody could be told of a given-up letter", letter=letter.key)
            return []
        return [one if one.key.startswith(GIVEN_UP) else replace(one, key=GIVEN_UP + one.key) for one in letters]

    def _told_where(self, errand: Errand, answer: Answer, tx: Transaction) -> list[Letter]:
        """The letters that say where a card is that could not be posted where it belongs."""
        where = {"place": errand.failed_call.channel if errand.failed_call else None, "elsewhere": answer.channel}
        letters = self._told(errand.letter, errand.failure, tx)
        return [replace(one, params={**one.params, **where}) for one in letters]

    def _is_hopeless(self, errand: Errand, now: datetime) -> bool:
        claimed = errand.claimed
        return self.patience.is_over(claimed.attempts, claimed.owed_since, now)

    async def _finished(
        self,
        errand: Errand,
        second_lane_free_at: datetime,
        work: Callable[[Transaction], None],
        *,
        alarm: datetime | None = None,
        in_doubt: bool = False,
    ) -> None:
        """Write an outcome and free the second lane with it, in the order in which claims lock lanes."""
        lane, letter = errand.second_lane, errand.letter

        def write(tx: Transaction) -> None:
            if lane is not None and lane < letter.lane:
                Lanes(tx.connection).free(letter.workspace, lane, second_lane_free_at)
            work(tx)
            if lane is not None and lane > letter.lane:
                Lanes(tx.connection).free(letter.workspace, lane, second_lane_free_at)

        await self._written(write)
        errand.second_lane = None
        if not in_doubt:
            self._doubts.pop(errand.claimed.id, None)
        self.set_alarm(alarm or second_lane_free_at)

    async def _written(self, work: Callable[[Transaction], None]) -> None:
        """Write, and try again where the database was busy: what Slack did must not be forgotten lightly."""
        for pause in NOTING_PAUSES_SECONDS:
            try:
                await self.database.write(work, shares_commit=True)
                return
            except DatabaseBusy:
                await asyncio.sleep(pause)
        await self.database.write(work, shares_commit=True)


def _went_elsewhere(errand: Errand, answer: Answer) -> bool:
    """Whether a post that one channel refused arrived in another."""
    refused = errand.failed_call
    return refused is not None and refused.method == POST and answer.channel != refused.channel


def _forget_post(tx: Transaction, letter: Letter, channel: str, ts: str) -> None:
    """Forget a message under whatever purpose it is kept for the letter's case."""
    if letter.kind == INCIDENT:
        tx.incidents.change(letter.workspace, letter.params["incident"], ts=None)
    if letter.case_number is None:
        return
    for purpose, place in tx.posts.all(letter.workspace, letter.case_number).items():
        if place == (channel, ts):
            tx.posts.forget(letter.workspace, letter.case_number, purpose)


def _end(tx: Transaction, errand: Errand, at: datetime, lane_free_at: datetime, why: str) -> None:
    """End a letter that was neither sent nor given up: another stands for it, or nothing is left to be said."""
    Delivery(tx.connection).finish(errand.claimed.id, "merged", lane_free_at, {"finished_at": at, "error": why})
