"""When the likely cause of a case is looked at anew, because only time passes: nobody is asked about its parcel."""

from datetime import datetime
from functools import cache

from sqlalchemy import Connection, delete, select

from cases.light_dataclass import dataclass
from storage.row import table_of
from storage.scan_tables import CauseLookRow
from storage.upsert import Insert, upsert

looks = table_of(CauseLookRow)
BATCH = 50


@dataclass(frozen=True, slots=True)
class CauseLook:
    """A case, what its cause and next step were when somebody looked last, and when it is looked at again (UTC)."""

    workspace: str
    case_number: int
    cause: str
    next_step: str
    look_at: datetime


class CauseLooks:
    """The cases whose cause time may change, by when they are looked at."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep(self, look: CauseLook) -> None:
        """Look at a case again at that instant, and not before."""
        row = {name: getattr(look, name) for name in CauseLook.__dataclass_fields__}
        self._connection.execute(_keep(self._connection.dialect.name), row)

    def forget(self, workspace: str, case_number: int) -> None:
        """Look at a case no more."""
        its = (looks.c.workspace == workspace, looks.c.case_number == case_number)
        self._connection.execute(delete(looks).where(*its))

    def due(self, now: datetime, most: int = BATCH) -> list[CauseLook]:
        """Those that are to be looked at by now, the longest waiting first."""
        query = select(*looks.c).where(looks.c.look_at <= now).order_by(looks.c.look_at).limit(most)
        return [CauseLook(*row) for row in self._connection.execute(query)]


@cache
def _keep(dialect: str) -> Insert:
    return upsert(dialect, looks)
