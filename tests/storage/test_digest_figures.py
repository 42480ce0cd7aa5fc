"""The figures of digests: the right ones, in as many queries whatever the number of cases."""

from decimal import Decimal
from typing import Any

from sqlalchemy import event, select

from cases.case import Investigation, Line, Order, TextRef
from storage.case_lists import Filters
from storage.database import Database
from storage.digest_figures import DigestFigures, Due, Silent, Sum
from storage.tables import table_of
from storage.transaction import Transaction
from storage.watch_tables import EndedRow
from tests.storage.telling import MEI, NOON, T1, euros, keep, later, move, open_case, refund

WHY = TextRef("r", "00")
NIGHT = later(12)


def busy(database: Database) -> None:
    """1: Mei's, asked of UPS; 2: waits for approval; 3: nobody's; 4: a claim at XCover; 5: closed."""
    for number in range(1, 6):
        searches = (Investigation("I1", "UPS"),) if number == 1 else ()
        open_case(database, order=Order(f"O-{number}", "amazon.de", euros("900.50")), investigations=searches)
    with database.transaction() as tx:
        case = keep(tx, move(tx.cases.load(T1, 1), "take"))
        case = keep(tx, move(case, "triage", cause="customs"))
        case = keep(tx, move(case, "ask_carrier", target="I1", via="e-mail"))
        case = keep(tx, move(case, "no_claim", reason=WHY))
        keep(tx, refund(case))
        big = move(tx.cases.load(T1, 2), "choose_refund", lines=(Line("goods", euros("800")),), reason=WHY)
        keep(tx, big)
        asked = {"payer": "XCover", "payer_kind": "insurer", "money": euros("80.10")}
        claim = keep(tx, move(tx.cases.load(T1, 4), "draft_claim", **asked))
        keep(tx, move(claim, "file_claim", target="C1", reference="CL-1"))
        keep(tx, move(tx.cases.load(T1, 5), "not_lost", outcome="duplicate"))


def figures(tx: Transaction, hours: float = 0) -> DigestFigures:
    return tx.digest_figures(T1, later(hours))


def test_steps_that_are_due_are_counted_and_those_of_nobody_come_first(database: Database) -> None:
    busy(database)
    with database.reading() as tx:
        assert figures(tx).due(NOON) == Due()
        late, until = figures(tx, 30), later(30 * 24)
        assert late.due(until) == Due(overdue=4, today=0, unowned=1)
        # One of hers waits for an approver, which she cannot be.
        assert late.due(until, MEI.id).overdue == 2
        assert figures(tx).due(until) == Due(overdue=0, today=4, unowned=1)
        assert [one.owner for one in late.next_steps(until, 5)] == [None, MEI.id, MEI.id, MEI.id]
        assert late.next_steps(until, 2) == late.next_steps(until, 9)[:2]
        assert [one.number for one in late.next_steps(until, 2, MEI.id)] == [4, 1]
        assert tx.digest_figures("T2", NOON).due(until) == Due()


def test_what_is_left_to_a_role_is_the_owners_only_where_they_have_it(database: Database) -> None:
    for number in (1, 2):
        open_case(database, order=Order(f"O-{number}", "amazon.de", euros("900.50")))
    with database.transaction() as tx:
        for number in (1, 2):
            case = keep(tx, move(tx.cases.load(T1, number), "take"))
            for end, details in (("triage", {"cause": "customs"}), ("nothing_owed", {"reason": WHY})):
                case = keep(tx, move(case, end, **details))
        asked = {"payer": "XCover", "payer_kind": "insurer", "money": euros("80.10")}
        case = keep(tx, move(case, "draft_claim", **asked))
        case = keep(tx, move(case, "file_claim", target="C1", reference="CL-1"))
        keep(tx, move(case, "claim_offered", target="C1", money=euros("40")))
    until = later(30 * 24)
    with database.reading() as tx:
        found, due = figures(tx, 30).steps_of_roles(("lead",), until, 5)
        assert [(one.number, one.next_exact, one.next_role, one.next_owner) for one in found] == [
            (2, "task:offered", "lead", None)
        ]
        assert due == Due(overdue=1, today=0)
        assert figures(tx, 30).steps_of_roles(("finance",), until, 5) == ([], Due())
        assert figures(tx).due(until, MEI.id) == Due(overdue=0, today=1)

    def numbers(**asked: Any) -> list[int]:
        with database.reading() as tx:
            return [one.number for one in tx.cases.listing(T1, Filters(**asked)).cases]

    assert (
        numbers(owner=MEI.id, owners_turn=True) == [1] == numbers(owner=MEI.id, owners_turn=True, acting=("finance",))
    )
    assert numbers(owner=MEI.id, owners_turn=False) == [2] == numbers(step_of=("finance", "lead"))
    assert sorted(numbers(owner=MEI.id, owners_turn=True, acting=("lead",))) == [1, 2]
    assert numbers(owner=MEI.id, owners_turn=False, acting=("lead",)) == []
    assert numbers(step_of=("lead",), not_owner=MEI.id) == [] == numbers(step_of=("finance",))


def test_who_has_gone_quiet_is_told_by_counterparty(database: Database) -> None:
    busy(database)
    with database.reading() as tx:
        assert figures(tx).gone_quiet() == []
        quiet = figures(tx, 24 * 20).gone_quiet()
        assert sorted(quiet, key=lambda one: one.kind) == [
            Silent("carrier", "ups", 1, NOON),
            Silent("payer", "XCover", 1, NOON),
        ]
        assert len(figures(tx).awaited()) == 2


def test_approvals_and_the_comings_and_goings_are_counted(database: Database) -> None:
    busy(database)
    with database.reading() as tx:
        assert figures(tx).approvals() == 1
        assert figures(tx).opened_and_closed(later(-1)) == (5, 1)
        assert figures(tx).opened_and_closed(NOON) == (0, 0)


def test_money_is_summed_exactly_and_by_currency(database: Database) -> None:
    busy(database)
    with database.transaction() as tx:
        assert figures(tx).money_awaited() == [Sum("EUR", Decimal("80.10"), 1)]
        case = tx.cases.load(T1, 4)
        case = keep(tx, move(case, "claim_approved", later(1), target="C1", money=euros("70.10")))
        keep(tx, move(case, "claim_paid", later(2), target="C1", money=euros("20.05"), reference="W-1"))
        assert figures(tx, 3).money_awaited() == [Sum("EUR", Decimal("50.05"), 1)]
        assert figures(tx, 3).money_received(NOON) == [Sum("EUR", Decimal("20.05"), 1)]
        assert figures(tx, 3).money_received(later(2)) == []


def test_no_money_of_a_private_case_is_in_what_everybody_reads(database: Database) -> None:
    busy(database)
    with database.transaction() as tx:
        case = keep(tx, move(tx.cases.load(T1, 4), "claim_approved", later(1), target="C1", money=euros("70.10")))
        case = keep(tx, move(case, "claim_paid", later(2), target="C1", money=euros("20.05"), reference="W-1"))
        until = {"clock": "filing_deadline", "until": later(48), "source": WHY}
        keep(tx, move(tx.cases.load(T1, 3), "set_date", later(2), **until))
        for number in (3, 4):
            mine = keep(tx, move(tx.cases.load(T1, number), "assign", later(2), person=MEI.id))
            keep(tx, move(mine, "make_private", later(2)))
    with database.reading() as tx:
        for with_private, some in ((True, 1), (False, 0)):
            told = tx.digest_figures(T1, later(3), with_private=with_private)
            sums = told.money_awaited(), told.money_received(NOON), told.money_at_risk(later(72))
            assert [len(one) for one in sums] == [some] * 3
        behind = tx.digest_behind(T1, later(3))
        assert behind.money_awaited("EUR") == behind.money_received("EUR", NOON) == []
        assert behind.money_at_risk("EUR", later(72)) == []


def test_what_a_deadline_may_cost_counts_each_case_once(database: Database) -> None:
    busy(database)
    with database.transaction() as tx:
        for key in ("filing_deadline", "appeal_deadline"):
            if key in {one.key for one in tx.cases.load(T1, 3).clocks}:
                case = tx.cases.load(T1, 3)
                keep(tx, move(case, "set_date", clock=key, until=later(48), source=WHY))
        assert figures(tx).money_at_risk(later(24 * 7)) == [Sum("EUR", Decimal("900.50"), 1)]
        assert figures(tx).money_at_risk(NOON) == []


def test_a_deadline_that_stops_says_whether_it_was_met(database: Database) -> None:
    case = open_case(database)
    due = case.clock("first_look").due_at
    ended = table_of(EndedRow)
    with database.transaction() as tx:
        case = keep(tx, move(case, "take", later(1)))
        case = keep(tx, move(case, "triage", later(1), cause="customs"))
        row = tx.connection.execute(select(ended).where(ended.c.kind == "first_look")).one()
        assert (row.due_at, row.ended_at, row.case_number) == (due, later(1), 1)


def test_a_digest_takes_as_many_queries_whatever_the_number_of_cases(database: Database) -> None:
    busy(database)
    with database.reading() as tx:
        few = counted(tx)
    for _ in range(30):
        open_case(database)
    with database.reading() as tx:
        assert counted(tx) <= few == 9


def counted(tx: Transaction) -> int:
    """How many queries all the figures of a day take."""
    said: list[str] = []

    def note(connection, cursor, statement, *rest) -> None:
        said.append(statement)

    event.listen(tx.connection, "before_cursor_execute", note)
    one, until = figures(tx, 30), later(24 * 30)
    one.due(until), one.next_steps(until, 5), one.gone_quiet(), one.approvals(), one.opened_and_closed(NOON)
    one.money_awaited(), one.money_received(NOON), one.money_at_risk(until)
    event.remove(tx.connection, "before_cursor_execute", note)
    return len(said)
