"""The values of a workspace's own contracts that stand in place of a programme's: nothing is overwritten."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, bindparam, insert, select, update

from cases.own_rules import Override, check_override
from storage.row import table_of
from storage.watch_tables import OverrideRow

overrides = table_of(OverrideRow)
_CURRENT = (
    select(overrides)
    .where(overrides.c.workspace == bindparam("its_workspace"), overrides.c.ended_at.is_(None))
    .order_by(overrides.c.programme, overrides.c.field, overrides.c.id)
)


class Overrides:
    """Overrides by workspace. One that is edited ends, and another takes its place: who and when is kept of both."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._read: dict[str, tuple[Override, ...]] = {}

    def current(self, workspace: str) -> tuple[Override, ...]:
        """Those that hold now, by programme and field; looked up once a transaction."""
        if workspace not in self._read:
            rows = self._connection.execute(_CURRENT, {"its_workspace": workspace})
            self._read[workspace] = tuple(_value(row._asdict()) for row in rows)
        return self._read[workspace]

    def there_are_none(self, workspace: str) -> None:
        """Note that this transaction has seen that none holds now."""
        self._read[workspace] = ()

    def history(self, workspace: str) -> tuple[Override, ...]:
        """All that ever held, the newest first."""
        query = select(overrides).where(overrides.c.workspace == workspace)
        rows = self._connection.execute(
            query.order_by(overrides.c.changed_at.desc(), overrides.c.ended_at.is_not(None), overrides.c.id)
        )
        return tuple(_value(row._asdict()) for row in rows)

    def add(
        self, workspace: str, programme: str, field: str, values: Mapping[str, Any], *, why: str, by: str, at: datetime
    ) -> Override:
        """Keep a value from now on, and return it; one that the programme had for the same field ends.

        Raises Refused with a sentence when the value is none that a rule can have; nothing is kept then.
        """
        made = Override(uuid4().hex, programme, field, dict(values), why.strip(), by, at)
        check_override(made)
        its_field = (overrides.c.programme == programme, overrides.c.field == field)
        self._end(workspace, its_field, by=by, at=at)
        row = {
            "workspace": workspace,
            "id": made.id,
            "programme": programme,
            "field": field,
            "values": dict(values),
            "why": made.why,
            "changed_by": by,
            "changed_at": at,
        }
        self._connection.execute(insert(overrides), row)
        return made

    def end(self, workspace: str, override: str, *, by: str, at: datetime) -> bool:
        """End one of them by its id; False when it had ended already or never was."""
        return self._end(workspace, (overrides.c.id == override,), by=by, at=at) > 0

    def _end(self, workspace: str, which: tuple[Any, ...], *, by: str, at: datetime) -> int:
        self._read.pop(workspace, None)
        where = (overrides.c.workspace == workspace, overrides.c.ended_at.is_(None), *which)
        return self._connection.execute(update(overrides).where(*where).values(ended_at=at, ended_by=by)).rowcount


def _value(row: dict[str, Any]) -> Override:
    return Override(**{name: row[name] for name in row if name != "workspace"})
