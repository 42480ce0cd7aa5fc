"""Lists: the right cases, in the order of their next step, in two queries whatever the size."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy import event

from cases.case import Investigation, Line, Order, TextRef
from storage.case_lists import CaseSummary, Filters
from storage.database import Database
from storage.transaction import Transaction
from tests.storage.telling import MEI, NOON, T1, euros, keep, later, move, open_case


def numbers(tx: Transaction, page: int = 1, size: int = 10, **filters) -> list[int]:
    return [one.number for one in tx.cases.listing(T1, Filters(**filters), page, size).cases]


def a_busy_desk(database: Database) -> None:
    """Four cases: 1 waits for approval, 2 is somebody's, 3 is another carrier's, 4 is closed."""
    for hours, more in enumerate(({}, {}, {"carrier": "dhl_de"}, {})):
        open_case(database, at=later(-hours), order=Order(f"306-{hours}", "amazon.de", euros("900")), **more)
    with database.transaction() as tx:
        big = move(tx.cases.load(T1, 1), "choose_refund", lines=(Line("goods", euros("800")),), reason=WHY)
        keep(tx, big)
        keep(tx, move(tx.cases.load(T1, 2), "take"))
        keep(tx, move(tx.cases.load(T1, 4), "not_lost", outcome="duplicate"))


WHY = TextRef("r", "00")


def test_open_cases_come_by_the_due_time_of_their_next_step(database: Database) -> None:
    for hours in (3, 1, 2):
        open_case(database, at=later(hours))
    with database.reading() as tx:
        page = tx.cases.listing(T1, Filters())
    assert [one.number for one in page.cases] == [2, 3, 1]
    assert (page.total, page.page, page.pages) == (3, 1, 1)
    due = [one.next_due for one in page.cases]
    assert due == sorted(due)


def test_each_filter_finds_its_cases(database: Database) -> None:
    a_busy_desk(database)
    with database.reading() as tx:
        assert sorted(numbers(tx)) == [1, 2, 3]
        assert numbers(tx, status="closed") == [4]
        assert numbers(tx, status=None) == [4, 3, 2, 1]
        assert sorted(numbers(tx, owner=MEI.id)) == [1, 2]
        assert numbers(tx, needs_approval=True) == [1]
        assert sorted(numbers(tx, needs_approval=False)) == [2, 3]
        assert numbers(tx, carrier="dhl_de") == [3]
        assert sorted(numbers(tx, marketplace="amazon.de")) == [1, 2, 3]
        assert numbers(tx, waiting_on="carrier") == []
        assert tx.cases.listing("T2", Filters()).total == 0


def test_a_marketplace_without_a_country_is_each_of_its_sites(database: Database) -> None:
    for site in ("amazon.de", "amazon.co.uk", "amazon", "amazonas.example", "ebay.de", None):
        open_case(database, order=Order(marketplace=site))
    with database.reading() as tx:
        assert sorted(numbers(tx, marketplace="amazon")) == [1, 2, 3]
        assert numbers(tx, marketplace="amazon.de") == [1]
        assert numbers(tx, marketplace="ama%") == []


def test_several_carriers_mean_any_of_them(database: Database) -> None:
    for carrier in ("dhl", "dhl_paket", "ups", None):
        open_case(database, carrier=carrier)
    with database.reading() as tx:
        assert sorted(numbers(tx, carrier=("dhl", "dhl_paket"))) == [1, 2]
        assert numbers(tx, carrier=("ups",)) == [3]


def test_what_is_due_by_an_instant_and_whose_answer_is_owed(database: Database) -> None:
    open_case(database)
    open_case(database, at=later(5), investigations=(Investigation("I1", "UPS"),))
    with database.transaction() as tx:
        keep(tx, move(tx.cases.load(T1, 2), "ask_carrier", target="I1", at=later(6), via="e-mail"))
    with database.reading() as tx:
        due = [tx.cases.load(T1, number).next_step.due_at for number in (1, 2)]
        assert due[0] < due[1]
        assert [numbers(tx, due_by=at) for at in due] == [[1], [1, 2]]
        assert numbers(tx, due_by=due[0] - timedelta(seconds=1)) == []
        assert numbers(tx, silent=True) == [2]
        assert numbers(tx, silent=False) == [1]


def test_text_is_found_in_numbers_orders_and_references_whatever_its_case(database: Database) -> None:
    a_busy_desk(database)
    with database.reading() as tx:
        assert numbers(tx, text="lost-0002") == [2]
        assert numbers(tx, text="  0003 ") == [3]
        assert numbers(tx, text="1z000000000000000" + "2") == [2]
        assert numbers(tx, text="306-0") == [1]
        assert numbers(tx, text="%") == []
        assert numbers(tx, text="_") == []


def test_pages_are_counted_from_one_and_one_past_the_end_is_empty(database: Database) -> None:
    for _ in range(5):
        open_case(database)
    with database.reading() as tx:
        first = tx.cases.listing(T1, Filters(), 1, 2)
        assert ([one.number for one in first.cases], first.total, first.pages) == ([1, 2], 5, 3)
        assert numbers(tx, 3, 2) == [5]
        last = tx.cases.listing(T1, Filters(), 4, 2)
        assert (last.cases, last.total) == ((), 5)


def test_a_page_says_what_the_case_says(database: Database) -> None:
    case = open_case(database, "1ZABC")
    with database.reading() as tx:
        [one] = tx.cases.listing(T1, Filters()).cases
    step = case.next_step
    assert one == CaseSummary(
        workspace=T1,
        number=1,
        version=1,
        status="open",
        owner=None,
        home_channel="C1",
        order_ref="O-1",
        marketplace="amazon.de",
        carrier="ups",
        tracking_number="1ZABC",
        loss_type="lost",
        needs_approval=False,
        next_kind=step.kind,
        next_owner=step.owner,
        next_role=step.role,
        waiting_on=step.waiting_on,
        next_due=step.due_at,
        opened_at=NOON,
        closed_at=None,
        hard_kind=None,
        hard_due=None,
        private=False,
        next_exact="first_look",
    )
    assert (one.reference, one.is_open) == (case.reference, True)


def test_a_page_costs_two_queries_however_many_cases_it_shows(database: Database) -> None:
    for _ in range(12):
        open_case(database)
    with database.reading() as tx, counted(tx) as statements:
        assert len(tx.cases.listing(T1, Filters(), 1, 12).cases) == 12
    assert len(statements) == 2


@contextmanager
def counted(tx: Transaction) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(connection, cursor, statement, *rest) -> None:
        statements.append(statement)

    event.listen(tx.connection, "before_cursor_execute", note)
    yield statements
    event.remove(tx.connection, "before_cursor_execute", note)
