"""The team's desk: open cases learn their first hard date, and goods are found from then on; nobody has lost a role."""

from sqlalchemy import Connection, text

CASE = """
INSERT INTO cases (workspace, number, version, status, tracking_number, search_text, loss_type, needs_approval,
                   opened_at, document)
VALUES ('T1', :number, 1, :status, '1Z', :searched, 'lost', :no, '2026-11-23 12:00:00', :document)
"""
CLOCK = """
INSERT INTO clocks (workspace, case_number, key, kind, side, waiting_on, started_at, due_at, rings, rung)
VALUES ('T1', :number, :key, :key, 'deadline', 'us', '2026-11-23 12:00:00', :due, 0, 0)
"""
PERSON = """
INSERT INTO people (workspace, id, name, real_name, is_admin, is_owner, is_bot, is_restricted, deleted, roles,
                    says_away)
VALUES ('T1', 'U1', 'lin', 'Lin', :no, :no, :no, :no, :no, '["lead"]', :no)
"""
CASES = (
    (1, "open", "lost-0001 1z", '{"order": {"goods": "Blue Vase"}}'),
    (2, "open", "lost-0002 1z", "{}"),
    (3, "closed", "lost-0003 1z", "{}"),
)
CLOCKS = (
    (1, "decision", "2026-11-24 12:00:00"),
    (1, "filing_deadline", "2026-11-26 12:00:00"),
    (1, "buyer_answer", "2026-11-25 12:00:00"),
    (2, "decision", "2026-11-24 12:00:00"),
    (3, "filing_deadline", "2026-11-26 12:00:00"),
)


def before(connection: Connection) -> None:
    for number, status, searched, document in CASES:
        row = {"number": number, "status": status, "searched": searched, "document": document, "no": False}
        connection.execute(text(CASE), row)
    for number, key, due in CLOCKS:
        connection.execute(text(CLOCK), {"number": number, "key": key, "due": due})
    connection.execute(text(PERSON), {"no": False})


def after(connection: Connection) -> None:
    rows = connection.execute(
        text("SELECT number, private, hard_kind, hard_due, search_text FROM cases ORDER BY 1")
    ).all()
    assert [(row.number, bool(row.private), row.hard_kind, row.search_text) for row in rows] == [
        (1, False, "buyer_answer", "lost-0001 1z blue vase"),
        (2, False, None, "lost-0002 1z"),
        (3, False, None, "lost-0003 1z"),
    ]
    assert str(rows[0].hard_due).startswith("2026-11-25 12:00:00") and rows[1].hard_due is None
    assert connection.execute(text("SELECT count(*) FROM people WHERE id = 'U1'")).scalar() == 1
    for table in ("homes", "user_groups"):
        assert connection.execute(text(f"SELECT count(*) FROM {table}")).scalar() == 0
