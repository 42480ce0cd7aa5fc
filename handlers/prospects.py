"""What the rules in force say of a case beside its own facts."""

from cases.case import Case
from cases.prospects import Prospects, prospects_of
from handlers.rules_in_force import rule_book
from storage.transaction import Transaction


def prospects_in(tx: Transaction, case: Case) -> Prospects:
    """Where a case stands with its payers, by the rules and contracts of its workspace as they are now."""
    return prospects_of(case, rule_book(tx, case.workspace))
