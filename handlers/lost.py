"""`/lost NUMBER…`: open a case, show the one that is open, or ask what cannot be told from the number alone."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from cases.case import Case, Order
from cases.money import MINOR_DIGITS, Money
from cases.words import N_, Person, Refused
from handlers.case_refs import case_named, link_in, reference_in
from handlers.language import Marked, brief
from handlers.opening import cases_of, left_out, open_already, open_case, order_of, parcel_of, preview_of, where_it_went
from handlers.private_card import private_card
from handlers.views.card import carrier_of
from handlers.views.kit import Block, actions, button, section
from handlers.views.report_form import report_form
from handlers.visit import Answer, Verb, Visit
from handlers.which_parcel import UNKNOWN, Question, question_about
from partners.carriers.numbers import Recognised, recognise
from partners.carriers.pasted import Hints, read_pasted

# Fewer digits are only ever the number of a case.
SHORTEST_NUMBER = 6
LONGEST_WORD = 30


def lost(visit: Visit) -> Answer:
    """Whatever was typed after `/lost` that is no verb: nothing, a reference, one number or many."""
    text = visit.ask.text.strip()
    meta = {"ch": visit.ask.channel}
    if not text:
        return Answer(view=report_form(visit.words, meta))
    if (named := _reference(visit, text)) is not None:
        return private_card(visit, case_named(visit, named)[0])
    pasted = read_pasted(text)
    if not pasted.numbers:
        raise _not_understood(visit, text)
    if len(pasted.numbers) == 1 and not pasted.too_many:
        return _one(visit, pasted.numbers[0], pasted.hints)
    if not visit.ask.trigger_id:
        raise Refused(N_("Several numbers at once go through /lost, with a preview; here one at a time."))
    return Answer(view=preview_of(visit, pasted))


def _not_understood(visit: Visit, text: str) -> Refused:
    """What is said where neither a number nor a verb was found: with a case beside it, a verb was meant."""
    word, *rest = text.split(maxsplit=2)
    in_thread = visit.ask.kind == "mention" and visit.ask.thread_ts is not None
    if in_thread or (rest and reference_in(rest[0]) is not None):
        unknown = N_(
            "Tracer does not know the word “{word}”. /lost help lists those it knows; /lost show 142 has the buttons "
            "of a case."
        )
        return Refused(unknown, word=brief(word, LONGEST_WORD))
    return Refused(
        N_(
            "No tracking number is in that. Paste one as it stands on the label, for example "
            "/lost 1Z999AA10123456784, or type /lost help."
        )
    )


def open_as(visit: Visit) -> Answer:
    """The answer to *which carrier?*: open the case that the button names."""
    value = visit.ask.value
    one = recognise(str(value.get("n", "")))
    if not one.number:
        raise Refused(N_("This button is too old. Type /lost and the number again."))
    existing = open_already(visit, [one.number])
    if one.number in existing:
        return _already(visit, visit.desk.case(existing[one.number].number))
    return Answer(text=_opened(visit, one, str(value.get("k") or UNKNOWN), _carried_back(value)))


def _reference(visit: Visit, text: str) -> str | None:
    """What names a case, where the text is that: a reference, or a link to a card among whatever words.

    Six or seven digits that no case has may be a tracking number.
    """
    if (link := link_in(text)) is not None:
        return link
    number = reference_in(text)
    if number is None:
        return None
    may_be_parcel = text.isdigit() and len(text) >= SHORTEST_NUMBER
    if may_be_parcel and visit.tx.cases.load(visit.workspace, number, for_update=False) is None:
        return None
    return text


def _one(visit: Visit, one: Recognised, hints: Hints) -> Answer:
    existing = cases_of(visit, [one.number]).get(one.number)
    order = order_of(hints)
    if existing is not None:
        case = visit.desk.case(existing.number)
        if case.is_open:
            return _already(visit, case)
    question = question_about(one, hints, existing, visit.words)
    if question is None:
        return Answer(text=_opened(visit, one, hints.carrier, order) + left_out(visit, hints))
    asked = _choices(question, order)
    if existing is not None:
        return private_card(visit, case, question.text, (asked,))
    return Answer(text=question.text, blocks=[section(question.text), asked])


def _opened(visit: Visit, one: Recognised, carrier: str | None, order: Order) -> str:
    parcel = parcel_of(one, carrier)
    made = open_case(visit, parcel, order)
    words, case = visit.words, made.case
    text = words(
        N_("{reference} is open for {carrier} {number}. Its card is in {channel}."),
        reference=Marked(f"*{case.reference}*"),
        carrier=carrier_of(parcel, words),
        number=parcel.number,
        channel=Marked(f"<#{case.home_channel}>"),
    )
    return text + where_it_went(visit, made)


def _already(visit: Visit, case: Case) -> Answer:
    text = visit.words(
        N_("{reference} is already open for this number, in {channel}. Owner: {owner}."),
        reference=Marked(f"*{case.reference}*"),
        channel=visit.place_of(case),
        owner=Person(case.owner) if case.owner else visit.words(N_("nobody yet")),
    )
    return private_card(visit, case, text)


def _choices(question: Question, order: Order) -> Block:
    row: list[Block] = [
        button(one.label, f"open_as:{place}", {"n": one.number, "k": one.carrier, **_carried(order)})
        for place, one in enumerate(question.choices)
    ]
    return actions(row, block_id="open_as")


def _carried(order: Order) -> dict[str, str]:
    """The hints a button carries until somebody has answered."""
    hints = {"o": order.ref, "mk": order.marketplace, "g": order.goods}
    if order.paid:
        hints |= {"a": str(order.paid.amount), "cu": order.paid.currency}
    return {name: value for name, value in hints.items() if value}


def _carried_back(value: Mapping[str, Any]) -> Order:
    paid = Money(Decimal(value["a"]), value["cu"]) if value.get("a") and value.get("cu") in MINOR_DIGITS else None
    return Order(value.get("o"), value.get("mk"), paid, None, value.get("g"))


VERBS = (
    Verb(
        "lost",
        N_('NUMBER… [marketplace order "goods, 31 EUR"]'),
        N_("open a case, or show the one that is open; up to 50 numbers at once; nothing: a form"),
        lost,
    ),
)
CLICKS = {"open_as": open_as}
