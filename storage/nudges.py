"""Reminders for one person, gathered so that they get one message however many are due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, insert, select

from storage.row import table_of
from storage.tables import PersonRow
from storage.watch_tables import NudgeRow

nudges, people = table_of(NudgeRow), table_of(PersonRow)


@dataclass(frozen=True, slots=True)
class Nudge:
    """One thing a person is reminded of: a clock of a case, and how loud it sounded."""

    case_number: int
    clock: str
    rung: int


class Nudges:
    """What people are to be reminded of, by the instant at which they get their one message."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def messages(self, workspace: str, person: str, since: datetime) -> Sequence[datetime]:
        """When somebody's messages since an instant were sent or will be; held, so that one is decided on at a time."""
        names = {"its_workspace": workspace, "its_person": person}
        if self._connection.dialect.name == "postgresql":
            self._connection.execute(_HOLD, names)
        return list(self._connection.execute(_MESSAGES, {**names, "since": since}).scalars())

    def add(self, workspace: str, person: str, nudge: Nudge, send_at: datetime) -> None:
        """Keep a reminder for somebody, to be told with all others at an instant (UTC)."""
        self._connection.execute(
            insert(nudges),
            {
                "workspace": workspace,
                "person": person,
                "send_at": send_at,
                "case_number": nudge.case_number,
                "clock": nudge.clock,
                "rung": nudge.rung,
            },
        )

    def of(self, workspace: str, person: str, send_at: datetime) -> Sequence[Nudge]:
        """What one message tells, in the order in which it came due."""
        query = select(nudges.c.case_number, nudges.c.clock, nudges.c.rung).where(
            nudges.c.workspace == workspace, nudges.c.person == person, nudges.c.send_at == send_at
        )
        return [Nudge(*row) for row in self._connection.execute(query.order_by(nudges.c.id))]

    def purge(self, before: datetime) -> int:
        """Forget what was told before an instant; the number of reminders forgotten."""
        return self._connection.execute(delete(nudges).where(nudges.c.send_at < before)).rowcount


_MESSAGES = (
    select(nudges.c.send_at)
    .where(
        nudges.c.workspace == bindparam("its_workspace"),
        nudges.c.person == bindparam("its_person"),
        nudges.c.send_at > bindparam("since"),
    )
    .distinct()
)
_HOLD = (
    select(people.c.id)
    .where(people.c.workspace == bindparam("its_workspace"), people.c.id == bindparam("its_person"))
    .with_for_update()
)
