"""The newest state of a parcel: a physical scan beats a notice, and a later one what was said before it."""

from collections.abc import Sequence

from cases.hubs import same_place
from cases.scan_kinds import DELIVERED
from cases.scans import folded
from cases.timelines import Event
from cases.verdicts import Told

# Notices that say nothing of where or how the parcel is.
WEAK = frozenset({"delayed", "rescheduled", "searching", "note", "trouble", "announced", "unknown", "corrected"})
# What the parcel does at a depot after something went wrong: it says no more than that it is still there.
_SETTLING = frozenset({"arrived", "in_transit", "held", "unknown", "note", "delayed", "rescheduled", "searching"})
_MOVING = frozenset(
    {"departed", "exported", "imported", "customs", "customs_released", "handed_on", "out_for_delivery"}
)
# What shows that it is on its way to the buyer again, whatever was said of a return.
_SENT_OUT_ANEW = frozenset(
    {"accepted", "announced", "pickup_ready", "attempted", "found", "address_problem", "rescheduled", "corrected"}
)
_GOING_BACK = frozenset({"returning", "refused", "unclaimed"})
_OPEN_AT_CUSTOMS = frozenset({"customs_query", "duties_due", "customs_hold", "customs_inspection", "security"})
# States that an older kind of scan outlasts: what may still be said of a parcel that is there.
_MAY_FOLLOW = {
    "delivered": frozenset({"corrected"}),
    "delivered_neighbour": frozenset({"corrected"}),
    "returned": frozenset({"corrected"}),
    "seized": frozenset({"destroyed"}),
    "lost": frozenset({"destroyed"}),
    "destroyed": frozenset[str](),
    "accident": frozenset({"lost", "destroyed"}),
    "returning": frozenset({"lost", "destroyed"}),
    "refused": frozenset({"lost", "destroyed"}),
    "unclaimed": frozenset({"lost", "destroyed"}),
    "pickup_ready": frozenset({"lost", "destroyed", "duties_due"}),
    "recovery": frozenset({"destroyed"}),
    "damaged": frozenset({"lost", "destroyed"}),
    "contents_missing": frozenset({"lost", "destroyed"}),
    "customs_hold": frozenset({"lost", "destroyed", "duties_due", "customs_query", "corrected"}),
    "customs_inspection": frozenset({"lost", "destroyed", "duties_due", "customs_query"}),
}
# Ends that a scan without a town does not undo.
_ENDS = frozenset({*DELIVERED, "returned", "lost", "destroyed", "seized"})


def newest_state(events: Sequence[Event], told: Told) -> tuple[Event, str] | None:
    """The event that gives the parcel's state, and the kind it stands for; None where nothing says anything."""
    place = next((n for n in reversed(range(len(events))) if _counts(events, n)), None)
    if place is None:
        return _of_notices(events, None)
    event = events[place]
    return _of_notices(events[place + 1 :], (event, event.scan.kind), outlasting(events[:place], event, told))


def outlasting(before: Sequence[Event], event: Event, told: Told) -> tuple[Event, str] | None:
    """The earlier state that goes on in spite of a newer physical scan, which only shows where the parcel is."""
    kind = event.scan.kind
    earlier = next((one for one in reversed(before) if one.scan.kind not in _SETTLING and _is_state(one)), None)
    if earlier is None:
        return None
    was = earlier.scan.kind
    back = _back_since(before)
    if back is not None and kind in DELIVERED and not _is_at(event, told):
        return event, "returned"
    if back is not None and kind in _SETTLING | _MOVING:
        return event, "returning"
    if was in ("attempted", "address_problem") and kind in _SETTLING:
        return earlier, was
    if was == "pickup_ready" and kind in ("held", "unknown", "in_transit"):
        return earlier, was
    if was in _OPEN_AT_CUSTOMS and kind in ("customs", "held", "unknown"):
        return earlier, was
    return None


def _of_notices(
    notices: Sequence[Event], state: tuple[Event, str] | None, outlasts: tuple[Event, str] | None = None
) -> tuple[Event, str] | None:
    """The state once the notices behind the last physical scan are heard."""
    state = outlasts or state
    for event in notices:
        kind = event.scan.kind
        if kind in WEAK and not (kind == "corrected" and state and state[1] in _ENDS):
            continue
        if kind == "label_cancelled" and state is not None and state[0].scan.is_physical:
            continue
        if state is None or kind in _MAY_FOLLOW.get(state[1], frozenset({kind})):
            state = (event, kind)
    if state is None and notices:
        return notices[-1], notices[-1].scan.kind
    return state


def _counts(events: Sequence[Event], place: int) -> bool:
    """Whether an event is a physical scan that gives a state of its own."""
    scan = events[place].scan
    if not scan.is_physical:
        return False
    vague = scan.kind == "unknown" or (scan.kind in ("in_transit", "held") and not scan.city)
    if not vague:
        return True
    before = (one.scan.kind for one in reversed(events[:place]) if _is_state(one) and one.scan.kind not in _SETTLING)
    return next(before, None) not in _ENDS


def _is_state(event: Event) -> bool:
    return event.scan.is_physical or event.scan.kind not in WEAK


def _back_since(before: Sequence[Event]) -> Event | None:
    """The event since which it is on its way back, unless it was sent out anew."""
    for event in reversed(before):
        if event.scan.kind in _GOING_BACK:
            return event
        if event.scan.kind in _SENT_OUT_ANEW:
            return None
    return None


def _is_at(event: Event, told: Told) -> bool:
    home, there = folded(told.city), folded(event.scan.city)
    return bool(home and there) and (home in there or there in home or same_place(told.city, event.scan.city))
