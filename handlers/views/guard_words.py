"""When a refund must wait for a payer, or come first, in words, and any sentence with the rule that it follows from."""

from cases.refund_guards import WAIT, Guard
from cases.rules import Rule
from cases.words import N_
from handlers.language import Words, brief, quoted
from handlers.views.rule_words import linked, rules_text

NAME_LONGEST = 60


def guard_told(guard: Guard, words: Words) -> str:
    """When the refund must wait for a payer, or come first, with the payer's own words and their source."""
    name = brief(guard.payer.name, NAME_LONGEST)
    if guard.timing == WAIT:
        said = words(N_("⚠️ *Do not refund yet*: {payer} may pay nothing once the buyer is refunded."), payer=name)
    else:
        said = words(N_("⚠️ *Refund or resend first*: {payer} wants the proof of it."), payer=name)
    return with_rule(said, guard.rule, words)


def with_rule(said: str, rule: Rule | None, words: Words) -> str:
    """A sentence of ours with the words of the rule behind it and where they are written."""
    if rule is None:
        return said
    told = quoted(rules_text([rule], words))
    source = f" ({linked(rule.source)})" if rule.source else ""
    return words.in_a_row(said, told) + source
