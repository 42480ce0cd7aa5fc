"""Rules as people see them, with the longest and nastiest that a workspace can enter or a data file can hold."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from cases.case import Case, Clock, Parcel
from cases.denials import CODES as CODES_OF_DENIALS
from cases.money import Money
from cases.prospects import prospects_of
from cases.refund_guards import refund_guards
from cases.rights import ALL_ROLES
from cases.rule_book import RuleBook
from cases.rules import CODES, FACTS, FORM_FIELDS, PERIODS, Programme, Rule, Scope
from cases.scans import Scan
from cases.sightings import Sightings, sightings_of
from cases.whom_to_claim import sides
from handlers.known_programmes import ROLES
from handlers.language import Words
from handlers.views.card import card, card_lines
from handlers.views.claim_facts import payer_shown
from handlers.views.claim_form import ANOTHER, claim_form
from handlers.views.decide_form import Standing, decide_form
from handlers.views.rules_list import programme_rules, programmes_list
from handlers.views.why import why_blocks, why_modal
from partners.tracking.thresholds import patience
from tests.cases.rule_books import rule

LONG_AGO = date(2020, 1, 1)
FAR = "https://example.com/" + "a" * 400


def of_rules(case: Case, words: Words, now: datetime, text: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """The card and *why* of a case of which everybody says much, and nobody pays."""
    book = _book(text)
    dated = replace(case.parcel, carrier="ups", label="own", shipped_on=now.date(), expected_on=now.date())
    for name, parcel in (("dated", dated), ("undated", Parcel(case.parcel.number, "ups", "UPS"))):
        known = replace(case, parcels=(parcel, *case.parcels[1:]), clocks=(*case.clocks, *_clocks(text, now)))
        prospects = prospects_of(known, book)
        seen = _seen(known, book, now, text)
        assert len(card_lines(known, words, now, prospects, seen)) <= 9
        yield f"card with rules, {name}", "message", {"text": "–", "blocks": card(known, words, now, prospects, seen)}
        blocks = why_blocks(known, prospects, words, now, lambda ref: text)
        yield f"why, {name}", "message", {"text": "–", "blocks": blocks}
        yield f"why, {name}, by a button", "modal", why_modal(blocks, words)
        heavy = replace(known.parcel, weight=Decimal("1.2"), postage=Money(Decimal(9), "JPY"), label="own")
        for one in (known, replace(known, parcels=(heavy, *known.parcels[1:]), claims=())) if name == "dated" else ():
            yield from claim_forms(one, book, words, now)


def of_no_case(words: Words, text: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """The lists of programmes and of their rules."""
    book = _book(text)
    today = date(2026, 3, 2)
    yield "rules", "modal", programmes_list(list(book.programmes.values()) * 20, ROLES, words, today)
    for one in book.programmes.values():
        yield f"rules of {one.id}", "modal", programme_rules(one, words, today)


def _seen(case: Case, book: RuleBook, now: datetime, text: str) -> Sightings:
    """Scans in places with names as long and nasty as they come."""
    number, place = case.parcel.number, text[:60] or None
    kinds = ("accepted", "departed", "customs_hold")
    scans = [
        Scan(kind, text[:300], "17track", number, now - timedelta(days=9 - n), None, city=f"{n}{place}", country="US")
        for n, kind in enumerate(kinds)
    ]
    seen = sightings_of(case, scans, [], book, patience(), now)
    assert seen is not None
    return seen


def _book(text: str) -> RuleBook:
    name = text[:80] or "X"
    every = [_everything(field, text, number) for number, field in enumerate((*PERIODS, *FACTS) * 3)]
    unpaid = rule("ups", "not_covered", text=text or "x", covered=False, source=FAR, name="unpaid")
    dated = rule("ups", "claim_latest", 60, "days", "expected_delivery", text=text or "x", source=FAR)
    last = rule("ups", "claim_latest", 1, "days", "shipped", text=text or "x", source=FAR, name="soon")
    ups = Programme("ups", name, "carrier", "US", "UTC", ("ups",), web=FAR, rules=(dated, last, unpaid))
    said = (*every, *_of_claims(text))
    platform = Programme("p", name, "insurer", "US", "UTC", (), ("own",), instead_of=("other",), rules=said)
    other = Programme("other", name, "carrier", "US", "UTC", ("ups",), rules=(replace(dated, programme="other"),))
    market = Programme("m", name, "marketplace", "US", "UTC", marketplaces=("amazon",), rules=tuple(every))
    law = Programme("law", name, "law", "US", "UTC", rules=tuple(every))
    return RuleBook({one.id: one for one in (ups, platform, other, market, law)})


def _of_claims(text: str) -> Iterator[Rule]:
    """What a claim form tells of a payer, each as often and as long as it can be."""
    for field in ("who_may_file", "channel", "documents", "stands", "refund_timing", "value_basis", "shipping_paid",
                  "liability_default", "claim_form"):  # fmt: skip
        for number, code in enumerate(CODES.get(field, ("", "", ""))):
            made = rule("p", field, None, name=f"{field}{number}x", text=text or "x", source=FAR, confidence="low")
            money = Money(Decimal("9999999.99"), "XDR")
            by_weight = {"flat": money, "per_kg": money} if field == "liability_default" else {}
            names = FORM_FIELDS if field == "claim_form" else ("carrier", "marketplace")
            yield replace(made, unknown=False, code=code, names=names, covered=field == "shipping_paid" or None,
                          web=FAR, **by_weight)  # fmt: skip


def claim_forms(case: Case, book: RuleBook, words: Words, now: datetime) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """The claim form before a payer is chosen, for one that nobody knows, and for each that the rules name."""
    found = sides(case, prospects_of(case, book), book)
    for chosen in (None, ANOTHER, *(one.programme.id for one in found)):
        side = next((one for one in found if one.programme.id == chosen), None)
        shown = payer_shown(case, side, book, words) if side else None
        view = claim_form(case, found, chosen, shown, words, now, {"ch": "C1"}, ALL_ROLES)
        yield f"claim form {chosen}", "modal", view
    for number, claim in enumerate(case.claims if found else ()):
        denied = replace(claim, state="denied", denial=CODES_OF_DENIALS[number])
        known = replace(case, claims=(denied,))
        shown = payer_shown(known, replace(found[0], claim=denied), book, words)
        view = claim_form(known, found, found[0].programme.id, shown, words, now, {"ch": "C1"}, ALL_ROLES)
        yield f"claim form denied {number}", "modal", view
    guards = refund_guards(case, book)
    view = decide_form(case, "choose_refund", words, Standing({}, {}), {}, {}, guards, may_overrule=True)
    yield "decide with guards", "modal", view


def _everything(field: str, text: str, number: int) -> Rule:
    scope = Scope(
        frozenset({"US", "CN"}),
        frozenset({"DE"}),
        frozenset({"AU"}),
        ("domestic", "international", None)[number % 3],
        carrier=frozenset({"ups"}),
        scanned=bool(number % 2),
        service=frozenset({text[:60] or "x"}),
        loss=frozenset({"lost", "stolen", "not_received", "damaged", "contents_missing", "destroyed"}),
        label=frozenset({"own", "sendcloud"}),
        customer=("private", "business", None)[number % 3],
        per=text[:300] or None,
    )
    more: dict[str, Any] = {"name": f"{field}{number}", "scope": scope, "text": text or "x", "checked": LONG_AGO}
    if number % 3 == 0:
        return rule("p", field, None, **more)
    own = {"by": "UANA0000001", "why": text[:300] or "x"} if number % 3 == 1 else {"source": FAR}
    made = rule(
        "p", field, 30, "working_days", "shipped", **{**more, "confidence": ("high", "medium", "low")[number % 3]}
    )
    return replace(made, **own)


def _clocks(text: str, now: datetime) -> Iterator[Clock]:
    """Claims with many payers, each with something that is to be said about its date."""
    terms = {
        "rule": "x.y",
        "programme": text[:80] or "X",
        "text": text or "x",
        "anchor": "shipped",
        "anchored_on": "2026-02-01",
        "source": FAR,
        "checked": "2020-01-01",
        "confidence": "low",
        "others": "\n".join(
            (
                "\t".join(("2026-05-01", "60", "days", "shipped", FAR, text[:500].replace("\n", " "), "")),
                "\t".join(("", "", "", "", FAR, text[:500].replace("\n", " "), "")),
            )
        ),
        "field": "claim_latest",
        "amount": "30",
        "unit": "working_days",
        "asks": "service,lane",
        "last_day": "2026-05-27",
        "zone": "UTC",
        "deadline": "2026-05-27T00:00:00+00:00",
    }
    for number, more in enumerate(
        ({}, {"trap": "short_window"}, {"trap": "earliest_after_latest"}, {"by": "UANA0000001"})
    ):
        key = f"filing_deadline:contract:x{number}"
        known = {**terms, **more, "why": text[:300]}
        yield Clock(
            key, "filing_deadline", "deadline", "us", now, f"{now.isoformat()}|", now + timedelta(days=9), known
        )
    missing = {"rule": "unknown", "programme": text[:80] or "X", "missing": "shipped,expected_delivery"}
    yield Clock("filing_deadline:own:x", "filing_deadline", "deadline", "us", now, f"{now.isoformat()}|", None, missing)
    yield Clock("inquiry_deadline:I1", "inquiry_deadline", "deadline", "us", now, f"{now.isoformat()}|", now, terms)
