"""The claims that payers have and that have not ended: whose they are, and of which cases."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, and_, select

from cases.tracks import CLAIM_WITH_PAYER
from storage.row import table_of
from storage.tables import CaseRow
from storage.watch_tables import ClaimRow

claims, cases = table_of(ClaimRow), table_of(CaseRow)


class OpenClaims:
    """Open claims of one workspace: everybody's or one owner's, as far as a reader may see them.

    `reader` is whoever sees of private cases only their own, None for those who see all.
    """

    def __init__(self, connection: Connection, workspace: str, owner: str | None, reader: str | None) -> None:
        self._connection = connection
        self._of_some_cases = owner is not None or reader is not None
        self._which = [claims.c.workspace == workspace, claims.c.state.in_(sorted(CLAIM_WITH_PAYER))]
        if owner is not None:
            self._which.append(cases.c.owner == owner)
        if reader is not None:
            self._which.append(~cases.c.private | (cases.c.owner == reader) | (cases.c.backup == reader))

    def payers(self) -> list[str]:
        """Every payer that has one, as it was written, in order of the alphabet."""
        found = self._connection.execute(self._select(claims.c.payer).distinct())
        return sorted(found.scalars(), key=lambda one: (one.casefold(), one))

    def of(self, payers: Collection[str]) -> list[tuple[int, str]]:
        """Those of payers that are written so: the case's number and the claim's id, in their order."""
        query = self._select(claims.c.case_number, claims.c.claim).where(claims.c.payer.in_(sorted(payers)))
        rows = self._connection.execute(query.order_by(claims.c.case_number, claims.c.claim))
        return [(number, claim) for number, claim in rows]

    def _select(self, *what: Any) -> Any:
        query = select(*what).where(*self._which)
        if not self._of_some_cases:
            return query
        its_case = and_(cases.c.workspace == claims.c.workspace, cases.c.number == claims.c.case_number)
        return query.join_from(claims, cases, its_case)
