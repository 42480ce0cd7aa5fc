"""A move in the making: what the effects of moves are given, and change."""

from datetime import datetime, timedelta
from typing import Any

from cases.act import Act, Circumstances
from cases.case import Case
from cases.light_dataclass import dataclass
from cases.words import N_, Refused

LONGEST_AGO, LONGEST_AHEAD = timedelta(days=366), timedelta(days=3 * 366)


@dataclass(slots=True)
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

    def stated(self, name: str) -> datetime | None:
        """A date of others as it was entered: it may have passed, but a year that nobody can mean is refused."""
        date: datetime | None = self.given(name)
        if date is not None and date < self.now - LONGEST_AGO:
            raise Refused(N_("{when} is more than a year ago. Check the year, and enter the date again."), when=date)
        if date is not None and date > self.now + LONGEST_AHEAD:
            raise Refused(N_("{when} is more than three years ahead. Check it, and enter the date again."), when=date)
        return date

    def future(self, name: str) -> datetime:
        """A date that must lie ahead."""
        date: datetime = self.given(name)
        if date <= self.now:
            raise Refused(N_("{when} is already past. Choose a later date."), when=date)
        return date
