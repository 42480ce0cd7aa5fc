"""The user groups of a workspace, as Slack last told of them."""

from collections.abc import Iterable

from sqlalchemy import Connection, delete, insert, select

from storage.records import UserGroup
from storage.tables import UserGroupRow, table_of

groups = table_of(UserGroupRow)


class UserGroups:
    """User groups by workspace and Slack id."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep(self, workspace: str, those: Iterable[UserGroup]) -> None:
        """Keep these as all the groups there are in a workspace."""
        self._connection.execute(delete(groups).where(groups.c.workspace == workspace))
        rows = [one.model_dump() for one in those]
        if rows:
            self._connection.execute(insert(groups), rows)

    def all(self, workspace: str) -> list[UserGroup]:
        """Every group known in a workspace, by handle."""
        query = select(groups).where(groups.c.workspace == workspace).order_by(groups.c.handle, groups.c.id)
        return [UserGroup.model_validate(row) for row in self._connection.execute(query)]
