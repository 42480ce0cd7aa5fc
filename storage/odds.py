"""How often claims were paid and parcels turned up among a carrier's closed cases: decisions are reckoned with it."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, case, func, or_, select

from cases.expected_costs import Odds
from cases.scorecards import UNPAID_ENDS
from storage.tables import CaseRow, table_of
from storage.watch_tables import ClaimRow

cases, claims = table_of(CaseRow), table_of(ClaimRow)
# Closed as not lost for reasons that say nothing of a parcel that is missing.
NONE_WAS_MISSING = ("duplicate", "wrong_number", "our_mistake")


class PastOdds:
    """The odds of one workspace over the cases closed after an instant (UTC).

    `reader` is whoever looks and sees of private cases only their own; None sees all.
    """

    def __init__(self, connection: Connection, workspace: str, since: datetime, reader: str | None = None) -> None:
        self._connection = connection
        self._wanted: list[Any] = [
            cases.c.workspace == workspace,
            cases.c.status == "closed",
            cases.c.closed_at > since,
        ]
        if reader is not None:
            self._wanted.append(or_(~cases.c.private, cases.c.owner == reader, cases.c.backup == reader))

    def paid(self, carrier: str, payer: str) -> Odds:
        """Of the claims on a payer that ended, those for which money came; over the cases of one carrier."""
        came = claims.c.received.is_not(None)
        settled = or_(came, claims.c.state.in_(sorted(UNPAID_ENDS)))
        of_case = and_(claims.c.workspace == cases.c.workspace, claims.c.case_number == cases.c.number)
        query = (
            select(func.sum(case((came, 1), else_=0)), func.sum(case((settled, 1), else_=0)))
            .join_from(cases, claims, of_case)
            .where(*self._wanted, cases.c.carrier == carrier, claims.c.payer == payer)
        )
        return _odds(self._connection.execute(query).one())

    def turned_up(self, carrier: str) -> Odds:
        """Of the parcels of one carrier that were missing, those that came to light after all."""
        not_lost = cases.c.outcome == "not_lost"
        none_missing = and_(not_lost, func.coalesce(cases.c.cause, "").in_(NONE_WAS_MISSING))
        found = or_(not_lost, cases.c.document["found_at"].as_string().is_not(None))
        query = select(func.sum(case((found, 1), else_=0)), func.count()).where(
            *self._wanted, cases.c.carrier == carrier, ~none_missing
        )
        return _odds(self._connection.execute(query).one())


def _odds(row: Any) -> Odds:
    hits, whole = row
    return Odds(int(hits or 0), int(whole or 0))
