"""What `/lost check` asks and finds, with the longest and nastiest that can stand on a label."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from cases.address_check import Facts, Habit, PhoneFacts, PostalFacts, Shipment, findings, not_looked_at
from cases.expected_costs import Basis, Choice, Expected, Odds
from cases.money import Money
from cases.rules import Rule
from cases.value_check import ValueChecked
from cases.words import N_, Sentence
from handlers.language import Words
from handlers.views.check import (
    MOST_IN_ADDRESS,
    MOST_IN_LINE,
    Checked,
    Packed,
    check_form,
    checked_blocks,
    checked_modal,
)
from handlers.views.expected_costs import expected_blocks
from handlers.views.packaging import KINDS, packaging_blocks
from partners.packaging import advice_for
from tests.views.rule_scenes import FAR, LONG_AGO

FORM = ("country", "name", "city", "region", "postcode", "phone", "carrier", "origin", "value", "goods")


def of_checks(words: Words, text: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """The form, empty and full, and the findings: none, and all that there can be."""
    filled = dict.fromkeys(FORM, text[:MOST_IN_LINE]) | {"lines": text[:MOST_IN_ADDRESS]}
    yield "check", "modal", check_form(words, {"ch": "C0LOSTPAR"})
    yield "check, filled in", "modal", check_form(words, {"ch": "C0LOSTPAR"}, filled)
    short = text[:100] or "–"
    habit = Habit("po_box", "forbidden", short, short, FAR, LONG_AGO, "low")
    said = {"payer": short, "cover": Money(Decimal("9999999"), "JPY")}
    rule = Rule("ups.cover", "ups", "liability_default", short, date(2026, 1, 1), source=FAR, confidence="low")
    value = ValueChecked(
        (Sentence(N_("{payer} pays nothing for such a parcel. Insure it, or choose a service that has cover."), said),),
        (Sentence(N_("Insured under {contract}."), {"contract": short}),),
        rules=(rule,) * 9,
    )
    for by_fields in (True, False):
        for known in (habit, None):
            shipment = Shipment(
                "DE", text, (f"а/я 1 {text}", text), "", text, text, text, "ups", short, short, "CN",
                Money(Decimal("9999999"), "JPY"), text, by_fields,
            )  # fmt: skip
            facts = Facts(PostalFacts(True, True, False, text, False, True), PhoneFacts(False), known, known)
            left_out = not_looked_at(shipment, facts)
            checked = Checked(
                shipment, findings(shipment, facts), value, left_out, Packed((*KINDS,), advice_for((*KINDS,)))
            )
            yield "checked", "message", {"text": "–", "blocks": checked_blocks(checked, words)}
            yield "checked, by the form", "modal", checked_modal(checked, words)
    for kinds in ((), (*KINDS,)):
        blocks = packaging_blocks(kinds, advice_for(kinds), words)
        yield "packaging", "message", {"text": "–", "blocks": blocks}
    money = Money(Decimal("9999999.99"), "CNY")
    rest = Money(Decimal("1"), "JPY")
    choices = [Choice(kind, money, money, money) for kind in ("refund", "resend", "wait")]
    poor = [Choice(kind, lacks=(Sentence(N_("What the buyer paid is not entered.")),)) for kind in ("refund", "wait")]
    for known in (
        None,
        Expected("CNY", (*choices,), Basis(short, money, Odds(900_000, 999_999), Odds(3, 40)), (rest, rest)),
        Expected("CNY", (*poor,), Basis(short, money, Odds(3, 9))),
        Expected("CNY", (*poor,), Basis(short)),
    ):
        yield "expected costs", "message", {"text": "–", "blocks": expected_blocks(known, words)}
    nothing = Checked(Shipment(), (), ValueChecked(), not_looked_at(Shipment(), Facts()))
    yield "checked, nothing found", "modal", checked_modal(nothing, words)
