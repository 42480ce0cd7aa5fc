"""Since when answers are owed: of a clock that runs already, since it started."""

from sqlalchemy import Connection, text

from tests.storage.migration_samples.revision_0002 import CASE, CLOCK


def before(connection: Connection) -> None:
    connection.execute(text(CASE), {"number": 1, "no": False, "document": "{}"})
    connection.execute(text(CLOCK))


def after(connection: Connection) -> None:
    same, count = connection.execute(
        text("SELECT sum(CASE WHEN since = started_at THEN 1 END), count(*) FROM clocks")
    ).one()
    assert (same, count) == (1, 1)
