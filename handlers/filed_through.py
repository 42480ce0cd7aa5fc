"""How a claim stands with a payer that takes claims through an interface: may it be filed so, and how far is it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from cases.case import Case, Claim
from cases.filings import CANCELLING, FILED, UNKNOWN, WANTED
from cases.words import N_, NoLongerApplies, Sentence, WrongField
from handlers.language import Words
from handlers.views.filing_form import FilingShown, cancel_form
from handlers.views.kit import Block, context
from partners.insurers.known import BY_PROGRAMME, INTERFACES, Interface
from storage.filings import Filing
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
    why = under_way(tx, case, claim)
    if why is not None:
        raise WrongField("reference", why)


def under_way(tx: Transaction, case: Case, claim: Claim) -> Sentence | None:
    """Why a claim cannot be filed by hand just now: it, or another on the same payer, is being filed already."""
    for one in case.claims:
        filing = tx.filings.get(case.workspace, case.number, one.id) if one.payer == claim.payer else None
        if filing is not None and filing.state in (WANTED, UNKNOWN):
            text = N_("It is being filed with {insurer} just now. Wait until that is settled; you are told.")
            return Sentence(text, {"insurer": INTERFACES[filing.insurer].name})
    return None


def withdrawn_there_first(
    tx: Transaction, case: Case, target: str | None, words: Words, meta: Mapping[str, Any], now: datetime
) -> Block | None:
    """The form that cancels a claim at the payer that has it; None where it is only to be withdrawn here.

    Raises NoLongerApplies while it is not known whether the payer has it, or while it is being cancelled.
    """
    claim, filing = _followed(tx, case, target)
    if claim is None or filing is None:
        return None
    insurer = INTERFACES[filing.insurer]
    if filing.state == UNKNOWN:
        text = N_("Whether {insurer} has this claim is not known yet. Wait until that is settled; you are told.")
        raise NoLongerApplies(text, insurer=insurer.name)
    if filing.state == CANCELLING:
        raise NoLongerApplies(
            N_("{insurer} is being asked to cancel it. Wait for the answer; you are told."), insurer=insurer.name
        )
    if not _has_it(filing) or not can_file(tx, insurer, now):
        return None
    return cancel_form(case, claim, insurer, words, meta)


def only_here(tx: Transaction, case: Case, target: str | None, words: Words) -> list[Block]:
    """What the form of withdrawing says where the payer has the claim and nobody here can cancel it there."""
    _, filing = _followed(tx, case, target)
    if filing is None or not _has_it(filing):
        return []
    text = N_("🟠 {insurer} has this claim, and nobody here has a key for it any more. Cancel it in their dashboard "
              "first; this form withdraws it here only.")  # fmt: skip
    return [context(words(text, insurer=INTERFACES[filing.insurer].name))]


def refuse_to_withdraw_here(tx: Transaction, case: Case, target: str | None, now: datetime) -> None:
    """Refuse to withdraw here what a payer still has and can be asked to cancel: it would go on there."""
    _, filing = _followed(tx, case, target)
    if filing is None:
        return
    insurer = INTERFACES[filing.insurer]
    if filing.state in (UNKNOWN, CANCELLING) or (_has_it(filing) and can_file(tx, insurer, now)):
        text = N_(
            "{insurer} has this claim, or may have it. Close this form: “Withdraw the claim” asks them to cancel it."
        )
        raise WrongField("reason", Sentence(text, {"insurer": insurer.name}))


def _followed(tx: Transaction, case: Case, target: str | None) -> tuple[Claim | None, Filing | None]:
    claim = next((one for one in case.claims if one.id == target), None)
    return claim, tx.filings.get(case.workspace, case.number, claim.id) if claim is not None else None


def _has_it(filing: Filing) -> bool:
    """Whether the payer has a claim that was not cancelled there yet."""
    return filing.state == FILED and filing.status != INTERFACES[filing.insurer].cancelled


def can_file(tx: Transaction, interface: Interface, now: datetime) -> bool:
    """Whether there is a process that files claims with this insurer."""
    noted = tx.heartbeats.last(FILES + interface.code)
    return noted is not None and now - noted < STILL_FILES
