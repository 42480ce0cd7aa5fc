"""A scorecard as its reader may see it: the figures of the cases of a period, with the names people know."""

from dataclasses import replace
from datetime import datetime, timedelta

from cases.moves import ADMIN, FINANCE, LEAD
from cases.scorecards import Names, Score, together
from handlers.language import Words
from handlers.views.scorecard import MOST_ROWS, Card, Row
from handlers.who import Who
from partners.carriers.numbers import courier_name
from storage.transaction import Transaction

SEE_MONEY = frozenset({FINANCE, LEAD, ADMIN})


def scorecard(
    tx: Transaction,
    workspace: str,
    by: str,
    days: int,
    until: datetime,
    words: Words,
    reader: str | None = None,
    *,
    for_all: bool = False,
    with_money: bool = True,
) -> Card:
    """The scorecard as of an instant (UTC). `reader` as `Filters.reader`; `for_all` leaves every private case out."""
    scores = all_scores(tx, workspace, by, days, until, reader, for_all=for_all, with_money=with_money)
    shown, rest = scores[:MOST_ROWS], scores[MOST_ROWS:]
    value = {"b": by, "d": days, "u": until.isoformat(), "a": int(for_all)}
    rows = [Row(name_of(by, one.names, words), one, {**value, "n": list(one.names)}) for one in shown]
    left = together(rest) if rest else None
    return Card(by, days, until, rows, left, len(rest), together(scores), for_all=for_all, with_money=with_money)


def all_scores(
    tx: Transaction,
    workspace: str,
    by: str,
    days: int,
    until: datetime,
    reader: str | None,
    *,
    for_all: bool = False,
    with_money: bool = True,
) -> list[Score]:
    """Every row of a scorecard, what is worst first; without its money, what has most cases."""
    since = until - timedelta(days=days)
    scores = tx.scorecards(workspace, since, until, reader, with_private=not for_all).by(by)
    if with_money:
        return scores
    return sorted((replace(one, money=()) for one in scores), key=lambda one: -one.opened)


def sees_money(who: Who) -> bool:
    """Whether somebody reads the amounts of a scorecard: whoever reads what payers owe the team."""
    return bool(who.roles & SEE_MONEY)


def name_of(by: str, names: Names, words: Words) -> str | None:
    """What people call a group; None where nothing of it is known."""
    if not any(names):
        return None
    first = names[0]
    if by == "carrier":
        return courier_name(first or "")
    if by == "cause":
        return words.term(first or "")
    if by == "service":
        return " · ".join(courier_name(one) if place == 0 else one for place, one in enumerate(names) if one)
    if by == "lane":
        return " → ".join(one or "?" for one in names)
    return first
