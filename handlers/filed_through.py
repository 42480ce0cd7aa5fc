"""How a claim stands with a payer that takes claims through an interface: may it be filed so, and how far is it."""

from datetime import datetime, timedelta

from cases.case import Case, Claim
from cases.filings import UNKNOWN, WANTED
from cases.words import N_, Sentence, WrongField
from handlers.views.filing_form import FilingShown
from partners.insurers.known import BY_PROGRAMME, INTERFACES, Interface
from storage.heartbeats import FILES
from storage.transaction import Transaction

# A worker that can file says so every hour.
STILL_FILES = timedelta(hours=3)


def filing_shown(tx: Transaction, case: Case, programme: str, claim: Claim | None, now: datetime) -> FilingShown | None:
    """What the claim form shows of a payer's interface; None where it has none, or nobody here has a key for it."""
    interface = BY_PROGRAMME.get(programme)
    if interface is None:
        return None
    filing = tx.filings.get(case.workspace, case.number, claim.id) if claim is not None else None
    if filing is None and not can_file(tx, interface, now):
        return None
    return FilingShown(interface, filing.state if filing else None, filing.status if filing else None,
                       filing.why if filing else None)  # fmt: skip


def refuse_while_under_way(tx: Transaction, case: Case, claim: Claim) -> None:
    """Refuse to file by hand what is being sent through an interface, or may have been: it would be two claims."""
    filing = tx.filings.get(case.workspace, case.number, claim.id)
    if filing is not None and filing.state in (WANTED, UNKNOWN):
        text = N_("It is being filed with {insurer} just now. Wait until that is settled; you are told.")
        raise WrongField("reference", Sentence(text, {"insurer": INTERFACES[filing.insurer].name}))


def can_file(tx: Transaction, interface: Interface, now: datetime) -> bool:
    """Whether there is a process that files claims with this insurer."""
    noted = tx.heartbeats.last(FILES + interface.code)
    return noted is not None and now - noted < STILL_FILES
