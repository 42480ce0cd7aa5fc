"""A new case on PostgreSQL in one statement: its row, its log, its clocks and its tracking numbers.

Each statement there and back costs the web process more than the server needs for all of them, and a hundred
parameters cost more than the JSON they make. https://www.postgresql.org/docs/current/queries-with.html says that every
part of such a statement is executed, and that constraints between the tables are checked at its end.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table, TextClause, text

Rows = Mapping[Table, Sequence[Mapping[str, Any]]]


def insert_at_once(connection: Connection, rows: Rows) -> None:
    """Insert rows of several tables, all of a table with the same columns; tables without rows are left out.

    PostgreSQL only. Raises what any insert of them would, and then nothing was inserted.
    """
    there = {table: its for table, its in rows.items() if its}
    shape = tuple((table, tuple(its[0])) for table, its in there.items())
    given = {table.name: json.dumps(list(its), default=_as_json) for table, its in there.items()}
    connection.execute(_statement(shape), given)


@cache
def _statement(shape: tuple[tuple[Table, tuple[str, ...]], ...]) -> TextClause:
    parts = [_insert(table, columns) for table, columns in shape]
    before = ", ".join(f"part_{place} AS ({part})" for place, part in enumerate(parts[:-1]))
    return text(f"WITH {before} {parts[-1]}" if before else parts[-1])


def _insert(table: Table, columns: tuple[str, ...]) -> str:
    names = ", ".join(f'"{name}"' for name in columns)
    source = f'json_populate_recordset(NULL::"{table.name}", CAST(:{table.name} AS json))'
    return f'INSERT INTO "{table.name}" ({names}) SELECT {names} FROM {source}'


def _as_json(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"{value!r} is no value of a column")
