"""The lines of all ledgers of a workspace, in the order of time, for whoever keeps its books."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, and_, select

from cases.light_dataclass import dataclass
from storage.money_tables import LedgerRow
from storage.row import table_of
from storage.tables import CaseRow

lines, cases = table_of(LedgerRow), table_of(CaseRow)


@dataclass(frozen=True, slots=True)
class BookedLine:
    """A line as the books want it: when, of which case and order, what for, how much, by which move of whom."""

    at: datetime
    case: int
    order: str | None
    marketplace: str | None
    tracking_number: str
    account: str
    line: str | None
    party: str | None
    currency: str
    amount: Decimal
    move: str
    by: str
    seq: int


class LedgerLines:
    """The ledgers of one workspace."""

    def __init__(self, connection: Connection, workspace: str) -> None:
        self._connection = connection
        self._workspace = workspace

    def between(self, since: datetime, until: datetime) -> Iterator[BookedLine]:
        """Every line from an instant on and before another, the oldest first."""
        query = (
            select(*(lines.c[name] for name in ("at", "case_number")), cases.c.order_ref, cases.c.marketplace)
            .add_columns(cases.c.tracking_number, lines.c.account, lines.c.line, lines.c.party, lines.c.currency)
            .add_columns(lines.c.amount, lines.c.move, lines.c.by, lines.c.seq)
            .join_from(
                lines, cases, and_(cases.c.workspace == lines.c.workspace, cases.c.number == lines.c.case_number)
            )
            .where(lines.c.workspace == self._workspace, lines.c.at >= since, lines.c.at < until)
            .order_by(lines.c.at, lines.c.case_number, lines.c.seq, lines.c.place)
        )
        for row in self._connection.execute(query):
            yield BookedLine(*row)

    def of_case(self, number: int) -> list[tuple[int, str, str | None, str | None, str, Decimal]]:
        """The lines kept for one case: move number, account, line, party, currency and amount, oldest first."""
        columns: list[Any] = [lines.c[name] for name in ("seq", "account", "line", "party", "currency", "amount")]
        where = lines.c.workspace == self._workspace, lines.c.case_number == number
        query = select(*columns).where(*where).order_by(lines.c.seq, lines.c.place)
        return [tuple(row) for row in self._connection.execute(query)]
