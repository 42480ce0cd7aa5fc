"""The digests that channels and people get, by when each is due next."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from cases.light_dataclass import dataclass
from storage.tables import table_of
from storage.upsert import upsert
from storage.watch_tables import ScheduleRow

schedules = table_of(ScheduleRow)
BATCH = 20


@dataclass(frozen=True, slots=True)
class Schedule:
    """A digest of one kind for one place, a channel's or a person's id.

    `at` is one or several wall-clock times (`09:00`, `11:00,16:00`); `zone` and `language` are None where the place's
    own count. `next_at` is an instant in UTC, None while it is off; `last_for` the local date of the last one sent.
    """

    workspace: str
    place: str
    kind: str
    is_on: bool
    at: str
    days: tuple[str, ...]
    parts: tuple[str, ...]
    when_empty: str = "line"
    when_missed: str = "late"
    plain: bool = False
    zone: str | None = None
    language: str | None = None
    next_at: datetime | None = None
    last_for: date | None = None
    changed_by: str | None = None
    changed_at: datetime | None = None

    @property
    def is_personal(self) -> bool:
        """Whether it goes to one person's direct messages."""
        return self.place[:1] in ("U", "W")


NAMES = tuple(Schedule.__dataclass_fields__)
_COLUMNS = tuple(schedules.c[name] for name in NAMES)
_ITS = (
    schedules.c.workspace == bindparam("its_workspace"),
    schedules.c.place == bindparam("its_place"),
    schedules.c.kind == bindparam("its_kind"),
)
_DUE = select(*_COLUMNS).where(schedules.c.next_at <= bindparam("now")).order_by(schedules.c.next_at)
_NEXT = select(schedules.c.next_at).where(schedules.c.next_at.is_not(None)).order_by(schedules.c.next_at).limit(1)


class Schedules:
    """Schedules by workspace, place and kind."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, workspace: str, place: str, kind: str) -> Schedule | None:
        """The schedule of a kind for a place, on or off; None when nobody ever made one."""
        row = self._connection.execute(select(*_COLUMNS).where(*_ITS), _names(workspace, place, kind)).first()
        return None if row is None else _read(row)

    def of(self, workspace: str, place: str) -> list[Schedule]:
        """Every schedule of a place that is on, by kind."""
        query = select(*_COLUMNS).where(
            schedules.c.workspace == workspace, schedules.c.place == place, schedules.c.is_on
        )
        return [_read(row) for row in self._connection.execute(query.order_by(schedules.c.kind))]

    def put(self, schedule: Schedule) -> None:
        """Keep a schedule, instead of the one of the same kind and place."""
        row = asdict(schedule) | {"days": list(schedule.days), "parts": list(schedule.parts)}
        self._connection.execute(upsert(self._connection.dialect.name, schedules), row)

    def off(self, workspace: str, place: str, kind: str, *, by: str, at: datetime) -> bool:
        """Send a digest no more, and return whether it was on; what it was set to is kept."""
        values = {"is_on": False, "next_at": None, "changed_by": by, "changed_at": at}
        off = update(schedules).where(*_ITS, schedules.c.is_on).values(values)
        return self._connection.execute(off, _names(workspace, place, kind)).rowcount > 0

    def due(self, now: datetime, limit: int = BATCH) -> list[Schedule]:
        """The schedules whose time has come, earliest first, taken for this transaction.

        On PostgreSQL each is locked and those that somebody else holds are left to them, so that two workers never
        send the same digest and never wait for each other.
        """
        query = _DUE.limit(limit)
        if self._connection.dialect.name == "postgresql":
            query = query.with_for_update(skip_locked=True)
        return [_read(row) for row in self._connection.execute(query, {"now": now})]

    def next_due(self) -> datetime | None:
        """When the next digest of all is due; None when none is scheduled."""
        at: datetime | None = self._connection.execute(_NEXT).scalar()
        return at

    def moved_on(self, schedule: Schedule, next_at: datetime | None, sent_for: date | None = None) -> None:
        """Note when a schedule is due next, and for which local date it was sent, if it was."""
        values: dict[str, Any] = {"next_at": next_at}
        if sent_for is not None:
            values["last_for"] = sent_for
        names = _names(schedule.workspace, schedule.place, schedule.kind)
        self._connection.execute(update(schedules).where(*_ITS).values(values), names)


def _names(workspace: str, place: str, kind: str) -> dict[str, Any]:
    return {"its_workspace": workspace, "its_place": place, "its_kind": kind}


def _read(row: Any) -> Schedule:
    values = dict(zip(NAMES, row, strict=True))
    return Schedule(**{**values, "days": tuple(values["days"]), "parts": tuple(values["parts"])})
