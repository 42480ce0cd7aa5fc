"""`/lost list`: the open cases by what is due first, with words that narrow it."""

import re
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from cases.wanted import US
from cases.words import N_
from handlers.as_typed import as_typed
from handlers.case_rows import row_of
from handlers.private_card import private_card
from handlers.views.case_list import URGENT_WITHIN, case_list
from handlers.visit import Answer, Verb, Visit
from partners.carriers.glances import looks_like_a_number
from partners.carriers.names import carrier_typed, one_house
from partners.carriers.numbers import normalise
from storage.case_lists import Filters

PAGE_SIZE = 10
LONGEST_QUERY = 300
WORDS: dict[str, dict[str, Any]] = {
    "mine": {"owner": "me"},
    "我的": {"owner": "me"},
    "ours": {"waiting_on": US},
    "due": {"due_by": "today"},
    "到期": {"due_by": "today"},
    "silent": {"silent": True},
    "waiting": {"silent": True},
    "沉默": {"silent": True},
    "无回复": {"silent": True},
    "approve": {"needs_approval": True},
    "approvals": {"needs_approval": True},
    "approval": {"needs_approval": True},
    "待批": {"needs_approval": True},
    "closed": {"status": "closed"},
    "已结": {"status": "closed"},
    "open": {"status": "open"},
    "all": {"status": None},
    "全部": {"status": None},
}
PREFIXES = {
    "carrier": "carrier",
    "承运商": "carrier",
    "market": "marketplace",
    "marketplace": "marketplace",
    "平台": "marketplace",
    "lane": "lane",
    "线路": "lane",
    "cause": "cause",
    "原因": "cause",
    "days": "days",
    "天": "days",
}
LANE = re.compile(r"([a-z]{2})(?:-|>|→)([a-z]{2})")


def listed(visit: Visit) -> Answer:
    """`/lost list [mine|due|silent|approve|closed|carrier:ups|market:amazon|text]`."""
    return _page(visit, as_typed(visit.ask.text)[:LONGEST_QUERY], 1)


def turned(visit: Visit) -> Answer:
    """Another page of the same list."""
    query, page = visit.ask.value.get("q"), visit.ask.value.get("p")
    return _page(visit, query if isinstance(query, str) else "", page if isinstance(page, int) else 1)


def shown(visit: Visit) -> Answer:
    """A case of the list, privately, with its card's buttons."""
    number = visit.ask.value.get("c")
    case = visit.desk.case(number if isinstance(number, int) else 0)
    return private_card(visit, case)


def filters_of(text: str, me: str, now: datetime, zone: str) -> Filters:
    """The words of a list command as filters; what is no filter is looked for as text.

    `due` means by the end of the reader's day. A number is looked for as it is kept, however it is spaced.
    """
    query: dict[str, Any] = {}
    rest = []
    for word in text.replace("：", ":").split():
        name, colon, value = word.partition(":")
        if word.lower() in WORDS:
            query |= WORDS[word.lower()]
        elif colon and name.lower() in PREFIXES and value:
            query[PREFIXES[name.lower()]] = value.lower()
        else:
            rest.append(word)
    if query.get("owner") == "me":
        query["owner"] = me
    if "due_by" in query:
        query["due_by"] = _end_of_day(now, zone)
    if lane := LANE.fullmatch(query.pop("lane", "")):
        query["origin"], query["destination"] = lane[1].upper(), lane[2].upper()
    if (days := query.pop("days", "")).isdecimal() and len(days) < 4:
        query["opened_after"] = now - timedelta(days=int(days))
    if carrier := query.get("carrier"):
        query["carrier"] = one_house(carrier_typed(carrier) or carrier)
    return Filters(**query, text=_searched(" ".join(rest)))


def _end_of_day(now: datetime, zone: str) -> datetime:
    return datetime.combine(now.astimezone(ZoneInfo(zone)).date(), time.max, ZoneInfo(zone)).astimezone(UTC)


def _searched(text: str) -> str:
    number = normalise(text)
    return number if looks_like_a_number(number) and not any(mark in text for mark in "-#") else text


def _page(visit: Visit, text: str, page: int) -> Answer:
    words = visit.words
    filters = filters_of(text, visit.who.id, visit.at, words.zone)
    filters = replace(filters, reader=visit.who.sees_only, urgent_by=visit.at + URGENT_WITHIN)
    found = visit.tx.cases.listing(visit.workspace, filters, max(page, 1), PAGE_SIZE)
    if not found.cases and page > found.pages:
        # What was on the last page has been closed since it was drawn.
        found = visit.tx.cases.listing(visit.workspace, filters, found.pages, PAGE_SIZE)
    if not found.total:
        return Answer(text=words(N_("No case matches that. “/lost list” alone shows all open ones.")))
    rows = [row_of(one) for one in found.cases]
    blocks = case_list(rows, found.total, found.page, found.pages, words, visit.at, {"q": text})
    return Answer(text=words.count(N_("{n} case"), N_("{n} cases"), found.total), blocks=blocks)


VERBS = (
    Verb(
        "list",
        N_("[mine · due · silent · approve · closed · carrier:ups · market:amazon · text]"),
        N_("the open cases, what is due first on top"),
        listed,
        ("列表",),
        writes=False,
    ),
)
CLICKS = {"list": turned, "show": shown}
