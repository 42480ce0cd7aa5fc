"""Scorecards, empty and as full as they can be."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from cases.cover import Contract
from cases.insuring import Worth
from cases.scorecards import BY, Score, Sum
from handlers.language import Words
from handlers.views.insure import insure_blocks, insure_text
from handlers.views.scorecard import (
    FIGURE_NAMES,
    MOST_ROWS,
    Card,
    Row,
    figure_buttons,
    scorecard_blocks,
    scorecard_text,
)

MANY = 999_999
MONEY = tuple(Sum(code, Decimal("9999999.99"), Decimal("-9999999.99")) for code in ("CNY", "EUR", "GBP", "JPY") * 3)


def scorecards(words: Words, text: str, now: datetime) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Name, surface and payload; `text` is the name of every group."""
    yield from _of_insuring(words, text, now)
    score = Score((text,), MANY, MANY, MANY, (9.5, 1.25), MANY, MANY, MANY, (3.0,), MONEY)
    score = replace(score, shipped=MANY * 99, shipped_lost=MANY, shipped_open=MANY, months=("2026-01", "2026-12"))
    before = replace(score, opened=MANY * 2, shipped_lost=1)
    value = {"y": 1, "b": "service", "d": 365, "u": now.isoformat(), "a": 0, "n": [text[:80], text[:80]]}
    rows = [Row(text or None, score, value, before)] * MOST_ROWS
    for by in BY:
        full = Card(by, 365, now, rows, score, MANY, score, value=value, before=before)
        shared = replace(full, for_all=True, with_money=False)
        untold = replace(full, rows=[Row(text or None, replace(score, shipped=0), value)] * MOST_ROWS)
        counts = dict.fromkeys(FIGURE_NAMES, MANY)
        figures = {"text": "-", "blocks": figure_buttons(counts, value, words)}
        yield "figures of a scorecard", "message", figures
        for card in (full, untold, shared, Card(by, 30, now, [], None, 0, Score())):
            blocks = scorecard_blocks(card, words, may_share=True, may_take=True)
            yield f"scorecard by {by}", "message", {"text": scorecard_text(card, words), "blocks": blocks}


def _of_insuring(words: Words, text: str, now: datetime) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Insure or not, with every advice."""
    contract = Contract("k", text[:80], text[:80], now.date())
    most = Decimal("9999999.99")
    one = Worth((text[:80], text[:80]), "CNY", most, most, tuple(range(99)), MANY, MANY, most, MANY, most, "insure")
    one = replace(one, expected=most, low=most, high=most, break_even=most, contract=contract, premium=most)
    advices = ("insure", "do_not", "too_close", "no_premium", "too_few", "not_shipped")
    full = [replace(one, advice=advice, ends=None if n % 2 else most) for n, advice in enumerate(advices * 3)]
    for found, months in ((full, ["2026-01", "2026-12"]), ([], ["2026-01"]), ([], [])):
        blocks = insure_blocks(found, months, now, words)
        yield "insure", "message", {"text": insure_text(found, months, words), "blocks": blocks}
