"""Who is on call after hours: people who take turns, a week each, from Monday to Sunday."""

from collections.abc import Sequence
from datetime import date

DAYS_OF_A_WEEK = 7


def on_call(people: Sequence[str], day: date) -> tuple[str, ...]:
    """Everybody who takes turns, in the order in which they are asked on a local date: whose week it is first."""
    if not people:
        return ()
    # The first of all days was a Monday, so that the turn passes on between Sunday and Monday.
    turn = (day.toordinal() - 1) // DAYS_OF_A_WEEK % len(people)
    return (*people[turn:], *people[:turn])
