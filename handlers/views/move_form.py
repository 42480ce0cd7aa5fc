"""The form of any move, made from what the move asks for, and the reading of what was filled in.

One table of fields serves every move: `cases/moves.py` says what is asked, this file how it looks and is read.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from cases.booking import BOOKABLE, DUTY_TERMS, PARTS, PAYMENTS, correctable
from cases.case import Booked, Case, Clock
from cases.clocks import datable, open_payers
from cases.closing import CAUSES, NOT_LOST, WHEREABOUTS
from cases.decide import MAY_BE_ZERO
from cases.deciding import ADDRESS_FIRST
from cases.denials import CODES as DENIAL_CODES
from cases.money import MINOR_DIGITS, read_money
from cases.moves import MOVES, Field
from cases.parcel_facts import DAYS
from cases.prevention import PREVENTIONS
from cases.rules import LOSSES, OWN_ACCOUNT
from cases.weights import read_weight
from cases.words import N_, Refused, Term, WrongField
from handlers.glossary import clock_term
from handlers.language import Words, brief, quoted
from handlers.views.claim_line import claim_money_told
from handlers.views.kit import Block, context, field, modal, option, select, text_input
from handlers.views.label_sellers import label_sellers

CURRENCIES = sorted(MINOR_DIGITS)
COMMON_CURRENCIES = ("EUR", "USD", "GBP", "CNY")
PAYER_KINDS = ("carrier", "insurer", "marketplace")
CHOICES = {
    "cause": CAUSES,
    "whereabouts": WHEREABOUTS,
    "outcome": NOT_LOST,
    "prevention": PREVENTIONS,
    "payer_kind": PAYER_KINDS,
    "loss_type": LOSSES,
    "denial": DENIAL_CODES,
    "account": BOOKABLE,
    "payment": PAYMENTS,
    "duties": DUTY_TERMS,
}
# An hour matters where somebody else counts in hours; elsewhere a day is enough.
WITH_HOUR = frozenset({"answer_by"})
# What a move may be given beside what it asks everybody for.
BESIDES = {
    "set_order": (
        Field("ref", "code"),
        Field("marketplace", "code"),
        Field("goods", "code"),
        Field("paid", "money"),
        Field("cost", "money"),
        Field("shipping", "money"),
        Field("tax", "money"),
        Field("duty", "money"),
        Field("payment", "choice"),
        Field("duties", "choice"),
    ),
    "set_parcel": (
        Field("loss_type", "choice"),
        Field("label", "choice"),
        Field("service", "code"),
        Field("origin", "code"),
        Field("destination", "code"),
        *(Field(name, "code") for name in ("hub", "warehouse", "sku", "packaging")),
        Field("label_on", "day"),
        Field("shipped_on", "day"),
        Field("first_scan_on", "day"),
        Field("last_scan_on", "day"),
        Field("expected_day", "day"),
        Field("delivered_on", "day"),
        Field("weight", "weight"),
        Field("declared", "money"),
        Field("postage", "money"),
    ),
    "replacement_shipped": (Field("address_confirmed", "yes", True),),
    "draft_claim": (Field("again", "tick"),),
    "file_claim": (Field("again", "tick"),),
    "claim_denied": (Field("denial", "choice"),),
}
AGAIN = "again"
LABELS = {
    "payer": N_("Payer"),
    "payment": N_("How the buyer pays"),
    "ref": N_("Order number"),
    "marketplace": N_("Marketplace or shop"),
    "paid": N_("What the buyer paid in all"),
    "cost": N_("What the goods cost us"),
    "shipping": N_("Of what was paid: shipping"),
    "tax": N_("Of what was paid: tax"),
    "duty": N_("Of what was paid: duty"),
    "weight": N_("Weight"),
    "declared": N_("Declared value"),
    "postage": N_("Postage paid"),
}
HINTS = {
    "label": N_("Whoever sold the label has rules of their own; with your own account the carrier's hold."),
    "service": N_("As the carrier calls it, such as Priority Mail International."),
    "origin": N_("The country's two letters, such as CN."),
    "destination": N_("The country's two letters, and a postcode if you like: DE 10115."),
    "hub": N_("Where the carrier first sorts it, as you call it in your figures."),
    "packaging": N_("As you call it in your figures, such as box M or padded bag."),
    "payment": N_("Nothing can be refunded that was to be paid at the door and never was."),
    "duties": N_("DDP: we pay at the border. DAP: the buyer pays the carrier, so it is no cost of ours."),
    "account": N_("What a refund, a replacement or a claim comes to is counted by itself."),
    "prevention": N_("One word, if you like: next month's findings are made of it."),
    "delivered_on": N_("Only where the carrier says that it was delivered."),
    "denial": N_("Left empty, it is read from their words, if those are known. It says what may mend it."),
    "weight": N_("In kilograms, or with its unit: 1.2, 800 g."),
    "declared": N_("The value declared to the carrier when the label was bought, if one was."),
    "postage": N_("What the carrier was paid for this parcel; some pay it back."),
}
# Asked for only where it is not known by where the form was opened.
KNOWN_ALREADY = {"snooze": "clock", "no_claim_on": "payer_name"}
# Choices whose words in the glossary begin with the name of the field.
PREFIXED = frozenset({"account", "payment", "duties", "denial", "prevention"})
LONGEST = {
    "service": 80,
    "origin": 20,
    "destination": 40,
    **dict.fromkeys(("hub", "warehouse", "sku", "packaging"), 60),
    "ref": 80,
    "marketplace": 60,
    "payer": 80,
    "through": 80,
    "party": 80,
}
OPENING = time(9)
NOON = time(12)


def move_form(
    case: Case,
    move: str,
    target: str | None,
    state: str | None,
    words: Words,
    meta: Mapping[str, Any],
    proposed: Mapping[str, Any] | None = None,
) -> Block:
    """The modal that asks for what a move needs; `proposed` is filled in already."""
    blocks: list[Block] = [context(f"*{case.reference}* · {quoted(move_title(case, move, target, words))}")]
    blocks += [context(claim_money_told(one, words)) for one in case.claims if one.id == target]
    blocks += move_fields(case, move, target, words, proposed)
    carried = {**meta, "c": case.number, "m": move, "t": target, "s": state}
    return modal("move", words.move(move), blocks, submit=words(N_("Save")), close=words(N_("Cancel")), meta=carried)


def move_fields(
    case: Case, move: str, target: str | None, words: Words, proposed: Mapping[str, Any] | None = None
) -> list[Block]:
    """The inputs for everything a move asks for on that line, what is known of the order filled in."""
    asked = MOVES[move].fields + BESIDES.get(move, ())
    if any(one.id == target and one.address_confirmed for one in case.remedies):
        asked = tuple(one for one in asked if one.name != "address_confirmed")
    asked = tuple(one for one in asked if one.name != KNOWN_ALREADY.get(move))
    if not may_be_second(case, move, target):
        asked = tuple(one for one in asked if one.name != AGAIN)
    known = {**_known_of(case, move), **(proposed or {})}
    return [block for one in asked for block in field_blocks(one, case, words, known.get(one.name))]


def _known_of(case: Case, move: str) -> Mapping[str, Any]:
    """What the form of a move that completes something shows as entered already."""
    if move == "set_order":
        return {one.name: getattr(case.order, one.name) for one in BESIDES[move]}
    if move != "set_parcel":
        return {}
    named = {one.name: DAYS.get(one.name, one.name) for one in BESIDES[move] if one.name != "loss_type"}
    known = {name: getattr(case.parcel, attribute) for name, attribute in named.items()}
    return known | {"loss_type": case.loss_type, "label": case.parcel.label or OWN_ACCOUNT}


def move_title(case: Case, move: str, target: str | None, words: Words) -> str:
    """The move's name, and which line it concerns; plain text, not escaped."""
    line = line_title(case, target, words) if target else ""
    return f"{words.move(move)} – {line}" if line else words.move(move)


def line_title(case: Case, target: str, words: Words) -> str:
    """A line of the case as a person would name it: the carrier, the refund of so much, the claim on so and so.

    Plain text, not escaped.
    """
    for search in case.investigations:
        if search.id == target:
            return brief(search.party) if search.party != "?" else words.term("carrier")
    for remedy in case.remedies:
        if remedy.id == target:
            return f"{words.term(remedy.kind)} {words.money(remedy.total)}"
    for dispute in case.disputes:
        if dispute.id == target:
            return f"{words.term('dispute')} {brief(dispute.through)}"
    for claim in case.claims:
        if claim.id == target:
            return f"{words.term('claim')} {brief(claim.payer)}"
    return ""


def field_blocks(asked: Field, case: Case, words: Words, known: Any = None) -> list[Block]:
    """The inputs for one thing a move asks for; an amount comes with its currency."""
    label = words(LABELS[asked.name]) if asked.name in LABELS else words.term(asked.name)
    if asked.kind == "money":
        amount = text_input("amount", initial=str(known.amount) if known else None, placeholder="31.50", most=20)
        currency = known.currency if known else _currency_of(case)
        block = field(label, amount, asked.name, optional=not asked.required)
        return [block] if asked.name in PARTS else [block, currency_field(words, currency, _currency_block(asked.name))]
    if asked.name == "address_confirmed":
        return [address_field(words)]
    if asked.name == AGAIN:
        return [again_field(words)]
    element = _element(asked, case, words, known)
    hint = words(HINTS[asked.name]) if asked.name in HINTS else None
    return [field(label, element, asked.name, optional=not asked.required, hint=hint)]


def currency_field(words: Words, initial: str | None, block_id: str = "currency") -> Block:
    """The currency of the amounts in a form, the common ones first."""
    codes = [*COMMON_CURRENCIES, *(code for code in CURRENCIES if code not in COMMON_CURRENCIES)]
    element = select("currency", [option(code, code) for code in codes], initial or "EUR")
    return field(words(N_("Currency")), element, block_id, optional=False)


def address_field(words: Words, chosen: str | None = None) -> Block:
    """Whether the buyer's address and phone number were confirmed: a question that may be answered with no."""
    options = [option(words(N_("Yes, confirmed")), "yes"), option(words(N_("Not yet")), "no")]
    element: Block = {"type": "radio_buttons", "action_id": "address_confirmed", "options": options}
    picked = next((one for one in options if one["value"] == chosen), None)
    if picked:
        element["initial_option"] = picked
    label = words(N_("Are the buyer's address and phone number confirmed?"))
    hint = words(N_("Until they are, nothing can be shipped: to a wrong address it would be lost too."))
    return field(label, element, "address_confirmed", optional=False, hint=hint)


def may_be_second(case: Case, move: str, target: str | None) -> bool:
    """Whether there is a claim beside which this one may be a second: prepared is enough to prepare, filed to file."""
    return any(one.id != target and (move != "file_claim" or one.state != "drafted") for one in case.claims)


def again_field(words: Words) -> Block:
    """The tick by which a payer is asked although it was asked before, or another claim excludes it."""
    box = option(words(N_("Ask all the same")), AGAIN)
    element: Block = {"type": "checkboxes", "action_id": AGAIN, "options": [box]}
    label = words(N_("Where this loss was claimed from them before, or from somebody beside whom they do not pay"))
    return field(label, element, AGAIN)


def _currency_block(name: str) -> str:
    """Where the currency of an amount is chosen; a part of the price is in the currency of the price."""
    return "currency" if name == "money" else "paid_currency" if name in PARTS else f"{name}_currency"


def read_details(move: str, filled: Mapping[str, Any], words: Words, now: datetime) -> dict[str, Any]:
    """What was filled in, as the rules want it. Raises WrongField with the block that does not do."""
    details: dict[str, Any] = {}
    for asked in MOVES[move].fields + BESIDES.get(move, ()):
        value = filled.get(asked.name)
        if value in (None, "", []):
            continue
        try:
            details[asked.name] = _read(move, asked, value, filled, words, now)
        except Refused as refused:
            raise WrongField(asked.name, refused.sentence) from None
    return details


def wrong_field(refused: Refused, move: str, details: Mapping[str, Any]) -> str | None:
    """The field that a refusal of the rules is about, so that it is said there; None where no field mends it."""
    params = refused.sentence.params
    if refused.sentence.text == ADDRESS_FIRST:
        return "address_confirmed"
    if isinstance(params.get("field"), Term):
        return str(params["field"].word)
    if "together" in params:
        return "shipping"
    if "when" in params:
        return next((name for name in ("at", "until", "answer_by", "expected_on") if name in details), None)
    if "bound" in params:
        return "paid"
    if "number" in params or "outcome" in params:
        return "number" if "number" in params else "outcome"
    return "money" if {"money", "currency"} & params.keys() and "money" in details else None


def _element(asked: Field, case: Case, words: Words, known: Any = None) -> Block:
    if asked.kind == "text":
        return text_input(asked.name, lines=True, most=2000)
    if asked.kind == "date":
        kind = "datetimepicker" if asked.name in WITH_HOUR else "datepicker"
        picked = {"initial_date": known} if kind == "datepicker" and isinstance(known, str) else {}
        return {"type": kind, "action_id": asked.name} | picked
    if asked.kind == "day":
        picker: Block = {"type": "datepicker", "action_id": asked.name}
        return picker | ({"initial_date": known.isoformat()} if known else {})
    if asked.kind == "weight":
        return text_input(asked.name, initial=f"{known.normalize():f}" if known else None, placeholder="1.2", most=20)
    if asked.kind == "person":
        return {"type": "users_select", "action_id": asked.name}
    if asked.name == "clock":
        dates = _dates_to_find(case, words)
        return select(asked.name, dates, dates[0]["value"] if dates else None)
    if asked.name == "booked":
        return select(asked.name, [option(_booking_title(one, words), one.id) for one in correctable(case)])
    if asked.name == "programme":
        return select(asked.name, _payers_left(case))
    if asked.name == "label":
        return select(asked.name, label_sellers(words, known), known)
    if asked.kind == "choice":
        told = {one: words.term(_term_of(asked, one)) for one in CHOICES[asked.name]}
        return select(asked.name, [option(label[:1].upper() + label[1:], one) for one, label in told.items()], known)
    return text_input(asked.name, initial=known, most=LONGEST.get(asked.name, 200))


def _term_of(asked: Field, choice: str) -> str:
    return (
        f"loss:{choice}"
        if asked.name == "loss_type"
        else f"{asked.name}:{choice}"
        if asked.name in PREFIXED
        else choice
    )


def _booking_title(one: Booked, words: Words) -> str:
    return f"{words.term(f'account:{one.account}')} {words.money(one.money)} – {words.day(one.at)}"


def _payers_left(case: Case) -> list[Block]:
    """The payers whose last day is running, by name."""
    return [option(payer_name(case, one), one) for one in open_payers(case)]


def payer_name(case: Case, programme: str) -> str:
    """What a payer is called by the rule that gave its clock the date."""
    clock = case.clock(f"filing_deadline:{programme}")
    return (clock.terms.get("programme") if clock else None) or programme


def _dates_to_find(case: Case, words: Words) -> list[Block]:
    """The clocks whose date a person may enter: those without one first."""
    running = [clock for clock in (case.clock(key) for key in datable(case)) if clock is not None]
    shown = sorted(running, key=lambda clock: clock.due_at is not None)
    return [option(_clock_title(case, clock, words), clock.key) for clock in shown]


def _clock_title(case: Case, clock: Clock, words: Words) -> str:
    line = line_title(case, clock.key.rpartition(":")[2], words) or clock.terms.get("programme", "")
    what = words.term(clock_term(clock.kind, clock.key))
    return f"{what} – {line}" if line else what


def _read(move: str, asked: Field, value: Any, filled: Mapping[str, Any], words: Words, now: datetime) -> Any:
    if asked.kind == "money":
        return read_money(value, filled.get(_currency_block(asked.name)) or "", may_be_zero=asked.name in MAY_BE_ZERO)
    if asked.kind == "date":
        return instant("come_back" if move == "wait" else asked.name, value, words, now)
    if asked.kind == "day":
        return day_of(value)
    if asked.kind == "yes":
        return value == "yes"
    if asked.kind == "tick":
        return bool(value)
    if asked.kind == "weight":
        return read_weight(value)
    if asked.kind == "choice" and asked.name in CHOICES and value not in CHOICES[asked.name]:
        raise Refused(N_("“{value}” is not one of the choices for “{field}”."), value=value, field=Term(asked.name))
    return value.strip() if isinstance(value, str) else value


def instant(name: str, value: Any, words: Words, now: datetime) -> datetime:
    """A chosen day or moment in UTC: a last day begins at 00:00, a day to come back to at 09:00, a past one at noon."""
    if isinstance(value, int):
        return datetime.fromtimestamp(value, UTC)
    zone, day = ZoneInfo(words.zone), day_of(value)
    if name == "at":
        noon = datetime.combine(day, NOON, zone).astimezone(UTC)
        return min(now, noon) if now.astimezone(zone).date() == day else noon
    hour = OPENING if name in ("expected_on", "come_back") else time.min
    return datetime.combine(day, hour, zone).astimezone(UTC)


def day_of(value: Any) -> date:
    """A chosen day. Raises Refused for anything else."""
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise Refused(N_("{value} is not a date. Write it like 2026-04-03."), value=str(value)[:20]) from None


def _currency_of(case: Case) -> str | None:
    known = case.order.paid or case.order.cost
    return known.currency if known else None
