"""Who is on call: whoever has said nothing has named nobody."""

from sqlalchemy import Connection, text

from tests.storage.migration_samples.revision_0017 import SETTINGS


def before(connection: Connection) -> None:
    connection.execute(text(SETTINGS), {"yes": True, "no": False})


def after(connection: Connection) -> None:
    assert connection.execute(text("SELECT version, CAST(on_call AS TEXT) FROM settings")).all() == [(3, "[]")]
