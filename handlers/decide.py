"""Refund, credit or resend: the decision for the buyer, within the limit or waiting for approval."""

from decimal import Decimal

from cases.decide import Act
from cases.money import read_currency
from cases.moves import AGENT, LEAD
from cases.words import N_, NoLongerApplies, Person, Refused, Sentence, WrongField
from handlers.opening import followed_parcel
from handlers.views.decide_form import KINDS, decide_form, read_decision
from handlers.views.move_form import instant
from handlers.visit import SILENT, Answer, Visit
from handlers.who import admins, approvers, limits_of


def asked(visit: Visit) -> Answer:
    """A click on Refund, Resend or Credit: the form with that choice made."""
    move = visit.ask.name.split(":")[1] if ":" in visit.ask.name else "choose_refund"
    return _form(visit, move if move in KINDS else "choose_refund", visit.ask.value.get("c"), visit.ask.value.get("s"))


def switched(visit: Visit) -> Answer:
    """Another kind was chosen inside the form: what that kind asks for."""
    made = _form(visit, visit.ask.text, visit.ask.meta.get("c"), visit.ask.meta.get("s"))
    return Answer(view=made.view, replaces_view=True)


def decided(visit: Visit) -> Answer:
    """The form was sent."""
    ask = visit.ask
    move = ask.filled.get("kind") or ask.meta.get("m")
    if move not in KINDS:
        raise NoLongerApplies(N_("This form is too old. Close it and press the button on the card again."))
    case = visit.desk.case(_number(ask.meta.get("c")))
    _check_currency(ask.filled.get("currency"))
    details = read_decision(case, move, ask.filled)
    if not details["lines"]:
        raise WrongField("goods", Sentence(N_("Enter an amount for at least one line.")))
    if move == "choose_resend":
        details |= _replacement(visit)
    made = visit.desk.move(case.number, Act(move, visit.who.actor, details=details, seen=ask.meta.get("s")))
    waits = made.remedies[-1].state == "awaiting_approval"
    return Answer(text=_nobody_else(visit, made.reference)) if waits else SILENT


def _form(visit: Visit, move: str, number: object, seen: object) -> Answer:
    case = visit.desk.case(_number(number))
    if not case.is_open:
        raise NoLongerApplies(N_("{reference} is closed. Re-open it first."), reference=case.reference)
    limits = limits_of(visit.settings)
    roles = visit.who.roles & {AGENT, LEAD}
    currencies = {*limits.agent, *limits.lead}
    limit = {code: limits.of(frozenset(roles), code) for code in currencies}
    elsewhere: dict[str, Decimal] = {}
    if case.order.ref:
        elsewhere = visit.tx.cases.decided_elsewhere(visit.workspace, case.order.ref, case.number)
    meta = {"s": seen, "ch": visit.ask.channel}
    return Answer(view=decide_form(case, move, visit.words, limit, elsewhere, meta))


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


def _check_currency(written: str | None) -> None:
    try:
        read_currency(written or "")
    except Refused as refused:
        raise WrongField("currency", refused.sentence) from None


def _nobody_else(visit: Visit, reference: str) -> str | None:
    """What the requester must know when nobody but themselves could approve: who can add an approver."""
    others = [one for one in approvers(visit.tx, visit.workspace, visit.settings) if one != visit.who.id]
    words = visit.words
    if others:
        return words(
            N_("{reference} waits for approval by {people}."),
            reference=reference,
            people=tuple(Person(one) for one in others[:3]),
        )
    stewards = tuple(Person(one) for one in admins(visit.tx, visit.workspace, visit.settings)[:3])
    return words(
        N_("{reference} waits for approval, which only you could give. {people} can add an approver: /lost settings."),
        reference=reference,
        people=stewards or words(N_("An admin of the workspace")),
    )


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


CLICKS = {"decide": asked, "kind": switched}
FORMS = {"decide": decided}
