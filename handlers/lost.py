"""`/lost NUMBER…`: open a case, show the one that is open, or ask what cannot be told from the number alone."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from cases.case import Case, Order
from cases.money import MINOR_DIGITS, Money
from cases.words import N_, Person, Refused
from handlers.case_refs import case_named, reference_in
from handlers.language import Marked, Words, quoted
from handlers.opening import open_already, open_case, order_of, parcel_of
from handlers.views.bulk_preview import bulk_preview
from handlers.views.card import card, carrier_of
from handlers.views.kit import Block, actions, button, section
from handlers.views.report_form import report_form
from handlers.visit import Answer, Verb, Visit
from partners.carriers.numbers import Recognised, recognise
from partners.carriers.pasted import LIMIT, Hints, Pasted, read_pasted

MOST_CHOICES = 4


def lost(visit: Visit) -> Answer:
    """Whatever was typed after `/lost` that is no verb: nothing, a reference, one number or many."""
    text = visit.ask.text.strip()
    if not text:
        return Answer(view=report_form(visit.words, _meta(visit)))
    if reference_in(text) is not None or "/archives/" in text:
        case, _ = case_named(visit, text)
        return _shown(visit, case)
    pasted = read_pasted(text)
    if not pasted.numbers:
        raise Refused(
            N_(
                "No tracking number is in that. Paste one as it stands on the label, for example "
                "/lost 1Z999AA10123456784, or type /lost help."
            )
        )
    if len(pasted.numbers) > 1 or pasted.too_many:
        return _preview(visit, pasted)
    return _one(visit, pasted.numbers[0], pasted.hints)


def open_as(visit: Visit) -> Answer:
    """The answer to *which carrier?*: open the case that the button names."""
    value = visit.ask.value
    one = recognise(str(value.get("n", "")))
    if not one.number:
        raise Refused(N_("This button is too old. Type /lost and the number again."))
    existing = open_already(visit, [one.number])
    if one.number in existing:
        return Answer(text=_already(visit, visit.desk.case(existing[one.number].number)))
    return _opened(visit, one, str(value.get("k") or "unknown"), _order(value))


def _one(visit: Visit, one: Recognised, hints: Hints) -> Answer:
    existing = open_already(visit, [one.number])
    if one.number in existing:
        return _shown(visit, visit.desk.case(existing[one.number].number))
    order = order_of(hints)
    if hints.carrier or one.verdict == "known":
        return _opened(visit, one, hints.carrier, order)
    if one.verdict == "ambiguous":
        return _asked(visit, one, order)
    if one.verdict == "slip":
        return _slip(visit, one, order)
    return _unknown(visit, one, order)


def _opened(visit: Visit, one: Recognised, carrier: str | None, order: Order) -> Answer:
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
    if made.went_elsewhere and visit.ask.kind == "command":
        text += " " + words(N_("Tracer is not in this channel; “/invite @Tracer” brings it here."))
    return Answer(text=text)


def _already(visit: Visit, case: Case) -> str:
    return visit.words(
        N_("{reference} is already open for this number, in {channel}. Owner: {owner}."),
        reference=Marked(f"*{case.reference}*"),
        channel=Marked(f"<#{case.home_channel}>"),
        owner=Person(case.owner) if case.owner else visit.words(N_("nobody yet")),
    )


def _shown(visit: Visit, case: Case) -> Answer:
    """The existing case, privately, with the same buttons as its card."""
    text = (
        _already(visit, case) if case.is_open else visit.words(N_("{reference} is closed."), reference=case.reference)
    )
    return Answer(text=text, blocks=[section(text), *card(case, visit.words, visit.at)])


def _asked(visit: Visit, one: Recognised, order: Order) -> Answer:
    names = [candidate.name for candidate in one.candidates[:MOST_CHOICES]]
    text = visit.words(
        N_("{number} could be {carriers}. Which label did you buy?"),
        number=one.number,
        carriers=Marked(visit.words(N_(" or ")).join(quoted(name) for name in names)),
    )
    choices = [(candidate.name, candidate.courier) for candidate in one.candidates[:MOST_CHOICES]]
    return _choice(text, one.number, [*choices, (visit.words(N_("Not sure")), "unknown")], order)


def _slip(visit: Visit, one: Recognised, order: Order) -> Answer:
    """A wrong check digit is explained; the one repair that makes sense is offered first."""
    words, slip = visit.words, one.slips[0]
    text = _slip_text(words, one, slip.name, slip.expected, slip.found)
    mended = next((one for one in one.slips if one.mended), None)
    unknown = [(words(N_("Open it as it is")), "unknown", one.number)]
    if mended is None:
        text += " " + words(N_("Compare it with the label."))
        return _choices(text, unknown, order)
    text += " " + words(N_("Did you mean {number}?"), number=mended.mended)
    use = (words.plain(N_("Use {number}"), number=mended.mended), mended.courier, mended.mended or "")
    return _choices(text, [use, *unknown], order)


def _slip_text(words: Words, one: Recognised, name: str, expected: str | None, found: str) -> str:
    if expected is None:
        return words(N_("{number} is not a {carrier} number as it stands."), number=one.number, carrier=name)
    return words(
        N_("{number} looks like {carrier}, but its check digit does not fit: {found} where it should be {expected}."),
        number=one.number,
        carrier=name,
        found=found,
        expected=expected,
    )


def _unknown(visit: Visit, one: Recognised, order: Order) -> Answer:
    text = visit.words(N_("No carrier that Tracer knows has numbers like {number}. Is it right?"), number=one.number)
    return _choice(text, one.number, [(visit.words(N_("Open as unknown carrier")), "unknown")], order)


def _choice(text: str, number: str, choices: list[tuple[str, str]], order: Order) -> Answer:
    return _choices(text, [(label, carrier, number) for label, carrier in choices], order)


def _choices(text: str, choices: list[tuple[str, str, str]], order: Order) -> Answer:
    row: list[Block] = [
        button(label, f"open_as:{place}", {"n": number, "k": carrier, **_carried(order)})
        for place, (label, carrier, number) in enumerate(choices)
    ]
    return Answer(text=text, blocks=[section(text), actions(row, block_id="open_as")])


def _carried(order: Order) -> dict[str, str]:
    """The hints a button carries until somebody has answered."""
    hints = {"o": order.ref, "mk": order.marketplace, "g": order.goods}
    if order.paid:
        hints |= {"a": str(order.paid.amount), "cu": order.paid.currency}
    return {name: value for name, value in hints.items() if value}


def _order(value: Mapping[str, Any]) -> Order:
    paid = Money(Decimal(value["a"]), value["cu"]) if value.get("a") and value.get("cu") in MINOR_DIGITS else None
    return Order(value.get("o"), value.get("mk"), paid, None, value.get("g"))


def _preview(visit: Visit, pasted: Pasted) -> Answer:
    if not visit.ask.trigger_id:
        raise Refused(N_("Several numbers at once go through /lost, with a preview; here one at a time."))
    existing = open_already(visit, [one.number for one in pasted.numbers])
    return Answer(
        view=bulk_preview(
            pasted, {number: one.reference for number, one in existing.items()}, LIMIT, visit.words, _meta(visit)
        )
    )


def _meta(visit: Visit) -> dict[str, str | None]:
    return {"ch": visit.ask.channel}


VERBS = (
    Verb(
        "lost",
        N_('NUMBER… [marketplace order "goods, 31 EUR"]'),
        N_("open a case, or show the one that is open; up to 50 numbers at once; nothing: a form"),
        lost,
    ),
)
CLICKS = {"open_as": open_as}
