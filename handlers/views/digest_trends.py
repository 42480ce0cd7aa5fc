"""The digests of a week and of a month: tables and charts where looking beats reading, and the same in plain lines.

Source of their form: https://docs.slack.dev/reference/block-kit/blocks/data-table-block and
https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from cases.digests import MONTHLY, SLOWEST
from cases.light_dataclass import dataclass
from cases.words import N_
from handlers.glossary import clock_term
from handlers.language import Words, brief, cut, shortened
from handlers.views.charts import CHART_TITLE_LONGEST, chart, label, table
from handlers.views.digest import Quiet, Sums, buttons, money_told
from handlers.views.findings import Told, finding_blocks, finding_line
from handlers.views.kit import MESSAGE_TEXT_LONGEST, Block, button, section
from handlers.views.scorecard import Card

SEGMENTS_MOST, BARS_MOST, TABLE_ROWS_MOST = 6, 8, 20
CASES_BY_CARRIER = "digest_carriers"


@dataclass(frozen=True, slots=True)
class Deadlines:
    """How many deadlines of one kind were met and how many missed."""

    kind: str
    met: int
    missed: int


@dataclass(frozen=True, slots=True)
class Miss:
    """One missed deadline; `cause` is that of the loss."""

    reference: str
    kind: str
    due_at: datetime
    cause: str | None
    owner: str | None


@dataclass(frozen=True, slots=True)
class Week:
    """What a weekly digest tells. `flow` is weeks by their last day: how many cases were opened and closed."""

    now: datetime
    parts: Sequence[str]
    deadlines: Sequence[Deadlines] = ()
    misses: Sequence[Miss] = ()
    slowest: Sequence[Quiet] = ()
    flow: Sequence[tuple[date, int, int]] = ()
    awaited: Sums = ()
    received: Sums = ()
    at_risk: Sums = ()
    cards: Sequence[Card] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing happened and nobody owes anything."""
        moved = any(opened or closed for _, opened, closed in self.flow[-1:])
        return not (self.deadlines or self.slowest or self.awaited or self.received or self.at_risk or moved)


@dataclass(frozen=True, slots=True)
class Insight:
    """One thing that is worse than usual: `what` is carrier, lane or cause, `query` lists its cases.

    `recent` cases in 30 days, `before` in the 90 days before them; `total` is all cases of the 30 days.
    """

    what: str
    name: str
    recent: int
    before: int
    total: int
    query: str


@dataclass(frozen=True, slots=True)
class Month:
    """What a monthly digest tells; `carriers` are name, cases in 30 days, usual cases in as long.

    `behind` are the figures that can be opened: what each is of, its key, its name, how many cases.
    """

    now: datetime
    parts: Sequence[str]
    opened: int = 0
    insights: Sequence[Insight] = ()
    carriers: Sequence[tuple[str, int, float]] = ()
    causes: Sequence[tuple[str, int]] = ()
    behind: Sequence[tuple[str, str, str, int]] = ()
    cards: Sequence[Card] = ()
    findings: Sequence[Told] = ()

    @property
    def is_empty(self) -> bool:
        """Whether no parcel was lost."""
        return not self.opened


def week_blocks(week: Week, words: Words, kind: str, plain: bool) -> list[Block]:
    """The weekly digest; `plain` without tables and charts."""
    head, *lines = week_lines(week, words)
    if plain or week.is_empty:
        return [section("\n".join([head, *lines]), block_id="digest"), buttons(words, kind)]
    blocks = [section(head, block_id="digest")]
    if week.deadlines:
        blocks.append(_deadline_table(week, words))
        misses = _misses(week, words)
        blocks += [section("\n".join(misses))] if misses else []
    if week.slowest:
        blocks.append(_slowest_table(week, words))
    if any(opened or closed for _, opened, closed in week.flow):
        blocks.append(_flow_chart(week, words))
    return [*blocks, *(section(one) for one in _money(week, words)), buttons(words, kind)]


def week_lines(week: Week, words: Words) -> list[str]:
    """The weekly digest in lines, also for clients that draw no blocks."""
    head = f"*{words(N_('Lost parcels, the week to {day}'), day=_local(week.now, words))}*"
    if week.is_empty:
        return [f"{head}  {words(N_('Nothing was due, and nobody owes an answer.'))}"]
    lines = [head]
    if week.deadlines:
        met, missed = sum(one.met for one in week.deadlines), sum(one.missed for one in week.deadlines)
        lines.append(f"*{words(N_('Deadlines'))}*  {words(N_('{met} met, {missed} missed'), met=met, missed=missed)}")
        lines += _misses(week, words)
    if week.slowest:
        named = [_slow(one, words) for one in week.slowest[:SLOWEST]]
        lines.append(f"*{words(N_('Slowest'))}*  {' · '.join(named)}")
    if week.flow:
        _, opened, closed = week.flow[-1]
        lines.append(words(N_("New: {opened} · closed: {closed}"), opened=opened, closed=closed))
    return [*lines, *_money(week, words)]


def month_blocks(month: Month, words: Words, plain: bool) -> list[Block]:
    """The monthly digest: what is worse than usual, each with a button to its cases; `plain` without charts."""
    head, *lines = month_lines(month, words)
    blocks = [section(head, block_id="digest")]
    if month.is_empty:
        return [*blocks, buttons(words, MONTHLY)]
    blocks += finding_blocks(month.findings, words)
    lines = lines[len(month.findings) :]
    if not month.insights and not month.findings:
        blocks.append(section(lines[0]))
    for number, one in enumerate(month.insights):
        shown = button(words(N_("Show cases")), f"list:insight{number}", {"q": one.query, "p": 1})
        blocks.append(section(_insight(one, words), block_id=f"insight{number}", accessory=shown))
    if plain:
        first = len(month.insights) if month.findings else max(1, len(month.insights))
        blocks += [section(line) for line in lines[first:]]
    else:
        blocks += [_carrier_chart(month, words)] if len(month.carriers) > 1 else []
        blocks += [_cause_chart(month, words)] if month.causes else []
    return [*blocks, buttons(words, MONTHLY)]


def month_lines(month: Month, words: Words) -> list[str]:
    """The monthly digest in lines, also for clients that draw no blocks."""
    head = f"*{words(N_('Lost parcels, 30 days to {day}'), day=_local(month.now, words))}*"
    if month.is_empty:
        return [f"{head}  {words(N_('No parcel was lost.'))}"]
    head += f"  {words.count(N_('{n} new case'), N_('{n} new cases'), month.opened)}"
    lines = [*(finding_line(one, words) for one in month.findings), *(_insight(one, words) for one in month.insights)]
    if not lines:
        lines = [words(N_("No carrier and no lane lost clearly more than usual."))]
    if month.causes:
        told = [f"{words.term(cause)} {_share(count, month.causes)}" for cause, count in month.causes[:SEGMENTS_MOST]]
        lines.append(f"*{words(N_('Causes'))}*  {' · '.join(told)}")
    return [head, *lines]


def as_text(lines: Sequence[str]) -> str:
    """Lines as the text of a message."""
    return cut("\n".join(lines), MESSAGE_TEXT_LONGEST)


def _insight(one: Insight, words: Words) -> str:
    """What is worse than usual, with how many cases that rests on."""
    if one.what == "cause":
        text = N_("*{name}* is the cause of {recent} of {total} cases.")
        return words(text, name=words.term(one.name), recent=one.recent, total=one.total)
    name = brief(one.name, 40)
    if not one.before:
        return words(N_("*{name}*: {recent} cases in 30 days, none in the 90 before."), name=name, recent=one.recent)
    text = N_("*{name}*: {recent} cases in 30 days, usually {usual} ({before} in the 90 before).")
    return words(text, name=name, recent=one.recent, usual=f"{one.before / 3:.1f}", before=one.before)


def _misses(week: Week, words: Words) -> list[str]:
    """The misses that are shown, a line each, and how many more there were."""
    left = sum(one.missed for one in week.deadlines) - len(week.misses)
    more = [words.count(N_("and {n} more"), N_("and {n} more"), left)] if left > 0 and week.misses else []
    return [*(_miss(one, words) for one in week.misses), *more]


def _miss(one: Miss, words: Words) -> str:
    parts = [
        f"🔴 *{one.reference}*",
        words.term(clock_term(one.kind, "")),
        words(N_("was due on {day}"), day=_local(one.due_at, words)),
        words.term(one.cause) if one.cause else words(N_("cause not known")),
        f"<@{one.owner}>" if one.owner else words(N_("nobody yet")),
    ]
    return " · ".join(parts)


def _slow(one: Quiet, words: Words) -> str:
    return words.count(
        N_("{party} {days} d ({n} answer)"),
        N_("{party} {days} d ({n} answers)"),
        one.count,
        party=brief(one.name, 40),
        days=one.days,
    )


def _money(week: Week, words: Words) -> Iterator[str]:
    told = money_told(week.awaited, week.received, week.at_risk, words)
    if told:
        yield f"*{words(N_('Money'))}*  {' · '.join(told)}"


def _deadline_table(week: Week, words: Words) -> Block:
    head = [words(N_("What")), words(N_("Met")), words(N_("Missed"))]
    rows: list[list[str | int]]
    rows = [[words.term(clock_term(one.kind, "")), one.met, one.missed] for one in week.deadlines[:TABLE_ROWS_MOST]]
    return table(words(N_("Deadlines, met and missed")), "digest_deadlines", head, rows)


def _slowest_table(week: Week, words: Words) -> Block:
    head = [words(N_("Who")), words(N_("Answers owed")), words(N_("Days, the longest"))]
    rows: list[list[str | int]]
    rows = [[one.name, one.count, one.days] for one in week.slowest[:SLOWEST]]
    return table(words(N_("The slowest to answer")), "digest_slowest", head, rows)


def _flow_chart(week: Week, words: Words) -> Block:
    labels = [f"{day:%m-%d}" for day, _, _ in week.flow]
    series: list[tuple[str, Sequence[float]]] = [
        (words(N_("New")), [opened for _, opened, _ in week.flow]),
        (words(N_("Closed")), [closed for _, _, closed in week.flow]),
    ]
    return chart("line", words(N_("New and closed cases, by week")), "digest_flow", labels, series)


def _carrier_chart(month: Month, words: Words) -> Block:
    carriers = {label(name): (recent, usual) for name, recent, usual in month.carriers[:BARS_MOST]}
    series: list[tuple[str, Sequence[float]]] = [
        (words(N_("30 days")), [recent for recent, _ in carriers.values()]),
        (words(N_("Usual")), [round(usual, 1) for _, usual in carriers.values()]),
    ]
    return chart("bar", words(N_("Cases by carrier")), CASES_BY_CARRIER, list(carriers), series)


def _cause_chart(month: Month, words: Words) -> Block:
    shares: dict[str, int] = {}
    for number, (cause, count) in enumerate(month.causes):
        others = number >= SEGMENTS_MOST - 1 and len(month.causes) > SEGMENTS_MOST
        name = label(words(N_("Other")) if others else words.term(cause))
        shares[name] = shares.get(name, 0) + count
    segments = [{"label": name, "value": count} for name, count in shares.items()]
    return {
        "type": "data_visualization",
        "block_id": "digest_causes",
        "title": shortened(words(N_("Causes")), CHART_TITLE_LONGEST),
        "chart": {"type": "pie", "segments": segments},
    }


def _share(count: int, causes: Sequence[tuple[str, int]]) -> str:
    return f"{count} ({round(100 * count / sum(one for _, one in causes))} %)"


def _local(instant: datetime, words: Words) -> date:
    return instant.astimezone(ZoneInfo(words.zone)).date()
