"""What payers call what they grant: a claim that was kept before has its own reference, and no other name."""

from sqlalchemy import Connection, text

from tests.storage.migration_samples.revision_0024 import CASE

CLAIM = """
INSERT INTO case_claims (workspace, case_number, claim, payer, payer_kind, state, reference_key)
VALUES ('T1', 142, 'C1', 'UPS', 'carrier', 'approved', 'UPS7719204')
"""


def before(connection: Connection) -> None:
    connection.execute(text(CASE), {"no": False})
    connection.execute(text(CLAIM))


def after(connection: Connection) -> None:
    rows = connection.execute(text("SELECT reference_key, granted_key FROM case_claims")).all()
    assert rows == [("UPS7719204", None)]
