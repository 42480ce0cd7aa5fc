"""Parcels are followed: what is due is asked about, the next tracker where one does not know, and never too much."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from cases.scans import Scan
from handlers.following import EVERY_WORKSPACE, LANE, TAKEN_FOR, Following
from handlers.kept_allowance import KeptAllowance
from partners.tracking.asking import FAILED, NOT_FOUND, PENDING, SCANS, Answer, Question, Trouble
from partners.tracking.pace import Limits
from partners.tracking.set_up import Access, set_up
from storage.database import Database
from storage.lanes import Lanes
from tests.storage.telling import NOON, T1, keep, later, move, open_case
from tests.tracking.stand_in import NO_LIMITS, StandIn, sample

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
TOMORROW = datetime(2026, 11, 24, tzinfo=UTC)


@dataclass
class Clock:
    at: datetime = NOON

    def now(self) -> datetime:
        return self.at


@dataclass
class Scripted:
    """A tracker that answers as it is told to, and remembers what it was asked."""

    name: str
    outcome: str = SCANS
    trouble: Trouble | None = None
    batch: int = 40
    asked: list[list[str]] = field(default_factory=list)
    breaks: bool = False
    waits_for: asyncio.Event | None = None

    async def ask(self, questions: Sequence[Question]) -> list[Answer]:
        self.asked.append([one.number for one in questions])
        if self.waits_for is not None:
            await self.waits_for.wait()
        if self.breaks:
            raise RuntimeError("a bug")
        return [self._answer(one) for one in questions]

    def _answer(self, question: Question) -> Answer:
        at = NOON - DAY
        scan = Scan("arrived", "In", self.name, question.number, at, at.replace(tzinfo=None), city="Reno", country="US")
        scans = (scan,) if self.outcome == SCANS else ()
        return Answer(self.name, question.number, self.outcome, scans, trouble=self.trouble, raw=b"{}")


def following(database: Database, clock: Clock, *trackers: Scripted, limits: Limits = NO_LIMITS) -> Following:
    known = {one.name: one for one in trackers}
    return Following(database, clock, known, dict.fromkeys(known, limits), ("dhl", "ups", "17track", "aftership"))


def due_again(database: Database, number: str = "1ZA") -> datetime | None:
    with database.reading() as tx:
        rows = tx.connection.exec_driver_sql(
            f"SELECT next_ask_at FROM case_parcels WHERE tracking_number = '{number}'"
        ).all()
    return datetime.fromisoformat(rows[0][0]).replace(tzinfo=UTC) if rows[0][0] else None


def looked_at(database: Database, case_number: int) -> bool:
    with database.reading() as tx:
        return bool(tx.trackers.looks(T1, case_number))


def looks(database: Database) -> list[tuple[str, str]]:
    with database.reading() as tx:
        return [(one.provider, one.outcome) for one in tx.trackers.looks(T1, 1)]


async def test_what_is_due_is_asked_about_and_kept(sqlite_database: Database) -> None:
    open_case(sqlite_database, "1ZA")
    woken = []
    clock, tracker = Clock(), Scripted("17track")
    followed = Following(
        sqlite_database,
        clock,
        {"17track": tracker},
        {"17track": NO_LIMITS},
        ("17track",),
        after=lambda: woken.append(1),
    )
    assert await followed.sweep() == 1
    assert (tracker.asked, looks(sqlite_database), woken) == ([["1ZA"]], [("17track", "scans")], [1])
    with sqlite_database.reading() as tx:
        case = tx.cases.load(T1, 1)
        assert case.parcel.last_scan_on == (NOON - DAY).date()
        assert len(tx.scans.of_case(T1, 1)) == 1
    assert 4 * HOUR <= due_again(sqlite_database) - NOON < 5 * HOUR


async def test_on_either_database_everything_that_is_due_is_asked_about_in_one_sweep(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.following.BATCH", 5)
    numbers = [f"1Z{n:03d}" for n in range(12)]
    for number in numbers:
        open_case(database, number)
    tracker = Scripted("17track", batch=2)
    assert await following(database, Clock(), tracker).sweep() == 12
    assert sorted(number for call in tracker.asked for number in call) == numbers
    assert max(len(call) for call in tracker.asked) == 2
    with database.reading() as tx:
        assert len(tx.scans.of_case(T1, 7)) == 1
        assert tx.trackers.next_due() > NOON


async def test_a_sweep_that_is_told_to_finish_keeps_what_is_under_way_and_leaves_the_rest_due(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.following.BATCH", 2)
    monkeypatch.setattr("handlers.following.MOST_UNDER_WAY", 0)
    for n in range(8):
        open_case(sqlite_database, f"1Z{n:03d}")
    tracker = Scripted("17track", batch=2, waits_for=asyncio.Event())
    kept = asyncio.Event()
    limits = {"17track": NO_LIMITS}
    followed = Following(sqlite_database, Clock(), {"17track": tracker}, limits, ("17track",), after=kept.set)
    sweeping = asyncio.create_task(followed.sweep())
    tracker.waits_for.set()
    await asyncio.wait_for(kept.wait(), 5)
    followed.finish()
    asked = await sweeping
    assert asked < 8
    with sqlite_database.reading() as tx:
        assert sum(bool(tx.trackers.looks(T1, number)) for number in range(1, 9)) == asked
        assert tx.trackers.next_due() == NOON


async def test_a_slow_tracker_holds_up_no_other(sqlite_database: Database) -> None:
    open_case(sqlite_database, "1ZA", carrier="dhl")
    open_case(sqlite_database, "1ZB", carrier="yanwen")
    slow, quick = Scripted("dhl", waits_for=asyncio.Event()), Scripted("17track")
    kept = asyncio.Event()
    limits = {"dhl": NO_LIMITS, "17track": NO_LIMITS}
    followed = Following(
        sqlite_database, Clock(), {"dhl": slow, "17track": quick}, limits, ("dhl", "17track"), after=kept.set
    )
    sweeping = asyncio.create_task(followed.sweep())
    await asyncio.wait_for(kept.wait(), 5)
    assert (looked_at(sqlite_database, 1), looked_at(sqlite_database, 2)) == (False, True)
    slow.waits_for.set()
    assert await sweeping == 2
    assert looked_at(sqlite_database, 1)


async def test_an_answer_that_cannot_be_kept_keeps_no_other_from_being_kept(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(1, 10):
        open_case(database, f"1Z{n}")
    lost = {"ws": T1, "case": 6, "locked": b"?", "by": "a key that is gone"}
    with database.transaction() as tx:
        tx.connection.execute(text("INSERT INTO case_keys VALUES (:ws, :case, :locked, :by)"), lost)
    monkeypatch.setattr("handlers.following.LONGEST_TRANSACTION_SECONDS", dict.fromkeys(("sqlite", "postgresql"), 60.0))
    with capture_logs() as logs:
        await following(database, Clock(), Scripted("17track")).sweep()
    assert [looked_at(database, n) for n in range(1, 10)] == [n != 6 for n in range(1, 10)]
    assert [(one["event"], one["case"]) for one in logs if one["log_level"] == "error"] == [
        ("An answer could not be kept", 6)
    ]
    with database.reading() as tx:
        assert tx.trackers.next_due() == NOON + TAKEN_FOR


async def test_nothing_is_asked_before_it_is_due_again(sqlite_database: Database) -> None:
    open_case(sqlite_database, "1ZA")
    clock, tracker = Clock(), Scripted("17track")
    followed = following(sqlite_database, clock, tracker)
    await followed.sweep()
    clock.at = later(3)
    assert await followed.sweep() == 0
    clock.at = later(5)
    assert await followed.sweep() == 1
    assert len(tracker.asked) == 2


async def test_many_numbers_are_asked_about_in_one_call(sqlite_database: Database) -> None:
    for n in range(30):
        open_case(sqlite_database, f"1Z{n:03d}")
    tracker = Scripted("17track")
    assert await following(sqlite_database, Clock(), tracker).sweep() == 30
    assert [len(numbers) for numbers in tracker.asked] == [30]


async def test_the_next_tracker_is_asked_where_the_first_fails_or_does_not_know(sqlite_database: Database) -> None:
    open_case(sqlite_database, "1ZA")
    ups, seventeen = Scripted("ups", FAILED, Trouble("silent")), Scripted("17track", NOT_FOUND)
    last = Scripted("aftership")
    await following(sqlite_database, Clock(), ups, seventeen, last).sweep()
    assert looks(sqlite_database) == [("17track", "not_found"), ("aftership", "scans"), ("ups", "failed")]
    assert due_again(sqlite_database) - NOON >= 4 * HOUR


async def test_a_tracker_that_has_only_begun_is_waited_for(sqlite_database: Database) -> None:
    open_case(sqlite_database, "1ZA", carrier="yanwen")
    first, second = Scripted("17track", PENDING), Scripted("aftership")
    await following(sqlite_database, Clock(), first, second).sweep()
    assert second.asked == []
    assert timedelta(minutes=10) <= due_again(sqlite_database) - NOON <= timedelta(minutes=11)


async def test_a_carriers_own_tracker_is_not_asked_about_others_parcels(sqlite_database: Database) -> None:
    open_case(sqlite_database, "1ZA", carrier="yanwen")
    ups = Scripted("ups")
    assert await following(sqlite_database, Clock(), ups).sweep() == 1
    assert ups.asked == []
    assert TOMORROW <= due_again(sqlite_database) <= TOMORROW + HOUR / 10


async def test_without_a_key_nothing_is_touched(sqlite_database: Database) -> None:
    open_case(sqlite_database, "1ZA")
    assert await following(sqlite_database, Clock()).sweep() == 0
    assert due_again(sqlite_database) == NOON


async def test_one_process_asks_at_a_time(sqlite_database: Database) -> None:
    open_case(sqlite_database, "1ZA")
    with sqlite_database.transaction() as tx:
        assert Lanes(tx.connection).lease(EVERY_WORKSPACE, LANE, NOON, later(0.1))
    clock, tracker = Clock(), Scripted("17track")
    followed = following(sqlite_database, clock, tracker)
    assert await followed.sweep() == 0
    clock.at = later(0.2)
    assert await followed.sweep() == 1
    # The lane was given back.
    open_case(sqlite_database, "1ZB", at=later(0.2))
    assert await followed.sweep() == 1


async def test_a_bug_in_one_tracker_keeps_no_other_from_answering(sqlite_database: Database) -> None:
    open_case(sqlite_database, "1ZA")
    broken, other = Scripted("17track", breaks=True), Scripted("aftership")
    assert await following(sqlite_database, Clock(), broken, other).sweep() == 2
    assert looks(sqlite_database) == [("17track", "failed"), ("aftership", "scans")]
    assert due_again(sqlite_database) - NOON >= 4 * HOUR


async def test_a_bug_in_the_only_tracker_loses_no_number(sqlite_database: Database) -> None:
    open_case(sqlite_database, "1ZA")
    clock, tracker = Clock(), Scripted("17track", breaks=True)
    followed = following(sqlite_database, clock, tracker)
    await followed.sweep()
    tracker.breaks = False
    clock.at = later(0.5)
    await followed.sweep()
    assert looks(sqlite_database) == [("17track", "scans")]


async def test_no_more_is_taken_on_than_a_tracker_has_turns_for(sqlite_database: Database) -> None:
    for n in range(20):
        open_case(sqlite_database, f"1Z{n:03d}")
    clock, tracker = Clock(), Scripted("17track", batch=1)
    followed = following(sqlite_database, clock, tracker, limits=Limits(per_second=0.2))
    await followed.sweep()
    assert len(tracker.asked) == 12
    clock.at = NOON + timedelta(minutes=2)
    await followed.sweep()
    assert [len(one) for one in tracker.asked] == [1] * 20


async def test_a_closed_case_is_watched_for_sixty_days(sqlite_database: Database) -> None:
    case = open_case(sqlite_database, "1ZA")
    with sqlite_database.transaction() as tx:
        keep(tx, move(case, "not_lost", outcome="delivered"))
    clock, tracker = Clock(), Scripted("17track")
    followed = following(sqlite_database, clock, tracker)
    await followed.sweep()
    assert DAY <= due_again(sqlite_database) - NOON < 27 * HOUR
    clock.at = NOON + 61 * DAY
    await followed.sweep()
    assert due_again(sqlite_database) is None


async def test_a_day_that_is_used_up_leaves_the_last_tenth_to_the_hurried(sqlite_database: Database) -> None:
    for number in ("1ZSLOW", "1ZHURRIED"):
        case = open_case(sqlite_database, number, carrier="yanwen")
    with sqlite_database.transaction() as tx:
        keep(tx, move(case, "dispute_opened", through="eBay", answer_by=NOON + DAY))
        tx.trackers.take(EVERY_WORKSPACE, "17track", NOON.date(), 9, 10)
    tracker = Scripted("17track")
    await following(sqlite_database, Clock(), tracker, limits=Limits(per_second=1000, per_day=10)).sweep()
    assert tracker.asked == [["1ZHURRIED"]]
    assert TOMORROW <= due_again(sqlite_database, "1ZSLOW") <= TOMORROW + HOUR / 10


async def test_the_allowance_of_a_day_is_one_for_all_processes(sqlite_database: Database) -> None:
    clock = Clock()
    one, other = (KeptAllowance(sqlite_database, clock, "dhl", 5) for _ in range(2))
    assert [await one.take(3), await other.take(3), await one.take(1)] == [3, 2, 0]
    clock.at = NOON + DAY
    assert await other.take(9) == 5


async def test_17track_from_the_queue_to_the_case(sqlite_database: Database, tracker: StandIn) -> None:
    """The whole way with the real client: due, asked, read, kept, moved."""
    number = "YT2616912345678901"
    open_case(sqlite_database, number, carrier="yanwen")
    tracker.says("gettrackinfo", sample("17track/gettrackinfo_yanwen_190012"))
    clock = Clock()
    ready = set_up(
        [Access("17track", "the-key", base_url=tracker.base, limits=NO_LIMITS)],
        lambda name, per_day: KeptAllowance(sqlite_database, clock, name, per_day),
    )
    followed = Following(sqlite_database, clock, ready.trackers, ready.limits, ("17track",))
    assert await followed.sweep() == 1
    await ready.close()
    with sqlite_database.reading() as tx:
        case = tx.cases.load(T1, 1)
        scans = tx.scans.of_case(T1, 1)
        assert tx.trackers.strange_words(T1) == [("17track", "InTransit_QuantumTunnelling", 1)]
        assert tx.scans.raw_answer(T1, 1, scans[0].raw).startswith(b'{"number": "YT2616912345678901"')
    assert (case.parcel.first_scan_on.isoformat(), case.parcel.last_scan_on.isoformat()) == ("2026-06-24", "2026-06-29")
    assert (case.parcel.origin, case.parcel.destination) == ("CN", "US")
    assert {one.kind for one in scans} == {"accepted", "unknown", "imported"}


async def test_a_tracker_that_is_down_holds_nobody_up_and_is_asked_again(
    sqlite_database: Database, tracker: StandIn
) -> None:
    open_case(sqlite_database, "YT2616912345678901", carrier="yanwen")
    clock = Clock()
    ready = set_up(
        [Access("17track", "the-key", base_url="http://127.0.0.1:9/", limits=NO_LIMITS)],
        lambda name, per_day: KeptAllowance(sqlite_database, clock, name, per_day),
    )
    await Following(sqlite_database, clock, ready.trackers, ready.limits, ("17track",)).sweep()
    await ready.close()
    with sqlite_database.reading() as tx:
        [look] = tx.trackers.looks(T1, 1)
    assert (look.outcome, look.why) == ("failed", "unreachable")
    assert timedelta(minutes=5) <= due_again(sqlite_database, "YT2616912345678901") - NOON <= timedelta(minutes=6)
