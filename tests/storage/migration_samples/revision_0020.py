"""Lines of banks: those of before are as they were until somebody seals them."""

from sqlalchemy import Connection, text

LINE = """
INSERT INTO incoming_money (workspace, key, kept_at, kept_by, source, currency, amount, used, text, payer, state, uses,
                            version)
VALUES ('T1', 'a', '2026-11-23 12:00:00', 'UPRIYA', 'pasted', 'EUR', '55.00', '0', 'CL-771', 'UPS', 'open', '[]', 1)
"""


def before(connection: Connection) -> None:
    connection.execute(text(LINE))


def after(connection: Connection) -> None:
    kept = connection.execute(text("SELECT text, payer, state, sealed FROM incoming_money")).all()
    assert kept == [("CL-771", "UPS", "open", None)]
