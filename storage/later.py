"""Writes of a transaction that nobody in it needs to see yet: kept for its end, where all of a kind are one call."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, Table, UpdateBase

from storage.many_at_once import ManyAtOnce

Parameters = Mapping[str, Any]


class Later:
    """The writes that wait. Whoever reads a table that some of them change calls `now` first.

    `times` is how often something was written: what was made to wait at another count of it waits no more.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._waiting: dict[UpdateBase | ManyAtOnce, list[Parameters]] = {}
        self.times = 0

    def write(self, statement: UpdateBase | ManyAtOnce, rows: Iterable[Parameters]) -> None:
        """Execute a statement with each of these rows before the transaction ends.

        Rows of one statement keep their order; what two statements write may not depend on each other.
        """
        self._waiting.setdefault(statement, []).extend(rows)

    def now(self) -> None:
        """Execute what waits; an error is the database's, and the transaction must be given up."""
        if not self._waiting:
            return
        self.times += 1
        waiting, self._waiting = self._waiting, {}
        for statement, rows in waiting.items():
            self._execute(statement, rows)

    def now_of(self, table: Table) -> None:
        """Execute what waits to be written to one table; the rest waits on."""
        for statement in [one for one in self._waiting if one.table is table]:
            self._execute(statement, self._waiting.pop(statement))

    def forget(self) -> None:
        """Execute nothing of what waits: what it belonged to is taken back."""
        self.times += 1
        self._waiting = {}

    def _execute(self, statement: UpdateBase | ManyAtOnce, rows: list[Parameters]) -> None:
        if isinstance(statement, ManyAtOnce):
            statement.execute(self._connection, rows)
        else:
            self._connection.execute(statement, rows)
