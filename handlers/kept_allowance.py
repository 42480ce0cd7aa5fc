"""A day's allowance of a tracker, kept in the database: all processes together take no more than there is."""

from datetime import datetime
from typing import Protocol

from storage.database import Database
from storage.lanes import WHOLE_WORKSPACE


class Clock(Protocol):
    """What tells the time, in UTC."""

    def now(self) -> datetime: ...


class KeptAllowance:
    """So much a day of one tracker; the day begins at midnight UTC."""

    def __init__(self, database: Database, clock: Clock, tracker: str, per_day: int) -> None:
        self._database = database
        self._clock = clock
        self._tracker = tracker
        self._per_day = per_day

    async def take(self, wanted: int) -> int:
        """Take up to so many from what is left today, and return how many were granted."""
        today = self._clock.now().date()
        return await self._database.write(
            lambda tx: tx.trackers.take(WHOLE_WORKSPACE, self._tracker, today, wanted, self._per_day)
        )
