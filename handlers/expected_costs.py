"""What a decision is reckoned with: who would pay how much, and how often that came about before."""

from datetime import timedelta

from cases.case import Case
from cases.claim_amounts import Exchange, Proposal, proposed
from cases.expected_costs import Basis, Expected, expected_costs
from cases.money import Money
from cases.prospects import prospects_of
from cases.rule_book import RuleBook
from cases.rules import Programme
from cases.whom_to_claim import Side, sides
from handlers.rules_in_force import rule_book
from handlers.views.claim_facts import contract_of
from handlers.visit import Visit

OVER = timedelta(days=365)


def expected_in(visit: Visit, case: Case) -> Expected | None:
    """What each choice for the buyer is expected to cost, from the case, the rules and the last year's closed cases."""
    if case.order.paid is None and case.order.cost is None:
        return None
    rules = rule_book(visit.tx, visit.workspace)
    payer, cover = _best(visit, case, rules)
    carrier = case.parcel.carrier
    odds = visit.tx.odds(visit.workspace, visit.at - OVER, visit.who.sees_only)
    basis = Basis(turned_up=odds.turned_up(carrier)) if carrier else Basis()
    if payer is not None and carrier:
        basis = Basis(payer.name, cover, odds.paid(carrier, payer.name), basis.turned_up)
    return expected_costs(case, basis)


def _best(visit: Visit, case: Case, rules: RuleBook) -> tuple[Programme | None, Money | None]:
    """The payer that may be asked for most, as far as an amount is known for certain; the first one where none is."""
    found = sides(case, prospects_of(case, rules), rules)
    asked = [(one, _asked(visit, case, one, rules)) for one in found if one.programme.role != "marketplace"]
    known = [(one, made.money) for one, made in asked if made.money is not None and not made.gaps]
    if not known:
        return (asked[0][0].programme if asked else None), None
    side, money = max(known, key=lambda one: (one[1].currency == _currency(case), one[1].amount))
    return side.programme, money


def _asked(visit: Visit, case: Case, side: Side, rules: RuleBook) -> Proposal:
    today = visit.at.date()
    exchange = Exchange(visit.tx.rates(visit.workspace).of(today), today)
    return proposed(case, side.programme, contract_of(case, side.programme, rules.contracts), side.elsewhere, exchange)


def _currency(case: Case) -> str:
    known = case.order.paid or case.order.cost
    return known.currency if known else ""
