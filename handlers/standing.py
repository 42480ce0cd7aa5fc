"""What the rules in force say of a case beside its own facts."""

from cases.case import Case
from cases.standing import Standing, standing_of
from handlers.rules_in_force import rule_book
from storage.transaction import Transaction


def standing_in(tx: Transaction, case: Case) -> Standing:
    """Where a case stands with its payers, by the rules and contracts of its workspace as they are now."""
    return standing_of(case, rule_book(tx, case.workspace))
