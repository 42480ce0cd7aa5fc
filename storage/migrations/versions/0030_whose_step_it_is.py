"""Lists say exactly what a step is, and what is finance's or a lead's to do is read from an index of its own.

Of a case that was kept before, the exact word follows with its next move; until then its kind is shown.
"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"

A_ROLES = (
    "status = 'open' AND waiting_on = 'us' AND next_owner IS NULL AND next_role <> 'agent' AND next_kind <> 'approval'"
)


def upgrade() -> None:
    op.add_column("cases", sa.Column("next_exact", sa.String(), nullable=True))
    op.execute("UPDATE cases SET next_exact = 'first_look:triage' WHERE next_kind = 'first_look' AND owner IS NOT NULL")
    op.create_index(
        "ix_cases_role",
        "cases",
        ["workspace", "status", "next_due", "number"],
        unique=False,
        sqlite_where=sa.text(A_ROLES),
        postgresql_where=sa.text(A_ROLES),
    )
