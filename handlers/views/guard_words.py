"""When a refund must wait for a payer, or come first, in words, and any sentence with the rule that it follows from."""

from collections.abc import Iterable

from cases.case import Claim
from cases.refund_guards import WAIT, Guard
from cases.rules import Rule
from cases.whom_to_claim import Side
from cases.words import N_
from handlers.language import Marked, Words, brief, quoted
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


def beside_told(side: Side, stands: Iterable[Rule], words: Words) -> list[str]:
    """How a claim on a payer stands to claims on others: which excludes it, and who comes first."""
    told: list[str] = []
    if side.excluded_by is not None:
        said = words(N_("⚠️ Only one of the two pays, and a claim on {payer} is under way."),
                     payer=brief(side.excluded_by.claim.payer, NAME_LONGEST))  # fmt: skip
        told.append(with_rule(said, side.excluded_by.rule, words))
    for payer, rule in side.either if side.excluded_by is None else ():
        said = words(N_("⚠️ Only one of the two pays, this payer or {payer}: ask one of them."),
                     payer=brief(payer.name, NAME_LONGEST))  # fmt: skip
        told.append(with_rule(said, rule, words))
    for payer, rule in side.first:
        said = words(N_("⚠️ They want {payer} to be asked first."), payer=brief(payer.name, NAME_LONGEST))
        told.append(with_rule(said, rule, words))
    beside = [one for one in stands if one.code == "beside"]
    return told + [with_rule(words(N_("Beside other claims:")), one, words) for one in beside]


def names_told(claims: Iterable[Claim], words: Words) -> Marked:
    """The payers of claims, beside each other, as mrkdwn."""
    return Marked(words(N_(", ")).join(quoted(brief(one.payer, NAME_LONGEST)) for one in claims))


def with_rule(said: str, rule: Rule | None, words: Words) -> str:
    """A sentence of ours with the words of the rule behind it and where they are written."""
    if rule is None:
        return said
    told = quoted(rules_text([rule], words))
    source = f" ({linked(rule.source)})" if rule.source else ""
    return words.in_a_row(said, told) + source
