"""What came of claims: of the deadlines that ended, the one at whose end a claim was filed says so."""

from sqlalchemy import Connection, text

CASE = """
INSERT INTO cases (workspace, number, version, status, tracking_number, search_text, loss_type, needs_approval,
                   opened_at, document)
VALUES ('T1', 142, 1, 'open', '1Z', 'lost-0142', 'lost', :no, '2026-11-23 12:00:00', '{}')
"""
ENDED = """
INSERT INTO deadlines_ended (workspace, case_number, kind, due_at, ended_at)
VALUES ('T1', 142, :kind, '2026-11-30 12:00:00', :ended)
"""
MOVE = """
INSERT INTO case_log (workspace, case_number, seq, at, actor_kind, actor_id, actor_roles, move, details, changes)
VALUES ('T1', 142, :seq, :at, 'person', 'U1', '[]', :move, '{}', '{}')
"""
FILED, CLOSED = "2026-11-23 12:00:00", "2026-11-24 12:00:00"


def before(connection: Connection) -> None:
    connection.execute(text(CASE), {"no": False})
    for seq, at, move in ((901, FILED, "file_claim"), (902, CLOSED, "close")):
        connection.execute(text(MOVE), {"seq": seq, "at": at, "move": move})
    for kind, ended in (("filing_deadline", FILED), ("filing_deadline", CLOSED), ("decision", FILED)):
        connection.execute(text(ENDED), {"kind": kind, "ended": ended})


def after(connection: Connection) -> None:
    rows = connection.execute(text("SELECT kind, by_move FROM deadlines_ended ORDER BY id")).all()
    assert rows == [("filing_deadline", "file_claim"), ("filing_deadline", None), ("decision", None)]
