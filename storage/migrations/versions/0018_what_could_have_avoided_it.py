"""What could have avoided a loss, as somebody named it; nobody was asked before."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.add_column("cases", sa.Column("prevention", sa.String(), nullable=True))
