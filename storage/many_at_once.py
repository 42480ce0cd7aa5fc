"""Many rows as one parameter: JSON that the database takes apart itself.

Making a statement's parameters ready costs more than what either database does with them, and on PostgreSQL each row
would be a statement of its own. https://www.sqlite.org/json1.html#jeach and
https://www.postgresql.org/docs/current/functions-json.html#FUNCTIONS-JSON-PROCESSING-TABLE
"""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from sqlalchemy import JSON, Connection, FromClause, Table, Text, UpdateBase, bindparam, cast, column, func, select

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
        self._make = statement

    def execute(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Execute it for these rows, in their order."""
        as_text = _instant_on_postgres if self._dialect == "postgresql" else _instant_on_sqlite
        connection.execute(self._statement, {"rows": json.dumps(rows, default=as_text)})

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
        return select(*(func.json_extract(each.c.value, f"$.{name}").label(name) for name in self._columns)).subquery(
            "given"
        )


def _instant_on_postgres(value: object) -> str:
    assert isinstance(value, datetime)
    return value.isoformat()


def _instant_on_sqlite(value: object) -> str:
    """As SQLAlchemy writes it, so that instants are compared as text."""
    assert isinstance(value, datetime)
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
