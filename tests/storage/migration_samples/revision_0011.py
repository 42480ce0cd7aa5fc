"""Lists at hand: two indexes are made anew, and what they point at is as it was."""

from sqlalchemy import Connection, inspect, text

CASE = """
INSERT INTO cases (workspace, number, version, status, tracking_number, search_text, loss_type, needs_approval,
                   opened_at, document)
VALUES ('T1', 1, 1, 'open', '1Z', 'lost-0001', 'lost', :yes, '2026-11-23 12:00:00', '{}')
"""


def before(connection: Connection) -> None:
    connection.execute(text(CASE), {"yes": True})


def after(connection: Connection) -> None:
    indexes = {one["name"]: one["column_names"] for one in inspect(connection).get_indexes("cases")}
    assert indexes["ix_cases_approval"] == ["workspace", "status", "next_due"]
    assert indexes["ix_cases_hard"] == ["workspace", "status", "hard_due"]
    assert connection.execute(text("SELECT number FROM cases WHERE needs_approval AND status = 'open'")).all() == [(1,)]
