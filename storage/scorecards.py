"""What scorecards are made of: the cases that were opened in a period, their moves, claims and money, by group.

Six queries, however many cases there are: each begins at the cases of the period and follows keys from there.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from copy import copy
from datetime import UTC, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, Table, and_, case, func, literal, or_, select

from cases.hubs import town_key
from cases.insuring import Loss
from cases.money import Money
from cases.scorecards import (
    FIGURES,
    MONEY_ACCOUNTS,
    RATE_LOST,
    RATE_OPEN,
    TOLD_BY,
    WITHOUT_RATE,
    ClaimStands,
    Counted,
    Fact,
    LostCount,
    Moved,
    Names,
    Score,
    ShippedCount,
    scores,
    with_rates,
)
from cases.shipped import begins, month_at, months_of, next_month
from cases.wanted import CARRIER
from storage.money_tables import LedgerRow
from storage.shipped_tables import ShippedRow
from storage.tables import CaseRow, LogRow, table_of
from storage.watch_tables import ClaimRow

cases, log = table_of(CaseRow), table_of(LogRow)
claims, lines, shipped = table_of(ClaimRow), table_of(LedgerRow), table_of(ShippedRow)
COLUMNS: dict[str, tuple[str, ...]] = {
    "carrier": ("carrier",),
    "service": ("carrier", "service"),
    "lane": ("origin", "destination"),
    "hub": ("hub",),
    "warehouse": ("warehouse",),
    "sku": ("sku",),
    "packaging": ("packaging",),
    "marketplace": ("marketplace",),
    "cause": ("cause",),
    "prevention": ("prevention",),
    "route": ("destination", "carrier", "service"),
}
NOT_LOST = "not_lost"
HUB = "hub"
_CLOSED = cases.c.status == "closed"
_NOTHING_LOST = (cases.c.outcome == NOT_LOST) | cases.c.document["found_at"].as_string().is_not(None)
LOST, BACK = and_(_CLOSED, ~_NOTHING_LOST), and_(_CLOSED, _NOTHING_LOST)


class Scorecards:
    """The scorecards of one workspace over the cases opened after an instant and until another (UTC).

    `reader` is whoever looks and sees of private cases only their own, None who sees all; without `with_private` no
    private case counts, whoever looks: for what everybody reads. Months are those of `zone`.
    """

    def __init__(
        self,
        connection: Connection,
        workspace: str,
        since: datetime,
        until: datetime,
        reader: str | None = None,
        *,
        with_private: bool = True,
        zone: str = "UTC",
    ) -> None:
        self._connection = connection
        self._workspace = workspace
        self._period, self._zone = (since, until), zone
        own = (cases.c.owner == reader) | (cases.c.backup == reader)
        self._seen: list[Any] = [cases.c.workspace == workspace]
        if not with_private:
            self._seen.append(~cases.c.private)
        elif reader is not None:
            self._seen.append(~cases.c.private | own)
        self._wanted = [*self._seen, cases.c.opened_at > since, cases.c.opened_at <= until]

    def by(self, what: str) -> list[Score]:
        """The scorecard by carrier, service (of a carrier), lane, … or cause; what is worst first."""
        columns = self._columns(what)
        found = scores(self._counted(columns), self._facts(columns), self._claims(columns), self._moved(columns))
        counted = [] if what in WITHOUT_RATE else self._shipped(what)
        if not counted:
            return found
        return with_rates(found, counted, self._lost(columns, sorted({one.month for one in counted})))

    def briefly(self, what: str) -> list[Score]:
        """The same rows with nothing but their cases and loss rates: what another period is compared with."""
        columns = self._columns(what)
        found = [Score(one.names, one.opened, one.lost, one.not_lost) for one in self._counted(columns)]
        counted = [] if what in WITHOUT_RATE else self._shipped(what)
        if not counted:
            return found
        return with_rates(found, counted, self._lost(columns, sorted({one.month for one in counted})))

    def in_short(self, what: str) -> list[Score]:
        """The same rows with their cases, loss rates and money alone; what is worst first."""
        columns = self._columns(what)
        found = scores(self._counted(columns), [], [], self._moved(columns))
        counted = [] if what in WITHOUT_RATE else self._shipped(what)
        if not counted:
            return found
        return with_rates(found, counted, self._lost(columns, sorted({one.month for one in counted})))

    def behind(self, what: str, rows: Collection[Score]) -> Mapping[str, list[int]]:
        """The numbers of the cases behind each figure of these rows, the newest first."""
        wanted = {one.names for one in rows}
        columns = self._columns(what)
        query = select(cases.c.number, *columns).where(*self._wanted, *_narrowed(columns, wanted))
        kept = {number for number, *names in self._connection.execute(query) if tuple(names) in wanted}
        its, number = copy(self), [cases.c.number]
        its._wanted = [*self._wanted, *_narrowed(columns, wanted)]
        each = scores(its._counted(number), its._facts(number), its._claims(number), its._moved(number))
        by_number = {int(one.names[0] or 0): one for one in each}
        found = {
            name: sorted((n for n, one in by_number.items() if n in kept and counts(one)), reverse=True)
            for name, counts in FIGURES.items()
        }
        return found | self._behind_rates(columns, rows)

    def _behind_rates(self, columns: list[Any], rows: Iterable[Score]) -> dict[str, list[int]]:
        """The cases behind the loss rates of some rows: those that were opened in the months of each."""
        months = {one.names: one.months for one in rows}
        all_months = sorted({month for some in months.values() for month in some})
        found: dict[str, list[int]] = {RATE_LOST: [], RATE_OPEN: []}
        if not all_months:
            return found
        still = cases.c.status == "open"
        query = (
            select(cases.c.number, cases.c.opened_at, still, *columns)
            .where(*self._seen, or_(LOST, still), *_narrowed(columns, set(months)))
            .where(cases.c.opened_at >= begins(all_months[0], self._zone))
            .where(cases.c.opened_at < begins(next_month(all_months[-1]), self._zone))
            .order_by(cases.c.number.desc())
        )
        for number, opened_at, is_open, *names in self._connection.execute(query):
            if month_at(opened_at, self._zone) in months.get(tuple(names), ()):
                found[RATE_OPEN if is_open else RATE_LOST].append(number)
        return found

    def losses(self, lanes: Iterable[Score]) -> list[Loss]:
        """What was lost for good on these lanes in the months of their loss rates, as far as its worth is known."""
        months = {one.names: one.months for one in lanes}
        columns = [cases.c[name] for name in COLUMNS["lane"]]
        every = sorted({month for some in months.values() for month in some})
        if not every:
            return []
        wanted = [*self._seen, LOST, cases.c.worth.is_not(None)]
        wanted += [cases.c.opened_at >= begins(every[0], self._zone)]
        wanted += [cases.c.opened_at < begins(next_month(every[-1]), self._zone)]
        paid = select(claims.c.case_number, claims.c.currency, claims.c.received).join_from(
            cases, claims, _of_case(claims)
        )
        back: dict[tuple[int, str], Decimal] = {}
        for number, currency, received in self._connection.execute(paid.where(*wanted, claims.c.payer_kind == CARRIER)):
            back[number, currency] = back.get((number, currency), Decimal(0)) + (received or 0)
        query = select(cases.c.number, cases.c.opened_at, cases.c.worth, cases.c.worth_currency, *columns)
        return [
            Loss(number, tuple(names), Money(worth, currency), back.get((number, currency), Decimal(0)))
            for number, at, worth, currency, *names in self._connection.execute(query.where(*wanted))
            if month_at(at, self._zone) in months.get(tuple(names), ())
        ]

    def _columns(self, what: str, table: Table = cases) -> list[Any]:
        """What rows are grouped by; a hub under whichever of its names it was written, by the name used most."""
        columns: list[Any] = [table.c[name] for name in COLUMNS[what]]
        return [_named(column, self._one_name) if column.name == HUB else column for column in columns]

    @cached_property
    def _one_name(self) -> dict[str, str]:
        """The names of hubs that are other names of one which this workspace uses more often, with that one."""
        told: Counter[str] = Counter()
        for table in (cases, shipped):
            query = select(table.c[HUB], func.count()).where(table.c.workspace == self._workspace, table.c[HUB] != "")
            rows = self._connection.execute(query.group_by(table.c[HUB]))
            told.update({row[0]: row[1] for row in rows})
        best: dict[str, str] = {}
        for name in sorted(told, key=lambda one: (-told[one], one)):
            best.setdefault(town_key(name), name)
        return {name: best[town_key(name)] for name in told if best[town_key(name)] != name}

    def _shipped(self, what: str) -> list[ShippedCount]:
        """What was shipped in the months of the period; what is not told apart so far belongs to no group."""
        columns = self._columns(what, shipped)
        query = (
            select(*columns, shipped.c.month, func.sum(shipped.c.parcels))
            .where(shipped.c.workspace == self._workspace, shipped.c.month.in_(months_of(*self._period, self._zone)))
            .where(*(column != "" for column in columns))
            .group_by(*columns, shipped.c.month)
            .order_by(*columns, shipped.c.month)
        )
        return [ShippedCount(tuple(names), month, int(n)) for *names, month, n in self._connection.execute(query)]

    def _lost(self, columns: list[Any], months: Sequence[str]) -> list[LostCount]:
        """What became of the cases that were opened in each of these months."""
        spans = [(begins(month, self._zone), begins(next_month(month), self._zone)) for month in months]
        counts: list[Any] = []
        for start, end in spans:
            within = and_(cases.c.opened_at >= start, cases.c.opened_at < end)
            counts += [func.sum(case((and_(within, one), 1), else_=0)) for one in (LOST, cases.c.status == "open")]
        query = select(*columns, *counts).where(
            *self._seen, cases.c.opened_at >= spans[0][0], cases.c.opened_at < spans[-1][1]
        )
        found = []
        for row in self._connection.execute(query.group_by(*columns)):
            names, numbers = tuple(row[: len(columns)]), row[len(columns) :]
            pairs = zip(months, numbers[::2], numbers[1::2], strict=True)
            found += [LostCount(names, month, lost, still) for month, lost, still in pairs]
        return found

    def _counted(self, columns: list[Any]) -> list[Counted]:
        lost, not_lost = (func.sum(case((one, 1), else_=0)) for one in (LOST, BACK))
        query = select(*columns, func.count(), lost, not_lost).where(*self._wanted).group_by(*columns)
        return [
            Counted(tuple(names), opened, gone, back) for *names, opened, gone, back in self._connection.execute(query)
        ]

    def _facts(self, columns: list[Any]) -> list[Fact]:
        query = (
            select(*columns, log.c.case_number, log.c.seq, log.c.target, log.c.move, log.c.at, log.c.details)
            .join_from(cases, log, _of_case(log))
            .where(*self._wanted, log.c.move.in_(sorted(TOLD_BY)))
        )
        # Put in order here: asked for in order, SQLite would read the log of every case there is.
        found = sorted(self._connection.execute(query), key=lambda row: (row.case_number, row.seq))
        return [
            Fact(tuple(names), number, target or "", move, _happened(details, at))
            for *names, number, _, target, move, at, details in found
        ]

    def _claims(self, columns: list[Any]) -> list[ClaimStands]:
        query = (
            select(*columns, claims.c.case_number, claims.c.claim, claims.c.state, claims.c.received)
            .join_from(cases, claims, _of_case(claims))
            .where(*self._wanted)
        )
        return [
            ClaimStands(tuple(names), number, claim, state, bool(received))
            for *names, number, claim, state, received in self._connection.execute(query)
        ]

    def _moved(self, columns: list[Any]) -> list[Moved]:
        query = (
            select(*columns, lines.c.account, lines.c.currency, lines.c.amount)
            .join_from(cases, lines, _of_case(lines))
            .where(*self._wanted, lines.c.account.in_(sorted(MONEY_ACCOUNTS)))
        )
        return [
            Moved(tuple(names), account, currency, amount)
            for *names, account, currency, amount in self._connection.execute(query)
        ]


def _named(column: Any, one_name: Mapping[str, str]) -> Any:
    """A column with the names that stand for another as that other."""
    if not one_name:
        return column
    # Written out, so that the same expression is recognised wherever it is grouped by.
    pairs = [
        (literal(name, literal_execute=True), literal(one, literal_execute=True)) for name, one in one_name.items()
    ]
    return case(*((column == name, one) for name, one in pairs), else_=column)


def _narrowed(columns: list[Any], names: Collection[Names]) -> list[Any]:
    """Conditions that leave little but the cases of a single group; of several, those that are none fall out later."""
    if len(names) != 1:
        return []
    [only] = names
    # An equality with None is IS NULL.
    return [column == name for column, name in zip(columns, only, strict=True)]


def _of_case(table: Any) -> Any:
    return and_(table.c.workspace == cases.c.workspace, table.c.case_number == cases.c.number)


def _happened(details: dict[str, Any], at: datetime) -> datetime:
    """When a move's fact happened: as somebody stated it, else when it was logged."""
    stated = details.get("at")
    if not isinstance(stated, str):
        return at
    told = datetime.fromisoformat(stated)
    return told if told.tzinfo else told.replace(tzinfo=UTC)
