"""What payers call what they grant: a claim keeps its own reference beside it.

Of claims that were granted before, the later name stands in the place of the first, as it was written then.
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"

IS_RENAMED = sa.text("granted_key IS NOT NULL")


def upgrade() -> None:
    op.add_column("case_claims", sa.Column("granted_key", sa.String(), nullable=True))
    op.create_index(
        "ix_case_claims_granted",
        "case_claims",
        ["workspace", "granted_key"],
        unique=False,
        sqlite_where=IS_RENAMED,
        postgresql_where=IS_RENAMED,
    )
