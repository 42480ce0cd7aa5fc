"""One line for wherever people look: reminders stand still."""

from datetime import datetime, timedelta

from cases.words import N_
from handlers.language import Words

# Ticks are two seconds apart, and noted every ten.
STILL_AFTER = timedelta(minutes=2)


def still_words(since: datetime, words: Words) -> str:
    """Since when, why, and who can mend it."""
    return words(
        N_(
            "⚠️ Reminders stand still since {since}: no worker is running. "
            "Whoever operates Tracer sees why with “tracer doctor”."
        ),
        since=since,
    )
