"""What came back of a loss, and what of it is owed back: nobody earns by a lost parcel.

What came back in another currency than the loss is compared by the dated rates of the day, which stay with the claim;
where there is none, nothing is owed back by itself, and a person has to compare.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from cases.booking import signed
from cases.case import Case, Claim
from cases.light_dataclass import dataclass
from cases.lines import with_line
from cases.money import Money
from cases.rates import Rate, converted
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


def with_excess_owed(before: Case, case: Case, now: datetime, rates: Iterable[Rate] = ()) -> Case:
    """The case after a move that changed its money, with what came in above the loss owed back to whoever paid last.

    Where the loss turned out greater that is undone. What a payer let us keep in writing counts against nobody.
    """
    if not case.is_open or _money_of(before) == _money_of(case):
        return case
    known = tuple(rates)
    if is_mixed(case) and (found := too_much(case, known, now.date())) is not None:
        return _across(case, found, known, now)
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


def is_mixed(case: Case) -> bool:
    """Whether money came in a currency in which the loss is not known, or in several, so that rates are needed."""
    came = {one.received.currency for one in case.claims if one.received is not None}
    lost = {currency for currency in _loss_currencies(case) if loss_in(case, currency) is not None}
    return bool(came and lost) and (len(came) > 1 or not came <= lost)


def may_be_mixed(case: Case) -> bool:
    """Whether the next money of a claim may need rates to be compared with the loss."""
    claimed = {money.currency for one in case.claims if (money := one.granted or one.asked) is not None}
    return len(claimed | _loss_currencies(case)) > 1


def too_much(case: Case, rates: Iterable[Rate], on: date) -> "TooMuch | None":
    """By how much what is kept exceeds the loss, in the currency of what came last; None where a rate is missing."""
    known = tuple(rates)
    counted = [_without_excess(one) for one in case.claims if one.received is not None and one.state != "released"]
    last = _last_paid_first(counted)
    currency = last[0].received.currency if last and last[0].received is not None else None
    if currency is None:
        return None
    used: list[Rate] = []
    came = _together([money for one in counted if (money := kept(one)) is not None], currency, known, on, used)
    loss = _loss_across(case, currency, known, on, used)
    return TooMuch(Money(came - loss, currency), tuple(dict.fromkeys(used))) if came is not None and loss else None


@dataclass(frozen=True, slots=True)
class TooMuch:
    """What is kept less the loss, below zero where the loss is more, and the rates by which they were compared."""

    money: Money
    rates: tuple[Rate, ...]


def _across(case: Case, found: "TooMuch", rates: tuple[Rate, ...], now: datetime) -> Case:
    """Over all currencies: the excess is owed back to whoever paid last, each in its own currency."""
    left = found.money
    for claim in _last_paid_first(_without_excess(one) for one in case.claims if one.received is not None):
        money = kept(claim)
        back = converted(left, money.currency, rates, now.date()) if money and left.amount > 0 else None
        changes: dict[str, object] = {"state": claim.state, "to_repay": None}
        if money and back and back.money.amount > 0:
            owed = back.money if money > back.money else money
            whole = converted(owed, left.currency, rates, now.date())
            left = left - whole.money if whole and left > whole.money else Money(Decimal(0), left.currency)
            new = tuple(one for one in found.rates if one not in claim.rates)
            changes = {"state": "repay_owed", "to_repay": owed, "rates": (*claim.rates, *new)}
        before = next(one for one in case.claims if one.id == claim.id)
        if (changes["state"], changes["to_repay"]) != (before.state, before.to_repay):
            case = with_line(case, claim.id, **changes, contact_at=now)
    return case


def _loss_across(case: Case, currency: str, rates: tuple[Rate, ...], on: date, used: list[Rate]) -> Decimal | None:
    """The most that the loss can have cost, in one currency; None where nothing is known, or a rate is missing."""
    spent = [Money(amount, name) for name, amount in decided_money(case).items()]
    spent += [one.money for one in case.debits if not one.returned]
    whole = [[one] for one in (case.order.paid, case.order.cost) if one is not None] + ([spent] if spent else [])
    goods = [_together(one, currency, rates, on, used) for one in whole]
    charges = _together([Money(_charges(case, one), one) for one in _loss_currencies(case)], currency, rates, on, used)
    known = [one for one in goods if one is not None]
    return max(known) + charges if known and len(known) == len(goods) and charges is not None else None


def _together(
    amounts: Iterable[Money], currency: str, rates: tuple[Rate, ...], on: date, used: list[Rate]
) -> Decimal | None:
    """Amounts added up in one currency; None where a rate is missing."""
    total = Decimal(0)
    for one in amounts:
        made = converted(one, currency, rates, on) if one.amount else None
        if one.amount and made is None:
            return None
        if made is not None:
            used += made.rates
            total += made.money.amount
    return total


def _loss_currencies(case: Case) -> set[str]:
    """The currencies in which anything of the loss is known."""
    known = [case.order.paid, case.order.cost, case.parcel.postage]
    booked = [one.money for one in case.booked if one.account in CHARGES]
    names = {one.currency for one in (*known, *booked) if one is not None}
    return names | set(decided_money(case)) | {one.money.currency for one in case.debits if not one.returned}


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
