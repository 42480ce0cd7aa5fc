"""A scorecard as its reader may see it: the figures of the cases of a period, with the names people know."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from cases.moves import ADMIN, FINANCE, LEAD
from cases.scorecards import Names, Score, together
from handlers.language import Words
from handlers.views.scorecard import MOST_ROWS, Card, Row
from handlers.who import Who
from partners.carriers.numbers import courier_name
from storage.scorecards import COLUMNS
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
    value = {"b": by, "d": days, "u": until.isoformat(), "a": int(for_all), "y": int(with_money)}
    # As many days before those, with all that has become of their cases until now.
    since = until - timedelta(days=days)
    earlier = all_scores(tx, workspace, by, days, since, reader, for_all=for_all, with_money=with_money)
    before = {one.names: one for one in earlier}
    rows = [
        Row(name_of(by, one.names, words), one, {**value, "n": list(one.names)}, before.get(one.names)) for one in shown
    ]
    return Card(
        by,
        days,
        until,
        rows,
        together(rest) if rest else None,
        len(rest),
        together(scores),
        for_all=for_all,
        with_money=with_money,
        value=value,
        before=together(before.values()),
    )


def scorecard_in_short(tx: Transaction, workspace: str, by: str, days: int, until: datetime, words: Words) -> Card:
    """A scorecard of cases, loss rates and money alone, and without private cases: for a digest."""
    cards = tx.scorecards(workspace, until - timedelta(days=days), until, with_private=False)
    scores = cards.in_short(by)
    value = {"b": by, "d": days, "u": until.isoformat(), "a": 1}
    rows = [Row(name_of(by, one.names, words), one, {**value, "n": list(one.names)}) for one in scores[:MOST_ROWS]]
    return Card(by, days, until, rows, None, 0, together(scores), for_all=True)


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


def behind(
    tx: Transaction, workspace: str, value: Mapping[str, Any], reader: str | None, by: str, days: int, until: datetime
) -> tuple[list[Score] | None, Mapping[str, list[int]]]:
    """The rows that a button means, and the cases behind each of their figures; no rows where it means none.

    It carries the names of one row, or that it stands for all beyond those shown, or for the whole scorecard.
    """
    for_all, names = bool(value.get("a")), value.get("n")
    with_money = bool(value.get("y", 1))
    rows = all_scores(tx, workspace, by, days, until, reader, for_all=for_all, with_money=with_money)
    if isinstance(names, list):
        rows = [one for one in rows if list(one.names) == names]
        if len(names) != len(COLUMNS[by]):
            return None, {}
    elif value.get("m"):
        rows = rows[MOST_ROWS:]
    since = until - timedelta(days=days)
    return rows, tx.scorecards(workspace, since, until, reader, with_private=not for_all).behind(by, rows)


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
    if by == "prevention":
        return words.term(f"prevention:{first}")
    if by == "service":
        return " · ".join(courier_name(one) if place == 0 else one for place, one in enumerate(names) if one)
    if by == "route":
        country, carrier, service = names
        return " · ".join((country or "?", courier_name(carrier) if carrier else "?", service or "?"))
    if by == "lane":
        return " → ".join(one or "?" for one in names)
    return first
