"""Parcels that are watched and are no cases yet: whose they are, when they are asked about, what was said of them.

What trackers say is sealed under a key of each parcel's own. It goes with the parcel, or with it into a case.
"""

import hashlib
import zlib
from collections.abc import Collection, Iterable
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, bindparam, delete, func, select, tuple_, update
from sqlalchemy.sql.dml import ReturningInsert

from cases.light_dataclass import dataclass
from cases.watching import Story, Watched, WatchedPage
from storage.keys import Keys, new_case_key, seal, unseal
from storage.row import table_of
from storage.tables import PersonRow
from storage.upsert import Insert, insert_into
from storage.watched_story import packed_story, unpacked_story
from storage.watched_tables import OfferRow, WatchedAnswerRow, WatchedRow

parcels, answers, offers = table_of(WatchedRow), table_of(WatchedAnswerRow), table_of(OfferRow)
people = table_of(PersonRow)
BATCH = 50


@dataclass(frozen=True, slots=True)
class RawAnswer:
    """An answer of a tracker about a watched parcel, as it came at an instant."""

    provider: str
    at: datetime
    content: bytes


@dataclass(frozen=True, slots=True)
class WaitingAnswer:
    """A delivery about a watched parcel that is kept and not yet read."""

    workspace: str
    number: str
    sha256: str
    provider: str


class WatchedParcels:
    """Watched parcels by workspace and number."""

    def __init__(self, connection: Connection, keys: Keys) -> None:
        self._connection = connection
        self._keys = keys
        self._without: set[str] = set()

    def there_are_none(self, workspace: str) -> None:
        """Note that this transaction has seen that nothing is watched. Whatever others begin to watch meanwhile goes
        to a case that has its number when a tracker tells of it.
        """
        self._without.add(workspace)

    def add(self, watched: Watched) -> bool:
        """Watch a parcel, asked about at once; False where somebody watches it already, and then nothing changes."""
        self._without.discard(watched.workspace)
        key = self._keys.lock(new_case_key(), _whose(watched.workspace, watched.number))
        row = {name: getattr(watched, name) for name in _FIELDS}
        row |= {"next_ask_at": watched.since, "locked": key, "locked_with": self._keys.name, "story": None}
        return self._connection.execute(_add(self._connection.dialect.name), row).first() is not None

    def get(self, workspace: str, number: str) -> Watched | None:
        """The parcel, held until this transaction ends; None where nobody watches it."""
        if workspace in self._without:
            return None
        query = select(*_COLUMNS).where(*_its(parcels, workspace, number)).with_for_update()
        row = self._connection.execute(query).first()
        return Watched(*row) if row else None

    def among(self, workspace: str, numbers: Collection[str]) -> dict[str, Watched]:
        """Those of some numbers that are watched, by number."""
        query = select(*_COLUMNS).where(parcels.c.workspace == workspace, parcels.c.number.in_(list(numbers)))
        return {row.number: Watched(*row) for row in self._connection.execute(query)}

    def count(self, workspace: str) -> int:
        """How many parcels a workspace watches."""
        query = select(func.count()).where(parcels.c.workspace == workspace)
        return int(self._connection.execute(query).scalar_one())

    def page(self, workspace: str, by: str | None, page: int, size: int) -> WatchedPage:
        """One page (counted from 1) of what somebody watches, or of all: what stalls first, then the newest."""
        whose = [parcels.c.workspace == workspace] + ([parcels.c.by == by] if by else [])
        total = int(self._connection.execute(select(func.count()).where(*whose)).scalar_one())
        pages = max(1, -(-total // size))
        page = min(max(page, 1), pages)
        query = select(*_COLUMNS).where(*whose).order_by(parcels.c.stalled_since.is_(None), *_NEWEST)
        rows = self._connection.execute(query.limit(size).offset((page - 1) * size))
        return WatchedPage(tuple(Watched(*row) for row in rows), total, page, pages)

    def stalled(self, workspace: str, by: str, now: datetime, most: int) -> tuple[tuple[Watched, ...], int]:
        """What somebody watches that stalls and was not put off, the newest first, and how many that are in all."""
        quiet = parcels.c.quiet_until.is_(None) | (parcels.c.quiet_until <= now)
        where = (parcels.c.workspace == workspace, parcels.c.by == by, parcels.c.stalled_since.is_not(None), quiet)
        total = int(self._connection.execute(select(func.count()).where(*where)).scalar_one())
        rows = self._connection.execute(select(*_COLUMNS).where(*where).order_by(*_NEWEST).limit(most)) if total else ()
        return tuple(Watched(*row) for row in rows), total

    def offered(self, workspace: str, person: str, offer_at: datetime) -> tuple[Watched, ...]:
        """What one message offers somebody, in the order in which it was begun to be watched."""
        query = select(*_COLUMNS).where(*_offers(workspace, person), parcels.c.offer_at == offer_at)
        rows = self._connection.execute(query.order_by(parcels.c.since, parcels.c.number))
        return tuple(Watched(*row) for row in rows)

    def messages_to(self, workspace: str, person: str) -> list[datetime]:
        """When the messages that offer somebody their parcels were or will be sent.

        The person is held until this transaction ends, so that their next message is decided on by one at a time.
        """
        whose = (people.c.workspace == workspace, people.c.id == person)
        self._connection.execute(select(people.c.id).where(*whose).with_for_update())
        query = select(offers.c.offer_at).where(offers.c.workspace == workspace, offers.c.person == person)
        return list(self._connection.execute(query).scalars())

    def note_message(self, workspace: str, person: str, offer_at: datetime) -> None:
        """Note that somebody gets a message at an instant."""
        row = {"workspace": workspace, "person": person, "offer_at": offer_at}
        self._connection.execute(_note(self._connection.dialect.name), row)

    def forget_messages(self, before: datetime) -> None:
        """Forget messages of long ago."""
        self._connection.execute(delete(offers).where(offers.c.offer_at < before))

    def keep(self, watched: Watched, story: Story | None = None) -> None:
        """Keep what changed of a parcel, and its story where one is given."""
        values: dict[str, Any] = {name: getattr(watched, name) for name in _FIELDS}
        if story is not None and (key := self._key(watched.workspace, watched.number)) is not None:
            values["story"] = seal(key, packed_story(story), _whose(watched.workspace, watched.number, "story"))
        its = _its(parcels, watched.workspace, watched.number)
        self._connection.execute(update(parcels).where(*its).values(values))

    def story(self, workspace: str, number: str) -> Story:
        """What is known of a parcel; nothing where it was never asked about."""
        row = self._row(workspace, number)
        if row is None or row.story is None:
            return Story()
        key = self._unlocked(row)
        return unpacked_story(unseal(key, row.story, _whose(workspace, number, "story")))

    def remove(self, workspace: str, number: str) -> bool:
        """Watch it no longer; what was said of it goes with it. False where nobody watched it."""
        self._connection.execute(delete(answers).where(*_its(answers, workspace, number)))
        return self._connection.execute(delete(parcels).where(*_its(parcels, workspace, number))).rowcount == 1

    def delivered_before(self, before: datetime, most: int) -> list[tuple[str, str]]:
        """Workspace and number of parcels that were delivered before an instant."""
        query = select(parcels.c.workspace, parcels.c.number).where(parcels.c.delivered_at < before).limit(most)
        return [(row[0], row[1]) for row in self._connection.execute(query)]

    def due(self, now: datetime, until: datetime, most: int) -> list[tuple[Watched, datetime]]:
        """Parcels that are due by now, the longest waiting first, and since when, taken until an instant."""
        rows = self._connection.execute(_DUE, {"now": now, "most": most}).all()
        found = [(Watched(*row[:-1]), row[-1]) for row in rows]
        if found:
            keys = [(one.workspace, one.number) for one, _ in found]
            taken = update(parcels).where(tuple_(parcels.c.workspace, parcels.c.number).in_(keys))
            self._connection.execute(taken.values(next_ask_at=until))
        return found

    def next_due(self) -> datetime | None:
        """When the next parcel of all is due."""
        at: datetime | None = self._connection.execute(select(func.min(parcels.c.next_ask_at))).scalar()
        return at

    def ask_again(self, workspace: str, number: str, at: datetime | None) -> None:
        """Ask about a parcel at an instant, and not before; None: never by itself again."""
        self._connection.execute(update(parcels).where(*_its(parcels, workspace, number)).values(next_ask_at=at))

    def workspaces_of(self, number: str) -> list[str]:
        """The workspaces in which a number is watched."""
        query = select(parcels.c.workspace).where(parcels.c.number == number).order_by(parcels.c.workspace)
        return list(self._connection.execute(query).scalars())

    def keep_raw(self, workspace: str, number: str, raw: RawAnswer, *, unread: bool = False) -> str | None:
        """Keep an answer as it came, and return its digest; None where the parcel is watched no longer.

        One that was kept already stays as it is, and is not read again.
        """
        key = self._key(workspace, number)
        if key is None:
            return None
        digest = hashlib.sha256(raw.content).hexdigest()
        row = {
            "workspace": workspace,
            "number": number,
            "sha256": digest,
            "provider": raw.provider,
            "at": raw.at,
            "sealed": seal(key, zlib.compress(raw.content, 6), _whose(workspace, number, digest)),
            "waiting_since": raw.at if unread else None,
        }
        self._connection.execute(_keep_once(self._connection.dialect.name), row)
        return digest

    def raws(self, workspace: str, number: str, *sha256: str) -> list[RawAnswer]:
        """The answers about a parcel as they came, oldest first; only those of some digests where any are named."""
        key = self._key(workspace, number)
        query = select(answers).where(*_its(answers, workspace, number))
        if sha256:
            query = query.where(answers.c.sha256.in_(sha256))
        rows = self._connection.execute(query.order_by(answers.c.at, answers.c.sha256)).all() if key else []
        return [RawAnswer(row.provider, row.at, _content(key, row)) for row in rows if key]

    def has_unread(self) -> bool:
        """Whether a delivery waits to be read, be it that somebody is reading it just now. Holds nothing."""
        return self._connection.execute(_WAITING, {"most": 1}).first() is not None

    def unread(self, most: int = BATCH) -> list[WaitingAnswer]:
        """Deliveries that nobody has read yet, the longest waiting first, taken for this transaction."""
        query = _WAITING
        if self._connection.dialect.name == "postgresql":
            query = _WAITING.with_for_update(skip_locked=True)
        return [WaitingAnswer(*row) for row in self._connection.execute(query, {"most": most})]

    def was_read(self, one: WaitingAnswer) -> None:
        """Note that a delivery has been read."""
        its = (*_its(answers, one.workspace, one.number), answers.c.sha256 == one.sha256)
        self._connection.execute(update(answers).where(*its).values(waiting_since=None))

    def _row(self, workspace: str, number: str) -> Row[Any] | None:
        query: Select[Any] = select(*_LOCKED)
        return self._connection.execute(query.where(*_its(parcels, workspace, number))).first()

    def _key(self, workspace: str, number: str) -> bytes | None:
        row = self._row(workspace, number)
        return self._unlocked(row) if row else None

    def _unlocked(self, row: Row[Any]) -> bytes:
        return self._keys.unlock(row.locked, row.locked_with, _whose(row.workspace, row.number))


_FIELDS = tuple(Watched.__dataclass_fields__)
_COLUMNS = tuple(parcels.c[name] for name in _FIELDS)
_LOCKED = tuple(parcels.c[name] for name in ("workspace", "number", "locked", "locked_with", "story"))
_NEWEST = (parcels.c.since.desc(), parcels.c.number)
_DUE = (
    select(*_COLUMNS, parcels.c.next_ask_at)
    .where(parcels.c.next_ask_at <= bindparam("now"))
    .order_by(parcels.c.next_ask_at)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)  # says nothing on SQLite, which has one writer
)
_WAITING = (
    select(answers.c.workspace, answers.c.number, answers.c.sha256, answers.c.provider)
    .where(answers.c.waiting_since.is_not(None))
    .order_by(answers.c.waiting_since)
    .limit(bindparam("most"))
)


def _its(table: Any, workspace: str, number: str) -> Iterable[ColumnElement[bool]]:
    return table.c.workspace == workspace, table.c.number == number


def _offers(workspace: str, person: str) -> Iterable[ColumnElement[bool]]:
    return parcels.c.workspace == workspace, parcels.c.offered_to == person


def _whose(workspace: str, number: str, ref: str = "") -> str:
    return f"watched/{workspace}/{number}/{ref}"


def _content(key: bytes, row: Row[Any]) -> bytes:
    return zlib.decompress(unseal(key, row.sealed, _whose(row.workspace, row.number, row.sha256)))


@cache
def _add(dialect: str) -> ReturningInsert[str]:
    return insert_into(dialect, parcels).on_conflict_do_nothing().returning(parcels.c.number)


@cache
def _keep_once(dialect: str) -> Insert:
    return insert_into(dialect, answers).on_conflict_do_nothing()


@cache
def _note(dialect: str) -> Insert:
    return insert_into(dialect, offers).on_conflict_do_nothing()
