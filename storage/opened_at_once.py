"""New cases with as little ado as either database needs: their rows, their log, their clocks and tracking numbers.

On PostgreSQL they are one statement: each there and back costs the web process more than the server needs for all of
them, and a hundred parameters cost more than the JSON they make. https://www.postgresql.org/docs/current/queries-with.html
says that every part of such a statement is executed, and that constraints between the tables are checked at its end.
On SQLite, where a statement is a call, each table's insert is written once and given its values in a row.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import Connection, Dialect, Table, TextClause, text

from storage.many_at_once import Row, Values, values_in_a_row
from storage.straight import straight

# Shapes of rows of the databases that are open.
MOST_REMEMBERED = 64
Rows = Mapping[Table, Sequence[Row]]


def insert_at_once(connection: Connection, rows: Rows) -> None:
    """Insert rows of several tables, in their order, all of a table with the same columns; tables without rows are left
    out.

    Raises what any insert of them would, and then the transaction must be given up.
    """
    there = {table: its for table, its in rows.items() if its}
    if connection.dialect.name == "sqlite":
        for table, its in there.items():
            statement, made = _values_in_a_row(connection.dialect, table, tuple(its[0]))
            connection.exec_driver_sql(statement, [made(row) for row in its])
        return
    shape = tuple((table, tuple(its[0])) for table, its in there.items())
    given = {table.name: json.dumps(list(its), default=_as_json) for table, its in there.items()}
    straight(connection, _statement(shape), given)


@cache
def _statement(shape: tuple[tuple[Table, tuple[str, ...]], ...]) -> TextClause:
    parts = [_insert(table, columns) for table, columns in shape]
    before = ", ".join(f"part_{place} AS ({part})" for place, part in enumerate(parts[:-1]))
    return text(f"WITH {before} {parts[-1]}" if before else parts[-1])


def _insert(table: Table, columns: tuple[str, ...]) -> str:
    names = ", ".join(f'"{name}"' for name in columns)
    source = f'json_populate_recordset(NULL::"{table.name}", CAST(:{table.name} AS json))'
    return f'INSERT INTO "{table.name}" ({names}) SELECT {names} FROM {source}'


@lru_cache(MOST_REMEMBERED)
def _values_in_a_row(dialect: Dialect, table: Table, columns: tuple[str, ...]) -> tuple[str, Callable[[Row], Values]]:
    """SQLite's statement for these columns, and what makes its values of a row, as their types are kept."""
    names, places = ", ".join(f'"{name}"' for name in columns), ", ".join("?" * len(columns))
    statement = f'INSERT INTO "{table.name}" ({names}) VALUES ({places})'
    return statement, values_in_a_row(dialect, {name: table.c[name].type for name in columns})


def _as_json(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"{value!r} is no value of a column")
