"""`/lost list`: the open cases by what is due first, with words that narrow it."""

from dataclasses import replace

from cases.words import N_
from handlers.as_typed import as_typed
from handlers.case_rows import row_of
from handlers.export_columns import may_export
from handlers.list_filters import filters_of
from handlers.private_card import private_card
from handlers.views.case_list import URGENT_WITHIN, case_list
from handlers.visit import Answer, Verb, Visit

PAGE_SIZE = 10
LONGEST_QUERY = 300


def listed(visit: Visit) -> Answer:
    """`/lost list [mine|due|silent|approve|closed|carrier:ups|lane:cn-de|age:30|money:>100|text]`."""
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
    query, export = {"q": text}, may_export(visit)
    blocks = case_list(rows, found.total, found.page, found.pages, words, visit.at, query, may_export=export)
    return Answer(text=words.count(N_("{n} case"), N_("{n} cases"), found.total), blocks=blocks)


VERBS = (
    Verb(
        "list",
        N_(
            "[mine · due · silent · approve · closed · carrier:ups · market:amazon · lane:de · age:30 · "
            "money:>9 · text]"
        ),
        N_("the open cases, what is due first on top"),
        listed,
        ("列表",),
        writes=False,
    ),
)
CLICKS = {"list": turned, "show": shown}
