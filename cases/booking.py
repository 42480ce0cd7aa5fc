"""What people book by hand in a case's ledger: charges no other move tells of, and the correction of such a line.

A line is never changed or deleted. Its correction is a contrary line of its own, with who made it and why.
"""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from cases.case import Booked, Case, Claim, Order
from cases.lines import entity, with_line
from cases.making import Making
from cases.money import Money
from cases.words import N_, NoLongerApplies, Refused

# What can be booked: carriage we paid, duty and tax we paid at the border, fees, an insurance's excess, anything else.
BOOKABLE = ("freight", "import_charges", "fee", "excess", "other_cost")
# How the buyer pays: before, at the door and not yet, or at the door and done.
AT_THE_DOOR = "cash_on_delivery"
PAYMENTS = ("prepaid", AT_THE_DOOR, "cash_collected")
# Who pays what the border asks for: we (delivered duty paid), or the buyer at the door (delivered at place).
DUTY_OURS, DUTY_BUYERS = "ddp", "dap"
DUTY_TERMS = (DUTY_OURS, DUTY_BUYERS)
PARTS = ("shipping", "tax", "duty")
NOT_PAID_YET = N_(
    "The order was to be paid at the door, so the buyer has paid nothing that could be given back. Choose a "
    "replacement or “nothing owed”; if the buyer did pay, change the payment in “Order and money” first."
)


def signed(line: Booked) -> Decimal:
    """What a booked line adds to its account: a correction takes away."""
    return -line.money.amount if line.contrary_to else line.money.amount


def correctable(case: Case) -> tuple[Booked, ...]:
    """The booked lines that nobody has taken back."""
    taken_back = {one.contrary_to for one in case.booked}
    return tuple(one for one in case.booked if one.contrary_to is None and one.id not in taken_back)


def check_was_paid(order: Order) -> None:
    """Refuse to give back what was never paid: the order was to be paid at the door."""
    if order.payment == AT_THE_DOOR:
        raise Refused(NOT_PAID_YET)


def check_parts(order: Order) -> None:
    """Refuse parts of a price that are in another currency, more than the whole, or of a price that nobody entered."""
    parts: list[Money] = [part for name in PARTS if (part := getattr(order, name)) is not None]
    if not parts:
        return
    if order.paid is None:
        raise Refused(N_("Enter what the buyer paid in all first; shipping, tax and duty are parts of it."))
    paid = order.paid
    if any(part.currency != paid.currency for part in parts):
        raise Refused(N_("Shipping, tax and duty are parts of what was paid: enter them in {currency} too."),
                      currency=paid.currency)  # fmt: skip
    together = Money(sum((part.amount for part in parts), Decimal(0)), paid.currency)
    if together > paid:
        raise Refused(
            N_("Shipping, tax and duty come to {together}, which is more than the {paid} paid in all."),
            together=together,
            paid=paid,
        )
    if order.duties == DUTY_BUYERS and order.duty is not None:
        raise Refused(N_("With DAP the buyer pays duty to the carrier and not to us. Leave duty empty, or choose DDP."))


def _book(making: Making) -> Case:
    """One more line, with who booked it, when and why."""
    case, account, money = making.case, making.given("account"), making.given("money")
    if account == "import_charges" and case.order.duties == DUTY_BUYERS:
        raise Refused(
            N_("This order is DAP: the buyer pays duty and tax at the border. If we paid them, change it to DDP first.")
        )
    line = Booked(f"M{len(case.booked) + 1}", account, money, making.given("reason"), making.act.actor.id, making.now)
    return replace(case, booked=(*case.booked, line))


def _correct(making: Making) -> Case:
    """The contrary of a booked line, once."""
    case, name = making.case, making.given("booked")
    wrong = next((one for one in correctable(case) if one.id == name), None)
    if wrong is None:
        raise NoLongerApplies(N_("That line was taken back already, or there is none. “Money” shows every line."))
    reason, by = making.given("reason"), making.act.actor.id
    line = Booked(f"M{len(case.booked) + 1}", wrong.account, wrong.money, reason, by, making.now, wrong.id)
    return replace(case, booked=(*case.booked, line))


def _correct_payment(making: Making) -> Case:
    """Money that was entered wrongly as received is taken off again; the payer owes it as before."""
    claim = entity(making.case, making.target or "")
    assert isinstance(claim, Claim) and claim.received is not None
    wrong: Money = making.given("money")
    if wrong.currency != claim.received.currency or wrong > claim.received:
        raise Refused(
            N_("Only what was entered can be taken back: {received} so far. Enter that much or less."),
            received=claim.received,
        )
    left = claim.received - wrong
    if not left.amount:
        return with_line(making.case, claim.id, state="approved", received=None)
    return with_line(making.case, claim.id, state="part_paid", received=left)


BOOKING_EFFECTS: dict[str, Callable[[Making], Case]] = {
    "book_money": _book,
    "correct_money": _correct,
    "correct_payment": _correct_payment,
}
