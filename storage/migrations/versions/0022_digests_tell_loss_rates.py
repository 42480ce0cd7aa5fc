"""Weekly and monthly digests that tell everything go on to do so: loss rates are new among it."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"

EVERYTHING = {"weekly": ["deadlines", "slowest", "money"], "monthly": ["carriers", "lanes", "causes"]}
schedules = sa.table(
    "schedules",
    sa.column("workspace", sa.String),
    sa.column("place", sa.String),
    sa.column("kind", sa.String),
    sa.column("parts", sa.JSON),
)


def upgrade() -> None:
    known = schedules.c
    rows = op.get_bind().execute(sa.select(known.workspace, known.place, known.kind, known.parts)).all()
    for workspace, place, kind, parts in rows:
        if parts == EVERYTHING.get(kind):
            its = (known.workspace == workspace, known.place == place, known.kind == kind)
            op.get_bind().execute(sa.update(schedules).where(*its).values(parts=[*parts, "scorecard"]))
