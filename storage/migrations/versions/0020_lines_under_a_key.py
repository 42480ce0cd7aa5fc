"""What lines of banks say is sealed; those of before are sealed by the first process that tidies up."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.add_column("incoming_money", sa.Column("sealed", sa.LargeBinary(), nullable=True))
