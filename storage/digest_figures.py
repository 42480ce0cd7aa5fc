"""The figures of a digest, in a fixed number of queries: what is summed and counted is summed and counted there."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Connection, Float, Numeric, and_, case, cast, func, literal, select

from cases.ladder import HARD
from cases.light_dataclass import dataclass
from cases.moves import AGENT
from cases.wanted import CARRIER, MARKETPLACE, SILENCE, US
from storage.case_lists import SUMMARY, CaseSummary, summary
from storage.columns import SMALLEST
from storage.money_tables import MONEY_CAME, LedgerRow
from storage.tables import A_ROLES_STEP, WAITS_FOR_APPROVAL, CaseRow, ClockRow, table_of
from storage.watch_tables import ClaimRow

cases, clocks, claims, lines = table_of(CaseRow), table_of(ClockRow), table_of(ClaimRow), table_of(LedgerRow)
# Money that a payer still owes us an answer or a transfer for.
AWAITED = ("filed", "info_requested", "appealed", "offered", "approved", "part_paid")
LOSING = tuple(sorted(HARD - {"buyer_answer"}))
MOST_PARTIES = 50
# What a counterparty that owes us an answer is called.
SILENT_NAME = case(
    (clocks.c.waiting_on == CARRIER, cases.c.carrier),
    (clocks.c.waiting_on == MARKETPLACE, cases.c.marketplace),
    else_=claims.c.payer,
)


@dataclass(frozen=True, slots=True)
class Silent:
    """How many answers one counterparty owes us beyond their time, and since when the oldest is owed.

    `kind` is carrier, payer or marketplace; `name` a carrier's code, or the payer's or marketplace's own name.
    """

    kind: str
    name: str | None
    count: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Sum:
    """An amount in one currency, over so many cases."""

    currency: str
    amount: Decimal
    count: int


@dataclass(frozen=True, slots=True)
class Due:
    """How many steps of ours are overdue, how many more are due by the end of the day, how many are nobody's."""

    overdue: int = 0
    today: int = 0
    unowned: int = 0


def _with_deadline(one: CaseSummary, kind: str, due_at: datetime) -> CaseSummary:
    """The case as if that deadline, which is its owner's, were its next step."""
    owners = replace(one, waiting_on=US, next_owner=one.owner, next_role=AGENT)
    return replace(owners, next_kind=kind, next_exact=kind, next_due=due_at)


def of_claim() -> Any:
    """Joins to a clock the claim that it runs for, if it runs for one."""
    return and_(
        claims.c.workspace == clocks.c.workspace,
        claims.c.case_number == clocks.c.case_number,
        clocks.c.key.in_((literal("claim_silence:") + claims.c.claim, literal("payment:") + claims.c.claim)),
    )


def of_account(
    connection: Connection, workspace: str, account: str, since: datetime, until: datetime, *, with_private: bool = True
) -> Any:
    """A query: in which cases an account moved after an instant and until another, by how much, in which currency."""
    moved = func.sum(_units(connection, lines.c.amount))
    its = (lines.c.workspace == workspace, lines.c.account == account, MONEY_CAME)
    query = select(lines.c.case_number, lines.c.currency, moved.label("units"))
    query = query.where(*its, lines.c.at > since, lines.c.at <= until)
    if not with_private:
        query = shown_to_all(query, lines)
    return query.group_by(lines.c.case_number, lines.c.currency).having(moved != 0)


def shown_to_all(query: Any, table: Any) -> Any:
    """A query of a table that belongs to cases, without those of private ones."""
    its_case = and_(cases.c.workspace == table.c.workspace, cases.c.number == table.c.case_number)
    return query.join_from(table, cases, its_case).where(~cases.c.private)


def _units(connection: Connection, column: Any) -> Any:
    """An amount as a number that adds up exactly: amounts are kept as text."""
    if connection.dialect.name == "postgresql":
        return cast(column, Numeric)
    return cast(func.round(cast(column, Float) * SMALLEST), BigInteger)


class DigestFigures:
    """The figures of one workspace at one instant (UTC).

    Without `with_private` no amount of a private case is in its sums: for what everybody reads.
    """

    def __init__(self, connection: Connection, workspace: str, now: datetime, *, with_private: bool = True) -> None:
        self._connection = connection
        self._workspace = workspace
        self._now = now
        self._with_private = with_private

    def due(self, until: datetime, owner: str | None = None) -> Due:
        """Our own steps that are due by an instant, of everybody or of one owner."""
        late = func.sum(case((cases.c.next_due <= self._now, 1), else_=0))
        unowned = func.sum(case((cases.c.owner.is_(None), 1), else_=0))
        query = select(func.count(), func.coalesce(late, 0), func.coalesce(unowned, 0))
        count, overdue, nobodys = self._connection.execute(query.where(*self._ours(until, owner))).one()
        return Due(overdue, count - overdue, nobodys)

    def next_steps(self, until: datetime, most: int, owner: str | None = None) -> list[CaseSummary]:
        """The first of our own steps that are due by an instant: those that nobody has taken, then the earliest.

        A private case is named to its owner only; in what everybody reads it is counted.
        """
        query = select(*SUMMARY).order_by(cases.c.next_due, cases.c.number).limit(most)
        if owner is not None:
            return self._summaries(query.where(*self._ours(until, owner)))
        query = query.where(~cases.c.private)
        # Two queries that each read an index from its end, instead of one that sorts everything that is due.
        found = self._summaries(query.where(*self._ours(until), cases.c.owner.is_(None)))
        if len(found) < most:
            more = query.where(*self._ours(until), cases.c.owner.is_not(None)).limit(most - len(found))
            found += self._summaries(more)
        return found

    def steps_of_roles(self, roles: Collection[str], until: datetime, most: int) -> tuple[list[CaseSummary], Due]:
        """The first steps that are these roles' to make, whoever owns the case, and how many are due by an instant.

        Requests for approval are not among them.
        """
        late = func.sum(case((cases.c.next_due <= self._now, 1), else_=0)).over()
        query = select(*SUMMARY, late, func.count().over()).where(cases.c.workspace == self._workspace, A_ROLES_STEP)
        query = query.where(cases.c.next_role.in_(list(roles)), cases.c.next_due <= until)
        rows = self._connection.execute(query.order_by(cases.c.next_due, cases.c.number).limit(most)).all()
        overdue, count = (rows[0][-2], rows[0][-1]) if rows else (0, 0)
        return [summary(one[:-2]) for one in rows], Due(overdue, count - overdue)

    def ending(self, until: datetime, most: int, owner: str | None = None) -> tuple[list[CaseSummary], int]:
        """Cases of which others' deadline ends by an instant, hidden behind a next step that is due before it.

        Their `next_kind` and `next_due` are the deadline's; with how many there are in all. Private ones as above.
        """
        is_next = and_(cases.c.next_kind == clocks.c.kind, cases.c.next_due == clocks.c.due_at)
        query = (
            select(*SUMMARY, clocks.c.kind, clocks.c.due_at, func.count().over())
            .join_from(
                clocks, cases, and_(cases.c.workspace == clocks.c.workspace, cases.c.number == clocks.c.case_number)
            )
            .where(clocks.c.workspace == self._workspace, clocks.c.due_at > self._now, clocks.c.due_at <= until)
            .where(clocks.c.kind.in_(sorted(HARD)), cases.c.status == "open", ~is_next)
            .order_by(clocks.c.due_at, clocks.c.case_number)
            .limit(most)
        )
        whose = ~cases.c.private if owner is None else cases.c.owner == owner
        rows = self._connection.execute(query.where(whose)).all()
        found = [_with_deadline(summary(one[:-3]), one[-3], one[-2]) for one in rows]
        return found, rows[0][-1] if rows else 0

    def gone_quiet(self) -> list[Silent]:
        """Who owes us an answer that is overdue, whoever has kept us waiting longest first."""
        return self._silent(clocks.c.due_at <= self._now)

    def awaited(self) -> list[Silent]:
        """Who owes us any answer at all, overdue or not, whoever has kept us waiting longest first."""
        return self._silent(clocks.c.started_at <= self._now)

    def approvals(self) -> int:
        """How many cases wait for an approver."""
        here = (cases.c.workspace == self._workspace, cases.c.status == "open", WAITS_FOR_APPROVAL)
        query = select(func.count()).select_from(cases).where(*here)
        return int(self._connection.execute(query).scalar_one())

    def opened_and_closed(self, since: datetime) -> tuple[int, int]:
        """How many cases were opened, and how many closed, since an instant."""
        counts = [
            select(func.count()).select_from(cases).where(cases.c.workspace == self._workspace, column > since)
            for column in (cases.c.opened_at, cases.c.closed_at)
        ]
        opened, closed = self._connection.execute(select(*(one.scalar_subquery() for one in counts))).one()
        return opened, closed

    def money_awaited(self) -> list[Sum]:
        """What is awaited of payers by currency: what they granted, else what was asked, less what came."""
        owed = func.coalesce(self._units(claims.c.granted), self._units(claims.c.asked))
        left = owed - func.coalesce(self._units(claims.c.received), 0)
        return self._sums(select(claims.c.currency, func.sum(left), func.count()).where(claims.c.state.in_(AWAITED)))

    def money_received(self, since: datetime) -> list[Sum]:
        """What came from payers since an instant, by currency, less what was put right; over so many cases."""
        return self._moved("received", since)

    def money_at_risk(self, until: datetime) -> list[Sum]:
        """The worth of open cases that may lose a right by an instant, by currency; each case once."""
        running = clocks.c.workspace == self._workspace, clocks.c.due_at > self._now, clocks.c.due_at <= until
        numbers = select(clocks.c.case_number).where(*running, clocks.c.kind.in_(LOSING)).distinct()
        query = select(cases.c.worth_currency, func.sum(self._units(cases.c.worth)), func.count())
        query = query.where(cases.c.workspace == self._workspace, cases.c.number.in_(numbers))
        query = query if self._with_private else query.where(~cases.c.private)
        found = self._connection.execute(query.group_by(cases.c.worth_currency).order_by(cases.c.worth_currency))
        return self._read_sums(found)

    def _moved(self, account: str, since: datetime) -> list[Sum]:
        """What moved on an account of all ledgers since an instant, by currency; cases in which it came to nothing are
        not among those that are counted.
        """
        of = of_account(self._connection, self._workspace, account, since, self._now, with_private=self._with_private)
        its = of.subquery()
        query = select(its.c.currency, func.sum(its.c.units), func.count()).group_by(its.c.currency)
        return self._read_sums(self._connection.execute(query.order_by(its.c.currency)))

    def _ours(self, until: datetime, owner: str | None = None) -> list[Any]:
        conditions = [
            cases.c.workspace == self._workspace,
            cases.c.status == "open",
            cases.c.next_due <= until,
            cases.c.waiting_on == US,
        ]
        if owner is None:
            return conditions
        # What waits for finance or for a lead, such as one's own request, is not its owner's to do.
        return [*conditions, cases.c.owner == owner, cases.c.next_owner == owner]

    def _silent(self, condition: Any) -> list[Silent]:
        since = func.min(func.coalesce(clocks.c.since, clocks.c.started_at), type_=clocks.c.since.type)
        query = (
            select(clocks.c.waiting_on, SILENT_NAME.label("name"), func.count(), since.label("since"))
            .join_from(
                clocks, cases, and_(cases.c.workspace == clocks.c.workspace, cases.c.number == clocks.c.case_number)
            )
            .outerjoin(claims, of_claim())
            .where(clocks.c.workspace == self._workspace, clocks.c.side == SILENCE, condition)
            .group_by(clocks.c.waiting_on, "name")
            .order_by("since")
            .limit(MOST_PARTIES)
        )
        return [Silent(*row) for row in self._connection.execute(query)]

    def _units(self, column: Any) -> Any:
        return _units(self._connection, column)

    def _sums(self, query: Any) -> list[Sum]:
        found = query.where(claims.c.workspace == self._workspace)
        found = found if self._with_private else shown_to_all(found, claims)
        return self._read_sums(self._connection.execute(found.group_by(claims.c.currency).order_by(claims.c.currency)))

    def _read_sums(self, rows: Any) -> list[Sum]:
        exact = self._connection.dialect.name == "postgresql"
        return [
            Sum(currency, Decimal(amount) if exact else Decimal(amount) / SMALLEST, count)
            for currency, amount, count in rows
            if currency and amount
        ]

    def _summaries(self, query: Any) -> list[CaseSummary]:
        return [summary(row) for row in self._connection.execute(query)]
