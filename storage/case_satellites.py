"""The rows that stand beside a case: its running clocks, its tracking numbers, what it has decided to pay."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, Table, bindparam, delete, insert, select, update
from sqlalchemy.sql.dml import ReturningInsert

from cases.case import Case, Claim, Clock, LogEntry
from cases.ledger import LedgerLine, lines_of, owing
from cases.references import reference_key
from cases.remedies import decided_money
from cases.wanted import DEADLINE
from storage.columns import units
from storage.money_tables import LedgerRow
from storage.tables import ClockRow, MoneyRow, ParcelRow, table_of
from storage.upsert import upsert
from storage.watch_tables import ClaimRow, EndedRow

clocks = table_of(ClockRow)
parcels = table_of(ParcelRow)
money = table_of(MoneyRow)
claims = table_of(ClaimRow)
ended = table_of(EndedRow)
ledger_lines = table_of(LedgerRow)


def keep_clocks(connection: Connection, case: Case, entry: LogEntry) -> None:
    """Make the clock rows those of the case as a move left it.

    A clock that was not restarted keeps its rings and when it sounds next; a deadline that stopped leaves a row that
    says whether it was met, and by which move.
    """
    found = connection.execute(_KEPT_CLOCKS, _case_names(case)).all()
    kept = {key: (started_at, due_at) for key, started_at, due_at, _, _ in found}
    rows = [clock_row(case, one) for one in case.clocks if kept.get(one.key) != (one.started_at, one.due_at)]
    if rows:
        connection.execute(_upsert(connection.dialect.name, clocks, "key"), rows)
    stopped = kept.keys() - {one.key for one in case.clocks}
    for key in stopped:
        connection.execute(_STOP_CLOCK, {**_case_names(case), "its_key": key})
    over = [
        {**_case_key(case), "kind": kind, "due_at": due_at, "ended_at": _happened(entry), "by_move": entry.move}
        for key, _, due_at, kind, side in found
        if key in stopped and side == DEADLINE and due_at
    ]
    if over:
        connection.execute(insert(ended), over)


def keep_parcels(connection: Connection, case: Case, at: datetime) -> None:
    """Make the index of tracking numbers that of the case; one that is new, or another carrier's, is asked about."""
    _reconcile(connection, case, parcels, "tracking_number", "carrier", numbers_of(case), {"next_ask_at": at})


def numbers_of(case: Case) -> dict[str, str | None]:
    """The tracking numbers of a case, each with its carrier."""
    return {parcel.number: parcel.carrier for parcel in case.parcels}


def parcel_rows(case: Case, at: datetime) -> list[dict[str, Any]]:
    """The index of a new case's tracking numbers: each is asked about now."""
    return [
        {**_case_key(case), "tracking_number": number, "carrier": carrier, "next_ask_at": at}
        for number, carrier in numbers_of(case).items()
    ]


def ask_about_parcels(connection: Connection, case: Case, at: datetime) -> None:
    """Let every number of a case be asked about now: it was closed or opened again, which changes how often it is."""
    connection.execute(update(parcels).where(*_of(parcels, case)).values(next_ask_at=at))


def keep_money(connection: Connection, case: Case) -> None:
    """Make the decided sums those of the case; they belong to the order it names now."""
    connection.execute(delete(money).where(*_of(money, case)))
    if rows := money_rows(case):
        connection.execute(insert(money), rows)


def money_rows(case: Case) -> list[dict[str, Any]]:
    """What a case has decided to pay, by currency."""
    return [
        {**_case_key(case), "currency": currency, "order_ref": case.order.ref, "decided": decided}
        for currency, decided in decided_money(case).items()
    ]


def keep_claims(connection: Connection, case: Case) -> None:
    """Make the claims' sums those of the case; a claim never disappears."""
    if rows := claim_rows(case):
        connection.execute(_upsert(connection.dialect.name, claims, "claim"), rows)


def claim_rows(case: Case) -> list[dict[str, Any]]:
    """The sums of a case's claims."""
    return [
        {
            **_case_key(case),
            "claim": one.id,
            "payer": one.payer,
            "payer_kind": one.payer_kind,
            "state": one.state,
            "currency": next((sum_.currency for sum_ in (one.granted, one.asked, one.received) if sum_), None),
            "asked": one.asked.amount if one.asked else None,
            "granted": one.granted.amount if one.granted else None,
            "received": one.received.amount if one.received else None,
            "contact_at": one.contact_at,
            "reference_key": reference_key(one.reference),
            "granted_key": reference_key(one.granted_as),
            **_owed(one),
        }
        for one in case.claims
    ]


def keep_ledger(connection: Connection, case: Case, before: Case | None, entry: LogEntry) -> None:
    """Add the lines that one move made to the case's ledger."""
    if rows := ledger_rows(case, before, entry):
        connection.execute(insert(ledger_lines), rows)


def ledger_rows(case: Case, before: Case | None, entry: LogEntry) -> list[dict[str, Any]]:
    """The lines that one move adds to a ledger; `before` is None for the move that opened the case."""
    return [
        ledger_row(case.workspace, case.number, place, one) for place, one in enumerate(lines_of(before, case, entry))
    ]


def ledger_row(workspace: str, number: int, place: int, line: LedgerLine) -> dict[str, Any]:
    """A ledger's line as its row; `place` tells the lines of one move apart."""
    return {
        "workspace": workspace,
        "case_number": number,
        "seq": line.seq,
        "place": place,
        "at": line.at,
        "by_kind": line.by.kind,
        "by": line.by.id,
        "move": line.move,
        "account": line.place.account,
        "line": line.place.line,
        "party": line.place.party,
        "currency": line.place.currency,
        "amount": line.amount,
    }


def _owed(claim: Claim) -> dict[str, Any]:
    left = owing(claim)
    owed = left is not None and left.amount > 0
    return {
        "owing": units(left.amount) if left is not None and owed else None,
        "owed_since": (claim.granted_at or claim.filed_at or claim.contact_at) if owed else None,
    }


def clock_row(case: Case, clock: Clock) -> dict[str, Any]:
    """A clock that has just started, as a row."""
    return {
        **_case_key(case),
        "key": clock.key,
        "kind": clock.kind,
        "side": clock.side,
        "waiting_on": clock.waiting_on,
        "started_at": clock.started_at,
        "since": clock.since,
        "due_at": clock.due_at,
        "ring_at": clock.first_ring_at,
        "rings": 0,
        "rang_at": None,
        "rung": 0,
        "acknowledged_at": None,
    }


def _reconcile(
    connection: Connection,
    case: Case,
    table: Table,
    key: str,
    value: str,
    wanted: Mapping[str, str | None],
    more: Mapping[str, Any],
) -> None:
    """Insert what is new, overwrite what changed, delete what is gone; `more` is written with what is written."""
    found = connection.execute(_kept(table, key, value), _case_names(case)).all()
    kept: dict[str, str | None] = {row[0]: row[1] for row in found}
    rows = [
        {**_case_key(case), key: name, value: item, **more}
        for name, item in wanted.items()
        if name not in kept or kept[name] != item
    ]
    if rows:
        connection.execute(_upsert(connection.dialect.name, table, key), rows)
    _delete(connection, case, table, key, kept.keys() - wanted.keys())


def _delete(connection: Connection, case: Case, table: Table, key: str, gone: Iterable[str]) -> None:
    names = list(gone)
    if names:
        connection.execute(delete(table).where(*_of(table, case), table.c[key].in_(names)))


def _happened(entry: LogEntry) -> datetime:
    """When a move's fact happened: as somebody stated it, who may note it only days later, else when it was noted."""
    stated = entry.details.get("at")
    return min(stated, entry.at) if isinstance(stated, datetime) else entry.at


def _of(table: Table, case: Case) -> Any:
    return table.c.workspace == case.workspace, table.c.case_number == case.number


def _case_names(case: Case) -> dict[str, Any]:
    return {"its_workspace": case.workspace, "its_case": case.number}


def _case_key(case: Case) -> dict[str, Any]:
    return {"workspace": case.workspace, "case_number": case.number}


@cache
def _kept(table: Table, key: str, value: str) -> Select[tuple[Any, Any]]:
    its = (table.c.workspace == bindparam("its_workspace"), table.c.case_number == bindparam("its_case"))
    return select(table.c[key], table.c[value]).where(*its)


@cache
def _upsert(dialect: str, table: Table, key: str) -> ReturningInsert[Any]:
    # With RETURNING SQLAlchemy sends several rows as one statement; without, PostgreSQL gets one for each.
    return upsert(dialect, table).returning(table.c[key])


_OF_CASE = (clocks.c.workspace == bindparam("its_workspace"), clocks.c.case_number == bindparam("its_case"))
_KEPT_CLOCKS = select(clocks.c.key, clocks.c.started_at, clocks.c.due_at, clocks.c.kind, clocks.c.side).where(*_OF_CASE)
_STOP_CLOCK = delete(clocks).where(*_OF_CASE, clocks.c.key == bindparam("its_key"))
