"""Incidents in every state, with as many cases as there may be and names as nasty as people write them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from cases.incidents import ANSWERS, Incident
from cases.mass_loss import ASKED_ABOUT, LEFT_OUT, MEMBER
from cases.money import Money
from handlers.incident_draft import Listed, incident_draft, own_language
from handlers.incident_letters import SENTENCES, line_told
from handlers.language import Words
from handlers.views.contact_form import Desk
from handlers.views.incident import CaseLine, IncidentFacts, incident_list, incident_message, incident_row
from handlers.views.incident_forms import LetterShown, add_form, answer_form, letter_form
from handlers.views.kit import section

META = {"ch": "C0LOSTPAR"}
STATES = ("proposed", "open", "declined", "closed")
MANY = 60


def incidents(words: Words, text: str, now: datetime) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Its message, its list, the lines of its thread and its forms."""
    cases = _cases(text, now)
    for state, by in zip(STATES, ("hub", "flight", "bag", "hand"), strict=True):
        facts = IncidentFacts(_incident(state, by, text, now), cases, text, ("UANA0000001",) * 3, at_work=by == "hand")
        told, blocks = incident_message(facts, words)
        yield f"incident, {state}, {by}", "message", {"text": told, "blocks": blocks}
        alone = IncidentFacts(_incident(state, "hub", text, now), ())
        told, blocks = incident_message(alone, words)
        yield f"incident without cases, {state}", "message", {"text": told, "blocks": blocks}
    rows = [(n, incident_row(_incident("open", "hub", text, now), MANY, n, text, words)) for n in range(20)]
    yield "incidents", "message", {"text": "–", "blocks": incident_list(rows, words)}
    numbers = list(range(1, MANY))
    told_of = [{"incident": 7, "what": what, "by": "UANA0000001", "cases": numbers} for what in SENTENCES]
    told_of += [{"incident": 7, "what": "replied", "by": "UANA0000001", "answer": answer} for answer in ANSWERS]
    refused = [(number, "refused") for number in numbers]
    told_of.append({"incident": 7, "what": "noted", "count": MANY, "left_out": refused})
    told_of.append({"incident": 7, "what": "silent", "by": None})
    told_of.append({"incident": 7, "what": "undecided", "people": ["UANA0000001"] * 9, "since": now.isoformat()})
    for params in told_of:
        line = line_told(params, words)
        yield f"line {params['what']}", "message", {"text": line, "blocks": [section(line)]}
    incident = _incident("open", "hub", text, now)
    own, parcels = own_language(words), [Listed(f"1Z{n:016d}", now, text[:60]) for n in range(40)]
    letter = incident_draft(incident, text, parcels, text, own, words)
    desks = (Desk(text[:60], "https://ups.example/7", "", text, text, "https://ups.example/8"),) * 4
    yield "one letter", "modal", letter_form(incident, LetterShown(letter, own, letter, desks), words, META)
    bare = incident_draft(incident, None, [Listed(f"1Z{n:016d}") for n in range(3 * MANY)], None, own, words)
    yield "one letter about many", "modal", letter_form(incident, LetterShown(bare, own), words, META)
    yield "answer", "modal", answer_form(incident, words, META)
    yield "add", "modal", add_form(incident, words, META)


def _incident(state: str, by: str, text: str, now: datetime) -> Incident:
    made = Incident(7, state, by, text[:300] or "-", "ups", "CN", None, now - timedelta(days=3), now, "clock", now)
    decided = replace(made, decided_by="UANA0000001", decided_at=now)
    return made if state == "proposed" else replace(decided, asked=2, asked_at=now, heard_at=now)


def _cases(text: str, now: datetime) -> tuple[CaseLine, ...]:
    states = (MEMBER, MEMBER, ASKED_ABOUT, LEFT_OUT)
    link = "https://northwind.slack.com/archives/C0LOSTPAR/p1795399200000002"
    worth = [Money(Decimal("999999.99"), code) for code in ("EUR", "USD", "GBP", "CNY", "JPY")]
    return tuple(
        CaseLine(
            n,
            f"LOST-{n:04d}",
            states[n % 4],
            n % 5 != 0,
            f"1Z{n:016d}",
            "UANA0000001" if n % 2 else None,
            link if n % 3 else None,
            now if n % 7 else None,
            text[:200] or None,
            "departed",
            worth[n % 6] if n % 6 < 5 else None,
        )
        for n in range(1, MANY)
    )
