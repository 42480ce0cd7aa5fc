"""A cursor of psycopg's that tells SQLAlchemy of its columns what it wants to know, and makes nothing more of it.

For each column of each result psycopg makes an object that knows the column's type, its name and how to print both;
SQLAlchemy asks for name and type (https://peps.python.org/pep-0249/#description). It was a tenth of what a short
transaction cost the web process.
"""

from typing import Any

from psycopg import Cursor

Description = tuple[str, int, None, None, None, None, None]


class LightCursor(Cursor[Any]):
    """A cursor whose description is plain tuples, one per column; None where a statement returned no rows."""

    @property
    def description(self) -> list[Description] | None:  # type: ignore[override]
        result = self.pgresult
        if result is None or not result.nfields:
            return None
        return [
            ((result.fname(place) or b"").decode(), result.ftype(place), None, None, None, None, None)
            for place in range(result.nfields)
        ]
