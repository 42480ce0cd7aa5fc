"""Case, log, clocks, numbers and money are kept together, and only over the version they were decided from."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from cases.case import Investigation, TextRef
from cases.decide import replay
from storage.case_rows import plain
from storage.database import Database
from storage.errors import StaleCase
from storage.tables import ClockRow, table_of
from tests.storage.telling import NOON, T1, keep, later, move, open_case, refund, report

clocks = table_of(ClockRow)
WORDS = TextRef("r1", "ab" * 32)


def test_a_case_comes_back_as_it_was_kept(database: Database) -> None:
    case = open_case(database)
    with database.transaction() as tx:
        kept = keep(tx, refund(case))
    with database.reading() as tx:
        assert tx.cases.load(T1, case.number, for_update=False) == kept
        assert tx.cases.load(T1, 999) is None
        assert tx.cases.load("T2", case.number) is None


def test_replaying_the_kept_log_gives_the_case(database: Database) -> None:
    case = open_case(database)
    with database.transaction() as tx:
        kept = keep(tx, move(keep(tx, refund(case)), "note", text=WORDS))
    with database.reading() as tx:
        entries = tx.cases.log(T1, case.number)
    assert [(entry.seq, entry.move) for entry in entries] == [(1, "report"), (2, "choose_refund"), (3, "note")]
    assert entries[1].actor.roles == {"agent", "lead", "finance"}
    assert entries[1].at == NOON
    assert entries[1].details == plain(refund(case).entry.details)
    assert replay(entries) == kept


def test_a_case_decided_from_an_older_version_is_refused_and_nothing_changes(database: Database) -> None:
    case = open_case(database)
    with database.transaction() as tx:
        winner = keep(tx, refund(case))
    with pytest.raises(StaleCase, match="LOST-0001 was changed by somebody else"), database.transaction() as tx:
        keep(tx, move(case, "wait", until=later(48), reason=WORDS))
    with database.reading() as tx:
        assert tx.cases.load(T1, 1) == winner
        assert [entry.move for entry in tx.cases.log(T1, 1)] == ["report", "choose_refund"]


def test_case_numbers_are_counted_by_workspace_and_on_sqlite_have_no_gaps(database: Database) -> None:
    assert open_case(database).number == 1
    with pytest.raises(ZeroDivisionError), database.transaction() as tx:
        assert tx.cases.next_number(T1) == 2
        raise ZeroDivisionError
    following = 2 if database.dialect == "sqlite" else 3
    assert open_case(database).number == following
    assert open_case(database, workspace="T2").number == 1
    assert open_case(database).number == following + 1


def test_opening_a_case_keeps_nobody_else_from_opening_one_on_postgresql(database: Database) -> None:
    if database.dialect == "sqlite":
        return
    with database.transaction() as slow:
        assert slow.cases.next_number(T1) == 1
        assert open_case(database).number == 2
        keep(slow, report(1, "1Z999AA10123456784", T1))
    with database.reading() as tx:
        assert [tx.cases.load(T1, number).number for number in (1, 2)] == [1, 2]


def test_the_clock_rows_are_those_of_the_case(database: Database) -> None:
    case = open_case(database)
    with database.transaction() as tx:
        case = keep(tx, refund(case))
    with database.reading() as tx:
        rows = tx.connection.execute(select(clocks).order_by(clocks.c.key)).all()
    wanted = sorted(case.clocks, key=lambda clock: clock.key)
    assert [(row.key, row.kind, row.due_at, row.ring_at, row.started_at) for row in rows] == [
        (clock.key, clock.kind, clock.due_at, clock.first_ring_at, clock.started_at) for clock in wanted
    ]
    # What is ours to do is said half-way, when the team works; a date that nobody knows never sounds.
    assert {row.key: row.ring_at for row in rows} == {
        "execution:R1": later(21),
        "filing_deadline": None,
        "find_date:filing_deadline": later(21),
    }


def test_a_clock_that_goes_on_keeps_its_rings_and_a_restarted_one_does_not(database: Database) -> None:
    case = open_case(database, investigations=(Investigation("I1", "UPS"),))
    with database.transaction() as tx:
        case = keep(tx, move(case, "wait", until=later(48), reason=WORDS))
    with database.transaction() as tx:
        for clock in case.clocks:
            tx.clocks.rung(case, clock.key, later(9), later(20))
    with database.transaction() as tx:
        case = keep(tx, move(case, "wait", until=later(72), reason=WORDS))
    with database.reading() as tx:
        rows = {row.key: row for row in tx.connection.execute(select(clocks))}
    goes_on, restarted = rows["first_contact:I1"], rows["wait_until"]
    assert (goes_on.rings, goes_on.ring_at, goes_on.rang_at) == (1, later(20), later(9))
    assert (restarted.due_at, restarted.rings, restarted.ring_at, restarted.rang_at) == (later(72), 0, later(45), None)


def test_a_closed_case_leaves_no_clock_that_its_rules_stopped(database: Database) -> None:
    case = open_case(database)
    with database.transaction() as tx:
        case = keep(tx, move(case, "not_lost", outcome="duplicate"))
    with database.reading() as tx:
        assert case.clocks == ()
        assert tx.connection.execute(select(clocks)).all() == []
        assert tx.clocks.next_due() is None


def test_numbers_lead_to_their_cases_open_ones_first(database: Database) -> None:
    first = open_case(database, "1ZSAME")
    with database.transaction() as tx:
        keep(tx, move(first, "not_lost", outcome="duplicate"))
    second = open_case(database, "1ZSAME")
    third = open_case(database, "1ZSAME")
    with database.transaction() as tx:
        keep(tx, move(second, "add_number", number="RR123", carrier="china_post"))
    with database.reading() as tx:
        found = tx.cases.by_tracking(T1, ["1ZSAME", "RR123", "NOBODYS"])
        assert tx.cases.by_tracking("T2", ["1ZSAME"]) == {}
        assert tx.cases.by_tracking(T1, []) == {}
    assert {number: [one.number for one in cases] for number, cases in found.items()} == {
        "1ZSAME": [third.number, second.number, first.number],
        "RR123": [second.number],
    }
    assert [one.is_open for one in found["1ZSAME"]] == [True, True, False]


def test_what_the_orders_other_cases_decided_is_summed_per_currency(database: Database) -> None:
    order = report(1).case.order
    mine = open_case(database, order=order)
    for amount in ("31", "9.10"):
        other = open_case(database, order=order)
        with database.transaction() as tx:
            keep(tx, refund(other, amount))
    open_case(database)
    with database.transaction() as tx:
        assert tx.cases.decided_for_order(T1, order.ref, "EUR", mine.number) == Decimal("40.10")
        assert tx.cases.decided_for_order(T1, order.ref, "EUR", 2) == Decimal("9.10")
        assert tx.cases.decided_for_order(T1, order.ref, "USD", mine.number) == 0
        assert tx.cases.decided_elsewhere("T2", order.ref, None) == {}
        assert [one.number for one in tx.cases.for_order(T1, order.ref)] == [1, 2, 3]
    with database.transaction() as tx:
        keep(tx, move(tx.cases.load(T1, 2), "set_order", ref="O-other"))
    with database.transaction() as tx:
        assert tx.cases.decided_for_order(T1, order.ref, "EUR", mine.number) == Decimal("9.10")


def test_counting_open_cases(database: Database) -> None:
    case = open_case(database)
    open_case(database)
    with database.transaction() as tx:
        keep(tx, move(case, "not_lost", outcome="duplicate"))
    with database.reading() as tx:
        assert tx.cases.count_open(T1) == 1
        assert tx.cases.count_open("T2") == 0
