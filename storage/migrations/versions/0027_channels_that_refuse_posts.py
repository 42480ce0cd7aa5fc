"""Channels in which the bot is and may not write: nobody has refused anything before."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    op.add_column("channels", sa.Column("may_not_write", sa.Boolean(), nullable=False, server_default=sa.false()))
