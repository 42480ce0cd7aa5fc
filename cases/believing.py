"""Which scans can be true: a place, a time or a speed that is impossible makes one tell nothing of the parcel."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from cases.case import Parcel
from cases.geography import fastest, is_near, is_off_the_way
from cases.hubs import same_place, town_key
from cases.light_dataclass import dataclass
from cases.scan_kinds import DELIVERED
from cases.scans import Scan, folded
from cases.timelines import Event, instant_of
from cases.verdicts import NOT_RECEIVED, Reason, Told, route_of
from cases.words import N_, Sentence

# Clocks of scanners run ahead a little; a wall time without a zone may be anywhere.
AHEAD, AHEAD_WITHOUT_ZONE = timedelta(hours=2), timedelta(hours=26)
# A label is made days before somebody enters when; what is older is another parcel's.
OLDER_THAN_LABEL, OLDER_THAN_SHIPPED = timedelta(days=2), timedelta(days=7)
AT_THE_DOOR = frozenset({*DELIVERED, "out_for_delivery", "pickup_ready", "attempted"})
_BEGUN_OR_DONE = frozenset({*DELIVERED, "accepted", "out_for_delivery"})


@dataclass(frozen=True, slots=True)
class Doubt:
    """A scan that cannot be true, and why."""

    event: Event
    reason: Reason


def doubts(events: Sequence[Event], parcel: Parcel, told: Told, now: datetime) -> tuple[Doubt, ...]:
    """The scans that cannot be true, in the order of the story."""
    found = [doubt for event in events if (doubt := _impossible_time(event, parcel, now))]
    left = [event for event in events if all(event is not doubt.event for doubt in found)]
    held = [event for event in left if event.scan.is_physical]
    # A later scan that fits the one in doubt shows that the earlier one was wrong: only the newest is doubted.
    if held:
        last = _impossible_speed(held) or _impossible_place(held, parcel, told)
        found += [last] if last else []
    return tuple(found)


def another_parcel(events: Iterable[Event], parcel: Parcel) -> Reason | None:
    """Why the whole story is not this parcel's: it is older than the label, or plays in other countries."""
    held = [event.scan for event in events if event.scan.is_physical]
    if not held:
        return None
    if all(_is_older(scan, parcel) for scan in held):
        text = N_("Every scan is older than the label: the number was another parcel's.")
        return Reason(Sentence(text), tuple(held[-1:]))
    origin, destination = route_of(parcel)
    countries = {scan.country for scan in held if scan.country}
    if origin is None or destination is None or not countries or len(held) < 2:
        return None
    if any(is_near(one, ours) or one == ours for one in countries for ours in (origin, destination)):
        return None
    if not any(scan.kind in _BEGUN_OR_DONE for scan in held):
        return None
    text = N_("The scans are from {countries} and never from {origin} or {destination}: it is another parcel's number.")
    if origin == destination:
        text = N_("The scans are from {countries} and never from {origin}: it is another parcel's number.")
    names = ", ".join(sorted(countries))
    params = {"countries": names, "origin": origin, "destination": destination}
    return Reason(Sentence(text, params), tuple(held[-1:]))


def _impossible_time(event: Event, parcel: Parcel, now: datetime) -> Doubt | None:
    scan = event.scan
    if scan.day is None:
        return None
    if instant_of(scan) > now + (AHEAD if scan.zoned and scan.has_hour else AHEAD_WITHOUT_ZONE):
        text = N_("A scan is dated {day}, which is still to come.")
        return Doubt(event, Reason(Sentence(text, {"day": scan.day}), (scan,)))
    if scan.is_physical and _is_older(scan, parcel):
        text = N_("A scan of {day} is older than the label.")
        return Doubt(event, Reason(Sentence(text, {"day": scan.day}), (scan,)))
    return None


def _is_older(scan: Scan, parcel: Parcel) -> bool:
    if scan.day is None:
        return False
    if parcel.label_on is not None:
        return scan.day < parcel.label_on - OLDER_THAN_LABEL
    return parcel.shipped_on is not None and scan.day < parcel.shipped_on - OLDER_THAN_SHIPPED


def _impossible_speed(held: Sequence[Event]) -> Doubt | None:
    """The newest scan, where the parcel cannot have got there since the one before."""
    if len(held) < 2:
        return None
    before, last = held[-2].scan, held[-1].scan
    if not (before.at and last.at and before.has_hour and last.has_hour and before.country and last.country):
        return None
    if not _own_clocks(before, last) or last.at - before.at >= fastest(before.country, last.country):
        return None
    text = N_("It cannot have got from {there} to {here} between two scans of {day}.")
    params = {"there": before.city or before.country, "here": last.city or last.country, "day": last.day}
    wrong = held[-1] if last.kind in AT_THE_DOOR or before.kind not in AT_THE_DOOR else held[-2]
    return Doubt(wrong, Reason(Sentence(text, params), (before, last)))


def _own_clocks(one: Scan, other: Scan) -> bool:
    """Whether each was written with the clock of its own place, and not both with that of one office."""
    if one.local is None or other.local is None or one.at is None or other.at is None:
        return False
    return one.local - one.at.replace(tzinfo=None) != other.local - other.at.replace(tzinfo=None)


def _impossible_place(held: Sequence[Event], parcel: Parcel, told: Told) -> Doubt | None:
    """A delivery where the buyer does not live."""
    scan = held[-1].scan
    origin, destination = route_of(parcel)
    if scan.kind not in DELIVERED:
        return None
    if scan.country and destination and scan.country not in (destination, origin):
        text = N_("It was scanned as delivered in {place}, and its destination is {destination}.")
        place = ", ".join(part for part in (scan.city, scan.country) if part)
        return Doubt(held[-1], Reason(Sentence(text, {"place": place, "destination": destination}), (scan,)))
    if _is_elsewhere(scan, told):
        text = N_("It was scanned as delivered in {place}, and the buyer lives in {home}.")
        place = ", ".join(part for part in (scan.city, scan.region) if part)
        home = ", ".join(part for part in (told.city, told.region) if part)
        return Doubt(held[-1], Reason(Sentence(text, {"place": place, "home": home}), (scan,)))
    return None


def _is_elsewhere(scan: Scan, told: Told) -> bool:
    mine, theirs = folded(told.region), folded(scan.region)
    if mine and theirs:
        return mine != theirs
    home, there = folded(told.city), folded(scan.city)
    # The name of a suburb or of a depot is no proof where nobody misses the parcel.
    apart = bool(home and there) and home not in there and there not in home
    return apart and told.buyer == NOT_RECEIVED and not same_place(told.city, scan.city)


def off_the_way(held: Sequence[Event], parcel: Parcel) -> Event | None:
    """The newest scan, where it is in a country that lies on no way to the buyer, or beyond it."""
    origin, destination = route_of(parcel)
    if not held or origin is None or destination is None:
        return None
    last = held[-1].scan
    if last.country is None or last.country in (origin, destination) or is_near(last.country, origin):
        return None
    was_there = any(event.scan.country == destination and event.scan.kind != "handed_on" for event in held[:-1])
    beyond = was_there and not is_near(last.country, destination)
    return held[-1] if beyond or is_off_the_way(last.country, origin, destination) else None


def goes_round(held: Sequence[Event]) -> tuple[Scan, ...]:
    """The scans of a parcel that goes round in circles: one place three times, or two places in turn; else none."""
    visits: list[Scan] = []
    for event in held:
        city = town_key(event.scan.city)
        if city and (not visits or town_key(visits[-1].city) != city):
            visits.append(event.scan)
    names = [town_key(scan.city) for scan in visits]
    if names and names.count(names[-1]) >= 3:
        return tuple(scan for scan in visits if town_key(scan.city) == names[-1])
    in_turn = len(names) >= 4 and names[-1] == names[-3] and names[-2] == names[-4]
    return tuple(visits[-4:]) if in_turn else ()
