"""The running clocks as the sweep sees them: which must sound now, and when each sounds next."""

from datetime import datetime
from functools import cache
from typing import NamedTuple, Protocol

from sqlalchemy import Connection, Integer, String, Update, bindparam, func, literal_column, select, update

from storage.columns import Instant
from storage.later import Later
from storage.many_at_once import Given, ManyAtOnce
from storage.tables import CaseRow, ClockRow, table_of

clocks = table_of(ClockRow)
cases = table_of(CaseRow)
# As many as are rung at a time, if others do not want their turn at the database before.
BATCH = 100


class Numbered(Protocol):
    """A case, or anything that names one."""

    @property
    def workspace(self) -> str: ...

    @property
    def number(self) -> int: ...


class DueClock(NamedTuple):
    """A clock that must sound. `due_at` is its date, if it has one.

    `rings` is how often it has sounded before, `rung` how loud, `acknowledged_at` when somebody last said that they
    are on it.
    """

    workspace: str
    number: int
    key: str
    kind: str
    side: str
    waiting_on: str
    due_at: datetime | None
    ring_at: datetime
    rings: int
    rung: int = 0
    acknowledged_at: datetime | None = None


class Clocks:
    """Clocks by the instant at which they sound next."""

    def __init__(self, connection: Connection, later: Later) -> None:
        self._written = connection
        self._later = later

    @property
    def _connection(self) -> Connection:
        """The connection, with every ring written that was noted so far."""
        self._later.now()
        return self._written

    def due(self, now: datetime, limit: int = BATCH) -> list[DueClock]:
        """The clocks that must sound by now, earliest first, taken for this transaction.

        On PostgreSQL their cases are locked with them, and cases that somebody is moving at this moment are left
        for the next sweep: two workers never ring the same clock, and never wait for each other or for a move.
        """
        query = _DUE
        if self._written.dialect.name == "postgresql":
            query = _DUE_LOCKED
        rows = self._connection.execute(query, {"now": now, "most": limit})
        return [DueClock._make(row) for row in rows.all()]

    def rung(
        self, case: Numbered, key: str, at: datetime, next_ring_at: datetime | None, rung: int | None = None
    ) -> None:
        """Note that a clock sounded, and how loud; None keeps it silent until its date changes or it starts anew."""
        rang = {"rang": at, "next": next_ring_at, "loud": rung}
        self._later.write(_rung(self._written.dialect.name), ({**_names(case, key), **rang},))

    def held(self, case: Numbered, key: str, until: datetime) -> None:
        """Let a clock that is due sound later, as if it had not been due before."""
        self._connection.execute(_HELD, {**_names(case, key), "next": until})

    def acknowledged(self, case: Numbered, key: str, at: datetime, next_ring_at: datetime | None) -> None:
        """Note that somebody is on it, and when the clock sounds next."""
        self._connection.execute(_ACKNOWLEDGED, {**_names(case, key), "said_at": at, "next": next_ring_at})

    def reached(self, case: Numbered, key: str) -> int:
        """The rung a running clock sounded at last; zero before it ever did."""
        level: int | None = self._connection.execute(_REACHED, _names(case, key)).scalar()
        return level or 0

    def undated(self, workspace: str, most: int) -> list[int]:
        """The numbers of open cases with a clock that nobody knows a date for, the oldest first."""
        numbers = self._connection.execute(_UNDATED, {"its_workspace": workspace, "most": most})
        return [row.case_number for row in numbers]

    def heard_by(self, now: datetime, most: int) -> list[tuple[str, str | None, str | None]]:
        """Whose cases have clocks that must sound by now: workspace, owner and backup, each once and unlocked."""
        rows = self._connection.execute(_HEARD_BY, {"now": now, "most": most})
        return [(row.workspace, row.owner, row.backup) for row in rows]

    def next_due(self) -> datetime | None:
        """When the next clock of all sounds, for somebody who wants to sleep until then."""
        query = select(clocks.c.ring_at).where(clocks.c.ring_at.is_not(None)).order_by(clocks.c.ring_at).limit(1)
        at: datetime | None = self._connection.execute(query).scalar()
        return at


_DUE = (
    select(
        clocks.c.workspace,
        clocks.c.case_number,
        clocks.c.key,
        clocks.c.kind,
        clocks.c.side,
        clocks.c.waiting_on,
        clocks.c.due_at,
        clocks.c.ring_at,
        clocks.c.rings,
        clocks.c.rung,
        clocks.c.acknowledged_at,
    )
    .where(clocks.c.ring_at <= bindparam("now"))
    .order_by(clocks.c.ring_at)
    .limit(bindparam("most"))
)
_DUE_LOCKED = _DUE.join_from(
    clocks, cases, (cases.c.workspace == clocks.c.workspace) & (cases.c.number == clocks.c.case_number)
).with_for_update(of=[cases, clocks], skip_locked=True)
_HEARD_BY = (
    select(clocks.c.workspace, cases.c.owner, cases.c.backup)
    .join_from(clocks, cases, (cases.c.workspace == clocks.c.workspace) & (cases.c.number == clocks.c.case_number))
    .where(clocks.c.ring_at <= bindparam("now"))
    .distinct()
    .limit(bindparam("most"))
)
_ITS = (
    clocks.c.workspace == bindparam("its_workspace"),
    clocks.c.case_number == bindparam("its_case"),
    clocks.c.key == bindparam("its_key"),
)
_RANG = {
    "its_workspace": String(),
    "its_case": Integer(),
    "its_key": String(),
    "rang": Instant(),
    "next": Instant(),
    "loud": Integer(),
}
_ACKNOWLEDGED = update(clocks).where(*_ITS).values(acknowledged_at=bindparam("said_at"), ring_at=bindparam("next"))
_HELD = update(clocks).where(*_ITS).values(ring_at=bindparam("next"))
_UNDATED = (
    select(clocks.c.case_number)
    .distinct()
    .where(clocks.c.workspace == bindparam("its_workspace"), clocks.c.due_at.is_(None))
    .order_by(clocks.c.case_number)
    .limit(bindparam("most"))
)
_REACHED = select(clocks.c.rung).where(*_ITS)


def _names(case: Numbered, key: str) -> dict[str, object]:
    return {"its_workspace": case.workspace, "its_case": case.number, "its_key": key}


@cache
def _rung(dialect: str) -> ManyAtOnce:
    def rung(its: Given) -> Update:
        return (
            update(clocks)
            .where(
                clocks.c.workspace == its.c.its_workspace,
                clocks.c.case_number == its.c.its_case,
                clocks.c.key == its.c.its_key,
            )
            .values(
                rings=clocks.c.rings + literal_column("1"),
                rang_at=its.c.rang,
                ring_at=its.c.next,
                rung=func.coalesce(its.c.loud, clocks.c.rung),
            )
        )

    return ManyAtOnce(dialect, clocks, _RANG, rung)
