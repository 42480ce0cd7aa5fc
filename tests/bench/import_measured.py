"""A file of fifty thousand parcels, from *Open* to the last case, against inserting the same rows bare."""

import time
from collections.abc import Iterator
from itertools import chain
from typing import Any

from sqlalchemy import Connection, Table, insert, select

from handlers.evidence_fetching import FileInSlack
from handlers.parcel_imports import MOST_LINES, ParcelImports
from storage.database import Database
from storage.imports import ASKING, DONE, OPENING, ParcelImport, imports
from storage.records import Channel, Person
from storage.schema import tables_on
from tests.bench.commands import CHANNELS, PEOPLE, TEAM, ups_number
from tests.bench.crowd import NOW, Still
from tests.bench.machine import DIALECTS, Machine
from tests.bench.rows import Row, at_least, told

LINES = 50_000
BUDGET = 0.5
KEY = "benchmark"
HEAD = "Tracking number,Carrier,Order,Marketplace,Price,Ship date,Destination,Goods"
Rows = dict[Table, list[dict[str, Any]]]


async def import_rows(machine: Machine) -> Iterator[Row]:
    """The file is looked at, then opened; afterwards its rows are inserted elsewhere, as many cases a transaction: one
    case after the other, and, only to be read beside it, all of a transaction together.
    """
    rows = []
    lines = max(1_000, int(LINES * machine.scale))
    for dialect, name in DIALECTS.items():
        ours = _prepared(machine, dialect)
        took = await _imported(ours, lines)
        for what, at_once in ((f"import of {lines:,} lines, {name}", False), ("  inserted in batches", True)):
            inserted = _inserted(ours, _prepared(machine, dialect), lines, at_once=at_once)
            figure = f"{lines / took:,.0f}/s, inserted bare {lines / inserted:,.0f}/s"
            ratio = inserted / took
            rows.append(told(what, figure, ratio) if at_once else at_least(what, figure, ratio, BUDGET))
        ours.close()
    return iter(rows)


class InSlack:
    """The one file there is."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    async def look(self, file_id: str) -> FileInSlack:
        """What Slack says of it."""
        return FileInSlack("parcels.csv", len(self._content), file_id)

    async def content(self, file: FileInSlack) -> bytes:
        """What is in it."""
        return self._content


def _prepared(machine: Machine, dialect: str) -> Database:
    database = Database.open(machine.fresh_database(dialect), data_directory=machine.fresh_directory())
    with database.transaction() as tx:
        tx.people.upsert(Person(workspace=TEAM, id=one, locale="en-US", synced_at=NOW) for one in PEOPLE)
        tx.channels.upsert(Channel(workspace=TEAM, id=one, is_member=True) for one in CHANNELS)
    return database


async def _imported(database: Database, lines: int) -> float:
    """The seconds from a person's word until every line is a case."""
    works = ParcelImports(database, Still(), InSlack(_file(lines)))
    one = ParcelImport(TEAM, KEY, PEOPLE[0], NOW, CHANNELS[0], "F0BENCH00")
    await database.write(lambda tx: tx.imports.want(one))
    await works.sweep()
    looked = await database.read(lambda tx: tx.imports.get(TEAM, KEY))
    assert looked is not None and (looked.state, looked.counts["new"]) == (ASKING, lines), looked
    await database.write(lambda tx: tx.imports.change(looked, state=OPENING, next_at=NOW))
    begun = time.perf_counter()
    await works.sweep()
    took = time.perf_counter() - begun
    done = await database.read(lambda tx: tx.imports.get(TEAM, KEY))
    assert done is not None and (done.state, done.counts["opened"]) == (DONE, lines), done
    return took


def _file(lines: int) -> bytes:
    made = (
        f"{ups_number(n)},UPS,305-{n:07d},amazon.de,{n % 90 + 10}.90 EUR,2026-11-{n % 20 + 1:02d},DE,vase"
        for n in range(lines)
    )
    return "\n".join(chain([HEAD], made)).encode()


def _inserted(ours: Database, bare: Database, lines: int, *, at_once: bool) -> float:
    """The seconds in which what stands in our tables of these cases is inserted elsewhere, and nothing else is done."""
    took = 0.0
    with ours.reading() as here, bare.transaction() as there:
        [its] = here.connection.execute(select(imports))
        there.connection.execute(insert(imports), dict(its._mapping))
    tables = [one for one in tables_on(ours.dialect).sorted_tables if one.name == "cases" or "case_number" in one.c]
    for first in range(1, lines + 1, MOST_LINES):
        with ours.reading() as tx:
            rows = _rows(tx.connection, tables, first)
        steps = [rows] if at_once else _by_case(rows)
        begun = time.perf_counter()
        with bare.transaction() as tx:
            for step in steps:
                for table, some in step.items():
                    tx.connection.execute(insert(table), some)
        took += time.perf_counter() - begun
    bare.close()
    return took


def _by_case(rows: Rows) -> list[Rows]:
    """The same rows, one case after the other."""
    found: dict[int, Rows] = {}
    for table, some in rows.items():
        for row in some:
            found.setdefault(row[_number(table)], {}).setdefault(table, []).append(row)
    return list(found.values())


def _number(table: Table) -> str:
    return "number" if table.name == "cases" else "case_number"


def _rows(connection: Connection, tables: list[Table], first: int) -> Rows:
    """What is kept of the cases of one transaction."""
    rows: Rows = {}
    for table in tables:
        number = table.c[_number(table)]
        found = connection.execute(select(table).where(number.between(first, first + MOST_LINES - 1)))
        if some := [dict(row._mapping) for row in found]:
            rows[table] = some
    return rows
