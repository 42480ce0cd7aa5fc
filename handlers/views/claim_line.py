"""One claim in the card's few words, and with all its money: on whom, how it stands, what counts now."""

from cases.case import Claim
from cases.ledger import owing
from cases.matching import PROMISED
from cases.money import Money
from cases.recovered import owed_back
from cases.words import N_, Term
from handlers.glossary import TERMS
from handlers.language import Words, brief, quoted

NAME_LONGEST = 40


def claim_told(one: Claim, words: Words) -> str:
    """A claim's payer, state and money: what came of what was granted, else what was granted, else what was asked."""
    told = words(N_("{name}: {state}"), name=brief(one.payer, NAME_LONGEST), state=Term(claim_state(one)))
    if one.state == "part_paid" and one.received and one.granted:
        return told + " " + words(N_("{part} of {whole}"), part=one.received, whole=one.granted)
    if one.state == "approved" and one.granted and one.asked and _is_less(one.granted, one.asked):
        return told + " " + words(N_("{part} of {whole}"), part=one.granted, whole=one.asked)
    if one.state == "repay_owed" and (owed := owed_back(one)):
        return told + " " + words.money(owed)
    if one.state == "denied" and one.denial:
        told += f" ({quoted(words.term(f'denial:{one.denial}'))})"
    money = one.received or one.granted or one.asked
    return f"{told} {words.money(money)}" if money else told


def claim_money_told(one: Claim, words: Words) -> str:
    """A claim with every amount of it: what was asked, offered or granted, received, and is owed on either side."""
    called = [quoted(brief(name, NAME_LONGEST)) for name in (one.reference, one.granted_as) if name]
    granted = N_("offered {money}") if one.state == "offered" else N_("granted {money}")
    amounts = [(N_("claimed {money}"), one.asked), (granted, one.granted), (N_("received {money}"), one.received)]
    # What a payer has not approved yet is asked for, and owed by nobody.
    amounts.append((N_("still owed {money}"), owing(one) if one.state in PROMISED else None))
    amounts += [(N_("repaid {money}"), one.repaid), (N_("to be repaid {money}"), owed_back(one))]
    told = [words(text, money=money) for text, money in amounts if money is not None and money.amount]
    state = f"*{quoted(brief(one.payer, NAME_LONGEST))}*{words(N_(': '))}{words.term(claim_state(one))}"
    return " · ".join([state, *called, *told])


def _is_less(part: Money, whole: Money) -> bool:
    return part.currency == whole.currency and whole > part


def claim_state(one: Claim) -> str:
    """The glossary's word for a claim's state, where a refund's would mislead."""
    word = f"claim:{one.state}"
    return word if word in TERMS else one.state
