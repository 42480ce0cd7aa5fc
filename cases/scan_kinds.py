"""Our words for what a scan says: one table, a sentence each, and how far each proves that somebody had the parcel.

Every provider's vocabulary is brought into these; what fits none of them is `unknown` and stays so.
"""

from cases.light_dataclass import dataclass
from cases.words import N_

# Whether a scan of a kind was made with the parcel in hand: always, only where it names a place, or never.
IN_HAND, IF_PLACED, NOTICE = "in_hand", "if_placed", "notice"


@dataclass(frozen=True, slots=True)
class ScanKind:
    """One of our words. `stage` orders scans that nothing else tells apart: 0 before hand-over, 9 at an end."""

    code: str
    sentence: str
    touch: str
    stage: float


_TABLE = (
    # Before the carrier has it
    ScanKind("announced", N_("A label was made; the carrier has not scanned the parcel yet."), NOTICE, 0),
    ScanKind("label_cancelled", N_("The label was cancelled."), NOTICE, 0),
    # Moving
    ScanKind("accepted", N_("The carrier took the parcel over."), IN_HAND, 1),
    ScanKind("arrived", N_("It arrived at a place on its way."), IN_HAND, 3),
    ScanKind("in_transit", N_("It is being moved."), IF_PLACED, 3),
    ScanKind("departed", N_("It left a place on its way."), IN_HAND, 3),
    ScanKind("exported", N_("It left the country it was sent from."), IN_HAND, 4),
    ScanKind("imported", N_("It arrived in the country it is sent to."), IN_HAND, 5),
    ScanKind("handed_on", N_("It was handed to another carrier."), IN_HAND, 5),
    ScanKind("missorted", N_("It went the wrong way and is being sent right."), IN_HAND, 3),
    ScanKind("delayed", N_("It is late."), NOTICE, 5),
    ScanKind("network_trouble", N_("Weather, a strike or a closed site holds the carrier up."), NOTICE, 5),
    ScanKind("accident", N_("The vehicle that carried it had an accident."), NOTICE, 5),
    ScanKind("rescheduled", N_("The day of delivery was changed."), NOTICE, 6),
    ScanKind("held", N_("It is being held."), IF_PLACED, 5),
    # Customs
    ScanKind("customs", N_("Customs has it."), IN_HAND, 5),
    ScanKind("customs_hold", N_("Customs is holding it back."), IN_HAND, 5),
    ScanKind("customs_inspection", N_("Customs is inspecting it."), IN_HAND, 5),
    ScanKind("customs_query", N_("Customs wants information or documents."), NOTICE, 5),
    ScanKind("duties_due", N_("Duty, tax or a fee has to be paid."), NOTICE, 6.5),
    ScanKind("customs_released", N_("Customs released it."), IN_HAND, 6),
    ScanKind("seized", N_("Customs seized it."), IN_HAND, 9),
    ScanKind("security", N_("It is stopped for security, customs or a fee; which is not said."), NOTICE, 5),
    # At the door
    ScanKind("out_for_delivery", N_("It is out for delivery."), IN_HAND, 7),
    ScanKind("attempted", N_("A delivery was tried in vain."), IN_HAND, 7),
    ScanKind("address_problem", N_("The address is wrong, incomplete or out of date."), NOTICE, 7),
    ScanKind("pickup_ready", N_("It waits at a pick-up point."), IN_HAND, 7),
    ScanKind("unclaimed", N_("Nobody fetched it in time."), IN_HAND, 8),
    ScanKind("refused", N_("The buyer refused it."), IN_HAND, 8),
    ScanKind("delivered", N_("It was delivered."), IN_HAND, 9),
    ScanKind("delivered_neighbour", N_("It was left with a neighbour or in a safe place."), IN_HAND, 9),
    # Back
    ScanKind("returning", N_("It is on its way back to the sender."), IF_PLACED, 8),
    ScanKind("returned", N_("It is back with the sender."), IN_HAND, 9),
    # Harm and loss
    ScanKind("damaged", N_("It is damaged."), IN_HAND, 5),
    ScanKind("contents_missing", N_("Something of its contents is missing."), IN_HAND, 5),
    ScanKind("searching", N_("The carrier is looking for it."), NOTICE, 5),
    ScanKind("found", N_("The carrier found it again."), IN_HAND, 5),
    ScanKind("recovery", N_("It is where the carrier keeps parcels it cannot assign."), IN_HAND, 8),
    ScanKind("lost", N_("The carrier says that it is lost."), NOTICE, 9),
    ScanKind("destroyed", N_("It was destroyed or disposed of."), NOTICE, 9),
    ScanKind("trouble", N_("Something went wrong; what it is is not said."), NOTICE, 5),
    # Neither
    ScanKind("corrected", N_("The carrier took back what it had said before."), NOTICE, 5),
    ScanKind("note", N_("The carrier noted something that moves nothing."), NOTICE, 5),
    ScanKind("unknown", N_("Tracer does not know what this scan means."), IF_PLACED, 5),
)

KINDS: dict[str, ScanKind] = {kind.code: kind for kind in _TABLE}
UNKNOWN = "unknown"
# Kinds that say less than others: where two trackers tell of one happening, the other word is kept.
VAGUE = frozenset({"in_transit", "trouble", "note", "unknown"})
DELIVERED = frozenset({"delivered", "delivered_neighbour"})
MOVING = frozenset({"in_transit", "arrived", "departed", "exported", "imported", "handed_on", "missorted"})


def say_the_same(one: str, other: str) -> bool:
    """Whether two trackers that saw one happening may have called it by these two words."""
    if one == other or UNKNOWN in (one, other):
        return True
    return {one, other} <= MOVING or {one, other} <= DELIVERED or (not {one, other}.isdisjoint(VAGUE))
