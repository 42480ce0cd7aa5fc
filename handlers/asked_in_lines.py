"""Numbers on their way through the trackers: each tracker has a line of its own, and none waits for another's.

A number stands in the line of the tracker that is asked first; what that one does not know goes on to the next one's.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from typing import Generic, Protocol, TypeVar

import structlog

from cases.light_dataclass import dataclass
from partners.tracking import asking
from partners.tracking.asking import Answer, Question, Tracker, Trouble, all_failed
from partners.tracking.pace import Limits

# No more of one tracker's turns are taken in one sweep, so that the sweep ends long before it is another's.
SWEEP_SECONDS = 60.0
# So many calls of one tracker are under way at once: while one is answered, the next one's turn may come.
AT_ONCE = 2
KNOWS_NOTHING = frozenset({asking.NOT_FOUND, asking.INVALID, asking.STOPPED, asking.FAILED})
log = structlog.get_logger("tracer.following")


class Numbered(Protocol):
    """Something that a question is asked about."""

    @property
    def question(self) -> Question: ...


One = TypeVar("One", bound=Numbered)


@dataclass(slots=True)
class Told(Generic[One]):
    """A number and what the trackers said about it, in the order in which they were asked.

    `later`: somebody else should be asked who has no turn for it now. No answer, and not later: there is nobody to ask.
    """

    one: One
    answers: list[Answer] = field(default_factory=list)
    later: bool = False


class Lines(Generic[One]):
    """The lines of one sweep, from entering until leaving. `whom` says who is asked about a number, the first first."""

    def __init__(
        self, trackers: Mapping[str, Tracker], limits: Mapping[str, Limits], whom: Callable[[One], Sequence[str]]
    ) -> None:
        self._trackers = trackers
        self._whom = whom
        self._waiting: dict[str, deque[Told[One]]] = {name: deque() for name in trackers}
        self._turns = {
            name: max(1, int(limits[name].per_second * SWEEP_SECONDS)) * trackers[name].batch for name in trackers
        }
        self._arrived = {name: asyncio.Event() for name in trackers}
        self._through: asyncio.Queue[Told[One]] = asyncio.Queue()
        self._workers: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> "Lines[One]":
        self._workers = [asyncio.create_task(self._work(name)) for name in self._trackers for _ in range(AT_ONCE)]
        return self

    async def __aexit__(self, *exc: object) -> None:
        for worker in self._workers:
            worker.cancel()
        await asyncio.gather(*self._workers, return_exceptions=True)

    def put(self, one: One) -> None:
        """Let a number stand in the line of whoever is asked first."""
        self._on(Told(one), next(iter(self._whom(one)), None))

    async def through(self) -> list[Told[One]]:
        """Wait for numbers that every tracker was asked about who had to be; return all there are by then."""
        found = [await self._through.get()]
        while not self._through.empty():
            found.append(self._through.get_nowait())
        return found

    def _on(self, told: Told[One], name: str | None) -> None:
        if name is not None and self._turns[name] > 0:
            self._turns[name] -= 1
            self._waiting[name].append(told)
            self._arrived[name].set()
            return
        told.later = name is not None
        self._through.put_nowait(told)

    async def _work(self, name: str) -> None:
        """Ask one tracker about what waits in its line, as many numbers as it takes in one call."""
        waiting, arrived = self._waiting[name], self._arrived[name]
        while True:
            await arrived.wait()
            some = [waiting.popleft() for _ in range(min(self._trackers[name].batch, len(waiting)))]
            if not waiting:
                arrived.clear()
            if not some:
                continue
            answers = await self._answers(name, [told.one.question for told in some])
            for told, answer in zip(some, answers, strict=True):
                told.answers.append(answer)
                self._after(name, told, answer)

    def _after(self, name: str, told: Told[One], answer: Answer) -> None:
        """A number goes on to the next tracker where this one does not know it, and is through where it does."""
        whom = list(self._whom(told.one))
        rest = whom[whom.index(name) + 1 :] if name in whom else []
        if answer.outcome in KNOWS_NOTHING and rest:
            self._on(told, rest[0])
        else:
            self._through.put_nowait(told)

    async def _answers(self, name: str, questions: list[Question]) -> Sequence[Answer]:
        """What a tracker says; whatever breaks in asking it is a fault of that tracker alone."""
        try:
            return await self._trackers[name].ask(questions)
        except Exception:
            log.exception("A tracker could not be asked", tracker=name)
            return all_failed(name, questions, Trouble("nonsense"))


def _turns(limits: Limits) -> int:
    return max(1, int(limits.per_second * SWEEP_SECONDS))
