"""When somebody's notifications are paused in Slack, and when a status that says that they are away ends by itself."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    for name in ("says_away_until", "pause_from", "pause_until", "pauses_asked_at"):
        op.add_column("people", sa.Column(name, MOMENT, nullable=True))
