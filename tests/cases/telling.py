"""A few words for telling a case's story in a test: people, money, moves and refusals."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from string import Formatter
from typing import Any

from cases.act import Act, Circumstances
from cases.case import Actor, Case, Investigation, Line, Order, Parcel
from cases.decide import Decision, decide, opened
from cases.document import to_document
from cases.money import Money
from cases.terms import Terms
from cases.words import Refused

# A Monday, 10:00 in Berlin and 09:00 in the default zone of a test, UTC.
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

ANA = Actor("person", "UANA", frozenset({"agent"}))
BEN = Actor("person", "UBEN", frozenset({"agent"}))
LEA = Actor("person", "ULEA", frozenset({"agent", "lead"}))
LEO = Actor("person", "ULEO", frozenset({"lead"}))
FIN = Actor("person", "UFIN", frozenset({"finance"}))
ALL = Actor("person", "UALL", frozenset({"agent", "lead", "finance", "admin"}))
VIEWER = Actor("person", "UVIEW", frozenset({"viewer"}))
CLOCK = Actor("clock", "clock")
CARRIER = Actor("partner", "carrier")
OPERATOR = Actor("operator", "shell")
PEOPLE = (ANA, BEN, LEA, LEO, FIN, ALL, VIEWER)


def eur(amount: str | int) -> Money:
    return Money(Decimal(amount), "EUR")


def usd(amount: str | int) -> Money:
    return Money(Decimal(amount), "USD")


def goods(money: Money) -> tuple[Line, ...]:
    return (Line("goods", money),)


def at(hours: float = 0, days: float = 0) -> datetime:
    """So long after the Monday on which every story begins."""
    return MONDAY + timedelta(hours=hours, days=days)


def report(paid: Money | None = None, now: datetime = MONDAY, terms: Terms | None = None, **more: Any) -> Decision:
    """A case as `/lost` opens it, with one search at the carrier; without terms nobody knows any rules."""
    case = Case(
        workspace="T1",
        number=142,
        version=1,
        opened_at=now,
        opened_by=ANA.id,
        parcels=(Parcel("1Z999AA10123456784", "ups", "UPS"),),
        order=Order("305-123", "amazon.de", paid=paid),
        investigations=(Investigation("I1", "UPS"),),
        **more,
    )
    return opened(case, ANA, {"number": case.parcel.number}, Circumstances(now, terms or Terms()))


def new_case(paid: Money | None = None, **more: Any) -> Case:
    return report(paid, **more).case


class Story:
    """A case and what happens to it: every move goes through the one door, and its log is kept."""

    def __init__(self, paid: Money | None = None, now: datetime = MONDAY, **around: Any) -> None:
        self.now = now
        self.around = around
        first = report(paid, now)
        self.case = first.case
        self.log = [first.entry]

    def do(self, move: str, by: Actor = LEA, target: str | None = None, **details: Any) -> Case:
        """Make a move; it must be allowed."""
        made = decide(self.case, Act(move, by, target, details), self._circumstances())
        self.case = made.case
        self.log.append(made.entry)
        return made.case

    def refused(self, move: str, by: Actor = LEA, target: str | None = None, **details: Any) -> Refused:
        """Try a move that must be refused; the case must be as it was, and the refusal a whole sentence."""
        before = to_document(self.case)
        seen = details.pop("seen", None)
        try:
            decide(self.case, Act(move, by, target, details, seen), self._circumstances())
        except Refused as refusal:
            assert to_document(self.case) == before
            assert sentence(refusal)
            return refusal
        raise AssertionError(f"{move} was allowed")

    def wait(self, **time: float) -> None:
        self.now += timedelta(**time)

    def refund(self, money: Money, by: Actor = LEA, **details: Any) -> Case:
        return self.do("choose_refund", by, lines=goods(money), **details)

    def resend(self, money: Money, by: Actor = LEA, **details: Any) -> Case:
        return self.do("choose_resend", by, lines=goods(money), address_confirmed=True, **details)

    def filed_claim(self, money: Money | None = None) -> Case:
        self.do("draft_claim", payer="UPS", payer_kind="carrier", money=money or eur(80))
        return self.do("file_claim", target=f"C{len(self.case.claims)}", reference="CL-1")

    def due(self, key: str) -> datetime | None:
        """When that running clock is due."""
        clock = self.case.clock(key)
        assert clock is not None, (key, [one.key for one in self.case.clocks])
        return clock.due_at

    def running(self) -> set[str]:
        return {clock.key for clock in self.case.clocks}

    def _circumstances(self) -> Circumstances:
        return Circumstances(self.now, **self.around)


def sentence(refusal: Refused) -> str:
    """The refusal in English; fails if a word it needs was not given. What people wrote may have braces of its own."""
    template, given = refusal.sentence.text, refusal.sentence.params
    assert {name for _, name, _, _ in Formatter().parse(template) if name is not None} <= given.keys(), template
    written = str(refusal)
    assert written[-1] in ".?!”", written
    return written
