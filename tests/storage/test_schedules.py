"""Schedules: what was set is kept, what is due is given to one worker only."""

from dataclasses import replace

from storage.database import Database
from storage.schedules import Schedule
from tests.storage.telling import NOON, T1, later

DAILY = Schedule(
    T1, "C1", "daily", True, "09:00", ("mon", "tue"), ("due", "money"), "nothing", "skip", True, "Asia/Shanghai", "en",
    next_at=later(1), last_for=NOON.date(), changed_by="U1", changed_at=NOON,
)  # fmt: skip


def put(database: Database, *schedules: Schedule) -> None:
    with database.transaction() as tx:
        for one in schedules:
            tx.schedules.put(one)


def test_a_schedule_is_kept_as_it_was_set_and_replaced_by_the_next(database: Database) -> None:
    put(database, DAILY, replace(DAILY, kind="weekly", is_on=False, next_at=None))
    with database.reading() as tx:
        assert tx.schedules.get(T1, "C1", "daily") == DAILY
        assert tx.schedules.of(T1, "C1") == [DAILY]
        assert tx.schedules.get(T1, "C1", "monthly") is None
        assert tx.schedules.get("T2", "C1", "daily") is None
        assert tx.schedules.next_due() == later(1)
    put(database, replace(DAILY, at="11:00,16:00", when_empty="line"))
    with database.reading() as tx:
        assert [(one.at, one.when_empty) for one in tx.schedules.of(T1, "C1")] == [("11:00,16:00", "line")]


def test_what_is_off_is_never_due_and_keeps_what_it_was_set_to(database: Database) -> None:
    put(database, DAILY)
    with database.transaction() as tx:
        assert tx.schedules.off(T1, "C1", "daily", by="U2", at=NOON)
        assert not tx.schedules.off(T1, "C1", "daily", by="U2", at=NOON)
        assert tx.schedules.due(later(1000)) == []
        assert tx.schedules.next_due() is None
        kept = tx.schedules.get(T1, "C1", "daily")
    assert kept == replace(DAILY, is_on=False, next_at=None, changed_by="U2", changed_at=NOON)


def test_due_schedules_come_earliest_first_until_they_are_moved_on(database: Database) -> None:
    second = replace(DAILY, place="U1", kind="personal", next_at=later(0.5))
    put(database, DAILY, second, replace(DAILY, place="C2", next_at=later(30)))
    with database.transaction() as tx:
        assert tx.schedules.due(NOON) == []
        assert tx.schedules.due(later(1)) == [second, DAILY]
        tx.schedules.moved_on(second, later(24), later(1).date())
        assert tx.schedules.due(later(1)) == [DAILY]
        assert tx.schedules.get(T1, "U1", "personal") == replace(second, next_at=later(24), last_for=NOON.date())
    assert second.is_personal and not DAILY.is_personal


def test_two_workers_on_postgresql_never_hold_the_same_schedule(database: Database) -> None:
    if database.dialect == "sqlite":
        return  # one writer: the second waits for the first
    put(database, DAILY, replace(DAILY, place="C2"))
    with database.transaction() as first, database.transaction() as second:
        mine = first.schedules.due(later(2), limit=1)
        theirs = second.schedules.due(later(2))
    assert [one.place for one in (*mine, *theirs)] == ["C1", "C2"]
