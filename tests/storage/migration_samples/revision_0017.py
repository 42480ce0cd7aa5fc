"""For how many days buyers are kept: whoever has changed nothing keeps them for the usual time."""

from sqlalchemy import Connection, text

SETTINGS = """
INSERT INTO settings (workspace, limits, lead_limits, approvers, role_groups, timezone, language, blocks, holidays,
                      days_off, extra_workdays, periods, ladder, small_amounts, broadcasts, approvals_at,
                      allow_shared_channels, allow_guests, version)
VALUES ('T1', '{}', '{}', '[]', '{}', 'UTC', 'en', 'auto', '', '[]', '[]', '{}', 'standard', '{}', :yes, '',
        :no, :no, 3)
"""


def before(connection: Connection) -> None:
    connection.execute(text(SETTINGS), {"yes": True, "no": False})


def after(connection: Connection) -> None:
    kept = connection.execute(text("SELECT version, keep_buyers_days FROM settings")).all()
    assert kept == [(3, 90)]
