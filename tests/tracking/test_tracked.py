"""What trackers know becomes facts of the case: dates follow, the thread hears of what matters, and nobody else."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from cases.act import Act
from cases.case import Actor, Line, Parcel
from cases.scans import Scan
from cases.tracked import with_known
from handlers.desk import Desk
from handlers.tracked import keep_pasted, keep_told
from partners.tracking.asking import FAILED, NOT_FOUND, SCANS, Answer, Trouble
from storage.database import Database
from storage.row import table_of
from storage.tables import LetterRow
from tests.storage.telling import MEI, NOON, T1, euros, keep, later, move, open_case

NUMBER = "1ZTRACKED"
DAY = timedelta(days=1)


def scan(
    kind: str, days: float, city: str | None = "Reno", country: str | None = "US", provider: str = "17track"
) -> Scan:
    at = NOON + days * DAY
    return Scan(kind, kind, provider, NUMBER, at, at.replace(tzinfo=None), city=city, country=country)


PICKED, LEFT, CAME = (
    scan("accepted", -20, "Shenzhen", "CN"),
    scan("exported", -18, "Shenzhen", "CN"),
    scan("imported", -9),
)
DELIVERED = scan("delivered", -3)


def tell(database: Database, *scans: Scan, hours: float = 0, provider: str = "17track", **more):
    answer = Answer(provider, NUMBER, more.pop("outcome", SCANS), scans, raw=repr(scans).encode(), **more)
    with database.transaction() as tx:
        return keep_told(tx, T1, 1, answer, later(hours))


def case_of(database: Database):
    with database.reading() as tx:
        return tx.cases.load(T1, 1)


def log_of(database: Database):
    with database.reading() as tx:
        return tx.cases.log(T1, 1)[1:]


def lines(database: Database) -> int:
    """How many lines the thread has been owed so far."""
    outbox = table_of(LetterRow)
    with database.reading() as tx:
        return len(tx.connection.execute(select(outbox.c.id).where(outbox.c.kind == "line")).all())


def test_a_first_answer_gives_the_case_its_dates_and_its_route(sqlite_database: Database) -> None:
    open_case(sqlite_database, NUMBER)
    tell(sqlite_database, CAME, LEFT, PICKED, expected_on=date(2026, 11, 30))
    parcel = case_of(sqlite_database).parcel
    assert (parcel.first_scan_on, parcel.last_scan_on, parcel.delivered_on, parcel.expected_on) == (
        date(2026, 11, 3),
        date(2026, 11, 14),
        None,
        date(2026, 11, 30),
    )
    assert (parcel.origin, parcel.destination) == ("CN", "US")
    [entry] = log_of(sqlite_database)
    assert (entry.move, entry.actor.kind, entry.actor.id) == ("tracked", "partner", "17track")
    assert (entry.details["scan"], entry.details["number"], entry.details.get("quiet")) == ("imported", NUMBER, True)


def test_the_thread_hears_of_what_matters_and_not_of_what_moves_on(sqlite_database: Database) -> None:
    open_case(sqlite_database, NUMBER)
    tell(sqlite_database, PICKED, LEFT)
    assert lines(sqlite_database) == 0
    tell(sqlite_database, PICKED, LEFT, CAME, DELIVERED, hours=1)
    assert lines(sqlite_database) == 1
    assert [(one.details["scan"], one.details.get("quiet")) for one in log_of(sqlite_database)] == [
        ("exported", True),
        ("delivered", None),
    ]


def test_an_answer_that_says_nothing_new_moves_nothing(sqlite_database: Database) -> None:
    open_case(sqlite_database, NUMBER)
    tell(sqlite_database, PICKED)
    version = case_of(sqlite_database).version
    tell(sqlite_database, PICKED, hours=6)
    assert case_of(sqlite_database).version == version


def test_what_mattered_long_before_the_newest_scan_is_not_told(sqlite_database: Database) -> None:
    open_case(sqlite_database, NUMBER)
    tell(sqlite_database, PICKED, replace(LEFT, kind="customs_hold"), CAME)
    assert lines(sqlite_database) == 0


def test_another_tracker_that_tells_the_same_tells_the_thread_nothing(sqlite_database: Database) -> None:
    open_case(sqlite_database, NUMBER)
    tell(sqlite_database, PICKED, DELIVERED)
    assert lines(sqlite_database) == 1
    same = replace(DELIVERED, provider="aftership", words="Delivered")
    tell(sqlite_database, same, hours=1, provider="aftership")
    assert lines(sqlite_database) == 1


def test_a_scan_after_a_long_silence_is_news_whatever_it_says(sqlite_database: Database) -> None:
    open_case(sqlite_database, NUMBER)
    tell(sqlite_database, PICKED)
    tell(sqlite_database, PICKED, scan("arrived", -10), hours=1)
    assert lines(sqlite_database) == 1
    assert log_of(sqlite_database)[-1].details["scan"] == "arrived"


def test_a_delivery_that_is_taken_back_is_told_and_taken_out_of_the_facts(sqlite_database: Database) -> None:
    open_case(sqlite_database, NUMBER)
    tell(sqlite_database, PICKED, CAME, DELIVERED)
    assert case_of(sqlite_database).parcel.delivered_on == date(2026, 11, 20)
    tell(sqlite_database, PICKED, CAME, hours=6)
    parcel = case_of(sqlite_database).parcel
    assert (parcel.delivered_on, parcel.last_scan_on) == (None, date(2026, 11, 14))
    assert log_of(sqlite_database)[-1].details["scan"] == "corrected"
    assert lines(sqlite_database) == 2


def test_what_a_person_entered_about_the_route_stays(sqlite_database: Database) -> None:
    case = open_case(sqlite_database, NUMBER)
    with sqlite_database.transaction() as tx:
        keep(tx, move(case, "set_parcel", origin="HK", first_scan_on=date(2026, 11, 1)))
    tell(sqlite_database, PICKED, CAME, carrier="yanwen")
    parcel = case_of(sqlite_database).parcel
    assert (parcel.origin, parcel.first_scan_on, parcel.carrier) == ("HK", date(2026, 11, 1), "ups")


def test_a_carrier_nobody_knew_is_taken_from_the_tracker(sqlite_database: Database) -> None:
    open_case(sqlite_database, NUMBER, carrier=None)
    tell(sqlite_database, PICKED, carrier="yanwen")
    parcel = case_of(sqlite_database).parcel
    assert (parcel.carrier, parcel.carrier_name) == ("yanwen", "Yanwen")


def test_a_tracker_that_fails_or_knows_nothing_moves_nothing_and_is_remembered(sqlite_database: Database) -> None:
    open_case(sqlite_database, NUMBER)
    tell(sqlite_database, PICKED)
    version = case_of(sqlite_database).version
    tell(sqlite_database, outcome=FAILED, trouble=Trouble("silent"), hours=6)
    look = tell(sqlite_database, outcome=NOT_FOUND, hours=12)
    assert case_of(sqlite_database).version == version
    assert (look.outcome, look.good_at, look.since) == (NOT_FOUND, NOON, later(12))
    with sqlite_database.reading() as tx:
        assert len(tx.scans.of_case(T1, 1)) == 1


def test_a_closed_case_keeps_its_scans_and_is_not_moved(sqlite_database: Database) -> None:
    case = open_case(sqlite_database, NUMBER)
    with sqlite_database.transaction() as tx:
        keep(tx, move(case, "not_lost", outcome="delivered"))
    tell(sqlite_database, PICKED, DELIVERED)
    assert [one.move for one in log_of(sqlite_database)] == ["not_lost"]
    with sqlite_database.reading() as tx:
        assert len(tx.scans.of_case(T1, 1)) == 2


def test_strange_words_are_counted(sqlite_database: Database) -> None:
    open_case(sqlite_database, NUMBER)
    tell(sqlite_database, scan("unknown", -1), unknown=("InTransit_Teleported",))
    with sqlite_database.reading() as tx:
        assert tx.trackers.strange_words(T1) == [("17track", "InTransit_Teleported", 1)]


def test_the_log_holds_nothing_of_the_carriers_words(sqlite_database: Database) -> None:
    open_case(sqlite_database, NUMBER)
    tell(sqlite_database, replace(DELIVERED, words="Signed by Jürgen Müller"))
    assert "ller" not in repr(log_of(sqlite_database))


def test_what_a_person_pastes_is_added_and_takes_nothing_back(sqlite_database: Database) -> None:
    case = open_case(sqlite_database, NUMBER)
    tell(sqlite_database, PICKED)
    for hours, one in ((1, scan("arrived", -10, provider="by_hand")), (2, scan("delivered", -4, provider="by_hand"))):
        with sqlite_database.transaction() as tx:
            assert keep_pasted(Desk(tx, T1, later(hours)), case, NUMBER, [one], "the page", MEI).new == (one,)
    with sqlite_database.reading() as tx:
        kept = tx.scans.of_case(T1, 1)
        assert len(kept) == 3 and not any(one.taken_back for one in kept)
        assert {tx.scans.raw_answer(T1, 1, one.raw) for one in kept if one.provider == "by_hand"} == {b"the page"}
    assert case_of(sqlite_database).parcel.delivered_on == date(2026, 11, 19)
    assert log_of(sqlite_database)[-1].actor.id == MEI.id
    assert case_of(sqlite_database).owner == MEI.id


def test_a_number_the_case_no_longer_has_moves_nothing(sqlite_database: Database) -> None:
    open_case(sqlite_database, "1ZOTHER")
    tell(sqlite_database, DELIVERED)
    assert log_of(sqlite_database) == []


def test_a_replacement_that_is_delivered_ends_its_line_and_is_told_once(sqlite_database: Database) -> None:
    case = open_case(sqlite_database, "1ZLOST")
    with sqlite_database.transaction() as tx:
        goods = (Line("goods", euros("10")),)
        more = {"lines": goods, "paid": euros("80"), "number": NUMBER, "carrier": "ups", "address_confirmed": True}
        case = keep(tx, move(case, "choose_resend", **more))
    assert [one.state for one in case.remedies] == ["replacement_moving"]
    tell(sqlite_database, PICKED)
    assert [one.state for one in case_of(sqlite_database).remedies] == ["replacement_moving"]
    tell(sqlite_database, PICKED, DELIVERED, hours=1)
    after = case_of(sqlite_database)
    assert [one.state for one in after.remedies] == ["satisfied"]
    assert [one.move for one in log_of(sqlite_database)][-2:] == ["tracked", "replacement_delivered"]
    assert (after.parcel.delivered_on, after.parcels[1].delivered_on) == (None, date(2026, 11, 20))
    assert lines(sqlite_database) == 1


BEFORE = Parcel("1Z", first_scan_on=date(2026, 11, 3), last_scan_on=date(2026, 11, 14), delivered_on=date(2026, 11, 14))


@pytest.mark.parametrize(
    ("known", "first", "last", "delivered"),
    [
        ({}, 3, 14, 14),
        ({"first_scan_on": date(2026, 11, 5), "last_scan_on": date(2026, 11, 10)}, 3, 14, 14),
        ({"first_scan_on": date(2026, 11, 1), "last_scan_on": date(2026, 11, 14)}, 1, 14, 14),
        ({"last_scan_on": date(2026, 11, 16)}, 3, 16, None),
        ({"last_scan_on": date(2026, 11, 16), "delivered_on": date(2026, 11, 16)}, 3, 16, 16),
        ({"first_scan_on": date(2026, 11, 5), "last_scan_on": date(2026, 11, 9), "corrected": True}, 5, 9, None),
    ],
    ids=["nothing", "less than known", "earlier", "a later scan contradicts", "delivered later", "taken back"],
)
def test_days_only_move_outwards_unless_the_carrier_took_something_back(known, first, last, delivered) -> None:
    after = with_known(BEFORE, known)
    assert [day and day.day for day in (after.first_scan_on, after.last_scan_on, after.delivered_on)] == [
        first,
        last,
        delivered,
    ]


def test_a_deadline_that_nobody_could_date_gets_its_date_from_the_tracker(sqlite_database: Database) -> None:
    """UPS takes claims of shippers in the US until 60 days after the expected delivery."""
    case = open_case(sqlite_database, NUMBER)
    with sqlite_database.transaction() as tx:
        act = Act("set_parcel", MEI, details={"label": "own", "origin": "US", "destination": "US"})
        case = Desk(tx, T1, NOON).move(case.number, act)
    assert case.clock("filing_deadline:ups").due_at is None
    tell(sqlite_database, PICKED, CAME, hours=1, expected_on=date(2026, 11, 20))
    after = case_of(sqlite_database)
    assert after.clock("filing_deadline:ups").due_at.date() == date(2027, 1, 19)
    assert after.clock("find_date:filing_deadline:ups") is None


def test_the_move_is_no_machines_to_make_for_a_case_that_is_closed(sqlite_database: Database) -> None:
    case = open_case(sqlite_database, NUMBER)
    with sqlite_database.transaction() as tx:
        keep(tx, move(case, "not_lost", outcome="delivered"))
    with pytest.raises(Exception, match="is closed"), sqlite_database.transaction() as tx:
        act = Act("tracked", Actor("partner", "17track"), details={"number": NUMBER, "scan": "delivered"})
        Desk(tx, T1, datetime(2026, 11, 25, tzinfo=UTC)).move(1, act)
