"""A database with many open cases, made in a minute: some dozens are worked through the desk, the others copy them.

The database copies them by itself. A copy differs in number, tracking number and times: its clocks sound in the weeks
to come, and its next step is overdue, due today or due later. Only what will ring is read whole, so the others'
documents say nothing but their number: a million whole ones would take four gigabytes.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Engine,
    Integer,
    MetaData,
    NullPool,
    String,
    Subquery,
    Table,
    case,
    cast,
    create_engine,
    delete,
    event,
    func,
    insert,
    literal,
    null,
    select,
    text,
    update,
)

from cases.act import Act
from cases.case import Actor, Order, Parcel
from cases.money import Money
from handlers.desk import Desk, Report
from storage.columns import Instant
from storage.database import Database
from storage.engines import address
from storage.records import Channel, Person
from storage.row import table_of
from storage.tables import CaseRow, ClockRow, CounterRow, LetterRow, ParcelRow
from storage.watch_tables import ClaimRow, NudgeRow
from tests.bench.commands import CHANNELS, PEOPLE, TEAM, ups_number
from tests.bench.machine import Machine

# A Wednesday in the afternoon: the team is in, so whatever is due is heard.
NOW = datetime(2026, 11, 25, 15, 0, tzinfo=UTC)
MODELS, A_COPYING = 40, 50_000
# No multiple of the models, or all copies of one would be due at the same few instants.
INSTANTS = 719
# The closed ones are those of four years.
CLOSED_APART = timedelta(days=2)
DUE, MOST_DUE = 1000, 2000
RINGING = "carrier_silence:I1"
# What a case no longer has once it is closed.
ENDED = ("next_kind", "next_owner", "next_role", "waiting_on", "next_due", "hard_kind", "hard_due")
EVERYTHING = frozenset({"agent", "lead", "finance"})
cases, clocks, parcels, claims = (table_of(row) for row in (CaseRow, ClockRow, ParcelRow, ClaimRow))
outbox, nudges, counters = table_of(LetterRow), table_of(NudgeRow), table_of(CounterRow)
instants = Table(
    "bench_instants",
    MetaData(),
    Column("place", Integer, primary_key=True),
    Column("rings", Instant),
    Column("due", Instant),
    Column("opened", Instant),
    Column("closed", Instant),
)


@dataclass(frozen=True)
class Crowd:
    """The address of a database that nobody is connected to, and how many open cases it has."""

    url: str
    size: int


class Still:
    """A clock that stands at NOW."""

    def now(self) -> datetime:
        return NOW


def crowd(machine: Machine, dialect: str, size: int, closed: int = 0) -> Crowd:
    """So many open cases in a fresh database, and so many closed ones; no clock of theirs is due at NOW, and no letter
    is owed.
    """
    made = Crowd(machine.fresh_database(dialect), size)
    database = Database.open(made.url)
    with database.transaction() as tx:
        tx.people.upsert(
            Person(workspace=TEAM, id=one, locale="en-US", synced_at=NOW, is_admin=one == PEOPLE[0]) for one in PEOPLE
        )
        tx.channels.upsert(Channel(workspace=TEAM, id=one, is_member=True) for one in CHANNELS)
    for number in range(1, MODELS + 1):
        _work_through(database, number)
    database.close()
    engine = create_engine(address(made.url), poolclass=NullPool)
    if dialect == "sqlite":
        event.listen(engine, "connect", _write_only_once)
    with engine.begin() as connection:
        _list_instants(connection)
        indexes = _without_indexes(connection)
    for first in range(MODELS + 1, size + 1, A_COPYING):
        with engine.begin() as connection:
            _copy(connection, first, min(first + A_COPYING - 1, size), size // MOST_DUE)
    for first in range(size + 1, size + closed + 1, A_COPYING):
        with engine.begin() as connection:
            _copy_closed(connection, first, min(first + A_COPYING - 1, size + closed), size + closed)
    with engine.begin() as connection:
        for definition in indexes:
            connection.execute(text(definition))
        _finish(connection, size, size + closed)
    settle(engine)
    engine.dispose()
    return made


def make_due(connection: Connection, size: int, due: int = DUE) -> None:
    """Let one clock of so many cases be due as if it had never sounded, evenly spread; what was owed is gone."""
    connection.execute(delete(outbox))
    connection.execute(delete(nudges))
    these = clocks.c.key == RINGING, clocks.c.case_number % (size // due) == 0
    connection.execute(
        update(clocks).where(*these).values(ring_at=NOW - timedelta(minutes=5), rung=0, rings=0, rang_at=None)
    )


def settle(engine: Engine) -> None:
    """Let the database learn how large its tables are and tidy up, so that it need not while it is measured."""
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
            connection.execute(text("CHECKPOINT"))


def _write_only_once(connection: Any, _record: object) -> None:
    """Nobody would miss this database after a crash; Tracer sets it up properly when it opens it."""
    for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-200000"):
        connection.execute(f"PRAGMA {pragma}").close()


def _work_through(database: Database, number: int) -> None:
    """One case of a week ago: somebody's, asked of its carrier, every second one claimed for."""
    at = NOW - timedelta(days=5 + number % 7, hours=number % 3)
    actor = Actor("person", PEOPLE[number % len(PEOPLE)], EVERYTHING)
    parcel = Parcel(ups_number(number), "ups", "UPS", service="ground", origin="CN", destination="DE")
    order = Order(f"305-{number:07d}", "amazon.de", Money(Decimal(30 + number), "EUR"), goods="vase")
    acts = [
        Act("take", actor),
        Act("triage", actor, details={"cause": "unknown"}),
        Act("ask_carrier", actor, "I1", {"via": "web form", "reference": f"INQ-{number}", "at": at}),
    ]
    if number % 2:
        asked = {"payer": "UPS", "payer_kind": "carrier", "money": Money(Decimal(30), "EUR")}
        acts.append(Act("draft_claim", actor, details=asked))
        acts.append(Act("file_claim", actor, details={"reference": f"C-{number}", "at": at}))
    with database.transaction() as tx:
        desk = Desk(tx, TEAM, at)
        made = desk.open(Report(parcel, order, CHANNELS[number % len(CHANNELS)]), actor)
        for act in acts:
            desk.move(made.number, act)


def _list_instants(connection: Connection) -> None:
    instants.create(connection)
    hour = timedelta(hours=1)
    rows = [
        {
            "place": n,
            "rings": NOW + (n + 1) * hour,
            "due": NOW + (n - 240) * hour,
            "opened": NOW - (n + 1) * hour,
            "closed": NOW - (n + 1) * CLOSED_APART,
        }
        for n in range(INSTANTS)
    ]
    connection.execute(insert(instants), rows)


def _without_indexes(connection: Connection) -> list[str]:
    """Take away the indexes that rows are not told apart by, and return what makes them again: that is faster."""
    if connection.dialect.name == "postgresql":
        found = text(
            "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND indexname LIKE 'ix\\_%'"
        )
    else:
        found = text("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND name LIKE 'ix\\_%' ESCAPE '\\'")
    indexes = connection.execute(found).all()
    for name, _ in indexes:
        connection.execute(text(f"DROP INDEX {name}"))
    return [definition for _, definition in indexes]


def _copy(connection: Connection, first: int, last: int, whole_every: int) -> None:
    """Every number of these becomes a case like one of the models, with what stands beside it."""
    if connection.dialect.name == "postgresql":
        # Every row is checked against its case otherwise, and it is a copy of one that was.
        connection.execute(text("SET LOCAL session_replication_role = replica"))
    numbers = _numbers(first, last)
    tracking = literal("1Z999AA1") + cast(numbers.c.n + 1_000_000_000, String)
    sounding = {"ring_at": instants.c.rings, "due_at": instants.c.due}
    like_its_model = {
        "number": numbers.c.n,
        "document": _document(connection, numbers, whole_every),
        "tracking_number": tracking,
        "next_due": instants.c.due,
        "opened_at": instants.c.opened,
    }
    _fill(connection, cases, numbers, "number", like_its_model)
    _fill(connection, clocks, numbers, "case_number", sounding)
    _fill(connection, parcels, numbers, "case_number", {"tracking_number": tracking})
    _fill(connection, claims, numbers, "case_number", {})


def _copy_closed(connection: Connection, first: int, last: int, whole_every: int) -> None:
    """Every number of these becomes a case like one of the models, closed when it was opened, with its claim paid."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL session_replication_role = replica"))
    numbers = _numbers(first, last)
    tracking = literal("1Z999AA1") + cast(numbers.c.n + 1_000_000_000, String)
    ended = {"opened_at": instants.c.closed, "closed_at": instants.c.closed, "status": literal("closed")}
    like_its_model = {
        "number": numbers.c.n,
        "document": _document(connection, numbers, whole_every),
        "tracking_number": tracking,
        **ended,
        **{name: null() for name in ENDED},
    }
    _fill(connection, cases, numbers, "number", like_its_model)
    _fill(connection, parcels, numbers, "case_number", {"tracking_number": tracking, "next_ask_at": null()})
    paid = {"state": literal("paid"), "owing": null(), "owed_since": null(), "contact_at": instants.c.closed}
    _fill(connection, claims, numbers, "case_number", paid)


def _fill(connection: Connection, table: Table, numbers: Subquery, key: str, differs: dict[str, Any]) -> None:
    chosen = {column.name: column for column in table.columns} | {key: numbers.c.n} | differs
    rows = select(*chosen.values()).where(
        table.c[key] == numbers.c.n % MODELS + 1, instants.c.place == numbers.c.n % INSTANTS
    )
    connection.execute(insert(table).from_select(list(chosen), rows, include_defaults=False))


def _numbers(first: int, last: int) -> Subquery:
    begun = select(literal(first).label("n")).cte("numbers", recursive=True)
    return select(begun.union_all(select(begun.c.n + 1).where(begun.c.n < last))).subquery()


def _document(connection: Connection, numbers: Subquery, whole_every: int) -> Any:
    """The model's document with another number: the only one of its numbers that is no text."""
    model, new = (literal('"number": ') + cast(n, String) for n in (cases.c.number, numbers.c.n))
    whole = func.replace(cast(cases.c.document, String), model + ",", new + ",")
    changed = case((numbers.c.n % whole_every == 0, whole), else_=literal("{") + new + "}")
    return cast(changed, JSON) if connection.dialect.name == "postgresql" else changed


def _finish(connection: Connection, size: int, last: int) -> None:
    """No clock of the models sounds before those of their copies, and the next case gets the next number."""
    connection.execute(update(clocks).where(clocks.c.case_number <= MODELS).values(ring_at=NOW + timedelta(days=1)))
    connection.execute(update(counters).where(counters.c.name == "case").values(value=last))
    connection.execute(delete(outbox))
    instants.drop(connection)
