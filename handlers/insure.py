"""`/lost stats insure`: whether insuring pays, by lane and value, from what was shipped, lost and paid."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from cases.insuring import Worth, worth_insuring
from cases.scorecards import Score
from cases.words import N_, NoLongerApplies, NotAllowed
from handlers.case_rows import row_of
from handlers.stats_facts import SEE_MONEY, sees_money
from handlers.views.case_list import case_list
from handlers.views.insure import insure_blocks, insure_text
from handlers.visit import Answer, Verb, Visit
from storage.case_lists import Filters

# A year: months of less have too few losses to tell anything.
DAYS, PAGE_SIZE = timedelta(days=365), 10


def insure(visit: Visit) -> Answer:
    """`/lost stats insure`."""
    _check_may_see(visit)
    found, lanes = _found(visit, visit.at)
    months = sorted({month for one in lanes for month in one.months})
    blocks = insure_blocks(found, months, visit.at, visit.words)
    return Answer(text=insure_text(found, months, visit.words), blocks=blocks)


def cases_behind(visit: Visit) -> Answer:
    """The losses behind one line; of private ones those that whoever clicks may see."""
    _check_may_see(visit)
    value, words = visit.ask.value, visit.words
    try:
        until = datetime.fromisoformat(str(value.get("u")))
    except ValueError:
        raise _outdated() from None
    if until.tzinfo is None:
        raise _outdated()
    found, _ = _found(visit, until)
    wanted = (value.get("n"), value.get("c"), value.get("g"))
    one = next((one for one in found if (list(one.lane), one.currency, str(one.begins)) == wanted), None)
    if one is None:
        raise _outdated()
    pages = max(1, -(-one.losses // PAGE_SIZE))
    asked = value.get("p", 1)
    page = min(max(asked if isinstance(asked, int) else 1, 1), pages)
    here = one.numbers[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    filters = Filters(status=None, numbers=here, reader=visit.who.sees_only)
    rows = [row_of(case) for case in visit.tx.cases.listing(visit.workspace, filters, 1, PAGE_SIZE).cases]
    meta = {name: value[name] for name in ("u", "n", "c", "g")}
    blocks = case_list(rows, one.losses, page, pages, words, visit.at, meta, turns="insure_cases")
    return Answer(text=words.count(N_("{n} case"), N_("{n} cases"), one.losses), blocks=blocks)


def _found(visit: Visit, until: datetime) -> tuple[list[Worth], Sequence[Score]]:
    """What insuring comes to by the year until an instant, and the lanes that it stands on."""
    cards = visit.tx.scorecards(visit.workspace, until - DAYS, until, visit.who.sees_only)
    lanes = cards.briefly("lane")
    today = until.date()
    contracts = [
        one
        for one in visit.tx.contracts.current(visit.workspace)
        if one.starts_on <= today and (one.ends_on is None or today <= one.ends_on)
    ]
    return worth_insuring(cards.losses(lanes), lanes, contracts), lanes


def _check_may_see(visit: Visit) -> None:
    if not sees_money(visit.who):
        raise NotAllowed(
            N_("What is lost and what insurance costs is for finance, leads and admins to see."), roles=SEE_MONEY
        )


def _outdated() -> NoLongerApplies:
    return NoLongerApplies(N_("These figures have changed meanwhile. Type /lost stats insure for new ones."))


VERBS = (
    Verb(
        "stats insure",
        "",
        N_("whether insuring pays, by lane and value"),
        insure,
        ("统计 保险",),
        writes=False,
    ),
)
CLICKS = {"insure_cases": cases_behind}
