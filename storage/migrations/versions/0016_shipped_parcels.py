"""How many parcels were shipped; a case's destination is told apart by its country."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.create_table(
        "shipped",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("carrier", sa.String(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("destination", sa.String(), nullable=False),
        sa.Column("hub", sa.String(), nullable=False),
        sa.Column("warehouse", sa.String(), nullable=False),
        sa.Column("sku", sa.String(), nullable=False),
        sa.Column("packaging", sa.String(), nullable=False),
        sa.Column("marketplace", sa.String(), nullable=False),
        sa.Column("parcels", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "workspace",
            "month",
            "carrier",
            "service",
            "origin",
            "destination",
            "hub",
            "warehouse",
            "sku",
            "packaging",
            "marketplace",
            name=op.f("pk_shipped"),
        ),
    )
    op.add_column("cases", sa.Column("hub", sa.String(), nullable=True))
    op.add_column("cases", sa.Column("warehouse", sa.String(), nullable=True))
    op.add_column("cases", sa.Column("sku", sa.String(), nullable=True))
    op.add_column("cases", sa.Column("packaging", sa.String(), nullable=True))
    # A list by lane, and a loss rate, go by the country that a destination begins with: “DE 10115” is DE.
    for column in ("origin", "destination"):
        letters = " AND ".join(f"upper(substr({column}, {n}, 1)) BETWEEN 'A' AND 'Z'" for n in (1, 2))
        op.execute(
            f"UPDATE cases SET {column} = upper(substr({column}, 1, 2)) WHERE {column} LIKE '__ %' AND {letters}"
        )
