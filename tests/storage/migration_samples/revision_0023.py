"""Paused notifications: people are as they were, and nobody's were ever asked about."""

from sqlalchemy import Connection, text

PERSON = """
INSERT INTO people (workspace, id, name, real_name, is_admin, is_owner, is_bot, is_restricted, deleted, roles,
                    group_roles, says_away)
VALUES ('T1', 'U23', 'lin', 'Lin', :no, :no, :no, :no, :no, '["lead"]', '[]', :yes)
"""
NEW = "says_away_until, pause_from, pause_until, pauses_asked_at"


def before(connection: Connection) -> None:
    connection.execute(text(PERSON), {"no": False, "yes": True})


def after(connection: Connection) -> None:
    row = connection.execute(text(f"SELECT name, says_away, {NEW} FROM people WHERE id = 'U23'")).one()
    assert (row.name, bool(row.says_away)) == ("lin", True)
    assert tuple(row)[2:] == (None, None, None, None)
