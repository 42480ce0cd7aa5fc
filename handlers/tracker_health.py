"""How the trackers do that this installation asks: who answered last, who fails, and why."""

from cases.words import Sentence
from handlers.views.connections import Partner
from partners.tracking.asking import NAMES, TROUBLES, Trouble
from storage.trackers import Answering
from storage.transaction import Transaction


def tracker_health(tx: Transaction) -> list[Partner]:
    """Every tracker that was asked at all, as people call it."""
    return [_partner(name, one) for name, one in tx.trackers.answering().items()]


def _partner(name: str, one: Answering) -> Partner:
    called = NAMES.get(name, name)
    return Partner(called, one.answered_at, one.failed_at, _why(one.why, called))


def _why(kind: str | None, called: str) -> Sentence | None:
    """In words; a trouble of which no word is known any more goes without."""
    return Trouble(kind).sentence(called) if kind in TROUBLES else None
