"""Which files are kept for a case: what they are called and are, who gave them, when and where. No bytes here."""

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, select

from cases.light_dataclass import dataclass
from storage.errors import EvidenceErased
from storage.evidence_tables import EvidenceRow
from storage.keys import key_mark
from storage.personal import CaseSeal, Personal
from storage.row import table_of
from storage.upsert import Insert, upsert

evidence = table_of(EvidenceRow)


@dataclass(frozen=True, slots=True)
class Laid:
    """Bytes that lie in the store, sealed with the case's key of that moment, and that no row speaks of yet."""

    workspace: str
    case_number: int
    sha256: str
    size: int
    key: str


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file of a case. `name` is None when it was erased; `came_by` is thread, direct or form."""

    sha256: str
    size: int
    content_type: str
    misnamed: bool
    name: str | None
    by: str
    at: datetime
    came_by: str
    slack_file: str | None = None
    channel: str | None = None
    message_ts: str | None = None
    erased_at: datetime | None = None


class EvidenceRows:
    """The files of cases, within one transaction."""

    def __init__(self, connection: Connection, personal: Personal) -> None:
        self._connection = connection
        self._personal = personal

    def keep(self, laid: Laid, file: KeptFile) -> None:
        """Say that a file is kept. Raises EvidenceErased when the case was erased since its bytes were laid down."""
        key = self._personal.key_of(laid.workspace, laid.case_number)
        if key is None or key_mark(key) != laid.key:
            raise EvidenceErased(f"Case {laid.case_number} was erased at this moment. Nothing was kept; try again.")
        seal = self._personal.seal_of(laid.workspace, laid.case_number)
        row = {name: getattr(file, name) for name in _FIELDS if name != "name"}
        row |= {"workspace": laid.workspace, "case_number": laid.case_number, "sha256": laid.sha256, "size": laid.size}
        name = (file.name or "").replace("\0", "�").encode("utf-8", "replace")
        row["name"] = seal.sealed(_ref(laid.sha256), name)
        self._connection.execute(_keep(self._connection.dialect.name), row)

    def of_case(self, workspace: str, case_number: int) -> tuple[KeptFile, ...]:
        """The files of a case, the first kept first; those that were erased are left out."""
        seal = self._personal.seal_of(workspace, case_number)
        query = select(evidence).where(*_its(workspace, case_number), evidence.c.erased_at.is_(None))
        return tuple(
            _value(row, seal) for row in self._connection.execute(query.order_by(evidence.c.at, evidence.c.sha256))
        )

    def has(self, workspace: str, case_number: int, sha256: str) -> bool:
        """Whether these bytes are kept for a case and were not erased."""
        where = (*_its(workspace, case_number), evidence.c.sha256 == sha256, evidence.c.erased_at.is_(None))
        return self._connection.execute(select(evidence.c.sha256).where(*where)).first() is not None

    def all_kept(self) -> list[tuple[str, int, str, int]]:
        """Workspace, case, SHA-256 and size of every file of all workspaces that was not erased."""
        columns = (evidence.c.workspace, evidence.c.case_number, evidence.c.sha256, evidence.c.size)
        query = select(*columns).where(evidence.c.erased_at.is_(None)).order_by(*columns[:3])
        return [(row[0], row[1], row[2], row[3]) for row in self._connection.execute(query)]


_FIELDS = (
    "sha256",
    "size",
    "content_type",
    "misnamed",
    "name",
    "by",
    "at",
    "came_by",
    "slack_file",
    "channel",
    "message_ts",
    "erased_at",
)


def _value(row: Any, seal: CaseSeal) -> KeptFile:
    name = seal.opened(_ref(row.sha256), row.name)
    values = {one: getattr(row, one) for one in _FIELDS if one != "name"}
    return KeptFile(**values, name=None if name is None else name.decode())


def _ref(sha256: str) -> str:
    return f"evidence-name/{sha256}"


def _its(workspace: str, case_number: int) -> tuple[Any, Any]:
    return evidence.c.workspace == workspace, evidence.c.case_number == case_number


@cache
def _keep(dialect: str) -> Insert:
    return upsert(dialect, evidence)
