"""Many rows at once: on PostgreSQL one parameter, JSON that the server takes apart; on SQLite their values in a row.

Making a statement's parameters ready costs more than what either database does with them. On PostgreSQL each row would
be a statement of its own: https://www.postgresql.org/docs/current/functions-json.html#FUNCTIONS-JSON-PROCESSING-TABLE.
On SQLite, where a statement is a call, one that is written once is given the rows' values by the driver itself:
https://docs.python.org/3/library/sqlite3.html#sqlite3.Cursor.executemany
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property, lru_cache
from operator import itemgetter
from types import SimpleNamespace
from typing import Any, Protocol

from sqlalchemy import (
    JSON,
    Connection,
    Dialect,
    Table,
    Text,
    UpdateBase,
    bindparam,
    cast,
    column,
    func,
)
from sqlalchemy.dialects import sqlite
from sqlalchemy.sql.compiler import SQLCompiler

from storage.columns import MOST_REMEMBERED
from storage.straight import straight

Columns = Mapping[str, Any]
Row = Mapping[str, Any]
Values = tuple[Any, ...]


class Given(Protocol):
    """The rows that a statement is made for, by their columns."""

    @property
    def c(self) -> Any: ...


class ManyAtOnce:
    """A statement about one table that takes any number of rows at once.

    `columns` are what each row has; `statement` is made of them and has no other parameters: what is the same for all
    rows stands in it as a `literal_column`.
    """

    def __init__(self, dialect: str, table: Table, columns: Columns, statement: Callable[[Given], UpdateBase]) -> None:
        self.table = table
        self._dialect = dialect
        self._columns = columns
        self._make = statement

    def execute(self, connection: Connection, rows: Sequence[Row]) -> None:
        """Execute it for these rows, in their order."""
        if self._dialect == "postgresql":
            straight(connection, self.statement, self.parameters(rows))
        else:
            statement, values = self._on_sqlite
            connection.exec_driver_sql(statement, [values(row) for row in rows])

    @cached_property
    def statement(self) -> UpdateBase:
        """The statement as SQLAlchemy knows it, for these `parameters` of some rows."""
        if self._dialect == "sqlite":
            given = {name: bindparam(f"given_{name}", type_=kind) for name, kind in self._columns.items()}
            return self._make(SimpleNamespace(c=_Parameters(**given)))
        typed = [column(name, kind) for name, kind in self._columns.items()]
        rows = func.json_to_recordset(cast(bindparam("rows", type_=Text()), JSON))
        return self._make(rows.table_valued(*typed, name="given").render_derived(with_types=True))

    def parameters(self, rows: Sequence[Row]) -> Any:
        """What SQLAlchemy would be given with the statement: a mapping, or one for each row."""
        if self._dialect == "sqlite":
            return [{f"given_{name}": row[name] for name in self._columns} for row in rows]
        return {"rows": json.dumps(rows, default=_on_postgres)}

    @cached_property
    def _on_sqlite(self) -> tuple[str, Callable[[Row], Values]]:
        """The statement in SQLite's words, and what makes the values in it of a row."""
        dialect = sqlite.dialect()
        compiled = self.statement.compile(dialect=dialect)
        assert isinstance(compiled, SQLCompiler)
        names = [name.removeprefix("given_") for name in compiled.positiontup or ()]
        return str(compiled), values_in_a_row(dialect, {name: self._columns[name] for name in names})


class _Parameters(SimpleNamespace):
    """A row's values by their columns' names, and one after the other."""

    def __iter__(self) -> Iterator[Any]:
        return iter(vars(self).values())


def values_in_a_row(dialect: Dialect, columns: Columns) -> Callable[[Row], Values]:
    """What makes of a row the values of these columns, in their order, as their types are kept."""
    processors = [kind.dialect_impl(dialect).bind_processor(dialect) for kind in columns.values()]
    kept = [(place, keep) for place, keep in enumerate(processors) if keep is not None]
    one_after_the_other = itemgetter(*columns) if len(columns) > 1 else lambda row: [row[name] for name in columns]

    def values(row: Row) -> Values:
        made = [*one_after_the_other(row)]
        for place, keep in kept:
            made[place] = keep(made[place])
        return tuple(made)

    return values


@lru_cache(MOST_REMEMBERED)
def _on_postgres(value: object) -> str:
    assert isinstance(value, datetime)
    return value.isoformat()
