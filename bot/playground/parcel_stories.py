"""What happens to the playground's parcels: a story for every number, told by how far it has come.

A story begins before anybody asked and goes on afterwards, so that winding the clock brings news. Which story a number
has, and where it travels, is told by the number alone: the same one behaves alike every time.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from partners.carriers.numbers import recognise

DAY = 24.0
EXPORTED, IMPORTED, ONLY_MOVED = "InTransit_Departure", "InTransit_Arrival", "InTransit_Other"


@dataclass(frozen=True)
class Place:
    """Where a parcel is scanned, with the zone of its clocks."""

    city: str
    region: str | None
    country: str
    zone: str


@dataclass(frozen=True)
class Lane:
    """The way of a parcel: where it is handed over and sorted, where it comes in, and who delivers it where."""

    origin: Place
    export: Place
    gateway: Place
    depot: Place
    town: Place

    def means_less(self, code: str, place: Place) -> bool:
        """Whether a scan that tells of a border tells of none here: at home, or on the way through another country."""
        at_home = self.origin.country == self.town.country
        through = place.country != self.town.country
        return (code == EXPORTED and at_home) or (code == IMPORTED and (at_home or through))


@dataclass(frozen=True)
class Beat:
    """One scan to come: so many hours after the tracker was first asked (before it where negative), on the lane."""

    after_hours: float
    where: str
    code: str
    words: str


@dataclass(frozen=True)
class Story:
    """What happens to a parcel. From `forgotten_after` hours on the tracker denies what it has shown."""

    name: str
    beats: tuple[Beat, ...]
    forgotten_after: float | None = None

    def later(self, hours: float) -> "Story":
        """The same story, with what is yet to come so much later."""
        beats = (
            replace(one, after_hours=one.after_hours + hours) if one.after_hours > 0 else one for one in self.beats
        )
        return replace(self, beats=tuple(beats))


@dataclass(frozen=True)
class Told:
    """One scan as it stands in the tracker's answer."""

    at: datetime
    place: Place
    code: str
    words: str


@dataclass(frozen=True)
class Journey:
    """A number's story on its way."""

    number: str
    carrier: str | None
    story: Story
    lane: Lane

    def told(self, asked_first_at: datetime, now: datetime) -> tuple[Told, ...]:
        """What a tracker that was first asked then can tell by now, oldest first. Instants are UTC."""
        return tuple(self._told(asked_first_at, now))

    def is_forgotten(self, asked_first_at: datetime, now: datetime) -> bool:
        """Whether the tracker denies by now what it has shown."""
        after = self.story.forgotten_after
        return after is not None and now >= asked_first_at + timedelta(hours=after)

    def _told(self, asked_first_at: datetime, now: datetime) -> Iterator[Told]:
        begin = asked_first_at.replace(second=0, microsecond=0)
        for beat in self.story.beats:
            at = begin + timedelta(hours=beat.after_hours)
            if at <= now:
                place: Place = getattr(self.lane, beat.where)
                code = ONLY_MOVED if self.lane.means_less(beat.code, place) else beat.code
                yield Told(at.astimezone(ZoneInfo(place.zone)), place, code, beat.words)


def journey_of(number: str) -> Journey:
    """The journey of a number; one that no carrier would give out is a journey too, that nobody knows of."""
    seen = recognise(number)
    carrier = seen.candidates[0].courier if seen.candidates else None
    if carrier is None:
        return Journey(number, None, UNKNOWN, TO_GERMANY)
    if number in CAST:
        return Journey(number, carrier, *CAST[number])
    story = FOR_ANYBODY[_share_of(number, len(FOR_ANYBODY))]
    lane = LANES_OF_CARRIERS.get(carrier) or LANES[_share_of(number[::-1], len(LANES))]
    return Journey(number, carrier, story, lane)


def _share_of(number: str, parts: int) -> int:
    return int.from_bytes(hashlib.sha256(number.encode()).digest()[:4]) % parts


SHENZHEN = Place("Shenzhen", "Guangdong", "CN", "Asia/Shanghai")
HONG_KONG = Place("Hong Kong", None, "HK", "Asia/Hong_Kong")
COLOGNE = Place("Cologne", None, "DE", "Europe/Berlin")
HAMBURG = Place("Hamburg", None, "DE", "Europe/Berlin")
LIEGE = Place("Liège", None, "BE", "Europe/Brussels")
COVENTRY = Place("Coventry", None, "GB", "Europe/London")
BRISTOL = Place("Bristol", None, "GB", "Europe/London")
LOS_ANGELES = Place("Los Angeles", "CA", "US", "America/Los_Angeles")
PORTLAND = Place("Portland", "OR", "US", "America/Los_Angeles")
DALLAS = Place("Dallas", "TX", "US", "America/Chicago")
DENVER = Place("Denver", "CO", "US", "America/Denver")
NASHVILLE = Place("Nashville", "TN", "US", "America/Chicago")
LOUISVILLE = Place("Louisville", "KY", "US", "America/New_York")
TO_GERMANY = Lane(SHENZHEN, HONG_KONG, COLOGNE, HAMBURG, HAMBURG)
BY_LIEGE = replace(TO_GERMANY, gateway=LIEGE)
TO_BRITAIN = Lane(SHENZHEN, HONG_KONG, COVENTRY, BRISTOL, BRISTOL)
TO_AMERICA = Lane(SHENZHEN, HONG_KONG, LOS_ANGELES, PORTLAND, PORTLAND)
TO_KENTUCKY = Lane(DALLAS, DALLAS, NASHVILLE, LOUISVILLE, LOUISVILLE)
TO_OREGON = Lane(DALLAS, DALLAS, DENVER, PORTLAND, PORTLAND)
LANES = (TO_GERMANY, TO_BRITAIN, TO_AMERICA)
LANES_OF_CARRIERS = {
    "usps": TO_AMERICA,
    "royal_mail": TO_BRITAIN,
    "evri": TO_BRITAIN,
    "dhl_paket": TO_GERMANY,
    "deutsche_post": TO_GERMANY,
    "dhl": TO_GERMANY,
}


def _sent(days_ago: float) -> tuple[Beat, ...]:
    """How every parcel begins."""
    began = -days_ago * DAY
    return (
        Beat(began, "origin", "InfoReceived", "Shipping information received"),
        Beat(began + 9, "origin", "InTransit_PickedUp", "Picked up"),
        Beat(began + 30, "export", EXPORTED, "Departed from the facility"),
    )


def _came_in(days_ago: float) -> tuple[Beat, ...]:
    return (Beat(-days_ago * DAY, "gateway", IMPORTED, "Arrived at the facility"),)


def _delivered(after_hours: float) -> tuple[Beat, ...]:
    """How a parcel that goes on ends: at the depot, out for delivery, delivered."""
    return (
        Beat(after_hours, "depot", ONLY_MOVED, "Arrived at the delivery depot"),
        Beat(after_hours + 14, "town", "OutForDelivery_Other", "Out for delivery"),
        Beat(after_hours + 18, "town", "Delivered_Other", "Delivered, left at the front door"),
    )


MOVING = Story("moving", (*_sent(5), *_came_in(1), *_delivered(20)))
STALLED = Story("stalled at a hub, then found", (*_sent(17), *_came_in(14), *_delivered(60)))
STUCK = Story("stuck on its way, found much later", (*_sent(12), *_came_in(10), *_delivered(27 * DAY)))
SILENT = Story("silent on its way", (*_sent(24), *_delivered(9 * DAY)))
CUSTOMS = Story(
    "held by customs",
    (
        *_sent(14),
        *_came_in(9),
        Beat(-8 * DAY, "gateway", "InTransit_CustomsProcessing", "Presented to customs"),
        Beat(
            -7 * DAY, "gateway", "InTransit_CustomsRequiringInformation", "Held by customs: commercial invoice missing"
        ),
        Beat(70, "gateway", "InTransit_CustomsReleased", "Released by customs"),
        *_delivered(96),
    ),
)
NOT_RECEIVED = Story("delivered, says the carrier", (*_sent(14), *_came_in(7), *_delivered(-4 * DAY)))
RETURNED = Story(
    "returned to its sender",
    (
        *_sent(24),
        *_came_in(17),
        Beat(-15 * DAY, "town", "DeliveryFailure_InvalidAddress", "Delivery failed: the address is incomplete"),
        Beat(-9 * DAY, "depot", "Exception_Returning", "Being returned to the sender"),
        Beat(60, "origin", "Exception_Returned", "Returned to the sender"),
    ),
)
FORGOTTEN = Story("the tracker loses track", (*_sent(6), *_came_in(2)), forgotten_after=22)
LOST = Story(
    "searched for, then lost",
    (
        *_sent(28),
        *_came_in(24),
        Beat(-6 * DAY, "gateway", "Exception_Other", "A search for the parcel has begun"),
        Beat(48, "gateway", "Exception_Lost", "The parcel could not be found and is considered lost"),
    ),
)
ACCIDENT = Story(
    "in an accident",
    (
        *_sent(9),
        *_came_in(7),
        Beat(-6 * DAY, "depot", "Exception_Other", "The truck was involved in a traffic accident"),
    ),
)
UNKNOWN = Story("unknown to everybody", ())
FOR_ANYBODY = (MOVING, STALLED, CUSTOMS, NOT_RECEIVED, RETURNED, FORGOTTEN, LOST, UNKNOWN)

# The parcels of the bad week, and the one that newcomers are told to type.
CAST: dict[str, tuple[Story, Lane]] = {
    "1Z999AA10123456784": (STALLED, TO_GERMANY),
    "00340434161094042557": (STALLED.later(14 * DAY), TO_GERMANY),
    "YT2133821236040818": (SILENT, TO_BRITAIN),
    "1Z5R89390357567127": (ACCIDENT, TO_KENTUCKY),
    "1Z8V92A70367203024": (MOVING.later(2 * DAY), TO_KENTUCKY),
    "LP00473000221080": (CUSTOMS.later(5 * DAY), TO_GERMANY),
    "9400111206206406260787": (STUCK, TO_OREGON),
    "UG336196744YP": (NOT_RECEIVED, TO_AMERICA),
    "SF6043310798724": (STALLED, BY_LIEGE),
}
