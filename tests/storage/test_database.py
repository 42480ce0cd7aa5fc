"""Opening, writing, reading, refusing."""

import asyncio
import select
import sqlite3
import subprocess
import sys
import threading
from datetime import datetime
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, OperationalError

from cases.letters import Letter
from storage import engines
from storage.database import Database
from storage.engines import address
from storage.errors import DatabaseBusy, DatabaseIsReadOnly, DataDirectoryInUse, WrongDatabaseAddress
from storage.light_cursor import LightCursor
from storage.transaction import Transaction
from tests.storage.telling import NOON, T1, open_case


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg2"])
def test_every_spelling_of_postgresql_is_understood(scheme: str) -> None:
    url = address(f"{scheme}://tracer:s%40crt@db.example/tracer?sslmode=require")
    assert (url.drivername, url.host, url.password) == ("postgresql+psycopg", "db.example", "s@crt")
    assert url.query == {"sslmode": "require"}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("mysql://root@localhost/x", "DATABASE_URL names mysql"),
        ("tracer.db", "DATABASE_URL is not an address"),
        ("sqlite://", "forgets every case"),
        ("sqlite:///:memory:", "forgets every case"),
    ],
)
def test_an_address_of_no_use_is_refused_with_a_sentence(wrong: str, said: str) -> None:
    with pytest.raises(WrongDatabaseAddress, match=said):
        Database.open(wrong)


def test_opening_connects_to_nothing_and_imports_nothing_heavy(tmp_path: Path) -> None:
    code = f"""if True:
        import sys
        from storage.database import Database
        database = Database.open("sqlite:///{tmp_path}/new/tracer.db")
        assert database.schema_state() == "new"
        database.close()
        print([name for name in ("alembic", "psycopg", "cryptography") if name in sys.modules])
    """
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
    assert not (tmp_path / "new" / "tracer.db").exists()


def test_what_is_written_is_kept_and_a_failure_takes_all_of_it_back(database: Database) -> None:
    with database.transaction() as tx:
        tx.heartbeats.beat("tick", NOON)
    with pytest.raises(ZeroDivisionError), database.transaction() as tx:
        tx.heartbeats.beat("slack", NOON)
        tx.outbox.add(Letter("a", T1, "C1", "post"), NOON)
        raise ZeroDivisionError
    with database.reading() as tx:
        assert tx.heartbeats.all() == {("tick", ""): NOON}
        assert tx.outbox.unsent_count() == 0


def test_a_reading_transaction_cannot_write(database: Database) -> None:
    with pytest.raises(DBAPIError), database.reading() as tx:
        tx.heartbeats.beat("tick", NOON)
    with database.reading() as tx:
        assert tx.heartbeats.all() == {}


async def test_units_of_work_run_on_threads_of_their_own_and_return_their_result(database: Database) -> None:
    threads = []

    def count(tx) -> int:
        threads.append(threading.current_thread())
        return tx.cases.next_number(T1)

    numbers = await asyncio.gather(*(database.write(count) for _ in range(20)))
    assert sorted(numbers) == list(range(1, 21))
    assert threading.main_thread() not in threads
    assert len(set(threads)) <= (1 if database.dialect == "sqlite" else engines.POSTGRES_CONNECTIONS)
    assert await database.read(lambda tx: tx.heartbeats.last("tick")) is None


async def test_a_failed_unit_of_work_raises_in_the_caller_and_keeps_nothing(database: Database) -> None:
    def fail(tx) -> None:
        tx.heartbeats.beat("tick", NOON)
        raise KeyError("why")

    with pytest.raises(KeyError, match="why"):
        await database.write(fail)
    assert await database.read(lambda tx: tx.heartbeats.last("tick")) is None


def test_a_reader_sees_one_state_while_a_writer_goes_on(sqlite_database: Database) -> None:
    with sqlite_database.reading() as reader:
        assert reader.heartbeats.last("tick") is None
        with sqlite_database.transaction() as writer:
            writer.heartbeats.beat("tick", NOON)
        assert reader.heartbeats.last("tick") is None
    with sqlite_database.reading() as reader:
        assert reader.heartbeats.last("tick") == NOON


def test_sqlite_is_durable_and_checks_references(on_the_disk: None, sqlite_database: Database) -> None:
    with sqlite_database.transaction() as tx:
        pragmas = {
            name: tx.connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 0}


def test_a_lock_that_is_never_let_go_is_given_up_with_a_sentence(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "GIVE_UP_AFTER_SECONDS", 0.05)
    other = sqlite3.connect(str(sqlite_database.url.database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with (
        pytest.raises(DatabaseBusy, match="was being written by somebody else"),
        sqlite_database.transaction() as tx,
    ):
        tx.heartbeats.beat("tick", NOON)
    other.execute("ROLLBACK")
    other.close()
    with sqlite_database.transaction() as tx:
        tx.heartbeats.beat("tick", NOON)


def test_a_lock_that_is_let_go_in_time_is_waited_for(sqlite_database: Database) -> None:
    other = sqlite3.connect(str(sqlite_database.url.database), isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    letting_go = threading.Timer(0.05, lambda: other.execute("ROLLBACK"))
    letting_go.start()
    with sqlite_database.transaction() as tx:
        tx.heartbeats.beat("tick", NOON)
    letting_go.join()
    other.close()


def test_a_row_somebody_else_holds_on_postgresql_is_given_up_with_a_sentence(database: Database) -> None:
    if database.dialect == "sqlite":
        return
    open_case(database)
    with database.transaction() as holder:
        holder.cases.load(T1, 1)
        with pytest.raises(DatabaseBusy, match="changing the same rows"), database.transaction() as tx:
            tx.connection.exec_driver_sql("SET LOCAL lock_timeout = '20ms'")
            tx.cases.load(T1, 1)


def test_a_transaction_left_alone_too_long_is_given_up_with_a_sentence_and_changes_nothing(database: Database) -> None:
    if database.dialect == "sqlite":
        return
    with pytest.raises(DatabaseBusy, match="no time to go on for ten seconds"), database.transaction() as tx:
        tx.heartbeats.beat("tick", NOON)
        tx.connection.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = '5ms'")
        _ended_by_the_server(tx)
        tx.heartbeats.beat("tick", NOON)
    with database.reading() as reader:
        assert reader.heartbeats.last("tick") is None


def _ended_by_the_server(tx: Transaction) -> None:
    """Wait until the server has said its last word on this connection."""
    driver = tx.connection.connection.driver_connection
    assert driver is not None
    assert select.select([driver.fileno()], [], [], 10.0)[0] != []


def test_postgresql_gives_up_on_locks_statements_and_idle_transactions(database: Database) -> None:
    if database.dialect == "sqlite":
        return
    with database.transaction() as tx:
        settings = {
            name: tx.connection.exec_driver_sql(f"SHOW {name}").scalar()
            for name in ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout", "timezone")
        }
    assert settings == {
        "lock_timeout": "2s",
        "statement_timeout": "5s",
        "idle_in_transaction_session_timeout": "10s",
        "timezone": "UTC",
    }


def test_a_connection_that_died_while_resting_is_replaced(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    if database.dialect == "sqlite":
        return
    monkeypatch.setattr(engines, "ASK_WHETHER_ALIVE_AFTER_SECONDS", 0)
    with database.transaction() as tx:
        mine = tx.connection.exec_driver_sql("SELECT pg_backend_pid()").scalar()
    other = Database.open(database.url.render_as_string(hide_password=False))
    with other.transaction() as tx:
        tx.connection.exec_driver_sql(f"SELECT pg_terminate_backend({mine}, 1000)")
    other.close()
    with database.transaction() as tx:
        assert tx.connection.exec_driver_sql("SELECT pg_backend_pid()").scalar() != mine
        tx.heartbeats.beat("tick", NOON)
        assert tx.heartbeats.last("tick") == NOON


def test_a_naive_instant_is_refused(database: Database) -> None:
    with pytest.raises(Exception, match="has no time zone"), database.transaction() as tx:
        tx.heartbeats.beat("tick", datetime(2026, 1, 1))  # noqa: DTZ001


def test_opened_only_to_look_it_reads_beside_the_holder_and_refuses_to_write(sqlite_database: Database) -> None:
    with sqlite_database.transaction() as tx:
        tx.heartbeats.beat("tick", NOON)
    looking = Database.open(f"sqlite:///{sqlite_database.url.database}", hold=False)
    with looking.reading() as tx:
        assert tx.heartbeats.last("tick") == NOON
    with pytest.raises(DatabaseIsReadOnly, match="opened only to look"), looking.transaction():
        pass
    looking.close()


def test_a_second_opening_of_the_same_file_is_refused_even_from_elsewhere(
    sqlite_database: Database, tmp_path: Path
) -> None:
    for elsewhere in (None, tmp_path / "other"):
        with pytest.raises(DataDirectoryInUse, match="PostgreSQL"):
            Database.open(f"sqlite:///{sqlite_database.url.database}", data_directory=elsewhere)


def test_closing_lets_the_next_one_in_and_may_be_done_twice(sqlite_database: Database) -> None:
    url = f"sqlite:///{sqlite_database.url.database}"
    sqlite_database.close()
    sqlite_database.close()
    again = Database.open(url)
    assert again.schema_state() == "current"
    again.close()


def test_an_error_of_the_database_never_says_what_the_statement_was_given(database: Database) -> None:
    with pytest.raises(DBAPIError) as failed, database.transaction() as tx:
        tx.connection.execute(
            text("INSERT INTO personal (workspace, nowhere) VALUES ('T1', :note)"), {"note": "Xnotex"}
        )
    assert "Xnotex" not in str(failed.value) and "nowhere" in str(failed.value)


def test_the_log_is_emptied_unless_somebody_reads_from_it(sqlite_database: Database) -> None:
    log = Path(f"{sqlite_database.url.database}-wal")
    open_case(sqlite_database)
    with sqlite_database.reading() as tx:
        assert tx.cases.count_open(T1) == 1
        open_case(sqlite_database)
        assert not asyncio.run(sqlite_database.write_back()) and log.stat().st_size > 0
    assert asyncio.run(sqlite_database.write_back()) and log.stat().st_size == 0


@pytest.mark.parametrize("statement", ['SELECT 1 AS one, now() AS "größe"', "SELECT", "SET LOCAL lock_timeout = '1s'"])
def test_a_cursor_says_of_its_columns_what_psycopg_itself_would(database: Database, statement: str) -> None:
    if database.dialect == "sqlite":
        return
    with database.transaction() as tx:
        raw = tx.connection.connection.dbapi_connection
        assert isinstance(raw, psycopg.Connection)
        ours, theirs = raw.cursor(), psycopg.Cursor(raw)
        assert isinstance(ours, LightCursor)
        ours.execute(statement)
        theirs.execute(statement)
        assert [one[:2] for one in ours.description or []] == [tuple(one)[:2] for one in theirs.description or []]
        assert len(ours.description or []) == (2 if "one" in statement else 0)


def test_a_connection_that_is_cut_in_the_middle_keeps_nothing_and_is_replaced(database: Database) -> None:
    if database.dialect == "sqlite":
        return
    with pytest.raises(OperationalError), database.transaction() as tx:
        mine = tx.connection.exec_driver_sql("SELECT pg_backend_pid()").scalar()
        with database.transaction() as other:
            other.connection.exec_driver_sql(f"SELECT pg_terminate_backend({mine}, 1000)")
        tx.inbox.handled(T1, "slack.event", "Ev1", NOON)
    with database.transaction() as tx:
        assert not tx.inbox.was_handled(T1, "slack.event", "Ev1")
