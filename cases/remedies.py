"""What the buyer gets, read as a whole: decided or not, how much is bound, and whether it has ended."""

from decimal import Decimal

from cases.case import Case, Dispute, Remedy
from cases.money import Money
from cases.tracks import CLAIM_UNPAID, DISPUTE_OPEN, FOUND_CONCERNS, MONEY_REMEDIES, REMEDY_DONE, REMEDY_LIVE

# A payment that was given back made nothing good.
CLAIM_GIVEN_BACK = frozenset({"repay_owed", "repaid"})


def remedy_state(case: Case) -> str:
    """The remedy track as one word: its end, else its most pressing line, else `undecided`."""
    if case.remedy_end:
        return case.remedy_end
    for state in (
        "awaiting_approval",
        "asked",
        "approved",
        "replacement_moving",
        "refunded",
        "satisfied",
        "lost_again",
    ):
        if any(one.state == state for one in case.remedies):
            return state
    return "undecided"


def is_undecided(case: Case) -> bool:
    """Nobody has decided what the buyer gets."""
    return remedy_state(case) == "undecided"


def remedy_ended(case: Case) -> bool:
    """Nothing more is to be done for the buyer; a remedy that still binds money or goods keeps it open."""
    if any(one.state in REMEDY_LIVE for one in case.remedies):
        return False
    return case.remedy_end is not None or any(one.state in REMEDY_DONE for one in case.remedies)


def live_remedies(case: Case) -> tuple[Remedy, ...]:
    """The remedies that are waiting, approved or on their way."""
    return tuple(one for one in case.remedies if one.state in REMEDY_LIVE)


def refund_bound(case: Case) -> Money | None:
    """Refunds and credits decided and not dropped, done or not; None when there are none."""
    bound = [
        one.total
        for one in case.remedies
        if one.kind in MONEY_REMEDIES and (one.state in REMEDY_LIVE or one.state in REMEDY_DONE)
    ]
    return _sum(bound)


def refunded(case: Case) -> Money | None:
    """Refunds and credits that were really made; None when there are none."""
    return _sum([one.total for one in case.remedies if one.kind in MONEY_REMEDIES and one.state == "refunded"])


def lost_for_good(case: Case) -> dict[str, Decimal]:
    """What was given or debited that nobody else approved and no payer made good, by currency.

    Whoever approved a refund has answered for it; what came back whole is left out.
    """
    given = [one.total for one in case.remedies if one.state in REMEDY_DONE and one.approved_by is None]
    given += [one.money for one in case.debits if not one.returned]
    lost: dict[str, Decimal] = {}
    for money in given:
        lost[money.currency] = lost.get(money.currency, Decimal(0)) + money.amount
    for claim in case.claims:
        if claim.received and claim.received.currency in lost and claim.state not in CLAIM_GIVEN_BACK:
            lost[claim.received.currency] -= claim.received.amount - (claim.repaid.amount if claim.repaid else 0)
    return {currency: amount for currency, amount in lost.items() if amount > 0}


def decided_money(case: Case) -> dict[str, Decimal]:
    """Everything decided for this case by currency, resends at cost plus shipping: what limits count."""
    decided: dict[str, Decimal] = {}
    for one in case.remedies:
        if one.state in REMEDY_LIVE or one.state in REMEDY_DONE:
            total = one.total
            decided[total.currency] = decided.get(total.currency, Decimal(0)) + total.amount
    return decided


def open_dispute(case: Case) -> Dispute | None:
    """A dispute that is not settled yet; while there is one, refunds go through it only."""
    return next((one for one in case.disputes if one.state in DISPUTE_OPEN), None)


def concerned_by_find(case: Case, remedy: Remedy) -> bool:
    """The parcel was found after this was decided and before it was done: somebody must confirm, cancel or stop it."""
    if case.found_at is None or remedy.kept_though_found or remedy.state not in FOUND_CONCERNS:
        return False
    return remedy.decided_at <= case.found_at


def unsettled_by_find(case: Case) -> bool:
    """The parcel was found while something is still under way for the buyer or at a payer: a person must choose."""
    remedies = any(concerned_by_find(case, one) for one in case.remedies)
    return remedies or any(one.state in CLAIM_UNPAID and not one.kept_though_found for one in case.claims)


def _sum(amounts: list[Money]) -> Money | None:
    if not amounts:
        return None
    total = amounts[0]
    for amount in amounts[1:]:
        total = total + amount
    return total
