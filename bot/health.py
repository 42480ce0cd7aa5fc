"""How the running process is, in a form that a monitor can watch: every part with its own yes or no."""

import asyncio
import json
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from importlib.metadata import version
from typing import Any

from bot.clock import Clock
from bot.settings import Settings
from bot.slack_client import Sightings
from cases.light_dataclass import dataclass
from handlers.metronome import TICK
from handlers.regular_jobs import Trouble, troubles
from storage.database import Database
from storage.outbox import LostLetters
from storage.transaction import Transaction

# How long a letter may wait, and how long the clock may be silent, before somebody should look.
LETTER_IS_LATE_AFTER = timedelta(minutes=5)
TICK_IS_LATE_AFTER = timedelta(minutes=2)
# A monitor that asks in a tight loop reads the database no oftener than this.
LOOK_AGAIN_AFTER_SECONDS = 1.0


PARTS = ("slack", "database", "outbox", "clock", "jobs")
LETTERS_GIVEN_UP_SINCE = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Signs:
    """What the database tells of the work: its schema, the oldest letter not yet sent, those that were given up lately,
    the last tick, and the jobs that fail.
    """

    schema: str
    oldest_unsent: datetime | None = None
    given_up: LostLetters = LostLetters()
    last_tick: datetime | None = None
    troubles: Sequence[Trouble] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """One look at the process. `wrong` names the parts that need somebody; empty when all is well."""

    wrong: tuple[str, ...]
    parts: Mapping[str, dict[str, Any]]
    version: str

    @property
    def ok(self) -> bool:
        return not self.wrong

    def only(self, names: tuple[str, ...]) -> "Report":
        """The same look, judged by some parts alone."""
        wrong = tuple(name for name in self.wrong if name in names)
        return Report(wrong, {name: self.parts[name] for name in self.parts if name in names}, self.version)

    def as_json(self) -> dict[str, Any]:
        return {"ok": self.ok, "wrong": list(self.wrong), "version": self.version} | dict(self.parts)


@dataclass(frozen=True, slots=True)
class Answer:
    """What `/health` answers: a report as JSON, or a sentence when it was asked the wrong way."""

    status: int
    content_type: str
    body: bytes


async def answer_about(health: "Health", only: str = "") -> Answer:
    """200 when all is well, 503 with the parts that are not, 400 for a part that does not exist.

    `only` names parts, separated by commas, so that a load balancer may judge a web process without the
    worker's parts.
    """
    asked = tuple(filter(None, only.split(",")))
    if unknown := sorted(set(asked) - set(PARTS)):
        sentence = f"There is no part {unknown[0]!r}. The parts are {', '.join(PARTS)}.\n"
        return Answer(400, "text/plain", sentence.encode())
    report = (await health.look()).only(asked or PARTS)
    return Answer(200 if report.ok else 503, "application/json", json.dumps(report.as_json()).encode())


class Health:
    """Looks at the parts of one process; looks that follow each other closely share one answer."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        sightings: Sightings,
        clock: Clock,
        *,
        connected: Callable[[], bool] | None = None,
    ) -> None:
        self._settings = settings
        self._database = database
        self._sightings = sightings
        self._clock = clock
        self._started = clock.now()
        self._looking = asyncio.Lock()
        self._looked_at = -LOOK_AGAIN_AFTER_SECONDS
        self._report: Report | None = None
        self.connected = connected

    async def look(self) -> Report:
        """The state of every part. Never raises: a database that cannot be read is a part that is wrong."""
        async with self._looking:
            if self._report is None or time.monotonic() - self._looked_at >= LOOK_AGAIN_AFTER_SECONDS:
                self._report = await self._look()
                self._looked_at = time.monotonic()
            return self._report

    async def _look(self) -> Report:
        signs = await signs_of(self._database, self._clock.now())
        parts: dict[str, dict[str, Any]] = {
            "slack": self._slack(),
            "database": _database(signs),
            "outbox": self._outbox(signs),
            "clock": self._ticking(signs),
            "jobs": _jobs(signs),
        }
        wrong = tuple(name for name, part in parts.items() if not part["ok"])
        return Report(wrong, parts, version("tracer"))

    def _slack(self) -> dict[str, Any]:
        seen = self._sightings
        part: dict[str, Any] = {
            "ok": seen.well,
            "mode": self._settings.slack_mode,
            "last_success": _instant(seen.last_success),
        }
        if self.connected is not None:
            part["connected"] = self.connected()
            part["ok"] = part["connected"] and not seen.refusal
        if seen.refusal:
            part["refusal"] = seen.refusal
        return part

    def _outbox(self, signs: Signs) -> dict[str, Any]:
        oldest = signs.oldest_unsent
        late = oldest is not None and self._clock.now() - oldest > LETTER_IS_LATE_AFTER
        part: dict[str, Any] = {
            "ok": not late,
            "oldest_unsent": _instant(oldest),
            "given_up_this_week": signs.given_up.count,
        }
        return part | ({"last_given_up_because": signs.given_up.word} if signs.given_up.count else {})

    def _ticking(self, signs: Signs) -> dict[str, Any]:
        latest = max(signs.last_tick or self._started, self._started)
        late = self._clock.now() - latest > TICK_IS_LATE_AFTER
        return {"ok": not late, "last_tick": _instant(signs.last_tick)}


async def signs_of(database: Database, now: datetime) -> Signs:
    """What the database tells; its `schema` says what is wrong when the rest could not be read."""
    try:
        state = await asyncio.to_thread(database.schema_state)
        return await database.read(lambda tx: _signs(tx, now)) if state == "current" else Signs(schema=state)
    except Exception as error:
        # Whatever a driver raises here means the same to a monitor: the database is not there.
        return Signs(schema=f"unreachable: {type(error).__name__}")


def _signs(tx: Transaction, now: datetime) -> Signs:
    given_up = tx.outbox.given_up_since(now - LETTERS_GIVEN_UP_SINCE)
    return Signs("current", tx.outbox.oldest_unsent(), given_up, tx.heartbeats.last(TICK), troubles(tx))


def _jobs(signs: Signs) -> dict[str, Any]:
    failing = {one.job: {"at": _instant(one.at), "error": one.error, "process": one.process} for one in signs.troubles}
    return {"ok": not failing, "failing": failing}


def _database(signs: Signs) -> dict[str, Any]:
    return {"ok": signs.schema == "current", "schema": signs.schema}


def _instant(at: datetime | None) -> str | None:
    return at.isoformat(timespec="seconds") if at else None
