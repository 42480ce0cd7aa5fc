"""Where is it: the numbers of open cases are due to be asked about, those of closed ones are not."""

from sqlalchemy import Connection, text

CASE = """
INSERT INTO cases (workspace, number, version, status, tracking_number, search_text, loss_type, needs_approval,
                   opened_at, document)
VALUES ('T1', :number, 1, :status, '1Z', 'lost-0001', 'lost', :no, '2026-11-23 12:00:00', '{}')
"""
PARCEL = (
    "INSERT INTO case_parcels (workspace, tracking_number, case_number, carrier) VALUES ('T1', '1Z', :number, 'ups')"
)


def before(connection: Connection) -> None:
    for number, status in ((1, "open"), (2, "closed")):
        connection.execute(text(CASE), {"number": number, "status": status, "no": False})
        connection.execute(text(PARCEL), {"number": number})


def after(connection: Connection) -> None:
    query = "SELECT case_number, carrier FROM case_parcels WHERE next_ask_at <= '2026-11-23 12:00:00+00'"
    assert [tuple(row) for row in connection.execute(text(query))] == [(1, "ups")]
    assert connection.execute(text("SELECT count(*) FROM case_parcels WHERE next_ask_at IS NULL")).scalar() == 1
    for table in ("scans", "tracker_answers", "tracker_looks", "tracker_days", "strange_words"):
        assert connection.execute(text(f"SELECT count(*) FROM {table}")).scalar() == 0
