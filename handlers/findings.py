"""The findings of a monthly digest: from the last ninety days, without private cases, since everybody reads them."""

from datetime import datetime, timedelta

from cases.findings import COMPARED, PREVENTION, ROUTE, findings
from handlers.language import Words
from handlers.stats_facts import name_of
from handlers.views.findings import Told
from storage.transaction import Transaction

# A month has too few losses for a rate.
OVER_DAYS = 90


def month_findings(tx: Transaction, workspace: str, words: Words, now: datetime) -> list[Told]:
    """At most a handful, what would have spared most first; three queries for each kind of group."""
    cards = tx.scorecards(workspace, now - timedelta(days=OVER_DAYS), now, with_private=False)
    found = findings({by: cards.briefly(by) for by in (*COMPARED, ROUTE, PREVENTION)})
    value = {"d": OVER_DAYS, "u": now.isoformat(), "a": 1}
    told = []
    for one in found:
        figure = "opened" if one.by == PREVENTION else "rate_lost" if one.other is not None else "lost"
        button = {**value, "b": one.by, "n": list(one.names), "f": figure}
        name, other = name_of(one.by, one.names, words), name_of(one.by, one.other_names, words)
        told.append(Told(one, name or "–", other, button))
    return told
