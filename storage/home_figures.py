"""The figures of App Home, in a fixed number of queries: what is counted and summed is counted and summed there."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Float, and_, case, cast, extract, func, or_, select

from cases.wanted import SILENCE
from storage.digest_figures import AWAITED, DigestFigures, Sum
from storage.digest_trends import DigestTrends
from storage.tables import CaseRow, ClockRow, table_of
from storage.watch_tables import ClaimRow, EndedRow

cases, clocks, claims, ended = table_of(CaseRow), table_of(ClockRow), table_of(ClaimRow), table_of(EndedRow)
GRANTED = ("approved", "part_paid")
CLAIMED = tuple(state for state in AWAITED if state not in GRANTED)
HOUR_SECONDS = 3600.0
FILE = "file_claim"


class HomeFigures(DigestFigures):
    """The figures of one workspace at one instant (UTC), as App Home shows them."""

    def owned(self, owner: str) -> int:
        """How many open cases somebody has."""
        query = select(func.count()).select_from(cases).where(cases.c.workspace == self._workspace)
        return int(self._connection.execute(query.where(cases.c.status == "open", cases.c.owner == owner)).scalar_one())

    def answers_overdue(self, owner: str | None = None) -> int:
        """How many answers others owe us beyond their time, for everybody's cases or those of one owner."""
        query = (
            select(func.count())
            .join_from(
                clocks, cases, and_(cases.c.workspace == clocks.c.workspace, cases.c.number == clocks.c.case_number)
            )
            .where(clocks.c.workspace == self._workspace, clocks.c.side == SILENCE, clocks.c.due_at <= self._now)
        )
        return int(
            self._connection.execute(query if owner is None else query.where(cases.c.owner == owner)).scalar_one()
        )

    def silent_since(self, numbers: Collection[int]) -> dict[int, datetime]:
        """Since when the first answer that is owed in each of these cases is owed."""
        since = func.min(func.coalesce(clocks.c.since, clocks.c.started_at), type_=clocks.c.since.type)
        query = (
            select(clocks.c.case_number, since)
            .where(clocks.c.workspace == self._workspace, clocks.c.case_number.in_(list(numbers)))
            .where(clocks.c.side == SILENCE)
            .group_by(clocks.c.case_number)
        )
        return {row[0]: row[1] for row in self._connection.execute(query)}

    def money_claimed(self) -> list[Sum]:
        """What was asked of payers who have not decided yet, by currency."""
        asked = select(claims.c.currency, func.sum(self._units(claims.c.asked)), func.count())
        return self._sums(asked.where(claims.c.state.in_(CLAIMED)))

    def money_granted(self) -> list[Sum]:
        """What payers have granted and not paid yet, by currency."""
        left = self._units(claims.c.granted) - func.coalesce(self._units(claims.c.received), 0)
        return self._sums(select(claims.c.currency, func.sum(left), func.count()).where(claims.c.state.in_(GRANTED)))

    def money_written_off(self, since: datetime) -> list[Sum]:
        """What was given up of claims since an instant, by currency: written off, or left when less was accepted."""
        return self._moved("written_off", since)

    def claims_filed(self, since: datetime) -> tuple[int, int]:
        """How many last days to claim saw their claim filed in time since an instant, and how many passed without it.

        What needed no claim before its last day (it was found, nobody pays, it is not worth it) is neither.
        """
        over = DigestTrends(self._connection, self._workspace, self._now).all_ended(since).subquery()
        in_time = over.c.ended_at <= over.c.due_at
        filed = func.sum(case((in_time & (over.c.by_move == FILE), 1), else_=0))
        passed = func.sum(case((~in_time, 1), else_=0))
        query = select(func.coalesce(filed, 0), func.coalesce(passed, 0)).where(over.c.kind == "filing_deadline")
        row = self._connection.execute(query).one()
        return int(row[0]), int(row[1])

    def hours_to_decide(self, since: datetime) -> float | None:
        """The median hours from opening a case to the decision for its buyer, of decisions since an instant.

        None where there was none. A case that turned out not to be lost was not decided.
        """
        took = self._hours(cases.c.opened_at, ended.c.ended_at)
        decided = (
            select(
                took.label("took"),
                func.row_number().over(order_by=took).label("place"),
                func.count().over().label("many"),
            )
            .join_from(
                ended, cases, and_(cases.c.workspace == ended.c.workspace, cases.c.number == ended.c.case_number)
            )
            .where(ended.c.workspace == self._workspace, ended.c.ended_at > since, ended.c.kind == "decision")
            .where(or_(cases.c.outcome.is_(None), cases.c.outcome != "not_lost"))
            .subquery()
        )
        # The one in the middle, or the mean of the two there.
        middle = (decided.c.place * 2).between(decided.c.many, decided.c.many + 2)
        median = self._connection.execute(select(func.avg(decided.c.took)).where(middle)).scalar_one()
        return None if median is None else float(median)

    def _hours(self, begun: Any, over: Any) -> Any:
        if self._connection.dialect.name == "postgresql":
            return cast(extract("epoch", over) - extract("epoch", begun), Float) / HOUR_SECONDS
        return (func.julianday(over) - func.julianday(begun)) * 24.0
