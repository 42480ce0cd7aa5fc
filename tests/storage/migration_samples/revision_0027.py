"""Where Slack refused a post: nowhere, before it was noted."""

from sqlalchemy import Connection, text


def before(connection: Connection) -> None:
    connection.execute(
        text(
            "INSERT INTO channels (workspace, id, name, is_member, is_archived, is_ext_shared, is_private, is_default) "
            "VALUES ('T1', 'C1', 'lost-parcels', :yes, :no, :no, :no, :yes)"
        ),
        {"yes": True, "no": False},
    )


def after(connection: Connection) -> None:
    kept = connection.execute(text("SELECT id, may_not_write FROM channels WHERE is_default")).all()
    assert [(id, bool(refuses)) for id, refuses in kept] == [("C1", False)]
