"""Parcels that are only watched: asked about after those of cases, with less of the day, and tidied in the end."""

from datetime import date, timedelta

from cases.watching import Watched
from handlers.following import EVERY_WORKSPACE
from handlers.metronome import Metronome
from handlers.reminders import ring
from handlers.tracker_deliveries import TrackerDeliveries
from partners.tracking.pace import Limits
from storage.database import Database
from storage.watched import RawAnswer
from tests.storage.telling import NOON, T1, later, open_case
from tests.tracking.test_following import Clock, Scripted, following
from tests.tracking.test_tracker_deliveries import NUMBER, UPDATE
from tests.tracking.test_webhooks import signed

DAY = timedelta(days=1)


def watch(database: Database, *numbers: str) -> None:
    with database.transaction() as tx:
        for number in numbers:
            assert tx.watched.add(Watched(T1, number, "ULIN", NOON))


def kinds(database: Database, number: str) -> list[str]:
    with database.reading() as tx:
        return [one.kind for one in tx.watched.story(T1, number).scans]


async def test_they_are_asked_about_with_the_numbers_of_cases_and_again_when_due(database: Database) -> None:
    open_case(database, "1ZA")
    watch(database, "1ZB")
    clock, tracker = Clock(), Scripted("17track")
    followed = following(database, clock, tracker)
    assert await followed.sweep() == 2
    assert (tracker.asked, kinds(database, "1ZB")) == ([["1ZA", "1ZB"]], ["arrived"])
    with database.reading() as tx:
        [raw] = tx.watched.raws(T1, "1ZB")
        assert raw == RawAnswer("17track", NOON, b"{}")
        assert later(4) <= tx.watched.next_due() < later(5)
    assert await followed.sweep() == 0


async def test_they_take_nothing_of_the_half_of_a_day_that_is_for_cases(sqlite_database: Database) -> None:
    open_case(sqlite_database, "1ZA")
    watch(sqlite_database, "1ZB")
    with sqlite_database.transaction() as tx:
        tx.trackers.take(EVERY_WORKSPACE, "17track", NOON.date(), 5, 10)
    tracker = Scripted("17track")
    await following(sqlite_database, Clock(), tracker, limits=Limits(per_second=1000, per_day=10)).sweep()
    assert tracker.asked == [["1ZA"]]
    with sqlite_database.reading() as tx:
        assert tx.watched.next_due() > later(11)


async def test_a_number_that_a_case_has_by_now_is_handed_over_to_it(sqlite_database: Database) -> None:
    watch(sqlite_database, "1ZA")
    clock, tracker = Clock(), Scripted("17track")
    followed = following(sqlite_database, clock, tracker)
    await followed.sweep()
    open_case(sqlite_database, "1ZA", at=later(1))
    clock.at = later(6)
    await followed.sweep()
    with sqlite_database.reading() as tx:
        assert tx.watched.count(T1) == 0
        assert [one.kind for one in tx.scans.of_case(T1, 1)] == ["arrived"]


async def test_a_delivery_about_one_is_kept_once_and_read(sqlite_database: Database) -> None:
    watch(sqlite_database, NUMBER)
    taking = TrackerDeliveries(sqlite_database, Clock(), {"17track": "secret"})
    for _ in range(2):
        assert await taking.take("17track", UPDATE, signed("17track", UPDATE)) == (200, "Taken.")
    assert kinds(sqlite_database, NUMBER) == []
    assert (await taking.read(), await taking.read()) == (1, 0)
    assert len(kinds(sqlite_database, NUMBER)) == 3


async def test_one_whose_key_is_lost_keeps_no_other_from_being_asked_about(sqlite_database: Database) -> None:
    open_case(sqlite_database, "1ZA")
    watch(sqlite_database, "1ZB")
    clock, tracker = Clock(), Scripted("17track")
    await following(sqlite_database, clock, tracker).sweep()
    with sqlite_database.transaction() as tx:
        tx.connection.exec_driver_sql("UPDATE watched_parcels SET locked_with = 'another'")
    clock.at = later(6)
    assert await following(sqlite_database, clock, tracker).sweep() == 1
    assert tracker.asked[-1] == ["1ZA"]


async def test_tidying_forgets_what_was_used_of_days_long_past(sqlite_database: Database) -> None:
    with sqlite_database.transaction() as tx:
        for day in (date(2026, 10, 23), date(2026, 10, 24), date(2026, 11, 23)):
            tx.trackers.take(EVERY_WORKSPACE, "dhl", day, 3, 10)
    await Metronome(sqlite_database, Clock(), ring).tidy()
    with sqlite_database.reading() as tx:
        used = [tx.trackers.used(EVERY_WORKSPACE, "dhl", date(2026, month, day)) for month, day in ((10, 23), (10, 24))]
        assert used == [0, 3]
        assert tx.trackers.used(EVERY_WORKSPACE, "dhl", date(2026, 11, 23)) == 3
