"""What was seen of a case's parcel, as it is kept, judged by the rules of its workspace as they are now."""

from datetime import datetime

from cases.case import Case
from cases.sightings import Sightings, sightings_of
from handlers.rules_in_force import rule_book
from storage.transaction import Transaction


def sightings_in(tx: Transaction, case: Case, now: datetime) -> Sightings | None:
    """The scans of a case and the likely cause; None where nobody has seen or asked anything."""
    scans = tx.scans.of_case(case.workspace, case.number)
    looks = tx.trackers.looks(case.workspace, case.number)
    if not scans and not looks:
        return None
    # Thresholds are data that is read when it is needed first.
    from partners.tracking.thresholds import patience

    return sightings_of(case, scans, looks, rule_book(tx, case.workspace), patience(), now)
