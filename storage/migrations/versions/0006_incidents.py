"""Mass loss: where parcels stand, incidents with their cases, and what is still to be done for them."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "parcel_stands",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("case_number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("hub", sa.String(), nullable=True),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("flight", sa.String(), nullable=True),
        sa.Column("bag", sa.String(), nullable=True),
        sa.Column("still_at", MOMENT, nullable=False),
        sa.Column("look_at", MOMENT, nullable=True),
        _of_a_case("parcel_stands"),
        sa.PrimaryKeyConstraint("workspace", "case_number", name=op.f("pk_parcel_stands")),
    )
    op.create_index("ix_parcel_stands_look_at", "parcel_stands", ["look_at"], unique=False)
    op.create_index("ix_parcel_stands_hub", "parcel_stands", ["workspace", "hub", "at"], unique=False)
    op.create_index("ix_parcel_stands_flight", "parcel_stands", ["workspace", "flight"], unique=False)
    op.create_index("ix_parcel_stands_bag", "parcel_stands", ["workspace", "bag"], unique=False)
    op.create_table(
        "incidents",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("carrier", sa.String(), nullable=True),
        sa.Column("origin", sa.String(), nullable=True),
        sa.Column("destination", sa.String(), nullable=True),
        sa.Column("first_at", MOMENT, nullable=True),
        sa.Column("last_at", MOMENT, nullable=True),
        sa.Column("proposed_by", sa.String(), nullable=False),
        sa.Column("proposed_at", MOMENT, nullable=False),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=True),
        sa.Column("heard_at", MOMENT, nullable=True),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("channel", sa.String(), nullable=True),
        sa.Column("ts", sa.String(), nullable=True),
        sa.Column("told", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("workspace", "number", name=op.f("pk_incidents")),
    )
    op.create_index("ix_incidents_state", "incidents", ["workspace", "state"], unique=False)
    op.create_table(
        "incident_cases",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("incident", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("case_number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        _of_a_case("incident_cases"),
        sa.PrimaryKeyConstraint("workspace", "incident", "case_number", name=op.f("pk_incident_cases")),
    )
    is_member = sa.text("state = 'member'")
    op.create_index(
        "uq_incident_cases_member",
        "incident_cases",
        ["workspace", "case_number"],
        unique=True,
        sqlite_where=is_member,
        postgresql_where=is_member,
    )
    op.create_table(
        "incident_errands",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("incident", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("round", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("case_number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.Column("why_not", sa.String(), nullable=True),
        _of_a_case("incident_errands"),
        sa.PrimaryKeyConstraint("workspace", "incident", "round", "case_number", name=op.f("pk_incident_errands")),
    )
    is_left = sa.text("done_at IS NULL")
    op.create_index(
        "ix_incident_errands_left",
        "incident_errands",
        ["workspace", "incident"],
        unique=False,
        sqlite_where=is_left,
        postgresql_where=is_left,
    )


def _of_a_case(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["workspace", "case_number"], ["cases.workspace", "cases.number"], name=op.f(f"fk_{table}_cases")
    )
