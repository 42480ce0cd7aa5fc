"""Lists of cases: light values, so that a page costs the same whatever the cases have been through."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Float, Select, cast, exists, func, select

from cases.light_dataclass import dataclass
from cases.wanted import SILENCE, US
from storage.tables import A_ROLES_STEP, WAITS_FOR_APPROVAL, CaseRow, ClockRow, PersonalRow, table_of

cases, clocks = table_of(CaseRow), table_of(ClockRow)
APPROVAL = "approval"
# As `personal.Kind` names it.
NOTE = "note"


@dataclass(frozen=True, slots=True)
class CaseSummary:
    """What a list shows of a case. `tracking_number` is the lost parcel's own; `next_*` are its next step, `next_exact`
    in the words of `cases.exact_step`; `hard_*` the first date that others have set for us, which may be another.
    """

    workspace: str
    number: int
    version: int
    status: str
    owner: str | None
    home_channel: str | None
    order_ref: str | None
    marketplace: str | None
    carrier: str | None
    tracking_number: str
    loss_type: str
    needs_approval: bool
    next_kind: str | None
    next_owner: str | None
    next_role: str | None
    waiting_on: str | None
    next_due: datetime | None
    opened_at: datetime
    closed_at: datetime | None
    hard_kind: str | None
    hard_due: datetime | None
    private: bool
    next_exact: str | None = None

    @property
    def reference(self) -> str:
        """The reference a person can say, as `Case.reference`."""
        return f"LOST-{self.number:04d}"

    @property
    def is_open(self) -> bool:
        return self.status == "open"


@dataclass(frozen=True, slots=True)
class Filters:
    """Which cases to list; what is None is not asked. `text` is part of a number, an order, a reference, of what was in
    the parcel, or of a note. `worth_from` and `worth_to` are in whatever currency, unless one is named.

    Several carriers, or parties that we wait for, mean any of them. `marketplace` without a country (`amazon`) means
    each of its sites. `origin` and `destination` are countries as the parcel has them. `due_by` asks for a next step
    that is due by then, `silent` for somebody else who owes us an answer, `unowned` for nobody's. `owners_turn` asks
    for a next step that its owner can do, whose roles are `acting`, or, False, for one that somebody else owes: finance
    or a lead of ours, too. `step_of` asks for a next step that is one of these roles' to make, requests apart, and
    `not_owner` leaves out the cases of one person.

    `reader` is whoever looks and sees of private cases only their own. Cases of which a date that others have set ends
    by `urgent_by` come first, whatever else is overdue in the meantime. `exactly` names columns and what stands in
    them, None for nothing; `opened_until` goes up to and with an instant, while `opened_before` ends right before it.
    """

    status: str | None = "open"
    owner: str | None = None
    unowned: bool | None = None
    waiting_on: str | tuple[str, ...] | None = None
    needs_approval: bool | None = None
    carrier: str | tuple[str, ...] | None = None
    marketplace: str | None = None
    origin: str | None = None
    destination: str | None = None
    cause: str | None = None
    opened_after: datetime | None = None
    opened_before: datetime | None = None
    opened_until: datetime | None = None
    private: bool | None = None
    exactly: tuple[tuple[str, str | None], ...] = ()
    worth_from: Decimal | None = None
    worth_to: Decimal | None = None
    worth_currency: str | None = None
    due_by: datetime | None = None
    silent: bool | None = None
    owners_turn: bool | None = None
    acting: tuple[str, ...] = ()
    step_of: tuple[str, ...] | None = None
    not_owner: str | None = None
    numbers: tuple[int, ...] | None = None
    text: str = ""
    reader: str | None = None
    urgent_by: datetime | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list, and how many cases there are in all."""

    cases: tuple[CaseSummary, ...]
    total: int
    page: int
    size: int

    @property
    def pages(self) -> int:
        """How many pages there are; at least one."""
        return max(1, -(-self.total // self.size))


SUMMARY = tuple(cases.c[name] for name in CaseSummary.__dataclass_fields__)


def summary(row: Sequence[Any]) -> CaseSummary:
    """The light value of a row that was selected with `SUMMARY`."""
    return CaseSummary(*row)


def page_of(connection: Connection, workspace: str, filters: Filters, page: int, size: int) -> Page:
    """One page, counted from 1; a page past the end is empty and still tells the total."""
    wanted = _conditions(workspace, filters)
    begins = (page - 1) * size
    if filters.status == "open" and filters.urgent_by is not None:
        return _urgent_first(connection, wanted, filters.urgent_by, page, size)
    order = (cases.c.next_due, cases.c.number) if filters.status == "open" else (cases.c.number.desc(),)
    query: Select[Any] = select(*SUMMARY).where(*wanted).order_by(*order)
    rows = connection.execute(query.limit(size).offset(begins))
    found = tuple(summary(row) for row in rows)
    total = connection.execute(select(func.count()).select_from(cases).where(*wanted)).scalar_one()
    return Page(found, total, page, size)


def carriers_of(connection: Connection, workspace: str, filters: Filters) -> list[str]:
    """The carriers of the cases that match, by code, the one with most cases first."""
    query = select(cases.c.carrier).where(*_conditions(workspace, filters), cases.c.carrier.is_not(None))
    query = query.group_by(cases.c.carrier).order_by(func.count().desc(), cases.c.carrier)
    return list(connection.execute(query).scalars())


def _urgent_first(connection: Connection, wanted: list[Any], until: datetime, page: int, size: int) -> Page:
    """The same in two groups, each read from an index instead of sorting both together."""
    urgent, begins = cases.c.hard_due <= until, (page - 1) * size
    first = select(func.count()).select_from(cases).where(*wanted, urgent).scalar_subquery()
    whole = select(func.count()).select_from(cases).where(*wanted).scalar_subquery()
    before, total = connection.execute(select(first, whole)).one()
    rows: list[Any] = []
    if begins < before:
        query = select(*SUMMARY).where(*wanted, urgent).order_by(cases.c.hard_due, cases.c.number)
        rows += connection.execute(query.limit(size).offset(begins))
    if len(rows) < size:
        others = ~urgent | cases.c.hard_due.is_(None)
        query = select(*SUMMARY).where(*wanted, others).order_by(cases.c.next_due, cases.c.number)
        rows += connection.execute(query.limit(size - len(rows)).offset(max(0, begins - before)))
    return Page(tuple(summary(row) for row in rows), total, page, size)


def _conditions(workspace: str, filters: Filters) -> list[Any]:
    conditions: list[Any] = [cases.c.workspace == workspace]
    waits = filters.needs_approval is True and filters.status == "open"
    if waits:
        # Said in the words of the index over these rows, so that it is read.
        conditions.append(WAITS_FOR_APPROVAL)
    for name in ("status", "owner", "needs_approval", "origin", "destination", "cause"):
        value = None if waits and name == "needs_approval" else getattr(filters, name)
        if value is not None:
            conditions.append(cases.c[name] == value)
    for name in ("carrier", "waiting_on"):
        value = getattr(filters, name)
        if value is not None:
            conditions.append(cases.c[name].in_(value if isinstance(value, tuple) else (value,)))
    if filters.unowned is not None:
        conditions.append(cases.c.owner.is_(None) if filters.unowned else cases.c.owner.is_not(None))
    if filters.marketplace is not None:
        site = cases.c.marketplace.startswith(f"{filters.marketplace}.", autoescape=True)
        conditions.append((cases.c.marketplace == filters.marketplace) | site)
    if filters.reader is not None:
        conditions.append(~cases.c.private | (cases.c.owner == filters.reader) | (cases.c.backup == filters.reader))
    if filters.opened_after is not None:
        conditions.append(cases.c.opened_at > filters.opened_after)
    if filters.opened_before is not None:
        conditions.append(cases.c.opened_at < filters.opened_before)
    if filters.opened_until is not None:
        conditions.append(cases.c.opened_at <= filters.opened_until)
    if filters.private is not None:
        conditions.append(cases.c.private if filters.private else ~cases.c.private)
    if filters.numbers is not None:
        conditions.append(cases.c.number.in_(filters.numbers))
    # An equality with None is IS NULL.
    conditions += [cases.c[name] == value for name, value in filters.exactly]
    if filters.due_by is not None:
        conditions.append((cases.c.next_due <= filters.due_by) | (cases.c.hard_due <= filters.due_by))
    conditions += _worth(filters)
    if filters.silent is not None:
        owed = exists().where(
            clocks.c.workspace == cases.c.workspace,
            clocks.c.case_number == cases.c.number,
            clocks.c.side == SILENCE,
        )
        conditions.append(owed if filters.silent else ~owed)
    if filters.owners_turn is not None:
        able: Any = cases.c.next_owner.is_not(None)
        if filters.acting:
            able |= (cases.c.next_kind != APPROVAL) & cases.c.next_role.in_(filters.acting)
        turn = (cases.c.waiting_on == US) & able
        conditions.append(turn if filters.owners_turn else ~turn)
    if filters.step_of is not None:
        conditions += [A_ROLES_STEP, cases.c.next_role.in_(filters.step_of)]
    if filters.not_owner is not None:
        conditions.append(cases.c.owner.is_(None) | (cases.c.owner != filters.not_owner))
    if wanted := filters.text.strip().lower():
        conditions.append(
            cases.c.search_text.contains(wanted, autoescape=True) | cases.c.number.in_(_noted(workspace, wanted))
        )
    return conditions


def _worth(filters: Filters) -> list[Any]:
    """Amounts are kept as text; as numbers they need not add up here, only be more or less."""
    worth = cast(cases.c.worth, Float)
    conditions: list[Any] = []
    if filters.worth_from is not None:
        conditions.append(worth >= float(filters.worth_from))
    if filters.worth_to is not None:
        conditions.append(worth <= float(filters.worth_to))
    if filters.worth_currency is not None:
        conditions.append(cases.c.worth_currency == filters.worth_currency)
    return conditions


def _noted(workspace: str, text: str) -> Any:
    """The numbers of the cases with a note in which a text stands: what people of ours wrote, not the buyer."""
    notes = table_of(PersonalRow)
    found = func.lower(notes.c.plain).contains(text, autoescape=True)
    return select(notes.c.case_number).where(notes.c.workspace == workspace, notes.c.kind == NOTE, found)
