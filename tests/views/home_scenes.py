"""App Home and what is set on it, as full as they may ever be."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from cases.money import Money
from cases.words import N_
from handlers.guide import help_answer
from handlers.home_facts import PARTS
from handlers.language import Words
from handlers.views.case_list import Row
from handlers.views.handed_over import handed_over, handing_over
from handlers.views.home import HomeFacts, Part, home_view
from handlers.views.home_figures import MoneyFacts, Month
from handlers.views.masked import masked_card
from handlers.views.notice import help_modal
from handlers.views.roles_form import ROLES, RoleFacts, roles_form
from tests.cases.telling import new_case

Scene = tuple[str, str, dict[str, Any]]
CURRENCIES = ("EUR", "USD", "JPY", "KWD", "CNY", "GBP", "AUD")
WARNING = N_("⚠️ Tracer is in no channel yet. Type “/invite @Tracer” in the channel for lost parcels.")
PEOPLE = [f"U{n:010d}" for n in range(60)]


def homes(rows: Sequence[Row], left: int, words: Words, now: datetime) -> Iterator[Scene]:
    """App Home with everything in it, and turned to a page of a section; of no rows, the empty ones."""
    waits = [replace(one, waiting_on="payer", silent_since=now - timedelta(days=3)) for one in rows]
    parts = [Part(name, waits if name == "theirs" else rows, left) for name in PARTS]
    sums = [(Money(Decimal("9999999.99"), code), 30) for code in CURRENCIES] if rows else []
    facts = HomeFacts(
        parts,
        30,
        3,
        2,
        30,
        len(rows),
        is_admin=True,
        approvals=2,
        money=MoneyFacts(sums, sums, sums, sums, sums),
        month=Month(3 * len(rows), 1, 4.55 if rows else None, 2),
        health=[words(WARNING)] * 8 if rows else (),
        still_since=now,
        on_call="U0PRIYA00",
    )
    yield "home", "home", home_view(facts, words, now)
    more = [replace(one, number=one.number + len(rows)) for one in waits]
    part = Part("theirs", [*waits, *more], left, 2, 3) if rows else Part("theirs")
    yield "a part of home", "home", home_view(replace(facts, part=part), words, now)


def hand_overs(rows: Sequence[Row], words: Words, now: datetime) -> Iterator[Scene]:
    """What is asked before somebody's cases are handed over, and what the new owner reads."""
    text, blocks = handing_over(PEOPLE[0], PEOPLE[1], rows[:5], 700, 200, words, now)
    yield "hand over", "message", {"text": text, "blocks": blocks}
    text, blocks = handed_over(PEOPLE[2], PEOPLE[0], [*rows, *rows], words, now)
    yield "handed over", "message", {"text": text, "blocks": blocks}


def roles(words: Words, text: str) -> Iterator[Scene]:
    """The form of roles with and without user groups, help in a modal, and what a channel sees of a private case."""
    given = dict.fromkeys(ROLES, PEOPLE)
    groups = [(f"S{n:010d}", text[:60] or "–") for n in range(150)]
    facts = RoleFacts(7, given, {"lead": "S0000000149"}, groups)
    yield "roles", "modal", roles_form(facts, words, "C0LOSTPAR")
    yield "roles without groups", "modal", roles_form(replace(facts, people={}, known_groups=()), words)
    yield "help", "modal", help_modal(words, help_answer(words).blocks or [])
    yield "a private card", "message", {"text": "–", "blocks": masked_card(new_case(), words)}
