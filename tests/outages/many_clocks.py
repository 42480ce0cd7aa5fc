"""Many clocks on one PostgreSQL, and two workers that are killed and started again at random while they come due.

What must be so afterwards: every clock that was due has sounded, none of its sounds was made twice, and every message
about it stands in Slack once. The test runs a short while of it; `python -m tests.outages.long_hour` a whole hour.
"""

import asyncio
import random
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Table, bindparam, select, text, update

from bot.playground.slack_server import SlackServer
from cases.act import Act
from cases.case import Actor, Parcel
from cases.terms import Terms
from handlers.desk import Desk, Report
from storage.database import Database
from storage.tables import ClockRow, table_of
from storage.transaction import Transaction
from storage.watch_tables import NudgeRow
from tests.outages.afterwards import becomes, letters, looking_into, posted_keys
from tests.outages.busy_hour import ups_number
from tests.outages.processes import START_SECONDS, Processes, Running, in_slack

clocks, nudges = table_of(ClockRow), table_of(NudgeRow)
PEOPLE = 10
CASES_AT_ONCE = 50
# A message for a person waits for half an hour after the one before it, and a lease is half a minute.
LATER = timedelta(minutes=32)
Key = tuple[int, str]


@dataclass
class Run:
    """One such while. `pause` bounds the seconds between two kills; `offset` puts it into the team's working hours."""

    processes: Processes
    server: SlackServer
    database_url: str
    data: Path
    clocks: int
    seconds: float
    pause: tuple[float, float]
    seed: int
    offset: timedelta = field(default_factory=lambda: _until_the_team_works())
    due: set[Key] = field(default_factory=set)
    kills: int = 0

    async def goes_on(self) -> None:
        """From the first worker's start until everything that was due has been told."""
        shared = in_slack(self.server) | {"DATABASE_URL": self.database_url}
        with looking_into(self.database_url, self.data) as database:
            workers = [await self._worker(shared, self.offset) for _ in range(2)]
            for one in workers:
                await one.ready()
            self.due = self._come_due(database)
            await self._are_killed(workers, shared)
            await becomes(lambda: not self._silent(database), START_SECONDS, "clocks that were due are silent")
            for one in workers:
                await one.kill()
            workers = [await self._worker(shared, self.offset + LATER) for _ in range(2)]
            await becomes(lambda: self._all_told(database), 3 * START_SECONDS, "people have not been told yet")
            for one in workers:
                await one.stop()
            self.check(database)

    def make_cases(self) -> None:
        """So many cases that at least so many clocks run, opened on the working day before, owned by ten people."""
        team = Terms().team
        opened_at = team.opening(team.calendar.after_working_days(team.calendar.date_of(datetime.now(UTC)), 2))
        with closing(Database.open(self.database_url, data_directory=self.data)) as database:
            number = 0
            while _count(database) < self.clocks:
                with database.transaction() as tx:
                    for _ in range(CASES_AT_ONCE):
                        self._open(tx, number, opened_at)
                        number += 1
            with database.transaction() as tx:
                # What was said when they were opened is not what this is about.
                tx.connection.execute(text("UPDATE outbox SET state = 'merged', finished_at = owed_since"))
                tx.connection.execute(text("UPDATE clocks SET ring_at = ring_at + INTERVAL '10 years'"))

    def _open(self, tx: Transaction, number: int, at: datetime) -> None:
        owner = Actor("person", f"UWORKER{number % PEOPLE}", frozenset({"agent"}))
        room = self.server.world.channel(f"parcels-{number % PEOPLE}").id
        desk = Desk(tx, self.server.world.team.id, at)
        case = desk.open(Report(Parcel(ups_number(number), "ups", "UPS"), home_channel=room), owner)
        desk.move(case.number, Act("take", owner))

    def _come_due(self, database: Database) -> set[Key]:
        """Every clock comes due at some moment of the while that begins now."""
        dice, begin = random.Random(self.seed), datetime.now(UTC) + self.offset
        keys = sorted((one.case_number, one.key) for one in _rows(database, clocks) if one.ring_at is not None)
        moments = [
            {"n": number, "k": key, "at": begin + timedelta(seconds=dice.uniform(0, self.seconds))}
            for number, key in keys
        ]
        its = (clocks.c.case_number == bindparam("n"), clocks.c.key == bindparam("k"))
        with closing(Database.open(self.database_url, data_directory=self.data)) as beside, beside.transaction() as tx:
            tx.connection.execute(update(clocks).where(*its).values(ring_at=bindparam("at")), moments)
        return set(keys)

    async def _are_killed(self, workers: list[Running], shared: dict[str, str]) -> None:
        """`kill -9` to one or the other of two workers, which begins again at once, as long as clocks come due."""
        dice, end = random.Random(self.seed), time.monotonic() + self.seconds
        while (left := end - time.monotonic()) > 0:
            await asyncio.sleep(min(left, dice.uniform(*self.pause)))
            place = dice.randrange(2)
            await workers[place].kill()
            self.kills += 1
            workers[place] = await self._worker(shared, self.offset)

    async def _worker(self, shared: dict[str, str], offset: timedelta) -> Running:
        shifted = f"+{int(offset.total_seconds())}s"
        return await self.processes.start("worker", **shared, TRACER_CLOCK_OFFSET=shifted)

    def _silent(self, database: Database) -> set[Key]:
        """The clocks that were due and have not sounded."""
        return self.due - {(one.case_number, one.key) for one in _rows(database, clocks) if one.rings}

    def _all_told(self, database: Database) -> bool:
        by = datetime.now(UTC) + self.offset + LATER
        owed = [one for one in letters(database) if one.kind == "nudges" and one.owed_since <= by]
        return bool(owed) and all(one.state in ("sent", "merged") for one in owed)

    def check(self, database: Database) -> None:
        """Every clock that was due has sounded, nothing was said twice, and everybody was told of everything."""
        assert self._silent(database) == set()
        noted = Counter((one.person, one.case_number, one.clock, one.rung) for one in _rows(database, nudges))
        assert {note: count for note, count in noted.items() if count > 1} == {}
        # Each sound is told to somebody or in the thread, at a rung of its own: as many sounds as rungs, none doubled.
        heard = {note[1:] for note in noted}
        heard |= {
            (one.case_number, one.params["clock"], one.params["level"])
            for one in letters(database)
            if one.kind == "ring"
        }
        rungs = Counter((number, clock) for number, clock, _ in heard)
        rings = {(one.case_number, one.key): one.rings for one in _rows(database, clocks)}
        assert {one: rings.get(one) for one in self.due} == {one: rungs[one] for one in self.due}
        told = Counter(posted_keys(self.server.world))
        sent = [one.key for one in letters(database) if one.kind == "nudges" and one.state == "sent"]
        assert {key: told[key] for key in sent} == dict.fromkeys(sent, 1)
        assert {key: count for key, count in told.items() if count > 1} == {}


def _until_the_team_works() -> timedelta:
    """From now to half an hour after the team has begun on some working day: nothing sounds at night."""
    team, now = Terms().team, datetime.now(UTC)
    day = team.calendar.after_working_days(team.calendar.date_of(now), 3)
    return team.opening(day) + timedelta(minutes=30) - now


def _count(database: Database) -> int:
    """How many clocks will sound; one without a date does not."""
    return sum(one.ring_at is not None for one in _rows(database, clocks))


def _rows(database: Any, table: Table) -> list[Any]:
    with database.reading() as tx:
        return list(tx.connection.execute(select(table)))
