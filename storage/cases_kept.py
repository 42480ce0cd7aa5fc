"""Cases as they are kept: the row, the log, the clocks, the tracking numbers and the decided money, always together."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import (
    Connection,
    Engine,
    Integer,
    Table,
    Update,
    bindparam,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.sql.dml import ReturningInsert

from cases.case import Actor, Case, LogEntry
from cases.document import Document, apply_difference, from_document, to_document
from cases.ledger import MONEY_PARTS
from storage.case_lists import SUMMARY, CaseSummary, Filters, Page, carriers_of, page_of, summary
from storage.case_rows import case_columns, case_row, log_row
from storage.case_satellites import (
    ask_about_parcels,
    claim_rows,
    claims,
    clock_row,
    keep_claims,
    keep_clocks,
    keep_ledger,
    keep_money,
    keep_parcels,
    ledger_lines,
    ledger_rows,
    money_rows,
    numbers_of,
    parcel_rows,
)
from storage.errors import StaleCase
from storage.later import Later
from storage.many_at_once import ManyAtOnce
from storage.opened_at_once import insert_at_once
from storage.parcel_stands import compare_again
from storage.straight import straight
from storage.tables import CaseRow, ClockRow, CounterRow, LogRow, MoneyRow, ParcelRow, table_of
from storage.upsert import insert_into

cases = table_of(CaseRow)
log = table_of(LogRow)
parcels = table_of(ParcelRow)
clocks = table_of(ClockRow)
money = table_of(MoneyRow)
counters = table_of(CounterRow)
CASE_NUMBERS = "case"
AT_ONCE = 200
# No case has this number.
NO_CASE = 0


class Cases:
    """Cases by workspace and number."""

    def __init__(self, connection: Connection, counting: Engine | None, later: Later, *, reading: bool = False) -> None:
        self._connection = connection
        self._later = later
        self._counting = counting
        self._dialect = connection.dialect.name
        self._loaded: dict[tuple[str, int, int], Document] = {}
        # The cases that nobody else can move before this transaction ends, as they are now.
        self._held: dict[tuple[str, int], Case] = {}
        # The documents of cases that were read ahead and are as good as held.
        self._taken: dict[tuple[str, int], Document] = {}
        self._reading = reading
        self._may_lock = self._dialect == "postgresql" and not reading
        # The rows of new cases that are to be written together, while some are.
        self._together: dict[Table, list[dict[str, Any]]] | None = None

    def load(self, workspace: str, number: int, for_update: bool = True) -> Case | None:
        """The case, or None. `for_update` keeps everybody else from moving it until this transaction ends.

        Where the transaction only reads, nothing is locked.
        """
        if held := self._held.get((workspace, number)):
            return held
        document = self._taken.pop((workspace, number), None)
        if document is None:
            query = _LOAD_LOCKED if for_update and self._may_lock else _LOAD
            document = self._connection.execute(query, {"its_workspace": workspace, "its_number": number}).scalar()
        if document is None:
            return None
        case = from_document(document)
        self._loaded[workspace, number, case.version] = document
        if for_update and not self._reading:
            self._held[workspace, number] = case
        return case

    def read_ahead(self, workspace: str, numbers: Iterable[int]) -> None:
        """Read several cases by one query, to be loaded afterwards; held until this transaction ends unless it only
        reads.
        """
        query = _LOAD_SEVERAL_LOCKED if self._may_lock else _LOAD_SEVERAL
        rows = self._connection.execute(query, {"its_workspace": workspace, "these": list(numbers)})
        self._taken |= {(workspace, row.number): row.document for row in rows}

    def several(self, workspace: str, numbers: Iterable[int]) -> Iterator[Case]:
        """The cases of these numbers in their order, for lists of many: only looked at, and in few queries."""
        wanted = sorted(set(numbers))
        for start in range(0, len(wanted), AT_ONCE):
            some = wanted[start : start + AT_ONCE]
            query = select(cases.c.document).where(cases.c.workspace == workspace, cases.c.number.in_(some))
            for document in self._connection.execute(query.order_by(cases.c.number)).scalars():
                yield from_document(document)

    def next_number(self, workspace: str) -> int:
        """The number of the next case; see `next_numbers`."""
        return self.next_numbers(workspace, 1)[0]

    def next_numbers(self, workspace: str, many: int) -> range:
        """The numbers of the next cases, of which there are so many.

        SQLite counts without gaps: the numbers are given back when the transaction fails. On PostgreSQL they are
        counted beside the transaction, or everybody who opens a case would wait for everybody else's disk; there
        a failure may leave a gap, and no number is ever given twice.
        """
        row = {"workspace": workspace, "name": CASE_NUMBERS, "value": many, "more": many}
        if self._counting is None:
            last = int(self._connection.execute(_count(self._dialect), row).scalar_one())
        else:
            with self._counting.connect() as counting:
                last = int(straight(counting, _count(self._dialect), row).fetchone()[0])
        return range(last - many + 1, last + 1)

    @contextmanager
    def opened_together(self) -> Iterator[None]:
        """Write the cases that are opened inside all at once at its end, each kind of row by one statement.

        Until then nobody but `load` of this transaction knows them, and nothing may be kept that belongs to them.
        """
        self._together = {}
        try:
            yield
            insert_at_once(self._connection, self._together)
        finally:
            self._together = None

    def keep(self, case: Case, entry: LogEntry) -> None:
        """Keep a case as a move left it, with the move's log entry, its clocks, numbers and decided money.

        Version 1 is a new case. A later one is kept only over the version right before it; when somebody else
        was faster StaleCase is raised, and the whole transaction must be given up. The parts beside the row
        are written where `entry.changes` says that they changed.
        """
        before = None if MONEY_PARTS.isdisjoint(entry.changes) else self._before(case)
        document = self._document_after(case, entry)
        held = self._held.pop((case.workspace, case.number), None)
        if case.version == 1:
            self._open(case, document, entry)
        else:
            self._go_on(case, document, entry, held)
        if held is not None or case.version == 1:
            self._held[case.workspace, case.number] = case
        if "status" in entry.changes and case.version > 1:
            self._later.now_of(parcels)
            ask_about_parcels(self._connection, case, entry.at)
        if case.version > 1 and not entry.changes.keys().isdisjoint(("parcels", "status")):
            compare_again(self._later, case.workspace, case.number, entry.at)
        if case.version == 1:
            return
        if "claims" in entry.changes:
            keep_claims(self._connection, case)
        if not entry.changes.keys().isdisjoint(("remedies", "order")):
            keep_money(self._connection, case)
        if not MONEY_PARTS.isdisjoint(entry.changes):
            keep_ledger(self._connection, case, before, entry)

    def _open(self, case: Case, document: Document, entry: LogEntry) -> None:
        rows: dict[Table, list[dict[str, Any]]] = {
            cases: [case_row(case, document)],
            log: [log_row(case, entry)],
            parcels: parcel_rows(case, entry.at),
            clocks: [clock_row(case, one) for one in case.clocks],
            claims: claim_rows(case),
            money: money_rows(case),
            ledger_lines: ledger_rows(case, None, entry),
        }
        if self._together is None:
            insert_at_once(self._connection, rows)
            return
        for table, its in rows.items():
            self._together.setdefault(table, []).extend(its)

    def _go_on(self, case: Case, document: Document, entry: LogEntry, held: Case | None) -> None:
        self._replace(case, case_columns(case, document, entry.changes))
        self._later.write(_entries(self._dialect), [log_row(case, entry)])
        if "clocks" in entry.changes:
            self._later.now_of(clocks)
            keep_clocks(self._connection, case, entry)
        if "parcels" in entry.changes and (held is None or numbers_of(held) != numbers_of(case)):
            self._later.now_of(parcels)
            keep_parcels(self._connection, case, entry.at)

    def log(self, workspace: str, number: int) -> list[LogEntry]:
        """Every move of a case, oldest first; details are the plain JSON they were kept as."""
        self._later.now_of(log)
        query = select(log).where(log.c.workspace == workspace, log.c.case_number == number).order_by(log.c.seq)
        return [_entry(row) for row in self._connection.execute(query)]

    def by_tracking(self, workspace: str, numbers: Iterable[str]) -> dict[str, list[CaseSummary]]:
        """The cases each tracking number belongs to, open ones first, then the newest; nothing for the unknown."""
        names = {"its_workspace": workspace, "these": list(set(numbers))}
        found: dict[str, list[CaseSummary]] = {}
        for row in self._connection.execute(_BY_TRACKING, names):
            found.setdefault(row.asked, []).append(summary(row[1:]))
        return found

    def hold_numbers(self, workspace: str, numbers: Iterable[str]) -> None:
        """Let nobody else open a case for these numbers until this transaction ends.

        SQLite has one writer at a time anyway. The numbers are held in one order, so that two who paste the same
        list in different orders do not wait for each other; and by one query, however many they are.
        """
        if self._may_lock and (wanted := [f"{workspace}/number/{number}" for number in numbers]):
            straight(self._connection, _HOLD_ALL, {"these": wanted})

    def for_order(self, workspace: str, order_ref: str) -> list[CaseSummary]:
        """The cases of an order, in the order they were opened."""
        query = select(*SUMMARY).where(cases.c.workspace == workspace, cases.c.order_ref == order_ref)
        return [summary(row) for row in self._connection.execute(query.order_by(cases.c.number))]

    def listing(self, workspace: str, filters: Filters, page: int = 1, size: int = 10) -> Page:
        """One page (counted from 1) of the cases that match, and how many match in all.

        Open cases come by the due time of their next step, closed ones newest first. Two or three queries, whatever
        the size.
        """
        self._later.now()
        return page_of(self._connection, workspace, filters, page, size)

    def carriers(self, workspace: str, filters: Filters) -> list[str]:
        """The carriers of the cases that match, by code, the one with most cases first."""
        self._later.now()
        return carriers_of(self._connection, workspace, filters)

    def count_open(self, workspace: str) -> int:
        """How many cases are open."""
        query = select(func.count()).where(cases.c.workspace == workspace, cases.c.status == "open")
        return self._connection.execute(query).scalar_one()

    def decided_for_order(self, workspace: str, order_ref: str, currency: str, except_case: int | None) -> Decimal:
        """What the order's other cases have decided in one currency; see `decided_elsewhere`."""
        return self.decided_elsewhere(workspace, order_ref, except_case).get(currency, Decimal(0))

    def decided_elsewhere(self, workspace: str, order_ref: str, except_case: int | None) -> dict[str, Decimal]:
        """What the order's other cases have decided, by currency.

        Until this transaction ends nobody else is told, so that two decisions made at once cannot both look
        within the limit.
        """
        if self._may_lock:
            self._connection.execute(_HOLD, {"what": f"{workspace}/{order_ref}"})
        names = {"its_workspace": workspace, "its_order": order_ref, "but": except_case or NO_CASE}
        decided: dict[str, Decimal] = {}
        for row in self._connection.execute(_DECIDED, names):
            decided[row.currency] = decided.get(row.currency, Decimal(0)) + row.decided
        return decided

    def _before(self, case: Case) -> Case | None:
        """The case as it is kept now, before the move that is being kept; None for a new one."""
        if case.version == 1:
            return None
        loaded = self._loaded.get((case.workspace, case.number, case.version - 1))
        return from_document(loaded) if loaded else self.load(case.workspace, case.number)

    def _document_after(self, case: Case, entry: LogEntry) -> Document:
        """The case as JSON: what was loaded with the changes the log tells of, which costs less than anew."""
        blank: Document | None = {} if case.version == 1 else None
        before = self._loaded.pop((case.workspace, case.number, case.version - 1), blank)
        document = to_document(case) if before is None else apply_difference(before, entry.changes)
        self._loaded[case.workspace, case.number, case.version] = document
        return document

    def _replace(self, case: Case, columns: dict[str, Any]) -> None:
        names = {"its_workspace": case.workspace, "its_number": case.number, "version_before": case.version - 1}
        if self._connection.execute(_REPLACE, {**columns, **names}).rowcount != 1:
            raise StaleCase(
                f"{case.reference} was changed by somebody else at the same moment, so nothing of this was kept. "
                "Look at it again and decide anew."
            )


def _entry(row: Any) -> LogEntry:
    actor = Actor(row.actor_kind, row.actor_id, frozenset(row.actor_roles))
    moved = (row.move, row.target, row.before, row.after)
    return LogEntry(row.seq, row.at, actor, *moved, row.details, row.changes)


def _same_case(table: Any) -> Any:
    return (cases.c.workspace == table.c.workspace) & (cases.c.number == table.c.case_number)


@cache
def _entries(dialect: str) -> ManyAtOnce:
    columns = {column.name: column.type for column in log.columns}
    return ManyAtOnce(dialect, log, columns, lambda these: insert(log).from_select([*columns], select(*these.c)))


@cache
def _count(dialect: str) -> ReturningInsert[int]:
    first = insert_into(dialect, counters)
    return first.on_conflict_do_update(
        index_elements=["workspace", "name"], set_={"value": counters.c.value + bindparam("more", type_=Integer)}
    ).returning(counters.c.value)


_LOAD = select(cases.c.document).where(
    cases.c.workspace == bindparam("its_workspace"), cases.c.number == bindparam("its_number")
)
_LOAD_LOCKED = _LOAD.with_for_update()
_LOAD_SEVERAL = (
    select(cases.c.number, cases.c.document)
    .where(cases.c.workspace == bindparam("its_workspace"), cases.c.number.in_(bindparam("these", expanding=True)))
    .order_by(cases.c.number)
)
_LOAD_SEVERAL_LOCKED = _LOAD_SEVERAL.with_for_update()
_BY_TRACKING = (
    select(parcels.c.tracking_number.label("asked"), *SUMMARY)
    .join_from(parcels, cases, _same_case(parcels))
    .where(
        parcels.c.workspace == bindparam("its_workspace"),
        parcels.c.tracking_number.in_(bindparam("these", expanding=True)),
    )
    .order_by(cases.c.status.desc(), cases.c.number.desc())
)
_DECIDED = select(money.c.currency, money.c.decided).where(
    money.c.workspace == bindparam("its_workspace"),
    money.c.order_ref == bindparam("its_order"),
    money.c.case_number != bindparam("but"),
)
_HOLD = text("SELECT pg_advisory_xact_lock(hashtextextended(:what, 0))")
_HOLD_ALL = text(
    "SELECT pg_advisory_xact_lock(one) FROM (SELECT DISTINCT hashtextextended(what, 0) AS one "
    "FROM unnest(CAST(:these AS text[])) AS what ORDER BY one) AS held"
)
_REPLACE: Update = update(cases).where(
    cases.c.workspace == bindparam("its_workspace"),
    cases.c.number == bindparam("its_number"),
    cases.c.version == bindparam("version_before"),
)
