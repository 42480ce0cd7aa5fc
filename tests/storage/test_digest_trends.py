"""What a week and a month are told by."""

from datetime import timedelta

from storage.database import Database
from storage.digest_trends import Group, Kept, Missed
from tests.storage.telling import MEI, NOON, T1, keep, later, move, open_case

WEEK = timedelta(days=7)


def test_deadlines_are_met_missed_or_still_open_and_missed(database: Database) -> None:
    first, second = open_case(database), open_case(database)
    with database.transaction() as tx:
        done = keep(tx, move(first, "take", later(1)))
        keep(tx, move(done, "triage", later(1), cause="customs"))
        late = keep(tx, move(second, "take", later(60)))
        keep(tx, move(late, "triage", later(60), cause="address"))
    now = later(72)
    with database.reading() as tx:
        trends = tx.digest_trends(T1, now)
        kept = {one.kind: one for one in trends.deadlines(now - WEEK)}
        assert kept["first_look"] == Kept("first_look", 1, 1)
        assert kept["decision"] == Kept("decision", 0, 2)
        due = {clock.kind: clock.due_at for clock in second.clocks}
        assert trends.missed(now - WEEK, 1) == [Missed(2, "first_look", due["first_look"], "address", MEI.id)]
        assert trends.missed(now - WEEK, 1)[0].reference == "LOST-0002"
        assert len(trends.missed(now - WEEK, 9)) == sum(one.missed for one in kept.values())
        assert tx.digest_trends("T2", now).deadlines(now - WEEK) == []
        assert tx.digest_trends(T1, now + 2 * WEEK).deadlines(now + WEEK) == []


def test_what_a_parcel_that_was_not_lost_still_asked_for_is_neither_met_nor_missed(database: Database) -> None:
    for hours in (1, 60):
        case = open_case(database)
        with database.transaction() as tx:
            keep(tx, move(case, "not_lost", later(hours), outcome="duplicate"))
    with database.reading() as tx:
        kept = {one.kind: one for one in tx.digest_trends(T1, later(72)).deadlines(later(-1))}
        assert kept["first_look"] == Kept("first_look", 0, 1) and kept["decision"] == Kept("decision", 0, 1)


def test_cases_are_counted_week_by_week(database: Database) -> None:
    for days in (1, 2, 9):
        open_case(database, at=NOON - timedelta(days=days))
    with database.transaction() as tx:
        keep(tx, move(tx.cases.load(T1, 3), "not_lost", NOON - timedelta(days=1), outcome="duplicate"))
        edges = [NOON - 2 * WEEK, NOON - WEEK, NOON]
        assert tx.digest_trends(T1, NOON).flow(edges) == [(1, 0), (2, 1)]


def test_losses_are_grouped_and_compared_with_the_time_before(database: Database) -> None:
    for days, carrier in ((1, "ups"), (2, "ups"), (40, "ups"), (3, "dhl_de"), (200, "dhl_de")):
        open_case(database, at=NOON - timedelta(days=days), carrier=carrier)
    with database.transaction() as tx:
        keep(tx, move(tx.cases.load(T1, 1), "triage", cause="customs"))
    with database.reading() as tx:
        trends, month = tx.digest_trends(T1, NOON), timedelta(days=30)
        assert trends.groups("carrier", NOON - month, NOON - 4 * month) == [
            Group(("ups",), 2, 1),
            Group(("dhl_de",), 1, 0),
        ]
        assert trends.groups("cause", NOON - month, NOON - 4 * month) == [Group(("customs",), 1, 0)]
        assert trends.groups("lane", NOON - month, NOON - 4 * month) == []


def test_of_what_was_missed_the_deadlines_that_others_had_set_come_first(database: Database) -> None:
    open_case(database)
    disputed = open_case(database)
    with database.transaction() as tx:
        keep(tx, move(disputed, "dispute_opened", later(1), through="PayPal", answer_by=later(70)))
    now = later(72)
    with database.reading() as tx:
        missed = tx.digest_trends(T1, now).missed(now - WEEK, 9)
        assert (missed[0].reference, missed[0].kind) == ("LOST-0002", "dispute_answer")
        assert [one.due_at for one in missed[1:]] == sorted(one.due_at for one in missed[1:])
        assert missed[1].due_at < missed[0].due_at
