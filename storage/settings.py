"""The settings of a workspace, and who changed what in them."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from storage.errors import StaleSettings
from storage.records import Settings
from storage.tables import SettingsHistoryRow, SettingsRow, table_of
from storage.upsert import insert_into

settings = table_of(SettingsRow)
history = table_of(SettingsHistoryRow)
BOOKKEEPING = {"version", "changed_by", "changed_at"}
_GET = select(settings).where(settings.c.workspace == bindparam("its_workspace"))


class SettingsOf:
    """The settings of one workspace within one transaction."""

    def __init__(self, connection: Connection, workspace: str) -> None:
        self._connection = connection
        self._workspace = workspace
        self._read: Settings | None = None

    def get(self) -> Settings:
        """The settings as they stand; version 0 with every default when nobody ever changed them.

        Looked up once a transaction.
        """
        if self._read is None:
            row = self._connection.execute(_GET, {"its_workspace": self._workspace}).first()
            self.already_read(Settings() if row is None else Settings.model_validate(row))
        assert self._read is not None
        return self._read

    def already_read(self, settings: Settings | None) -> None:
        """Note what this transaction has read of the settings together with something else; None forgets it."""
        self._read = settings

    def put(self, new: Settings, *, by: str, at: datetime) -> Settings:
        """Keep new settings, note who changed what, and return them with their version.

        Raises pydantic's ValidationError when a value is not legal, and StaleSettings when `new` was not made
        from the settings as they stand; nothing is kept then.
        """
        checked = Settings.model_validate(new.model_dump())
        self.already_read(None)
        before = self.get()
        kept = checked.model_copy(update={"version": checked.version + 1, "changed_by": by, "changed_at": at})
        if before.version != checked.version or not self._write(kept):
            raise StaleSettings("Somebody changed the settings meanwhile. Look at them again and repeat yours.")
        self._note(before, kept, by, at)
        self.already_read(kept)
        return kept

    def history(self) -> list[dict[str, Any]]:
        """Every change, newest first: version, changed_by, changed_at and changes (name to [before, after])."""
        query = select(history).where(history.c.workspace == self._workspace)
        rows = self._connection.execute(query.order_by(history.c.version.desc()))
        return [dict(row._mapping) for row in rows]

    def _write(self, kept: Settings) -> bool:
        row = kept.model_dump() | {"workspace": self._workspace}
        if kept.version == 1:
            first = insert_into(self._connection.dialect.name, settings).on_conflict_do_nothing()
            return self._connection.execute(first.returning(settings.c.version), row).first() is not None
        where = (settings.c.workspace == self._workspace, settings.c.version == kept.version - 1)
        return self._connection.execute(update(settings).where(*where).values(row)).rowcount == 1

    def _note(self, before: Settings, kept: Settings, by: str, at: datetime) -> None:
        old, new = (one.model_dump(mode="json", exclude=BOOKKEEPING) for one in (before, kept))
        changes = {name: [old[name], new[name]] for name in new if old[name] != new[name]}
        row = {"version": kept.version, "changed_by": by, "changed_at": at, "changes": changes}
        self._connection.execute(insert(history), {"workspace": self._workspace, **row})
