"""Statements of the busiest transactions, given to psycopg as they are.

SQLAlchemy writes them, once; what it does around each execution (parameters, context, result) costs several times what
psycopg and the server need for a statement that is short and returns a row or none.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import ClauseElement, Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler

MOST_REMEMBERED = 64


def straight(connection: Connection, statement: ClauseElement | str, given: Mapping[str, Any]) -> Any:
    """Execute a statement on PostgreSQL, in the transaction that is under way, and return psycopg's cursor.

    `given` are the values as psycopg takes them, JSON as text, for every parameter. Raises SQLAlchemy's DBAPIError as
    any other execution would; what the statement was given stands in no error.
    """
    words = statement if isinstance(statement, str) else _in_psycopgs_words(statement, connection.dialect)
    driver: Any = connection.connection.driver_connection
    psycopg: Any = connection.dialect.dbapi
    try:
        return driver.execute(words, given)
    except psycopg.Error as error:
        wrapped = DBAPIError.instance(
            words, None, error, psycopg.Error, hide_parameters=True, dialect=connection.dialect, ismulti=False
        )
        raise wrapped from error


@lru_cache(MOST_REMEMBERED)
def _in_psycopgs_words(statement: ClauseElement, dialect: Any) -> str:
    compiled = statement.compile(dialect=dialect)
    assert isinstance(compiled, SQLCompiler)
    fixed = {name: value for name, value in compiled.params.items() if value is not None}
    assert not fixed, f"a value that is always the same is written as a literal_column: {fixed}"
    return str(compiled)
