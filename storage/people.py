"""The members of a workspace: what Slack says of them, and what they chose here."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from functools import cache

from sqlalchemy import Connection, bindparam, select, update

from cases.pauses import Pause
from storage.records import Person
from storage.tables import PersonRow, table_of
from storage.upsert import Insert, upsert

people = table_of(PersonRow)
PAUSES = ("pause_from", "pause_until", "pauses_asked_at")
# What Slack's word of a person leaves as it is: our own, and what it is asked for apart.
OURS = ("chosen_language", "roles", "group_roles", "away_until", "backup", *PAUSES)
_ALL = select(people).where(people.c.workspace == bindparam("its_workspace")).order_by(people.c.id)
_KEEP_PAUSE = (
    update(people)
    .where(people.c.workspace == bindparam("its_workspace"), people.c.id == bindparam("its_id"))
    .values(pause_from=bindparam("begins"), pause_until=bindparam("ends"), pauses_asked_at=bindparam("asked_at"))
)
_GET = select(people).where(people.c.workspace == bindparam("its_workspace"), people.c.id == bindparam("its_id"))


class People:
    """People by workspace and Slack user id."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._seen: dict[tuple[str, str], Person | None] = {}
        self._everybody: dict[str, list[Person]] = {}

    def upsert(self, persons: Iterable[Person]) -> None:
        """Keep what Slack says of people; the language and roles of those already known stay as they are."""
        self._forget_what_was_read()
        # In one order, as everybody does who holds several people.
        rows = sorted((person.model_dump() for person in persons), key=lambda row: (row["workspace"], row["id"]))
        if rows:
            self._connection.execute(_keep_what_slack_says(self._connection.dialect.name), rows)

    def get(self, workspace: str, user: str) -> Person | None:
        """The person with a Slack user id, or None when nobody has told us of them; looked up once a transaction."""
        if (workspace, user) not in self._seen:
            row = self._connection.execute(_GET, {"its_workspace": workspace, "its_id": user}).first()
            self.already_read(workspace, user, None if row is None else Person.model_validate(row))
        return self._seen[workspace, user]

    def already_read(self, workspace: str, user: str, person: Person | None) -> None:
        """Note what this transaction has read of a person together with something else."""
        self._seen[workspace, user] = person

    def all(self, workspace: str) -> list[Person]:
        """Everybody known in a workspace, by user id, bots and departed members included; read once a transaction."""
        if workspace not in self._everybody:
            found = self._connection.execute(_ALL, {"its_workspace": workspace})
            self._everybody[workspace] = [Person.model_validate(row) for row in found]
        return list(self._everybody[workspace])

    def with_role(self, workspace: str, role: str) -> list[Person]:
        """The people who hold a role and are still members."""
        return [person for person in self.all(workspace) if role in person.roles and not person.deleted]

    def choose_language(self, workspace: str, user: str, language: str | None) -> None:
        """Keep the language somebody chose; None goes back to what Slack says."""
        self._change(Person(workspace=workspace, id=user, chosen_language=language), "chosen_language")

    def set_roles(self, workspace: str, user: str, roles: Iterable[str]) -> None:
        """Keep the roles somebody holds, instead of those held before."""
        self._change(Person(workspace=workspace, id=user, roles=sorted(set(roles))), "roles")

    def set_group_roles(self, workspace: str, roles: Mapping[str, Collection[str]]) -> None:
        """Keep which roles people have by the groups they are in (user id to roles); everybody else has none so."""
        for person in self.all(workspace):
            theirs = sorted(roles.get(person.id, ()))
            if theirs != person.group_roles:
                self._change(Person(workspace=workspace, id=person.id, group_roles=theirs), "group_roles")

    def set_away(self, workspace: str, user: str, until: datetime | None) -> None:
        """Keep until when (UTC) somebody is away; None when they are there."""
        self._change(Person(workspace=workspace, id=user, away_until=until), "away_until")

    def set_backup(self, workspace: str, user: str, backup: str | None) -> None:
        """Keep who stands in for somebody; None when nobody does."""
        self._change(Person(workspace=workspace, id=user, backup=backup), "backup")

    def keep_pauses(self, workspace: str, pauses: Mapping[str, Pause | None], at: datetime) -> None:
        """Keep what Slack said at an instant (UTC) of people's paused notifications (user id to pause, None if none).

        In one order, as everybody does who holds several people; whoever is not known is left out.
        """
        self._forget_what_was_read()
        for user, pause in sorted(pauses.items()):
            told = {"begins": pause and pause.begins, "ends": pause and pause.ends, "asked_at": at}
            self._connection.execute(_KEEP_PAUSE, {"its_workspace": workspace, "its_id": user, **told})

    def _forget_what_was_read(self) -> None:
        self._seen.clear()
        self._everybody.clear()

    def _change(self, person: Person, column: str) -> None:
        """Change one column of a person who may not have been told of yet."""
        self._forget_what_was_read()
        values = person.model_dump()
        where = (people.c.workspace == person.workspace, people.c.id == person.id)
        changed = self._connection.execute(update(people).where(*where).values({column: values[column]}))
        if changed.rowcount == 0:
            self.upsert([person])


@cache
def _keep_what_slack_says(dialect: str) -> Insert:
    return upsert(dialect, people, keep=OURS)
