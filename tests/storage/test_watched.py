"""Watched parcels as they are kept: once each, sealed under a key that goes with them, taken by one at a time."""

from datetime import date, timedelta

import pytest

from cases.scans import Look, Scan
from cases.watching import Story, Watched
from storage.database import Database
from storage.watched import RawAnswer
from tests.storage.telling import NOON, T1, later

SCAN = Scan("arrived", "王小明 took it", "17track", "1Z", NOON, NOON.replace(tzinfo=None), city="Leipzig", country="DE")
LOOSE = Scan("delivered", "", "dhl", "1Z", None, NOON.replace(tzinfo=None), has_hour=False, taken_back=True)
LOOK = Look("17track", "1Z", NOON, "scans", NOON, NOON, "InTransit", None, date(2026, 11, 30))


def watched(number: str = "1Z", by: str = "ULIN", **more: object) -> Watched:
    return Watched(T1, number, by, NOON, **more)  # type: ignore[arg-type]


def test_a_parcel_is_watched_once_and_the_first_watcher_stays(database: Database) -> None:
    with database.transaction() as tx:
        assert tx.watched.add(watched(carrier="ups", channel="C1"))
        assert not tx.watched.add(watched(by="UMAYA"))
    with database.reading() as tx:
        assert tx.watched.among(T1, ["1Z", "2Z"]) == {"1Z": watched(carrier="ups", channel="C1")}
        assert (tx.watched.count(T1), tx.watched.count("T2")) == (1, 0)


def test_its_story_comes_back_as_it_was_and_lies_sealed(database: Database) -> None:
    story = Story((SCAN, LOOSE), (LOOK,))
    with database.transaction() as tx:
        tx.watched.add(watched())
        tx.watched.keep(watched(cause="stalled_hub"), story)
        tx.watched.keep_raw(T1, "1Z", RawAnswer("17track", NOON, "王小明".encode()))
        tx.watched.keep_raw(T1, "1Z", RawAnswer("17track", later(1), "王小明".encode()))
    with database.reading() as tx:
        assert tx.watched.story(T1, "1Z") == story
        assert tx.watched.among(T1, ["1Z"])["1Z"].cause == "stalled_hub"
        assert tx.watched.raws(T1, "1Z") == [RawAnswer("17track", NOON, "王小明".encode())]
        kept = tx.connection.exec_driver_sql("SELECT story FROM watched_parcels").scalar_one()
        assert b"Leipzig" not in bytes(kept)


def test_what_is_watched_no_longer_leaves_nothing_behind(database: Database) -> None:
    with database.transaction() as tx:
        tx.watched.add(watched())
        tx.watched.keep_raw(T1, "1Z", RawAnswer("17track", NOON, b"{}"))
        assert tx.watched.remove(T1, "1Z")
        assert not tx.watched.remove(T1, "1Z")
        assert tx.watched.keep_raw(T1, "1Z", RawAnswer("17track", NOON, b"{}")) is None
        assert tx.watched.story(T1, "1Z") == Story()
        for table in ("watched_parcels", "watched_answers"):
            assert tx.connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar() == 0


def test_what_is_due_is_taken_until_it_is_asked_about(database: Database) -> None:
    with database.transaction() as tx:
        for number in ("1Z", "2Z", "3Z"):
            tx.watched.add(watched(number))
        tx.watched.ask_again(T1, "3Z", None)
        assert tx.watched.next_due() == NOON
        assert [one.number for one, _ in tx.watched.due(NOON, later(1), 5)] == ["1Z", "2Z"]
        assert tx.watched.due(NOON, later(1), 5) == []
        assert tx.watched.next_due() == later(1)


def test_pages_show_what_stalls_first_and_the_last_page_where_there_is_no_further(database: Database) -> None:
    with database.transaction() as tx:
        for n in range(5):
            tx.watched.add(Watched(T1, f"{n}Z", "ULIN" if n else "UMAYA", NOON + timedelta(hours=n)))
        tx.watched.keep(Watched(T1, "1Z", "ULIN", later(1), stalled_since=later(9)))
        first, last = tx.watched.page(T1, "ULIN", 1, 3), tx.watched.page(T1, "ULIN", 9, 3)
        assert [one.number for one in first.parcels] == ["1Z", "4Z", "3Z"]
        assert (first.total, first.pages, last.page, [one.number for one in last.parcels]) == (4, 2, 2, ["2Z"])
        assert tx.watched.page(T1, None, 1, 3).total == 5


@pytest.mark.parametrize(("quiet_until", "shown"), [(None, 1), (later(1), 1), (later(3), 0)])
def test_what_was_put_off_does_not_count_as_stalled_meanwhile(
    database: Database, quiet_until: object, shown: int
) -> None:
    with database.transaction() as tx:
        tx.watched.add(watched())
        tx.watched.keep(watched(stalled_since=NOON, quiet_until=quiet_until))
        assert tx.watched.stalled(T1, "ULIN", later(2), 5)[1] == shown
        assert tx.watched.stalled(T1, "UMAYA", later(2), 5) == ((), 0)
