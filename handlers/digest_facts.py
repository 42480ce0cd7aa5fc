"""What a digest tells, gathered in a fixed number of queries at the moment it is sent."""

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from cases.digests import MOST_STEPS
from cases.money import Money
from cases.moves import FINANCE, LEAD
from cases.wanted import CARRIER
from cases.words import N_
from handlers.case_rows import row_of
from handlers.language import Words
from handlers.views.digest import Figures, Quiet, Sums
from partners.carriers.numbers import courier_name
from storage.digest_figures import Due, Silent, Sum
from storage.incoming_money import OPEN
from storage.schedules import Schedule
from storage.transaction import Transaction

WEEK = timedelta(days=7)
# Who approves, and answers for what no agent may do.
ANSWERING = frozenset({FINANCE, LEAD})
# A deadline without an hour is kept as the start of its last day: it ends with the day before.
A_MOMENT = timedelta(microseconds=1)


def day_figures(
    tx: Transaction, schedule: Schedule, words: Words, now: datetime, since: datetime, roles: frozenset[str] = ANSWERING
) -> Figures:
    """The figures of a daily or personal digest; `since` is from when new and closed cases are counted.

    `roles` are those of whoever reads a personal one: what is left to these roles is theirs to do as well.
    """
    # Of private cases a channel reads no amount: it sees that there is one, and whose it is.
    figures = tx.digest_figures(schedule.workspace, now, with_private=schedule.is_personal)
    parts, owner = set(schedule.parts), schedule.place if schedule.is_personal else None
    told: dict[str, Any] = {}
    if parts & {"due", "do_now"}:
        until = end_of_day(now, words.zone)
        due = figures.due(until, owner)
        ending, more = figures.ending(until + A_MOMENT, MOST_STEPS, owner)
        answering = roles & ANSWERING if schedule.is_personal else frozenset()
        left, theirs = figures.steps_of_roles(answering, until, MOST_STEPS) if answering else ([], Due())
        told |= {"due_today": due.today + theirs.today + more, "overdue": due.overdue + theirs.overdue}
        if due.today or due.overdue or ending or left:
            steps = [*figures.next_steps(until, MOST_STEPS, owner), *left]
            steps = sorted(steps, key=lambda one: one.next_due or now) if left else steps
            told["steps"] = [row_of(one) for one in (*ending, *steps)][:MOST_STEPS]
    if "quiet" in parts:
        told["quiet"] = quiet_ones(figures.gone_quiet(), now, words)
    if "approvals" in parts and roles & ANSWERING:
        told["approvals"] = figures.approvals()
    if "flow" in parts:
        told["opened"], told["closed"] = figures.opened_and_closed(since)
    if "money" in parts:
        told["awaited"] = sums_of(figures.money_awaited())
        told["received"] = sums_of(figures.money_received(now - WEEK))
        told["at_risk"] = sums_of(figures.money_at_risk(now + WEEK))
        told["unmatched"] = tx.incoming_money(schedule.workspace).count(OPEN) if roles & ANSWERING else 0
    return Figures(now, schedule.parts, schedule.is_personal, **told)


def quiet_ones(silent: list[Silent], now: datetime, words: Words) -> list[Quiet]:
    """Counterparties by name, each once, with whole days since they were last written to or heard from.

    A carrier that owes an answer to a search and a decision on a claim is one party: the longest silence stands.
    """
    found: dict[str, Quiet] = {}
    for one in silent:
        name, days = party_name(one, words), max(0, (now - one.since).days)
        before = found.get(name, Quiet(name, 0, 0))
        keys = (*before.keys, (one.kind, one.name))
        found[name] = Quiet(name, before.count + one.count, max(before.days, days), keys)
    return list(found.values())


def party_name(one: Silent, words: Words) -> str:
    """A carrier's usual name, a payer's or marketplace's own; what kind it is where it has none."""
    if one.name is None:
        return words.term(one.kind) if one.kind else words(N_("somebody"))
    return courier_name(one.name) or one.name if one.kind == CARRIER else one.name


def sums_of(sums: list[Sum]) -> Sums:
    """Sums as views take them: money, and of how many cases."""
    return [(Money(one.amount, one.currency), one.count) for one in sums]


def end_of_day(now: datetime, zone: str) -> datetime:
    """The last instant, in UTC, of the local date."""
    return datetime.combine(now.astimezone(ZoneInfo(zone)).date(), time.max, ZoneInfo(zone)).astimezone(UTC)
