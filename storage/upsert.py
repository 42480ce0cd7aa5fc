"""INSERT … ON CONFLICT, which both databases have and SQLAlchemy gives to each dialect apart."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, TypeAlias

from sqlalchemy import Table

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql, sqlite

Insert: TypeAlias = "postgresql.Insert | sqlite.Insert"


def insert_into(dialect: str, table: Table) -> Insert:
    """An INSERT in the words of a dialect, to be given its ON CONFLICT clause."""
    # A bot needs one of the two, and PostgreSQL's is a twentieth of the start.
    if dialect == "postgresql":
        from sqlalchemy.dialects import postgresql

        return postgresql.insert(table)
    from sqlalchemy.dialects import sqlite

    return sqlite.insert(table)


def upsert(dialect: str, table: Table, keep: Iterable[str] = ()) -> Insert:
    """Insert a row, or overwrite the one with the same primary key except for the columns named in `keep`."""
    insert = insert_into(dialect, table)
    key = [column.name for column in table.primary_key.columns]
    fixed = {*key, *keep}
    changed = {name: insert.excluded[name] for name in table.columns.keys() if name not in fixed}  # noqa: SIM118
    return insert.on_conflict_do_update(index_elements=key, set_=changed)
