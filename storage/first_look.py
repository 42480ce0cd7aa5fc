"""What nearly every request asks for first, in one query: the settings, who asks, and where."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BindParameter, Connection, FromClause, Table, and_, bindparam, literal, select

from storage.records import Channel, Person, Settings
from storage.tables import ChannelRow, PersonRow, SettingsRow, table_of

settings, people, channels = table_of(SettingsRow), table_of(PersonRow), table_of(ChannelRow)


def first_look(
    connection: Connection, workspace: str, user: str, channel: str | None
) -> tuple[Settings, Person | None, Channel | None]:
    """The workspace's settings, the person and the channel; None for whom or what nobody has told us of yet."""
    names = {"its_workspace": workspace, "its_user": user, "its_channel": channel or ""}
    row = connection.execute(_LOOK, names).one()
    ours, theirs, place = (_part(row, *bounds) for bounds in _BOUNDS)
    return (
        Settings.model_validate(ours) if ours else Settings(),
        Person.model_validate(theirs) if theirs else None,
        Channel.model_validate(place) if place else None,
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


_BOUNDS = _bounds()
_LOOK = select(*settings.c, *people.c, *channels.c).select_from(_joined())
