"""A worker that has stopped shows on every answer: reminders stand still, since when, and who can mend it."""

from dataclasses import replace
from datetime import datetime

from handlers.language import Words
from handlers.views.kit import MESSAGE_BLOCKS_MOST, context
from handlers.views.still import STILL_AFTER, still_words
from handlers.visit import Answer


class LastTick:
    """When the clock of reminders ticked last, as far as one process has seen.

    Until it has ever ticked, the time counts from `started`, so that a start is no alarm.
    """

    def __init__(self, started: datetime) -> None:
        self._latest = started

    def seen(self, ticked_at: datetime | None) -> None:
        """Note what the database says; from any thread."""
        if ticked_at is not None and ticked_at > self._latest:
            self._latest = ticked_at

    def still_since(self, at: datetime) -> datetime | None:
        """Since when nothing has ticked, where that is too long by an instant; None while all is well."""
        return self._latest if at - self._latest > STILL_AFTER else None


def warned(answer: Answer, since: datetime | None, words: Words) -> Answer:
    """The answer with one line below it, where reminders stand still and there is something to put it below."""
    if since is None or answer.text is None:
        return answer
    line = still_words(since, words)
    blocks = answer.blocks
    if blocks and len(blocks) < MESSAGE_BLOCKS_MOST:
        blocks = [*blocks, context(line)]
    return replace(answer, text=f"{answer.text}\n{line}", blocks=blocks)
