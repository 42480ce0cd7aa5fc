"""What came of claims, and what told a buyer.

Money is found in the ledgers by when it came, a deadline says which move met it, and an erasure which texts it changed.
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"

MONEY_CAME = sa.text("account IN ('received', 'written_off')")
MET_BY = """
UPDATE deadlines_ended SET by_move = (
    SELECT max(move) FROM case_log
    WHERE case_log.workspace = deadlines_ended.workspace AND case_log.case_number = deadlines_ended.case_number
    AND case_log.at = deadlines_ended.ended_at AND case_log.move = 'file_claim'
)
WHERE kind = 'filing_deadline'
"""


def upgrade() -> None:
    op.create_index(
        "ix_ledger_lines_came",
        "ledger_lines",
        ["workspace", "account", "at"],
        unique=False,
        sqlite_where=MONEY_CAME,
        postgresql_where=MONEY_CAME,
    )
    op.add_column("deadlines_ended", sa.Column("by_move", sa.String(), nullable=True))
    op.execute(sa.text(MET_BY))
    op.add_column("erasures", sa.Column("refs", sa.JSON(), nullable=False, server_default="[]"))
