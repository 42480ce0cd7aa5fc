"""Lanes: each place in Slack is written to by one worker at a time, and not faster than Slack allows.

About one message a second and channel: https://docs.slack.dev/apis/web-api/rate-limits
"""

from datetime import datetime
from functools import cache

from sqlalchemy import Connection, Update, and_, bindparam, case, or_, select, tuple_, update
from sqlalchemy.sql.dml import ReturningInsert

from storage.tables import LaneRow, LetterRow, table_of
from storage.upsert import Insert, insert_into

lanes = table_of(LaneRow)
outbox = table_of(LetterRow)
WHOLE_WORKSPACE = "*"


class Lanes:
    """The lanes' own rows: when each may be written to next, and until when somebody is writing."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def lease(self, workspace: str, lane: str, now: datetime, until: datetime) -> bool:
        """Take a lane for one letter; False when somebody else has it or it is not free yet.

        A compare and set: of two workers that try at once, one succeeds, on both databases.
        """
        row = {"workspace": workspace, "lane": lane, "next_at": now, "leased_until": until}
        return self._connection.execute(_lease(self._connection.dialect.name), row).first() is not None

    def free(self, workspace: str, lane: str, at: datetime) -> None:
        """Give a lane back; it may be written to from an instant on, or later where it was held meanwhile."""
        names = {"its_workspace": workspace, "its_lane": lane, "free_at": at}
        self._connection.execute(_FREE, names)

    def free_of(self, letter_id: int, at: datetime) -> None:
        """Give back the lane of a letter."""
        self._connection.execute(_FREE_OF_LETTER, {"its_id": letter_id, "free_at": at})

    def hold(self, workspace: str, lane: str, until: datetime) -> None:
        """Keep a lane closed until an instant; an earlier instant than the present one changes nothing."""
        row = {"workspace": workspace, "lane": lane, "next_at": until, "leased_until": None}
        self._connection.execute(_hold(self._connection.dialect.name), row)

    def next_at(self, workspace: str, lane: str) -> datetime | None:
        """When a lane may be written to next; None when it was never used."""
        query = select(lanes.c.next_at).where(lanes.c.workspace == workspace, lanes.c.lane == lane)
        at: datetime | None = self._connection.execute(query).scalar()
        return at


@cache
def _lease(dialect: str) -> ReturningInsert[str]:
    insert = insert_into(dialect, lanes)
    now = insert.excluded.next_at
    return insert.on_conflict_do_update(
        index_elements=["workspace", "lane"],
        set_={"leased_until": insert.excluded.leased_until},
        where=and_(lanes.c.next_at <= now, or_(lanes.c.leased_until.is_(None), lanes.c.leased_until <= now)),
    ).returning(lanes.c.lane)


@cache
def _hold(dialect: str) -> Insert:
    insert = insert_into(dialect, lanes)
    return insert.on_conflict_do_update(
        index_elements=["workspace", "lane"],
        set_={"next_at": insert.excluded.next_at},
        where=lanes.c.next_at < insert.excluded.next_at,
    )


def _freed() -> Update:
    free_at = bindparam("free_at", type_=lanes.c.next_at.type)
    later = case((lanes.c.next_at > free_at, lanes.c.next_at), else_=free_at)
    return update(lanes).values(next_at=later, leased_until=None)


_FREE = _freed().where(lanes.c.workspace == bindparam("its_workspace"), lanes.c.lane == bindparam("its_lane"))
_FREE_OF_LETTER = _freed().where(
    tuple_(lanes.c.workspace, lanes.c.lane).in_(
        select(outbox.c.workspace, outbox.c.lane).where(outbox.c.id == bindparam("its_id"))
    )
)
