"""Where a desk is reached: its form, its address for e-mail and what else the rules say of it."""

from cases.case import Case
from cases.correspondence import CARRIER, PAYER, Addressee
from cases.programmes import rules_for
from cases.rules import Programme
from handlers.rules_in_force import rule_book
from handlers.views.contact_form import Desk
from storage.transaction import Transaction


def desk_programme(tx: Transaction, case: Case, addressee: Addressee) -> Programme | None:
    """The rules of whoever is written to; None where nobody knows them."""
    book = rule_book(tx, case.workspace)
    search = next((one for one in case.investigations if one.id == addressee.line), None)
    claim = next((one for one in case.claims if one.id == addressee.line), None)
    dispute = next((one for one in case.disputes if one.id == addressee.line), None)
    if addressee.to == CARRIER:
        return book.carrier_of(case, search.party if search else "")
    if addressee.to == PAYER and claim is not None:
        return book.payer_of(case, claim.payer)
    return book.marketplace_of(case, dispute.through) if dispute is not None else None


def desks_of(programme: Programme | None, case: Case) -> tuple[Desk, ...]:
    """What the rules that fit a case say of how a desk is reached, else its website alone."""
    if programme is None:
        return ()
    told = [one for one in rules_for(case, programme, "channel", "appeal_channel") if not one.unknown]
    if told:
        return tuple(
            Desk(
                programme.name, one.web or "", one.email, one.text, one.text_zh, one.source, one.checked, one.confidence
            )
            for one in told
        )
    return (Desk(programme.name, programme.web),) if programme.web else ()
