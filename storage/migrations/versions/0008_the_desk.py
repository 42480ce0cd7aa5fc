"""The team's desk: who looks at App Home, roles by user groups, private cases, and what is found by goods and dates."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

MOMENT = sa.DateTime(timezone=True)
BATCH = 500
# Kinds of clocks whose date others have set, as they were when this was written.
HARD = (
    "buyer_answer",
    "dispute_answer",
    "storage_ends",
    "inquiry_deadline",
    "filing_deadline",
    "evidence_request",
    "appeal_deadline",
)


def upgrade() -> None:
    op.create_table(
        "homes",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("section", sa.String(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "person", name=op.f("pk_homes")),
    )
    op.create_table(
        "user_groups",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("handle", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("people", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "id", name=op.f("pk_user_groups")),
    )
    op.add_column("people", sa.Column("group_roles", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("settings", sa.Column("role_groups", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("cases", sa.Column("private", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("cases", sa.Column("hard_kind", sa.String(), nullable=True))
    op.add_column("cases", sa.Column("hard_due", MOMENT, nullable=True))
    _fill_in()
    op.create_index(
        "ix_cases_hard",
        "cases",
        ["workspace", "hard_due"],
        unique=False,
        sqlite_where=sa.text("hard_due IS NOT NULL"),
        postgresql_where=sa.text("hard_due IS NOT NULL"),
    )


CASES = sa.table(
    "cases",
    *(sa.column(name) for name in ("workspace", "number", "status", "search_text", "hard_kind")),
    sa.column("hard_due", MOMENT),
    sa.column("document", sa.JSON()),
)
CLOCKS = sa.table(
    "clocks", *(sa.column(name) for name in ("workspace", "case_number", "kind")), sa.column("due_at", MOMENT)
)


def _fill_in() -> None:
    """The first hard date of every open case, and its goods among what is searched."""
    connection = op.get_bind()
    for workspace, numbers, rows in _cases(connection):
        hard = _hard(connection, workspace, numbers)
        for number, status, searched, document in rows:
            values: dict[str, Any] = {}
            if status == "open" and number in hard:
                values |= {"hard_due": hard[number][0], "hard_kind": hard[number][1]}
            goods = ((_read(document).get("order") or {}).get("goods") or "").lower()
            if goods and goods not in searched:
                values["search_text"] = f"{searched} {goods}"
            if values:
                where = (CASES.c.workspace == workspace, CASES.c.number == number)
                connection.execute(sa.update(CASES).where(*where).values(values))


def _cases(connection: sa.Connection) -> Iterator[tuple[str, list[int], list[Any]]]:
    """Every case of a workspace, a batch at a time in the order of its number."""
    workspaces = connection.execute(sa.select(CASES.c.workspace).distinct().order_by(CASES.c.workspace)).scalars().all()
    for workspace in workspaces:
        last = 0
        while True:
            query = sa.select(CASES.c.number, CASES.c.status, CASES.c.search_text, CASES.c.document)
            query = query.where(CASES.c.workspace == workspace, CASES.c.number > last).order_by(CASES.c.number)
            rows = list(connection.execute(query.limit(BATCH)))
            if not rows:
                break
            last = rows[-1].number
            yield workspace, [row.number for row in rows], rows


def _hard(connection: sa.Connection, workspace: str, numbers: list[int]) -> dict[int, tuple[Any, str]]:
    """The first hard date of each of these cases that has one, with its kind."""
    query = sa.select(CLOCKS.c.case_number, CLOCKS.c.due_at, CLOCKS.c.kind).where(
        CLOCKS.c.workspace == workspace,
        CLOCKS.c.case_number >= numbers[0],
        CLOCKS.c.case_number <= numbers[-1],
        CLOCKS.c.kind.in_(HARD),
        CLOCKS.c.due_at.is_not(None),
    )
    found: dict[int, tuple[Any, str]] = {}
    for number, due_at, kind in connection.execute(query):
        found[number] = min(found.get(number, (due_at, kind)), (due_at, kind))
    return found


def _read(document: Any) -> Mapping[str, Any]:
    read = json.loads(document) if isinstance(document, str) else document
    return read if isinstance(read, Mapping) else {}
