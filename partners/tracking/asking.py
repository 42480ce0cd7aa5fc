"""The one shape of asking a tracker: a question for each number, and for each exactly one answer.

A tracker that fails is a fact, not an exception: its answer says what was the matter and whether asking again helps.
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Protocol

from cases.light_dataclass import dataclass
from cases.scans import Scan
from cases.words import N_, Sentence

# What an answer can be. `pending`: the tracker has only now begun to follow the number, and knows nothing yet.
SCANS, PENDING, NOT_FOUND, INVALID, STOPPED, FAILED = "scans", "pending", "not_found", "invalid", "stopped", "failed"

# What people call the trackers.
NAMES = {
    "17track": "17TRACK",
    "aftership": "AfterShip",
    "easypost": "EasyPost",
    "dhl": "DHL",
    "ups": "UPS",
}

TROUBLES = {
    "unreachable": N_("{tracker} could not be reached. Tracer asks again by itself."),
    "silent": N_("{tracker} did not answer in time. Tracer asks again by itself."),
    "cut": N_("{tracker} broke off in the middle of its answer. Tracer asks again by itself."),
    "busy": N_("{tracker} wants to be asked less often. Tracer asks again later."),
    "failing": N_("{tracker} has a fault of its own (status {status}). Tracer asks again by itself."),
    "nonsense": N_("{tracker} answered with something that cannot be read. Tracer asks again by itself."),
    "too_large": N_("{tracker} answered with far more than an answer can be, so it was not read."),
    "redirected": N_("{tracker} is no longer at this address. Whoever runs Tracer has to set its address anew."),
    "key": N_("{tracker} does not accept the key. Whoever runs Tracer has to check it."),
    "not_allowed": N_("{tracker} does not allow this with the present plan. Whoever runs Tracer has to look at it."),
    "quota": N_("What may be asked of {tracker} today is used up. Tracer asks again tomorrow."),
    "refused": N_("{tracker} refused the question (status {status}, code {code})."),
    "broken_question": N_("{tracker} cannot be asked about “{number}”: this is no number of its kind."),
}
# The same of a trouble of which but its kind was kept.
WITHOUT_STATUS = {
    "failing": N_("{tracker} has a fault of its own. Tracer asks again by itself."),
    "refused": N_("{tracker} refused the question. Whoever runs Tracer finds the reason in the log."),
}
# Asking again changes nothing until somebody has done something.
PERMANENT = frozenset({"redirected", "key", "not_allowed", "refused", "broken_question", "too_large"})


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: a tracking number, and what helps a tracker to find the right parcel behind it."""

    number: str
    carrier: str | None = None
    origin: str | None = None
    destination: str | None = None
    postcode: str | None = None
    shipped_on: date | None = None


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why there is no answer. `retry_after` is what the tracker itself asked for, in seconds."""

    kind: str
    status: int | None = None
    code: str | None = None
    retry_after: float | None = None

    @property
    def is_permanent(self) -> bool:
        """Whether asking again is in vain until somebody changes something."""
        return self.kind in PERMANENT

    def sentence(self, tracker: str, number: str = "") -> Sentence:
        """What people are told."""
        said = {"tracker": tracker, "status": self.status or "–", "code": self.code or "–", "number": number}
        text = TROUBLES[self.kind]
        if self.status is None:
            text = WITHOUT_STATUS.get(self.kind, text)
        return Sentence(text, {name: value for name, value in said.items() if f"{{{name}}}" in text})


@dataclass(frozen=True, slots=True)
class Answer:
    """What a tracker said about one number, and the bytes it said it in.

    `unknown` are its words that our tables do not have: they are counted, never guessed. `status` is its own word
    for the whole, `carrier` our code of the carrier it found, `expected_on` the day it expects the delivery.
    """

    provider: str
    number: str
    outcome: str
    scans: tuple[Scan, ...] = ()
    status: str | None = None
    carrier: str | None = None
    origin: str | None = None
    destination: str | None = None
    expected_on: date | None = None
    unknown: tuple[str, ...] = ()
    trouble: Trouble | None = None
    raw: bytes = b""

    @property
    def is_an_answer(self) -> bool:
        """Whether the tracker said something about the number, be it that it does not know it."""
        return self.trouble is None


class CallFailed(Exception):
    """A call that brought no answer; carries the trouble."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.kind)
        self.trouble = trouble


class Tracker(Protocol):
    """Somebody who can be asked. `name` is its code, `batch` how many numbers it takes in one call."""

    name: str
    batch: int

    async def ask(self, questions: Sequence[Question]) -> list[Answer]:
        """One answer for every question, in their order; what fails is told in the answers and never raised."""
        ...


def failed(provider: str, number: str, trouble: Trouble) -> Answer:
    """The answer that there is none."""
    return Answer(provider, number, FAILED, trouble=trouble)


def all_failed(provider: str, questions: Sequence[Question], trouble: Trouble) -> list[Answer]:
    """That there is no answer to any of these."""
    return [failed(provider, question.number, trouble) for question in questions]


async def in_batches(
    questions: Sequence[Question], most: int, ask: Callable[[Sequence[Question]], Awaitable[Sequence[Answer]]]
) -> list[Answer]:
    """Ask about so many numbers at a time; an answer to each question, in their order."""
    answers: dict[str, Answer] = {}
    for start in range(0, len(questions), most):
        answers |= {answer.number: answer for answer in await ask(questions[start : start + most])}
    return [answers[question.number] for question in questions]


def by_number(answers: Iterable[Answer]) -> dict[str, list[Answer]]:
    """Answers under their number in capitals: a tracker may know one number as several carriers' parcels."""
    found: dict[str, list[Answer]] = {}
    for answer in answers:
        found.setdefault(answer.number.upper(), []).append(answer)
    return found


def best_of(seen: Sequence[Answer], question: Question) -> Answer | None:
    """The answer for the carrier that was asked about, else the one that tells most, under the number as asked."""
    if not seen:
        return None
    best = max(seen, key=lambda one: (one.carrier is not None and one.carrier == question.carrier, len(one.scans)))
    scans = tuple(replace(scan, number=question.number) for scan in best.scans)
    return replace(best, number=question.number, scans=scans)
