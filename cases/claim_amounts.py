"""How much to ask of a payer, and why: each step with the rule it comes from, and what is not known said as such."""

from dataclasses import field
from datetime import date
from decimal import ROUND_DOWN, Decimal

from cases.case import Case, Claim
from cases.cover import Contract
from cases.light_dataclass import dataclass
from cases.money import MINOR_DIGITS, SDR, Money
from cases.programmes import fits_for_certain, rules_for, unpaid_by
from cases.rates import Rate, converted
from cases.recovered import kept, postage_of
from cases.rules import Programme, Rule
from cases.words import N_, Sentence, Term

PART_ONLY = frozenset({"damaged", "contents_missing"})


@dataclass(frozen=True, slots=True)
class Because:
    """One step of an amount in words, and the rule that says so, if one does."""

    sentence: Sentence
    rule: Rule | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """What to ask: the amount (None where too little is known), how it comes about, and what is not known of it.

    `value` is that of the goods as this payer counts it, `rates` the dated rates that the amount was computed by.
    """

    money: Money | None
    because: tuple[Because, ...] = ()
    gaps: tuple[Sentence, ...] = ()
    rates: tuple[Rate, ...] = ()
    value: Money | None = None


@dataclass(frozen=True, slots=True)
class Exchange:
    """The dated rates that are kept, and the day for which they are used."""

    rates: tuple[Rate, ...]
    on: date


NO_RATES = Exchange((), date.min)


@dataclass(slots=True)
class _Trail:
    exchange: Exchange
    because: list[Because] = field(default_factory=list)
    gaps: list[Sentence] = field(default_factory=list)
    rates: list[Rate] = field(default_factory=list)

    def says(self, text: str, rule: Rule | None = None, **params: object) -> None:
        self.because.append(Because(Sentence(text, params), rule))

    def lacks(self, text: str, **params: object) -> None:
        self.gaps.append(Sentence(text, params))

    def converts(self, money: Money, currency: str) -> Money | None:
        """The amount in another currency, with the rates by which; None where no dated rate for it is kept."""
        if self.exchange is NO_RATES:
            return None
        found = converted(money, currency, self.exchange.rates, self.exchange.on)
        if found is None:
            return None
        self.says(N_("{original} is {money}."), original=money, money=found.money)
        for rate in found.rates:
            self.says(
                N_("1 {base} is {value} {quote}: {source}, {day}."),
                base=shown_code(rate.base),
                value=f"{rate.value.normalize():f}",
                quote=shown_code(rate.quote),
                source=Term(f"rates:{rate.source}"),
                day=rate.on,
            )
        self.rates += [one for one in found.rates if one not in self.rates]
        return found.money


def proposed(
    case: Case,
    payer: Programme,
    contract: Contract | None = None,
    elsewhere: tuple[Claim, ...] = (),
    exchange: Exchange = NO_RATES,
) -> Proposal:
    """What to ask of a payer. `contract` is the insurance it is claimed under, `elsewhere` the claims on others."""
    trail = _Trail(exchange)
    nothing = unpaid_by(case, payer)
    if nothing is not None:
        trail.says(N_("By their rules nothing is paid for this parcel."), nothing)
        return _made(None, trail)
    value = _value(case, payer, trail)
    money = _lesser(_without_what_came(value, elsewhere, trail), _ceiling(case, payer, contract, trail), trail)
    return _made(_with_postage(case, payer, money, trail), trail, value)


def ceiling(case: Case, payer: Programme) -> Proposal:
    """The most that a payer pays for a parcel, whatever it is worth, and by which rules."""
    trail = _Trail(NO_RATES)
    return _made(_ceiling(case, payer, None, trail), trail)


def _made(money: Money | None, trail: _Trail, value: Money | None = None) -> Proposal:
    return Proposal(money, tuple(trail.because), tuple(trail.gaps), tuple(trail.rates), value)


def value_basis(case: Case, payer: Programme) -> tuple[str, Rule | None]:
    """Whether a payer goes by `cost` or `price`, and the rule that says so; without one carriers go by what is known of
    the cost."""
    said = [one for one in rules_for(case, payer, "value_basis") if not one.unknown]
    if said:
        return said[0].code or "price", said[0]
    return ("cost" if payer.role == "carrier" and case.order.cost else "price"), None


def _value(case: Case, payer: Programme, trail: _Trail) -> Money | None:
    """The value of the goods as this payer counts it: what they cost us, or what the buyer paid."""
    basis, rule = value_basis(case, payer)
    order = case.order
    money = order.cost if basis == "cost" else order.paid
    if rule is None and money is not None:
        text = N_("Whether they go by cost or price is not known. What the goods cost us: {money}.")
        trail.says(text if basis == "cost" else N_(
            "Whether they go by cost or price is not known. What the buyer paid: {money}."), money=money)  # fmt: skip
    elif money is not None:
        text = N_("They go by what the goods cost us: {money}.")
        trail.says(text if basis == "cost" else N_("They go by what the buyer paid: {money}."), rule, money=money)
    elif basis == "cost":
        trail.lacks(N_("What the goods cost us is not entered: More → Order and money."))
    else:
        trail.lacks(N_("What the buyer paid is not entered: More → Order and money."))
    if case.loss_type in PART_ONLY and money is not None:
        trail.lacks(N_("Only part of it may be lost: ask for that part."))
    return money


def _ceiling(case: Case, payer: Programme, contract: Contract | None, trail: _Trail) -> Money | None:
    """The most that this payer pays for a parcel; None where that is not known."""
    if contract is not None:
        return _of_contract(contract, trail)
    declared = case.parcel.declared
    if declared is not None and payer.role == "carrier":
        trail.says(N_("The value declared to the carrier: {money}."), money=declared)
        return declared
    return _by_rule(case, payer, trail)


def _of_contract(contract: Contract, trail: _Trail) -> Money | None:
    if contract.excess is not None:
        trail.says(N_("The contract's excess of {money} is not paid out."), money=contract.excess)
    if contract.cap is None:
        return None
    trail.says(N_("The contract pays {money} a parcel at most."), money=contract.cap)
    return contract.cap


def _by_rule(case: Case, payer: Programme, trail: _Trail) -> Money | None:
    """The lowest of the covers that fit; those with a condition that nobody can check here are only told.

    Where some fit for certain, those that would need more to be known of the parcel do not count.
    """
    found: list[Money] = []
    fitting = [
        one for one in rules_for(case, payer, "liability_default") if not one.unknown and one.covered is not False
    ]
    certain = [one for one in fitting if one.scope.per is None and fits_for_certain(one.scope, case.parcel)]
    if certain and len(certain) < sum(one.scope.per is None for one in fitting):
        trail.lacks(N_("Other covers may hold: enter service and route under More → Parcel and route."))
        fitting = [one for one in fitting if one in certain or one.scope.per is not None]
    for rule in fitting:
        if rule.scope.per is not None:
            trail.says(N_("On a condition that only you can check:"), rule)
            continue
        money = _cover(case, rule, trail)
        if money is not None:
            trail.says(N_("They pay {money} a parcel at most."), rule, money=money)
            found.append(money)
        elif rule.money is None and rule.flat is None and rule.per_kg is None:
            trail.says(N_("What they pay is said in words:"), rule)
    currencies = {one.currency for one in found}
    if len(currencies) == 1:
        return min(found, key=lambda one: one.amount)
    if not found:
        trail.lacks(N_("What they pay at most is not known."))
    else:
        trail.lacks(N_("Their covers are in different currencies: look which one is yours."))
    return None


def _cover(case: Case, rule: Rule, trail: _Trail) -> Money | None:
    """The cover that a rule gives, with the parcel's weight where it counts; None where that is not entered."""
    if rule.money is not None or rule.per_kg is None:
        return rule.money or rule.flat
    weight = case.parcel.weight
    if weight is None:
        trail.lacks(N_("They pay by weight, and the parcel's is not entered: More → Parcel and route."))
        trail.says(N_("They pay by weight:"), rule)
        return None
    by_weight = Money(rule.per_kg.amount * weight, rule.per_kg.currency)
    return by_weight + rule.flat if rule.flat is not None else by_weight


def _lesser(value: Money | None, ceiling: Money | None, trail: _Trail) -> Money | None:
    """The lesser of value and cover, in the currency of the value."""
    if value is None or ceiling is None:
        return value
    if ceiling.currency != value.currency:
        converts = trail.converts(ceiling, value.currency)
        if converts is None:
            trail.lacks(
                N_("No rate from {other} to {currency} is kept here, so the cover of {money} is not compared."),
                other=shown_code(ceiling.currency),
                currency=value.currency,
                money=ceiling,
            )
            return value
        ceiling = converts
    return _in_cents(ceiling) if value > ceiling else value


def _with_postage(case: Case, payer: Programme, money: Money | None, trail: _Trail) -> Money | None:
    """The postage on top, where this payer pays it."""
    said = [one for one in rules_for(case, payer, "shipping_paid") if not one.unknown]
    if not said:
        trail.says(N_("Whether they pay the postage too is not known: it is left out."))
        return money
    rule, postage = said[0], postage_of(case)
    if not rule.covered:
        trail.says(N_("They do not pay the postage."), rule)
        return money
    if postage is None:
        trail.lacks(N_("They pay the postage too, and it is not entered: More → Parcel and route."))
        return money
    if money is None:
        return None
    added = postage if postage.currency == money.currency else trail.converts(postage, money.currency)
    if added is None:
        trail.lacks(N_("The postage of {money} is in another currency: ask for it by itself."), money=postage)
        return money
    trail.says(N_("They pay the postage too: {money}."), rule, money=added)
    return money + added


def _without_what_came(money: Money | None, elsewhere: tuple[Claim, ...], trail: _Trail) -> Money | None:
    """Less what others have paid for the same loss: nobody is paid for it twice."""
    for claim in elsewhere:
        came = kept(claim)
        if money is None or came is None or not came.amount:
            continue
        if came.currency != money.currency:
            trail.lacks(N_("{payer} has paid {money} already, in another currency."), payer=claim.payer, money=came)
            continue
        trail.says(N_("Less what {payer} has paid: {money}."), payer=claim.payer, money=came)
        money = Money(max(money.amount - came.amount, Decimal(0)), money.currency)
    return money


def shown_code(currency: str) -> str:
    """A currency's code as people know it: treaties write SDR."""
    return "SDR" if currency == SDR else currency


def _in_cents(money: Money) -> Money:
    """An amount that can be paid: no finer than its currency goes, and not a cent more than was computed."""
    digits = MINOR_DIGITS.get(money.currency, 2)
    return Money(money.amount.quantize(Decimal(1).scaleb(-digits), ROUND_DOWN), money.currency)
