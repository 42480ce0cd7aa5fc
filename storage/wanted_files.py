"""Files that people gave us in Slack and that are still to be fetched: noted with the event, so that none is lost."""

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, delete, func, select, tuple_, update
from sqlalchemy.sql.dml import ReturningInsert

from cases.light_dataclass import dataclass
from storage.evidence_tables import WantedFileRow
from storage.row import table_of
from storage.upsert import insert_into

wanted = table_of(WantedFileRow)
NO_CASE_YET = 0
# In place of a case: a list of numbers, which is read and not kept.
NUMBERS_TO_WATCH = -1
# Stands in the place of a case for a file that is no evidence: the lines of a bank or carrier.
PAYMENTS = -2


@dataclass(frozen=True, slots=True)
class WantedFile:
    """A file to be fetched: for which case (0: not said yet), who gave it, when, and as which document.

    One of payments (`PAYMENTS`) has, in place of a document, whose lines these are and the currency without one.
    """

    workspace: str
    slack_file: str
    case_number: int
    by: str
    at: datetime
    came_by: str
    slot: str = ""
    note: str | None = None
    channel: str | None = None
    thread_ts: str | None = None
    message_ts: str | None = None
    tries: int = 0


class WantedFiles:
    """The queue of files by the instant at which they are fetched next."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def want(self, file: WantedFile) -> bool:
        """Note that a file is to be fetched now; one that is waiting for the same case already is left as it is.

        A file for no known case waits until somebody names one.
        """
        row = {name: getattr(file, name) for name in _FIELDS}
        row["next_at"] = file.at if file.case_number != NO_CASE_YET else None
        return self._connection.execute(_want(self._connection.dialect.name), row).first() is not None

    def due(self, now: datetime, until: datetime, most: int, *, lists: bool = False) -> list[WantedFile]:
        """Files that are due, taken until an instant: whoever dies on the way leaves them due again then.

        Evidence, or else the lists of numbers.
        """
        query = _DUE.where(_are_lists(lists))
        if self._connection.dialect.name == "postgresql":
            query = query.with_for_update(skip_locked=True)
        found = [WantedFile(*row) for row in self._connection.execute(query, {"now": now, "most": most})]
        if found:
            keys = [(one.workspace, one.slack_file, one.case_number) for one in found]
            taken = update(wanted).where(_KEY.in_(keys)).values(next_at=until, tries=wanted.c.tries + 1)
            self._connection.execute(taken)
        return found

    def next_due(self, *, lists: bool = False) -> datetime | None:
        """When the next file of all is due; or else the next list of numbers."""
        query = select(func.min(wanted.c.next_at)).where(_are_lists(lists))
        at: datetime | None = self._connection.execute(query).scalar()
        return at

    def again(self, file: WantedFile, at: datetime) -> None:
        """Fetch it at an instant, and not before."""
        self._connection.execute(update(wanted).where(*_its(file)).values(next_at=at))

    def done(self, file: WantedFile) -> bool:
        """It needs no fetching any more; False when it did not need any before either: its case was erased."""
        return self._connection.execute(delete(wanted).where(*_its(file))).rowcount == 1

    def without_a_case(self, workspace: str, by: str, message_ts: str) -> list[WantedFile]:
        """The files of somebody's message that wait for them to say which case they are for."""
        return self._found(
            workspace, wanted.c.by == by, wanted.c.message_ts == message_ts, wanted.c.case_number == NO_CASE_YET
        )

    def waiting_for(self, workspace: str, case_number: int) -> list[WantedFile]:
        """The files of a case that are still to be fetched."""
        return self._found(workspace, wanted.c.case_number == case_number)

    def late(self, before: datetime) -> list[tuple[int, datetime]]:
        """The cases of files that were given before an instant and are still to be fetched, and when; oldest first."""
        query = select(wanted.c.case_number, wanted.c.at)
        late = query.where(wanted.c.next_at.is_not(None), wanted.c.at < before).order_by(wanted.c.at)
        return [(row.case_number, row.at) for row in self._connection.execute(late)]

    def forget_unclaimed(self, before: datetime) -> int:
        """Forget files of long ago for which nobody named a case; return how many that was."""
        old = (wanted.c.case_number == NO_CASE_YET, wanted.c.at < before)
        return self._connection.execute(delete(wanted).where(*old)).rowcount

    def _found(self, workspace: str, *where: Any) -> list[WantedFile]:
        query = select(*_COLUMNS).where(wanted.c.workspace == workspace, *where)
        return [WantedFile(*row) for row in self._connection.execute(query.order_by(wanted.c.at, wanted.c.slack_file))]


_FIELDS = (
    "workspace",
    "slack_file",
    "case_number",
    "by",
    "at",
    "came_by",
    "slot",
    "note",
    "channel",
    "thread_ts",
    "message_ts",
    "tries",
)
_COLUMNS = tuple(wanted.c[name] for name in _FIELDS)
_KEY = tuple_(wanted.c.workspace, wanted.c.slack_file, wanted.c.case_number)
_DUE = (
    select(*_COLUMNS)
    .where(wanted.c.next_at <= bindparam("now"))
    .order_by(wanted.c.next_at, wanted.c.slack_file)
    .limit(bindparam("most"))
)


def _are_lists(lists: bool) -> ColumnElement[bool]:
    return wanted.c.case_number == NUMBERS_TO_WATCH if lists else wanted.c.case_number != NUMBERS_TO_WATCH


def _its(file: WantedFile) -> tuple[Any, ...]:
    return (
        wanted.c.workspace == file.workspace,
        wanted.c.slack_file == file.slack_file,
        wanted.c.case_number == file.case_number,
    )


@cache
def _want(dialect: str) -> ReturningInsert[str]:
    return insert_into(dialect, wanted).on_conflict_do_nothing().returning(wanted.c.slack_file)
