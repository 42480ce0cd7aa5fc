"""One claim in the card's few words: on whom, how it stands, and the money that counts now."""

from cases.case import Claim
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


def _is_less(part: Money, whole: Money) -> bool:
    return part.currency == whole.currency and whole > part


def claim_state(one: Claim) -> str:
    """The glossary's word for a claim's state, where a refund's would mislead."""
    word = f"claim:{one.state}"
    return word if word in TERMS else one.state
