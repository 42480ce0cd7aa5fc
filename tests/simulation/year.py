"""The simulated year: time goes from one thing that happens to the next, and everything that sounds is watched."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import pairwise
from random import Random

from sqlalchemy import func, select

from cases.case import Clock
from cases.gathered import AT_MOST_EVERY, GATHERED_FOR
from cases.ladder import CHANNEL, HARD, MISSED, SILENT, ends_at, missed_from
from cases.promises import broken_promises
from cases.working_time import TeamHours
from handlers.desk import terms_of
from handlers.metronome import Metronome
from handlers.reminders import ring
from storage.clocks import DueClock
from storage.database import Database
from storage.tables import CaseRow, ClockRow, table_of
from storage.transaction import Transaction
from storage.watch_tables import NudgeRow
from tests.simulation.team import WORKSPACE, Plan, hire, open_case, work

START = datetime(2026, 3, 2, 1, tzinfo=UTC)  # Monday, 09:00 in Shenzhen
FOREVER = datetime.max.replace(tzinfo=UTC)
A_TICK = timedelta(seconds=5)
cases, clocks, nudges = table_of(CaseRow), table_of(ClockRow), table_of(NudgeRow)


@dataclass
class StandingClock:
    """A clock that is set."""

    at: datetime = START

    def now(self) -> datetime:
        return self.at


@dataclass
class Year:
    """One simulated year; what it found wrong is in `wrong`, how much happened in `counts`, which moves in `made`."""

    database: Database
    how_many: int = 30
    days: int = 365
    ask_every: timedelta = timedelta(hours=6)
    seed: int = 1
    clock: StandingClock = field(default_factory=StandingClock)
    plans: list[Plan] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    made: Counter[str] = field(default_factory=Counter)
    _loudest: dict[tuple[int, str, datetime], int] = field(default_factory=dict)
    _checked: dict[int, int] = field(default_factory=dict)
    _team: TeamHours = field(default_factory=TeamHours)

    async def goes_by(self) -> None:
        """Let it all happen."""
        chance = Random(self.seed)
        await self.database.write(lambda tx: hire(tx, START))
        self._team = (await self.database.read(lambda tx: terms_of(tx.settings(WORKSPACE).get()))).team
        metronome = Metronome(self.database, self.clock, self._ring)
        openings = sorted(START + timedelta(days=chance.uniform(0, self.days * 0.8)) for _ in range(self.how_many))
        end, ask_at = START + timedelta(days=self.days), START
        while self.clock.at < end:
            self.clock.at = max(self.clock.at, min(await self._next_happening(), ask_at, *openings[:1], end))
            if openings and openings[0] <= self.clock.at:
                del openings[0]
                await self.database.write(partial(self._open_one, chance=chance))
            await self.database.write(partial(self._work, chance=chance))
            self.counts["rings"] += await metronome.tick()
            if ask_at <= self.clock.at:
                await self.database.read(self._ask)
                ask_at += self.ask_every
        await self.database.read(self._look_at_messages)

    async def _next_happening(self) -> datetime:
        """When a clock sounds or somebody works next."""
        ring_at = await self.database.read(lambda tx: tx.clocks.next_due())
        return min([one.next_at for one in self.plans] + ([ring_at] if ring_at else []), default=FOREVER)

    def _open_one(self, tx: Transaction, chance: Random) -> None:
        self.counts["opened"] += 1
        self.plans.append(open_case(tx, chance, self.counts["opened"], self.clock.at))

    def _work(self, tx: Transaction, chance: Random) -> None:
        for plan in self.plans:
            if plan.next_at <= self.clock.at:
                made = work(tx, chance, plan, self.clock.at)
                self.counts["moves"] += made is not None
                self.made[made or "refused"] += 1

    def _ring(self, tx: Transaction, due: DueClock, at: datetime) -> None:
        """The real ring, and what may be expected of it."""
        case = tx.cases.load(due.workspace, due.number)
        assert case is not None
        clock = case.clock(due.key)
        ring(tx, due, at)
        held = tx.connection.execute(
            select(clocks.c.rang_at, clocks.c.rung).where(
                clocks.c.workspace == due.workspace, clocks.c.case_number == due.number, clocks.c.key == due.key
            )
        ).one()
        name = f"{case.reference} {due.key} at {at:%Y-%m-%d %H:%M}"
        if at - max(due.ring_at, clock.started_at if clock else at) > A_TICK:
            self.wrong.append(f"{name} sounded late: it was due {due.ring_at:%Y-%m-%d %H:%M}")
        if held.rang_at != at or clock is None or not case.is_open:
            self.counts["held or silent"] += 1
            return
        self._look_at_ring(name, clock, due, held.rung, at)

    def _look_at_ring(self, name: str, clock: Clock, due: DueClock, level: int, at: datetime) -> None:
        opens, ends, passed = self._team.first_moment(at), ends_at(clock, at), missed_from(clock)
        if opens != at and not (ends is not None and at < ends <= opens):
            self.wrong.append(f"{name} sounded in quiet hours")
        if clock.kind in HARD and passed is not None and (level == MISSED) != (passed <= at):
            self.wrong.append(f"{name} is called missed, or not, wrongly: rung {level}, {passed}")
        key = due.number, due.key, clock.started_at
        if level < self._loudest.get(key, 0):
            self.wrong.append(f"{name} sounded lower than before")
        self._loudest[key] = level

    def _ask(self, tx: Transaction) -> None:
        """Who moves next, and by when? Every open case has an answer, and a clock that will sound of itself."""
        self.counts["asked"] += 1
        self._look_for_what_nobody_heard(tx)
        sounding = select(clocks.c.case_number, func.min(clocks.c.ring_at).label("ring_at"))
        found = tx.connection.execute(sounding.group_by(clocks.c.case_number))
        ahead = {one.case_number: one.ring_at for one in found}
        columns = (cases.c.number, cases.c.version, cases.c.next_due, cases.c.next_owner, cases.c.next_role)
        for one in tx.connection.execute(select(*columns).where(cases.c.status == "open")):
            if one.next_due is None or not (one.next_owner or one.next_role):
                self.wrong.append(f"case {one.number}: nobody moves next at {self.clock.at}")
            if ahead.get(one.number) is None or ahead[one.number] <= self.clock.at:
                self.wrong.append(f"case {one.number}: nothing will sound after {self.clock.at}")
            if self._checked.get(one.number) != one.version:
                self._checked[one.number] = one.version
                case = tx.cases.load(WORKSPACE, one.number, for_update=False)
                assert case is not None
                self.wrong += [f"{case.reference} at {self.clock.at}: {what}" for what in broken_promises(case)]

    def _look_for_what_nobody_heard(self, tx: Transaction) -> None:
        """No date has passed in silence: what is past has sounded, or waits for the team to be in."""
        columns = (clocks.c.case_number, clocks.c.key, clocks.c.kind, clocks.c.started_at, clocks.c.due_at)
        past = (clocks.c.due_at <= self.clock.at, clocks.c.rings == 0, clocks.c.kind.not_in(SILENT))
        for one in tx.connection.execute(select(*columns).where(*past)):
            heard_from = self._team.first_moment(max(one.due_at, one.started_at))
            if heard_from < self.clock.at:
                self.wrong.append(f"case {one.case_number}: {one.key} was due {one.due_at}, and nobody was told")

    def _look_at_messages(self, tx: Transaction) -> None:
        """One message a person and half hour, none after hours, but for a last call."""
        messages: dict[str, dict[datetime, int]] = defaultdict(dict)
        for one in tx.connection.execute(select(nudges.c.person, nudges.c.send_at, nudges.c.rung)):
            sent = messages[one.person]
            sent[one.send_at] = max(sent.get(one.send_at, 0), one.rung)
        for person, sent in messages.items():
            self.counts["messages"] += len(sent)
            times = sorted(sent)
            for first, second in pairwise(times):
                if second - first < AT_MOST_EVERY and CHANNEL not in (sent[first], sent[second]):
                    self.wrong.append(f"{person} got messages at {first} and {second}")
            for at, loudest in sent.items():
                if self._team.first_moment(at - GATHERED_FOR) > at and loudest != CHANNEL:
                    self.wrong.append(f"{person} got a message in quiet hours, {at}")
