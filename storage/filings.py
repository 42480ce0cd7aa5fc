"""Claims filed through a payer's interface: the intent of a click, kept before anything is sent, and its fate."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, tuple_, update

from cases.filings import ON_ITS_WAY, WANTED
from cases.light_dataclass import dataclass
from storage.filing_tables import FilingRow
from storage.personal import Personal
from storage.row import table_of
from storage.upsert import Insert, upsert

filings = table_of(FilingRow)


@dataclass(frozen=True, slots=True)
class Filing:
    """A claim on its way to a payer, or there. `content` is what is sent, None where that was erased."""

    workspace: str
    case_number: int
    claim: str
    insurer: str
    number: str
    user: str
    at: datetime
    state: str = WANTED
    content: bytes | None = None
    reference: str | None = None
    status: str | None = None
    since: datetime | None = None
    sendings: int = 0
    tries: int = 0
    why: Mapping[str, Any] | None = None
    next_at: datetime | None = None

    @property
    def key(self) -> tuple[str, int, str]:
        """What tells it apart from all others."""
        return self.workspace, self.case_number, self.claim


class Filings:
    """The filings of all workspaces, by the instant at which they are seen to next."""

    def __init__(self, connection: Connection, personal: Personal) -> None:
        self._connection = connection
        self._personal = personal

    def keep(self, filing: Filing) -> None:
        """Keep a filing as it is now, with what is sent sealed."""
        row = {name: getattr(filing, name) for name in _PLAIN}
        row["why"] = dict(filing.why) if filing.why is not None else None
        row["sealed"] = None
        if filing.content is not None:
            seal = self._personal.seal_of(filing.workspace, filing.case_number)
            row["sealed"] = seal.sealed(_ref(filing), filing.content)
        self._connection.execute(_keep(self._connection.dialect.name), row)

    def change(self, filing: Filing, **values: Any) -> None:
        """Change what is named; the rest, and what is sent, stays."""
        key = (filings.c.workspace, filings.c.case_number, filings.c.claim)
        where = tuple_(*key) == tuple_(*filing.key)
        self._connection.execute(update(filings).where(where).values(**values))

    def get(self, workspace: str, case_number: int, claim: str) -> Filing | None:
        """The filing of a claim; None where it was never filed so. Whoever changes it holds its case."""
        return self._one(*_of(workspace, case_number), filings.c.claim == claim)

    def of_case(self, workspace: str, case_number: int) -> list[Filing]:
        """The filings of a case."""
        query = select(filings).where(*_of(workspace, case_number)).order_by(filings.c.claim)
        return [self._value(row) for row in self._connection.execute(query)]

    def by_reference(self, insurer: str, reference: str) -> Filing | None:
        """The filing of the claim that a payer calls so."""
        return self._one(filings.c.insurer == insurer, filings.c.reference == reference)

    def due(self, now: datetime, until: datetime, most: int) -> list[Filing]:
        """What is due, taken until an instant: whoever dies on the way leaves it due again then."""
        found = [self._value(row) for row in self._connection.execute(_DUE, {"now": now, "most": most})]
        taken = [replace(one, next_at=until, tries=one.tries + 1) for one in found]
        for one in taken:
            self.change(one, next_at=one.next_at, tries=one.tries)
        return taken

    def late(self, before: datetime) -> list[tuple[int, datetime]]:
        """The cases with a claim that was to be filed or cancelled before an instant and is not, or of which nobody
        could find out; and when that was, oldest first."""
        query = select(filings.c.case_number, filings.c.at)
        late = query.where(filings.c.state.in_(sorted(ON_ITS_WAY)), filings.c.at < before).order_by(filings.c.at)
        return [(row.case_number, row.at) for row in self._connection.execute(late)]

    def next_due(self) -> datetime | None:
        """When the next of all is due."""
        at: datetime | None = self._connection.execute(select(func.min(filings.c.next_at))).scalar()
        return at

    def _one(self, *where: Any) -> Filing | None:
        row = self._connection.execute(select(filings).where(*where).limit(1)).first()
        return self._value(row) if row is not None else None

    def _value(self, row: Any) -> Filing:
        values = {name: getattr(row, name) for name in _PLAIN}
        filing = Filing(**values, why=row.why)
        if row.sealed is None:
            return filing
        seal = self._personal.seal_of(row.workspace, row.case_number)
        return Filing(**values, why=row.why, content=seal.opened(_ref(filing), row.sealed))


_PLAIN = (
    "workspace",
    "case_number",
    "claim",
    "insurer",
    "number",
    "user",
    "at",
    "state",
    "reference",
    "status",
    "since",
    "sendings",
    "tries",
    "next_at",
)
_DUE = (
    select(filings)
    .where(filings.c.next_at <= bindparam("now"))
    .order_by(filings.c.next_at, filings.c.workspace, filings.c.case_number, filings.c.claim)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)  # says nothing on SQLite, which has one writer
)


def _of(workspace: str, case_number: int) -> tuple[Any, Any]:
    return filings.c.workspace == workspace, filings.c.case_number == case_number


def _ref(filing: Filing) -> str:
    return f"filing/{filing.claim}"


@cache
def _keep(dialect: str) -> Insert:
    return upsert(dialect, filings)
