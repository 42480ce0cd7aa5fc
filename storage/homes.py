"""Who looks at App Home: when they opened it, and which part of it they see."""

from collections.abc import Collection
from datetime import datetime
from functools import cache

from sqlalchemy import Connection, bindparam, select

from cases.light_dataclass import dataclass
from storage.tables import HomeRow, table_of
from storage.upsert import Insert, upsert

homes = table_of(HomeRow)


@dataclass(frozen=True, slots=True)
class Looking:
    """What somebody sees of App Home: all of it, or a page (counted from 1) of one section by name."""

    section: str = ""
    page: int = 1


class Homes:
    """App Home by workspace and Slack user id."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def opened(self, workspace: str, person: str, at: datetime, looking: Looking) -> None:
        """Note that somebody opened App Home, or turned to a part of it."""
        row = {"workspace": workspace, "person": person, "opened_at": at}
        self._connection.execute(
            _opened(self._connection.dialect.name), {**row, "section": looking.section, "page": looking.page}
        )

    def looking(self, workspace: str, person: str) -> Looking:
        """What somebody sees of it; all of it where they never opened it."""
        row = self._connection.execute(_LOOKING, {"its_workspace": workspace, "its_person": person}).first()
        return Looking() if row is None else Looking(row.section, row.page)

    def looked_since(self, workspace: str, people: Collection[str], since: datetime) -> list[str]:
        """Which of these people have opened it since an instant, by user id."""
        names = {"its_workspace": workspace, "these": list(people), "since": since}
        return list(self._connection.execute(_LOOKED, names).scalars())


_LOOKING = select(homes.c.section, homes.c.page).where(
    homes.c.workspace == bindparam("its_workspace"), homes.c.person == bindparam("its_person")
)
_LOOKED = (
    select(homes.c.person)
    .where(
        homes.c.workspace == bindparam("its_workspace"),
        homes.c.person.in_(bindparam("these", expanding=True)),
        homes.c.opened_at >= bindparam("since", type_=homes.c.opened_at.type),
    )
    .order_by(homes.c.person)
)


@cache
def _opened(dialect: str) -> Insert:
    return upsert(dialect, homes)
