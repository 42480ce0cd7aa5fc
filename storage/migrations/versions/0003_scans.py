"""Where is it: scans, the answers they came in, how trackers answered, and when each number is asked about next."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _of_scans()
    _of_trackers()
    _of_the_queue()


def _of_scans() -> None:
    op.create_table(
        "scans",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("case_number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=True),
        sa.Column("local", sa.String(), nullable=True),
        sa.Column("has_hour", sa.Boolean(), nullable=False),
        sa.Column("city", sa.String(), nullable=True),
        sa.Column("region", sa.String(), nullable=True),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("carrier", sa.String(), nullable=True),
        sa.Column("raw", sa.String(), nullable=True),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("taken_back_at", MOMENT, nullable=True),
        sa.Column("reworded_at", MOMENT, nullable=True),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        _of_a_case("scans"),
        sa.PrimaryKeyConstraint("workspace", "case_number", "key", name=op.f("pk_scans")),
    )
    op.create_table(
        "tracker_answers",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("case_number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("waiting_since", MOMENT, nullable=True),
        _of_a_case("tracker_answers"),
        sa.PrimaryKeyConstraint("workspace", "case_number", "sha256", name=op.f("pk_tracker_answers")),
    )
    op.create_index("ix_tracker_answers_waiting_since", "tracker_answers", ["waiting_since"], unique=False)


def _of_trackers() -> None:
    op.create_table(
        "tracker_looks",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("case_number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("good_at", MOMENT, nullable=True),
        sa.Column("status", sa.String(), nullable=True),
        sa.Column("why", sa.String(), nullable=True),
        sa.Column("expected_on", sa.Date(), nullable=True),
        _of_a_case("tracker_looks"),
        sa.PrimaryKeyConstraint("workspace", "case_number", "number", "provider", name=op.f("pk_tracker_looks")),
    )
    op.create_table(
        "tracker_days",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("tracker", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "tracker", "day", name=op.f("pk_tracker_days")),
    )
    op.create_table(
        "strange_words",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("tracker", sa.String(), nullable=False),
        sa.Column("word", sa.String(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("last_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("workspace", "tracker", "word", name=op.f("pk_strange_words")),
    )
    op.create_index("ix_strange_words_last_at", "strange_words", ["workspace", "last_at"], unique=False)


def _of_the_queue() -> None:
    """The numbers of open cases are due at once; those of closed ones are not asked about any more."""
    op.add_column("case_parcels", sa.Column("next_ask_at", MOMENT, nullable=True))
    op.create_index("ix_case_parcels_next_ask_at", "case_parcels", ["next_ask_at"], unique=False)
    op.execute(
        "UPDATE case_parcels SET next_ask_at = (SELECT opened_at FROM cases WHERE cases.workspace ="
        " case_parcels.workspace AND cases.number = case_parcels.case_number AND cases.status = 'open')"
    )


def _of_a_case(table: str) -> sa.ForeignKeyConstraint:
    columns = ["cases.workspace", "cases.number"]
    return sa.ForeignKeyConstraint(["workspace", "case_number"], columns, name=op.f(f"fk_{table}_cases"))
