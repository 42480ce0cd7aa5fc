"""The money of cases: the lines of their ledgers, what payers still owe, dated rates, and what has come in."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from alembic import op

from cases.case import Actor, LogEntry
from cases.ledger import ledger
from cases.references import reference_key
from storage.columns import Instant

revision = "0007"
down_revision = "0006"

MOMENT = sa.DateTime(timezone=True)
BATCH = 500
OWED = ("filed", "info_requested", "appealed", "offered", "approved", "part_paid")
PROMISED = ("approved", "part_paid")
IS_OWED = sa.text("owing IS NOT NULL")


def upgrade() -> None:
    _of_ledgers()
    _of_what_comes_in()
    _of_what_is_owed()
    _fill_in()


def _of_ledgers() -> None:
    op.create_table(
        "ledger_lines",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("case_number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by_kind", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("move", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("line", sa.String(), nullable=True),
        sa.Column("party", sa.String(), nullable=True),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("amount", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "case_number"], ["cases.workspace", "cases.number"], name=op.f("fk_ledger_lines_cases")
        ),
        sa.PrimaryKeyConstraint("workspace", "case_number", "seq", "place", name=op.f("pk_ledger_lines")),
    )
    op.create_index("ix_ledger_lines_at", "ledger_lines", ["workspace", "at"], unique=False)


def _of_what_comes_in() -> None:
    op.create_table(
        "rates",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("base", sa.String(), nullable=False),
        sa.Column("quote", sa.String(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("kept_at", MOMENT, nullable=False),
        sa.Column("by", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("workspace", "base", "quote", "on_day", "source", name=op.f("pk_rates")),
    )
    op.create_index("ix_rates_on_day", "rates", ["workspace", "on_day"], unique=False)
    op.create_table(
        "incoming_money",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kept_at", MOMENT, nullable=False),
        sa.Column("kept_by", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=True),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("amount", sa.String(), nullable=False),
        sa.Column("used", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("payer", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("uses", sa.JSON(), nullable=False),
        sa.Column("settled_by", sa.String(), nullable=True),
        sa.Column("settled_at", MOMENT, nullable=True),
        sa.Column("why", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "key", name=op.f("pk_incoming_money")),
    )
    op.create_index(
        "ix_incoming_money_state", "incoming_money", ["workspace", "state", "kept_at", "key"], unique=False
    )


def _of_what_is_owed() -> None:
    op.add_column("case_claims", sa.Column("reference_key", sa.String(), nullable=True))
    op.add_column("case_claims", sa.Column("owing", sa.BigInteger(), nullable=True))
    op.add_column("case_claims", sa.Column("owed_since", MOMENT, nullable=True))
    op.create_index("ix_case_claims_reference", "case_claims", ["workspace", "reference_key"], unique=False)
    for name, columns in (
        ("ix_case_claims_owing", ["workspace", "currency", "owing"]),
        ("ix_case_claims_owed_since", ["workspace", "owed_since"]),
    ):
        op.create_index(
            name, "case_claims", columns, unique=False, sqlite_where=IS_OWED, postgresql_where=IS_OWED
        )


CASES = sa.table("cases", sa.column("workspace"), sa.column("number"), sa.column("document", sa.JSON()))
LOG = sa.table(
    "case_log",
    *(sa.column(name) for name in ("workspace", "case_number", "seq", "actor_kind", "actor_id", "move", "target")),
    sa.column("at", Instant()),
    sa.column("changes", sa.JSON()),
)
CLAIMS = sa.table(
    "case_claims",
    *(sa.column(name) for name in ("workspace", "case_number", "claim", "reference_key", "owing")),
    sa.column("owed_since", Instant()),
)
LINES = sa.table(
    "ledger_lines",
    *(sa.column(name) for name in ("workspace", "case_number", "seq", "place", "by_kind", "by", "move", "account")),
    *(sa.column(name) for name in ("line", "party", "currency", "amount")),
    sa.column("at", Instant()),
)


def _fill_in() -> None:
    """The ledgers of the cases that are there, as their logs tell them, and what is still owed of their claims.

    A log has to be readable as long as its case is kept, so the rules of today may read it.
    """
    connection = op.get_bind()
    for workspace, number, document in _documents(connection):
        log = _log(connection, workspace, number)
        rows = [
            {"workspace": workspace, "case_number": number, "place": place, **_line(one)}
            for place, one in enumerate(ledger(log))
        ]
        if rows:
            connection.execute(sa.insert(LINES), rows)
        for claim in document.get("claims", ()):
            where = (
                CLAIMS.c.workspace == workspace,
                CLAIMS.c.case_number == number,
                CLAIMS.c.claim == claim["id"],
            )
            connection.execute(sa.update(CLAIMS).where(*where).values(_owed(claim, log)))


def _documents(connection: sa.Connection) -> Iterator[tuple[str, int, Mapping[str, Any]]]:
    """Every case, a batch at a time in the order of its key."""
    last: tuple[str, int] = ("", 0)
    key = sa.tuple_(CASES.c.workspace, CASES.c.number)
    while True:
        query = sa.select(CASES.c.workspace, CASES.c.number, CASES.c.document).where(key > sa.tuple_(*last))
        rows = connection.execute(query.order_by(CASES.c.workspace, CASES.c.number).limit(BATCH)).all()
        for workspace, number, document in rows:
            yield workspace, number, json.loads(document) if isinstance(document, str) else document
        if len(rows) < BATCH:
            return
        last = (rows[-1].workspace, rows[-1].number)


def _log(connection: sa.Connection, workspace: str, number: int) -> list[LogEntry]:
    query = sa.select(LOG).where(LOG.c.workspace == workspace, LOG.c.case_number == number).order_by(LOG.c.seq)
    return [
        LogEntry(row.seq, row.at, Actor(row.actor_kind, row.actor_id), row.move, row.target, None, None, {}, row.changes)
        for row in connection.execute(query)
    ]


def _line(line: Any) -> dict[str, Any]:
    return {
        "seq": line.seq,
        "at": line.at,
        "by_kind": line.by.kind,
        "by": line.by.id,
        "move": line.move,
        "account": line.place.account,
        "line": line.place.line,
        "party": line.place.party,
        "currency": line.place.currency,
        "amount": str(line.amount),
    }


def _owed(claim: Mapping[str, Any], log: list[LogEntry]) -> dict[str, Any]:
    state = claim.get("state", "drafted")
    whole = (claim.get("granted") if state in PROMISED else None) or claim.get("asked")
    left = Decimal(whole["amount"]) - Decimal((claim.get("received") or {}).get("amount", 0)) if whole else Decimal(0)
    owed = state in OWED and left > 0
    return {
        "reference_key": reference_key(claim.get("reference")),
        "owing": int(left * 10_000) if owed else None,
        "owed_since": _since(claim, state, log) if owed else None,
    }


def _since(claim: Mapping[str, Any], state: str, log: list[LogEntry]) -> datetime | None:
    """When it was approved, else filed, as the log tells."""
    wanted = ("claim_approved", "accept_offer") if state in PROMISED else ("file_claim",)
    told = [one.at for one in log if one.target == claim["id"] and one.move in wanted]
    said = claim.get("contact_at")
    return told[-1] if told else datetime.fromisoformat(said) if said else None
