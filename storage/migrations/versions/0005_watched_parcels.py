"""Parcels that are watched before they are cases: whose they are, what is known of them, and what trackers said."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "watched_parcels",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=True),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("carrier", sa.String(), nullable=True),
        sa.Column("next_ask_at", MOMENT, nullable=True),
        sa.Column("cause", sa.String(), nullable=True),
        sa.Column("last_seen_on", sa.Date(), nullable=True),
        sa.Column("stalled_since", MOMENT, nullable=True),
        sa.Column("delivered_at", MOMENT, nullable=True),
        sa.Column("quiet_until", MOMENT, nullable=True),
        sa.Column("offer_at", MOMENT, nullable=True),
        sa.Column("offered_to", sa.String(), nullable=True),
        sa.Column("offered_cause", sa.String(), nullable=True),
        sa.Column("locked", sa.LargeBinary(), nullable=False),
        sa.Column("locked_with", sa.String(), nullable=False),
        sa.Column("story", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("workspace", "number", name=op.f("pk_watched_parcels")),
    )
    op.create_index("ix_watched_parcels_next_ask_at", "watched_parcels", ["next_ask_at"], unique=False)
    op.create_index("ix_watched_parcels_by", "watched_parcels", ["workspace", "by", "since"], unique=False)
    offers = ["workspace", "offered_to", "offer_at"]
    op.create_index("ix_watched_parcels_offers", "watched_parcels", offers, unique=False)
    op.create_index("ix_watched_parcels_number", "watched_parcels", ["number"], unique=False)
    op.create_index("ix_watched_parcels_delivered_at", "watched_parcels", ["delivered_at"], unique=False)
    op.create_table(
        "watched_answers",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("waiting_since", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace", "number"],
            ["watched_parcels.workspace", "watched_parcels.number"],
            name=op.f("fk_watched_answers_watched_parcels"),
        ),
        sa.PrimaryKeyConstraint("workspace", "number", "sha256", name=op.f("pk_watched_answers")),
    )
    op.create_index("ix_watched_answers_waiting_since", "watched_answers", ["waiting_since"], unique=False)
    op.create_table(
        "watch_offers",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("offer_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("workspace", "person", "offer_at", name=op.f("pk_watch_offers")),
    )
