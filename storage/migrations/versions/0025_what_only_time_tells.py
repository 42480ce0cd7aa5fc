"""Cases whose cause time alone changes are looked at again; proposals of incidents are reminded of; a hub is one place.

Proposals that wait already are reminded of from now on, and parcels that stand at a hub are compared anew.
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from cases.hubs import key_of_written

revision = "0025"
down_revision = "0024"

stands = sa.table(
    "parcel_stands",
    sa.column("hub", sa.String),
    sa.column("look_at", sa.DateTime(timezone=True)),
)
incidents = sa.table(
    "incidents",
    sa.column("state", sa.String),
    sa.column("remind_at", sa.DateTime(timezone=True)),
)


def upgrade() -> None:
    op.create_table(
        "cause_looks",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("case_number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("next_step", sa.String(), nullable=False),
        sa.Column("look_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "case_number"], ["cases.workspace", "cases.number"], name=op.f("fk_cause_looks_cases")
        ),
        sa.PrimaryKeyConstraint("workspace", "case_number", name=op.f("pk_cause_looks")),
    )
    op.create_index("ix_cause_looks_look_at", "cause_looks", ["look_at"], unique=False)
    op.add_column("incidents", sa.Column("reminded", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("incidents", sa.Column("remind_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_incidents_remind_at", "incidents", ["remind_at"], unique=False)
    now = _now()
    op.get_bind().execute(sa.update(incidents).where(incidents.c.state == "proposed").values(remind_at=now))
    known = op.get_bind().execute(sa.select(stands.c.hub).where(stands.c.hub.is_not(None)).distinct()).scalars().all()
    for hub in known:
        if (one := key_of_written(hub)) != hub:
            op.get_bind().execute(sa.update(stands).where(stands.c.hub == hub).values(hub=one, look_at=now))


def _now() -> datetime:
    """Now, as the database keeps instants: SQLite without a zone."""
    now = datetime.now(UTC)
    return now if op.get_bind().dialect.name == "postgresql" else now.replace(tzinfo=None)
