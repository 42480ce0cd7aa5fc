"""Refund, credit or resend: the decision for the buyer, within the limit or waiting for approval."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from cases.act import Act
from cases.decide import check_may_begin
from cases.deciding import ADDRESS_FIRST
from cases.money import read_currency
from cases.moves import AGENT, LEAD
from cases.refund_guards import refund_guards
from cases.words import N_, NoLongerApplies, Person, Refused, Sentence, WrongField
from handlers.case_refs import case_named
from handlers.expected_costs import expected_in
from handlers.opening import followed_parcel
from handlers.rules_in_force import rule_book
from handlers.views.decide_form import (
    ALL_THE_SAME,
    KINDS,
    NOTHING,
    Standing,
    amount_block,
    carried_over,
    decide_form,
    read_decision,
)
from handlers.views.expected_costs import expected_blocks
from handlers.views.kit import Block
from handlers.views.move_form import instant
from handlers.visit import SILENT, Answer, Verb, Visit
from handlers.who import admins, approvers, limits_of


def asked(visit: Visit) -> Answer:
    """A click on Refund, Resend, Credit or Partial refund: the form with that choice made."""
    parts = visit.ask.name.split(":")
    move = parts[1] if len(parts) > 1 and parts[1] in KINDS else "choose_refund"
    typed = {amount_block(move): ""} if parts[2:] == ["part"] else NOTHING
    seen = visit.ask.value.get("s")
    case = visit.desk.case(_number(visit.ask.value.get("c")))
    check_may_begin(case, Act(move, visit.who.actor, seen=seen if isinstance(seen, str) else None))
    return Answer(view=_form(visit, move, case.number, seen, typed))


def refund_typed(visit: Visit) -> Answer:
    """`/lost refund 142`."""
    return _typed(visit, "choose_refund")


def resend_typed(visit: Visit) -> Answer:
    """`/lost resend 142`."""
    return _typed(visit, "choose_resend")


def _typed(visit: Visit, move: str) -> Answer:
    case, _ = case_named(visit, visit.ask.text)
    check_may_begin(case, Act(move, visit.who.actor))
    return Answer(view=_form(visit, move, case.number, None, NOTHING))


def switched(visit: Visit) -> Answer:
    """Another kind was chosen inside the form: what that kind asks for, and what was typed so far."""
    return _drawn_anew(visit, visit.ask.text)


def decided(visit: Visit) -> Answer:
    """The form was sent. Where another kind was chosen and not drawn yet, it is drawn now."""
    ask = visit.ask
    drawn, move = ask.meta.get("m"), ask.filled.get("kind") or ask.meta.get("m")
    if move not in KINDS:
        raise NoLongerApplies(N_("This form is too old. Close it and press the button on the card again."))
    if move != drawn:
        return _drawn_anew(visit, move)
    case = visit.desk.case(_number(ask.meta.get("c")))
    _check_currency(ask.filled.get("currency"))
    details = read_decision(move, ask.filled)
    if not details["lines"]:
        raise WrongField(amount_block(move), Sentence(N_("Enter an amount for at least one line.")))
    if move == "choose_resend":
        details |= _replacement(visit)
    try:
        made = visit.desk.move(case.number, Act(move, visit.who.actor, details=details, seen=ask.meta.get("s")))
    except Refused as refused:
        # What can be corrected is said below its field; that the case has moved on is not.
        if type(refused) is not Refused:
            raise
        if "guard" in refused.sentence.params and ALL_THE_SAME not in ask.filled:
            return _drawn_anew(visit, move)
        raise WrongField(_field_of(refused, move), refused.sentence) from None
    waits = made.remedies[-1].state == "awaiting_approval"
    return Answer(text=_nobody_else(visit, made.reference)) if waits else SILENT


def _drawn_anew(visit: Visit, move: str) -> Answer:
    meta = visit.ask.meta
    kind = move if move in KINDS else "choose_refund"
    typed = carried_over(meta.get("k"), visit.ask.filled, str(meta.get("m")), kind)
    return Answer(view=_form(visit, kind, meta.get("c"), meta.get("s"), typed), replaces_view=True)


def _form(visit: Visit, move: str, number: object, seen: object, typed: Mapping[str, Any]) -> Block:
    case = visit.desk.case(_number(number))
    if not case.is_open:
        raise NoLongerApplies(N_("{reference} is closed. Re-open it first."), reference=case.reference)
    limits = limits_of(visit.settings)
    roles = visit.who.roles & {AGENT, LEAD}
    limit = {code: limits.of(frozenset(roles), code) for code in {*limits.agent, *limits.lead}}
    elsewhere: dict[str, Decimal] = {}
    if case.order.ref:
        elsewhere = visit.tx.cases.decided_elsewhere(visit.workspace, case.order.ref, case.number)
    meta = {"s": seen, "ch": visit.ask.channel or visit.ask.meta.get("ch")}
    guards = refund_guards(case, rule_book(visit.tx, visit.workspace))
    overrules = LEAD in visit.who.roles
    hints = expected_blocks(expected_in(visit, case), visit.words)
    standing = Standing(limit, elsewhere)
    return decide_form(case, move, visit.words, standing, meta, typed, guards, may_overrule=overrules, hints=hints)


def _replacement(visit: Visit) -> dict[str, object]:
    details: dict[str, object] = {}
    filled = visit.ask.filled
    if filled.get("number"):
        try:
            parcel = followed_parcel(filled["number"])
        except Refused as refused:
            raise WrongField("number", refused.sentence) from None
        details |= {"number": parcel.number, "carrier": parcel.carrier, "carrier_name": parcel.carrier_name}
    if filled.get("expected_on"):
        details["expected_on"] = instant("expected_on", filled["expected_on"], visit.words, visit.at)
    return details


def _field_of(refused: Refused, move: str) -> str:
    params = refused.sentence.params
    if refused.sentence.text == ADDRESS_FIRST:
        return "address_confirmed"
    if "guard" in params:
        return ALL_THE_SAME
    if "bound" in params:
        return "paid"
    if "number" in params:
        return "number"
    return "currency" if "currency" in params else amount_block(move)


def _check_currency(written: str | None) -> None:
    try:
        read_currency(written or "")
    except Refused as refused:
        raise WrongField("currency", refused.sentence) from None


def _nobody_else(visit: Visit, reference: str) -> str | None:
    """Who is asked to approve; where nobody but the requester could, or nobody at all, who can add an approver."""
    everybody = approvers(visit.tx, visit.workspace, visit.settings)
    others = [one for one in everybody if one != visit.who.id]
    words = visit.words
    if others:
        return words(
            N_("{reference} waits for approval by {people}."),
            reference=reference,
            people=tuple(Person(one) for one in others[:3]),
        )
    stewards = tuple(Person(one) for one in admins(visit.tx, visit.workspace, visit.settings)[:3])
    text = N_("{reference} waits for approval, which nobody can give. {people} can add an approver: /lost settings.")
    if everybody:
        text = N_(
            "{reference} waits for approval, which only you could give. {people} can add an approver: /lost settings."
        )
    return words(text, reference=reference, people=stewards or words(N_("An admin of the workspace")))


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


VERBS = (
    Verb("refund", N_("CASE"), N_("a refund, or another decision for the buyer, as a form"), refund_typed,
         ("decide", "退款", "决定"), writes=False),
    Verb("resend", N_("CASE"), N_("a replacement for the buyer, as a form"), resend_typed, ("补发",), writes=False),
)  # fmt: skip
CLICKS = {"decide": asked, "kind": switched}
FORMS = {"decide": decided}
