"""Two at once: one move, one reminder, one letter each; and whoever dies in the middle leaves nothing half done."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from cases.case import TextRef
from cases.letters import Letter
from storage.database import Database
from storage.errors import AlreadyHandled, StaleCase
from storage.tables import CaseRow, ClockRow, LetterRow, LogRow, PersonalRow, table_of
from tests.databases import Databases
from tests.forked import FORKED
from tests.storage.telling import NOON, T1, keep, move, open_case, refund, report

PATIENCE_SECONDS = 30
WORDS = TextRef("r", "00")


# -- the same case, twice ---------------------------------------------------------------------------------------------


def test_two_threads_that_decided_from_the_same_version_end_with_one_move(sqlite_database: Database) -> None:
    case = open_case(sqlite_database)
    outcomes = together(lambda name: try_to_keep(sqlite_database, case.number, name), ["take", "refund"])
    assert sorted(outcomes) == ["kept", "stale"]
    assert_one_move(sqlite_database, case.number)


def test_two_threads_that_click_at_once_both_act_on_what_they_see(sqlite_database: Database) -> None:
    case = open_case(sqlite_database)

    def note(name: str) -> str:
        with sqlite_database.transaction() as tx:
            keep(tx, move(tx.cases.load(T1, case.number), "note", text=WORDS))
        return name

    for _ in range(10):
        together(note, ["a", "b"])
    with sqlite_database.reading() as tx:
        assert [entry.seq for entry in tx.cases.log(T1, case.number)] == list(range(1, 22))


def test_two_processes_that_decided_from_the_same_version_end_with_one_move(postgres: Database) -> None:
    with two_processes(decide_on_demand, address(postgres)) as others:
        for _ in range(10):
            case = open_case(postgres)
            for other, name in zip(others, ("take", "refund"), strict=True):
                other.send((case.number, name))
            assert [answer(other) for other in others] == ["ready", "ready"]
            for other in others:
                other.send("go")
            assert sorted(answer(other) for other in others) == ["kept", "stale"]
            assert_one_move(postgres, case.number)


def test_two_processes_that_lock_the_case_act_one_after_the_other(postgres: Database) -> None:
    case = open_case(postgres)
    with two_processes(note_on_demand, address(postgres)) as others:
        for _ in range(10):
            for other in others:
                other.send(case.number)
            assert [answer(other) for other in others] == ["noted", "noted"]
    with postgres.reading() as tx:
        assert [entry.seq for entry in tx.cases.log(T1, case.number)] == list(range(1, 22))


def test_two_refunds_of_one_order_at_once_see_each_other(postgres: Database) -> None:
    """Each alone is within the limit: whoever comes second must be told of the first."""
    order = open_case(postgres).order
    open_case(postgres, order=order)
    with two_processes(refund_on_demand, address(postgres)) as others:
        for number, other in enumerate(others, 1):
            other.send((number, order.ref))
        assert sorted(answer(other) for other in others) == ["0", "31"]


def test_two_processes_that_report_the_same_numbers_open_one_case_each(postgres: Database) -> None:
    """The same list in two orders: nobody waits for the other for ever, and nothing is opened twice."""
    numbers = [f"1Z{one:016d}" for one in range(20)]
    with two_processes(open_on_demand, address(postgres)) as others:
        for other, listed in zip(others, (numbers, numbers[::-1]), strict=True):
            other.send(listed)
        assert sorted(answer(other) for other in others) == [0, 20]
    with postgres.reading() as tx:
        assert {number: len(found) for number, found in tx.cases.by_tracking(T1, numbers).items()} == dict.fromkeys(
            numbers, 1
        )


# -- the same outbox, the same clocks ---------------------------------------------------------------------------------


def test_two_workers_share_one_outbox_and_send_each_letter_once(postgres: Database) -> None:
    letters = [Letter(f"k{number}", T1, f"C{number % 9}", "post") for number in range(180)]
    with postgres.transaction() as tx:
        tx.outbox.add_all(letters, NOON)
    with two_processes(deliver_all, address(postgres)) as others:
        for other in others:
            other.send("go")
        delivered = [answer(other) for other in others]
    assert sorted(key for keys in delivered for key in keys) == sorted(letter.key for letter in letters)
    assert all(delivered), "both workers had a share"
    with postgres.reading() as tx:
        assert tx.outbox.unsent_count() == 0


def test_two_workers_ring_each_clock_once(postgres: Database) -> None:
    for _ in range(12):
        open_case(postgres)
    with postgres.reading() as tx:
        dated = tx.connection.execute(select(clocks.c.case_number, clocks.c.key).where(clocks.c.ring_at.is_not(None)))
        wanted = sorted(tuple(row) for row in dated)
    with two_processes(ring_all, address(postgres)) as others:
        for other in others:
            other.send("go")
        rung = [pair for other in others for pair in answer(other)]
    assert sorted(rung) == wanted


def test_the_same_delivery_at_two_processes_is_handled_by_one(postgres: Database) -> None:
    with two_processes(receive_on_demand, address(postgres)) as others:
        for number in range(10):
            for other in others:
                other.send(f"Ev{number}")
            assert sorted(answer(other) for other in others) == ["first", "repeated: done"]


# -- death ------------------------------------------------------------------------------------------------------------


def test_a_process_killed_within_its_transaction_leaves_nothing_half_done(database: Database) -> None:
    url, directory = address(database), Path(str(database.data_directory.path))
    database.close()
    ours, theirs = FORKED.Pipe()
    process = FORKED.Process(target=half_a_move, args=(theirs, url, directory))
    process.start()
    assert answer(ours) == "case 1 is open"
    assert answer(ours) == "everything is written, nothing is committed"
    os.kill(process.pid, signal.SIGKILL)
    process.join(PATIENCE_SECONDS)
    again = Database.open(url, data_directory=directory)
    with again.reading() as tx:
        assert tx.cases.load(T1, 1).version == 1
        assert [entry.move for entry in tx.cases.log(T1, 1)] == ["report"]
        for model in (LetterRow, PersonalRow):
            assert tx.connection.execute(select(table_of(model))).all() == []
    with again.transaction() as tx:
        assert tx.cases.next_number(T1) == (2 if again.dialect == "sqlite" else 3)  # never one given before
        assert keep(tx, refund(tx.cases.load(T1, 1))).version == 2
    again.close()


def half_a_move(pipe: Pipe, url: str, directory: Path) -> None:
    database = Database.open(url, data_directory=directory)
    case = open_case(database)
    pipe.send(f"case {case.number} is open")
    with database.transaction() as tx:
        tx.cases.next_number(T1)
        keep(tx, refund(tx.cases.load(T1, case.number)))
        tx.personal.put(T1, case.number, "message", "Wo bleibt mein Paket?")
        tx.outbox.add(Letter("a", T1, "C1", "post"), NOON)
        pipe.send("everything is written, nothing is committed")
        pipe.recv()


# -- what the other processes do --------------------------------------------------------------------------------------


def decide_on_demand(pipe: Pipe, database: Database) -> None:
    number, name = pipe.recv()
    with database.reading() as tx:
        case = tx.cases.load(T1, number)
    pipe.send("ready")
    pipe.recv()
    pipe.send(keep_decided(database, case, name))


def note_on_demand(pipe: Pipe, database: Database) -> None:
    number = pipe.recv()
    with database.transaction() as tx:
        keep(tx, move(tx.cases.load(T1, number), "note", text=WORDS))
    pipe.send("noted")


def refund_on_demand(pipe: Pipe, database: Database) -> None:
    number, order = pipe.recv()
    with database.transaction() as tx:
        case = tx.cases.load(T1, number)
        others = tx.cases.decided_for_order(T1, order, "EUR", number)
        keep(tx, refund(case, "31"))
    pipe.send(str(others))


def open_on_demand(pipe: Pipe, database: Database) -> None:
    numbers = pipe.recv()
    with database.transaction() as tx:
        tx.cases.hold_numbers(T1, numbers)
        new = [number for number in numbers if number not in tx.cases.by_tracking(T1, numbers)]
        for number in new:
            keep(tx, report(tx.cases.next_number(T1), number))
    pipe.send(len(new))


def deliver_all(pipe: Pipe, database: Database) -> None:
    pipe.recv()
    delivered = []
    while True:
        with database.transaction() as tx:
            claimed = tx.outbox.claim(NOON, 30, 3, "w")
            owed = tx.outbox.unsent_count()
        for letter in claimed:
            delivered.append(letter.key)
            with database.transaction() as tx:
                tx.outbox.sent(letter.id, NOON, letter.lane, "1.0", NOON)
        if not owed:
            pipe.send(delivered)
            return


def ring_all(pipe: Pipe, database: Database) -> None:
    pipe.recv()
    now, rung = NOON.replace(year=2030), []
    while True:
        with database.transaction() as tx:
            due = tx.clocks.due(now, limit=4)
            for one in due:
                tx.clocks.rung(one, one.key, now, None)
                rung.append((one.number, one.key))
            left = tx.clocks.next_due()
        if left is None:
            pipe.send(rung)
            return


def receive_on_demand(pipe: Pipe, database: Database) -> None:
    key = pipe.recv()
    try:
        with database.transaction() as tx:
            tx.inbox.handled(T1, "slack.event", key, NOON, "done")
    except AlreadyHandled:
        with database.reading() as tx:
            pipe.send(f"repeated: {tx.inbox.answer(T1, 'slack.event', key)}")
        return
    pipe.send("first")


# -- telling it -------------------------------------------------------------------------------------------------------

clocks = table_of(ClockRow)


@pytest.fixture
def postgres(databases: Databases, tmp_path: Path) -> Any:
    url = databases.fresh("postgresql", tmp_path)
    database = Database.open(url)
    yield database
    database.close()
    databases.give_back(url)


def address(database: Database) -> str:
    return database.url.render_as_string(hide_password=False)


@contextmanager
def two_processes(work: Any, url: str) -> Iterator[list[Pipe]]:
    """Two more processes that do the same again and again, each behind a pipe, until the block ends."""
    pipes, processes = [], []
    for _ in range(2):
        ours, theirs = FORKED.Pipe()
        pipes.append(ours)
        processes.append(FORKED.Process(target=again_and_again, args=(work, theirs, url)))
    for process in processes:
        process.start()
    try:
        assert [answer(pipe) for pipe in pipes] == ["here", "here"]
        yield pipes
    finally:
        for pipe, process in zip(pipes, processes, strict=True):
            pipe.close()
            process.join(PATIENCE_SECONDS)
            process.kill()


def again_and_again(work: Any, pipe: Pipe, url: str) -> None:
    database = Database.open(url)
    pipe.send("here")
    try:
        while True:
            work(pipe, database)
    except (EOFError, OSError):
        database.close()


def answer(pipe: Pipe) -> Any:
    assert pipe.poll(PATIENCE_SECONDS), "no answer from the other process"
    return pipe.recv()


def together(work: Any, names: list[str]) -> list[str]:
    """Run the work on one thread per name, all starting at the same instant, and return what each returned."""
    results: dict[str, str] = {}
    barrier = threading.Barrier(len(names))

    def run(name: str) -> None:
        barrier.wait(PATIENCE_SECONDS)
        results[name] = work(name)

    threads = [threading.Thread(target=run, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_SECONDS)
    return [results[name] for name in names]


def try_to_keep(database: Database, number: int, name: str) -> str:
    with database.reading() as tx:
        case = tx.cases.load(T1, number)
    gate.wait(PATIENCE_SECONDS)
    return keep_decided(database, case, name)


gate = threading.Barrier(2)


def keep_decided(database: Database, case: Any, name: str) -> str:
    decision = refund(case) if name == "refund" else move(case, name)
    try:
        with database.transaction() as tx:
            tx.outbox.add(Letter(f"{name}:{case.number}", T1, "C1", "post", case.number), NOON)
            keep(tx, decision)
    except StaleCase:
        return "stale"
    return "kept"


def assert_one_move(database: Database, number: int) -> None:
    """One of the two was kept whole: row, log, clocks and letter; of the other there is no trace."""
    with database.reading() as tx:
        case = tx.cases.load(T1, number)
        assert case.version == 2
        log = table_of(LogRow)
        moves = tx.connection.execute(select(log.c.move).where(log.c.case_number == number).order_by(log.c.seq))
        winner = list(moves.scalars())[1]
        letters = table_of(LetterRow)
        kept = tx.connection.execute(select(letters.c.key).where(letters.c.case_number == number)).scalars().all()
        assert kept == [f"{'refund' if winner == 'choose_refund' else winner}:{number}"]
        rows = tx.connection.execute(select(clocks.c.key).where(clocks.c.case_number == number)).scalars()
        assert sorted(rows) == sorted(clock.key for clock in case.clocks)
        version = select(table_of(CaseRow).c.version).where(table_of(CaseRow).c.number == number)
        assert tx.connection.execute(version).scalar() == 2
