"""The money of cases: a case of before has its ledger as its log tells it, and what its payer owes is known."""

import json

from sqlalchemy import Connection, text

CASE = """
INSERT INTO cases (workspace, number, version, status, tracking_number, search_text, loss_type, needs_approval,
                   opened_at, document)
VALUES ('T1', 1, 3, 'open', '1Z', 'lost-0001', 'lost', :no, '2026-11-23 12:00:00', :document)
"""
LOG = """
INSERT INTO case_log (workspace, case_number, seq, at, actor_kind, actor_id, actor_roles, move, target, details,
                      changes)
VALUES ('T1', 1, :seq, :at, 'person', 'U1', '[]', :move, :target, '{}', :changes)
"""
CLAIM = """
INSERT INTO case_claims (workspace, case_number, claim, payer, payer_kind, state, currency, asked, contact_at)
VALUES ('T1', 1, 'C1', 'UPS', 'carrier', 'filed', 'EUR', '31.50', '2026-11-25 12:00:00')
"""
OPENED = {
    "workspace": "T1",
    "number": 1,
    "version": 1,
    "opened_at": "2026-11-23T12:00:00+00:00",
    "opened_by": "U1",
    "parcels": [{"number": "1Z"}],
    "order": {"paid": {"amount": "89", "currency": "EUR"}},
}
DRAFTED = {
    "id": "C1",
    "payer": "UPS",
    "payer_kind": "carrier",
    "asked": {"amount": "31.50", "currency": "EUR"},
    "contact_at": "2026-11-24T12:00:00+00:00",
}
FILED = {**DRAFTED, "state": "filed", "reference": "CL-77 1", "contact_at": "2026-11-25T12:00:00+00:00"}


def before(connection: Connection) -> None:
    document = {**OPENED, "version": 3, "claims": [FILED]}
    connection.execute(text(CASE), {"no": False, "document": json.dumps(document)})
    moves = [
        ("report", None, "2026-11-23 12:00:00", OPENED),
        ("draft_claim", "C1", "2026-11-24 12:00:00", {"version": 2, "claims": [DRAFTED]}),
        ("file_claim", "C1", "2026-11-25 12:00:00", {"version": 3, "claims": [FILED]}),
    ]
    for seq, (move, target, at, changes) in enumerate(moves, 1):
        row = {"seq": seq, "move": move, "target": target, "at": at, "changes": json.dumps(changes)}
        connection.execute(text(LOG), row)
    connection.execute(text(CLAIM))


def after(connection: Connection) -> None:
    lines = connection.execute(
        text('SELECT seq, move, "by", account, line, party, currency, amount FROM ledger_lines ORDER BY seq, place')
    ).all()
    assert lines == [
        (1, "report", "U1", "goods", None, None, "EUR", "89"),
        (3, "file_claim", "U1", "claimed", "C1", "UPS", "EUR", "31.50"),
    ]
    [(key, owing, since)] = connection.execute(text("SELECT reference_key, owing, owed_since FROM case_claims")).all()
    assert (key, owing) == ("CL771", 315_000)
    assert str(since).startswith("2026-11-25 12:00:00")
    for table in ("rates", "incoming_money"):
        assert connection.execute(text(f"SELECT count(*) FROM {table}")).scalar() == 0
