"""What only time tells: a proposal that waits is reminded of, and a parcel at a hub stands at one place."""

from sqlalchemy import Connection, text

CASE = """
INSERT INTO cases (workspace, number, version, status, tracking_number, search_text, loss_type, needs_approval,
                   opened_at, document)
VALUES ('T1', 1, 1, 'open', '1Z', 'lost-0001', 'lost', :no, '2026-11-23 12:00:00', '{}')
"""
STAND = """
INSERT INTO parcel_stands (workspace, case_number, at, kind, hub, place, still_at)
VALUES ('T1', 1, '2026-11-20 12:00:00', 'arrived', '深圳, CN', '深圳 CN', '2026-11-21 12:00:00')
"""
INCIDENT = """
INSERT INTO incidents (workspace, number, state, "by", mark, proposed_by, proposed_at, asked)
VALUES ('T1', :number, :state, 'hand', '', 'U1', '2026-11-23 12:00:00', 0)
"""


def before(connection: Connection) -> None:
    connection.execute(text(CASE), {"no": False})
    connection.execute(text(STAND))
    for number, state in ((1, "proposed"), (2, "open")):
        connection.execute(text(INCIDENT), {"number": number, "state": state})


def after(connection: Connection) -> None:
    [(hub, look_at)] = connection.execute(text("SELECT hub, look_at FROM parcel_stands")).all()
    assert hub == "shenzhen, CN" and look_at is not None
    rows = connection.execute(text("SELECT number, reminded, remind_at IS NULL FROM incidents ORDER BY number")).all()
    assert [(number, reminded, bool(never)) for number, reminded, never in rows] == [(1, 0, False), (2, 0, True)]
    assert connection.execute(text("SELECT count(*) FROM cause_looks")).scalar() == 0
