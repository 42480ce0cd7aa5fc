"""Which insurance contract covers a case, as far as this workspace has any."""

from cases.case import Case
from cases.cover import Cover, cover_of, shipped_on
from storage.transaction import Transaction


def cover_in(tx: Transaction, case: Case) -> Cover | None:
    """The cover of a case; None where its workspace has entered no contract, and so nothing is said of it."""
    contracts = tx.contracts.current(case.workspace)
    return cover_of(case, contracts, shipped_on(case)) if contracts else None
