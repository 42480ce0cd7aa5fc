"""Writes of a transaction that nobody in it needs to see yet: kept for its end, where all of a kind are one call."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, FromClause, Table, UpdateBase

from storage.many_at_once import ManyAtOnce

Parameters = Mapping[str, Any]


class Later:
    """The writes that wait. Whoever reads a table that some of them change calls `now` first.

    A row may be changed while it waits, which is as long as `times` of its table stays the same.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._waiting: dict[UpdateBase | ManyAtOnce, list[Parameters]] = {}
        self._times: Counter[FromClause] = Counter()

    def write(self, statement: UpdateBase | ManyAtOnce, rows: Iterable[Parameters]) -> None:
        """Execute a statement with each of these rows before the transaction ends.

        Rows of one statement keep their order; what two statements write may not depend on each other.
        """
        self._waiting.setdefault(statement, []).extend(rows)

    def times(self, table: FromClause) -> int:
        """How often what waited for a table was written, or forgotten."""
        return self._times[table]

    def now(self) -> None:
        """Execute what waits; an error is the database's, and the transaction must be given up."""
        if not self._waiting:
            return
        waiting, self._waiting = self._waiting, {}
        for statement, rows in waiting.items():
            self._execute(statement, rows)

    def now_of(self, table: Table) -> None:
        """Execute what waits to be written to one table; the rest waits on."""
        for statement in [one for one in self._waiting if one.table is table]:
            self._execute(statement, self._waiting.pop(statement))

    def forget(self) -> None:
        """Execute nothing of what waits: what it belonged to is taken back."""
        for statement in self._waiting:
            self._times[statement.table] += 1
        self._waiting = {}

    def _execute(self, statement: UpdateBase | ManyAtOnce, rows: list[Parameters]) -> None:
        self._times[statement.table] += 1
        if isinstance(statement, ManyAtOnce):
            statement.execute(self._connection, rows)
        else:
            self._connection.execute(statement, rows)
