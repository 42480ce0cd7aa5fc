"""When what must keep happening happened last: a tick of the clock, an answer of Slack."""

from datetime import datetime
from functools import cache

from sqlalchemy import Connection, delete, func, select

from storage.tables import HeartbeatRow, table_of
from storage.upsert import Insert, upsert

heartbeats = table_of(HeartbeatRow)
# The name under which the clock of reminders beats.
TICK = "tick"
# The name under which it beats that there are trackers to ask.
FOLLOWS = "follows"
# The names under which it beats that claims can be filed with an insurer: this, and the insurer's own.
FILES = "files:"


class Heartbeats:
    """Named instants, one per process."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def beat(self, name: str, at: datetime, process: str = "") -> None:
        """Note that something happened now in a process."""
        self._connection.execute(_beat(self._connection.dialect.name), {"name": name, "process": process, "at": at})

    def last(self, name: str) -> datetime | None:
        """When it happened last in any process, or None when it never did."""
        query = select(func.max(heartbeats.c.at)).where(heartbeats.c.name == name)
        at: datetime | None = self._connection.execute(query).scalar()
        return at

    def heard_since(self, name: str, since: datetime) -> int:
        """In how many processes it has happened from an instant on."""
        query = select(func.count()).where(heartbeats.c.name == name, heartbeats.c.at >= since)
        return int(self._connection.execute(query).scalar_one())

    def all(self) -> dict[tuple[str, str], datetime]:
        """Every heartbeat: name and process to the instant."""
        rows = self._connection.execute(select(heartbeats.c.name, heartbeats.c.process, heartbeats.c.at))
        return {(row.name, row.process): row.at for row in rows}

    def purge(self, older_than: datetime) -> None:
        """Forget processes that have not been heard of since."""
        self._connection.execute(delete(heartbeats).where(heartbeats.c.at < older_than))


@cache
def _beat(dialect: str) -> Insert:
    return upsert(dialect, heartbeats)
