"""The file of one forwarder's open cases, made when it is sent, of what is kept then."""

from collections.abc import Callable, Mapping
from typing import Any

from cases.books import csv_of
from cases.case import Case
from cases.words import N_
from handlers.file_sending import FileToSend, Made
from handlers.language import LANGUAGES, Words
from handlers.who import who_is
from partners.carriers.names import one_house
from partners.carriers.numbers import courier_name
from storage.case_lists import Filters
from storage.database import Database
from storage.sendings import Sending
from storage.transaction import Transaction

BY_FORWARDER = "by_forwarder"
PAGE = 200
Cell = Callable[[Case, Words], Any]
# Each column by its name as it is typed: its head, and what stands in it.
COLUMNS: Mapping[str, tuple[str, Cell]] = {
    "number": (N_("Tracking number"), lambda case, words: case.parcel.number),
    "order": (N_("Order"), lambda case, words: case.order.ref),
    "shipped": (N_("Ship date"), lambda case, words: case.parcel.shipped_on),
    "destination": (N_("Destination"), lambda case, words: case.parcel.destination),
    "goods": (N_("Goods"), lambda case, words: case.order.goods),
    "value": (N_("Price"), lambda case, words: case.order.paid),
    "state": (N_("State"), lambda case, words: words.term(case.investigations[0].state) if case.investigations else ""),
    "scan": (N_("Last scan"), lambda case, words: case.parcel.last_scan_on),
    "case": (N_("Case"), lambda case, words: case.reference),
    "service": (N_("Service"), lambda case, words: case.parcel.service),
    "marketplace": (N_("Marketplace"), lambda case, words: case.order.marketplace),
    "cost": (N_("Cost"), lambda case, words: case.order.cost),
}
USUAL = ("number", "order", "shipped", "destination", "goods", "value", "state", "scan")


class ForwarderFiles:
    """Makes the file for whoever asked for it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def make(self, sending: Sending) -> Made:
        """The file, and above it what it holds in a sentence."""
        return await self._database.read(lambda tx: _made(sending, tx))


def column_named(word: str) -> str | None:
    """The column of that name, as it is typed or as its head says in either language."""
    for name, (head, _) in COLUMNS.items():
        heads = {Words(language).plain(head).replace(" ", "").casefold() for language in LANGUAGES}
        if word.casefold() in {name, *heads}:
            return name
    return None


def _made(sending: Sending, tx: Transaction) -> Made:
    who, params = who_is(tx, sending.workspace, sending.user), sending.params
    carrier = str(params["carrier"])
    owner = sending.user if params.get("mine") else None
    filters = Filters(carrier=one_house(carrier), owner=owner, reader=who.sees_only)
    columns = [COLUMNS[name] for name in params["columns"]]
    rows: list[list[str]] = []
    page = pages = 1
    while page <= pages:
        found = tx.cases.listing(sending.workspace, filters, page, PAGE)
        pages, page = found.pages, page + 1
        for one in found.cases:
            case = tx.cases.load(sending.workspace, one.number, for_update=False)
            if case is not None:
                rows.append([_cell(cell(case, who.words)) for _, cell in columns])
    content = csv_of([who.words.plain(head) for head, _ in columns], rows)
    name = f"lost-{carrier}.csv"
    told = who.words.count(
        N_("{n} open case with {carrier}."),
        N_("{n} open cases with {carrier}."),
        len(rows),
        carrier=courier_name(carrier),
    )
    return Made((FileToSend(name, name, content, len(content)),), told)


def _cell(value: object) -> str:
    return "" if value is None else str(value)
