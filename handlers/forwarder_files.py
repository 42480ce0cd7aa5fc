"""The file of one forwarder's open cases, made when it is sent, of what is kept then."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from cases.books import csv_of
from cases.case import Case
from cases.words import N_
from handlers.export_columns import Columns
from handlers.file_sending import FileToSend, Made
from handlers.language import Words
from handlers.who import Who, who_is
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
CELLS: Mapping[str, tuple[str, Cell]] = {
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
COLUMNS = Columns(
    {name: head for name, (head, _) in CELLS.items()},
    ("number", "order", "shipped", "destination", "goods", "value", "state", "scan"),
)


class ForwarderFiles:
    """Makes the file for whoever asked for it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def make(self, sending: Sending) -> Made:
        """The file, and above it what it holds in a sentence."""
        return await self._database.read(lambda tx: _made(sending, tx))


def _made(sending: Sending, tx: Transaction) -> Made:
    who, carrier = who_is(tx, sending.workspace, sending.user), str(sending.params["carrier"])
    # A file that was asked for before headings could be given has names alone.
    named = [(one, None) if isinstance(one, str) else tuple(one) for one in sending.params["columns"]]
    heads = [heading or who.words.plain(CELLS[name][0]) for name, heading in named]
    cells = [CELLS[name][1] for name, _ in named]
    rows = [[_written(cell(case, who.words)) for cell in cells] for case in _cases(sending, tx, who)]
    content, name = csv_of(heads, rows), f"lost-{carrier}.csv"
    told = who.words.count(
        N_("{n} open case with {carrier}."),
        N_("{n} open cases with {carrier}."),
        len(rows),
        carrier=courier_name(carrier),
    )
    return Made((FileToSend(name, name, content, len(content)),), told)


def _cases(sending: Sending, tx: Transaction, who: Who) -> Iterator[Case]:
    """The open cases with the forwarder and its house, by what is due first."""
    owner = sending.user if sending.params.get("mine") else None
    filters = Filters(carrier=one_house(str(sending.params["carrier"])), owner=owner, reader=who.sees_only)
    page = pages = 1
    while page <= pages:
        found = tx.cases.listing(sending.workspace, filters, page, PAGE)
        pages, page = found.pages, page + 1
        whole = {case.number: case for case in tx.cases.several(sending.workspace, [one.number for one in found.cases])}
        yield from (whole[one.number] for one in found.cases)


def _written(value: object) -> str:
    return "" if value is None else str(value)
