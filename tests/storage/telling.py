"""Cases for storage tests, made by the rules themselves."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from cases.act import Act, Circumstances
from cases.case import Actor, Case, Line, Order, Parcel
from cases.decide import Decision, decide, opened
from cases.money import Money
from storage.database import Database
from storage.transaction import Transaction

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
T1 = "T1"
MEI = Actor("person", "UMEI", frozenset({"agent", "lead", "finance"}))


def euros(amount: str) -> Money:
    return Money(Decimal(amount), "EUR")


def report(number: int, tracking: str = "", workspace: str = T1, at: datetime = NOON, **more: Any) -> Decision:
    """A new case, as `/lost` makes it."""
    parcel = Parcel(tracking or f"1Z{number:016d}", more.pop("carrier", "ups"))
    order = more.pop("order", Order(f"O-{number}", "amazon.de", paid=euros("80")))
    case = Case(workspace, number, 1, at, MEI.id, (parcel,), order, home_channel="C1", **more)
    return opened(case, MEI, {"number": parcel.number}, Circumstances(now=at))


def move(case: Case, name: str, at: datetime = NOON, **more: Any) -> Decision:
    """The next move of a case."""
    target = more.pop("target", None)
    return decide(case, Act(name, MEI, target, more), Circumstances(now=at))


def refund(case: Case, amount: str = "31", at: datetime = NOON) -> Decision:
    """A refund within the limit of whoever decides it."""
    return move(case, "choose_refund", at, lines=(Line("goods", euros(amount)),), paid=euros("80"))


def keep(tx: Transaction, decision: Decision) -> Case:
    """Keep what was decided and return the case."""
    tx.cases.keep(decision.case, decision.entry)
    return decision.case


def open_case(database: Database, tracking: str = "", workspace: str = T1, **more: Any) -> Case:
    """A case that is kept, with the workspace's next number."""
    with database.transaction() as tx:
        return keep(tx, report(tx.cases.next_number(workspace), tracking, workspace, **more))


def later(hours: float) -> datetime:
    return NOON + timedelta(hours=hours)
