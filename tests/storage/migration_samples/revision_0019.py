"""Where a team sells and ships: whoever has said nothing has no marketplace and no seller of labels."""

from sqlalchemy import Connection, text

from tests.storage.migration_samples.revision_0017 import SETTINGS


def before(connection: Connection) -> None:
    connection.execute(text(SETTINGS), {"yes": True, "no": False})


def after(connection: Connection) -> None:
    kept = connection.execute(text("SELECT version, CAST(marketplaces AS TEXT), label FROM settings")).all()
    assert kept == [(3, "[]", "")]
