"""Whatever moves a case makes, every row about it is what the case says, though only what changed is written."""

from datetime import timedelta

import hypothesis.strategies as st
from hypothesis import HealthCheck, given, settings
from sqlalchemy import select

from cases.case import Case, Investigation, Line, Order, TextRef
from cases.decide import CHOICES, replay
from cases.document import to_document
from cases.moves import MOVES
from cases.remedies import decided_money
from cases.words import Refused
from storage.case_rows import case_row
from storage.database import Database
from storage.tables import CaseRow, ClockRow, MoneyRow, ParcelRow, table_of
from storage.transaction import Transaction
from tests.storage.telling import NOON, T1, euros, keep, move, report

rows, clocks, parcels, money = (table_of(one) for one in (CaseRow, ClockRow, ParcelRow, MoneyRow))
WORDS = TextRef("r", "00")


def filled_in(step: int) -> dict[str, object]:
    """Something for every field any move asks for; each move takes what it knows."""
    now = NOON + timedelta(minutes=step)
    return {
        "lines": (Line("goods", euros("600" if step % 2 else "20")),),
        "paid": euros("900"),
        "money": euros("7"),
        "reason": WORDS,
        "text": WORDS,
        "number": f"RR{step}",
        "ref": f"O-{step % 3}",
        "reference": f"REF-{step}",
        "until": now + timedelta(days=3),
        "answer_by": now + timedelta(days=2),
        "person": "UBO",
        "carrier": "dhl_de",
        "address_confirmed": True,
        "through": "amazon",
        "payer": "UPS",
        "party": "DHL",
        "cause": "no_scans",
        "clock": "filing_deadline",
    }


def moved(case: Case, name: str, choice: int, step: int) -> Case | None:
    """The decision of a move with every field filled in, or None where the rules refuse it."""
    details = filled_in(step)
    for field, allowed in CHOICES.items():
        details[field] = sorted(allowed)[choice % len(allowed)]
    try:
        return move(case, name, NOON + timedelta(minutes=step), **details)
    except (Refused, KeyError):
        return None


@settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))
@given(plan=st.lists(st.tuples(st.sampled_from(sorted(MOVES)), st.integers(0, 7)), min_size=8, max_size=60))
def test_after_any_moves_every_row_is_what_the_case_says(
    sqlite_database: Database, plan: list[tuple[str, int]]
) -> None:
    with sqlite_database.transaction() as tx:
        number = tx.cases.next_number(T1)
        first = report(number, order=Order(), investigations=(Investigation("I1", "UPS"),))
        case = keep(tx, first)
    for step, (name, choice) in enumerate(plan, 1):
        decision = moved(case, name, choice, step)
        if decision is not None:
            with sqlite_database.transaction() as tx:
                assert tx.cases.load(T1, number) == case
                case = keep(tx, decision)
    with sqlite_database.reading() as tx:
        assert_rows_say(tx, case)
        assert replay(tx.cases.log(T1, number)) == case == tx.cases.load(T1, number)


def assert_rows_say(tx: Transaction, case: Case) -> None:
    row = tx.connection.execute(select(rows).where(rows.c.number == case.number)).one()
    assert dict(row._mapping) == case_row(case, to_document(case))
    found = tx.connection.execute(select(clocks).where(clocks.c.case_number == case.number)).all()
    assert {one.key: (one.started_at, one.due_at, one.ring_at) for one in found} == {
        one.key: (one.started_at, one.due_at, one.first_ring_at) for one in case.clocks
    }
    found = tx.connection.execute(select(parcels).where(parcels.c.case_number == case.number)).all()
    assert {one.tracking_number: one.carrier for one in found} == {one.number: one.carrier for one in case.parcels}
    found = tx.connection.execute(select(money).where(money.c.case_number == case.number)).all()
    assert {one.currency: one.decided for one in found} == decided_money(case)
    assert {one.order_ref for one in found} <= {case.order.ref}
