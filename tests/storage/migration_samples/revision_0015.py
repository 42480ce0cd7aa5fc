"""Who buyers are: nobody was kept before, what was erased stays erased, and what was written tells nobody."""

from sqlalchemy import Connection, text

from tests.storage.migration_samples.revision_0014 import CASE

WRITTEN = """
INSERT INTO correspondence (workspace, case_number, id, kind, "to", language, by, at, way, state, sha256, files, tries)
VALUES ('T1', 1, 'M1', 'inquiry', 'carrier', 'en', 'ULIN', '2026-11-23 12:00:00', 'hand', 'sent', 'ab', '', 0)
"""
ERASED = "INSERT INTO erasures (workspace, case_number, at, by) VALUES ('T1', 1, '2026-11-23 12:00:00', 'UADMIN')"


def before(connection: Connection) -> None:
    connection.execute(text(CASE), {"no": False})
    connection.execute(text(WRITTEN))
    connection.execute(text(ERASED))


def after(connection: Connection) -> None:
    erased = connection.execute(text("SELECT workspace, case_number, what, by FROM erasures")).all()
    assert erased == [("T1", 1, "case", "UADMIN")]
    at = connection.execute(text("SELECT at FROM erasures")).scalar()
    assert str(at).startswith("2026-11-23 12:00:00")
    assert [bool(one) for one in connection.execute(text("SELECT tells_buyer FROM correspondence")).scalars()] == [
        False
    ]
    assert connection.execute(text("SELECT count(*) FROM buyers")).scalar() == 0
