"""What a week and a month are told by: deadlines met and missed, cases week by week, losses against the usual."""

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, and_, case, func, literal, null, or_, select, union_all

from cases.ladder import HARD
from cases.light_dataclass import dataclass
from cases.wanted import DEADLINE
from storage.tables import CaseRow, ClockRow, table_of
from storage.watch_tables import EndedRow

cases, clocks, ended = table_of(CaseRow), table_of(ClockRow), table_of(EndedRow)
GROUPS = {
    "carrier": (cases.c.carrier,),
    "lane": (cases.c.origin, cases.c.destination),
    "cause": (cases.c.cause,),
}
MOST_GROUPS = 50
NOT_LOST = "not_lost"


@dataclass(frozen=True, slots=True)
class Kept:
    """How many deadlines of one kind were met, and how many missed; one that is still open and overdue is missed."""

    kind: str
    met: int
    missed: int


@dataclass(frozen=True, slots=True)
class Missed:
    """One deadline that was missed: of which case, since when, the cause of that loss, and whose case it is."""

    number: int
    kind: str
    due_at: datetime
    cause: str | None
    owner: str | None

    @property
    def reference(self) -> str:
        """The reference a person can say, as `Case.reference`."""
        return f"LOST-{self.number:04d}"


@dataclass(frozen=True, slots=True)
class Group:
    """How many cases of one carrier, lane or cause were opened lately, and how many in the time before."""

    names: tuple[str, ...]
    recent: int
    before: int


class DigestTrends:
    """What happened in one workspace up to an instant (UTC), in one query a question."""

    def __init__(self, connection: Connection, workspace: str, now: datetime) -> None:
        self._connection = connection
        self._workspace = workspace
        self._now = now

    def deadlines(self, since: datetime) -> list[Kept]:
        """The deadlines that ended, or came due and still run, since an instant; those missed most often first."""
        over = self.all_ended(since).subquery()
        met = func.sum(case((over.c.ended_at <= over.c.due_at, 1), else_=0))
        query = select(over.c.kind, met, func.count() - met).group_by(over.c.kind)
        found = [Kept(*row) for row in self._connection.execute(query)]
        return sorted(found, key=lambda one: (-one.missed, -one.met, one.kind))

    def missed(self, since: datetime, most: int) -> list[Missed]:
        """Deadlines that were missed since an instant: first those that others had set, each by when it was due.

        Those of private cases are left out: everybody reads it.
        """
        over = self.all_ended(since).subquery()
        its_case = and_(cases.c.workspace == self._workspace, cases.c.number == over.c.case_number)
        query = (
            select(over.c.case_number, over.c.kind, over.c.due_at, cases.c.cause, cases.c.owner)
            .join_from(over, cases, its_case)
            .where(over.c.ended_at > over.c.due_at, ~cases.c.private)
            .order_by(over.c.kind.not_in(sorted(HARD)), over.c.due_at, over.c.case_number, over.c.kind)
            .limit(most)
        )
        return [Missed(*row) for row in self._connection.execute(query)]

    def flow(self, edges: Sequence[datetime]) -> list[tuple[int, int]]:
        """How many cases were opened and how many closed between each two of these instants."""
        counts = [
            select(func.count())
            .select_from(cases)
            .where(cases.c.workspace == self._workspace, column > begins, column <= ends)
            .scalar_subquery()
            for begins, ends in pairwise(edges)
            for column in (cases.c.opened_at, cases.c.closed_at)
        ]
        row = list(self._connection.execute(select(*counts)).one())
        return list(zip(row[::2], row[1::2], strict=True))

    def groups(self, by: str, recent: datetime, before: datetime) -> list[Group]:
        """Cases opened since `recent`, and from `before` until then, by carrier, lane or cause; the largest first."""
        columns = GROUPS[by]
        lately = func.sum(case((cases.c.opened_at > recent, 1), else_=0))
        query = select(*columns, lately.label("lately"), (func.count() - lately).label("earlier")).where(
            cases.c.workspace == self._workspace,
            cases.c.opened_at > before,
            cases.c.opened_at <= self._now,
            *(column.is_not(None) for column in columns),
        )
        query = query.group_by(*columns).order_by(lately.desc(), *columns).limit(MOST_GROUPS)
        return [Group(tuple(row[:-2]), row[-2], row[-1]) for row in self._connection.execute(query)]

    def all_ended(self, since: datetime) -> Any:
        """A query: deadlines that ended since an instant, and those that came due since and still run, ending now.

        What had not come due when its parcel turned out not to be lost asked for nothing any more, and is left out.
        """
        counts = or_(ended.c.by_move.is_(None), ended.c.by_move != NOT_LOST, ended.c.ended_at > ended.c.due_at)
        those = select(ended.c.case_number, ended.c.kind, ended.c.due_at, ended.c.ended_at, ended.c.by_move).where(
            ended.c.workspace == self._workspace, ended.c.ended_at > since, ended.c.ended_at <= self._now, counts
        )
        still = select(
            clocks.c.case_number,
            clocks.c.kind,
            clocks.c.due_at,
            literal(self._now, type_=ended.c.ended_at.type).label("ended_at"),
            null().label("by_move"),
        ).where(
            clocks.c.workspace == self._workspace,
            clocks.c.side == DEADLINE,
            clocks.c.due_at > since,
            clocks.c.due_at < self._now,
        )
        return union_all(those, still)
