"""Numbers that are to be watched from now on, whichever way they came: which of them can be, and why others cannot."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from cases.light_dataclass import dataclass
from cases.watching import MOST_WATCHED, Watched
from handlers.views.watch import Begun
from partners.carriers.numbers import Recognised
from storage.heartbeats import FOLLOWS
from storage.transaction import Transaction

# Longer ago than a working process ever lets pass between two notes that it asks trackers.
STILL_FOLLOWS = timedelta(hours=3)


@dataclass(frozen=True, slots=True)
class Watcher:
    """Who wants to watch, where they said so, and when (UTC)."""

    workspace: str
    person: str
    channel: str | None
    at: datetime


def begin_watching(tx: Transaction, watcher: Watcher, numbers: Sequence[tuple[Recognised, str | None]]) -> Begun:
    """Watch each number that belongs to no open case and that nobody watches yet; with the carrier that was named."""
    workspace, asked = watcher.workspace, [one.number for one, _ in numbers]
    tx.cases.hold_numbers(workspace, asked)
    cases = {number: ones[0] for number, ones in tx.cases.by_tracking(workspace, asked).items() if ones[0].is_open}
    watched = tx.watched.among(workspace, asked)
    new = [(one, carrier) for one, carrier in numbers if one.number not in cases and one.number not in watched]
    room = max(0, MOST_WATCHED - tx.watched.count(workspace))
    started = [one for one, carrier in new[:room] if tx.watched.add(_watched(watcher, one, carrier))]
    return Begun(
        tuple(one.number for one in started),
        {number: one.reference for number, one in cases.items()},
        {number: one for number, one in watched.items() if number not in cases},
        tuple(one for one in started if one.verdict == "slip"),
        len(new[room:]),
        can_see(tx, watcher.at),
    )


def can_see(tx: Transaction, at: datetime) -> bool:
    """Whether there is a tracker to ask, as far as a working process has said lately."""
    noted = tx.heartbeats.last(FOLLOWS)
    return noted is not None and at - noted < STILL_FOLLOWS


def _watched(watcher: Watcher, one: Recognised, carrier: str | None) -> Watched:
    known = one.candidates[0].courier if one.verdict == "known" else None
    return Watched(watcher.workspace, one.number, watcher.person, watcher.at, carrier or known, watcher.channel)
