"""A scorecard: one line of figures a group, each with a button to the cases behind it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from datetime import datetime
from typing import Any

from cases.light_dataclass import dataclass
from cases.money import Money
from cases.scorecards import FEW, FEW_LOST, WITHOUT_RATE, Score, interval, median
from cases.words import N_
from handlers.language import Marked, Words, brief, cut, quoted
from handlers.views.kit import MESSAGE_TEXT_LONGEST, Block, actions, button, context, section

MOST_ROWS = 10
LONGEST_NAME, MOST_CURRENCIES = 60, 4
TITLES = {
    "carrier": N_("Scorecard by carrier, {days} days to {day}"),
    "service": N_("Scorecard by service, {days} days to {day}"),
    "lane": N_("Scorecard by lane, {days} days to {day}"),
    "hub": N_("Scorecard by origin hub, {days} days to {day}"),
    "warehouse": N_("Scorecard by warehouse, {days} days to {day}"),
    "sku": N_("Scorecard by SKU, {days} days to {day}"),
    "packaging": N_("Scorecard by packaging, {days} days to {day}"),
    "marketplace": N_("Scorecard by marketplace, {days} days to {day}"),
    "cause": N_("Scorecard by cause, {days} days to {day}"),
    "prevention": N_("Scorecard by what could have avoided it, {days} days to {day}"),
    "route": N_("Scorecard by destination and service, {days} days to {day}"),
}


FIGURE_NAMES = {
    "opened": N_("All {n}"),
    "lost": N_("{n} lost for good"),
    "not_lost": N_("{n} not lost"),
    "open": N_("{n} open"),
    "answered": N_("{n} answered"),
    "filed": N_("{n} with a claim filed"),
    "paid": N_("{n} with a claim paid"),
    "settled": N_("{n} with a claim settled"),
    "cash": N_("{n} with cash"),
    "money": N_("{n} with money lost or back"),
    "rate_lost": N_("{n} lost in the rate's months"),
    "rate_open": N_("{n} open in the rate's months"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One line: what it is called (None: not known), its figures, what its button finds its cases by, and how it was
    in as many days before (None: nothing then).
    """

    name: str | None
    score: Score
    value: dict[str, Any]
    before: Score | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """A scorecard of the cases opened in so many days until an instant (UTC): its rows, the rest of them, and all.

    `for_all` is one that everybody in a channel reads; without `with_money` its amounts are left out. `value` is what
    its buttons carry, `before` all of as many days before.
    """

    by: str
    days: int
    until: datetime
    rows: Sequence[Row]
    rest: Score | None
    rest_count: int
    total: Score
    for_all: bool = False
    with_money: bool = True
    value: Mapping[str, Any] = field(default_factory=dict)
    before: Score = Score()

    @property
    def is_empty(self) -> bool:
        """Whether no case was opened in this time, and nothing was shipped."""
        return not self.total.opened and not self.total.shipped


def scorecard_blocks(card: Card, words: Words, *, may_share: bool, may_take: bool = False) -> list[Block]:
    """The scorecard; whoever may share it, or have it as a file, gets a button for that, where not everybody reads it
    already.
    """
    head, *lines = scorecard_lines(card, words)
    whole = button(words(N_("Show cases")), "stats_cases:all", card.value) if card.total.opened else None
    blocks = [section(head, block_id="scorecard", accessory=whole)]
    for number, (row, line) in enumerate(zip(card.rows, lines, strict=False)):
        shown = button(words(N_("Show cases")), f"stats_cases:{number}", row.value) if row.score.opened else None
        blocks.append(section(line, block_id=f"score{number}", accessory=shown))
    for line in lines[len(card.rows) :]:
        shown = button(words(N_("Show cases")), "stats_cases:rest", {**card.value, "m": 1})
        blocks.append(section(line, block_id="score_rest", accessory=shown))
    if not card.is_empty:
        blocks.append(context(_explained(card, words)))
    value = {"b": card.by, "d": card.days}
    row = [button(words(N_("CSV")), "stats_csv", value)] if may_take and not card.for_all else []
    if may_share and not card.for_all:
        row.insert(0, button(words(N_("Share in this channel")), "stats_share", value))
    return [*blocks, *([actions(row, "scorecard_buttons")] if row and not card.is_empty else [])]


def scorecard_lines(card: Card, words: Words) -> list[str]:
    """The scorecard in lines, the title first, also for clients that draw no blocks."""
    title = f"*{words(TITLES[card.by], days=card.days, day=Marked(words.day(card.until)))}*"
    if card.is_empty:
        return [f"{title}  {words(N_('No case was opened in this time.'))}"]
    head = f"{title}\n{' · '.join([*_figures(card.total, words), *_whole_trend(card, words)])}"
    lines = [f"*{name_told(row.name, words)}*\n{_row(row, card, words)}" for row in card.rows]
    if card.rest is not None:
        told = words.count(N_("*{n} more*"), N_("*{n} more*"), card.rest_count)
        lines.append(f"{told}\n{' · '.join(_figures(card.rest, words))}")
    return [head, *lines]


def scorecard_text(card: Card, words: Words) -> str:
    """The scorecard as the text of a message: as many whole lines as it takes."""
    text, *lines = scorecard_lines(card, words)
    for line in lines:
        if len(text) + len(line) + 1 > MESSAGE_TEXT_LONGEST:
            break
        text += f"\n{line}"
    return cut(text, MESSAGE_TEXT_LONGEST)


def name_told(name: str | None, words: Words) -> str:
    """What a group is called, as mrkdwn; marks that are written out to be shown take no more than twice its length."""
    return cut(quoted(brief(name, LONGEST_NAME)), 2 * LONGEST_NAME) if name else words(N_("not known"))


def _row(row: Row, card: Card, words: Words) -> str:
    untold = card.total.shipped and not row.score.shipped
    told = [words(N_("shipped: not told"))] if untold else []
    return " · ".join([*_figures(row.score, words), *told, *_trend(row.score, row.before or Score(), card, words)])


def _trend(score: Score, before: Score, card: Card, words: Words) -> Iterator[str]:
    """How it was in as many days before, with an arrow from there to here; nothing where there was nothing at all."""
    if not card.before.opened and not card.before.shipped:
        return
    turned = arrow(before.opened, score.opened)
    yield words.count(N_("{arrow} from {n} case"), N_("{arrow} from {n} cases"), before.opened, arrow=turned)
    if score.has_rate and before.has_rate:
        was, now = before.shipped_lost / before.shipped, score.shipped_lost / score.shipped
        yield words(N_("{arrow} from a loss rate of {share} %"), arrow=arrow(was, now), share=percent(was))
    if score.settled and before.settled:
        was, now = before.paid / before.settled, score.paid / score.settled
        yield words(N_("{arrow} from a pay-out of {share} %"), arrow=arrow(was, now), share=round(100 * was))


def _whole_trend(card: Card, words: Words) -> Iterator[str]:
    """The same of all together, with days and money: in every row these would be more than a message holds."""
    score, before = card.total, card.before
    yield from _trend(score, before, card, words)
    if score.replies and before.replies:
        turned = _turned(before.replies, score.replies)
        yield words(N_("{arrow} from a reply after {days} d"), arrow=turned, days=_days(before.replies))
    if score.cash and before.cash:
        turned = _turned(before.cash, score.cash)
        yield words(N_("{arrow} from cash after {days} d"), arrow=turned, days=_days(before.cash))
    for one in before.money[:MOST_CURRENCIES]:
        turned = arrow(float(one.left), float(score.in_currency(one.currency).left))
        yield words(N_("{arrow} from {left} left"), arrow=turned, left=Money(one.left, one.currency))


def _turned(before: Sequence[float], now: Sequence[float]) -> str:
    return arrow(median(before) or 0, median(now) or 0)


def arrow(before: float, now: float) -> str:
    """Up, down, or as it was."""
    return "↗" if now > before else "↘" if now < before else "→"


def _figures(score: Score, words: Words) -> Iterator[str]:
    opened = words.count(N_("{n} case"), N_("{n} cases"), score.opened)
    yield f"{opened} ({words(N_('few'))})" if score.is_small else opened
    yield words(N_("{n} lost for good"), n=score.lost)
    yield words(N_("{n} not lost"), n=score.not_lost)
    if score.shipped:
        yield loss_told(score, words)
    if score.replies:
        days = _days(score.replies)
        yield words.count(
            N_("reply after {days} d ({n} answer)"),
            N_("reply after {days} d ({n} answers)"),
            len(score.replies),
            days=days,
        )
    if score.filed:
        yield words(N_("claims: {filed} filed, {paid} paid"), filed=score.filed, paid=score.paid)
    if score.settled:
        yield rate_told(score, words)
    if score.cash:
        yield words(N_("cash after {days} d"), days=_days(score.cash))
    for one in score.money[:MOST_CURRENCIES]:
        yield words(
            N_("{lost} lost, {recovered} recovered, *{left} left*"),
            lost=Money(one.lost, one.currency),
            recovered=Money(one.recovered, one.currency),
            left=Money(one.left, one.currency),
        )
    if more := len(score.money) - MOST_CURRENCIES:
        yield from [words.count(N_("{n} more currency"), N_("{n} more currencies"), more)] if more > 0 else []


def rate_told(score: Score, words: Words) -> str:
    """Which share of the settled claims was paid, between which shares the true one lies, and of how many."""
    low, high = interval(score.paid, score.settled)
    text = N_("pay-out {share} % ({low}–{high} %, {n} settled, few)")
    if score.settled >= FEW:
        text = N_("pay-out {share} % ({low}–{high} %, {n} settled)")
    share = round(100 * score.paid / score.settled)
    return words(text, share=share, low=round(100 * low), high=round(100 * high), n=score.settled)


def figure_buttons(counts: Mapping[str, int], value: Mapping[str, Any], words: Words) -> list[Block]:
    """A button for each figure behind which cases stand, to list these."""
    shown = [
        button(words.plain(text, n=counts[name]), f"stats_cases:{name}", {**value, "f": name})
        for name, text in FIGURE_NAMES.items()
        if counts.get(name)
    ]
    return [actions(shown, "stats_figures")] if shown else []


def loss_told(score: Score, words: Words) -> str:
    """Which share of the parcels shipped was lost for good, between which shares the true one lies, and of how many."""
    counts = {"lost": score.shipped_lost, "open": score.shipped_open, "shipped": score.shipped}
    if not score.has_rate:
        return words(N_("no loss rate: {lost} lost of {shipped} shipped cannot be right"), **counts)
    low, high = interval(score.shipped_lost, score.shipped)
    text = N_("*loss rate {share} %* ({low}–{high} %, {lost} lost and {open} open of {shipped} shipped)")
    if score.is_small_rate:
        text = N_("*loss rate {share} %* ({low}–{high} %, {lost} lost and {open} open of {shipped} shipped, few)")
    share = score.shipped_lost / score.shipped
    return words(text, share=percent(share), low=percent(low), high=percent(high), **counts)


def percent(share: float) -> str:
    """A small share as people read it: 0.42 of a hundred."""
    return f"{100 * share:.2f}"


def _rate_explained(card: Card, words: Words) -> str:
    if not card.total.shipped:
        return words(N_("Tell how many parcels were shipped, and the loss rate is shown: /lost stats shipped."))
    return words(
        N_(
            "The loss rate is what was lost for good among cases opened in {first} to {last}, of the parcels shipped "
            "then; it is “few” below {few} losses."
        ),
        first=card.total.months[0],
        last=card.total.months[-1],
        few=FEW_LOST,
    )


def _explained(card: Card, words: Words) -> str:
    """How the figures are meant; who reads them sees which private cases are in them."""
    meant = words(
        N_(
            "Cases opened in these days, with all that became of them until now. “Few”: below {few}, chance alone may "
            "explain it. Days are medians; the interval holds 95 of 100 times. Currencies are never added up."
        ),
        few=FEW,
    )
    private = N_("Of private cases those count that you may see.")
    if card.for_all:
        private = N_("Private cases are left out.")
    money = [] if card.with_money else [words(N_("Its money is for finance, leads and admins."))]
    rate = [] if card.by in WITHOUT_RATE else [_rate_explained(card, words)]
    return words.in_a_row(meant, *rate, words(private), *money)


def _days(days: Sequence[float]) -> str:
    return f"{median(days) or 0:.1f}"
