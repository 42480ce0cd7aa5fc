"""What scorecards are made of: the cases that were opened in a period, their moves, claims and money, by group.

Four queries, however many cases there are: each begins at the cases of the period and follows keys from there.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, and_, case, func, select

from cases.scorecards import MONEY_ACCOUNTS, TOLD_BY, ClaimStands, Counted, Fact, Moved, Score, scores
from storage.money_tables import LedgerRow
from storage.tables import CaseRow, LogRow, table_of
from storage.watch_tables import ClaimRow

cases, log = table_of(CaseRow), table_of(LogRow)
claims, lines = table_of(ClaimRow), table_of(LedgerRow)
COLUMNS: dict[str, tuple[str, ...]] = {
    "carrier": ("carrier",),
    "service": ("carrier", "service"),
    "lane": ("origin", "destination"),
    "marketplace": ("marketplace",),
    "cause": ("cause",),
}
NOT_LOST = "not_lost"


class Scorecards:
    """The scorecards of one workspace over the cases opened after an instant and until another (UTC).

    `reader` is whoever looks and sees of private cases only their own, None who sees all; without `with_private` no
    private case counts, whoever looks: for what everybody reads.
    """

    def __init__(
        self,
        connection: Connection,
        workspace: str,
        since: datetime,
        until: datetime,
        reader: str | None = None,
        *,
        with_private: bool = True,
    ) -> None:
        self._connection = connection
        own = (cases.c.owner == reader) | (cases.c.backup == reader)
        self._wanted: list[Any] = [
            cases.c.workspace == workspace,
            cases.c.opened_at > since,
            cases.c.opened_at <= until,
        ]
        if not with_private:
            self._wanted.append(~cases.c.private)
        elif reader is not None:
            self._wanted.append(~cases.c.private | own)

    def by(self, what: str) -> list[Score]:
        """The scorecard by carrier, service (of a carrier), lane, marketplace or cause; what is worst first."""
        columns = [cases.c[name] for name in COLUMNS[what]]
        return scores(self._counted(columns), self._facts(columns), self._claims(columns), self._moved(columns))

    def _counted(self, columns: list[Any]) -> list[Counted]:
        closed, found = cases.c.status == "closed", cases.c.document["found_at"].as_string().is_not(None)
        nothing_lost = (cases.c.outcome == NOT_LOST) | found
        lost = func.sum(case((and_(closed, ~nothing_lost), 1), else_=0))
        not_lost = func.sum(case((and_(closed, nothing_lost), 1), else_=0))
        query = select(*columns, func.count(), lost, not_lost).where(*self._wanted).group_by(*columns)
        return [
            Counted(tuple(names), opened, gone, back) for *names, opened, gone, back in self._connection.execute(query)
        ]

    def _facts(self, columns: list[Any]) -> list[Fact]:
        query = (
            select(*columns, log.c.case_number, log.c.seq, log.c.target, log.c.move, log.c.at, log.c.details)
            .join_from(cases, log, _of_case(log))
            .where(*self._wanted, log.c.move.in_(sorted(TOLD_BY)))
        )
        # Put in order here: asked for in order, SQLite would read the log of every case there is.
        found = sorted(self._connection.execute(query), key=lambda row: (row.case_number, row.seq))
        return [
            Fact(tuple(names), number, target or "", move, _happened(details, at))
            for *names, number, _, target, move, at, details in found
        ]

    def _claims(self, columns: list[Any]) -> list[ClaimStands]:
        query = (
            select(*columns, claims.c.case_number, claims.c.claim, claims.c.state, claims.c.received)
            .join_from(cases, claims, _of_case(claims))
            .where(*self._wanted)
        )
        return [
            ClaimStands(tuple(names), number, claim, state, bool(received))
            for *names, number, claim, state, received in self._connection.execute(query)
        ]

    def _moved(self, columns: list[Any]) -> list[Moved]:
        query = (
            select(*columns, lines.c.account, lines.c.currency, lines.c.amount)
            .join_from(cases, lines, _of_case(lines))
            .where(*self._wanted, lines.c.account.in_(sorted(MONEY_ACCOUNTS)))
        )
        return [
            Moved(tuple(names), account, currency, amount)
            for *names, account, currency, amount in self._connection.execute(query)
        ]


def _of_case(table: Any) -> Any:
    return and_(table.c.workspace == cases.c.workspace, table.c.case_number == cases.c.number)


def _happened(details: dict[str, Any], at: datetime) -> datetime:
    """When a move's fact happened: as somebody stated it, else when it was logged."""
    stated = details.get("at")
    if not isinstance(stated, str):
        return at
    told = datetime.fromisoformat(stated)
    return told if told.tzinfo else told.replace(tzinfo=UTC)
