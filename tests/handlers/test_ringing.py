"""What a tick makes of clocks that are due: each rings once, and neither a failure nor another worker changes that."""

import threading
from datetime import datetime, timedelta
from pathlib import Path

from handlers.metronome import Metronome
from handlers.reminders import ring
from storage.clocks import DueClock
from storage.database import Database
from storage.records import Person
from storage.transaction import Transaction
from tests.databases import Databases
from tests.storage.telling import NOON, T1, open_case

LATER = NOON + timedelta(days=2, hours=3)  # Wednesday afternoon: the team is in
PEOPLE = ("U0ANN0000", "U0BOB0000", "U0CAM0000")


class Standing:
    """A clock that stands still."""

    def now(self) -> datetime:
        return LATER


async def test_a_clock_that_cannot_ring_keeps_no_other_from_ringing_and_leaves_nothing_behind(
    database: Database,
) -> None:
    for number in range(1, 31):
        open_case(database, f"1Z{number:04d}")

    def rings(tx: Transaction, due: DueClock, at: datetime) -> None:
        tx.clocks.rung(due, due.key, at, None)
        if due.number in (3, 17):
            raise LookupError("this one")

    with database.transaction() as tx:
        due = {(one.number, one.key) for one in tx.clocks.due(LATER, 1000)}
    assert await Metronome(database, Standing(), rings).tick() == len([one for one in due if one[0] not in (3, 17)])
    with database.transaction() as tx:
        left = tx.clocks.due(LATER, 1000)
    assert {(one.number, one.key) for one in left} == {one for one in due if one[0] in (3, 17)}
    assert {one.rings for one in left} == {0}


async def test_a_clock_that_could_not_ring_is_left_alone_for_five_minutes_and_then_rings(database: Database) -> None:
    open_case(database)
    fails = [True]

    def rings(tx: Transaction, due: DueClock, at: datetime) -> None:
        if fails[0]:
            raise LookupError("for now")
        tx.clocks.rung(due, due.key, at, None)

    clock = Standing()
    metronome = Metronome(database, clock, rings)
    assert await metronome.tick() == 0
    fails[0] = False
    assert await metronome.tick() == 0
    clock.now = lambda: LATER + timedelta(minutes=6)  # type: ignore[method-assign]
    with database.transaction() as tx:
        due = len(tx.clocks.due(clock.now()))
    assert await metronome.tick() == due > 0


async def test_a_clock_that_somebody_else_is_at_rings_at_the_next_tick(databases: Databases, tmp_path: Path) -> None:
    database = Database.open(databases.fresh("postgresql", tmp_path))
    open_case(database)
    with database.transaction() as tx:
        due = len(tx.clocks.due(LATER, 100))

    def rings(tx: Transaction, due: DueClock, at: datetime) -> None:
        tx.connection.exec_driver_sql("SET LOCAL lock_timeout = '50ms'")
        tx.people.upsert([Person(workspace=T1, id=PEOPLE[0])])
        tx.clocks.rung(due, due.key, at, None)

    with database.transaction() as tx:
        tx.people.upsert([Person(workspace=T1, id=PEOPLE[0])])
    metronome = Metronome(database, Standing(), rings)
    with database.transaction() as other:
        other.people.upsert([Person(workspace=T1, id=PEOPLE[0], name="Ann")])
        assert await metronome.tick() == 0
    assert await metronome.tick() == due > 0
    database.close()


def test_the_people_of_two_workers_are_held_in_one_order_whatever_rang_first(
    databases: Databases, tmp_path: Path
) -> None:
    database = Database.open(databases.fresh("postgresql", tmp_path))
    with database.transaction() as tx:
        tx.people.upsert(Person(workspace=T1, id=one) for one in PEOPLE)
    together, failures = threading.Barrier(2), []

    def work(people: tuple[str, ...]) -> None:
        try:
            for _ in range(20):
                together.wait(10)
                with database.transaction() as tx:
                    for one in people:
                        tx.put_off(held, one)
        except Exception as error:
            failures.append(error)
            together.abort()

    def held(tx: Transaction, people: list[str]) -> None:
        assert tx.nudges.messages(T1, people, NOON).keys() == set(PEOPLE)

    workers = [threading.Thread(target=work, args=(order,)) for order in (PEOPLE, PEOPLE[::-1])]
    for one in workers:
        one.start()
    for one in workers:
        one.join(60)
    database.close()
    assert not failures


async def test_who_is_told_of_many_clocks_at_once_has_one_message_that_tells_of_all(database: Database) -> None:
    with database.transaction() as tx:
        tx.people.upsert([Person(workspace=T1, id=PEOPLE[0], is_admin=True, synced_at=NOON)])
    for number in range(1, 8):
        open_case(database, f"1Z{number:04d}")
    rung = await Metronome(database, Standing(), ring).tick()
    with database.transaction() as tx:
        messages = tx.nudges.messages(T1, PEOPLE, LATER - timedelta(minutes=1))
        [send_at] = messages[PEOPLE[0]]
        told = tx.nudges.of(T1, PEOPLE[0], send_at)
    assert messages[PEOPLE[1]] == messages[PEOPLE[2]] == []
    assert {one.case_number for one in told} == set(range(1, 8))
    assert 0 < len(told) <= rung
