"""The cases behind each figure of a week's and a month's digest, as their numbers, the newest first.

Each question is asked with the conditions of the figure itself, so that as many stand behind it as it counted: of
deadlines and answers a case may have several, and is named once.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, or_, select

from cases.wanted import SILENCE
from storage.digest_figures import AWAITED, LOSING, SILENT_NAME, of_account, of_claim, shown_to_all
from storage.digest_trends import GROUPS, DigestTrends
from storage.tables import CaseRow, ClockRow, table_of
from storage.watch_tables import ClaimRow

cases, clocks, claims = table_of(CaseRow), table_of(ClockRow), table_of(ClaimRow)


class DigestBehind:
    """What stands behind the figures of one workspace's digest as of an instant (UTC); its money is without that of
    private cases, as everybody reads it.
    """

    def __init__(self, connection: Connection, workspace: str, now: datetime) -> None:
        self._connection = connection
        self._workspace = workspace
        self._now = now

    def deadlines(self, since: datetime, kind: str, *, met: bool) -> list[int]:
        """Deadlines of one kind that were met, or missed, since an instant."""
        over = DigestTrends(self._connection, self._workspace, self._now).all_ended(since).subquery()
        kept = over.c.ended_at <= over.c.due_at
        return self._numbers(select(over.c.case_number).where(over.c.kind == kind, kept if met else ~kept))

    def opened(self, since: datetime) -> list[int]:
        """Cases that were opened since an instant."""
        return self._cases(cases.c.opened_at > since, cases.c.opened_at <= self._now)

    def closed(self, since: datetime) -> list[int]:
        """Cases that were closed since an instant."""
        return self._cases(cases.c.closed_at > since, cases.c.closed_at <= self._now)

    def group(self, by: str, names: Iterable[str], since: datetime) -> list[int]:
        """Cases of one carrier, lane or cause that were opened since an instant."""
        same = [column == name for column, name in zip(GROUPS[by], names, strict=True)]
        return self._cases(*same, cases.c.opened_at > since, cases.c.opened_at <= self._now)

    def awaited(self, parties: Iterable[tuple[str, str | None]]) -> list[int]:
        """Cases in which one of these counterparties, by kind and name, owes an answer."""
        its: list[Any] = [and_(clocks.c.waiting_on == kind, _named(name)) for kind, name in parties]
        query = (
            select(clocks.c.case_number)
            .join_from(
                clocks, cases, and_(cases.c.workspace == clocks.c.workspace, cases.c.number == clocks.c.case_number)
            )
            .outerjoin(claims, of_claim())
            .where(clocks.c.workspace == self._workspace, clocks.c.side == SILENCE, clocks.c.started_at <= self._now)
        )
        return self._numbers(query.where(or_(*its)))

    def money_awaited(self, currency: str) -> list[int]:
        """Cases of which payers still owe money in a currency."""
        return self._claims(claims.c.currency == currency, claims.c.state.in_(AWAITED))

    def money_received(self, currency: str, since: datetime) -> list[int]:
        """Cases for which money came in a currency since an instant."""
        came = of_account(self._connection, self._workspace, "received", since, self._now, with_private=False)
        its = came.subquery()
        return self._numbers(select(its.c.case_number).where(its.c.currency == currency))

    def money_at_risk(self, currency: str, until: datetime) -> list[int]:
        """Cases of some worth in a currency that may lose a right by an instant."""
        running = clocks.c.workspace == self._workspace, clocks.c.due_at > self._now, clocks.c.due_at <= until
        numbers = select(clocks.c.case_number).where(*running, clocks.c.kind.in_(LOSING))
        return self._cases(cases.c.worth_currency == currency, cases.c.number.in_(numbers), ~cases.c.private)

    def _cases(self, *wanted: Any) -> list[int]:
        return self._numbers(select(cases.c.number).where(cases.c.workspace == self._workspace, *wanted))

    def _claims(self, *wanted: Any) -> list[int]:
        its = select(claims.c.case_number).where(claims.c.workspace == self._workspace, *wanted)
        return self._numbers(shown_to_all(its, claims))

    def _numbers(self, query: Any) -> list[int]:
        return sorted({number for (number,) in self._connection.execute(query)}, reverse=True)


def _named(name: str | None) -> Any:
    return SILENT_NAME.is_(None) if name is None else name == SILENT_NAME
