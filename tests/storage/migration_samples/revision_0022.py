"""Digests that tell everything tell loss rates too; what somebody chose is left as it was chosen."""

from sqlalchemy import Connection, text

SCHEDULE = """
INSERT INTO schedules (workspace, place, kind, is_on, at, days, parts, when_empty, when_missed, plain)
VALUES ('T1', :place, :kind, :yes, '09:00', '[]', :parts, 'line', 'late', :no)
"""
KEPT = {
    ("C1", "weekly"): '["deadlines", "slowest", "money"]',
    ("C1", "monthly"): '["carriers", "lanes", "causes"]',
    ("C2", "weekly"): '["money"]',
    ("C1", "daily"): '["due", "quiet"]',
}


def before(connection: Connection) -> None:
    for (place, kind), parts in KEPT.items():
        connection.execute(text(SCHEDULE), {"place": place, "kind": kind, "parts": parts, "yes": True, "no": False})


def after(connection: Connection) -> None:
    rows = connection.execute(text("SELECT place, kind, parts FROM schedules"))
    found = {(place, kind): str(parts).replace("'", '"') for place, kind, parts in rows}
    added = {key: parts.replace("]", ', "scorecard"]') for key, parts in KEPT.items() if parts.count(",") == 2}
    assert found == {**KEPT, **added}
