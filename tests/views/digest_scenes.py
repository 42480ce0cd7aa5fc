"""Digests of every kind, empty and as full as they can be, and the modal in which they are set."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from cases.digests import DAILY, MONTHLY, PARTS, PERSONAL, WEEKDAYS, WEEKLY
from cases.findings import Finding, Share
from cases.money import Money
from cases.scorecards import Score, Sum
from handlers.language import Words
from handlers.views.case_list import Row
from handlers.views.digest import Figures, Quiet, digest_blocks, digest_lines, digest_text
from handlers.views.digest_form import Coming, DigestSettings, digest_form, overview
from handlers.views.digest_menu import month_menu, week_menu
from handlers.views.digest_scorecard import scorecard_told, with_scorecards
from handlers.views.digest_trends import (
    Deadlines,
    Insight,
    Miss,
    Month,
    Week,
    as_text,
    month_blocks,
    month_lines,
    week_blocks,
    week_lines,
)
from handlers.views.findings import Told
from handlers.views.kit import Block
from handlers.views.scorecard import Card
from handlers.views.scorecard import Row as ScoreRow
from tests.cases.telling import MONDAY

NOW = MONDAY + timedelta(days=2)
MANY = 999_999
SUMS = [(Money(Decimal("9999999.99"), code), MANY) for code in ("CNY", "EUR", "GBP", "JPY", "USD")]
Given = tuple[str, str, dict[str, Any]]


def digests(words: Words, text: str) -> Iterator[Given]:
    """Name, surface and payload of everything that is shown of digests; `text` is every name in them."""
    for figures, kind in ((_full(text, DAILY), DAILY), (_full(text, PERSONAL), PERSONAL), (Figures(NOW, ()), DAILY)):
        assert len(digest_lines(figures, words)) <= 12
        yield f"digest {kind}", "message", _said(digest_text(figures, words), digest_blocks(figures, words, kind))
    for plain in (False, True):
        for week in (_week(text), Week(NOW, ())):
            blocks = week_blocks(week, words, WEEKLY, plain)
            cards = _cards(text)[:1] if week.flow else []
            blocks = with_scorecards(blocks, cards, week_menu(week, words), words, plain=plain)
            assert scorecard_told(cards, words) != [] or not cards
            yield "digest of a week", "message", _said(as_text(week_lines(week, words)), blocks)
        found = replace(_month(text), insights=(), findings=_findings(text))
        for month in (_month(text), replace(_month(text), insights=(), causes=()), found, Month(NOW, ())):
            blocks = month_blocks(month, words, plain)
            cards = _cards(text) if month.opened else []
            blocks = with_scorecards(blocks, cards, month_menu(month, words), words, plain=plain)
            yield "digest of a month", "message", _said(as_text(month_lines(month, words)), blocks)
    for kind in (DAILY, WEEKLY, MONTHLY):
        usual = DigestSettings(kind, "09:00", (), PARTS[kind], "line", "late", False, None, None, "Asia/Shanghai")
        full = replace(usual, at="09:00,10:00,11:00,12:00", days=WEEKDAYS, zone=text[:60], language="en", plain=True)
        yield from (("digest form", "modal", digest_form(one, words, "C0LOSTPAR")) for one in (usual, full))
    coming = [Coming(kind, "09:00, 16:00", "Asia/Shanghai", NOW) for kind in PARTS]
    for some in (coming, []):
        yield "digests", "message", _said("–", overview(some, words))


def _cards(text: str) -> list[Card]:
    money = tuple(Sum(code, Decimal("9999999.99")) for code in ("CNY", "EUR", "GBP", "JPY"))
    score = Score((text,), MANY, MANY, MANY, money=money, shipped=MANY, shipped_lost=MANY, months=("2026-01",))
    value = {"b": "carrier", "d": 90, "u": NOW.isoformat(), "n": [text]}
    rows = [ScoreRow(f"{n}{text}", replace(score, shipped=MANY * n), value) for n in range(12)]
    return [Card(by, 90, NOW, rows, None, 0, score, for_all=True) for by in ("carrier", "lane")]


def _said(text: str, blocks: list[Block]) -> dict[str, Any]:
    return {"text": text, "blocks": blocks}


def _full(text: str, kind: str) -> Figures:
    steps = [
        Row(9_999_999 - n, f"LOST-{9_999_999 - n}", "9" * 41, text, None if n % 2 else "ULEA0000001", text,
            "find_date", NOW + timedelta(hours=n - 2), True)
        for n in range(5)
    ]  # fmt: skip
    return Figures(
        NOW, PARTS[kind], kind == PERSONAL, steps, MANY, MANY, _quiet(text), MANY, MANY, MANY, 7, SUMS, SUMS, SUMS
    )


def _quiet(text: str) -> list[Quiet]:
    return [Quiet(text or "–", MANY, 9_999, (("carrier", text), ("payer", None))) for _ in range(20)]


def _week(text: str) -> Week:
    kinds = ("find_date", "first_look", "decision", "dispute_answer", "filing_deadline", "storage_ends")
    return Week(
        NOW,
        PARTS[WEEKLY],
        [Deadlines(kind, MANY, MANY) for kind in kinds * 5],
        [Miss("LOST-9999999", kind, NOW, "theft_after_delivery", "ULEA0000001") for kind in kinds[:5]],
        _quiet(text),
        [(date(2026, 1, 5) + timedelta(days=7 * n), MANY, n) for n in range(8)],
        SUMS,
        SUMS,
        SUMS,
    )


def _month(text: str) -> Month:
    causes = ("customs", "address", "wrong_scan", "lost_scan", "theft_after_delivery", "transport_accident", "unknown")
    insights = [Insight("carrier", text, MANY, before, MANY, "carrier:ups days:30 all") for before in (0, 7, 9, 9)]
    insights.append(Insight("cause", "theft_after_delivery", MANY, 0, MANY, "cause:theft_after_delivery days:30 all"))
    carriers = [(f"{n}{text}", MANY, 1 / 3) for n in range(12)]
    return Month(
        NOW,
        PARTS[MONTHLY],
        MANY,
        insights,
        carriers,
        [(cause, MANY) for cause in causes],
        [("carrier", text, text, MANY), ("cause", "customs", "customs", MANY)] * 60,
    )


def _findings(text: str) -> list[Told]:
    share = Share(900_000, 999_999)
    names = (text[:80] or None, "ups", text[:80] or None)
    value = {"b": "route", "d": 90, "u": NOW.isoformat(), "a": 1, "n": list(names), "f": "rate_lost"}
    groups = [Finding(by, names, share, 9.0, share) for by in ("carrier", "packaging")]
    routes = [Finding("route", names, share, 9.0, other, names, share) for other in (share, None)]
    preventions = [Finding("prevention", (one,), share, 9.0) for one in ("hand_over",)]
    return [Told(one, text or "–", text, value) for one in (*routes, *groups, *preventions)]
