"""Who is on call after hours: nobody was named before, so the leads are, as they were."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    op.add_column("settings", sa.Column("on_call", sa.JSON(), nullable=False, server_default="[]"))
