"""Many rows as one parameter: JSON that the database takes apart itself.

Making a statement's parameters ready costs more than what either database does with them, and on PostgreSQL each row
would be a statement of its own. https://www.sqlite.org/json1.html#jeach and
https://www.postgresql.org/docs/current/functions-json.html#FUNCTIONS-JSON-PROCESSING-TABLE
"""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cached_property, lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import JSON, Connection, FromClause, Table, Text, UpdateBase, bindparam, cast, column, func, select

from storage.columns import MOST_REMEMBERED, sqlite_text

Columns = Mapping[str, Any]


class ManyAtOnce:
    """A statement about one table that takes any number of rows at once.

    `columns` are what each row has; `statement` is made of them, as a table, in the words of a dialect.
    """

    def __init__(
        self, dialect: str, table: Table, columns: Columns, statement: Callable[[FromClause], UpdateBase]
    ) -> None:
        self.table = table
        self._dialect = dialect
        self._columns = columns
        self._values = itemgetter(*columns)
        self._make = statement

    def execute(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Execute it for these rows, in their order."""
        if self._dialect == "postgresql":
            given = json.dumps(rows, default=_on_postgres)
        else:
            # Arrays: each value is found by its place, with no name to be compared.
            given = json.dumps([self._values(row) for row in rows], default=sqlite_text)
        connection.execute(self._statement, {"rows": given})

    @cached_property
    def _statement(self) -> UpdateBase:
        return self._make(self._given)

    @property
    def _given(self) -> FromClause:
        if self._dialect == "postgresql":
            typed = [column(name, kind) for name, kind in self._columns.items()]
            rows = func.json_to_recordset(cast(bindparam("rows", type_=Text()), JSON))
            return rows.table_valued(*typed, name="given").render_derived(with_types=True)
        each = func.json_each(bindparam("rows")).table_valued("value")
        values = (func.json_extract(each.c.value, f"$[{place}]") for place in range(len(self._columns)))
        return select(*(value.label(name) for name, value in zip(self._columns, values, strict=True))).subquery("given")


@lru_cache(MOST_REMEMBERED)
def _on_postgres(value: object) -> str:
    assert isinstance(value, datetime)
    return value.isoformat()
