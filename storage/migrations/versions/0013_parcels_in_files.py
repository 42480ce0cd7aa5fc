"""Files of parcels that people give, and what became of their lines."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "imports",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("channel", sa.String(), nullable=True),
        sa.Column("slack_file", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("layout", sa.JSON(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("next_line", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_at", MOMENT, nullable=True),
        sa.Column("message_channel", sa.String(), nullable=True),
        sa.Column("message_ts", sa.String(), nullable=True),
        sa.Column("locked", sa.LargeBinary(), nullable=True),
        sa.Column("locked_with", sa.String(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("shown", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("workspace", "key", name=op.f("pk_imports")),
    )
    op.create_index("ix_imports_next_at", "imports", ["next_at"], unique=False)
    op.create_table(
        "import_lines",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("import_key", sa.String(), nullable=False),
        sa.Column("line", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("case_number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "import_key"], ["imports.workspace", "imports.key"], name=op.f("fk_import_lines_imports")
        ),
        sa.PrimaryKeyConstraint("workspace", "import_key", "line", name=op.f("pk_import_lines")),
    )
