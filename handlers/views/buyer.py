"""The buyer of a case: masked for everybody who works on cases, whole for few, and the form that takes it."""

from collections.abc import Mapping
from typing import Any

from cases.buyers import ADDRESS_LONGEST, EMAIL_LONGEST, NAME_LONGEST, PHONE_LONGEST, Buyer
from cases.case import Case
from cases.words import N_
from handlers.language import Words, escaped
from handlers.views.kit import Block, actions, button, context, field, modal, section, text_input

LABELS = {
    "name": N_("Name"),
    "address": N_("Address"),
    "phone": N_("Telephone"),
    "email": N_("E-mail address"),
}


def masked_buyer(case: Case, buyer: Buyer, words: Words, meta: Mapping[str, Any], *, may_see: bool) -> Block:
    """What is known of a masked buyer, with a button that shows it whole to whoever may see that."""
    blocks = [context(f"*{case.reference}*"), *_facts(buyer, words)]
    if may_see:
        blocks.append(context(words(N_("Whoever is shown it whole is noted in the log of the case."))))
        blocks.append(actions([button(words(N_("Show it all")), "see_buyer", {"c": case.number})], block_id="buyer"))
    else:
        text = N_("Its owner, whoever stands in, leads, finance and admins may be shown it whole.")
        blocks.append(context(words(text)))
    return _modal(case, blocks, words, meta, None)


def buyer_shown(case: Case, buyer: Buyer, words: Words, meta: Mapping[str, Any]) -> Block:
    """The buyer, whole, for whoever only reads it."""
    blocks = [context(f"*{case.reference}*"), *_facts(buyer, words), context(words(WHERE))]
    return _modal(case, blocks, words, meta, None)


def buyer_form(case: Case, buyer: Buyer, words: Words, meta: Mapping[str, Any]) -> Block:
    """The buyer, whole, to be filled in or changed; what is left empty is not known any more."""
    longest = {"name": NAME_LONGEST, "address": ADDRESS_LONGEST, "phone": PHONE_LONGEST, "email": EMAIL_LONGEST}
    blocks = [context(f"*{case.reference}*")]
    for name, label in LABELS.items():
        known = getattr(buyer, name)
        element = text_input(name, initial=known, lines=name == "address", most=longest[name])
        blocks.append(field(words(label), element, f"buyer_{name}"))
    blocks.append(context(words(WHERE)))
    return _modal(case, blocks, words, meta, words(N_("Save")))


def _facts(buyer: Buyer, words: Words) -> list[Block]:
    told = [(label, getattr(buyer, name)) for name, label in LABELS.items() if getattr(buyer, name)]
    return [section(f"*{words(label)}*\n{escaped(value)}") for label, value in told]


def _modal(case: Case, blocks: list[Block], words: Words, meta: Mapping[str, Any], submit: str | None) -> Block:
    close = words(N_("Cancel")) if submit else words(N_("Close this"))
    carried = {**meta, "c": case.number}
    return modal("buyer", words(N_("Buyer")), blocks, submit=submit, close=close, meta=carried)


WHERE = N_(
    "Kept encrypted and apart from the case, and posted nowhere. Letters and claim packs use it. It is erased when its "
    "time is over."
)
