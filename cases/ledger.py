"""The money of a case as a ledger: what its log says was paid, given, asked and received, by account and currency.

Every line is the difference that one move made to what the case says, so that the lines always add up to it and a
correction is a contrary line, never a change of an old one. Different currencies are never added up here.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from cases.booking import AT_THE_DOOR, signed
from cases.case import Actor, Case, Claim, LogEntry
from cases.document import Document, apply_difference, from_document
from cases.light_dataclass import dataclass
from cases.money import Money
from cases.recovered import owed_back
from cases.tracks import MONEY_REMEDIES

# What the buyer paid us for, and what the lost goods cost us: facts of the order, which no payment of the case changes.
ORDERED = ("goods", "shipping", "tax", "duty", "cost")
# What went out for this loss, and what came back of it.
OUT = ("refunded", "credited", "debited", "resend", "freight", "import_charges", "fee", "other_cost", "repaid")
BACK = ("received",)
# What payers were asked for and said, and how that ended.
ASKED = ("claimed", "excess", "refused", "approved", "to_repay", "written_off")
ACCOUNTS = (*ORDERED, *OUT[:-1], "claimed", "excess", "refused", "approved", *BACK, "to_repay", "repaid", "written_off")
# The parts of a case that its money is read from: a move that changes none of them has no line.
MONEY_PARTS = frozenset({"order", "remedies", "debits", "claims", "booked"})
# A replacement costs from the day on which it is on its way; a refund when it is made.
_SENT_ON = frozenset({"replacement_moving", "satisfied", "lost_again"})
# While a claim stands so, what was granted is a debt of the payer's, or was one.
_GRANTED = frozenset({"approved", "part_paid", "paid", "repay_owed", "repaid", "released", "written_off"})
_PARTS = ("shipping", "tax", "duty")

Sums = dict["Place", Decimal]


@dataclass(frozen=True, slots=True)
class Place:
    """Where an amount belongs: the account, the currency, the case's line it comes from (R1, C2, M3), whose it is."""

    account: str
    currency: str
    line: str | None = None
    party: str | None = None


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One line: which move (`seq` of the log) put how much where, when (UTC) and by whom. Negative: a contrary line."""

    seq: int
    at: datetime
    by: Actor
    move: str
    place: Place
    amount: Decimal

    @property
    def money(self) -> Money:
        """The amount with its currency."""
        return Money(self.amount, self.place.currency)


@dataclass(frozen=True, slots=True)
class Statement:
    """What a case's ledger comes to in one currency: an amount an account, zero ones left out, in the usual order."""

    currency: str
    amounts: Mapping[str, Decimal]

    @property
    def rows(self) -> tuple[tuple[str, Money], ...]:
        """Account and amount, in the order in which a statement is read."""
        return tuple((name, Money(self.amounts[name], self.currency)) for name in ACCOUNTS if name in self.amounts)

    def of(self, account: str) -> Money:
        """The amount of one account; zero where nothing is in it."""
        return Money(self.amounts.get(account, Decimal(0)), self.currency)

    @property
    def paid(self) -> Money:
        """What the buyer paid us, its parts together."""
        return self._together(ORDERED[:-1])

    @property
    def out(self) -> Money:
        """What went out because of the loss: to the buyer, for a replacement, in charges, back to a payer."""
        return self._together(OUT)

    @property
    def back(self) -> Money:
        """What came from payers."""
        return self._together(BACK)

    @property
    def balance(self) -> Money:
        """What came less what went out: below zero while the loss is ours."""
        return self.back - self.out

    def _together(self, accounts: Iterable[str]) -> Money:
        return Money(sum((self.amounts.get(one, Decimal(0)) for one in accounts), Decimal(0)), self.currency)


def statements(case: Case) -> tuple[Statement, ...]:
    """The statement of a case in each currency that it has money in: the order's own first, then by code."""
    sums: dict[str, dict[str, Decimal]] = {}
    for place, amount in standing(case).items():
        accounts = sums.setdefault(place.currency, {})
        accounts[place.account] = accounts.get(place.account, Decimal(0)) + amount
    own = (case.order.paid or case.order.cost or Money(Decimal(0), "")).currency
    first = sorted(sums, key=lambda currency: (currency != own, currency))
    made = (Statement(one, {name: value for name, value in sums[one].items() if value}) for one in first)
    return tuple(one for one in made if one.amounts)


def ledger(log: Iterable[LogEntry]) -> tuple[LedgerLine, ...]:
    """Every line of a case, oldest first, as its log tells it."""
    document: Document = {}
    before: Sums = {}
    lines: list[LedgerLine] = []
    for entry in log:
        document = apply_difference(document, entry.changes)
        if MONEY_PARTS.isdisjoint(entry.changes):
            continue
        after = standing(from_document(document))
        lines += _lines(before, after, entry)
        before = after
    return tuple(lines)


def lines_of(before: Case | None, after: Case, entry: LogEntry) -> tuple[LedgerLine, ...]:
    """The lines that one move adds; `before` is None for the move that opened the case."""
    return tuple(_lines(standing(before) if before else {}, standing(after), entry))


def standing(case: Case) -> Sums:
    """What stands in every place of the ledger as the case is now; no place holds zero."""
    sums: Sums = {}
    for place, money in (*_ordered(case), *_given(case), *_booked(case), *_claimed(case)):
        sums[place] = sums.get(place, Decimal(0)) + money
    return {place: amount for place, amount in sums.items() if amount}


def owing(claim: Claim) -> Money | None:
    """What a payer still owes of a claim: of what was granted, else of what was asked; None where nothing is."""
    whole = claim.granted if claim.granted and claim.state in _GRANTED else claim.asked
    if whole is None or claim.state not in ("filed", "info_requested", "appealed", "offered", "approved", "part_paid"):
        return None
    return whole - claim.received if claim.received else whole


def _lines(before: Sums, after: Sums, entry: LogEntry) -> list[LedgerLine]:
    places = sorted({*before, *after}, key=_in_order)
    moved = ((place, after.get(place, Decimal(0)) - before.get(place, Decimal(0))) for place in places)
    return [
        LedgerLine(entry.seq, entry.at, entry.actor, entry.move, place, amount) for place, amount in moved if amount
    ]


def _in_order(place: Place) -> tuple[int, str, str, str]:
    return ACCOUNTS.index(place.account), place.currency, place.line or "", place.party or ""


def _ordered(case: Case) -> list[tuple[Place, Decimal]]:
    """What the buyer paid, in its parts; an order that was to be paid at the door was not."""
    order, found = case.order, []
    if order.paid and order.payment != AT_THE_DOOR:
        left = order.paid
        for name in _PARTS:
            part: Money | None = getattr(order, name)
            if part is not None:
                found.append((Place(name, part.currency), part.amount))
                left = left - part
        found.insert(0, (Place("goods", left.currency), left.amount))
    if order.cost:
        found.append((Place("cost", order.cost.currency), order.cost.amount))
    return found


def _given(case: Case) -> list[tuple[Place, Decimal]]:
    found = []
    for one in case.remedies:
        account = {"refund": "refunded", "credit": "credited"}.get(one.kind, "resend")
        if one.state == "refunded" if one.kind in MONEY_REMEDIES else one.state in _SENT_ON:
            found.append((Place(account, one.total.currency, one.id), one.total.amount))
    found += [
        (Place("debited", one.money.currency, None, one.through), one.money.amount)
        for one in case.debits
        if not one.returned
    ]
    return found


def _booked(case: Case) -> list[tuple[Place, Decimal]]:
    """What people booked; a correction stands in the place of the line that it takes back."""
    return [(Place(one.account, one.money.currency, one.contrary_to or one.id), signed(one)) for one in case.booked]


def _claimed(case: Case) -> list[tuple[Place, Decimal]]:
    return [
        (Place(account, money.currency, claim.id, claim.payer), money.amount)
        for claim in case.claims
        for account, money in _of_claim(claim)
    ]


def _of_claim(claim: Claim) -> list[tuple[str, Money]]:
    """One claim's amounts: asked once it is filed, granted while that stands, and what became of the rest."""
    found: list[tuple[str, Money | None]] = [("received", claim.received)]
    asked = claim.asked if claim.reference and claim.state != "withdrawn" else None
    granted = claim.granted if claim.state in _GRANTED else None
    found += [("claimed", asked), ("approved", granted)]
    if claim.state == "denied_final":
        found.append(("refused", asked))
    elif granted and asked and asked > granted:
        found.append(("refused", asked - granted))
    if claim.state == "written_off" or (claim.state == "paid" and granted and claim.received):
        whole = granted or asked
        found.append(("written_off", whole - claim.received if whole and claim.received else whole))
    # A claim that was repaid before amounts of that were kept was repaid whole.
    found.append(("repaid", claim.repaid or (claim.received if claim.state == "repaid" else None)))
    found.append(("to_repay", owed_back(claim)))
    return [(account, money) for account, money in found if money is not None]


def as_plain(line: LedgerLine) -> dict[str, Any]:
    """A line as plain JSON values, for exports."""
    return {
        "seq": line.seq,
        "at": line.at.isoformat(),
        "by": line.by.id,
        "move": line.move,
        "account": line.place.account,
        "line": line.place.line,
        "party": line.place.party,
        "amount": str(line.amount),
        "currency": line.place.currency,
    }
