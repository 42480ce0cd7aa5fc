"""Mass loss: parcels of open cases that were last in hand at one place, on one flight or in one bag, in the same days.

The rule only proposes: it says who may belong together and never that they do. It is careful, because a proposal that
is wrong costs a lead's attention: one carrier, one lane, one mark, a few days, and nobody has had them in hand since.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from cases.hubs import place_key
from cases.light_dataclass import dataclass
from cases.scans import Scan, folded
from cases.timelines import Event, instant_of, last_physical

# Two may be chance; three of one place and day are what carriers themselves look into as one.
LEAST = 3
# What travels together is scanned within a day or so; with a weekend in between it takes three.
WITHIN = timedelta(days=3)
# Whoever was scanned a moment ago may be scanned again this evening.
STILL_FOR = timedelta(days=1)
# Of what is older a team has long made up its mind.
OLDEST = timedelta(days=60)
# A last scan after which the parcel is still in the hands of the carrier or of customs: not with a buyer, not at a
# pick-up point, not on its way back, where each parcel has a story of its own.
UNDERWAY = frozenset(
    {
        "accepted", "arrived", "in_transit", "departed", "exported", "imported", "handed_on", "missorted", "held",
        "customs", "customs_hold", "customs_inspection", "customs_released", "out_for_delivery", "damaged",
        "contents_missing",
    }
)  # fmt: skip
# What parcels may share, what says most about it first.
BAG, FLIGHT, HUB = "bag", "flight", "hub"
MARKS = (BAG, FLIGHT, HUB)
# What a person put together.
HAND = "hand"
# States of an incident: a lead has not decided yet; it is one; it is none; it is over.
PROPOSED, OPEN, DECLINED, CLOSED = "proposed", "open", "declined", "closed"
# How a case stands to an incident.
ASKED_ABOUT, MEMBER, LEFT_OUT, WAS_MEMBER = "asked_about", "member", "left_out", "was_member"


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a parcel was last in hand: `hub` is its place as it is compared, `place` as it is shown."""

    at: datetime
    kind: str
    hub: str | None = None
    place: str | None = None
    flight: str | None = None
    bag: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """An open case whose parcel stands somewhere, with what else the rule compares: countries are ISO codes."""

    case: int
    carrier: str
    origin: str | None
    destination: str | None
    stand: Stand


@dataclass(frozen=True, slots=True)
class Together:
    """Cases that share a mark, by number; `first_at` and `last_at` are the last scans furthest apart, where there are
    any: a person may put together what nobody has scanned.
    """

    by: str
    mark: str
    carrier: str
    origin: str | None
    destination: str | None
    cases: tuple[int, ...]
    first_at: datetime | None
    last_at: datetime | None
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """An incident there is or was, and every case that was ever listed in it, whatever became of it there."""

    number: int
    state: str
    cases: frozenset[int]


@dataclass(frozen=True, slots=True)
class Proposal:
    """Cases to be proposed: as an incident of their own, or to join the one of the number `joins`."""

    together: Together
    cases: tuple[int, ...]
    joins: int | None = None


def stand_of(events: Sequence[Event], flight: str | None = None, bag: str | None = None) -> Stand | None:
    """Where the parcel stands by its story; None where it is no longer under way, or nothing can be compared."""
    last = last_physical(events)
    if last is None or last.scan.kind not in UNDERWAY or last.scan.day is None:
        return None
    # A country alone, or a region, is no place: too much passes through it.
    hub, place = place_key(last.scan.city, last.scan.country), _shown(last.scan)
    if not (hub or flight or bag):
        return None
    return Stand(instant_of(last.scan), last.scan.kind, hub, place, flight, bag)


def still_at(stand: Stand) -> datetime:
    """From when on its silence counts."""
    return stand.at + STILL_FOR


def together(standing: Iterable[Standing], now: datetime) -> tuple[Together, ...]:
    """The cases that may have one cause, the most of them first. No case is in two of them.

    Whichever order the cases come in, the answer is the same.
    """
    alike = _alike(standing, now)
    found: list[Together] = []
    largest = {key: one for key, ones in alike.items() if (one := _made(key, _densest(ones))) is not None}
    while largest:
        best = max(largest.values(), key=_rank)
        found.append(best)
        taken = frozenset(best.cases)
        for key in [key for key, ones in alike.items() if any(one.case in taken for one in ones)]:
            alike[key] = [one for one in alike[key] if one.case not in taken]
            largest.pop(key, None)
            if (one := _made(key, _densest(alike[key]))) is not None:
                largest[key] = one
    return tuple(found)


def proposals(groups: Iterable[Together], listed: Iterable[Listed]) -> tuple[Proposal, ...]:
    """What is worth a lead's attention, given all that was proposed before.

    Who may belong to an incident that is open, or waits for an answer, is proposed to join it. Nothing that was ever
    listed in an incident is proposed for it again; what a lead declined, or closed, only comes again once it has grown
    by half, and by two at least.
    """
    known = tuple(listed)
    found = []
    for group in groups:
        one = _joining(group, known) or _anew(group, known)
        if one is not None and one.cases:
            found.append(one)
    return tuple(found)


def _joining(group: Together, listed: Sequence[Listed]) -> Proposal | None:
    running = [one for one in listed if one.state in (PROPOSED, OPEN) and not one.cases.isdisjoint(group.cases)]
    if not running:
        return None
    nearest = max(running, key=lambda one: (len(one.cases.intersection(group.cases)), -one.number))
    elsewhere = frozenset[int]().union(*(one.cases for one in running))
    return Proposal(group, tuple(case for case in group.cases if case not in elsewhere), nearest.number)


def _anew(group: Together, listed: Sequence[Listed]) -> Proposal | None:
    over = frozenset[int]().union(*(one.cases for one in listed if one.state in (DECLINED, CLOSED)))
    known = over.intersection(group.cases)
    fresh = len(group.cases) - len(known)
    if known and (fresh < 2 or 2 * fresh < len(known)):
        return None
    return Proposal(group, group.cases)


def _counts(one: Standing, now: datetime) -> bool:
    lane_is_known = one.origin is not None or one.destination is not None
    return bool(one.carrier) and lane_is_known and now - OLDEST <= one.stand.at <= now - STILL_FOR


def _alike(standing: Iterable[Standing], now: datetime) -> dict[tuple[str, ...], list[Standing]]:
    """Those that share a mark, a carrier and a lane, in the order of their last scans; one may be in several."""
    alike: dict[tuple[str, ...], list[Standing]] = defaultdict(list)
    for one in sorted(standing, key=lambda one: (one.stand.at, one.case)):
        for by in MARKS:
            if (mark := getattr(one.stand, by)) and _counts(one, now):
                alike[by, mark, one.carrier, one.origin or "", one.destination or ""].append(one)
    return {key: ones for key, ones in alike.items() if len(ones) >= LEAST}


def _densest(ordered: Sequence[Standing]) -> Sequence[Standing]:
    """The most of them whose last scans lie near each other in time, the earliest of several as large."""
    best: tuple[int, int] = (0, 0)
    begin = 0
    for end, one in enumerate(ordered, 1):
        while one.stand.at - ordered[begin].stand.at > WITHIN:
            begin += 1
        if end - begin > best[1] - best[0]:
            best = begin, end
    return ordered[slice(*best)]


def _made(key: tuple[str, ...], window: Sequence[Standing]) -> Together | None:
    if len(window) < LEAST:
        return None
    by, mark, carrier, origin, destination = key
    place = next((one.stand.place for one in window if one.stand.place), None)
    cases = tuple(sorted(one.case for one in window))
    first, last = window[0].stand.at, window[-1].stand.at
    return Together(by, mark, carrier, origin or None, destination or None, cases, first, last, place)


def _rank(one: Together) -> tuple[int, int, tuple[int, ...]]:
    """The larger one first, then what says more, then the older cases."""
    return len(one.cases), -MARKS.index(one.by), tuple(-case for case in one.cases)


def _shown(scan: Scan) -> str | None:
    city = " ".join((scan.city or "").split())
    if not city:
        return None
    return city if not scan.country or scan.country.casefold() in folded(city).split() else f"{city} {scan.country}"
