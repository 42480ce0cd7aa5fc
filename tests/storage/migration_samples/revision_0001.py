"""The first schema: nothing lay there before; afterwards every table takes a row, and none twice."""

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

CASE = """
INSERT INTO cases (workspace, number, version, status, tracking_number, search_text, loss_type, needs_approval,
                   opened_at, document)
VALUES ('T1', 1, 1, 'open', '1Z', 'lost-0001', 'lost', :no, '2026-11-23 12:00:00', '{}')
"""
LOG = """
INSERT INTO case_log (workspace, case_number, seq, at, actor_kind, actor_id, actor_roles, move, details, changes)
VALUES ('T1', :number, 1, '2026-11-23 12:00:00', 'person', 'U1', '[]', 'report', '{}', '{}')
"""
LETTER = """
INSERT INTO outbox (workspace, key, lane, kind, case_number, params, priority, state, owed_since, next_at, attempts,
                    looks)
VALUES ('T1', :key, 'C1', 'card', 1, '{}', 5, 'waiting', '2026-11-23 12:00:00', '2026-11-23 12:00:00', 0, 0)
"""


def before(connection: Connection) -> None:
    """An empty database."""


def after(connection: Connection) -> None:
    connection.execute(text(CASE), {"no": False})
    connection.execute(text(LOG), {"number": 1})
    connection.execute(text(LETTER), {"key": "a"})
    refused(connection, CASE, no=False)
    refused(connection, LOG, number=1)
    refused(connection, LOG, number=2)
    refused(connection, LETTER, key="a")
    refused(connection, LETTER, key="b")
    assert connection.execute(text("SELECT count(*) FROM outbox")).scalar() == 1


def refused(connection: Connection, statement: str, **params: object) -> None:
    with pytest.raises(IntegrityError), connection.begin_nested():
        connection.execute(text(statement), params)
