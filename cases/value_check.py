"""Whether what a parcel is worth is covered by whoever carries or insures it, before it goes out."""

from dataclasses import replace
from datetime import date

from cases.case import Case
from cases.claim_amounts import Exchange, ceiling
from cases.cover import cover_of
from cases.light_dataclass import dataclass
from cases.money import Money
from cases.programmes import unpaid_by
from cases.rates import converted
from cases.rule_book import RuleBook
from cases.rules import Rule
from cases.words import N_, Sentence


@dataclass(frozen=True, slots=True)
class ValueChecked:
    """What was found of a value: to put right, to know, or not known; and the rules by which."""

    wrong: tuple[Sentence, ...] = ()
    known: tuple[Sentence, ...] = ()
    unknown: tuple[Sentence, ...] = ()
    rules: tuple[Rule, ...] = ()


def value_checked(case: Case, book: RuleBook, exchange: Exchange, on: date) -> ValueChecked:
    """Compare the price in a case that is not one yet with the insurance that holds on a day, else with the carrier's
    cover."""
    value = case.order.paid
    if value is None:
        return ValueChecked(unknown=(Sentence(N_("No value is given, so it was compared with no cover.")),))
    contract = cover_of(case, book.contracts, on).contract
    if contract is not None:
        said = {"contract": contract.name}
        if contract.cap is None:
            return ValueChecked(known=(Sentence(N_("Insured under {contract}."), said),))
        return _compared(contract.name, contract.cap, value, exchange)
    return _by_carrier(case, book, exchange, value)


def _by_carrier(case: Case, book: RuleBook, exchange: Exchange, value: Money) -> ValueChecked:
    carrier = book.carrier_of(case)
    if carrier is None:
        text = N_("No rules of this carrier are known here, so the value was compared with no cover.")
        return ValueChecked(unknown=(Sentence(text),))
    nothing = unpaid_by(case, carrier)
    if nothing is not None:
        text = N_("{payer} pays nothing for such a parcel. Insure it, or choose a service that has cover.")
        return ValueChecked(wrong=(Sentence(text, {"payer": carrier.name}),), rules=(nothing,))
    found = ceiling(case, carrier)
    rules = tuple(one.rule for one in found.because if one.rule is not None)
    if found.money is None:
        text = N_("What {payer} pays at most for such a parcel is not known here. Ask before you ship {value}.")
        said = {"payer": carrier.name, "value": value}
        return ValueChecked(unknown=(Sentence(text, said),), rules=rules)
    return replace(_compared(carrier.name, found.money, value, exchange), rules=rules)


def _compared(payer: str, cover: Money, value: Money, exchange: Exchange) -> ValueChecked:
    said = {"payer": payer, "cover": cover, "value": value}
    same = cover
    if cover.currency != value.currency:
        made = converted(cover, value.currency, exchange.rates, exchange.on)
        if made is None:
            text = N_("{payer} pays {cover} at most. No rate to {currency} is kept here: compare it with {value}.")
            return ValueChecked(unknown=(Sentence(text, said | {"currency": value.currency}),))
        same = made.money
    if value > same:
        text = N_(
            "{value} is declared, and {payer} pays {cover} at most: {left} would be lost with the parcel. Declare the "
            "value to them, insure it, or choose a service with more cover."
        )
        return ValueChecked(wrong=(Sentence(text, said | {"left": value - same}),))
    return ValueChecked(known=(Sentence(N_("{payer} pays {cover} at most, which is enough for {value}."), said),))
