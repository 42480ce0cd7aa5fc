"""A clock that has come due: it sounds once, in the case's thread, and the card turns red.

The ladder of reminders, snoozing and digests stand on this; the clock never moves a track.
"""

from datetime import datetime

from cases.notices import card_letter, ring_letter
from storage.clocks import DueClock
from storage.transaction import Transaction

# Clocks that are nobody's to act on, and those whose task stands beside them, do not sound by themselves.
SILENT_KINDS = frozenset({"watch"})


def ring(tx: Transaction, due: DueClock, at: datetime) -> None:
    """Sound one due clock in this transaction: a line in the thread and a fresh card, each once."""
    case = tx.cases.load(due.workspace, due.number)
    if case is None:
        return
    tx.clocks.rung(case, due.key, at, None)
    if case.is_open and case.clock(due.key) is not None and due.kind not in SILENT_KINDS:
        tx.outbox.add(ring_letter(case, due.key, due.rings + 1), at)
        tx.outbox.add(card_letter(case, f"ring:{due.key}:{due.rings + 1}"), at)
