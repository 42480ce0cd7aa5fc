"""Dated rates between currencies: what was published, and what people entered."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, func, select

from cases.rates import OLDEST_DAYS, Rate
from storage.money_tables import RateRow
from storage.row import table_of
from storage.tables import PersonRow
from storage.upsert import upsert

rates, people = table_of(RateRow), table_of(PersonRow)
AT_ONCE = 200


class Rates:
    """The rates of a workspace."""

    def __init__(self, connection: Connection, workspace: str) -> None:
        self._connection = connection
        self._workspace = workspace

    def keep(self, found: Iterable[Rate]) -> int:
        """Keep these rates and return how many they are; one of the same day and source is replaced."""
        rows = [_row(self._workspace, one) for one in found]
        for start in range(0, len(rows), AT_ONCE):
            self._connection.execute(upsert(self._connection.dialect.name, rates), rows[start : start + AT_ONCE])
        return len(rows)

    def of(self, on: date) -> tuple[Rate, ...]:
        """Every rate that may count on a day: published that day or shortly before."""
        where = rates.c.workspace == self._workspace, rates.c.on_day <= on
        query = select(rates).where(*where, rates.c.on_day >= on - timedelta(days=OLDEST_DAYS))
        return tuple(_value(row) for row in self._connection.execute(query.order_by(rates.c.on_day.desc())))

    def workspaces(self) -> list[str]:
        """Every workspace that has people, and so may want rates."""
        return list(self._connection.execute(select(people.c.workspace).distinct()).scalars())

    def newest(self, source: str) -> date | None:
        """The last day for which a source's rates are kept."""
        query = select(func.max(rates.c.on_day, type_=rates.c.on_day.type))
        return self._connection.execute(
            query.where(rates.c.workspace == self._workspace, rates.c.source == source)
        ).scalar()


def _row(workspace: str, one: Rate) -> dict[str, Any]:
    return {
        "workspace": workspace,
        "base": one.base,
        "quote": one.quote,
        "on_day": one.on,
        "source": one.source,
        "value": one.value,
        "kept_at": one.kept_at,
        "by": one.by,
        "note": one.note,
    }


def _value(row: Any) -> Rate:
    return Rate(row.base, row.quote, row.value, row.on_day, row.source, row.kept_at, row.by, row.note)
