"""What App Home shows to somebody, gathered in a fixed number of queries: only what their roles may see."""

from dataclasses import replace
from datetime import datetime, time
from zoneinfo import ZoneInfo

from cases.moves import ADMIN, AGENT, FINANCE, LEAD, MOVES
from cases.rights import may_do
from handlers.case_rows import row_of
from handlers.digest_facts import end_of_day, sums_of
from handlers.set_up_health import problems
from handlers.views.case_list import URGENT_WITHIN, Row
from handlers.views.home import HomeFacts, Part
from handlers.views.home_figures import MoneyFacts, Month
from handlers.visit import Visit
from handlers.whom import on_call_today
from storage.case_lists import Filters
from storage.home_figures import HomeFigures
from storage.homes import Looking

# Each section by name, with how many of its rows stand beside the others; a page of it alone shows more.
PARTS = {"mine": 10, "approve": 5, "role": 5, "unowned": 5, "theirs": 10}
ROWS_A_PAGE = 20
APPROVING = frozenset({FINANCE, LEAD})
TAKING = frozenset({AGENT, LEAD, ADMIN})
ANSWERS_FOR_MONEY = frozenset({LEAD, FINANCE, ADMIN})


def home_facts(visit: Visit, looking: Looking) -> HomeFacts:
    """Everything on App Home, or the one page of one section that somebody looks at."""
    figures = visit.tx.home_figures(visit.workspace, visit.at)
    due = figures.due(end_of_day(visit.at, visit.words.zone), visit.who.id)
    approves = bool(visit.who.roles & APPROVING)
    channels = visit.tx.channels.all(visit.workspace)
    facts = HomeFacts(
        parts=(),
        yours=figures.owned(visit.who.id),
        due_today=due.overdue + due.today,
        quiet=figures.answers_overdue(visit.who.id),
        open_total=visit.tx.cases.count_open(visit.workspace),
        channels=sum(1 for one in channels if one.is_member and not one.is_archived),
        may_open=bool(MOVES["report"].roles & visit.who.roles),
        is_admin=may_do("settings", visit.who.roles),
        approvals=figures.approvals() if approves else None,
        on_call=on_call_today(visit.tx, visit.workspace, visit.settings, visit.at) if visit.settings.on_call else None,
    )
    if looking.section in _sections(visit):
        return replace(facts, part=_part(visit, figures, looking.section, looking.page, ROWS_A_PAGE))
    return replace(
        facts,
        parts=tuple(_part(visit, figures, name, 1, PARTS[name]) for name in _sections(visit)),
        money=_money(visit, figures) if visit.who.roles & ANSWERS_FOR_MONEY else None,
        month=_month(visit, figures) if visit.who.roles & ANSWERS_FOR_MONEY else None,
        health=problems(visit) if facts.is_admin else (),
    )


def _sections(visit: Visit) -> list[str]:
    """The sections that concern somebody with these roles, in their order."""
    roles = visit.who.roles
    left_out = set() if roles & APPROVING else {"approve", "role"}
    left_out |= set() if roles & TAKING else {"unowned"}
    return [name for name in PARTS if name not in left_out]


def _part(visit: Visit, figures: HomeFigures, name: str, page: int, size: int) -> Part:
    """One page of a section; of one that has become shorter meanwhile, its last."""
    filters = _filters(visit, name)
    found = visit.tx.cases.listing(visit.workspace, filters, page, size)
    if not found.cases and page > found.pages:
        found = visit.tx.cases.listing(visit.workspace, filters, found.pages, size)
    rows = [row_of(one) for one in found.cases]
    if name == "theirs":
        rows = _with_silence(rows, figures)
    return Part(name, rows, found.total, found.page, found.pages)


def _filters(visit: Visit, name: str) -> Filters:
    me, base = visit.who.id, Filters(reader=visit.who.sees_only, urgent_by=visit.at + URGENT_WITHIN)
    acting = tuple(sorted(visit.who.roles & APPROVING))
    if name == "mine":
        return replace(base, owner=me, owners_turn=True, acting=acting)
    if name == "theirs":
        return replace(base, owner=me, owners_turn=False, acting=acting, urgent_by=None)
    if name == "role":
        return replace(base, step_of=acting, not_owner=me)
    return replace(base, needs_approval=True) if name == "approve" else replace(base, unowned=True)


def _with_silence(rows: list[Row], figures: HomeFigures) -> list[Row]:
    since = figures.silent_since([one.number for one in rows]) if rows else {}
    # Finance or a lead of ours is not silent because a carrier is.
    return [one if one.ours else replace(one, silent_since=since.get(one.number)) for one in rows]


def _money(visit: Visit, figures: HomeFigures) -> MoneyFacts:
    since = _month_begins(visit)
    return MoneyFacts(
        claimed=sums_of(figures.money_claimed()),
        granted=sums_of(figures.money_granted()),
        received=sums_of(figures.money_received(since)),
        written_off=sums_of(figures.money_written_off(since)),
        unmatched=tuple(visit.tx.incoming_money(visit.workspace).unmatched()),
    )


def _month(visit: Visit, figures: HomeFigures) -> Month:
    since = _month_begins(visit)
    filed, passed = figures.claims_filed(since)
    return Month(
        filed=filed,
        filed_late=passed,
        hours=figures.hours_to_decide(since),
        quiet=figures.answers_overdue(),
    )


def _month_begins(visit: Visit) -> datetime:
    """The first instant of the month where the team is."""
    zone = ZoneInfo(visit.settings.timezone)
    return datetime.combine(visit.at.astimezone(zone).date().replace(day=1), time.min, zone)
