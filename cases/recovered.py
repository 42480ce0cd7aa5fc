"""What came back of a loss, and what of it is owed back: nobody earns by a lost parcel.

Amounts of different currencies are never compared; where the loss is known in no currency of a claim, nothing is said.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from cases.booking import signed
from cases.case import Case, Claim
from cases.lines import with_line
from cases.money import Money
from cases.remedies import decided_money

# A claim whose money is there, or is being paid back in part: what of it is kept may be too much beside another's.
KEEPS = frozenset({"paid", "part_paid"})
# Charges of a loss that a payer may be asked for; an insurance's excess is what nobody pays.
CHARGES = frozenset({"freight", "import_charges", "fee", "other_cost"})


def loss_in(case: Case, currency: str) -> Money | None:
    """The most that the loss can have cost in a currency; None where nothing of it is known there.

    The goods count once: as what the buyer paid, what they cost us, or what was given for them, whichever is most;
    the postage that the carrier had for nothing and what else was booked as a charge of this loss come on top.
    """
    spent = decided_money(case).get(currency, Decimal(0))
    spent += sum((one.money.amount for one in case.debits if not one.returned and one.money.currency == currency),
                 Decimal(0))  # fmt: skip
    known = [one.amount for one in (case.order.paid, case.order.cost) if one is not None and one.currency == currency]
    goods = max([*known, spent])
    if not known and not goods:
        return None
    return Money(goods + _charges(case, currency), currency)


def postage_of(case: Case) -> Money | None:
    """What the carrier was paid for the parcel: as it was entered with it, else as freight booked in one currency."""
    if case.parcel.postage is not None:
        return case.parcel.postage
    booked = [Money(signed(one), one.money.currency) for one in case.booked if one.account == "freight"]
    if len({one.currency for one in booked}) != 1:
        return None
    total = Money(sum((one.amount for one in booked), Decimal(0)), booked[0].currency)
    return total if total.amount > 0 else None


def _charges(case: Case, currency: str) -> Decimal:
    """Postage and charges in a currency; freight that was booked is the postage, and counts once."""
    booked = [one for one in case.booked if one.money.currency == currency and one.account in CHARGES]
    postage = case.parcel.postage
    if postage is not None and postage.currency == currency:
        booked = [one for one in booked if one.account != "freight"]
    own = postage.amount if postage is not None and postage.currency == currency else Decimal(0)
    return own + sum((signed(one) for one in booked), Decimal(0))


def is_paid(claim: Claim) -> bool:
    """Whether a payer's money is with us, be it that part of it was more than was lost and goes back."""
    return claim.state in KEEPS or (claim.state == "repay_owed" and claim.to_repay is not None)


def owed_back(claim: Claim) -> Money | None:
    """What of a claim's money has to be paid back; None where nothing has."""
    if claim.state != "repay_owed" or claim.received is None:
        return None
    if claim.to_repay is not None:
        return claim.to_repay
    return claim.received - claim.repaid if claim.repaid else claim.received


def kept(claim: Claim) -> Money | None:
    """What of a claim's money stays with us: received, and neither paid nor owed back."""
    if claim.received is None or claim.state == "repaid":
        return None
    owed = owed_back(claim)
    left = claim.received - claim.repaid if claim.repaid else claim.received
    return left - owed if owed else left


def with_excess_owed(before: Case, case: Case, now: datetime) -> Case:
    """The case after a move that changed its money, with what came in above the loss owed back to whoever paid last.

    Where the loss turned out greater that is undone. What a payer let us keep in writing counts against nobody.
    """
    if not case.is_open or _money_of(before) == _money_of(case):
        return case
    for currency in sorted({one.received.currency for one in case.claims if one.received}):
        case = _in_one_currency(case, currency, now)
    return case


def _money_of(case: Case) -> tuple[object, ...]:
    return case.claims, case.remedies, case.debits, case.order, case.parcel.postage, case.booked


def _in_one_currency(case: Case, currency: str, now: datetime) -> Case:
    loss = loss_in(case, currency)
    if loss is None:
        return case
    whole = [_without_excess(one) for one in case.claims if one.received and one.received.currency == currency]
    counted = [money.amount for one in whole if one.state != "released" and (money := kept(one))]
    excess = sum(counted, Decimal(0)) - loss.amount
    for claim in _last_paid_first(whole):
        before = next(one for one in case.claims if one.id == claim.id)
        money = kept(claim)
        owed = min(excess, money.amount) if money else Decimal(0)
        if owed > 0:
            excess -= owed
            claim = replace(claim, state="repay_owed", to_repay=Money(owed, currency))
        if (claim.state, claim.to_repay) != (before.state, before.to_repay):
            case = with_line(case, claim.id, state=claim.state, to_repay=claim.to_repay, contact_at=now)
    return case


def _without_excess(claim: Claim) -> Claim:
    """The claim as it stood before its excess was owed back."""
    if claim.state != "repay_owed" or claim.to_repay is None:
        return claim
    state = "paid" if claim.received == claim.granted else "part_paid"
    return replace(claim, state=state, to_repay=None)


def _last_paid_first(claims: Iterable[Claim]) -> list[Claim]:
    """Those whose money may be too much, the one that was heard from last before the others.

    What came before the rest of a claim was written off is money like any other.
    """
    paid = [one for one in claims if one.state in KEEPS or one.state == "written_off"]
    return sorted(paid, key=lambda one: (one.contact_at is not None, one.contact_at, one.id), reverse=True)
