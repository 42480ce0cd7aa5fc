"""The scorecard in a digest: a chart of loss rates, a table with what is left of each loss, and the same in lines."""

from collections.abc import Iterator, Sequence

from cases.money import Money
from cases.words import N_
from handlers.language import Marked, Words, brief
from handlers.views.charts import chart, label, table
from handlers.views.digest_menu import Choice, menu
from handlers.views.digest_trends import CASES_BY_CARRIER
from handlers.views.kit import Block, section
from handlers.views.scorecard import Card, Row, loss_told, name_told, percent

MOST_LINES, MOST_BARS, MOST_ROWS, MOST_CURRENCIES = 5, 8, 10, 3
CHART, MOST_CHARTS = "data_visualization", 2
TITLES = {
    "carrier": N_("Scorecard by carrier, {days} days"),
    "lane": N_("Scorecard by lane, {days} days"),
}
WHO = {"carrier": N_("Carrier"), "lane": N_("Lane")}
RATES = {"carrier": N_("Loss rate by carrier, in %"), "lane": N_("Loss rate by lane, in %")}


def with_scorecards(
    blocks: Sequence[Block], cards: Sequence[Card], figures: Sequence[Block], words: Words, *, plain: bool
) -> list[Block]:
    """A digest with its scorecards, and with a menu of its other figures, above the buttons at its end.

    Slack draws two charts in a message: one of loss rates takes the place of how many cases each carrier has.
    """
    above, buttons = [*blocks[:-1], *figures], blocks[-1]
    below = [one for card in cards for one in _card(card, words, plain=plain)]
    charts = [one for one in below if one["type"] == CHART]
    if any(one["type"] == CHART for one in below[:1]):
        above = [one for one in above if one.get("block_id") != CASES_BY_CARRIER]
    room = MOST_CHARTS - sum(one["type"] == CHART for one in above)
    left_out = charts[max(room, 0) :]
    return [*above, *(one for one in below if one not in left_out), buttons]


def scorecard_told(cards: Sequence[Card], words: Words) -> list[str]:
    """The cards in lines: the worst of each, with its loss rate and what is left of the loss."""
    return [line for card in cards for line in _lines(card, words)]


def _card(card: Card, words: Words, *, plain: bool) -> list[Block]:
    """One card with a menu to the cases behind its rows; `plain` without chart and table."""
    shown = [section("\n".join(_lines(card, words)))] if plain else [*_rates(card, words), _table(card, words)]
    return [*shown, *menu(_choices(card, words), f"stats_cases:{card.by}", words)]


def _lines(card: Card, words: Words) -> Iterator[str]:
    yield f"*{words(TITLES[card.by], days=card.days)}*"
    for row in card.rows[:MOST_LINES]:
        told = [words.count(N_("{n} case"), N_("{n} cases"), row.score.opened)]
        told += [loss_told(row.score, words)] if row.score.shipped else []
        told += [words(N_("*{left} left*"), left=Marked(words.money(one))) for one in _left(row)]
        yield "• " + words(
            N_("{name}: {state}"), name=Marked(name_told(row.name, words)), state=Marked(" · ".join(told))
        )


def _rates(card: Card, words: Words) -> list[Block]:
    shares = {
        label(_name(row, words)): round(100 * row.score.shipped_lost / row.score.shipped, 2)
        for row in card.rows
        if row.score.has_rate
    }
    if len(shares) < 2:
        return []
    names = list(shares)[:MOST_BARS]
    series = [(words.plain(N_("Loss rate")), [shares[name] for name in names])]
    return [chart("bar", words.plain(RATES[card.by]), f"digest_rate_{card.by}", names, series)]


def _table(card: Card, words: Words) -> Block:
    """Each of them in a row; where nobody told how many parcels were shipped, nothing is said of that."""
    rates = [N_("Parcels shipped"), N_("Loss rate")] if card.total.shipped else []
    head = [WHO[card.by], N_("Cases"), N_("Lost for good"), *rates, N_("Left of the loss")]
    rows: list[list[str | int]] = []
    for row in card.rows[:MOST_ROWS]:
        one = row.score
        shipped = [one.shipped or "–", _rate(row, words)] if card.total.shipped else []
        left = ", ".join(words.money(part) for part in _left(row))
        rows.append([_name(row, words), one.opened, one.lost, *shipped, left or "–"])
    caption = words.plain(TITLES[card.by], days=card.days)
    return table(caption, f"digest_scorecard_{card.by}", [words.plain(one) for one in head], rows)


def _rate(row: Row, words: Words) -> str:
    one = row.score
    if not one.has_rate:
        return "–"
    rate = f"{percent(one.shipped_lost / one.shipped)} %"
    return words.plain(N_("{rate} (few)"), rate=rate) if one.is_small_rate else rate


def _left(row: Row) -> list[Money]:
    return [Money(one.left, one.currency) for one in row.score.money[:MOST_CURRENCIES]]


def _choices(card: Card, words: Words) -> Iterator[Choice]:
    for row in card.rows[:MOST_ROWS]:
        if row.score.opened:
            yield words.plain(N_("{what}: {n}"), what=_name(row, words), n=row.score.opened), row.value


def _name(row: Row, words: Words) -> str:
    return brief(row.name, 40) if row.name else words.plain(N_("not known"))
