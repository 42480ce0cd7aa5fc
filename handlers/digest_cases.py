"""The cases behind a figure of a digest: listed privately to whoever asks for them in the menu below it."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from cases.words import N_, NoLongerApplies
from handlers.case_rows import row_of
from handlers.digest_facts import WEEK
from handlers.digest_trend_facts import MONTH
from handlers.views.case_list import case_list
from handlers.views.kit import context
from handlers.visit import Answer, Visit
from storage.case_lists import Filters
from storage.digest_behind import DigestBehind

PAGE_SIZE = 10
# More than a list of numbers can be asked for at once; nobody turns so many pages.
MOST_CASES = 20_000
Numbers = Callable[[DigestBehind, datetime, Any], list[int]]
FIGURES: Mapping[str, Numbers] = {
    "met": lambda behind, at, key: behind.deadlines(at - WEEK, str(key), met=True),
    "missed": lambda behind, at, key: behind.deadlines(at - WEEK, str(key), met=False),
    "opened": lambda behind, at, key: behind.opened(at - timedelta(days=_days(key))),
    "closed": lambda behind, at, key: behind.closed(at - timedelta(days=_days(key))),
    "quiet": lambda behind, at, key: behind.awaited([(str(kind), name) for kind, name in key]),
    "awaited": lambda behind, at, key: behind.money_awaited(str(key)),
    "received": lambda behind, at, key: behind.money_received(str(key), at - WEEK),
    "at_risk": lambda behind, at, key: behind.money_at_risk(str(key), at + WEEK),
    "carrier": lambda behind, at, key: behind.group("carrier", [str(key)], at - MONTH),
    "cause": lambda behind, at, key: behind.group("cause", [str(key)], at - MONTH),
}


def cases_behind(visit: Visit) -> Answer:
    """The cases behind the figure that was chosen; of private ones those that whoever chooses may see."""
    value, words = visit.ask.value, visit.words
    numbers = _numbers(visit, value)
    filters = Filters(status=None, numbers=tuple(numbers[:MOST_CASES]), reader=visit.who.sees_only)
    page = value.get("p", 1)
    found = visit.tx.cases.listing(visit.workspace, filters, max(page if isinstance(page, int) else 1, 1), PAGE_SIZE)
    meta = {name: value[name] for name in ("f", "k", "t") if name in value}
    rows = [row_of(one) for one in found.cases]
    blocks = case_list(rows, found.total, found.page, found.pages, words, visit.at, meta, turns="digest_cases")
    if hidden := len(numbers[:MOST_CASES]) - found.total:
        text = words.count(N_("{n} private case is not shown."), N_("{n} private cases are not shown."), hidden)
        blocks.append(context(text))
    return Answer(text=words.count(N_("{n} case"), N_("{n} cases"), found.total), blocks=blocks)


def _numbers(visit: Visit, value: Mapping[str, Any]) -> list[int]:
    try:
        at = datetime.fromisoformat(str(value["t"]))
        behind = visit.tx.digest_behind(visit.workspace, at)
        return FIGURES[str(value["f"])](behind, at, value.get("k"))
    except (KeyError, TypeError, ValueError):
        raise NoLongerApplies(
            N_("These figures are of no use any more. The next digest comes with new ones.")
        ) from None


def _days(key: Any) -> int:
    """Back to where a week or a month begins."""
    days = int(key)
    if not 0 < days <= MONTH.days:
        raise ValueError(key)
    return days


CLICKS = {"digest_cases": cases_behind}
