"""`/lost list`: the open cases by what is due first, with words that narrow it."""

from typing import Any

from cases.clocks import US
from cases.words import N_
from handlers.case_rows import row_of
from handlers.views.card import card
from handlers.views.case_list import case_list
from handlers.views.kit import section
from handlers.visit import Answer, Verb, Visit
from storage.case_lists import Filters

PAGE_SIZE = 10
WORDS = {
    "mine": {"owner": "me"},
    "我的": {"owner": "me"},
    "ours": {"waiting_on": US},
    "waiting": {"waiting_on": "carrier"},
    "approve": {"needs_approval": True},
    "approvals": {"needs_approval": True},
    "待批": {"needs_approval": True},
    "closed": {"status": "closed"},
    "已结": {"status": "closed"},
    "all": {"status": None},
}
PREFIXES = {"carrier": "carrier", "market": "marketplace", "marketplace": "marketplace"}


def listed(visit: Visit) -> Answer:
    """`/lost list [mine|approve|closed|carrier:ups|text]`."""
    return _page(visit, _query(visit.ask.text, visit.who.id), 1)


def turned(visit: Visit) -> Answer:
    """Another page of the same list."""
    value = dict(visit.ask.value)
    page = value.pop("p", 1)
    return _page(visit, value, page if isinstance(page, int) else 1)


def shown(visit: Visit) -> Answer:
    """A case of the list, privately, with its card's buttons."""
    number = visit.ask.value.get("c")
    case = visit.desk.case(number if isinstance(number, int) else 0)
    text = visit.words(N_("{reference} has its card in a channel."), reference=case.reference)
    return Answer(text=text, blocks=[section(f"*{case.reference}*"), *card(case, visit.words, visit.at)])


def _page(visit: Visit, query: dict[str, Any], page: int) -> Answer:
    found = visit.tx.cases.listing(visit.workspace, Filters(**query), page, PAGE_SIZE)
    words = visit.words
    if not found.total:
        return Answer(text=words(N_("No case matches that. “/lost list” alone shows all open ones.")))
    rows = [row_of(one) for one in found.cases]
    blocks = case_list(rows, found.total, page, found.pages, words, visit.at, query)
    return Answer(text=words.count(N_("{n} case"), N_("{n} cases"), found.total), blocks=blocks)


def _query(text: str, me: str) -> dict[str, Any]:
    """The words of a list command as filters; what is no filter is looked for as text."""
    query: dict[str, Any] = {}
    rest = []
    for word in text.split():
        name, colon, value = word.partition(":")
        if word.lower() in WORDS:
            query |= WORDS[word.lower()]
        elif colon and name.lower() in PREFIXES and value:
            query[PREFIXES[name.lower()]] = value.lower()
        else:
            rest.append(word)
    if query.get("owner") == "me":
        query["owner"] = me
    return query | ({"text": " ".join(rest)} if rest else {})


VERBS = (
    Verb(
        "list",
        N_("[mine · ours · approve · closed · carrier:ups · market:amazon.de · text]"),
        N_("the open cases, what is due first on top"),
        listed,
        ("列表",),
        writes=False,
    ),
)
CLICKS = {"list": turned, "show": shown}
