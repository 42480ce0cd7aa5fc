"""Who buyers are, under keys of their own; what was erased is told apart."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "buyers",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("case_number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kept_by", sa.String(), nullable=False),
        sa.Column("kept_at", MOMENT, nullable=False),
        sa.Column("look_at", MOMENT, nullable=False),
        sa.Column("locked", sa.LargeBinary(), nullable=False),
        sa.Column("locked_with", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "case_number"], ["cases.workspace", "cases.number"], name=op.f("fk_buyers_cases")
        ),
        sa.PrimaryKeyConstraint("workspace", "case_number", name=op.f("pk_buyers")),
    )
    op.create_index("ix_buyers_look_at", "buyers", ["look_at"], unique=False)
    op.create_table(
        "buyer_marks",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("case_number", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "case_number"], ["cases.workspace", "cases.number"], name=op.f("fk_buyer_marks_cases")
        ),
        sa.PrimaryKeyConstraint("workspace", "mark", "case_number", name=op.f("pk_buyer_marks")),
    )
    op.create_index("ix_buyer_marks_case", "buyer_marks", ["workspace", "case_number"], unique=False)
    op.create_table(
        "workspace_keys",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("locked", sa.LargeBinary(), nullable=False),
        sa.Column("locked_with", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", name=op.f("pk_workspace_keys")),
    )
    for table in ("correspondence", "sendings"):
        op.add_column(table, sa.Column("tells_buyer", sa.Boolean(), nullable=False, server_default=sa.false()))
    _tell_erasures_apart()


def _tell_erasures_apart() -> None:
    """A table of few rows is made anew: no database changes a primary key in place in the same words."""
    connection = op.get_bind()
    kept = connection.execute(sa.text("SELECT workspace, case_number, at, by FROM erasures")).all()
    op.drop_table("erasures")
    op.create_table(
        "erasures",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("case_number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "case_number", "what", name=op.f("pk_erasures")),
    )
    for row in kept:
        connection.execute(
            sa.text("INSERT INTO erasures (workspace, case_number, what, at, by) VALUES (:w, :n, 'case', :at, :by)"),
            {"w": row.workspace, "n": row.case_number, "at": row.at, "by": row.by},
        )
