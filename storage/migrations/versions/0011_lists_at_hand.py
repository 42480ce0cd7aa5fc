"""Lists of what waits for approval, and of what others have set a date for, are read from their own indexes."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

WAITS = "needs_approval AND status = 'open'"
HAS_DATE = "hard_due IS NOT NULL"


def upgrade() -> None:
    _anew("ix_cases_approval", ["workspace", "status", "next_due"], WAITS)
    _anew("ix_cases_hard", ["workspace", "status", "hard_due"], HAS_DATE)


def _anew(name: str, columns: list[str], only: str) -> None:
    op.drop_index(name, "cases")
    op.create_index(
        name, "cases", columns, unique=False, sqlite_where=sa.text(only), postgresql_where=sa.text(only)
    )
