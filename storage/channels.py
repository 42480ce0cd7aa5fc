"""The channels of a workspace: what Slack says of them, and what was set for them here."""

from collections.abc import Iterable
from functools import cache

from sqlalchemy import Connection, bindparam, select, update

from storage.records import Channel
from storage.tables import ChannelRow, table_of
from storage.upsert import Insert, upsert

channels = table_of(ChannelRow)
OURS = ("language", "is_default")
_GET = select(channels).where(channels.c.workspace == bindparam("its_workspace"), channels.c.id == bindparam("its_id"))


class Channels:
    """Channels by workspace and Slack channel id."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._seen: dict[tuple[str, str], Channel | None] = {}

    def upsert(self, those: Iterable[Channel]) -> None:
        """Keep what Slack says of channels; language and default of those already known stay as they are."""
        self._seen.clear()
        rows = [channel.model_dump() for channel in those]
        if rows:
            self._connection.execute(_keep_what_slack_says(self._connection.dialect.name), rows)

    def get(self, workspace: str, channel: str) -> Channel | None:
        """The channel with a Slack id, or None when nobody has told us of it yet; looked up once a transaction."""
        if (workspace, channel) not in self._seen:
            row = self._connection.execute(_GET, {"its_workspace": workspace, "its_id": channel}).first()
            self.already_read(workspace, channel, None if row is None else Channel.model_validate(row))
        return self._seen[workspace, channel]

    def already_read(self, workspace: str, channel: str, known: Channel | None) -> None:
        """Note what this transaction has read of a channel together with something else."""
        self._seen[workspace, channel] = known

    def all(self, workspace: str) -> list[Channel]:
        """Every channel known in a workspace, by id."""
        query = select(channels).where(channels.c.workspace == workspace).order_by(channels.c.id)
        return [Channel.model_validate(row) for row in self._connection.execute(query)]

    def default(self, workspace: str) -> Channel | None:
        """The channel that cards go to when no better one is known, or None when none was chosen."""
        return next((channel for channel in self.all(workspace) if channel.is_default), None)

    def choose_language(self, workspace: str, channel: str, language: str | None) -> None:
        """Keep the language that posts to a channel are written in; None goes back to the workspace's."""
        self._change(Channel(workspace=workspace, id=channel, language=language), "language")

    def make_default(self, workspace: str, channel: str) -> None:
        """Make one channel the workspace's default, instead of the one before."""
        self._seen.clear()
        self._connection.execute(update(channels).where(channels.c.workspace == workspace).values(is_default=False))
        self._change(Channel(workspace=workspace, id=channel, is_default=True), "is_default")

    def _change(self, channel: Channel, column: str) -> None:
        """Change one column of a channel that may not have been told of yet."""
        self._seen.clear()
        where = (channels.c.workspace == channel.workspace, channels.c.id == channel.id)
        values = {column: getattr(channel, column)}
        changed = self._connection.execute(update(channels).where(*where).values(values))
        if changed.rowcount == 0:
            self.upsert([channel])


@cache
def _keep_what_slack_says(dialect: str) -> Insert:
    return upsert(dialect, channels, keep=OURS)
