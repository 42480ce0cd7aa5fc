"""Everything that is shown of money, with the nastiest words and the largest amounts."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from cases.case import Actor, Case
from cases.ledger import LedgerLine, standing
from cases.matching import Incoming, Matched, Owed, Part, Proposal
from cases.money import Money
from cases.rates import Converted, Rate
from cases.statement_lines import LinesRead, Problem
from cases.targets import legal_moves
from cases.words import Sentence
from handlers.language import Words
from handlers.views.exports import Exports, exports_modal
from handlers.views.money_received import (
    Line,
    aside_all_form,
    aside_form,
    line_told,
    match_form,
    money_in_form,
    read_told,
    settled_modal,
    unmatched_modal,
)
from handlers.views.rates import rate_form, rates_blocks
from handlers.views.receivables import Owing, Waiting, money_blocks, owed_modal
from handlers.views.statement import OFFERED, Together, statement_modal

MOST = Decimal("9999999.99")
WHYS = (
    "exact",
    "several",
    "one_of_several",
    "not_approved",
    "part",
    "more",
    "typo",
    "amount_and_payer",
    "asked_and_payer",
    "amount",
    "twice",
)
Scene = tuple[str, str, Any]


def of_money(case: Case, words: Words, now: datetime) -> Iterator[Scene]:
    """The statement of a case, with and without lines and rates."""
    by = Actor("person", "UANA0000001")
    lines = [LedgerLine(1, now, by, "claim_paid", place, amount) for place, amount in standing(case).items()] * 40
    rate = Rate("EUR", "USD", Decimal("1.03210000001"), now.date(), "ecb", now)
    money = Money(MOST, "USD")
    together = Together(money, (Converted(money, money, ()), Converted(money, Money(-MOST, "EUR"), (rate, rate))))
    offered = [one for one in legal_moves(case) if one.move in OFFERED]
    yield "statement", "modal", statement_modal(case, lines, offered, words, {"c": 1}, together)
    yield "statement without lines", "modal", statement_modal(case, [], [], words, {})


def of_all_money(words: Words, text: str, now: datetime) -> Iterator[Scene]:
    """What payers owe, what came, and the forms for it."""
    spans = tuple(Money(MOST, "EUR") for _ in range(4))
    owed = [Owing(text or "UPS", number % 2 == 0, spans, 10**6, now - timedelta(days=800)) for number in range(40)]
    unmatched = [(Money(MOST, code), 10**6) for code in ("CNY", "EUR", "GBP", "USD")]
    for may_enter in (True, False):
        blocks = money_blocks(owed, unmatched, words, now, may_enter=may_enter)
        yield "money", "message", {"text": "–", "blocks": blocks}
    yield "money, none", "message", {"text": "–", "blocks": money_blocks([], [], words, now, may_enter=True)}
    waiting = [Waiting(10**6, "C1", text or "UPS", "approved", Money(MOST, "EUR"), now) for _ in range(15)]
    yield "owed", "modal", owed_modal(waiting, 0, True, words, now, may_pay=True)
    yield "owed, none", "modal", owed_modal([], 0, False, words, now, may_pay=True)
    known = Exports(("2026-11", "2026-10", "2026-09"), tuple(f"{text} {n}"[:80] for n in range(20)), (("ups", "UPS"),))
    yield "exports", "modal", exports_modal(known, words, f"*{words.plain('CSV')}*")
    yield "exports, none", "modal", exports_modal(Exports((), (), ()), words, "")
    lines = [_line(number, text, now) for number in range(10)]
    read = LinesRead((), tuple(Problem(n, Sentence("{x}", {"x": text})) for n in range(9)), 2, 3, 4)
    said = read_told(read, 0, words)
    for may_confirm in (True, False):
        view = unmatched_modal(lines, 99, 0, words, may_confirm=may_confirm, said=said)
        yield "unmatched", "modal", view
    yield "unmatched, none", "modal", unmatched_modal([], 0, 0, words, may_confirm=True)
    yield "money in", "modal", money_in_form(words, {})
    yield "match", "modal", match_form(lines[0], words, {})
    yield "aside", "modal", aside_form(lines[0], words, {})
    yield "aside, all", "modal", aside_all_form([lines[0]] * 300, words, {})
    yield "set aside, page", "modal", settled_modal([(one, text) for one in lines] * 10, words, first=20, total=99)
    yield "set aside", "modal", settled_modal([(one, text) for one in lines], words)
    yield "set aside, none", "modal", settled_modal([], words)
    assert line_told(lines[0], words)
    rate = Rate("EUR", "USD", Decimal("1.0321000001"), now.date(), "by hand", now, "UANA0000001", text)
    yield "rates", "message", {"text": "–", "blocks": rates_blocks([rate] * 80, words, may_enter=True)}
    yield "rates, none", "message", {"text": "–", "blocks": rates_blocks([], words, may_enter=False)}
    yield "rate", "modal", rate_form(words, {})


def _line(number: int, text: str, now: datetime) -> Line:
    money = Money(MOST, "EUR")
    incoming = Incoming(f"{number:032x}", money, text * 3 or "UPS", text, now.date())
    owed = Owed(10**6, "C1", text or "UPS", "approved", money)
    proposals = tuple(
        Proposal((Part(owed, money),) * 8, f"match:{why}", certain=place == 0)
        for place, why in enumerate(WHYS[number % 8 : number % 8 + 3])
    )
    if number == 9:
        return Line(Matched(incoming, (), "match:other_currency"), money, 1)
    return Line(Matched(incoming, proposals if number != 8 else ()), Money(Decimal("0.01"), "EUR"), 1)
