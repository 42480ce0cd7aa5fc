"""Whom to ask about which number, and when: the queue of tracking, and what of each day's allowance is used."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    Connection,
    Integer,
    String,
    Update,
    bindparam,
    delete,
    func,
    literal,
    select,
    tuple_,
    update,
)
from sqlalchemy.sql.dml import ReturningInsert

from cases.light_dataclass import dataclass
from cases.scans import Look, looked
from storage.columns import Instant
from storage.later import Later
from storage.many_at_once import Given, ManyAtOnce
from storage.row import table_of
from storage.scan_tables import LookRow, StrangeWordRow, TrackerDayRow
from storage.tables import ParcelRow
from storage.upsert import Insert, insert_into, upsert

parcels = table_of(ParcelRow)
looks = table_of(LookRow)
days = table_of(TrackerDayRow)
strange = table_of(StrangeWordRow)
BATCH = 200


@dataclass(frozen=True, slots=True)
class DueParcel:
    """A number of a case that is to be asked about, and when that was due."""

    workspace: str
    case_number: int
    number: str
    carrier: str | None
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Answering:
    """How a tracker does, over all cases: when it last answered, when it last failed, and what the matter was."""

    answered_at: datetime | None
    failed_at: datetime | None
    why: str | None


class Trackers:
    """The queue of numbers by the instant at which they are asked about next, and the looks of each tracker."""

    def __init__(self, connection: Connection, later: Later) -> None:
        self._written = connection
        self._later = later
        # The looks of cases that were read ahead, as they are now.
        self._ahead: dict[tuple[str, int], tuple[Look, ...]] = {}
        # When a number is to be asked about, as far as it is not written yet: by number and the count of writes.
        self._asked: dict[tuple[str, int, str, int], dict[str, Any]] = {}

    @property
    def _connection(self) -> Connection:
        """The connection, with everything written that was kept so far."""
        self._later.now()
        return self._written

    def read_ahead(self, workspace: str, numbers: Sequence[int]) -> None:
        """Read the looks of several cases by one query, which nobody else changes before this transaction ends."""
        self._ahead |= dict.fromkeys(((workspace, number) for number in numbers), ())
        for case_number, *look in self._connection.execute(_LOOKS_OF, {"its_workspace": workspace, "these": numbers}):
            self._ahead[workspace, case_number] += (Look(*look),)

    def due(self, now: datetime, until: datetime, most: int = BATCH) -> list[DueParcel]:
        """Numbers that are due by now, the longest waiting first, taken until an instant.

        Nobody else gets them before that: whoever asks says afterwards when they are asked about next, and if it
        dies on the way they are due again then.
        """
        found = [DueParcel(*row) for row in self._connection.execute(_DUE, {"now": now, "most": most})]
        if found:
            keys = [(one.workspace, one.case_number, one.number) for one in found]
            self._connection.execute(update(parcels).where(_KEY.in_(keys)).values(next_ask_at=until))
        return found

    def ask_again(self, workspace: str, case_number: int, number: str, at: datetime | None) -> None:
        """Ask about a number at an instant, and not before; None: never by itself again."""
        which = (workspace, case_number, number, self._later.times(parcels))
        if which in self._asked:
            self._asked[which]["at"] = at
            return
        self._asked[which] = row = {"workspace": workspace, "its_case": case_number, "its_number": number, "at": at}
        self._later.write(_ask_again(self._written.dialect.name), [row])

    def cases_of(self, number: str) -> list[tuple[str, int]]:
        """The cases of every workspace that a number belongs to."""
        query = select(parcels.c.workspace, parcels.c.case_number).where(parcels.c.tracking_number == number)
        return [(row[0], row[1]) for row in self._connection.execute(query.order_by(*parcels.primary_key.columns))]

    def next_due(self) -> datetime | None:
        """When the next number of all is due."""
        query = select(func.min(parcels.c.next_ask_at))
        at: datetime | None = self._connection.execute(query).scalar()
        return at

    def keep_look(self, workspace: str, case_number: int, look: Look) -> Look:
        """Keep how a tracker answered, and return the look with what is known from before."""
        before = {(one.provider, one.number): one for one in self.looks(workspace, case_number)}
        kept = looked(before.get((look.provider, look.number)), look)
        self.bring_look(workspace, case_number, kept)
        return kept

    def bring_look(self, workspace: str, case_number: int, look: Look) -> None:
        """Keep a look as it is: how a tracker had answered before the number was a case's."""
        row = {"workspace": workspace, "case_number": case_number}
        row |= {name: getattr(look, name) for name in _LOOK}
        self._later.write(_keep_look(self._written.dialect.name), [row])
        case = (workspace, case_number)
        if case in self._ahead:
            others = [one for one in self._ahead[case] if (one.provider, one.number) != (look.provider, look.number)]
            self._ahead[case] = tuple(sorted((*others, look), key=lambda one: (one.number, one.provider)))

    def looks(self, workspace: str, case_number: int) -> tuple[Look, ...]:
        """How every tracker answered at last about the numbers of a case."""
        if (known := self._ahead.get((workspace, case_number))) is not None:
            return known
        rows = self._connection.execute(_LOOKS, {"its_workspace": workspace, "its_case": case_number})
        return tuple(Look(*row) for row in rows)

    def answering(self) -> dict[str, Answering]:
        """How every tracker does that was asked at all, of all workspaces: there is one key for all of them."""
        newest = func.max(looks.c.at)
        query = select(looks.c.provider, looks.c.outcome, looks.c.why, newest)
        query = query.group_by(looks.c.provider, looks.c.outcome, looks.c.why).order_by(newest)
        seen: dict[str, Answering] = {}
        for name, outcome, why, at in self._connection.execute(query):
            before = seen.get(name, Answering(None, None, None))
            failed = Answering(before.answered_at, at, why)
            seen[name] = failed if outcome == "failed" else replace(before, answered_at=at)
        return seen

    def take(self, workspace: str, tracker: str, day: date, wanted: int, per_day: int) -> int:
        """Take up to so many of a tracker's day, and return how many were granted: never more than the day has."""
        row = {"workspace": workspace, "tracker": tracker, "day": day, "used": 0}
        self._connection.execute(_begin_day(self._connection.dialect.name), row)
        its = (days.c.workspace == workspace, days.c.tracker == tracker, days.c.day == day)
        lock = select(days.c.used).where(*its)
        used: int = self._connection.execute(lock.with_for_update()).scalar_one()
        granted = max(0, min(wanted, per_day - used))
        if granted:
            self._connection.execute(update(days).where(*its).values(used=days.c.used + granted))
        return granted

    def used(self, workspace: str, tracker: str, day: date) -> int:
        """How much of a tracker's day is used."""
        its = (days.c.workspace == workspace, days.c.tracker == tracker, days.c.day == day)
        return self._connection.execute(select(days.c.used).where(*its)).scalar() or 0

    def met_strange_words(self, workspace: str, tracker: str, words: Iterable[str], at: datetime) -> None:
        """Count statuses that no table of ours has."""
        for word in dict.fromkeys(words):
            row = {"workspace": workspace, "tracker": tracker, "word": word[:200], "times": 1, "last_at": at}
            self._connection.execute(_count(self._connection.dialect.name), row)

    def strange_words(self, workspace: str) -> list[tuple[str, str, int]]:
        """Tracker, word and how often it was met, the most frequent first."""
        query = select(strange.c.tracker, strange.c.word, strange.c.times).where(strange.c.workspace == workspace)
        rows = self._connection.execute(query.order_by(strange.c.times.desc(), strange.c.tracker, strange.c.word))
        return [(row[0], row[1], row[2]) for row in rows]

    def purge_days(self, before: date) -> None:
        """Forget how much was used on days long past."""
        self._connection.execute(delete(days).where(days.c.day < before))


_LOOK = ("provider", "number", "at", "outcome", "since", "good_at", "status", "why", "expected_on")
_KEY = tuple_(parcels.c.workspace, parcels.c.case_number, parcels.c.tracking_number)
_LOOKS = (
    select(*(looks.c[name] for name in _LOOK))
    .where(looks.c.workspace == bindparam("its_workspace"), looks.c.case_number == bindparam("its_case"))
    .order_by(looks.c.number, looks.c.provider)
)
_LOOKS_OF = (
    select(looks.c.case_number, *(looks.c[name] for name in _LOOK))
    .where(looks.c.workspace == bindparam("its_workspace"), looks.c.case_number.in_(bindparam("these", expanding=True)))
    .order_by(looks.c.number, looks.c.provider)
)
_DUE = (
    select(
        parcels.c.workspace,
        parcels.c.case_number,
        parcels.c.tracking_number,
        parcels.c.carrier,
        parcels.c.next_ask_at,
    )
    .where(parcels.c.next_ask_at <= bindparam("now"))
    .order_by(parcels.c.next_ask_at)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)  # says nothing on SQLite, which has one writer
)


@cache
def _keep_look(dialect: str) -> Insert:
    return upsert(dialect, looks)


@cache
def _begin_day(dialect: str) -> Insert:
    return insert_into(dialect, days).on_conflict_do_nothing()


@cache
def _count(dialect: str) -> ReturningInsert[int]:
    first = insert_into(dialect, strange)
    more = {"times": strange.c.times + literal(1), "last_at": first.excluded.last_at}
    return first.on_conflict_do_update(index_elements=["workspace", "tracker", "word"], set_=more).returning(
        strange.c.times
    )


_ASKED = {"workspace": String(), "its_case": Integer(), "its_number": String(), "at": Instant()}


@cache
def _ask_again(dialect: str) -> ManyAtOnce:
    def ask_again(these: Given) -> Update:
        its = (
            parcels.c.workspace == these.c.workspace,
            parcels.c.case_number == these.c.its_case,
            parcels.c.tracking_number == these.c.its_number,
        )
        return update(parcels).where(*its).values(next_ask_at=these.c.at)

    return ManyAtOnce(dialect, parcels, _ASKED, ask_again)
