"""The history of a parcel as one story: the scans of all trackers in order, each happening once."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from cases.hubs import same_place, town_key
from cases.light_dataclass import dataclass
from cases.local_zones import probable_instant
from cases.scan_kinds import DELIVERED, KINDS, UNKNOWN, VAGUE, say_the_same
from cases.scans import Scan, folded

# Clocks of scanners and rounding: two trackers rarely write the very same second.
SAME_WITHIN = timedelta(minutes=2)
# No zone is further from another than this, and no guess of one either.
NEAR = timedelta(days=2)
# A scan without any time stands before all others: nothing tells when it was.
NO_TIME = datetime(1, 1, 1, tzinfo=UTC)
FIRST_OF_A_DAY, MIDDLE_OF_A_DAY, END_OF_A_DAY = time(0, 0), time(12, 0), time(23, 59)
# An end that is told without an hour comes after what happened on the same day with one.
ENDS_FROM = 7
LONGEST_ROUTE = 6
# Kinds of slots: two minutes, a day, and a day of which no hour is told.
MINUTES, DAY, WITHOUT_HOUR = range(3)
Slot = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Event:
    """One happening: the scan that tells most of it, and every scan that tells of it, this one included."""

    scan: Scan
    told_by: tuple[Scan, ...]

    @property
    def providers(self) -> tuple[str, ...]:
        """Who tells of it, each once."""
        return tuple(dict.fromkeys(scan.provider for scan in self.told_by))


@dataclass(frozen=True, slots=True)
class Known:
    """What the scans say about a parcel itself: days are local where it happened, countries ISO codes."""

    first_scan_on: date | None = None
    last_scan_on: date | None = None
    delivered_on: date | None = None
    origin: str | None = None
    destination: str | None = None


def timeline(scans: Iterable[Scan]) -> tuple[Event, ...]:
    """The happenings the scans tell of, oldest first. What was reworded stands under its new words only.

    The same scans in any order give the same story, and every scan that is not reworded is in exactly one event.
    A scan that was taken back is an event of its own: it is shown as taken back, and unites with nothing.
    """
    return _timeline(tuple(scans))


@lru_cache(maxsize=16)
def _timeline(scans: tuple[Scan, ...]) -> tuple[Event, ...]:
    ordered = sorted({scan.key: scan for scan in scans if not scan.reworded}.values(), key=_place_in_time)
    groups: list[list[Scan]] = []
    # Where a time is told, by its two minutes and by its day: what shares none of these is no happening of that time.
    told: dict[Slot, list[int]] = defaultdict(list)
    for scan in ordered:
        near = sorted({place for slot in _slots_near(scan) for place in told.get(slot, ())}, reverse=True)
        home = next((one for one in near if _is_near(scan, groups[one]) and _belongs(scan, groups[one])), None)
        if home is None:
            home = len(groups)
            groups.append([])
        groups[home].append(scan)
        for slot in _slots(scan):
            told[slot].append(home)
    return tuple(sorted((_event(group) for group in groups), key=lambda event: _place_in_time(event.scan)))


def live(events: Iterable[Event]) -> tuple[Event, ...]:
    """The events that nobody took back."""
    return tuple(event for event in events if event.scan.is_live)


def last_event(events: Sequence[Event]) -> Event | None:
    """The newest happening that holds, physical or not."""
    return next((event for event in reversed(events) if event.scan.is_live), None)


def last_physical(events: Sequence[Event]) -> Event | None:
    """The newest happening with the parcel in somebody's hand."""
    return next((event for event in reversed(events) if event.scan.is_live and event.scan.is_physical), None)


def days_of_silence(events: Sequence[Event], now: datetime) -> int | None:
    """Whole days since somebody had it in hand, else since the newest notice; None where nothing has a time.

    Notices such as “it is late” come by themselves and end no silence.
    """
    newest = last_physical(events) or last_event(events)
    when = instant_of(newest.scan) if newest else NO_TIME
    return None if when == NO_TIME else max((now - when).days, 0)


def route(events: Sequence[Event], most: int = LONGEST_ROUTE) -> tuple[str, ...]:
    """The places the parcel was seen at, in order, neighbours once: `("Shenzhen CN", "…", "Leipzig DE")`.

    Where there are more than `most`, those in the middle give way to one `…`.
    """
    places: list[str] = []
    before = ""
    for event in events:
        scan = event.scan
        place = _place(scan) if scan.is_live and scan.is_physical else ""
        if place and (this := _as_compared(scan, place)) != before:
            places.append(place)
            before = this
    if len(places) > most:
        places = [*places[: most // 2], "…", *places[-(most - most // 2 - 1) :]]
    return tuple(places)


def known(events: Sequence[Event]) -> Known:
    """What rules count from: first and last physical scan, delivery, and the countries it went between."""
    held = [event.scan for event in events if event.scan.is_live and event.scan.is_physical]
    days = [scan.day for scan in held if scan.day]
    delivered = held[-1] if held and held[-1].kind in DELIVERED else None
    return Known(
        first_scan_on=days[0] if days else None,
        last_scan_on=days[-1] if days else None,
        delivered_on=delivered.day if delivered else None,
        origin=next((scan.country for scan in held if scan.country), None),
        destination=delivered.country if delivered else _imported_to(held),
    )


def instant_of(scan: Scan) -> datetime:
    """When it was, as nearly as can be told: to compare with other scans, never to be shown as a fact."""
    if scan.at is not None:
        return scan.at
    if scan.local is None:
        return NO_TIME
    return probable_instant(_with_hour(scan, scan.local), scan.country)


def _with_hour(scan: Scan, local: datetime) -> datetime:
    if scan.has_hour:
        return local
    stage = _stage(scan)
    hour = FIRST_OF_A_DAY if stage <= 1 else END_OF_A_DAY if stage >= ENDS_FROM else MIDDLE_OF_A_DAY
    return datetime.combine(local.date(), hour)


def _stage(scan: Scan) -> float:
    return KINDS.get(scan.kind, KINDS[UNKNOWN]).stage


def _place_in_time(scan: Scan) -> tuple[datetime, float, str]:
    return instant_of(scan), _stage(scan), scan.key


def _is_near(scan: Scan, group: Sequence[Scan]) -> bool:
    return instant_of(scan) - instant_of(group[0]) <= NEAR


def _slots(scan: Scan) -> set[Slot]:
    """The times at which others may tell of the same happening: of a scan without an hour its day alone."""
    if scan.day is None:
        return set()
    day = scan.day.toordinal()
    if not scan.has_hour:
        return {(DAY, day), (WITHOUT_HOUR, day)}
    return {(DAY, day), *((MINUTES, _minutes(when)) for when in _readings(scan))}


def _slots_near(scan: Scan) -> set[Slot]:
    """The slots in which whatever may be the same happening is told."""
    if scan.day is None:
        return set()
    day = scan.day.toordinal()
    if not scan.has_hour:
        return {(DAY, day)}
    around = {_minutes(when) + more for when in _readings(scan) for more in (-1, 0, 1)}
    return {(WITHOUT_HOUR, day), *((MINUTES, one) for one in around)}


def _minutes(when: datetime) -> int:
    return (when - when.min) // SAME_WITHIN


def _belongs(scan: Scan, group: Sequence[Scan]) -> bool:
    """Whether another tracker tells of the same happening: one tracker never tells it twice."""
    if scan.taken_back or any(other.provider == scan.provider or other.taken_back for other in group):
        return False
    return all(_one_happening(scan, other) for other in group)


def _one_happening(one: Scan, other: Scan) -> bool:
    if not say_the_same(one.kind, other.kind) or _apart(one.country, other.country):
        return False
    same_time = _same_time(one, other)
    if _apart(one.city, other.city) and not same_place(one.city, other.city):
        # The same word at the same minute, in two scripts or under two names of one site.
        return same_time and one.kind == other.kind and one.kind not in VAGUE and _other_script(one, other)
    return same_time


def _same_time(one: Scan, other: Scan) -> bool:
    if one.day is None or other.day is None:
        return False
    if not (one.has_hour and other.has_hour):
        return one.day == other.day and one.kind == other.kind and one.kind not in VAGUE
    if one.at and other.at:
        return abs(one.at - other.at) <= SAME_WITHIN
    # Without a zone a time may be the wall's or UTC: either way it may be the other's.
    return any(abs(mine - theirs) <= SAME_WITHIN for mine in _readings(one) for theirs in _readings(other))


def _readings(scan: Scan) -> list[datetime]:
    return [when.replace(tzinfo=None) for when in (scan.local, scan.at) if when]


def _apart(one: str | None, other: str | None) -> bool:
    """Whether two names of places exclude each other; one that is missing, or part of the other, does not."""
    mine, theirs = folded(one), folded(other)
    return bool(mine and theirs) and mine not in theirs and theirs not in mine


def _other_script(one: Scan, other: Scan) -> bool:
    return folded(one.city).isascii() != folded(other.city).isascii()


def _event(group: Sequence[Scan]) -> Event:
    best = min(group, key=lambda scan: (not scan.zoned, not scan.has_hour, scan.kind in VAGUE, not scan.city, scan.key))
    telling = min(group, key=lambda scan: (scan.kind in VAGUE, scan.kind == UNKNOWN, not scan.city, scan.key))
    told = replace(
        best,
        kind=telling.kind,
        words=telling.words,
        city=best.city or telling.city,
        region=best.region or telling.region,
        country=best.country or telling.country,
    )
    return Event(told, tuple(sorted(group, key=lambda scan: (scan is not best, scan.provider, scan.key))))


def _place(scan: Scan) -> str:
    city = " ".join((scan.city or scan.region or "").split())
    if city.isupper() and len(city) > 3:
        city = city.title()
    country = "" if folded(scan.country) in folded(city).split() else scan.country
    return " ".join(part for part in (city, country) if part)


def _as_compared(scan: Scan, place: str) -> str:
    """A place of the route as its neighbours are told apart: a hub is one place under each of its names."""
    return f"{town_key(scan.city)}, {scan.country or ''}" if scan.city else folded(place)


def _imported_to(held: Sequence[Scan]) -> str | None:
    """Where it is going, as far as the scans show it: the country it arrived in after leaving the first."""
    arrived = [scan.country for scan in held if scan.kind == "imported" and scan.country]
    return arrived[-1] if arrived else None
