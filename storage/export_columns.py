"""The columns that a forwarder or payer wants its cases in, as somebody named them last."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select

from storage.row import table_of
from storage.sending_tables import ExportColumnsRow
from storage.upsert import upsert

columns = table_of(ExportColumnsRow)
# A column's name, and the heading it was given; None for its own.
Named = tuple[str, str | None]


class ExportColumns:
    """Columns by workspace, kind of party (forwarder or payer) and party."""

    def __init__(self, connection: Connection, workspace: str) -> None:
        self._connection = connection
        self._workspace = workspace

    def get(self, kind: str, party: str) -> tuple[Named, ...]:
        """The columns that are kept for a party, in their order; none where nobody named any."""
        query = select(columns.c.columns).where(*self._its(kind), columns.c.party == party)
        found = self._connection.execute(query).scalar()
        return tuple((name, heading) for name, heading in found or ())

    def keep(self, kind: str, party: str, named: tuple[Named, ...], *, by: str, at: datetime) -> None:
        """Keep the columns of a party in place of what was kept before."""
        row: dict[str, Any] = {"workspace": self._workspace, "kind": kind, "party": party}
        row |= {"columns": [list(one) for one in named], "changed_by": by, "changed_at": at}
        self._connection.execute(upsert(self._connection.dialect.name, columns), row)

    def forget(self, kind: str, party: str) -> bool:
        """Forget the columns of a party; False where none were kept."""
        gone = delete(columns).where(*self._its(kind), columns.c.party == party)
        return self._connection.execute(gone).rowcount > 0

    def parties(self, kind: str) -> list[str]:
        """The parties of a kind for which columns are kept."""
        return list(self._connection.execute(select(columns.c.party).where(*self._its(kind))).scalars())

    def _its(self, kind: str) -> tuple[Any, Any]:
        return columns.c.workspace == self._workspace, columns.c.kind == kind
