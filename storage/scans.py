"""Scans as they are kept: every answer of a tracker as it came, every scan as an event, corrections beside them."""

import hashlib
import zlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select, update

from cases.light_dataclass import dataclass
from cases.scans import Scan, after_answer
from storage.later import Later
from storage.personal import CaseSeal, Personal
from storage.row import table_of
from storage.scan_tables import AnswerRow, ScanRow
from storage.upsert import Insert, insert_into, upsert

scans = table_of(ScanRow)
answers = table_of(AnswerRow)
LONGEST_WORDS = 1000
BATCH = 50


@dataclass(frozen=True, slots=True)
class News:
    """What an answer changed: scans that are new, and scans that its tracker no longer tells."""

    new: tuple[Scan, ...] = ()
    taken_back: tuple[Scan, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.new or self.taken_back)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A delivery that is kept and not yet read: whose it is, and since when it waits."""

    workspace: str
    case_number: int
    sha256: str
    provider: str
    number: str
    since: datetime


class Scans:
    """Scans and answers by case. What is erased loses its words and its answers, and keeps times and places."""

    def __init__(self, connection: Connection, personal: Personal, later: Later) -> None:
        self._written = connection
        self._personal = personal
        self._later = later
        # The scans as they are now of the case that was asked for last: they are asked for again and again.
        self._latest: tuple[tuple[str, int], tuple[Scan, ...]] | None = None
        self._ahead: dict[tuple[str, int], list[Row[Any]]] = {}

    @property
    def _connection(self) -> Connection:
        """The connection, with everything written that was kept so far."""
        self._later.now()
        return self._written

    def read_ahead(self, workspace: str, numbers: Sequence[int]) -> None:
        """Read the scans of several cases by one query, which nobody else changes before this transaction ends."""
        self._ahead |= {(workspace, number): [] for number in numbers}
        for row in self._connection.execute(_OF_CASES, {"its_workspace": workspace, "these": numbers}):
            self._ahead[workspace, row.case_number].append(row)

    def keep_answer(
        self,
        workspace: str,
        case_number: int,
        provider: str,
        number: str,
        told: Sequence[Scan],
        raw: bytes,
        at: datetime,
    ) -> News:
        """Keep one answer about one number, its bytes included, and return what it changed.

        The bytes lie under their digest, once however often they come. A scan is never deleted: see `after_answer`.
        """
        seal = self._personal.seal_of(workspace, case_number)
        digest = self._keep_raw(workspace, case_number, provider, number, raw, at, seal) if raw else None
        told_before = self.of_case(workspace, case_number)
        known = {one.key: one for one in told_before if one.provider == provider and one.number == number}
        after = after_answer(known.values(), [_kept_words(one) for one in told])
        changed = [one for one in after if known.get(one.key) != one]
        if changed:
            rows = [_row(workspace, case_number, one, digest, at, seal) for one in changed]
            self._later.write(_keep(self._written.dialect.name), rows)
            self._ahead.pop((workspace, case_number), None)
            others = [one for one in told_before if one.provider != provider or one.number != number]
            its = {one.key: _as_kept(one, digest) for one in changed}
            self._latest = ((workspace, case_number), (*others, *(its.get(one.key, one) for one in after)))
        return News(
            tuple(one for one in changed if one.key not in known),
            tuple(one for one in changed if one.taken_back and not known[one.key].taken_back),
        )

    def take_over(self, workspace: str, case_number: int, provider: str, number: str, raw: bytes, at: datetime) -> None:
        """Keep an answer of before the case, as it came at an instant; its scans are kept apart from it."""
        seal = self._personal.seal_of(workspace, case_number)
        self._keep_raw(workspace, case_number, provider, number, raw, at, seal)

    def deliver(self, workspace: str, case_number: int, provider: str, number: str, raw: bytes, at: datetime) -> None:
        """Keep a delivery as it came, to be read soon; one that is kept already is not read again."""
        seal = self._personal.seal_of(workspace, case_number)
        self._keep_raw(workspace, case_number, provider, number, raw, at, seal, waiting_since=at)

    def has_unread(self) -> bool:
        """Whether a delivery waits to be read, be it that somebody is reading it just now. Holds nothing."""
        return self._connection.execute(_WAITING, {"most": 1}).first() is not None

    def delivered(self, most: int = BATCH) -> list[Waiting]:
        """Deliveries that nobody has read yet, the longest waiting first, taken for this transaction."""
        query = _WAITING
        if self._written.dialect.name == "postgresql":
            query = _WAITING.with_for_update(skip_locked=True)
        return [Waiting(*row) for row in self._connection.execute(query, {"most": most})]

    def was_read(self, one: Waiting) -> None:
        """Note that a delivery has been read."""
        its = (answers.c.workspace == one.workspace, answers.c.case_number == one.case_number)
        self._connection.execute(update(answers).where(*its, answers.c.sha256 == one.sha256).values(waiting_since=None))

    def of_case(self, workspace: str, case_number: int) -> tuple[Scan, ...]:
        """Every scan of a case, of all its numbers and trackers; those that no longer hold are marked."""
        case = (workspace, case_number)
        if self._latest is not None and self._latest[0] == case and not self._personal.has_erased:
            return self._latest[1]
        seal = self._personal.seal_of(workspace, case_number)
        rows = None if self._personal.has_erased else self._ahead.get(case)
        if rows is None:
            names = {"its_workspace": workspace, "its_case": case_number}
            rows = list(self._connection.execute(_OF_CASE, names))
        found = tuple(_value(row, seal) for row in rows)
        self._latest = (case, found)
        return found

    def raw_answer(self, workspace: str, case_number: int, sha256: str) -> bytes | None:
        """An answer as it came, by its digest; None when it was erased or never was."""
        query = select(answers.c.sealed).where(*_of_case(answers, workspace, case_number), answers.c.sha256 == sha256)
        sealed = self._connection.execute(query).scalar()
        packed = self._personal.seal_of(workspace, case_number).opened(f"answer/{sha256}", sealed)
        return None if packed is None else zlib.decompress(packed)

    def _keep_raw(
        self,
        workspace: str,
        case_number: int,
        provider: str,
        number: str,
        raw: bytes,
        at: datetime,
        seal: CaseSeal,
        waiting_since: datetime | None = None,
    ) -> str:
        digest = hashlib.sha256(raw).hexdigest()
        row = {
            "workspace": workspace,
            "case_number": case_number,
            "sha256": digest,
            "provider": provider,
            "number": number,
            "at": at,
            "sealed": seal.sealed(f"answer/{digest}", zlib.compress(raw, 6)),
            "waiting_since": waiting_since,
        }
        self._later.write(_keep_once(self._written.dialect.name), [row])
        return digest


def _kept_words(scan: Scan) -> Scan:
    """The scan as the database can hold it, so that it compares equal when it is read again."""
    words = scan.words.replace("\0", "�").encode("utf-8", "replace").decode()[:LONGEST_WORDS]
    return scan if words == scan.words else replace(scan, words=words)


def _as_kept(scan: Scan, digest: str | None) -> Scan:
    """The scan as it is read again: in UTC, with the answer that it came with."""
    return replace(scan, at=scan.at.astimezone(UTC) if scan.at else None, raw=scan.raw or digest)


def _row(
    workspace: str, case_number: int, scan: Scan, digest: str | None, at: datetime, seal: CaseSeal
) -> dict[str, Any]:
    return {
        "workspace": workspace,
        "case_number": case_number,
        "key": scan.key,
        "number": scan.number,
        "provider": scan.provider,
        "kind": scan.kind,
        "at": scan.at,
        "local": scan.local.isoformat() if scan.local else None,
        "has_hour": scan.has_hour,
        "city": scan.city,
        "region": scan.region,
        "country": scan.country,
        "code": scan.code,
        "carrier": scan.carrier,
        "raw": scan.raw or digest,
        "seen_at": at,
        "taken_back_at": at if scan.taken_back else None,
        "reworded_at": at if scan.reworded else None,
        "words": seal.sealed(f"scan/{scan.key}", scan.words.encode()),
    }


def _value(row: Row[Any], seal: CaseSeal) -> Scan:
    words = seal.opened(f"scan/{row.key}", row.words)
    return Scan(
        kind=row.kind,
        words="" if words is None else words.decode(),
        provider=row.provider,
        number=row.number,
        at=row.at,
        local=datetime.fromisoformat(row.local) if row.local else None,
        has_hour=row.has_hour,
        city=row.city,
        region=row.region,
        country=row.country,
        code=row.code,
        carrier=row.carrier,
        raw=row.raw,
        taken_back=row.taken_back_at is not None,
        reworded=row.reworded_at is not None,
        known_as=row.key if words is None else "",
    )


def _of_case(table: Any, workspace: str, case_number: int) -> tuple[Any, Any]:
    return table.c.workspace == workspace, table.c.case_number == case_number


@cache
def _keep(dialect: str) -> Insert:
    return upsert(dialect, scans, keep=("seen_at",))


@cache
def _keep_once(dialect: str) -> Insert:
    return insert_into(dialect, answers).on_conflict_do_nothing()


_OF_CASE = select(scans).where(
    scans.c.workspace == bindparam("its_workspace"), scans.c.case_number == bindparam("its_case")
)
_OF_CASES = select(scans).where(
    scans.c.workspace == bindparam("its_workspace"), scans.c.case_number.in_(bindparam("these", expanding=True))
)
_WAITING = (
    select(
        answers.c.workspace,
        answers.c.case_number,
        answers.c.sha256,
        answers.c.provider,
        answers.c.number,
        answers.c.waiting_since,
    )
    .where(answers.c.waiting_since.is_not(None))
    .order_by(answers.c.waiting_since)
    .limit(bindparam("most"))
)
