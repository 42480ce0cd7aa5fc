"""The file of a scorecard: every group with every figure, made when it is sent."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from cases.books import csv_of
from cases.scorecards import Score, currencies, interval, median
from cases.words import N_
from handlers.file_sending import FileToSend, Made
from handlers.language import Words
from handlers.stats_facts import all_scores, name_of, sees_money
from handlers.who import who_is
from storage.database import Database
from storage.sendings import Sending
from storage.transaction import Transaction

STATS = "stats"
HEADS = (
    N_("Group"),
    N_("Cases"),
    N_("Lost for good"),
    N_("Not lost"),
    N_("Answers"),
    N_("Days to the answer, median"),
    N_("Claims filed"),
    N_("Claims paid"),
    N_("Claims settled"),
    N_("Pay-out rate"),
    N_("Rate at least"),
    N_("Rate at most"),
    N_("Days from filing to cash, median"),
    N_("Parcels shipped"),
    N_("In the months"),
    N_("Lost for good of these"),
    N_("Still open of these"),
    N_("Loss rate"),
    N_("Loss rate at least"),
    N_("Loss rate at most"),
)
MONEY_HEADS = (N_("Lost {currency}"), N_("Recovered {currency}"), N_("Left {currency}"))
# Of as many days before, with all that has become of their cases until now.
HEADS_BEFORE = (
    N_("Cases before"),
    N_("Loss rate before"),
    N_("Days to the answer before, median"),
    N_("Pay-out rate before"),
    N_("Days from filing to cash before, median"),
)
LEFT_BEFORE = N_("Left before {currency}")


class StatsFiles:
    """Makes the file of a scorecard for whoever asked for it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def make(self, sending: Sending) -> Made:
        """The file, and above it what it holds in a sentence."""
        return await self._database.read(lambda tx: _stats(sending, tx))


def _stats(sending: Sending, tx: Transaction) -> Made:
    who, params = who_is(tx, sending.workspace, sending.user), sending.params
    by, days, words = str(params["by"]), int(params["days"]), who.words
    until = datetime.fromisoformat(str(params["until"]))
    scores, earlier = (
        all_scores(tx, sending.workspace, by, days, end, who.sees_only, with_money=sees_money(who))
        for end in (until, until - timedelta(days=days))
    )
    before = {one.names: one for one in earlier}
    codes = sorted({*currencies(scores), *currencies(earlier)})
    head = [words.plain(one) for one in HEADS]
    head += [words.plain(one) for one in HEADS_BEFORE] + [words.plain(LEFT_BEFORE, currency=code) for code in codes]
    head += [words.plain(text, currency=code) for code in codes for text in MONEY_HEADS]
    content = csv_of(head, (_row(by, one, before.get(one.names, Score()), codes, words) for one in scores))
    title = f"tracer-scorecard-{by}-{until:%Y-%m-%d}.csv"
    told = words.count(
        N_("The scorecard of {days} days: {n} row, without the private cases that you do not see."),
        N_("The scorecard of {days} days: {n} rows, without the private cases that you do not see."),
        len(scores),
        days=days,
    )
    return Made((FileToSend(title, title, content, len(content)),), told)


def _row(by: str, one: Score, before: Score, codes: Sequence[str], words: Words) -> list[str]:
    low, high = interval(one.paid, one.settled)
    rates = [one.paid / one.settled, low, high] if one.settled else []
    shown = [f"{rate:.4f}" for rate in rates] or ["", "", ""]
    counts = [str(number) for number in (one.opened, one.lost, one.not_lost, len(one.replies))]
    claims = [str(number) for number in (one.filed, one.paid, one.settled)]
    sums = [one.in_currency(code) for code in codes]
    money = [f"{amount:f}" for part in sums for amount in (part.lost, part.recovered, part.left)]
    name = name_of(by, one.names, words) or words.plain(N_("not known"))
    return [
        name,
        *counts,
        _median(one.replies),
        *claims,
        *shown,
        _median(one.cash),
        *_loss(one),
        *_before(before, codes),
        *money,
    ]


def _before(one: Score, codes: Sequence[str]) -> list[str]:
    rate = f"{one.shipped_lost / one.shipped:.6f}" if one.has_rate else ""
    paid = f"{one.paid / one.settled:.4f}" if one.settled else ""
    left = [f"{one.in_currency(code).left:f}" for code in codes]
    return [str(one.opened), rate, _median(one.replies), paid, _median(one.cash), *left]


def _loss(one: Score) -> list[str]:
    """What was shipped and what was lost of it; nothing where nobody told how much was shipped."""
    if not one.shipped:
        return [""] * 7
    low, high = interval(one.shipped_lost, one.shipped)
    rates = [one.shipped_lost / one.shipped, low, high] if one.has_rate else []
    shown = [f"{rate:.6f}" for rate in rates] or ["", "", ""]
    return [str(one.shipped), " ".join(one.months), str(one.shipped_lost), str(one.shipped_open), *shown]


def _median(days: Sequence[float]) -> str:
    middle = median(days)
    return "" if middle is None else f"{middle:.2f}"
