"""Random deliveries against a plain model: each claim takes exactly the heads of the free lanes, no more, no less."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import hypothesis.strategies as st
from hypothesis import HealthCheck, settings
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, rule, run_state_machine_as_test

from cases.letters import Letter
from storage.database import Database
from storage.tables import LaneRow, LetterRow, table_of
from tests.storage.telling import NOON, T1

LEASE = 10
LANES = st.sampled_from(["C1", "C2", "C3"])
SECONDS = st.integers(0, 15)


@dataclass
class Known:
    """A letter as the model knows it."""

    order: int
    lane: str
    priority: int
    next_at: datetime
    waiting: bool = True
    attempts: int = 0
    doubted: bool = False
    ended: bool = False


@dataclass
class KnownLane:
    next_at: datetime = NOON
    leased_until: datetime = NOON


class Lanes(RuleBasedStateMachine):
    """Writers and couriers, some of which die, against the model."""

    database: Database
    in_flight: Bundle = Bundle("in_flight")

    def __init__(self) -> None:
        super().__init__()
        with self.database.transaction() as tx:
            for model in (LetterRow, LaneRow):
                tx.connection.execute(table_of(model).delete())
        self.now = NOON
        self.numbers = count()
        self.letters: dict[str, Known] = {}
        self.lanes: dict[str, KnownLane] = {}

    @rule(lane=LANES, priority=st.sampled_from([0, 5, 9]), delay=st.sampled_from([0, 0, 4, 12]))
    def owe(self, lane: str, priority: int, delay: int) -> None:
        order = next(self.numbers)
        not_before = self.now + timedelta(seconds=delay) if delay else None
        with self.database.transaction() as tx:
            tx.outbox.add(Letter(f"k{order}", T1, lane, "post", None, {}, priority, not_before), self.now)
        self.letters[f"k{order}"] = Known(order, lane, priority, not_before or self.now)

    @rule(seconds=SECONDS)
    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule(target=in_flight, limit=st.sampled_from([1, 2, 9]))
    def claim(self, limit: int) -> Any:
        with self.database.transaction() as tx:
            claimed = tx.outbox.claim(self.now, LEASE, limit, "w")
        expected = sorted(self.heads(), key=lambda key: (self.letters[key].priority, self.letters[key].order))
        assert [one.key for one in claimed] == expected[:limit]
        for one in claimed:
            known = self.letters[one.key]
            known.doubted = known.doubted or not known.waiting
            assert one.unsure == known.doubted
            known.waiting, known.attempts = False, known.attempts + 1
            known.next_at = self.now + timedelta(seconds=LEASE)
            self.lanes[known.lane].leased_until = known.next_at
        return [(one.id, one.key, one.attempts) for one in claimed]

    @rule(
        claimed=consumes(in_flight),
        outcome=st.sampled_from(["sent", "retry", "unsure", "give_up", "die"]),
        seconds=SECONDS,
    )
    def finish(self, claimed: Any, outcome: str, seconds: int) -> None:
        for letter_id, key, attempts in claimed:
            known = self.letters[key]
            if known.ended or known.attempts != attempts or outcome == "die":
                continue  # somebody else has taken it over since: couriers give up before their lease ends
            again, free_at = self.now + timedelta(seconds=seconds), self.now + timedelta(seconds=1)
            with self.database.transaction() as tx:
                if outcome == "sent":
                    tx.outbox.sent(letter_id, self.now, "C", "1.0", free_at)
                elif outcome == "retry":
                    tx.outbox.retry(letter_id, self.now, again, "no", free_at)
                elif outcome == "unsure":
                    tx.outbox.unsure(letter_id, self.now, again, "?", free_at)
                else:
                    tx.outbox.give_up(letter_id, self.now, "never", free_at)
            known.ended = outcome in ("sent", "give_up")
            known.waiting = outcome == "retry"
            known.doubted = known.doubted or outcome == "unsure"
            known.next_at = again
            self.lanes[known.lane] = KnownLane(max(free_at, self.lanes[known.lane].next_at))

    def heads(self) -> list[str]:
        """The first letter of every lane that is free now."""
        heads = []
        for lane in {known.lane for known in self.letters.values()}:
            row = self.lanes.setdefault(lane, KnownLane())
            queue = [
                (not_in_doubt, known.priority, known.order, key)
                for key, known in self.letters.items()
                if known.lane == lane and not known.ended and not self.meant_for_later(known)
                for not_in_doubt in [known.waiting]
            ]
            if queue and max(row.next_at, row.leased_until) <= self.now:
                key = min(queue)[3]
                if self.letters[key].next_at <= self.now:
                    heads.append(key)
        return heads

    def meant_for_later(self, known: Known) -> bool:
        return known.attempts == 0 and known.next_at > self.now


def test_every_claim_takes_the_heads_of_the_free_lanes(database: Database) -> None:
    class OnThisDatabase(Lanes):
        pass

    OnThisDatabase.database = database
    examples = 60 if database.dialect == "sqlite" else 25
    run_state_machine_as_test(
        OnThisDatabase,
        settings=settings(
            max_examples=examples,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
