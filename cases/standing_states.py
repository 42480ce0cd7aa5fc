"""States that last until something else is seen, and the cause each of them is."""

from collections.abc import Sequence

from cases.customs_wants import names_the_carrier, speaks_of_customs
from cases.scans import Scan
from cases.timelines import Event
from cases.verdicts import HIGH, LOW, MEDIUM

# kind of the scan: its cause, and how sure that is.
STANDING = {
    "delivered": ("delivered", HIGH),
    "delivered_neighbour": ("delivered", HIGH),
    "returned": ("returned", HIGH),
    "returning": ("returning", HIGH),
    "unclaimed": ("returning", MEDIUM),
    "refused": ("refused", HIGH),
    "pickup_ready": ("pickup_point", HIGH),
    "attempted": ("attempted", HIGH),
    "address_problem": ("address", HIGH),
    "seized": ("seized", HIGH),
    "destroyed": ("destroyed_by_carrier", MEDIUM),
    "recovery": ("recovery_centre", HIGH),
    "damaged": ("damaged", HIGH),
    "contents_missing": ("contents_missing", HIGH),
    "accident": ("transport_accident", HIGH),
    "duties_due": ("duties_unpaid", HIGH),
    "customs_query": ("customs_hold", HIGH),
    "customs_hold": ("customs_hold", HIGH),
    "security": ("customs_hold", LOW),
    "lost": ("lost", HIGH),
    "label_cancelled": ("label_cancelled", HIGH),
}
_CUSTOMS = frozenset({"customs", "customs_hold", "customs_query", "customs_inspection", "seized", "security"})


def by_customs(scan: Scan, events: Sequence[Event]) -> bool:
    """Whether customs destroyed it: the words say so, or customs had it when that happened."""
    if speaks_of_customs(scan.words):
        return True
    if names_the_carrier(scan.words):
        return False
    before = [event.scan.kind for event in events if event.scan is not scan]
    decisive = [kind for kind in before if kind in _CUSTOMS or kind in ("customs_released", "out_for_delivery")]
    return bool(decisive) and decisive[-1] in _CUSTOMS
