"""The proposed amount of a claim in words: each step with its source, then what is not known of it."""

from cases.claim_amounts import Because, Proposal
from cases.words import N_
from handlers.language import Words
from handlers.views.guard_words import with_rule


def amount_told(proposal: Proposal, words: Words) -> list[str]:
    """Lines of mrkdwn: the amount, how it comes about, what is missing."""
    if proposal.money is not None:
        lines = [words(N_("*Amount proposed*  {money}"), money=proposal.money)]
    else:
        lines = [words(N_("*Amount proposed*  none: too little is known"))]
    lines += [f"• {_because(one, words)}" for one in proposal.because]
    return [*lines, *(f"🟠 {words.say(one)}" for one in proposal.gaps)]


def _because(one: Because, words: Words) -> str:
    """A step, with its rule's own words where they say more, and where they are written."""
    return with_rule(words.say(one.sentence), one.rule, words)
