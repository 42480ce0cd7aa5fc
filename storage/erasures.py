"""That something was erased: kept for good, and beside the archives, so that whoever restores one erases it again."""

from dataclasses import asdict
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, func, select

from cases.light_dataclass import dataclass
from storage.row import table_of
from storage.tables import ErasureRow
from storage.upsert import Insert, upsert

erasures = table_of(ErasureRow)
# What was erased: all that is personal of a case, who its buyer is, or a workspace (then the number is 0).
CASE, BUYER, WORKSPACE = "case", "buyer", "workspace"


@dataclass(frozen=True, slots=True)
class Erasure:
    """What was erased when, and by whom; of a buyer also the references of the texts that told them."""

    workspace: str
    case_number: int
    at: datetime
    by: str
    what: str = CASE
    refs: tuple[str, ...] = ()

    @property
    def whose(self) -> tuple[str, str, int]:
        """What tells apart what was erased, however often it was."""
        return self.workspace, self.what, self.case_number


def note_erasure(connection: Connection, one: Erasure) -> None:
    """Note it; a later erasure of the same takes the place of the one before, whose texts stay erased as well."""
    its = (erasures.c.workspace, erasures.c.what, erasures.c.case_number)
    same = (column == value for column, value in zip(its, one.whose, strict=True))
    before = connection.execute(select(erasures.c.refs).where(*same)).scalar() or []
    refs = list(dict.fromkeys((*before, *one.refs)))
    connection.execute(_note(connection.dialect.name), {**asdict(one), "refs": refs})


def all_erasures(connection: Connection) -> list[Erasure]:
    """Every erasure, oldest first."""
    columns = [erasures.c[name] for name in Erasure.__dataclass_fields__]
    found = connection.execute(select(*columns).order_by(erasures.c.at))
    return [Erasure(row.workspace, row.case_number, row.at, row.by, row.what, tuple(row.refs or ())) for row in found]


def newest_erasure(connection: Connection) -> datetime | None:
    """When something was erased last; None where nothing ever was."""
    at: datetime | None = connection.execute(select(func.max(erasures.c.at))).scalar()
    return at


def read_erasure(said: dict[str, Any]) -> Erasure:
    """A line of the list beside the archives. Raises KeyError, TypeError or ValueError where it is none."""
    at = datetime.fromisoformat(said["at"])
    return Erasure(
        said["workspace"], said["case_number"], at, said["by"], said.get("what", CASE), tuple(said.get("refs", ()))
    )


@cache
def _note(dialect: str) -> Insert:
    return upsert(dialect, erasures)
