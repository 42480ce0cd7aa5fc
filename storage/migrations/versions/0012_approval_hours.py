"""The hours at which approvers hear of requests; none means at once, as before."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.add_column("settings", sa.Column("approvals_at", sa.String(), nullable=False, server_default=""))
