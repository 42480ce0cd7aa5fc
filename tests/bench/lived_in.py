"""A database that has been in use for a while: people, channels, cases, and statistics of them."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy import NullPool, create_engine, text, update

from bot.clock import Clock
from cases.case import Actor, Case, Order, Parcel
from handlers.desk import Desk, Report
from storage.database import Database
from storage.engines import address
from storage.records import Channel, Person
from storage.tables import LetterRow, table_of
from tests.bench.commands import CHANNELS, PEOPLE, TEAM, ups_number
from tests.bench.machine import Machine

outbox = table_of(LetterRow)
CASES = 2000
AT_ONCE = 200
AGENT = Actor("person", PEOPLE[0], frozenset({"agent"}))
# Numbers of theirs never meet those that a measurement makes, which begin with the time.
FIRST_SERIAL = 0


def lived_in(machine: Machine, dialect: str, cases: int = CASES, ago: timedelta = timedelta(0)) -> str:
    """The address of a database with so many cases, opened some time ago and told of; nobody is connected to it.

    PostgreSQL knows how large its tables are: until it does, which is a minute after the first cases, it finds
    rows in ways that are good for empty tables only.
    """
    url = machine.fresh_database(dialect)
    database = Database.open(url)
    at = Clock(machine.offset).now() - ago
    with database.transaction() as tx:
        tx.people.upsert(Person(workspace=TEAM, id=one, locale="en-US", synced_at=at) for one in PEOPLE)
        tx.channels.upsert(Channel(workspace=TEAM, id=one, is_member=True) for one in CHANNELS)
    left = iter(range(cases))
    while some := list(islice(left, AT_ONCE)):
        _open(database, some, at)
    database.close()
    if dialect == "postgresql":
        engine = create_engine(address(url), poolclass=NullPool, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text("VACUUM ANALYZE"))
        engine.dispose()
    return url


def _open(database: Database, serials: Iterable[int], at: datetime) -> None:
    with database.transaction() as tx:
        desk = Desk(tx, TEAM, at)
        for serial in serials:
            opened(desk, FIRST_SERIAL + serial)
        tx.connection.execute(update(outbox).values(state="sent", finished_at=at))


def opened(desk: Desk, serial: int) -> Case:
    """One more case, as somebody would have opened it."""
    parcel = Parcel(ups_number(serial), "ups", "UPS")
    return desk.open(Report(parcel, Order(), CHANNELS[serial % len(CHANNELS)]), AGENT)
