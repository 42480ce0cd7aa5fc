"""What trackers know of a parcel becomes facts of the case: the rules count from them, so that their dates follow.

Only what was seen is taken: first and last scan, delivery, the countries it went between, the carrier where nobody had
named one. What a person entered about its route stays.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from cases.case import Case, Parcel
from cases.making import Making
from cases.words import N_, NoLongerApplies

# The day that a tracker expects the delivery on; a replacement's instant of a like name is another thing.
EXPECTED = "expected_day"
# In place of a kind of scan: a replacement was not seen for longer than is ordinary.
STANDS_STILL = "stands_still"
# What a person may have entered better: it is only filled in.
FILLED_IN = ("origin", "destination", "carrier", "carrier_name")
# Scans that change what is to be done, so that the thread hears of them; all others the card and the timeline tell.
TELLING = frozenset(
    {
        "label_cancelled", "missorted", "accident", "network_trouble", "customs_hold", "customs_query", "duties_due",
        "customs_released", "seized", "attempted", "address_problem", "pickup_ready", "unclaimed", "refused",
        "delivered", "delivered_neighbour", "returning", "returned", "damaged", "contents_missing", "searching",
        "found", "recovery", "lost", "destroyed", "corrected",
    }
)  # fmt: skip


def with_known(parcel: Parcel, known: Mapping[str, Any]) -> Parcel:
    """The parcel with what the tracking shows of it.

    The first scan only moves back and the last one only on, unless `corrected` says that the carrier took scans back.
    A delivery that a later scan contradicts is none.
    """
    first, last = known.get("first_scan_on"), known.get("last_scan_on")
    changes: dict[str, Any] = {name: known[name] for name in FILLED_IN if known.get(name) and not getattr(parcel, name)}
    if known.get(EXPECTED):
        changes["expected_on"] = known[EXPECTED]
    if known.get("corrected"):
        changes |= {"first_scan_on": first, "last_scan_on": last, "delivered_on": known.get("delivered_on")}
        return replace(parcel, **changes)
    changes["first_scan_on"] = _earlier(parcel.first_scan_on, first)
    changes["last_scan_on"] = _later(parcel.last_scan_on, last)
    changes["delivered_on"] = _delivered(parcel.delivered_on, last, known.get("delivered_on"))
    return replace(parcel, **changes)


def parcel_of(case: Case, number: str) -> Parcel | None:
    """The parcel of a case with that number; another number of the lost one speaks of the lost one."""
    named = next((one for one in case.parcels if one.number == number), None)
    return case.parcel if named is not None and named.role == "alias" else named


def _tracked(making: Making) -> Case:
    parcel = parcel_of(making.case, making.given("number"))
    if parcel is None:
        raise NoLongerApplies(N_("{number} no longer belongs to this case."), number=making.given("number"))
    after = with_known(parcel, making.act.details)
    parcels = tuple(after if one.number == parcel.number else one for one in making.case.parcels)
    return replace(making.case, parcels=parcels)


def _seen_again(making: Making) -> Case:
    """A settled case's parcel was seen: what follows from that is a person's to say, so nothing changes."""
    if parcel_of(making.case, making.given("number")) is None:
        raise NoLongerApplies(N_("{number} no longer belongs to this case."), number=making.given("number"))
    return making.case


def _earlier(one: date | None, other: date | None) -> date | None:
    return min((day for day in (one, other) if day), default=None)


def _later(one: date | None, other: date | None) -> date | None:
    return max((day for day in (one, other) if day), default=None)


def _delivered(before: date | None, last_scan: date | None, now: date | None) -> date | None:
    if now is not None:
        return now
    contradicted = before is not None and last_scan is not None and last_scan > before
    return None if contradicted else before


TRACKED_EFFECTS: dict[str, Callable[[Making], Case]] = {"tracked": _tracked, "seen_again": _seen_again}
