from datetime import UTC, datetime, timedelta

from cases.letters import Letter
from storage.database import Database

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def letter(key: str, lane: str = "C1", **more) -> Letter:
    return Letter(key, "T1", lane, more.pop("kind", "post"), **more)


def test_the_same_key_is_kept_once(database: Database) -> None:
    for _ in range(2):
        with database.transaction() as tx:
            tx.outbox.add(letter("ring:1"), NOON)
    with database.reading() as tx:
        assert tx.outbox.unsent_count() == 1
        assert tx.outbox.oldest_unsent() == NOON


def test_claiming(database: Database) -> None:
    with database.transaction() as tx:
        tx.outbox.add_all([letter("a"), letter("b"), letter("c", "C2")], NOON)
    with database.transaction() as tx:
        got = tx.outbox.claim(NOON, 30, 10, "w")
    assert [one.key for one in got] == ["a", "c"]
    assert [one.unsure for one in got] == [False, False]
    with database.transaction() as tx:
        assert tx.outbox.claim(NOON, 30, 10, "v") == []
        tx.outbox.sent(got[0].id, NOON, "C1", "1.0", NOON + timedelta(seconds=1))
    with database.transaction() as tx:
        assert tx.outbox.claim(NOON, 30, 10, "v") == []
        assert [one.key for one in tx.outbox.claim(NOON + timedelta(seconds=1), 30, 10, "v")] == ["b"]
