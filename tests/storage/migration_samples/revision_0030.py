"""Whose step it is: who took a case still reads that its cause is to be confirmed; other steps say it with their next
move.
"""

from sqlalchemy import Connection, inspect, text

CASE = """
INSERT INTO cases (workspace, number, version, status, owner, next_kind, tracking_number, search_text, loss_type,
                   needs_approval, opened_at, document, private)
VALUES ('T1', :number, 1, 'open', :owner, :kind, '1Z', 'lost', 'lost', :no, '2026-11-23 12:00:00', '{}', :no)
"""


def before(connection: Connection) -> None:
    for number, owner, kind in ((1, "U1", "first_look"), (2, None, "first_look"), (3, "U1", "task")):
        connection.execute(text(CASE), {"number": number, "owner": owner, "kind": kind, "no": False})


def after(connection: Connection) -> None:
    kept = connection.execute(text("SELECT number, next_exact FROM cases ORDER BY number")).all()
    assert kept == [(1, "first_look:triage"), (2, None), (3, None)]
    indexes = {one["name"]: one["column_names"] for one in inspect(connection).get_indexes("cases")}
    assert indexes["ix_cases_role"] == ["workspace", "status", "next_due", "number"]
