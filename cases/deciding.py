"""What the buyer gets: choosing, approving, doing. The rules about money live here.

A line never ends by being approved: a refund ends with its reference, a replacement when it arrives.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from cases.booking import check_parts, check_was_paid
from cases.case import Case, Debit, Line, Parcel, Remedy
from cases.lines import entity, with_line
from cases.making import Making
from cases.money import Money
from cases.moves import LEAD
from cases.refund_guards import guards_that_wait, refund_guards
from cases.remedies import decided_money, refund_bound
from cases.rights import check_may_approve, needs_approval
from cases.targets import check_against_dispute
from cases.tracks import MONEY_REMEDIES, REMEDY_LIVE
from cases.words import N_, NotAllowed, Refused

KINDS = {"choose_refund": "refund", "choose_credit": "credit", "choose_resend": "resend"}
# A replacement may be decided while the buyer is still being asked; it may not be on its way.
ADDRESS_FIRST = N_("Confirm the buyer's address and phone number first: to a wrong address it would be lost too.")


def _choose(making: Making) -> Case:
    """A new line for the buyer: approved at once within the limit, else waiting for somebody else's approval."""
    kind = KINDS[making.act.move]
    lines = _lines(making)
    total = Remedy("", kind, lines, "", "", making.now).total
    paid: Money | None = making.given("paid") or making.case.order.paid
    case = with_paid(making.case, paid) if paid else making.case
    check_parts(case.order)
    if kind in MONEY_REMEDIES:
        check_was_paid(case.order)
        check_against_dispute(case)
        _check_against_paid(making, case, total)
        _check_may_refund_now(making, case)
    making.target = f"R{len(case.remedies) + 1}"
    remedy = Remedy(
        id=making.target,
        kind=kind,
        lines=lines,
        state="awaiting_approval" if _over_limit(making, case, total) else "approved",
        decided_by=making.act.actor.id,
        decided_at=making.now,
        state_at=making.now,
        reason=making.given("reason"),
        replacement=making.given("number"),
        address_confirmed=bool(making.given("address_confirmed")),
        expected_on=making.given("expected_on"),
    )
    case = replace(case, remedies=(*case.remedies, remedy), waiting_until=None, triaged=True)
    return _shipped_already(making, case, remedy)


def _lines(making: Making) -> tuple[Line, ...]:
    lines: tuple[Line, ...] = tuple(making.given("lines") or ())
    if not lines:
        raise Refused(N_("Enter an amount for at least one line: goods, shipping, tax or duty."))
    if len({line.money.currency for line in lines}) > 1:
        raise Refused(N_("All lines of one decision must be in one currency. Decide a second time for the other one."))
    wrong = next((line.money for line in lines if not line.money.is_an_amount), None)
    if wrong is not None:
        raise Refused(N_("{money} is no amount for a line. Every line is zero or more."), money=wrong)
    if not any(line.money.amount for line in lines):
        raise Refused(N_("Enter an amount for at least one line: goods, shipping, tax or duty."))
    return lines


def with_paid(case: Case, paid: Money) -> Case:
    """The case with what the buyer paid; refused where more than that, or another currency, is decided already."""
    bound = refund_bound(case)
    if bound and (paid.currency != bound.currency or bound > paid):
        raise Refused(
            N_("{bound} is already decided for the buyer; what was paid cannot be {paid}."), bound=bound, paid=paid
        )
    return replace(case, order=replace(case.order, paid=paid))


def _check_against_paid(making: Making, case: Case, total: Money) -> None:
    paid = case.order.paid
    if paid is None:
        raise Refused(N_("What did the buyer pay? Enter it once; no refund may go beyond it."))
    if paid.currency != total.currency:
        raise Refused(
            N_("The buyer paid in {currency}; refund {total} in {currency} too."), currency=paid.currency, total=total
        )
    bound = refund_bound(case)
    elsewhere = making.circumstances.refunded_elsewhere.get(paid.currency, Decimal(0))
    left = Money(paid.amount - elsewhere, paid.currency)
    left = left - bound if bound else left
    for debit in case.debits:
        if not debit.returned and debit.money.currency == left.currency:
            left = left - debit.money
    if total > left:
        raise Refused(
            N_("{total} is more than what is left of the {paid} that the buyer paid: {left}."),
            total=total,
            paid=paid,
            left=Money(max(left.amount, Decimal(0)), left.currency),
        )


def _check_may_refund_now(making: Making, case: Case) -> None:
    """Where a payer pays only while the buyer is not refunded yet, a lead may refund all the same, and says so."""
    waiting = guards_that_wait(refund_guards(case, making.circumstances.terms.rules))
    if not waiting or (making.given("all_the_same") and LEAD in making.act.actor.roles):
        return
    payer = waiting[0].payer.name
    if LEAD in making.act.actor.roles:
        raise Refused(
            N_("{payer} may pay nothing once the buyer is refunded. Tick “Refund all the same” if that is meant."),
            payer=payer,
            guard=payer,
        )
    raise NotAllowed(
        N_("{payer} may pay nothing once the buyer is refunded, so a lead decides whether it is refunded now."),
        roles=frozenset({LEAD}),
        payer=payer,
    )


def _over_limit(making: Making, case: Case, total: Money) -> bool:
    """Limits count everything decided for the order so far, in this case and in its siblings."""
    return needs_approval(
        total, _decided_for_order(making, case, total.currency), making.act.actor, making.circumstances.limits
    )


def _decided_for_order(making: Making, case: Case, currency: str) -> Decimal:
    elsewhere = making.circumstances.decided_elsewhere.get(currency, Decimal(0))
    return decided_money(case).get(currency, Decimal(0)) + elsewhere


def _shipped_already(making: Making, case: Case, remedy: Remedy) -> Case:
    """A replacement whose number is known when it is decided is under way at once, if nobody has to approve it."""
    if remedy.kind != "resend" or remedy.replacement is None:
        return case
    if not remedy.address_confirmed:
        raise Refused(ADDRESS_FIRST)
    case = _with_replacement(making, case, remedy.replacement)
    return with_line(case, remedy.id, state="replacement_moving") if remedy.state == "approved" else case


def _with_replacement(making: Making, case: Case, number: str) -> Case:
    if any(parcel.number == number for parcel in case.parcels):
        raise Refused(N_("{number} already belongs to this case. A replacement needs its own number."), number=number)
    parcel = Parcel(number, making.given("carrier"), making.given("carrier_name"), "replacement")
    return replace(case, parcels=(*case.parcels, parcel))


def _wait(making: Making) -> Case:
    return replace(making.case, waiting_until=making.future("until"), triaged=True)


def _nothing_owed(making: Making) -> Case:
    return replace(making.case, remedy_end="nothing_owed", waiting_until=None, triaged=True)


def _decline(making: Making) -> Case:
    return replace(making.case, remedy_end="declined", waiting_until=None, triaged=True)


def _reconsider(making: Making) -> Case:
    return replace(making.case, remedy_end=None)


def _debited(making: Making) -> Case:
    return with_debit(making.case, making.given("money"), making.given("through"), making.now)


def with_debit(case: Case, money: Money, through: str, now: datetime) -> Case:
    """The case after a marketplace took the money itself: a refund still to be made is dropped, never paid twice."""
    for one in case.remedies:
        if one.kind in MONEY_REMEDIES and one.state in REMEDY_LIVE:
            case = with_line(case, one.id, state="undecided", dropped_by="debited", state_at=now)
    return replace(
        case, debits=(*case.debits, Debit(money, through, now)), remedy_end="refunded_by_force", waiting_until=None
    )


def _approve(making: Making) -> Case:
    """Approved by somebody else, within that person's own limit for everything decided for the order."""
    remedy = _remedy(making)
    decided = _decided_for_order(making, making.case, remedy.total.currency)
    check_may_approve(remedy, making.act.actor, making.circumstances.limits, besides=decided - remedy.total.amount)
    state = "replacement_moving" if remedy.replacement else "approved"
    return _line(making, state=state, approved_by=making.act.actor.id, question=None)


def _ask(making: Making) -> Case:
    check_may_approve(_remedy(making), making.act.actor, making.circumstances.limits)
    return _line(making, state="asked", question=making.given("text"))


def _answer(making: Making) -> Case:
    return _line(making, state="awaiting_approval", question=None)


def _reject(making: Making) -> Case:
    check_may_approve(_remedy(making), making.act.actor, making.circumstances.limits)
    return _dropped(making)


def _withdraw(making: Making) -> Case:
    actor, remedy = making.act.actor, _remedy(making)
    if actor.kind == "person" and actor.id != remedy.decided_by and "lead" not in actor.roles:
        raise NotAllowed(
            N_("Only the person who asked for it, or a lead, can withdraw this request."), roles=frozenset({"lead"})
        )
    return _dropped(making)


def _dropped(making: Making) -> Case:
    """The line counts for nothing any more; the replacement's number, if any, is followed no longer."""
    remedy = _remedy(making)
    case = _line(making, state="undecided", dropped_by=making.act.move, reason=making.given("reason"))
    if remedy.replacement is None:
        return case
    kept = tuple(parcel for parcel in case.parcels if parcel.number != remedy.replacement)
    return replace(case, parcels=kept)


def _refund_done(making: Making) -> Case:
    return _line(making, state="refunded", reference=making.given("reference"))


def _replacement_shipped(making: Making) -> Case:
    if not (_remedy(making).address_confirmed or making.given("address_confirmed")):
        raise Refused(ADDRESS_FIRST)
    case = _with_replacement(making, making.case, making.given("number"))
    return with_line(
        case,
        _remedy(making).id,
        state="replacement_moving",
        state_at=making.now,
        replacement=making.given("number"),
        address_confirmed=True,
        expected_on=making.given("expected_on"),
    )


def _replacement_delivered(making: Making) -> Case:
    return _line(making, state="satisfied")


def _replacement_lost(making: Making) -> Case:
    """The line ends here; the desk opens the linked case that goes on."""
    linked = making.given("linked_case")
    case = _line(making, state="lost_again")
    return replace(case, linked=(*case.linked, linked)) if linked else case


def _keep_remedy(making: Making) -> Case:
    return with_line(making.case, _remedy(making).id, kept_though_found=True)


def _bounced(making: Making) -> Case:
    """The refund has to be made again, unless the marketplace has taken the money for the buyer meanwhile."""
    if making.case.remedy_end == "refunded_by_force":
        return _line(making, state="undecided", dropped_by="debited", reference=None)
    return _line(making, state="approved", reference=None)


def _remedy(making: Making) -> Remedy:
    line = entity(making.case, making.target or "")
    assert isinstance(line, Remedy)
    return line


def _line(making: Making, **changes: Any) -> Case:
    return with_line(making.case, _remedy(making).id, state_at=making.now, **changes)


REMEDY_EFFECTS: dict[str, Callable[[Making], Case]] = {
    **dict.fromkeys(KINDS, _choose),
    "wait": _wait,
    "nothing_owed": _nothing_owed,
    "decline": _decline,
    "reconsider": _reconsider,
    "debited": _debited,
    "approve": _approve,
    "ask_requester": _ask,
    "answer_approver": _answer,
    "reject": _reject,
    "withdraw": _withdraw,
    "refund_done": _refund_done,
    "replacement_shipped": _replacement_shipped,
    "remedy_failed": _dropped,
    "cancel_remedy": _dropped,
    "keep_remedy": _keep_remedy,
    "replacement_delivered": _replacement_delivered,
    "replacement_lost": _replacement_lost,
    "intercept": _dropped,
    "refund_bounced": _bounced,
}
