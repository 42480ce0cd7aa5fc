"""One letter's way: compose it, wait for its turn, look for it where it may have arrived already, send it, note it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from cases.letters import Letter
from handlers import already_posted
from handlers.deliveries import (
    RESPONSE_URL,
    Answer,
    Call,
    Compose,
    GivenUp,
    NotNow,
    Outcome,
    Undeliverable,
    accepted,
    failed,
)
from handlers.outcomes import Errand, Outcomes
from handlers.pace import Paces, Patience
from handlers.people_first import PeopleFirst
from storage.database import Database
from storage.delivery import ClaimedLetter
from storage.errors import StorageError
from storage.lanes import Lanes
from storage.transaction import Transaction

# A letter whose channel or message is gone is composed anew this often before it is given up.
MOST_TURNS = 3
COMPOSING_ATTEMPTS = 4
NOTHING = Call("", {})
# Shares of the lease: looking, the latest moment to begin sending, sending. Together less than the lease.
LOOKING, LATEST_START, SENDING = 0.3, 0.45, 0.45
SHORT_WAIT = timedelta(seconds=0.5)
# As far as our clock and Slack's may stand apart before Slack's signatures are refused, and so nothing works.
CLOCKS_APART = timedelta(minutes=5)

log = structlog.get_logger("tracer.courier")


class Clock(Protocol):
    def now(self) -> datetime: ...


@dataclass
class Errands:
    """Sees to letters that were claimed. Nothing is kept between letters but the pace and Slack's refusals."""

    database: Database
    slack: AsyncWebClient
    clock: Clock
    compose: Compose
    on_given_up: GivenUp
    post_to_url: Callable[[str, dict[str, Any]], Awaitable[None]] | None
    worker: str
    lease_seconds: float
    paces: Paces
    patience: Patience
    people: PeopleFirst
    set_alarm: Callable[[datetime], None]
    outcomes: Outcomes = field(init=False)

    def __post_init__(self) -> None:
        self._turns: dict[int, datetime] = {}
        self._uncomposed: dict[int, int] = {}
        self.outcomes = Outcomes(
            self.database,
            self.clock,
            self.on_given_up,
            self.worker,
            self.lease_seconds,
            self.paces,
            self.patience,
            self.set_alarm,
        )

    @property
    def last_success(self) -> datetime | None:
        return self.outcomes.last_success

    @property
    def refusal(self) -> str:
        return self.outcomes.refusal

    async def see_to(self, claimed: ClaimedLetter, at: datetime) -> bool:
        """Deliver a letter claimed at an instant and note what became of it; True when it arrived."""
        errand = Errand(claimed, letter_of(claimed), at)
        try:
            return await self._see_to(errand)
        except Exception as error:
            # Not even noting it worked: the lease expires, and then the letter is looked for and sent.
            log.error("A letter could not be seen to", letter=claimed.key, why=f"{type(error).__name__}: {error}")
            self.set_alarm(at + timedelta(seconds=self.lease_seconds))
            return False

    async def _see_to(self, errand: Errand) -> bool:
        for _ in range(MOST_TURNS):
            call = await self._composed(errand)
            if call is None:
                return False
            if errand.failed_call is not None and _same_place(call, errand.failed_call):
                break
            if not await self._has_its_turn(errand, call) or await self._was_seen(errand, call):
                return errand.arrived
            answer = await self._send(errand, call)
            if answer is None:
                return False
            if not await self.outcomes.mended(errand, call, answer):
                return await self.outcomes.note(errand, call, answer)
        return await self.outcomes.note(errand, NOTHING, Answer(Outcome.REFUSED, errand.failure))

    async def _composed(self, errand: Errand) -> Call | None:
        """What the letter says now; None when it was noted that it says nothing, or cannot be composed."""
        try:
            async with self.people.after_them():
                call = await self.database.read(lambda tx: self.compose(errand.letter, tx))
        except StorageError as busy:
            await self.outcomes.note(errand, NOTHING, Answer(Outcome.LATER, str(busy)))
            return None
        except NotNow as held_up:
            await self.outcomes.said_later(errand, held_up.until)
            return None
        except Undeliverable as why:
            await self.outcomes.note(errand, NOTHING, Answer(Outcome.REFUSED, str(why)))
            return None
        except Exception as error:
            log.exception("A letter could not be composed", letter=errand.letter.key, kind=errand.letter.kind)
            await self._note_uncomposed(errand, error)
            return None
        self._uncomposed.pop(errand.claimed.id, None)
        if call is None:
            await self.outcomes.nothing_to_say(errand)
        return call

    async def _note_uncomposed(self, errand: Errand, error: Exception) -> None:
        """A mistake of our own is not tried for a day: the others of its lane wait behind it."""
        number = errand.claimed.id
        self._uncomposed[number] = self._uncomposed.get(number, 0) + 1
        outcome = Outcome.LATER
        if self._uncomposed[number] >= COMPOSING_ATTEMPTS:
            outcome = Outcome.REFUSED
            del self._uncomposed[number]
        await self.outcomes.note(errand, NOTHING, Answer(outcome, f"cannot be composed: {type(error).__name__}"))

    async def _has_its_turn(self, errand: Errand, call: Call) -> bool:
        """Whether the method's limit and the place's lane allow sending now; otherwise the letter is put back."""
        claimed, now = errand.claimed, self.clock.now()
        turn = self._turns.pop(claimed.id, None) or self.paces.reserve(claimed.workspace, call.method, now)
        if turn > now + SHORT_WAIT:
            self._turns[claimed.id] = turn
            await self.outcomes.put_back(errand, turn, f"waits for {call.method}'s limit")
            return False
        if turn > now:
            await asyncio.sleep((turn - now).total_seconds())
        return await self._has_the_lane(errand, call)

    async def _has_the_lane(self, errand: Errand, call: Call) -> bool:
        """Take the lane of the place as well, where the letter was written for another (`default`, an old channel)."""
        claimed, lane = errand.claimed, call.lane(errand.claimed.lane)
        if lane in (claimed.lane, errand.second_lane):
            return True
        await self.outcomes.give_back_second_lane(errand)
        now = self.clock.now()
        until = errand.started + timedelta(seconds=self.lease_seconds)

        def lease(tx: Transaction) -> datetime | None:
            lanes = Lanes(tx.connection)
            return None if lanes.lease(claimed.workspace, lane, now, until) else lanes.next_at(claimed.workspace, lane)

        free_at = await self.database.write(lease)
        if free_at is None:
            errand.second_lane = lane
            return True
        await self.outcomes.put_back(errand, max(free_at, now + SHORT_WAIT), f"waits for the lane of {lane}")
        return False

    async def _was_seen(self, errand: Errand, call: Call) -> bool:
        """Look for a letter that may have arrived; True when it is there, or when it has to be looked for again.

        A message shows up with some delay, so that only the second look in vain, some time later, means that it may
        be sent. Where nothing can be read it is sent at least once: a doubled message is better than a missing one.
        """
        claimed = errand.claimed
        if not claimed.unsure or errand.looked or not call.leaves_a_trace:
            return False
        errand.looked = True
        try:
            async with asyncio.timeout(self.lease_seconds * LOOKING):
                found = await already_posted.find(self.slack, claimed.key, call, self._since(claimed))
        except already_posted.CannotLook as why:
            log.warning("Cannot see whether a letter arrived; sending it again", letter=claimed.key, why=str(why))
            return False
        except Exception as error:
            # Any failure to look is no answer: the letter stays in doubt.
            await self.outcomes.look_later(errand, failed(call, error))
            return True
        if found is not None:
            log.info("A letter whose answer was lost had arrived", letter=claimed.key)
            await self.outcomes.note(errand, call, Answer(Outcome.ARRIVED, channel=found[0], ts=found[1]))
            return True
        if claimed.looks % 2 or self.outcomes.doubted_lately(claimed):
            await self.outcomes.look_later(errand, Answer(Outcome.IN_DOUBT, "not there yet"))
            return True
        return False

    def _since(self, claimed: ClaimedLetter) -> datetime:
        """From when to look: Slack's clock is not ours, least of all when ours was shifted for a rehearsal."""
        offset = getattr(self.clock, "offset", timedelta(0))
        return claimed.claimed_at - max(offset, timedelta(0)) - CLOCKS_APART

    async def _send(self, errand: Errand, call: Call) -> Answer | None:
        """Send now; None when it is too late for that, so that the lease is left to expire."""
        latest = errand.started + timedelta(seconds=self.lease_seconds * LATEST_START)
        if self.clock.now() > latest:
            # This process slept, or the clock was wound: somebody else may have the letter by now.
            log.warning("A letter's lease was nearly over before it was sent", letter=errand.letter.key)
            self.set_alarm(errand.started + timedelta(seconds=self.lease_seconds))
            return None
        errand.sent_at = self.clock.now()
        try:
            async with asyncio.timeout(self.lease_seconds * SENDING):
                return await self._call(errand.letter, call)
        except Exception as error:
            return failed(call, error)

    async def _call(self, letter: Letter, call: Call) -> Answer:
        if call.method != RESPONSE_URL:
            answer = await self.slack.api_call(call.method, json=already_posted.marked(call, letter.key))
            data = answer.data if isinstance(answer.data, dict) else {}
            if await already_posted.fell_out_of_its_thread(self.slack, call, data):
                return Answer(Outcome.ROOT_GONE, "thread_not_found")
            return accepted(call, data)
        if self.post_to_url is None or call.url is None:
            return Answer(Outcome.REFUSED, "there is no way to a response_url here")
        await self.post_to_url(call.url, call.args)
        return Answer(Outcome.ARRIVED)


def letter_of(claimed: ClaimedLetter) -> Letter:
    """The letter as it was written."""
    return Letter(
        claimed.key,
        claimed.workspace,
        claimed.lane,
        claimed.kind,
        claimed.case_number,
        claimed.params,
        claimed.priority,
    )


def _same_place(call: Call, last: Call) -> bool:
    return (call.method, call.channel, call.args.get("ts")) == (last.method, last.channel, last.args.get("ts"))
