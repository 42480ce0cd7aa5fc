"""Scripted misfortune: calls that fail, answers that get lost, envelopes that come twice."""

from __future__ import annotations

import random
from dataclasses import dataclass, field


@dataclass
class Fault:
    """What happens to the next `times` calls of a method ("*" for any)."""

    method: str
    times: int = 1
    error: str | None = None
    status: int | None = None
    retry_after: int | None = None
    lose_answer: bool = False
    refuse_connection: bool = False
    delay: float = 0.0


@dataclass
class Faults:
    """The faults that wait to happen, in the order in which they were asked for."""

    waiting: list[Fault] = field(default_factory=list)
    repeat_envelopes: int = 0
    swallow_acks: int = 0
    _lost_answers: float = 0.0
    _dice: random.Random = field(default_factory=random.Random)

    def fail(
        self,
        method: str,
        *,
        times: int = 1,
        error: str | None = None,
        status: int | None = None,
        retry_after: int | None = None,
    ) -> None:
        """Makes the next calls of a method fail, without doing anything: an error word, a status, or a 429."""
        self.waiting.append(Fault(method, times, error, status, retry_after))

    def lose_answers(self, method: str, *, times: int = 1) -> None:
        """Lets the next calls of a method do their work, then drops the connection instead of answering."""
        self.waiting.append(Fault(method, times, lose_answer=True))

    def drop_calls(self, method: str, *, times: int = 1) -> None:
        """Drops the connection of the next calls of a method before anything was done."""
        self.waiting.append(Fault(method, times, refuse_connection=True))

    def delay(self, method: str, seconds: float, *, times: int = 1) -> None:
        """Makes the next calls of a method wait before they are worked on."""
        self.waiting.append(Fault(method, times, delay=seconds))

    def lose_some_answers(self, probability: float, seed: int) -> None:
        """From now on loses that share of all answers, chosen by a generator with this seed; 0 ends it."""
        self._lost_answers = probability
        self._dice = random.Random(seed)

    def repeat_next_envelopes(self, count: int = 1) -> None:
        """Makes the next deliveries to the app arrive twice."""
        self.repeat_envelopes += count

    def swallow_next_acks(self, count: int = 1) -> None:
        """Loses the next acknowledgements on their way, so that Slack believes they never came."""
        self.swallow_acks += count

    def clear(self) -> None:
        """Ends all misfortune."""
        self.waiting.clear()
        self.repeat_envelopes = self.swallow_acks = 0
        self._lost_answers = 0.0

    def for_call(self, method: str) -> Fault | None:
        """Returns the fault that this call meets, and counts it; None when it meets none."""
        for fault in self.waiting:
            if fault.method in (method, "*"):
                fault.times -= 1
                if fault.times <= 0:
                    self.waiting.remove(fault)
                return fault
        if self._lost_answers and self._dice.random() < self._lost_answers:
            return Fault(method, lose_answer=True)
        return None

    def takes_envelope(self) -> bool:
        """Says whether this delivery is to arrive twice, and counts it."""
        if self.repeat_envelopes <= 0:
            return False
        self.repeat_envelopes -= 1
        return True

    def takes_ack(self) -> bool:
        """Says whether this acknowledgement is to be lost, and counts it."""
        if self.swallow_acks <= 0:
            return False
        self.swallow_acks -= 1
        return True
