"""Rows as lines of JSON that mean the same whichever database wrote them.

The tables are read as the database has them, not as this program would: a backup of an older schema is written and
read in that schema, and upgraded afterwards.
"""

import base64
import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    LargeBinary,
    MetaData,
    Table,
    insert,
    select,
)

from storage import (  # noqa: F401  their tables belong to a backup
    correspondence_tables,
    evidence_tables,
    incident_tables,
    money_tables,
    scan_tables,
    watch_tables,
    watched_tables,
)
from storage.tables import Row

# Tables that an earlier schema had and this one has not.
FORMER_TABLES: frozenset[str] = frozenset()
BATCH = 500
Codec = Callable[[Any], Any]


def tables_in(connection: Connection) -> list[Table]:
    """Tracer's tables in a database, those first that others refer to; what else lies there is not ours to touch."""
    ours = Row.metadata.tables.keys() | FORMER_TABLES
    found = MetaData()
    found.reflect(connection, only=lambda name, _: name in ours)
    return found.sorted_tables


def lines_of(connection: Connection, table: Table) -> Iterator[str]:
    """Every row of a table as one line of JSON, in the order of its key."""
    columns = list(table.columns)
    writers = [_writer(column) for column in columns]
    query = select(*columns).order_by(*table.primary_key.columns)
    for row in connection.execution_options(yield_per=BATCH).execute(query):
        pairs = zip(columns, writers, row, strict=True)
        values = {column.name: None if value is None else write(value) for column, write, value in pairs}
        yield json.dumps(values, ensure_ascii=False, separators=(",", ":")) + "\n"


def insert_lines(connection: Connection, table: Table, lines: Iterator[str]) -> int:
    """Insert rows that `lines_of` wrote, and return how many there were."""
    readers = {column.name: _reader(column, connection.dialect.name) for column in table.columns}
    count, batch = 0, []
    for line in lines:
        values = json.loads(line)
        batch.append({name: None if value is None else readers[name](value) for name, value in values.items()})
        if len(batch) == BATCH:
            connection.execute(insert(table), batch)
            count, batch = count + len(batch), []
    if batch:
        connection.execute(insert(table), batch)
    return count + len(batch)


def _writer(column: Column[Any]) -> Codec:
    if isinstance(column.type, DateTime):
        return _instant_as_text
    if isinstance(column.type, Date):
        return date.isoformat
    if isinstance(column.type, LargeBinary):
        return lambda value: base64.b64encode(value).decode()
    return lambda value: value


def _reader(column: Column[Any], dialect: str) -> Codec:
    if isinstance(column.type, DateTime):
        return _instant if dialect == "postgresql" else _naive_instant
    if isinstance(column.type, Date):
        return date.fromisoformat
    if isinstance(column.type, LargeBinary):
        return base64.b64decode
    if isinstance(column.type, Boolean):
        return bool
    return lambda value: value


def _instant_as_text(value: datetime) -> str:
    return (value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)).isoformat()


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _naive_instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC).replace(tzinfo=None)
