"""The file of a month's ledger lines, made when it is sent."""

from collections.abc import Sequence
from decimal import Decimal
from zoneinfo import ZoneInfo

from cases.books import csv_of, month_of
from cases.money import Money
from cases.words import N_
from handlers.file_sending import FileToSend, Made
from handlers.language import Marked, Words
from handlers.who import who_is
from storage.database import Database
from storage.ledger_lines import BookedLine
from storage.sendings import Sending
from storage.transaction import Transaction

BOOKS = "books"
HEADS = (
    N_("Date"),
    N_("Currency"),
    N_("Account"),
    N_("Amount"),
    N_("Case"),
    N_("Order"),
    N_("Marketplace"),
    N_("Tracking number"),
    N_("Party"),
    N_("Line of the case"),
    N_("Move"),
    N_("By"),
    N_("Entry"),
    N_("Account code"),
)


class BookFiles:
    """Makes the file of a month for whoever asked for it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def make(self, sending: Sending) -> Made:
        """The file, and above it what it holds in a sentence."""
        return await self._database.read(lambda tx: _month(sending, tx))


def _month(sending: Sending, tx: Transaction) -> Made:
    workspace = sending.workspace
    words, zone = who_is(tx, workspace, sending.user).words, tx.settings(workspace).get().timezone
    name, since, until = month_of(str(sending.params["month"]), zone)
    lines = sorted(tx.ledger_lines(workspace).between(since, until), key=lambda one: (one.currency, one.at))
    people = {one.id: one.name or one.id for one in tx.people.all(workspace)}
    content = csv_of([words.plain(one) for one in HEADS], (_row(one, words, zone, people) for one in lines))
    title = f"tracer-ledger-{name}.csv"
    return Made((FileToSend(title, title, content, len(content)),), _told(name, lines, words))


def _row(one: BookedLine, words: Words, zone: str, people: dict[str, str]) -> list[str]:
    at = one.at.astimezone(ZoneInfo(zone))
    return [
        at.strftime("%Y-%m-%d %H:%M"),
        one.currency,
        words.term(f"account:{one.account}"),
        f"{one.amount:f}",
        f"LOST-{one.case:04d}",
        one.order or "",
        one.marketplace or "",
        one.tracking_number,
        one.party or "",
        one.line or "",
        words.move(one.move),
        people.get(one.by, one.by),
        f"{one.case}/{one.seq}",
        one.account,
    ]


def _told(month: str, lines: Sequence[BookedLine], words: Words) -> str:
    """How many lines the file has, and what they come to by currency and account; currencies stay apart."""
    told = [words.count(N_("*{month}*: {n} line."), N_("*{month}*: {n} lines."), len(lines), month=month)]
    sums: dict[tuple[str, str], Decimal] = {}
    for one in lines:
        place = one.currency, one.account
        sums[place] = sums.get(place, Decimal(0)) + one.amount
    for currency in sorted({currency for currency, _ in sums}):
        parts = [
            f"{words.term(f'account:{account}')} {words.money(Money(amount, currency))}"
            for (code, account), amount in sums.items()
            if code == currency and amount
        ]
        told.append(words(N_("{currency}: {sums}"), currency=currency, sums=Marked(" · ".join(parts) or "0")))
    return "\n".join(told)
