"""Since when an answer is owed: of clocks that run already, when they started is the best that is known in one statement.

A clock that starts anew says it exactly.
"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    op.add_column("clocks", sa.Column("since", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE clocks SET since = started_at")
