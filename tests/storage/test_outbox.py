"""Letters are kept once, leave in order, one at a time per lane, and are never claimed twice within a lease."""

from datetime import datetime, timedelta

from sqlalchemy import select

from cases.letters import Letter
from storage.database import Database
from storage.delivery import ClaimedLetter
from storage.lanes import WHOLE_WORKSPACE
from storage.tables import LetterRow, table_of
from tests.storage.telling import NOON, T1

outbox = table_of(LetterRow)
SECOND = timedelta(seconds=1)
LEASE = 30


def letter(key: str, lane: str = "C1", kind: str = "post", workspace: str = T1, **more) -> Letter:
    return Letter(key, workspace, lane, kind, **more)


def owe(database: Database, *letters: Letter, at: datetime = NOON) -> None:
    with database.transaction() as tx:
        tx.outbox.add_all(letters, at)


def claim(database: Database, now: datetime = NOON, limit: int = 10, worker: str = "w1") -> list[ClaimedLetter]:
    with database.transaction() as tx:
        return tx.outbox.claim(now, LEASE, limit, worker)


def claimed_keys(database: Database, now: datetime = NOON, limit: int = 10) -> list[str]:
    return [one.key for one in claim(database, now, limit)]


def states(database: Database) -> dict[str, str]:
    with database.reading() as tx:
        return {row.key: row.state for row in tx.connection.execute(select(outbox.c.key, outbox.c.state))}


def test_the_same_key_is_kept_once_even_after_it_was_sent(database: Database) -> None:
    owe(database, letter("ring:1"))
    owe(database, letter("ring:1", lane="C2"))
    [one] = claim(database)
    with database.transaction() as tx:
        tx.outbox.sent(one.id, NOON, "C1", "1.5", NOON)
    owe(database, letter("ring:1"))
    assert states(database) == {"ring:1": "sent"}
    owe(database, letter("ring:1", workspace="T2"))
    assert claimed_keys(database) == ["ring:1"]


def test_a_letter_is_gone_when_its_transaction_fails(database: Database) -> None:
    try:
        with database.transaction() as tx:
            tx.outbox.add(letter("a"), NOON)
            raise KeyError
    except KeyError:
        pass
    assert states(database) == {}


def test_a_claimed_letter_says_all_that_the_courier_needs(database: Database) -> None:
    owe(database, letter("a", kind="card", case_number=7, params={"why": "né €"}, priority=0))
    [one] = claim(database)
    assert one == ClaimedLetter(
        id=one.id,
        key="a",
        workspace=T1,
        lane="C1",
        kind="card",
        case_number=7,
        params={"why": "né €"},
        priority=0,
        owed_since=NOON,
        attempts=1,
        unsure=False,
        claimed_at=NOON,
        looks=0,
    )


def test_a_lane_gives_one_letter_at_a_time_in_order(database: Database) -> None:
    owe(database, letter("a"), letter("b"), letter("c", "C2"))
    first, other = claim(database)
    assert (first.key, other.key) == ("a", "c")
    assert claim(database, worker="w2") == []
    with database.transaction() as tx:
        tx.outbox.sent(first.id, NOON, "C1", "1.0", NOON + SECOND)
    assert claim(database) == []
    assert claimed_keys(database, NOON + SECOND) == ["b"]


def test_urgent_letters_go_first_and_the_limit_is_spent_on_them(database: Database) -> None:
    owe(database, letter("late", priority=9), letter("soon", priority=5), letter("first", "C2", priority=0))
    assert claimed_keys(database, limit=1) == ["first"]
    assert claimed_keys(database, limit=1) == ["soon"]


def test_a_letter_for_later_waits_without_holding_up_its_lane(database: Database) -> None:
    owe(database, letter("tomorrow", not_before=NOON + 9 * SECOND), letter("now"))
    with database.reading() as tx:
        assert tx.outbox.oldest_unsent() == NOON
    [now] = claim(database)
    assert now.key == "now"
    with database.transaction() as tx:
        tx.outbox.sent(now.id, NOON, "C1", "1.0", NOON)
        assert tx.outbox.oldest_unsent() == NOON + 9 * SECOND
        assert tx.outbox.unsent_count(T1) == 1
        assert tx.outbox.unsent_count("T2") == 0
    assert claim(database, NOON + 8 * SECOND) == []
    assert claimed_keys(database, NOON + 9 * SECOND) == ["tomorrow"]


def test_a_letter_to_be_tried_again_is_not_overtaken(database: Database) -> None:
    owe(database, letter("root"), letter("reply"))
    [root] = claim(database)
    with database.transaction() as tx:
        tx.outbox.retry(root.id, NOON, NOON + 5 * SECOND, "ratelimited", NOON + SECOND)
    assert claim(database, NOON + 2 * SECOND) == []
    [again] = claim(database, NOON + 5 * SECOND)
    assert (again.key, again.attempts, again.unsure) == ("root", 2, False)


def test_an_expired_lease_comes_back_as_unsure_with_the_instant_of_the_first_doubt(database: Database) -> None:
    owe(database, letter("a"), letter("b"))
    claim(database)
    assert claim(database, NOON + (LEASE - 1) * SECOND) == []
    [second] = claim(database, NOON + LEASE * SECOND)
    assert (second.key, second.unsure, second.claimed_at, second.attempts, second.looks) == ("a", True, NOON, 2, 1)
    [third] = claim(database, NOON + 2 * LEASE * SECOND)
    assert (third.key, third.unsure, third.claimed_at, third.attempts, third.looks) == ("a", True, NOON, 3, 2)


def test_a_letter_in_doubt_is_looked_for_first_even_after_a_refused_second_attempt(database: Database) -> None:
    owe(database, letter("a"))
    [one] = claim(database)
    with database.transaction() as tx:
        tx.outbox.unsure(one.id, NOON, NOON + 3 * SECOND, "timeout", NOON + SECOND)
    owe(database, letter("urgent", priority=0))
    assert claim(database, NOON + 2 * SECOND) == []
    [look] = claim(database, NOON + 3 * SECOND)
    assert (look.key, look.unsure, look.claimed_at) == ("a", True, NOON)
    with database.transaction() as tx:
        tx.outbox.retry(look.id, NOON, NOON + 9 * SECOND, "ratelimited", NOON + 4 * SECOND)
    assert claimed_keys(database, NOON + 4 * SECOND) == ["urgent"]
    with database.transaction() as tx:
        tx.outbox.give_up(claim_id(database, "urgent"), NOON, "gone")
    [again] = claim(database, NOON + 9 * SECOND)
    assert (again.key, again.unsure, again.claimed_at) == ("a", True, NOON)


def claim_id(database: Database, key: str) -> int:
    with database.reading() as tx:
        return tx.connection.execute(select(outbox.c.id).where(outbox.c.key == key)).scalar_one()


def test_what_was_given_up_stays_given_up_and_frees_its_lane(database: Database) -> None:
    owe(database, letter("a"), letter("b"))
    [one] = claim(database)
    with database.transaction() as tx:
        tx.outbox.give_up(one.id, NOON, "channel_not_found")
        tx.outbox.retry(one.id, NOON, NOON, "late word", NOON)
        tx.outbox.sent(one.id, NOON, "C1", "1.0", NOON)
        assert tx.outbox.given_up_count(T1) == 1
    assert states(database) == {"a": "given_up", "b": "waiting"}
    assert claimed_keys(database) == ["b"]


def test_one_card_refresh_waits_per_case_and_takes_the_greater_urgency(database: Database) -> None:
    owe(database, letter("card:1:v2", kind="card", case_number=1, priority=5))
    owe(database, letter("card:1:v3", kind="card", case_number=1, priority=0))
    owe(database, letter("card:1:v4", kind="card", case_number=1, priority=9))
    owe(database, letter("card:2:v1", kind="card", case_number=2, lane="C2"))
    assert states(database) == {"card:1:v2": "waiting", "card:2:v1": "waiting"}
    assert [(one.key, one.priority) for one in claim(database)] == [("card:1:v2", 0), ("card:2:v1", 5)]


def test_a_refresh_asked_for_while_one_is_under_way_is_kept(database: Database) -> None:
    owe(database, letter("v2", kind="card", case_number=1))
    [one] = claim(database)
    owe(database, letter("v3", kind="card", case_number=1, lane="C9", params={"n": 3}))
    assert states(database) == {"v2": "sending", "v3": "waiting"}
    with database.transaction() as tx:
        tx.outbox.retry(one.id, NOON, NOON + SECOND, "ratelimited", NOON)
    assert states(database) == {"v2": "waiting", "v3": "merged"}
    [again] = claim(database, NOON + SECOND)
    assert (again.key, again.lane, again.params, again.attempts) == ("v2", "C9", {"n": 3}, 2)


def test_a_held_lane_is_left_alone_and_a_held_workspace_too(database: Database) -> None:
    owe(database, letter("a"), letter("b", "C2"), letter("c", workspace="T2"))
    with database.transaction() as tx:
        tx.outbox.hold_lane(T1, "C1", NOON + 5 * SECOND)
        tx.outbox.hold_lane(T1, "C1", NOON + 2 * SECOND)
        tx.outbox.hold_lane("T2", WHOLE_WORKSPACE, NOON + 6 * SECOND)
    assert claimed_keys(database) == ["b"]
    assert claimed_keys(database, NOON + 4 * SECOND) == []
    assert claimed_keys(database, NOON + 5 * SECOND) == ["a"]
    assert claimed_keys(database, NOON + 6 * SECOND) == ["c"]


def test_a_lane_held_while_it_is_written_to_stays_held_afterwards(database: Database) -> None:
    owe(database, letter("a"), letter("b"))
    [one] = claim(database)
    with database.transaction() as tx:
        tx.outbox.hold_lane(T1, "C1", NOON + 60 * SECOND)
        tx.outbox.sent(one.id, NOON, "C1", "1.0", NOON + SECOND)
    assert claim(database, NOON + 59 * SECOND) == []
    assert claimed_keys(database, NOON + 60 * SECOND) == ["b"]


def test_purging_forgets_what_ended_and_nothing_that_is_owed(database: Database) -> None:
    owe(database, letter("sent"), letter("owed"))
    [one] = claim(database)
    with database.transaction() as tx:
        tx.outbox.sent(one.id, NOON, "C1", "1.0", NOON)
        assert tx.outbox.purge(NOON) == 0
        assert tx.outbox.purge(NOON + SECOND) == 1
    assert states(database) == {"owed": "waiting"}


def test_letters_that_are_owed_together_keep_their_order_their_params_and_their_instants(database: Database) -> None:
    params = {"text": "已送达 “ok”, 10% \\ '☃' \n", "n": 3, "none": None, "list": [1, {"a": False}]}
    at = NOON + timedelta(microseconds=7)
    first, second = letter("b", params=params), letter("a", not_before=NOON + SECOND)
    owe(database, first, second, at=at)
    with database.reading() as tx:
        rows = tx.connection.execute(select(outbox).order_by(outbox.c.id)).all()
    assert [(row.key, row.params, row.owed_since, row.next_at) for row in rows] == [
        ("b", params, at, at),
        ("a", {}, NOON + SECOND, NOON + SECOND),
    ]
    assert [(row.case_number, row.state, row.attempts, row.looks) for row in rows] == [(None, "waiting", 0, 0)] * 2
