"""What is told and asked before a claim is filed, wherever somebody says that it was: what it lacks, whom else to ask,
when the refund may be made, and whether it is being filed through an interface already."""

from collections.abc import Mapping
from typing import Any

from cases.case import Case, Claim
from cases.claiming import check_not_filed_beside
from cases.prospects import prospects_of
from cases.refund_guards import refund_guards
from cases.whom_to_claim import sides, stances
from cases.words import N_, Refused, Sentence, WrongField
from handlers.filed_through import refuse_while_under_way
from handlers.language import Marked, Words
from handlers.needed_documents import lacking_for
from handlers.rules_in_force import rule_book
from handlers.views.evidence import LACKING, lacking_blocks
from handlers.views.guard_words import beside_told, guard_told, names_told
from handlers.views.kit import Block, paragraphs
from storage.transaction import Transaction


def filing_warnings(tx: Transaction, case: Case, claim: Claim, words: Words) -> list[Block]:
    """What stands in a form by which a claim is said to be filed: the payer's guards, other payers, what is missing."""
    rules = rule_book(tx, case.workspace)
    payer = rules.payer_of(case, claim.payer)
    told: list[str] = []
    if payer is not None:
        told += [guard_told(one, words) for one in refund_guards(case, rules) if one.payer.id == payer.id]
        side = next(
            (one for one in sides(case, prospects_of(case, rules), rules) if one.programme.id == payer.id), None
        )
        if side is not None:
            told += beside_told(side, stances(case, payer), words)
            if side.elsewhere:
                told.append(
                    words(N_("Tell them of the claim on {payers} too."), payers=names_told(side.elsewhere, words))
                )
    blocks = paragraphs(told) if told else []
    lacking = lacking_for(tx, case, claim)
    return blocks + (lacking_blocks(lacking, bool(case.evidence), words) if lacking else [])


def check_before_filing(tx: Transaction, case: Case, claim: Claim, filled: Mapping[str, Any], words: Words) -> None:
    """Refuse what is being filed already, and an incomplete claim that nobody has agreed to file so.

    Where no file is kept here at all, the team keeps its documents elsewhere, and is only told.
    """
    refuse_while_under_way(tx, case, claim)
    if case.evidence and not filled.get(LACKING) and (lacking := lacking_for(tx, case, claim)):
        names = words(N_(", ")).join(words.term(f"slot:{one}") for one in lacking)
        text = N_("Missing: {slots}. Tick this box to file all the same, or close the form and add them first.")
        raise WrongField(LACKING, Sentence(text, {"slots": Marked(names)}))


def check_not_second(tx: Transaction, case: Case, claim: Claim) -> None:
    """Refuse a second claim where nobody can say that it is meant."""
    try:
        check_not_filed_beside(case, claim, rule_book(tx, case.workspace))
    except Refused as refused:
        raise Refused(
            N_(
                "A claim on {other} was filed already ({state}), and this one would be a second for one loss. If it is "
                "meant, file it by hand, and say so with “Claim filed” in “More”."
            ),
            other=refused.sentence.params["other"],
            state=refused.sentence.params["state"],
        ) from None
