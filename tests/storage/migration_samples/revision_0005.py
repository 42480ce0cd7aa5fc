"""Watched parcels: nobody watched any before, and the numbers of cases are followed as they were."""

from sqlalchemy import Connection, text

CASE = """
INSERT INTO cases (workspace, number, version, status, tracking_number, search_text, loss_type, needs_approval,
                   opened_at, document)
VALUES ('T1', 1, 1, 'open', '1Z', 'lost-0001', 'lost', :no, '2026-11-23 12:00:00', '{}')
"""
PARCEL = "INSERT INTO case_parcels (workspace, tracking_number, case_number) VALUES ('T1', '1Z', 1)"


def before(connection: Connection) -> None:
    connection.execute(text(CASE), {"no": False})
    connection.execute(text(PARCEL))


def after(connection: Connection) -> None:
    assert connection.execute(text("SELECT tracking_number, case_number FROM case_parcels")).all() == [("1Z", 1)]
    for table in ("watched_parcels", "watched_answers", "watch_offers"):
        assert connection.execute(text(f"SELECT count(*) FROM {table}")).scalar() == 0
