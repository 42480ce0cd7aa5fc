"""What the digests of a week and a month tell, gathered in a fixed number of queries."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from cases.digests import MONTHS_BEFORE, MOST_INSIGHTS, MOST_STEPS, SLOWEST, above_norm
from handlers.digest_facts import WEEK, quiet_ones, sums_of
from handlers.findings import month_findings
from handlers.language import Words
from handlers.stats_facts import scorecard_in_short
from handlers.views.digest_trends import Deadlines, Insight, Miss, Month, Week
from handlers.views.scorecard import Card
from partners.carriers.numbers import courier_name
from storage.digest_trends import Group
from storage.schedules import Schedule
from storage.transaction import Transaction

WEEKS_SHOWN = 8
# A week, or a month, has too few losses for a rate.
SCORECARD_DAYS = 90
MONTH = timedelta(days=30)
# A cause is worth a line of its own when it stands behind so large a share of the month's cases.
TELLING_SHARE = 0.25


def week_facts(tx: Transaction, schedule: Schedule, words: Words, now: datetime) -> Week:
    """The facts of a weekly digest: seven days back from now."""
    figures = tx.digest_figures(schedule.workspace, now, with_private=False)
    trends, parts = tx.digest_trends(schedule.workspace, now), set(schedule.parts)
    edges = [now - n * WEEK for n in range(WEEKS_SHOWN, -1, -1)]
    days = [edge.astimezone(ZoneInfo(words.zone)).date() for edge in edges[1:]]
    told: dict[str, Any] = {
        "flow": [(day, *counts) for day, counts in zip(days, trends.flow(edges), strict=True)],
    }
    if "deadlines" in parts:
        told["deadlines"] = [Deadlines(one.kind, one.met, one.missed) for one in trends.deadlines(now - WEEK)]
        missed = trends.missed(now - WEEK, MOST_STEPS)
        told["misses"] = [Miss(one.reference, one.kind, one.due_at, one.cause, one.owner) for one in missed]
    if "slowest" in parts:
        told["slowest"] = quiet_ones(figures.awaited(), now, words)[:SLOWEST]
    if "money" in parts:
        told["awaited"] = sums_of(figures.money_awaited())
        told["received"] = sums_of(figures.money_received(now - WEEK))
        told["at_risk"] = sums_of(figures.money_at_risk(now + WEEK))
    if "scorecard" in parts:
        told["cards"] = _cards(tx, schedule.workspace, ("carrier",), words, now)
    return Week(now, schedule.parts, **told)


def month_facts(tx: Transaction, schedule: Schedule, words: Words, now: datetime) -> Month:
    """The facts of a monthly digest: thirty days back from now, against the ninety before."""
    trends, parts = tx.digest_trends(schedule.workspace, now), set(schedule.parts)
    recent, before = now - MONTH, now - (1 + MONTHS_BEFORE) * MONTH
    opened = tx.digest_figures(schedule.workspace, now).opened_and_closed(recent)[0]
    insights: list[Insight] = []
    behind: list[tuple[str, str, str, int]] = []
    told: dict[str, Any] = {"opened": opened}
    if "carriers" in parts:
        carriers = trends.groups("carrier", recent, before)
        behind += [("carrier", one.names[0], courier_name(one.names[0]), one.recent) for one in carriers if one.recent]
        told["carriers"] = [(courier_name(one.names[0]), one.recent, one.before / MONTHS_BEFORE) for one in carriers]
        insights += [_insight("carrier", one, opened) for one in carriers if above_norm(one.recent, one.before)]
    if "lanes" in parts:
        lanes = [one for one in trends.groups("lane", recent, before) if all(len(name) == 2 for name in one.names)]
        insights += [_insight("lane", one, opened) for one in lanes if above_norm(one.recent, one.before)]
    insights.sort(key=lambda one: one.before / MONTHS_BEFORE - one.recent)
    if "causes" in parts:
        causes = [one for one in trends.groups("cause", recent, before) if one.recent]
        behind += [("cause", one.names[0], one.names[0], one.recent) for one in causes]
        told["causes"] = [(one.names[0], one.recent) for one in causes]
        insights = insights[: MOST_INSIGHTS - 1] + [
            _insight("cause", one, opened) for one in causes if _tells(one, opened)
        ]
    if "scorecard" in parts:
        told["cards"] = _cards(tx, schedule.workspace, ("carrier", "lane"), words, now)
    told["findings"] = month_findings(tx, schedule.workspace, words, now)
    left = MOST_INSIGHTS - len(told["findings"])
    return Month(now, schedule.parts, insights=insights[:left], behind=behind, **told)


def _cards(tx: Transaction, workspace: str, by: Sequence[str], words: Words, now: datetime) -> list[Card]:
    """Scorecards without private cases, since everybody reads them; those without a single row are left out."""
    made = [scorecard_in_short(tx, workspace, what, SCORECARD_DAYS, now, words) for what in by]
    return [one for one in made if not one.is_empty]


def _tells(cause: Group, opened: int) -> bool:
    return above_norm(cause.recent, 0) and cause.recent >= TELLING_SHARE * opened and cause.names != ("unknown",)


def _insight(what: str, group: Group, total: int) -> Insight:
    name = courier_name(group.names[0]) if what == "carrier" else " → ".join(group.names)
    query = f"{what}:{'-'.join(group.names).lower()} days:{MONTH.days} all"
    return Insight(what, name, group.recent, group.before, total, query)
