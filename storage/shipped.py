"""How many parcels a workspace shipped, by month and kind."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection, and_, delete, func, insert, or_, select

from cases.shipped import APART, Shipped
from storage.row import table_of
from storage.shipped_tables import ShippedRow

shipped = table_of(ShippedRow)
SUM = func.coalesce(func.sum(shipped.c.parcels), 0)


class ShippedParcels:
    """The figures of one workspace. What is told anew takes the place of what was told before: nothing counts twice."""

    def __init__(self, connection: Connection, workspace: str) -> None:
        self._connection = connection
        self._workspace = workspace

    def replace(self, some: Sequence[Shipped]) -> None:
        """Keep a file's figures in place of all that are kept for the months and carriers that stand in it."""
        told = sorted({(one.month, one.carrier or "") for one in some})
        for n in range(0, len(told), 100):
            those = [and_(shipped.c.month == month, shipped.c.carrier == code) for month, code in told[n : n + 100]]
            self._connection.execute(delete(shipped).where(shipped.c.workspace == self._workspace, or_(*those)))
        self._add(some)

    def put(self, one: Shipped) -> int:
        """Keep one figure in place of that of the same month and kind, none of it where it is 0; how many were kept."""
        same = [shipped.c.workspace == self._workspace, shipped.c.month == one.month]
        same += [shipped.c[name] == (part or "") for name, part in zip(APART, one.kind, strict=True)]
        before = int(self._connection.execute(select(SUM).where(*same)).scalar_one())
        self._connection.execute(delete(shipped).where(*same))
        self._add([one])
        return before

    def by_carrier(self, months: Iterable[str]) -> Mapping[tuple[str, str | None], int]:
        """How many parcels are kept for each of these months and carriers."""
        query = select(shipped.c.month, shipped.c.carrier, SUM).where(
            shipped.c.workspace == self._workspace, shipped.c.month.in_(sorted(set(months)))
        )
        rows = self._connection.execute(query.group_by(shipped.c.month, shipped.c.carrier))
        return {(month, carrier or None): int(parcels) for month, carrier, parcels in rows}

    def latest(self, most: int) -> list[tuple[str, int]]:
        """The last months of which anything is kept, and how many parcels."""
        query = select(shipped.c.month, SUM).where(shipped.c.workspace == self._workspace)
        rows = self._connection.execute(query.group_by(shipped.c.month).order_by(shipped.c.month.desc()).limit(most))
        return [(month, int(parcels)) for month, parcels in rows]

    def _add(self, some: Iterable[Shipped]) -> None:
        rows = [
            {"workspace": self._workspace, "month": one.month, "parcels": one.parcels}
            | {name: part or "" for name, part in zip(APART, one.kind, strict=True)}
            for one in some
            if one.parcels
        ]
        if rows:
            self._connection.execute(insert(shipped), rows)
