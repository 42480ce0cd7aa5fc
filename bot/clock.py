"""The one place that asks the machine what time it is."""

from datetime import UTC, datetime, timedelta


class Clock:
    """Now, in UTC, shifted by an offset for rehearsals.

    Everything that Tracer decides takes its `now` from here. The age of Slack's signatures does not: it is
    checked against the machine's own time, so that a shifted clock opens no door.
    """

    def __init__(self, offset: timedelta = timedelta(0)) -> None:
        self._offset = offset

    def now(self) -> datetime:
        """The shifted time, aware and in UTC."""
        return datetime.now(UTC) + self._offset

    @property
    def offset(self) -> timedelta:
        """How far this clock stands from the machine's."""
        return self._offset

    def wind(self, forward: timedelta) -> datetime:
        """Move the clock forward and return the new time.

        Raises ValueError for a step backwards: rings that sounded cannot be taken back.
        """
        if forward < timedelta(0):
            raise ValueError("A clock can only be wound forward. To go back, start it anew.")
        self._offset += forward
        return self.now()

    def set_back(self, by: timedelta) -> datetime:
        """Begin in the past, before anything has rung: for telling a story from its beginning. Returns the new time."""
        self._offset -= by
        return self.now()
