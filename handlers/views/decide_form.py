"""The decision for the buyer: refund, credit or resend, in lines of goods, shipping, tax and duty."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from cases.case import Case, Line
from cases.light_dataclass import dataclass
from cases.money import Money, read_money
from cases.refund_guards import Guard, guards_that_wait
from cases.remedies import decided_money, refund_bound
from cases.words import N_, Refused, WrongField
from handlers.language import Words
from handlers.views.guard_words import guard_told
from handlers.views.kit import Block, context, field, modal, option, section, select, text_input
from handlers.views.move_form import address_field, currency_field

ALL_THE_SAME = "all_the_same"
LINES = ("goods", "shipping", "tax", "duty")
KINDS = ("choose_refund", "choose_credit", "choose_resend")
NOTHING: Mapping[str, Any] = {}
# What stays the same whatever the buyer gets, and so is kept when another kind is chosen.
SHORT = ("goods", "cost", "shipping", "tax", "duty", "paid", "number", "expected_on", "address_confirmed")


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the reader decides alone, by currency, and what the order's other cases have decided."""

    limit: Mapping[str, Decimal]
    elsewhere: Mapping[str, Decimal]


def _guards(guards: Sequence[Guard], words: Words) -> list[Block]:
    return [section(guard_told(one, words)) for one in guards]


def amount_block(move: str) -> str:
    """The block of a decision's first amount: what the goods were sold for is not what they cost us."""
    return "cost" if move == "choose_resend" else "goods"


def decide_form(
    case: Case,
    move: str,
    words: Words,
    standing: Standing,
    meta: Mapping[str, Any],
    typed: Mapping[str, Any] = NOTHING,
    guards: Sequence[Guard] = (),
    *,
    may_overrule: bool = False,
    hints: Sequence[Block] = (),
) -> Block:
    """The modal with one choice made; what is known of the order, or was typed before, is filled in.

    `guards` are payers whose money hangs on when the buyer is refunded; `may_overrule` is a lead's. `hints` say what
    each choice is expected to cost.
    """
    resend = move == "choose_resend"
    currency = typed.get("currency") or _currency(case, resend)
    first = amount_block(move)
    known = typed[first] if first in typed else _first_amount(case, resend)
    blocks = [
        context(_standing(case, words, standing, currency)),
        *hints,
        *_guards(guards, words),
        _kind_field(move, words),
        currency_field(words, currency),
        _amount(first, N_("Cost of the goods") if resend else N_("Goods"), words, {first: known}),
        _amount("shipping", N_("Shipping"), words, typed),
    ]
    blocks += _for_resend(words, typed) if resend else _for_refund(case, words, typed)
    if may_overrule and not resend and guards_that_wait(guards):
        box = option(words(N_("Refund all the same")), "yes")
        element: Block = {"type": "checkboxes", "action_id": ALL_THE_SAME, "options": [box]}
        blocks.append(field(words(N_("A payer may pay nothing after a refund")), element, ALL_THE_SAME))
    reason = text_input("reason", initial=typed.get("reason"), lines=True, most=1000)
    blocks.append(field(words.term("reason"), reason, "reason"))
    kept = {name: typed[name] for name in SHORT if typed.get(name)}
    carried = {**meta, "c": case.number, "m": move, "k": kept or None}
    return modal(
        "decide", words.move(move), blocks, submit=words(N_("Decide")), close=words(N_("Cancel")), meta=carried
    )


def carried_over(before: Any, filled: Mapping[str, Any], drawn: str, chosen: str) -> dict[str, Any]:
    """What was typed so far, for the form of another kind: `before` in forms drawn earlier, `filled` in this one.

    A first amount that was never seen there is left to what is known of the order.
    """
    earlier = {name: one for name, one in before.items() if name in SHORT} if isinstance(before, Mapping) else {}
    typed = {**earlier, **{name: one for name, one in filled.items() if isinstance(one, str)}}
    if amount_block(drawn) == amount_block(chosen):
        typed.setdefault(amount_block(chosen), "")
    else:
        # What the goods cost us may be in another currency than what the buyer paid.
        typed.pop("currency", None)
    return typed


def read_decision(move: str, filled: Mapping[str, Any]) -> dict[str, Any]:
    """What was filled in, as the rules want it. Raises WrongField with the field that does not do."""
    currency = filled.get("currency") or ""
    blocks = {what: amount_block(move) if what == "goods" else what for what in LINES}
    lines = [
        Line(what, _money(block, filled[block], currency))
        for what, block in blocks.items()
        if isinstance(filled.get(block), str) and filled[block].strip()
    ]
    details: dict[str, Any] = {"lines": tuple(line for line in lines if line.money.amount)}
    if filled.get("paid"):
        details["paid"] = _money("paid", filled["paid"], currency)
    if filled.get(ALL_THE_SAME):
        details[ALL_THE_SAME] = True
    if (filled.get("reason") or "").strip():
        details["reason"] = filled["reason"].strip()
    if move == "choose_resend":
        details["address_confirmed"] = filled.get("address_confirmed") == "yes"
    return details


def _money(block: str, written: str, currency: str) -> Money:
    try:
        return read_money(written, currency, may_be_zero=block != "paid")
    except Refused as refused:
        raise WrongField(block, refused.sentence) from None


def _kind_field(move: str, words: Words) -> Block:
    options = [option(words.term(one), one) for one in KINDS]
    element = select("kind", options, move)
    block = field(words(N_("The buyer gets")), element, "kind", optional=False)
    return block | {"dispatch_action": True}


def _amount(name: str, label: str, words: Words, typed: Mapping[str, Any]) -> Block:
    element = text_input(name, initial=typed.get(name), placeholder="31.50", most=20)
    return field(words(label), element, name)


def _for_refund(case: Case, words: Words, typed: Mapping[str, Any]) -> list[Block]:
    blocks = [_amount("tax", N_("Tax"), words, typed), _amount("duty", N_("Duty"), words, typed)]
    if case.order.paid is None:
        blocks.append(
            field(
                words(N_("What the buyer paid in all")),
                text_input("paid", initial=typed.get("paid"), placeholder="36.50", most=20),
                "paid",
                optional=False,
                hint=words(N_("No refund may go beyond it. Asked once.")),
            )
        )
    return blocks


def _for_resend(words: Words, typed: Mapping[str, Any]) -> list[Block]:
    day: Block = {"type": "datepicker", "action_id": "expected_on"}
    if typed.get("expected_on"):
        day["initial_date"] = typed["expected_on"]
    return [
        address_field(words, typed.get("address_confirmed")),
        field(
            words(N_("New tracking number, if it is known")),
            text_input("number", initial=typed.get("number"), most=80),
            "number",
            hint=words(N_("It becomes a parcel of this case and is followed like one.")),
        ),
        field(words.term("expected_on"), day, "expected_on"),
    ]


def _standing(case: Case, words: Words, standing: Standing, currency: str) -> str:
    """What is known before deciding: paid, decided so far, and how far one decides alone."""
    zero = Decimal(0)
    so_far = decided_money(case).get(currency, zero) + standing.elsewhere.get(currency, zero)
    told = [f"*{case.reference}*"]
    if case.order.paid:
        told.append(words(N_("the buyer paid {money}"), money=case.order.paid))
    if so_far:
        told.append(words(N_("{money} decided for this order so far"), money=Money(so_far, currency)))
    alone = standing.limit.get(currency, zero)
    told.append(words(N_("you decide alone up to {money}"), money=Money(alone, currency)))
    return " · ".join(told)


def _first_amount(case: Case, resend: bool) -> str | None:
    """What is left of what the buyer paid, or what the goods cost us."""
    if resend:
        return str(case.order.cost.amount) if case.order.cost else None
    if case.order.paid is None:
        return None
    bound = refund_bound(case)
    left = case.order.paid - bound if bound and bound.currency == case.order.paid.currency else case.order.paid
    return str(left.amount) if left.amount > 0 else None


def _currency(case: Case, resend: bool) -> str:
    known = (resend and case.order.cost) or case.order.paid or case.order.cost
    if known:
        return known.currency
    return BY_MARKETPLACE_END.get((case.order.marketplace or "").rpartition(".")[2], "USD")


# What a marketplace's country settles in, as a first suggestion only.
BY_MARKETPLACE_END = {
    **dict.fromkeys(("de", "fr", "it", "es", "nl", "be", "ie", "at", "fi", "pt", "gr"), "EUR"),
    "uk": "GBP",
    "pl": "PLN",
    "se": "SEK",
    "ca": "CAD",
    "au": "AUD",
    "jp": "JPY",
    "mx": "MXN",
    "br": "BRL",
    "in": "INR",
    "ae": "AED",
    "sa": "SAR",
    "sg": "SGD",
    "tr": "TRY",
    "cn": "CNY",
}
