"""Where a team sells, and where it buys its labels; nobody was asked before."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.add_column("settings", sa.Column("marketplaces", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("settings", sa.Column("label", sa.String(), nullable=False, server_default=""))
