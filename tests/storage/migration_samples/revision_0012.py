"""Approval hours: a workspace of before has none, and its approvers hear of requests at once."""

from sqlalchemy import Connection, inspect, text


def before(connection: Connection) -> None:
    assert "approvals_at" not in {one["name"] for one in inspect(connection).get_columns("settings")}


def after(connection: Connection) -> None:
    assert "approvals_at" in {one["name"] for one in inspect(connection).get_columns("settings")}
    assert connection.execute(text("SELECT count(*) FROM settings WHERE approvals_at <> ''")).scalar() == 0
