"""The file of the claims that one payer has, made when it is sent, of what is kept then."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from cases.books import csv_of
from cases.case import Case, Claim
from cases.light_dataclass import dataclass
from cases.money import Money
from cases.words import N_
from handlers.export_columns import Columns
from handlers.file_sending import FileToSend, Made
from handlers.language import Words
from handlers.who import Who, who_is
from storage.database import Database
from storage.sendings import Sending
from storage.transaction import Transaction

BY_PAYER = "by_payer"
# The column that says in which currency a claim is; where it is left out, each amount says it.
CURRENCY = "currency"


@dataclass(frozen=True, slots=True)
class Row:
    """One claim of a case, and how it is told: in whose words, in which zone, amounts with their currency or bare."""

    case: Case
    claim: Claim
    words: Words
    zone: ZoneInfo
    bare: bool

    def amount(self, money: Money | None) -> str | Money | None:
        """An amount of the claim, bare where its currency has a column."""
        return f"{money.amount:f}" if money is not None and self.bare else money

    def day(self, instant: datetime | None) -> date | None:
        """The day of an instant in the team's zone."""
        return instant.astimezone(self.zone).date() if instant is not None else None

    @property
    def lane(self) -> str:
        """From where to where, as far as it is known."""
        parcel = self.case.parcel
        known = parcel.origin or parcel.destination
        return f"{parcel.origin or ''} → {parcel.destination or ''}".strip() if known else ""

    @property
    def state(self) -> str:
        """How the claim stands; money that is promised and not there yet is told apart from a refund that is."""
        state = self.claim.state
        return self.words.term(f"claim:{state}" if state == "approved" else state)

    @property
    def currency(self) -> str:
        """The currency of the claim; all its amounts are in it."""
        money = self.claim.asked or self.claim.granted or self.claim.received
        return money.currency if money is not None else ""


Cell = Callable[[Row], Any]
# Each column by its name as it is typed: its head, and what stands in it.
CELLS: Mapping[str, tuple[str, Cell]] = {
    "reference": (N_("Claim reference"), lambda row: row.claim.reference),
    "case": (N_("Case"), lambda row: row.case.reference),
    "number": (N_("Tracking number"), lambda row: row.case.parcel.number),
    "order": (N_("Order"), lambda row: row.case.order.ref),
    "shipped": (N_("Ship date"), lambda row: row.case.parcel.shipped_on),
    "lane": (N_("Lane"), lambda row: row.lane),
    "goods": (N_("Goods"), lambda row: row.case.order.goods),
    "declared": (N_("Declared value"), lambda row: row.case.parcel.declared),
    "asked": (N_("Amount claimed"), lambda row: row.amount(row.claim.asked)),
    "granted": (N_("Amount granted"), lambda row: row.amount(row.claim.granted)),
    CURRENCY: (N_("Currency"), lambda row: row.currency),
    "state": (N_("State"), lambda row: row.state),
    "filed": (N_("Filed on"), lambda row: row.day(row.claim.filed_at)),
    "contact": (N_("Last contact"), lambda row: row.day(row.claim.contact_at)),
    "received": (N_("Amount received"), lambda row: row.amount(row.claim.received)),
    "answer": (N_("Answer by"), lambda row: row.day(row.claim.answer_by)),
    "payer": (N_("Payer"), lambda row: row.claim.payer),
    "service": (N_("Service"), lambda row: row.case.parcel.service),
    "marketplace": (N_("Marketplace"), lambda row: row.case.order.marketplace),
}
COLUMNS = Columns({name: head for name, (head, _) in CELLS.items()}, list(CELLS)[:14])


class PayerFiles:
    """Makes the file for whoever asked for it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def make(self, sending: Sending) -> Made:
        """The file, and above it what it holds in a sentence."""
        return await self._database.read(lambda tx: _made(sending, tx))


def _made(sending: Sending, tx: Transaction) -> Made:
    who, params = who_is(tx, sending.workspace, sending.user), sending.params
    named = [(name, heading) for name, heading in params["columns"]]
    heads = [heading or who.words.plain(CELLS[name][0]) for name, heading in named]
    bare = any(name == CURRENCY for name, _ in named)
    cells = [CELLS[name][1] for name, _ in named]
    rows = [[_written(cell(row)) for cell in cells] for row in _claims(sending, tx, who, bare)]
    content, name = csv_of(heads, rows), _file_name(str(params["name"]))
    told = who.words.count(
        N_("{n} open claim on {payer}."), N_("{n} open claims on {payer}."), len(rows), payer=str(params["name"])
    )
    return Made((FileToSend(name, name, content, len(content)),), told)


def _claims(sending: Sending, tx: Transaction, who: Who, bare: bool) -> Iterator[Row]:
    """The claims that are open now, by case."""
    workspace, owner = sending.workspace, sending.user if sending.params.get("mine") else None
    zone = ZoneInfo(tx.settings(workspace).get().timezone)
    found = set(tx.open_claims(workspace, owner, who.sees_only).of(sending.params["payers"]))
    for case in tx.cases.several(workspace, {number for number, _ in found}):
        for claim in case.claims:
            if (case.number, claim.id) in found:
                yield Row(case, claim, who.words, zone, bare)


def _file_name(payer: str) -> str:
    return f"claims-{re.sub(r'[^0-9a-z一-鿿]+', '-', payer.casefold()).strip('-')[:40] or 'payer'}.csv"


def _written(value: object) -> str:
    return "" if value is None else str(value)
