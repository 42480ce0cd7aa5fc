"""Nothing goes quiet: rungs, nudges, digests, a workspace's own rules and contracts, and the money of claims."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

COUNTED = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
BATCH = 500


def upgrade() -> None:
    _of_their_own()
    _of_reminders()
    _of_claims()
    _more_columns()
    _of_digests()
    _fill_in()


def _of_their_own() -> None:
    op.create_table(
        "contracts",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("insurer", sa.String(), nullable=False),
        sa.Column("policy_number", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("terms", sa.JSON(), nullable=False),
        *_changed(),
        sa.PrimaryKeyConstraint("workspace", "id", name=op.f("pk_contracts")),
    )
    op.create_table(
        "rule_overrides",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("programme", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        *_changed(),
        sa.PrimaryKeyConstraint("workspace", "id", name=op.f("pk_rule_overrides")),
    )


def _changed() -> list[sa.Column[Any]]:
    return [
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("ended_by", sa.String(), nullable=True),
    ]


def _of_reminders() -> None:
    op.create_table(
        "schedules",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("days", sa.JSON(), nullable=False),
        sa.Column("zone", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("when_empty", sa.String(), nullable=False),
        sa.Column("when_missed", sa.String(), nullable=False),
        sa.Column("plain", sa.Boolean(), nullable=False),
        sa.Column("next_at", MOMENT, nullable=True),
        sa.Column("last_for", sa.Date(), nullable=True),
        sa.Column("changed_by", sa.String(), nullable=True),
        sa.Column("changed_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("workspace", "place", "kind", name=op.f("pk_schedules")),
    )
    op.create_index("ix_schedules_next_at", "schedules", ["next_at"], unique=False)
    op.create_table(
        "nudges",
        sa.Column("id", COUNTED, nullable=False),
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("send_at", MOMENT, nullable=False),
        sa.Column("case_number", sa.Integer(), nullable=False),
        sa.Column("clock", sa.String(), nullable=False),
        sa.Column("rung", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "case_number"], ["cases.workspace", "cases.number"], name=op.f("fk_nudges_cases")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nudges")),
    )
    op.create_index("ix_nudges_person", "nudges", ["workspace", "person", "send_at"], unique=False)


def _of_claims() -> None:
    op.create_table(
        "case_claims",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("case_number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("claim", sa.String(), nullable=False),
        sa.Column("payer", sa.String(), nullable=False),
        sa.Column("payer_kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=True),
        sa.Column("asked", sa.String(), nullable=True),
        sa.Column("granted", sa.String(), nullable=True),
        sa.Column("received", sa.String(), nullable=True),
        sa.Column("contact_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace", "case_number"], ["cases.workspace", "cases.number"], name=op.f("fk_case_claims_cases")
        ),
        sa.PrimaryKeyConstraint("workspace", "case_number", "claim", name=op.f("pk_case_claims")),
    )
    op.create_index("ix_case_claims_state", "case_claims", ["workspace", "state", "contact_at"], unique=False)


def _of_digests() -> None:
    op.create_table(
        "deadlines_ended",
        sa.Column("id", COUNTED, nullable=False),
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("case_number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "case_number"], ["cases.workspace", "cases.number"], name=op.f("fk_deadlines_ended_cases")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadlines_ended")),
    )
    op.create_index("ix_deadlines_ended_at", "deadlines_ended", ["workspace", "ended_at"], unique=False)
    op.create_index(
        "ix_cases_approval",
        "cases",
        ["workspace", "next_due"],
        unique=False,
        sqlite_where=sa.text("needs_approval AND status = 'open'"),
        postgresql_where=sa.text("needs_approval AND status = 'open'"),
    )


def _more_columns() -> None:
    for name in ("backup", "service", "origin", "destination", "cause", "outcome", "worth", "worth_currency"):
        op.add_column("cases", sa.Column(name, sa.String(), nullable=True))
    op.create_index("ix_cases_closed", "cases", ["workspace", "closed_at"], unique=False)
    op.create_index("ix_cases_opened", "cases", ["workspace", "opened_at"], unique=False)
    op.add_column("clocks", sa.Column("rung", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("clocks", sa.Column("acknowledged_at", MOMENT, nullable=True))
    op.add_column("people", sa.Column("says_away", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("people", sa.Column("away_until", MOMENT, nullable=True))
    op.add_column("people", sa.Column("backup", sa.String(), nullable=True))
    for name, default in (("holidays", ""), ("ladder", "standard")):
        op.add_column("settings", sa.Column(name, sa.String(), nullable=False, server_default=default))
    for name, default in (("days_off", "[]"), ("extra_workdays", "[]"), ("periods", "{}"), ("small_amounts", "{}")):
        op.add_column("settings", sa.Column(name, sa.JSON(), nullable=False, server_default=default))
    op.add_column("settings", sa.Column("broadcasts", sa.Boolean(), nullable=False, server_default=sa.true()))
    for name in ("leads_channel", "last_resort_channel", "peak_from", "peak_until"):
        op.add_column("settings", sa.Column(name, sa.String(), nullable=True))


CASES = sa.table(
    "cases",
    *(sa.column(name) for name in ("workspace", "number", "destination", "cause", "outcome", "worth")),
    sa.column("worth_currency"),
    sa.column("document", sa.JSON()),
)
CLAIMS = sa.table(
    "case_claims",
    *(sa.column(name) for name in ("workspace", "case_number", "claim", "payer", "payer_kind", "state")),
    *(sa.column(name) for name in ("currency", "asked", "granted", "received")),
)


def _fill_in() -> None:
    """What the new columns say of the cases that are there already, read from their documents."""
    connection = op.get_bind()
    for workspace, number, document in _documents(connection):
        columns = _columns(document)
        if any(columns.values()):
            where = (CASES.c.workspace == workspace, CASES.c.number == number)
            connection.execute(sa.update(CASES).where(*where).values(columns))
        for claim in document.get("claims", ()):
            row = {"workspace": workspace, "case_number": number, **_claim(claim)}
            connection.execute(sa.insert(CLAIMS), row)


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


def _columns(document: Mapping[str, Any]) -> dict[str, Any]:
    order = document.get("order") or {}
    worth = order.get("paid") or order.get("cost") or {}
    parcels = document.get("parcels") or [{}]
    return {
        "destination": parcels[0].get("destination"),
        "cause": document.get("cause"),
        "outcome": document.get("outcome"),
        "worth": worth.get("amount"),
        "worth_currency": worth.get("currency"),
    }


def _claim(claim: Mapping[str, Any]) -> dict[str, Any]:
    sums = {name: claim.get(name) or {} for name in ("asked", "granted", "received")}
    currency = next((one["currency"] for one in sums.values() if one), None)
    return {
        "claim": claim["id"],
        "payer": claim["payer"],
        "payer_kind": claim["payer_kind"],
        "state": claim.get("state", "drafted"),
        "currency": currency,
        **{name: one.get("amount") for name, one in sums.items()},
    }
