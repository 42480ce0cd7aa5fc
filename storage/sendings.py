"""Files that are owed to people: noted with the click that asked for them, made and sent afterwards, once."""

from collections.abc import Collection, Mapping
from dataclasses import field
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, tuple_, update
from sqlalchemy.sql.dml import ReturningInsert

from cases.light_dataclass import dataclass
from storage.personal import Personal
from storage.row import table_of
from storage.sending_tables import SendingRow
from storage.upsert import insert_into

sendings = table_of(SendingRow)
NO_CASE = 0


@dataclass(frozen=True, slots=True)
class Sending:
    """Files to be made and sent to `user`: directly, or into a thread. `content` is what they are made of, None where
    that was erased or there is none; `uploads` what Slack called them when they may have been posted already."""

    workspace: str
    key: str
    case_number: int
    kind: str
    user: str
    at: datetime
    params: Mapping[str, Any] = field(default_factory=dict)
    channel: str | None = None
    thread_ts: str | None = None
    content: bytes | None = None
    uploads: Mapping[str, Any] | None = None
    tries: int = 0
    sent_at: datetime | None = None
    tells_buyer: bool = False


class Sendings:
    """The queue of files that are owed, by the instant at which they are seen to next."""

    def __init__(self, connection: Connection, personal: Personal) -> None:
        self._connection = connection
        self._personal = personal

    def want(self, sending: Sending) -> bool:
        """Owe files from now on; False where the same are owed or were sent already."""
        row = {name: getattr(sending, name) for name in _PLAIN}
        row["params"] = dict(sending.params)
        row["next_at"], row["sealed"] = sending.at, None
        if sending.content is not None:
            seal = self._personal.seal_of(sending.workspace, sending.case_number)
            row["sealed"] = seal.sealed(_ref(sending.key), sending.content)
        return self._connection.execute(_want(self._connection.dialect.name), row).first() is not None

    def due(self, now: datetime, until: datetime, most: int) -> list[Sending]:
        """What is due, taken until an instant: whoever dies on the way leaves it due again then."""
        found = [self._value(row) for row in self._connection.execute(_DUE, {"now": now, "most": most})]
        if found:
            keys = [(one.workspace, one.key) for one in found]
            taken = update(sendings).where(tuple_(sendings.c.workspace, sendings.c.key).in_(keys))
            self._connection.execute(taken.values(next_at=until, tries=sendings.c.tries + 1))
        return found

    def next_due(self) -> datetime | None:
        """When the next of all is due."""
        at: datetime | None = self._connection.execute(select(func.min(sendings.c.next_at))).scalar()
        return at

    def again(self, sending: Sending, at: datetime) -> None:
        """See to it at an instant, and not before."""
        self._change(sending, next_at=at)

    def may_have_been_posted(self, sending: Sending, uploads: Mapping[str, Any]) -> None:
        """Note what the files are called in Slack, right before they are posted there."""
        self._change(sending, uploads=dict(uploads))

    def done(self, sending: Sending, sent_at: datetime | None) -> None:
        """It is sent, or given up where `sent_at` is None."""
        self._change(sending, next_at=None, sent_at=sent_at)

    def of_case(self, workspace: str, case_number: int, kind: str) -> list[Sending]:
        """What was sent of a kind for a case, oldest first."""
        where = (sendings.c.workspace == workspace, sendings.c.case_number == case_number, sendings.c.kind == kind)
        query = select(sendings).where(*where, sendings.c.sent_at.is_not(None))
        return [self._value(row) for row in self._connection.execute(query.order_by(sendings.c.at, sendings.c.key))]

    def uploaded(self, workspace: str, case_number: int, *, telling_buyer: bool = False) -> list[str]:
        """What Slack calls the files that were, or may have been, posted for a case: all, or what tells the buyer."""
        where = [sendings.c.workspace == workspace, sendings.c.case_number == case_number]
        if telling_buyer:
            where.append(sendings.c.tells_buyer)
        query = select(sendings.c.uploads).where(*where).order_by(sendings.c.at, sendings.c.key)
        found = [one for one in self._connection.execute(query).scalars() if one]
        return [file for one in found for file in one.get("files") or [one["first"]]]

    def uploaded_of_imports(self, workspace: str, kind: str, imports: Collection[str]) -> list[str]:
        """What Slack calls the files of a kind that were, or may have been, posted of some imported files."""
        where = (sendings.c.workspace == workspace, sendings.c.case_number == NO_CASE, sendings.c.kind == kind)
        query = select(sendings.c.params, sendings.c.uploads).where(*where, sendings.c.uploads.is_not(None))
        found = [up for params, up in self._connection.execute(query) if up and params.get("import") in imports]
        return [file for one in found for file in one.get("files") or [one["first"]]]

    def late(self, before: datetime) -> list[tuple[int, datetime]]:
        """The cases (0: none) of files asked for before an instant that are still owed, and when; oldest first."""
        query = select(sendings.c.case_number, sendings.c.at)
        late = query.where(sendings.c.next_at.is_not(None), sendings.c.at < before).order_by(sendings.c.at)
        return [(row.case_number, row.at) for row in self._connection.execute(late)]

    def get(self, workspace: str, key: str) -> Sending | None:
        """What is or was owed under a key."""
        query = select(sendings).where(sendings.c.workspace == workspace, sendings.c.key == key)
        row = self._connection.execute(query).first()
        return self._value(row) if row is not None else None

    def _change(self, sending: Sending, **values: Any) -> None:
        where = (sendings.c.workspace == sending.workspace, sendings.c.key == sending.key)
        self._connection.execute(update(sendings).where(*where).values(**values))

    def _value(self, row: Any) -> Sending:
        values = {name: getattr(row, name) for name in _PLAIN}
        content = None
        if row.sealed is not None:
            content = self._personal.seal_of(row.workspace, row.case_number).opened(_ref(row.key), row.sealed)
        return Sending(**values, params=row.params, content=content, uploads=row.uploads, sent_at=row.sent_at)


_PLAIN = ("workspace", "key", "case_number", "kind", "user", "at", "channel", "thread_ts", "tries", "tells_buyer")
_DUE = (
    select(sendings)
    .where(sendings.c.next_at <= bindparam("now"))
    .order_by(sendings.c.next_at, sendings.c.key)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)  # says nothing on SQLite, which has one writer
)


def _ref(key: str) -> str:
    return f"sending/{key}"


@cache
def _want(dialect: str) -> ReturningInsert[str]:
    return insert_into(dialect, sendings).on_conflict_do_nothing().returning(sendings.c.key)
