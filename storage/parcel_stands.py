"""Where the parcels of cases stand, kept beside their scans: so that those that stand together are found at once."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select, tuple_, update

from cases.cover import country_in
from cases.light_dataclass import dataclass
from cases.mass_loss import MARKS, OLDEST, WITHIN, Stand, Standing, still_at
from storage.incident_tables import StandRow
from storage.later import Later
from storage.row import table_of
from storage.tables import CaseRow
from storage.upsert import Insert, upsert

stands, cases = table_of(StandRow), table_of(CaseRow)
BATCH = 200


@dataclass(frozen=True, slots=True)
class DueStand:
    """A parcel that is to be compared with others: what it may share with them."""

    workspace: str
    case_number: int
    stand: Stand


class ParcelStands:
    """Where parcels were last in hand, by case."""

    def __init__(self, connection: Connection, later: Later) -> None:
        self._written = connection
        self._later = later
        # Where the parcels of cases stand that were read ahead, as they are now.
        self._ahead: dict[tuple[str, int], Stand | None] = {}

    @property
    def _connection(self) -> Connection:
        """The connection, with everything written that was kept so far."""
        self._later.now()
        return self._written

    def read_ahead(self, workspace: str, numbers: Sequence[int]) -> None:
        """Read where the parcels of several cases stand by one query; nobody else changes it before this transaction
        ends.
        """
        found = self.of_cases(workspace, numbers)
        self._ahead |= {(workspace, number): found.get(number) for number in numbers}

    def keep(self, workspace: str, case_number: int, stand: Stand | None, at: datetime) -> None:
        """Keep where the parcel of a case stands now; None where it stands nowhere any more.

        It is compared with others once its silence counts, and anew whenever this changes; an answer that says the same
        as the one before changes nothing.
        """
        case = (workspace, case_number)
        if case not in self._ahead:
            self._ahead[case] = self.of_cases(workspace, [case_number]).get(case_number)
        if stand == self._ahead[case]:
            return
        self._ahead[case] = stand
        if stand is None:
            its = (stands.c.workspace == workspace, stands.c.case_number == case_number)
            self._connection.execute(delete(stands).where(*its))
            return
        row = {
            "workspace": workspace,
            "case_number": case_number,
            "at": stand.at,
            "kind": stand.kind,
            "hub": stand.hub,
            "place": stand.place,
            "flight": stand.flight,
            "bag": stand.bag,
            "still_at": still_at(stand),
            "look_at": max(at, still_at(stand)),
        }
        self._later.write(_keep(self._written.dialect.name), [row])

    def due(self, now: datetime, most: int = BATCH) -> list[DueStand]:
        """The parcels that are to be compared by now, the longest waiting first: it, and who waits as well and stands
        where it does, in the same days.
        """
        rows = self._connection.execute(_DUE, {"now": now, "most": most}).all()
        found = [DueStand(row.workspace, row.case_number, _stand(row)) for row in rows]
        return [one for one in found if _compared_at_once(one, found[0])]

    def near(self, workspace: str, due: Sequence[DueStand], now: datetime) -> list[Standing]:
        """Everything open that may share a place, a flight or a bag with one of these, themselves included."""
        since = max(min(one.stand.at for one in due) - WITHIN, now - OLDEST)
        until = max(one.stand.at for one in due) + WITHIN
        names = {"its_workspace": workspace, "since": since, "until": until}
        found: dict[int, Standing] = {}
        for mark, query in _NEAR.items():
            if these := sorted({one for each in due if (one := getattr(each.stand, mark))}):
                rows = self._connection.execute(query, {**names, "these": these})
                found |= {row.case_number: _standing(row) for row in rows}
        return list(found.values())

    def of_cases(self, workspace: str, numbers: Iterable[int]) -> dict[int, Stand]:
        """Where the parcels of some cases stand, by case number; nothing for those that stand nowhere."""
        rows = self._connection.execute(_THESE, {"its_workspace": workspace, "these": list(numbers)})
        return {row.case_number: _stand(row) for row in rows}

    def compared(self, due: Collection[DueStand], now: datetime) -> None:
        """Note that these were compared, unless something about them has changed since."""
        keys = [(one.workspace, one.case_number, one.stand.at) for one in due]
        its = tuple_(stands.c.workspace, stands.c.case_number, stands.c.at).in_(keys)
        self._connection.execute(update(stands).where(its, stands.c.look_at <= now).values(look_at=None))


def compare_again(later: Later, workspace: str, case_number: int, at: datetime) -> None:
    """Let the parcel of a case be compared anew: its carrier, its route or its case's state has changed."""
    later.write(_COMPARE_AGAIN, [{"its_workspace": workspace, "its_case": case_number, "its_at": at}])


def _compared_at_once(one: DueStand, first: DueStand) -> bool:
    shared = any(getattr(one.stand, mark) and getattr(one.stand, mark) == getattr(first.stand, mark) for mark in MARKS)
    near = abs(one.stand.at - first.stand.at) <= WITHIN
    return one == first or (one.workspace == first.workspace and shared and near)


def _standing(row: Any) -> Standing:
    lane = country_in(row.origin), country_in(row.destination)
    return Standing(row.case_number, row.carrier or "", *lane, _stand(row))


def _stand(row: Any) -> Stand:
    return Stand(row.at, row.kind, row.hub, row.place, row.flight, row.bag)


@cache
def _keep(dialect: str) -> Insert:
    return upsert(dialect, stands)


_SHOWN = (
    stands.c.workspace,
    stands.c.case_number,
    stands.c.at,
    stands.c.kind,
    stands.c.hub,
    stands.c.place,
    stands.c.flight,
    stands.c.bag,
)
_DUE = (
    select(*_SHOWN)
    # One that is compared anew may have been scanned a moment ago.
    .where(stands.c.look_at <= bindparam("now"), stands.c.still_at <= bindparam("now"))
    .order_by(stands.c.look_at)
    .limit(bindparam("most"))
)
_SAME_CASE = (cases.c.workspace == stands.c.workspace) & (cases.c.number == stands.c.case_number)
# One query for each mark, or no index would serve.
_NEAR = {
    mark: select(*_SHOWN, cases.c.carrier, cases.c.origin, cases.c.destination)
    .join_from(stands, cases, _SAME_CASE)
    .where(
        stands.c.workspace == bindparam("its_workspace"),
        stands.c[mark].in_(bindparam("these", expanding=True)),
        stands.c.at.between(bindparam("since"), bindparam("until")),
        cases.c.status == "open",
        # What stands together is listed in a channel.
        ~cases.c.private,
    )
    for mark in MARKS
}
_THESE = select(*_SHOWN).where(
    stands.c.workspace == bindparam("its_workspace"), stands.c.case_number.in_(bindparam("these", expanding=True))
)
_COMPARE_AGAIN = (
    update(stands)
    .where(stands.c.workspace == bindparam("its_workspace"), stands.c.case_number == bindparam("its_case"))
    .values(look_at=bindparam("its_at"))
)
