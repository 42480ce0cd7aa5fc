"""People who have left and still own open cases, and what is to be known of those to pass them on."""

from collections.abc import Collection, Sequence

from sqlalchemy import Connection, bindparam, exists, select, text

from storage.case_lists import SUMMARY, CaseSummary, summary
from storage.tables import CaseRow, PersonRow, table_of

cases, people = table_of(CaseRow), table_of(PersonRow)
# Any number that nobody else locks in this database, the migrations' own included.
PASSING_ON_LOCK = 0x6C656674


class Departed:
    """Owners whom Slack knows as deactivated, by workspace."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def owners(self) -> list[tuple[str, str]]:
        """Everybody who has left and owns an open case: workspace and Slack user id."""
        return [(row.workspace, row.id) for row in self._connection.execute(_OWNERS)]

    def alone(self) -> bool:
        """Whether nobody else passes cases on until this transaction ends; SQLite has one writer anyway."""
        if self._connection.dialect.name != "postgresql":
            return True
        return bool(self._connection.execute(_TRY_LOCK, {"lock": PASSING_ON_LOCK}).scalar_one())

    def cases_of(self, workspace: str, owner: str) -> list[tuple[int, str | None]]:
        """The open cases somebody owns, the one due first on top: number, and who stands in for the owner there."""
        names = {"its_workspace": workspace, "its_owner": owner}
        return [(row.number, row.backup) for row in self._connection.execute(_CASES_OF, names)]

    def still_with(
        self, workspace: str, numbers: Collection[int], owners: Sequence[str | None]
    ) -> tuple[CaseSummary, ...]:
        """Those of some cases that are open and belong to one of these people (None: to nobody), due first on top."""
        names = {"its_workspace": workspace, "these": list(numbers)}
        found = (summary(row) for row in self._connection.execute(_THESE, names))
        return tuple(one for one in found if one.owner in owners)


_OPEN = (cases.c.workspace == bindparam("its_workspace"), cases.c.status == "open")
_OWNERS = (
    select(people.c.workspace, people.c.id)
    .where(
        people.c.deleted,
        exists().where(cases.c.workspace == people.c.workspace, cases.c.status == "open", cases.c.owner == people.c.id),
    )
    .order_by(people.c.workspace, people.c.id)
)
_CASES_OF = (
    select(cases.c.number, cases.c.backup)
    .where(*_OPEN, cases.c.owner == bindparam("its_owner"))
    .order_by(cases.c.next_due, cases.c.number)
)
_THESE = (
    select(*SUMMARY)
    .where(*_OPEN, cases.c.number.in_(bindparam("these", expanding=True)))
    .order_by(cases.c.next_due, cases.c.number)
)
_TRY_LOCK = text("SELECT pg_try_advisory_xact_lock(:lock)")
