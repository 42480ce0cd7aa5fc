"""Scans, answers and looks as they are kept: sealed where they may name people, never lost, and who is asked next."""

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from cases.scans import Look, Scan, looked
from storage.database import Database
from storage.row import table_of
from storage.scan_tables import AnswerRow, ScanRow
from storage.trackers import DueParcel
from tests.databases import Databases
from tests.forked import FORKED
from tests.storage.telling import NOON, T1, keep, later, move, open_case

BUYER = "王小明 Müller"
TODAY = date(2026, 11, 23)
RAW = f'{{"signed_by": "{BUYER}"}}'.encode() * 50
ACCEPTED = Scan(
    "accepted",
    "Picked up",
    "17track",
    "1Z",
    datetime(2026, 11, 1, 1, 0, tzinfo=UTC),
    datetime.fromisoformat("2026-11-01T09:00:00"),
    city="Shenzhen",
    region="GD",
    country="CN",
    code="InTransit_PickedUp",
    carrier="yanwen",
)
MOVED = replace(ACCEPTED, kind="departed", words="Left", at=None, local=datetime.fromisoformat("2026-11-02T00:00:00"))
DAY_ONLY = replace(MOVED, has_hour=False, city=None, region=None, country=None, code=None, carrier=None)
SIGNED = replace(
    ACCEPTED,
    kind="delivered",
    words=f"Signed by {BUYER}",
    at=datetime(2026, 11, 9, tzinfo=UTC),
    local=None,
)


def keep_answer(database: Database, *scans: Scan, raw: bytes = RAW, hours: float = 0, number: str = "1Z"):
    with database.transaction() as tx:
        return tx.scans.keep_answer(T1, 1, "17track", number, scans, raw, later(hours))


def kept(database: Database) -> set[Scan]:
    with database.reading() as tx:
        return set(tx.scans.of_case(T1, 1))


def test_scans_come_back_as_they_were_told(database: Database) -> None:
    open_case(database)
    news = keep_answer(database, ACCEPTED, MOVED, DAY_ONLY, SIGNED)
    assert set(news.new) == {ACCEPTED, MOVED, DAY_ONLY, SIGNED}
    digest = hashlib.sha256(RAW).hexdigest()
    assert kept(database) == {replace(one, raw=digest) for one in (ACCEPTED, MOVED, DAY_ONLY, SIGNED)}
    with database.reading() as tx:
        assert tx.scans.of_case("T2", 1) == ()


def test_an_answer_is_kept_as_it_came_and_once_however_often_it_comes(database: Database) -> None:
    open_case(database)
    keep_answer(database, ACCEPTED)
    again = keep_answer(database, ACCEPTED, hours=6)
    assert not again
    keep_answer(database, ACCEPTED, raw=b"{}", hours=12)
    with database.reading() as tx:
        rows = tx.connection.execute(select(table_of(AnswerRow)).order_by(table_of(AnswerRow).c.at)).all()
        assert [(row.at, row.sha256) for row in rows] == [
            (NOON, hashlib.sha256(RAW).hexdigest()),
            (later(12), hashlib.sha256(b"{}").hexdigest()),
        ]
        assert tx.scans.raw_answer(T1, 1, rows[0].sha256) == RAW
        assert tx.scans.raw_answer(T1, 2, rows[0].sha256) is None
        assert tx.scans.raw_answer(T1, 1, "unknown") is None


def test_what_may_name_people_is_sealed_and_packed(database: Database) -> None:
    open_case(database)
    keep_answer(database, SIGNED)
    with database.reading() as tx:
        [answer] = tx.connection.execute(select(table_of(AnswerRow))).all()
        [scan] = tx.connection.execute(select(table_of(ScanRow))).all()
    everything = repr((tuple(answer), tuple(scan)))
    assert "ller" not in everything and "王" not in everything
    assert len(answer.sealed) < len(RAW) / 4


def test_what_a_later_answer_takes_back_stays_and_is_marked(database: Database) -> None:
    open_case(database)
    keep_answer(database, ACCEPTED, SIGNED)
    news = keep_answer(database, ACCEPTED, MOVED, raw=b"2", hours=6)
    assert [one.kind for one in news.new] == ["departed"]
    assert [one.words for one in news.taken_back] == [f"Signed by {BUYER}"]
    assert {(one.kind, one.taken_back) for one in kept(database)} == {
        ("accepted", False),
        ("departed", False),
        ("delivered", True),
    }
    assert not keep_answer(database, ACCEPTED, MOVED, raw=b"3", hours=9)
    with database.reading() as tx:
        rows = {row.kind: row for row in tx.connection.execute(select(table_of(ScanRow)))}
    assert (rows["delivered"].taken_back_at, rows["delivered"].seen_at) == (later(6), NOON)


def test_two_numbers_of_a_case_take_nothing_back_from_each_other(database: Database) -> None:
    open_case(database)
    keep_answer(database, ACCEPTED, SIGNED)
    keep_answer(database, replace(ACCEPTED, number="2Z"), number="2Z")
    assert not any(one.taken_back for one in kept(database))


def test_an_erased_case_keeps_times_and_places_and_no_words(database: Database) -> None:
    open_case(database)
    keep_answer(database, ACCEPTED, SIGNED)
    digest = hashlib.sha256(RAW).hexdigest()
    with database.transaction() as tx:
        tx.personal.erase_case(T1, 1, NOON, "UADMIN")
    with database.reading() as tx:
        assert tx.scans.raw_answer(T1, 1, digest) is None
    assert {(one.kind, one.words, one.at, one.city) for one in kept(database)} == {
        ("accepted", "", ACCEPTED.at, "Shenzhen"),
        ("delivered", "", SIGNED.at, "Shenzhen"),
    }
    # What it is told afterwards is known to be the same.
    assert not keep_answer(database, ACCEPTED, SIGNED, raw=b"after", hours=6).new
    assert {one.words for one in kept(database)} == {"Picked up", f"Signed by {BUYER}"}


def test_words_that_no_database_keeps_are_replaced_and_known_again(database: Database) -> None:
    open_case(database)
    odd = replace(ACCEPTED, words="a\0b\ud800c" + "x" * 2000)
    keep_answer(database, odd)
    assert not keep_answer(database, odd, hours=6)
    [one] = kept(database)
    assert one.words == ("a�b?c" + "x" * 2000)[:1000]


def test_a_delivery_waits_until_it_is_read_and_is_not_read_twice(database: Database) -> None:
    open_case(database)
    open_case(database)
    with database.transaction() as tx:
        tx.scans.deliver(T1, 2, "17track", "2Z", b"two", later(1))
        tx.scans.deliver(T1, 1, "17track", "1Z", b"one", NOON)
        first, second = tx.scans.delivered()
        assert (first.case_number, first.number, first.since, second.case_number) == (1, "1Z", NOON, 2)
        assert tx.scans.raw_answer(T1, 1, first.sha256) == b"one"
        assert tx.scans.delivered(1) == [first]
        tx.scans.was_read(first)
        assert tx.scans.delivered() == [second]
        tx.scans.deliver(T1, 1, "17track", "1Z", b"one", later(2))
        assert tx.scans.delivered() == [second]


# -- who is asked next -----------------------------------------------------------------------------------------------


def test_a_number_names_its_cases(database: Database) -> None:
    for workspace in (T1, "T2", T1):
        open_case(database, "1ZA", workspace)
    with database.reading() as tx:
        assert tx.trackers.cases_of("1ZA") == [(T1, 1), (T1, 2), ("T2", 1)]
        assert tx.trackers.cases_of("1ZB") == []


def due(database: Database, hours: float = 0, most: int = 10) -> list[DueParcel]:
    with database.transaction() as tx:
        return tx.trackers.due(later(hours), later(hours + 1), most)


def test_a_new_number_is_due_at_once_and_taken_by_one(database: Database) -> None:
    open_case(database, "1ZA")
    assert due(database, -1) == []
    assert due(database) == [DueParcel(T1, 1, "1ZA", "ups", NOON)]
    assert due(database) == []
    # Whoever took it died: it is due again.
    assert [one.number for one in due(database, 1)] == ["1ZA"]


def test_the_longest_waiting_come_first(database: Database) -> None:
    for number, hours in (("1ZB", 2), ("1ZA", 1), ("1ZC", 3)):
        open_case(database, number, at=later(hours))
    assert [one.number for one in due(database, 5, most=2)] == ["1ZA", "1ZB"]
    assert [one.number for one in due(database, 5)] == ["1ZC"]


def test_a_number_is_asked_about_when_it_was_said_and_never_where_nothing_was_said(database: Database) -> None:
    open_case(database, "1ZA")
    open_case(database, "1ZB")
    with database.transaction() as tx:
        tx.trackers.ask_again(T1, 1, "1ZA", later(30))
        tx.trackers.ask_again(T1, 2, "1ZB", None)
        assert tx.trackers.next_due() == later(30)
    assert due(database, 29) == []
    assert [one.number for one in due(database, 30)] == ["1ZA"]


def test_another_number_of_a_case_and_another_carrier_of_one_are_due_at_once(database: Database) -> None:
    case = open_case(database, "1ZA")
    due(database)
    with database.transaction() as tx:
        keep(tx, move(case, "add_number", later(0.5), number="2ZA", carrier="usps"))
    assert [(one.number, one.carrier) for one in due(database, 0.5)] == [("2ZA", "usps")]


def test_a_case_that_is_closed_or_opened_again_is_looked_at_anew(database: Database) -> None:
    case = open_case(database, "1ZA")
    due(database)
    with database.transaction() as tx:
        case = keep(tx, move(case, "not_lost", later(0.5), outcome="delivered"))
    assert [one.number for one in due(database, 0.5)] == ["1ZA"]
    with database.transaction() as tx:
        tx.trackers.ask_again(T1, 1, "1ZA", None)
        keep(tx, move(case, "reopen", later(2), reason="lost after all"))
    assert [one.number for one in due(database, 2)] == ["1ZA"]


def take_due(url: str, answers) -> None:
    database = Database.open(url)
    taken = []
    for _ in range(20):
        with database.transaction() as tx:
            taken += [one.number for one in tx.trackers.due(NOON, later(1), 3)]
    database.close()
    answers.put(taken)


def test_two_workers_never_ask_about_the_same_number(databases: Databases, tmp_path) -> None:
    url = databases.fresh("postgresql", tmp_path)
    database = Database.open(url)
    numbers = {open_case(database, f"1Z{n:03d}").parcel.number for n in range(30)}
    answers = FORKED.Queue()
    both = [FORKED.Process(target=take_due, args=(url, answers)) for _ in range(2)]
    for one in both:
        one.start()
    taken = [number for _ in both for number in answers.get(timeout=60)]
    for one in both:
        one.join(30)
    database.close()
    databases.drop(url)
    assert sorted(taken) == sorted(numbers)


# -- how trackers answered -------------------------------------------------------------------------------------------

GOOD = Look("17track", "1Z", NOON, "scans", NOON, status="InTransit", expected_on=date(2026, 12, 1))


def test_a_look_remembers_when_the_tracker_knew_something_and_since_when_it_does_not(database: Database) -> None:
    open_case(database)
    with database.transaction() as tx:
        tx.trackers.keep_look(T1, 1, GOOD)
        failed = Look("17track", "1Z", later(6), "failed", later(6), why="silent")
        tx.trackers.keep_look(T1, 1, failed)
        again = tx.trackers.keep_look(T1, 1, replace(failed, at=later(12), since=later(12), why="busy"))
        tx.trackers.keep_look(T1, 1, Look("dhl", "1Z", NOON, "not_found", NOON))
    assert again == Look("17track", "1Z", later(12), "failed", later(6), NOON, "InTransit", "busy", date(2026, 12, 1))
    with database.reading() as tx:
        assert tx.trackers.looks(T1, 1) == (again, Look("dhl", "1Z", NOON, "not_found", NOON))
        assert tx.trackers.looks(T1, 2) == ()


def test_a_tracker_that_denies_what_it_showed_is_known_to_have_shown_it() -> None:
    now = looked(looked(None, GOOD), Look("17track", "1Z", later(9), "not_found", later(9), status="NotFound_Other"))
    assert (now.outcome, now.since, now.good_at, now.status, now.expected_on) == (
        "not_found",
        later(9),
        NOON,
        "NotFound_Other",
        None,
    )


# -- what a day has left ---------------------------------------------------------------------------------------------


def test_a_days_allowance_is_never_exceeded_and_begins_anew_the_next(database: Database) -> None:
    with database.transaction() as tx:
        assert [tx.trackers.take(T1, "dhl", TODAY, wanted, 250) for wanted in (200, 100, 1)] == [200, 50, 0]
        assert tx.trackers.take(T1, "dhl", date(2026, 11, 24), 300, 250) == 250
        assert tx.trackers.take("T2", "dhl", TODAY, 5, 250) == 5
        assert (tx.trackers.used(T1, "dhl", TODAY), tx.trackers.used(T1, "ups", TODAY)) == (250, 0)
        tx.trackers.purge_days(date(2026, 11, 24))
        assert tx.trackers.used(T1, "dhl", TODAY) == 0
        assert tx.trackers.used(T1, "dhl", date(2026, 11, 24)) == 250


def take_many(url: str, answers) -> None:
    database = Database.open(url)
    granted = 0
    for _ in range(40):
        with database.transaction() as tx:
            granted += tx.trackers.take(T1, "dhl", TODAY, 3, 100)
    database.close()
    answers.put(granted)


def test_two_processes_together_take_no_more_than_the_day_has(databases: Databases, tmp_path) -> None:
    url = databases.fresh("postgresql", tmp_path)
    answers = FORKED.Queue()
    both = [FORKED.Process(target=take_many, args=(url, answers)) for _ in range(2)]
    for one in both:
        one.start()
    assert sum(answers.get(timeout=60) for _ in both) == 100
    for one in both:
        one.join(30)
    databases.drop(url)


def test_words_that_no_table_has_are_counted(database: Database) -> None:
    with database.transaction() as tx:
        tx.trackers.met_strange_words(T1, "17track", ["A", "B", "A"], NOON)
        tx.trackers.met_strange_words(T1, "17track", ["B"], later(1))
        tx.trackers.met_strange_words(T1, "ups", ["Z"], later(1))
        assert tx.trackers.strange_words(T1) == [("17track", "B", 2), ("17track", "A", 1), ("ups", "Z", 1)]
        assert tx.trackers.strange_words("T2") == []


@pytest.mark.parametrize("outcome", ["scans", "pending", "not_found", "invalid", "stopped"])
def test_only_scans_are_a_good_look(outcome: str) -> None:
    assert (looked(None, replace(GOOD, outcome=outcome)).good_at is not None) == (outcome == "scans")
