"""Reminders for one person, gathered so that they get one message however many are due."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, insert, select

from cases.light_dataclass import dataclass
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

    def messages(self, workspace: str, persons: Collection[str], since: datetime) -> dict[str, list[datetime]]:
        """When the messages of people since an instant were sent or will be.

        The people are held until this transaction ends, so that their next message is decided on by one at a time:
        all at once and in one order, or two workers would wait for each other in a circle.
        """
        names = {"its_workspace": workspace, "these": sorted(persons)}
        if self._connection.dialect.name == "postgresql":
            self._connection.execute(_HOLD, names)
        found: dict[str, list[datetime]] = {person: [] for person in persons}
        for person, send_at in self._connection.execute(_MESSAGES, {**names, "since": since}):
            found[person].append(send_at)
        return found

    def add(self, workspace: str, owed: Iterable[tuple[str, Nudge, datetime]]) -> None:
        """Keep reminders for people, each to be told with all others of that person at an instant (UTC)."""
        rows = [
            {
                "workspace": workspace,
                "person": person,
                "send_at": send_at,
                "case_number": nudge.case_number,
                "clock": nudge.clock,
                "rung": nudge.rung,
            }
            for person, nudge, send_at in owed
        ]
        if rows:
            self._connection.execute(insert(nudges), rows)

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
    select(nudges.c.person, nudges.c.send_at)
    .where(
        nudges.c.workspace == bindparam("its_workspace"),
        nudges.c.person.in_(bindparam("these", expanding=True)),
        nudges.c.send_at > bindparam("since"),
    )
    .distinct()
)
_HOLD = (
    select(people.c.id)
    .where(people.c.workspace == bindparam("its_workspace"), people.c.id.in_(bindparam("these", expanding=True)))
    .order_by(people.c.id)
    .with_for_update()
)
