"""A move in the making: what the effects of moves are given, and change."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cases.act import Act, Circumstances
from cases.case import Case
from cases.words import N_, Refused


@dataclass
class Making:
    """A move being made: what it starts from, and the line it concerns (an effect that makes a line names it here)."""

    case: Case
    act: Act
    target: str | None
    circumstances: Circumstances

    @property
    def now(self) -> datetime:
        return self.circumstances.now

    def given(self, name: str) -> Any:
        """What was filled in under that name, or None."""
        return self.act.details.get(name)

    @property
    def when(self) -> datetime:
        """When the fact happened: as stated, never in the future, else now."""
        stated = self.given("at")
        if stated is None:
            return self.now
        if stated > self.now:
            raise Refused(N_("{when} has not come yet. Enter the day on which it happened."), when=stated)
        return stated  # type: ignore[no-any-return]

    def future(self, name: str) -> datetime:
        """A date that must lie ahead."""
        date: datetime = self.given(name)
        if date <= self.now:
            raise Refused(N_("{when} is already past. Choose a later date."), when=date)
        return date
