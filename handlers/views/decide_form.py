"""The decision for the buyer: refund, credit or resend, in lines of goods, shipping, tax and duty."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from cases.case import Case, Line
from cases.money import Money, read_money
from cases.remedies import decided_money, refund_bound
from cases.words import N_, Refused, WrongField
from handlers.language import Words
from handlers.views.kit import Block, context, field, modal, option, select, text_input
from handlers.views.move_form import currency_field

LINES = ("goods", "shipping", "tax", "duty")
KINDS = ("choose_refund", "choose_credit", "choose_resend")


def decide_form(
    case: Case,
    move: str,
    words: Words,
    limit: Mapping[str, Decimal],
    elsewhere: Mapping[str, Decimal],
    meta: Mapping[str, Any],
) -> Block:
    """The modal with one choice made; what is known of the order is filled in."""
    resend = move == "choose_resend"
    currency = _currency(case)
    blocks = [
        context(_standing(case, words, limit, elsewhere, currency)),
        _kind_field(move, words),
        currency_field(words, currency),
        _amount("goods", N_("Cost of the goods") if resend else N_("Goods"), words, _first_amount(case, resend), False),
        _amount("shipping", N_("Shipping"), words),
    ]
    blocks += _for_resend(words) if resend else _for_refund(case, words)
    blocks.append(field(words.term("reason"), text_input("reason", lines=True, most=1000), "reason"))
    carried = {**meta, "c": case.number, "m": move, "s": meta.get("s")}
    return modal(
        "decide", words.term(move), blocks, submit=words(N_("Decide")), close=words(N_("Cancel")), meta=carried
    )


def read_decision(case: Case, move: str, filled: Mapping[str, Any]) -> dict[str, Any]:
    """What was filled in, as the rules want it. Raises WrongField with the field that does not do."""
    currency = filled.get("currency") or ""
    lines = [
        Line(what, _money(what, filled[what], currency))
        for what in LINES
        if isinstance(filled.get(what), str) and filled[what]
    ]
    details: dict[str, Any] = {"lines": tuple(line for line in lines if line.money.amount)}
    if filled.get("paid"):
        details["paid"] = _money("paid", filled["paid"], currency)
    if filled.get("reason"):
        details["reason"] = filled["reason"].strip()
    if move == "choose_resend":
        details["address_confirmed"] = "yes" in (filled.get("address_confirmed") or [])
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


def _amount(name: str, label: str, words: Words, initial: str | None = None, optional: bool = True) -> Block:
    element = text_input(name, initial=initial, placeholder="31.50", most=20)
    return field(words(label), element, name, optional=optional)


def _for_refund(case: Case, words: Words) -> list[Block]:
    blocks = [_amount("tax", N_("Tax"), words), _amount("duty", N_("Duty"), words)]
    if case.order.paid is None:
        blocks.append(
            field(
                words(N_("What the buyer paid in all")),
                text_input("paid", placeholder="36.50", most=20),
                "paid",
                optional=False,
                hint=words(N_("No refund may go beyond it. Asked once.")),
            )
        )
    return blocks


def _for_resend(words: Words) -> list[Block]:
    confirmed = option(words(N_("Address and phone number are confirmed")), "yes")
    checkbox = {"type": "checkboxes", "action_id": "address_confirmed", "options": [confirmed]}
    return [
        field(words(N_("The buyer's address")), checkbox, "address_confirmed", optional=False),
        field(
            words(N_("New tracking number, if it is known")),
            text_input("number", most=80),
            "number",
            hint=words(N_("It becomes a parcel of this case and is followed like one.")),
        ),
        field(words.term("expected_on"), {"type": "datepicker", "action_id": "expected_on"}, "expected_on"),
    ]


def _standing(
    case: Case, words: Words, limit: Mapping[str, Decimal], elsewhere: Mapping[str, Decimal], currency: str
) -> str:
    """What is known before deciding: paid, decided so far, and how far one decides alone."""
    zero = Decimal(0)
    so_far = decided_money(case).get(currency, zero) + elsewhere.get(currency, zero)
    told = [f"*{case.reference}*"]
    if case.order.paid:
        told.append(words(N_("the buyer paid {money}"), money=case.order.paid))
    if so_far:
        told.append(words(N_("{money} decided for this order so far"), money=Money(so_far, currency)))
    alone = limit.get(currency, zero)
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


def _currency(case: Case) -> str:
    known = case.order.paid or case.order.cost
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
