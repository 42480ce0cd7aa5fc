"""Cases in every state, as people leave them, and everything that Tracer shows of each: what the tests look through."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from itertools import cycle
from random import Random
from typing import Any

from cases.buyers import Buyer, masked
from cases.case import Case, Claim, Debit, Dispute, Investigation, Line, LogEntry, Order, Parcel, Remedy, TextRef
from cases.clocks import reconciled
from cases.document import from_document, to_document
from cases.ladder import MISSED
from cases.money import Money
from cases.moves import MOVES
from cases.next_step import with_next_step
from cases.rights import ALL_ROLES, DEFAULT_LIMITS
from cases.snoozing import pauses, snoozable
from cases.targets import legal_moves
from cases.terms import Terms
from cases.tracks import TRACKS
from handlers.language import Words
from handlers.views.approval import approval_card, approval_text
from handlers.views.buyer import buyer_form, buyer_shown, masked_buyer
from handlers.views.card import card, card_lines, card_text
from handlers.views.decide_form import KINDS, Standing, decide_form
from handlers.views.erase_form import erase_form
from handlers.views.history import history_modal
from handlers.views.kit import section
from handlers.views.more import more_modal, pick, record_modal
from handlers.views.move_form import move_form
from handlers.views.reminder import Reminder, lead_line, nudge_blocks, ring_blocks
from handlers.views.snooze_form import snooze_form
from handlers.views.story import closing_summary, story_line
from tests.cases.rule_books import BOOK, NO_BOOK
from tests.cases.telling import ANA, MONDAY, new_case
from tests.cases.test_any_order_of_moves import go_on
from tests.cases.watched import WatchedCase
from tests.views.contact_scenes import of_contact
from tests.views.money_scenes import of_money
from tests.views.rule_scenes import of_rules

PEOPLE = frozenset({"owner", "person"})
WRITTEN_BY_PEOPLE = frozenset(
    {"party", "payer", "through", "reference", "ref", "marketplace", "goods", "via", "programme", "payer_name"}
)
NOW = MONDAY + timedelta(days=2)
META = {"ch": "C0LOSTPAR", "s": "undecided"}
STANDING = Standing(DEFAULT_LIMITS, {"EUR": Decimal(60)})
TYPED = ("goods", "cost", "shipping", "tax", "duty", "paid", "currency", "address_confirmed")


@dataclass(frozen=True)
class Scene:
    """A case, the log that led to it, and the instant at which it is looked at."""

    case: Case
    log: tuple[LogEntry, ...]
    now: datetime


@dataclass(frozen=True)
class Shown:
    """One thing that somebody is shown: where (message, modal, home), and what."""

    name: str
    surface: str
    payload: dict[str, Any]


@cache
def walked(seed: int, steps: int = 25) -> Scene:
    """A case after so many random, legal moves."""
    chance = Random(seed)
    watched = WatchedCase(None if seed % 3 else Money(Decimal(400), "EUR"), BOOK if seed % 2 else NO_BOOK)
    for _ in range(steps):
        if chance.random() < 0.3:
            watched.pass_time(chance.randint(1, 100))
        elif chance.random() < 0.5:
            go_on(watched, chance, 2)
        else:
            watched.click(chance, list(legal_moves(watched.case)))
    return Scene(watched.case, tuple(watched.log), watched.now)


def with_names(scene: Scene, *names: str) -> Scene:
    """The scene with everything that people name or enter replaced by these, in turn."""
    names = names or ("X",)
    source = cycle(names)
    case = from_document(_renamed(json.loads(json.dumps(to_document(scene.case))), source))
    return Scene(case, tuple(replace(one, details=_renamed(one.details, source)) for one in scene.log), scene.now)


def _renamed(value: Any, names: Iterator[str]) -> Any:
    if isinstance(value, Mapping):
        return {
            key: "ULEA0000001" if key in PEOPLE and one else _one_renamed(key, one, value, names)
            for key, one in value.items()
        }
    return [_renamed(one, names) for one in value] if isinstance(value, list) else value


def _one_renamed(key: str, one: Any, beside: Mapping[str, Any], names: Iterator[str]) -> Any:
    if key in WRITTEN_BY_PEOPLE and isinstance(one, str) and one != "?" and "sha256" not in beside:
        return next(names)
    return _renamed(one, names)


def crowded(state: int = 0) -> Scene:
    """As much as one case can hold: ten decisions, five disputes, five claims, six numbers, four searches."""
    big = Money(Decimal("9999999.99"), "EUR")
    remedies = tuple(
        Remedy(
            f"R{n + 1}",
            ("refund", "credit", "resend")[n % 3],
            tuple(Line(what, big) for what in ("goods", "shipping", "tax", "duty")),
            _nth(sorted(TRACKS["remedy"].states - {"nothing_owed", "declined", "refunded_by_force"}), n + state),
            "UANA0000001",
            MONDAY,
            reason=TextRef("text:1", ""),
            question=TextRef("text:1", ""),
            reference="X",
            replacement="9" * 41 if n % 3 == 2 else None,
            expected_on=NOW,
            state_at=MONDAY,
        )
        for n in range(10)
    )
    disputes = tuple(
        Dispute(f"D{n + 1}", "X", _nth(sorted(TRACKS["dispute"].states), n + state), "X", NOW, MONDAY) for n in range(5)
    )
    claims = tuple(
        Claim(
            f"C{n + 1}",
            "X",
            "insurer",
            _nth(sorted(TRACKS["claim"].states), n + state),
            big,
            big,
            big,
            "X",
            NOW,
            MONDAY,
        )
        for n in range(5)
    )
    searches = tuple(
        Investigation(
            f"I{n + 1}",
            "X",
            _nth(sorted(TRACKS["investigation"].states), n + state),
            "X",
            MONDAY,
            3,
            whereabouts="customs",
        )
        for n in range(4)
    )
    case = replace(
        new_case(),
        number=9_999_999,
        parcels=tuple(Parcel(f"{n}" + "9" * 40, "ups", "UPS", "alias", True, "US 99999-9999") for n in range(6)),
        order=Order("X", "X", big, big, "X"),
        owner="ULEA0000001" if state % 2 else None,
        cause="theft_after_delivery",
        triaged=bool(state % 3),
        investigations=searches,
        remedies=remedies,
        disputes=disputes,
        debits=tuple(Debit(big, "X", MONDAY) for _ in range(3)),
        claims=claims,
        buyer_waiting_since=MONDAY,
        found_at=MONDAY + timedelta(hours=1),
        linked=tuple(range(1, 9)),
    )
    case = with_next_step(replace(case, clocks=reconciled(case, NOW, Terms())))
    return Scene(case, tuple(every_entry(case)), NOW)


def every_entry(case: Case) -> Iterator[LogEntry]:
    """A log row for every move there is, with everything that it can ask for filled in, on a line if it needs one."""
    lines = {"investigation": "I1", "remedy": "R1", "dispute": "D1", "claim": "C1"}
    actor = replace(ANA, id="UANA0000001")
    for number, move in enumerate(MOVES.values(), start=1):
        details = {one.name: FILLED_IN[one.kind] for one in move.fields} | {"via": "X", "text": TextRef("text:1", "")}
        details |= {
            "whereabouts": "pickup_point",
            "cause": "address",
            "outcome": "our_mistake",
            "clock": "filing_deadline",
            "scan": "network_trouble",
            "slot": "value",
            "account": "import_charges",
            "to": "customs",
            "written": "M9999",
            "text_kind": "payer_answer",
            "language": "zh",
            "prevention": "address",
        }
        yield LogEntry(number, NOW, actor, move.name, lines.get(move.track), "open", "awaiting_approval", details, {})


FILLED_IN: dict[str, Any] = {
    "text": TextRef("text:1", ""),
    "code": "X",
    "number": "1Z999AA10123456784",
    "money": Money(Decimal("9999999.99"), "EUR"),
    "date": NOW,
    "choice": "unknown",
    "person": "UANA0000001",
    "yes": True,
}


def _nth(words: list[str], n: int) -> str:
    return words[n % len(words)]


def shown_of(scene: Scene, words: Words, text: str) -> Iterator[Shown]:
    """Everything that is shown of one case; `text` is what stands for every note, reason and message."""
    case, now = scene.case, scene.now

    def text_of(ref: str) -> str | None:
        return text

    yield Shown("card", "message", {"text": card_text(case, words), "blocks": card(case, words, now)})
    assert len(card_lines(case, words, now)) <= 9
    lines = [story_line(one, case, words, text_of) for one in scene.log]
    yield from (Shown(f"line {one.move}", "message", said(line)) for one, line in zip(scene.log, lines, strict=True))
    yield Shown("history", "modal", history_modal(lines[::-1], words))
    yield Shown("summary", "message", said(closing_summary(scene.log[-1], case, words)))
    yield from _reminders(case, words)
    if case.is_open:
        yield from (Shown(*one) for one in of_rules(case, words, now, text))
    for one in case.remedies:
        elsewhere = {"EUR": Decimal(60), "USD": Decimal("0.5")}
        card_of_it = approval_card(case, one, words, text_of, list(scene.log), elsewhere)
        yield Shown(f"approval {one.state}", "message", {"text": approval_text(case, one, words), "blocks": card_of_it})
    yield from (Shown(*one) for one in of_money(case, words, now))
    yield Shown("more", "modal", more_modal(case, words, now, META, ALL_ROLES))
    yield Shown("erase", "modal", erase_form([case] * 50, words, META))
    buyer = Buyer(text, f"{text}\n{text}", text, text)
    yield Shown("buyer, masked", "modal", masked_buyer(case, masked(buyer), words, META, may_see=True))
    yield Shown("buyer of somebody else", "modal", masked_buyer(case, masked(buyer), words, META, may_see=False))
    yield Shown("buyer", "modal", buyer_shown(case, buyer, words, META))
    yield Shown("buyer's form", "modal", buyer_form(case, buyer, words, META))
    yield Shown("more for a viewer", "modal", more_modal(case, words, now, META, frozenset({"viewer"})))
    yield from (Shown(*one) for one in of_contact(case, words, text))
    if case.is_open:
        yield Shown("record", "modal", record_modal(case, words, None, META))
    for legal in legal_moves(case):
        form = move_form(case, legal.move, legal.target, legal.state, words, META)
        yield Shown(f"form {legal.move}", "modal", form)
        if case.is_open:
            yield Shown(f"record {legal.move}", "modal", record_modal(case, words, pick(legal), META))
    for kind in KINDS:
        yield Shown(f"decide {kind}", "modal", decide_form(case, kind, words, STANDING, META))
        typed = dict.fromkeys(TYPED, text[:20]) | {
            "number": text[:80],
            "reason": text[:1000],
            "expected_on": "2026-04-03",
        }
        yield Shown(f"decide {kind}, typed", "modal", decide_form(case, kind, words, STANDING, META, typed))


def _reminders(case: Case, words: Words) -> Iterator[Shown]:
    """Every clock of a case at every rung: in the thread, directly, in one line, and what the buttons open."""
    for one in case.clocks if case.is_open else ():
        for level in range(MISSED + 1):
            reminder = Reminder(case, one, level, 3, small=level == 2)
            text, blocks = ring_blocks(reminder, words)
            yield Shown(f"ring {one.key} {level}", "message", {"text": text, "blocks": blocks})
            yield Shown(f"lead {one.key} {level}", "message", said(lead_line(reminder, words)))
    if case.clocks and case.is_open:
        many = [Reminder(case, case.clocks[n % len(case.clocks)], 2, 3) for n in range(30)]
        many[0] = replace(many[0], case=replace(case, incident="INC-0007"), beside=("LOST-0002", "LOST-0003"))
        text, blocks = nudge_blocks(many, words)
        yield Shown("nudges", "message", {"text": text[:3900], "blocks": blocks})
        offered = pauses(case, Terms().team, NOW)
        what = ", ".join(words.term(one.kind) for one in snoozable(case))
        yield Shown("snooze", "modal", snooze_form(case, what, offered, words, META, reason="x" * 500))


def said(mrkdwn: str) -> dict[str, Any]:
    """A line of a thread, as it is posted."""
    return {"text": mrkdwn[:3900], "blocks": [section(mrkdwn)]}
