"""What a case's ledger comes to, in a few words for its card."""

from cases.case import Case
from cases.ledger import statements
from cases.words import N_
from handlers.language import Words

# What is told of a ledger's accounts, in this order; “Money” in *More* has it all.
ON_CARD = (
    ("cost", N_("cost {money}")),
    ("refunded", N_("refunded {money}")),
    ("credited", N_("credited {money}")),
    ("debited", N_("debited {money}")),
    ("resend", N_("replacement {money}")),
    ("received", N_("received {money}")),
    ("to_repay", N_("to be repaid {money}")),
    ("written_off", N_("written off {money}")),
)


def money_told(case: Case, words: Words) -> list[str]:
    """What was paid, went out and came back, the accounts in order and each currency by itself; nothing for zero."""
    found = statements(case)
    paid = [words(N_("paid {money}"), money=one.paid) for one in found if one.paid.amount]
    told = [words(text, money=one.of(name)) for name, text in ON_CARD for one in found if name in one.amounts]
    return [*paid, *told]
