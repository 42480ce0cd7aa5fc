"""Whether what came back of a loss can be compared with it, and what is said where it cannot."""

from datetime import date

from cases.case import Case
from cases.recovered import is_mixed, too_much
from cases.words import N_
from handlers.language import Marked, Words
from storage.transaction import Transaction


def not_compared(tx: Transaction, case: Case, words: Words, day: date) -> str | None:
    """What somebody is asked where no dated rate tells whether more came than was lost; None where it is known."""
    if not is_mixed(case) or too_much(case, tx.rates(case.workspace).of(day), day) is not None:
        return None
    text = N_(
        "🟠 {reference}: what came is in another currency than the loss, and no rate of these days is kept for them. "
        "Compare them yourself: more than was lost has to be paid back. “/lost rates” takes a rate; the next payment "
        "or correction compares by it."
    )
    return words(text, reference=Marked(f"*{case.reference}*"))
