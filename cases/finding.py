"""The parcel turns up after all: what that does to a case whose buyer or payer was already settled with."""

from dataclasses import replace
from datetime import datetime

from cases.case import Case, Claim, Remedy
from cases.lines import with_line
from cases.recovered import is_paid

# News by which a parcel counts as found, and those by which it is lost again.
SEEN = frozenset({"carrier_located", "late_fact"})
IN_HAND = frozenset({"parcel_delivered", "return_received"})
LOST_AFTER_ALL = frozenset({"silent_again", "carrier_destroyed", "carrier_confirmed_loss", "deemed_lost", "give_up"})
FOUND_STATES = frozenset({"located", "delivered", "returned"})


def with_find(case: Case, move: str, target: str, now: datetime) -> Case:
    """The case after news from one search: found by it, lost again, or neither."""
    search = next(one for one in case.investigations if one.id == target)
    if move in IN_HAND:
        return turned_up(case, now, owed_back=True)
    if move in SEEN and search.whereabouts != "damaged":
        return turned_up(case, now, owed_back=False)
    others = any(one.state in FOUND_STATES for one in case.investigations if one.id != target)
    return replace(case, found_at=None) if move in LOST_AFTER_ALL and not others else case


def turned_up(case: Case, now: datetime, owed_back: bool) -> Case:
    """The parcel was found: what is under way has to be settled, and money a payer gave for it may be owed back.

    A scan somewhere proves little, so it owes nothing by itself; somebody then says *found after payment*.
    """
    if case.found_at is None:
        case = replace(case, found_at=now)
        kept: tuple[Remedy | Claim, ...] = (*case.remedies, *case.claims)
        for line in kept:
            case = with_line(case, line.id, kept_though_found=False)
    for claim in case.claims if owed_back else ():
        if is_paid(claim):
            case = with_line(case, claim.id, state="repay_owed", to_repay=None, contact_at=now)
    return case


def is_lost_no_more(case: Case) -> bool:
    """Whether a parcel that was taken for lost is lost no more: claimed as lost it would be claimed wrongly."""
    return case.loss_type == "lost" and (case.found_at is not None or case.parcel.delivered_on is not None)
