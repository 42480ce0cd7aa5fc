"""What could have avoided a loss: of the cases of before nobody has said, and they are as they were."""

from sqlalchemy import Connection, text

CASE = """
INSERT INTO cases (workspace, number, version, status, tracking_number, search_text, loss_type, needs_approval,
                   opened_at, document)
VALUES ('T1', 1, 1, 'open', '1Z', 'lost-0001', 'lost', :no, '2026-11-23 12:00:00', '{}')
"""


def before(connection: Connection) -> None:
    connection.execute(text(CASE), {"no": False})


def after(connection: Connection) -> None:
    assert connection.execute(text("SELECT number, version, prevention FROM cases")).all() == [(1, 1, None)]
