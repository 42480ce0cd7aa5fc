"""Columns of exports: a file that was asked for before is still owed, and no columns are kept for anybody."""

from sqlalchemy import Connection, text

SENDING = """
INSERT INTO sendings (workspace, key, case_number, kind, "user", at, params, tries, next_at, tells_buyer)
VALUES ('T1', 'by_forwarder:x', 0, 'by_forwarder', 'U1', '2026-11-23 12:00:00',
        '{"carrier": "ups", "columns": ["number"]}', 0, '2026-11-23 12:00:00', :no)
"""


def before(connection: Connection) -> None:
    connection.execute(text(SENDING), {"no": False})


def after(connection: Connection) -> None:
    assert connection.execute(text("SELECT key FROM sendings")).scalars().all() == ["by_forwarder:x"]
    assert connection.execute(text("SELECT count(*) FROM export_columns")).scalar() == 0
