"""Parcels shipped: nothing is told yet, and what a case's route is told apart by is its countries."""

from sqlalchemy import Connection, text

CASE = """
INSERT INTO cases (workspace, number, version, status, tracking_number, search_text, loss_type, needs_approval,
                   private, origin, destination, opened_at, document)
VALUES ('T1', :number, 1, 'open', '1Z', 'lost-0001', 'lost', :no, :no, 'CN', :destination, '2026-11-23 12:00:00', '{}')
"""
TYPED = {1: "de 10115", 2: "DE", 3: "Berlin", 4: None, 5: "12 Foo"}


def before(connection: Connection) -> None:
    for number, destination in TYPED.items():
        connection.execute(text(CASE), {"number": number, "destination": destination, "no": False})


def after(connection: Connection) -> None:
    rows = connection.execute(text("SELECT origin, destination, hub, sku FROM cases ORDER BY number")).all()
    wanted = ("DE", "DE", "Berlin", None, "12 Foo")
    assert rows == [("CN", destination, None, None) for destination in wanted]
    assert connection.execute(text("SELECT count(*) FROM shipped")).scalar() == 0
