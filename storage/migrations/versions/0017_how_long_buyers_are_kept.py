"""For how many days after a case is closed it is kept who its buyer is."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.add_column("settings", sa.Column("keep_buyers_days", sa.Integer(), nullable=False, server_default="90"))
