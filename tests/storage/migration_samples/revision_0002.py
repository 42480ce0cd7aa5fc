"""Nothing goes quiet: cases of before keep everything, and the new columns say what their documents say."""

import json

from sqlalchemy import Connection, text

DOCUMENT = {
    "cause": "customs",
    "outcome": None,
    "order": {"paid": {"amount": "31.00", "currency": "EUR"}},
    "parcels": [{"number": "1Z", "destination": "DE"}],
    "claims": [
        {"id": "C1", "payer": "UPS", "payer_kind": "carrier", "asked": {"amount": "20.00", "currency": "USD"}},
        {"id": "C2", "payer": "XCover", "payer_kind": "insurer", "state": "filed"},
    ],
}
CASE = """
INSERT INTO cases (workspace, number, version, status, tracking_number, search_text, loss_type, needs_approval,
                   opened_at, document)
VALUES ('T1', :number, 1, 'open', '1Z', 'lost-0001', 'lost', :no, '2026-11-23 12:00:00', :document)
"""
CLOCK = """
INSERT INTO clocks (workspace, case_number, key, kind, side, waiting_on, started_at, due_at, ring_at, rings)
VALUES ('T1', 1, 'first_look', 'first_look', 'deadline', 'us', '2026-11-23 12:00:00', '2026-11-23 16:00:00',
        '2026-11-23 16:00:00', 0)
"""


def before(connection: Connection) -> None:
    for number, document in ((1, DOCUMENT), (2, {})):
        connection.execute(text(CASE), {"number": number, "no": False, "document": json.dumps(document)})
    connection.execute(text(CLOCK))


def after(connection: Connection) -> None:
    names = "number, destination, cause, outcome, worth, worth_currency, backup"
    cases = connection.execute(text(f"SELECT {names} FROM cases ORDER BY number")).all()
    assert [tuple(row) for row in cases] == [
        (1, "DE", "customs", None, "31.00", "EUR", None),
        (2, None, None, None, None, None, None),
    ]
    names = "case_number, claim, payer, payer_kind, state, currency, asked, granted, received"
    claims = connection.execute(text(f"SELECT {names} FROM case_claims ORDER BY claim")).all()
    assert [tuple(row) for row in claims] == [
        (1, "C1", "UPS", "carrier", "drafted", "USD", "20.00", None, None),
        (1, "C2", "XCover", "insurer", "filed", None, None, None, None),
    ]
    assert connection.execute(text("SELECT rings, rung, acknowledged_at FROM clocks")).one() == (0, 0, None)
    assert connection.execute(text("SELECT count(*) FROM nudges")).scalar() == 0
