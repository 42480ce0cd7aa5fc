"""The inbox: a delivery from outside is handled once, and a repeated one gets the first answer."""

import json
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select
from sqlalchemy.sql.dml import ReturningInsert

from storage.errors import AlreadyHandled
from storage.straight import straight
from storage.tables import InboxRow, table_of
from storage.upsert import insert_into

inbox = table_of(InboxRow)


class Inbox:
    """Deliveries by source (`slack.event`, `ups.webhook`…) and the id their sender gave them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def seen(self, workspace: str, source: str, key: str, at: datetime) -> bool:
        """True when this delivery was handled before; otherwise it is noted as handled by this transaction.

        When two processes get the same delivery at once, the second waits for the first to commit or fail.
        """
        return not self._noted({"workspace": workspace, "source": source, "key": key, "at": at, "answer": None})

    def handled(self, workspace: str, source: str, key: str, at: datetime, answer: Any = None) -> None:
        """Note that this transaction handled a delivery, and what it answered (JSON): the last thing it does.

        Raises AlreadyHandled where another process did so since this one looked; the transaction must be given up.
        """
        if not self._noted({"workspace": workspace, "source": source, "key": key, "at": at, "answer": answer}):
            raise AlreadyHandled("This was handled already by another process, so nothing of it was kept twice.")

    def _noted(self, row: dict[str, Any]) -> bool:
        """Note a delivery; False where it was there already."""
        if self._connection.dialect.name == "postgresql":
            given = {**row, "answer": json.dumps(row["answer"])}
            return straight(self._connection, _note("postgresql"), given).fetchone() is not None
        return self._connection.execute(_note("sqlite"), row).first() is not None

    def was_handled(self, workspace: str, source: str, key: str) -> bool:
        """Whether a delivery was handled before."""
        names = {"its_workspace": workspace, "its_source": source, "its_key": key}
        return self._connection.execute(_HANDLED, names).first() is not None

    def answer(self, workspace: str, source: str, key: str) -> Any:
        """The answer kept for a delivery; None when none was kept."""
        names = {"its_workspace": workspace, "its_source": source, "its_key": key}
        return self._connection.execute(_ANSWER, names).scalar()

    def purge(self, older_than: datetime) -> int:
        """Forget deliveries handled before an instant and return how many; Slack repeats for minutes, not days."""
        return self._connection.execute(delete(inbox).where(inbox.c.at < older_than)).rowcount


@cache
def _note(dialect: str) -> ReturningInsert[str]:
    return insert_into(dialect, inbox).on_conflict_do_nothing().returning(inbox.c.key)


_THIS = (
    inbox.c.workspace == bindparam("its_workspace"),
    inbox.c.source == bindparam("its_source"),
    inbox.c.key == bindparam("its_key"),
)
_ANSWER = select(inbox.c.answer).where(*_THIS)
_HANDLED = select(inbox.c.key).where(*_THIS)
