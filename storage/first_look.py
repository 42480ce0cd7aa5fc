"""What nearly every request asks for first, in one query: the settings, who asks, where, and what is there at all."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    Connection,
    FromClause,
    Label,
    Table,
    and_,
    bindparam,
    exists,
    func,
    literal,
    select,
)

from cases.light_dataclass import dataclass
from storage.heartbeats import TICK, heartbeats
from storage.inbox import inbox
from storage.records import Channel, Person, Settings
from storage.tables import ChannelRow, PersonRow, SettingsRow, table_of
from storage.watch_tables import ContractRow, OverrideRow
from storage.watched_tables import WatchedRow

settings, people, channels = table_of(SettingsRow), table_of(PersonRow), table_of(ChannelRow)
overrides, contracts, watched = table_of(OverrideRow), table_of(ContractRow), table_of(WatchedRow)


@dataclass(frozen=True, slots=True)
class FirstLook:
    """The workspace's settings, the person and the channel (None for whom or what nobody has told us of yet), and
    whether the workspace has rules and insurance contracts of its own, and watches parcels. `ticked_at` is when the
    clock of reminders ticked last in any process, None before it ever did; `was_handled` whether the delivery was
    handled before.
    """

    settings: Settings
    person: Person | None
    channel: Channel | None
    has_overrides: bool
    has_contracts: bool
    has_watched: bool
    ticked_at: datetime | None
    was_handled: bool


def first_look(
    connection: Connection, workspace: str, user: str, channel: str | None, delivery: tuple[str, str] = ("", "")
) -> FirstLook:
    """What is known at once of a request: one query, whatever is missing."""
    source, key = delivery
    names = {"its_workspace": workspace, "its_user": user, "its_channel": channel or ""}
    names |= {"its_source": source, "its_key": key}
    row = connection.execute(_LOOK, names).one()
    ours, theirs, place = (_part(row, *bounds) for bounds in _BOUNDS)
    return FirstLook(
        Settings.model_validate(ours) if ours else Settings(),
        Person.model_validate(theirs) if theirs else None,
        Channel.model_validate(place) if place else None,
        bool(row.has_overrides),
        bool(row.has_contracts),
        bool(row.has_watched),
        row.ticked_at,
        bool(row.was_handled),
    )


def _part(row: Sequence[Any], table: Table, begins: int, ends: int) -> dict[str, Any] | None:
    """One table's columns by name; None where its row is missing, and so its workspace."""
    part = dict(zip(table.columns.keys(), row[begins:ends], strict=True))
    return part if part["workspace"] is not None else None


def _joined() -> FromClause:
    """One row whatever is missing: the tables are joined to it from outside."""
    here: BindParameter[str] = bindparam("its_workspace")
    always = select(literal(1).label("one")).subquery("always")
    person = and_(people.c.workspace == here, people.c.id == bindparam("its_user"))
    place = and_(channels.c.workspace == here, channels.c.id == bindparam("its_channel"))
    return always.outerjoin(settings, settings.c.workspace == here).outerjoin(people, person).outerjoin(channels, place)


def _bounds() -> tuple[tuple[Table, int, int], ...]:
    """Where each table's columns stand in the row."""
    ends = 0
    bounds = []
    for table in (settings, people, channels):
        begins, ends = ends, ends + len(table.columns)
        bounds.append((table, begins, ends))
    return tuple(bounds)


def _any(table: Table, name: str) -> Label[bool]:
    """Whether a table has rows of the workspace that hold now."""
    here: BindParameter[str] = bindparam("its_workspace")
    return exists(table.c.id).where(table.c.workspace == here, table.c.ended_at.is_(None)).label(name)


_BOUNDS = _bounds()
_OWN = (_any(overrides, "has_overrides"), _any(contracts, "has_contracts"))
_WATCHED = exists(watched.c.number).where(watched.c.workspace == bindparam("its_workspace")).label("has_watched")
_DELIVERY = (
    inbox.c.workspace == bindparam("its_workspace"),
    inbox.c.source == bindparam("its_source"),
    inbox.c.key == bindparam("its_key"),
)
_HANDLED = exists(inbox.c.key).where(*_DELIVERY).label("was_handled")
_TICKED = select(func.max(heartbeats.c.at)).where(heartbeats.c.name == TICK).scalar_subquery().label("ticked_at")
_LOOK = select(*settings.c, *people.c, *channels.c, *_OWN, _WATCHED, _TICKED, _HANDLED).select_from(_joined())
