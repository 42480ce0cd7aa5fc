"""Where a parcel was seen last, how long silence is ordinary there, and when that is over."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from cases.case import Parcel
from cases.geography import is_gateway
from cases.light_dataclass import dataclass
from cases.patience import DOMESTIC, lane_of, ordinary_until
from cases.scans import Scan
from cases.timelines import Event, known
from cases.verdicts import Measures, route_of

ONE_DAY = timedelta(days=1)
_AT_HOME = frozenset({"imported", "customs", "customs_released", "customs_hold", "customs_inspection"})
_NEAR_THE_BUYER = frozenset({"out_for_delivery", "attempted", "pickup_ready", "address_problem", "handed_on"})
_FIRST_DEPOTS = ("start", "origin", "始发", "揽收网点", "départ", "引受局")
_IMPORT = ("import", "进口", "einfuhr", "輸入", "importa")
# Words for the last depot: within a country nothing else tells it from a hub.
_LAST_DEPOTS = ("delivery", "local", "destination", "ziel", "zustell", "distribution", "livraison", "reparto",
                "distribui", "投递", "派送", "营业部", "目的", "配達", "post office")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Route:
    """From where to where, as people entered it or else as the scans show; and the lane and service that follow."""

    origin: str | None
    destination: str | None
    lane: str
    service: str


@dataclass(frozen=True, slots=True)
class Silence:
    """Since which day nobody has had the parcel in hand, where that is ordinary, and until which day."""

    scan: Scan
    stage: str
    since: date
    until: date
    late_from: date | None

    def is_over(self, today: date) -> bool:
        """Whether it has lasted longer than is ordinary."""
        return today > self.until


def route_by(parcel: Parcel, events: Sequence[Event], measures: Measures) -> Route:
    """The route of a parcel. Where nobody entered a country, the scans may show it."""
    origin, destination = route_of(parcel)
    seen = known(events)
    origin, destination = origin or seen.origin, destination or seen.destination
    lane = lane_of(origin, destination)
    return Route(origin, destination, lane, measures.patience.service_of(parcel, lane))


def stage_of(held: Sequence[Event], route: Route) -> str:
    """Where on its way a parcel was last in somebody's hand: origin, transit, hub or destination."""
    last = held[-1].scan
    kinds = [event.scan.kind for event in held]
    if last.kind in _NEAR_THE_BUYER:
        return "destination"
    if route.lane == DOMESTIC:
        return _stage_at_home(held)
    left = "exported" in kinds or any(_is_away(event.scan, route) for event in held[:-1])
    if last.kind in _AT_HOME and last.country in (None, route.destination) and (left or not _is_export(last)):
        return "destination"
    if last.country and last.country == route.destination and last.country != route.origin:
        return "destination"
    if last.kind == "exported":
        return "transit"
    if _is_away(last, route):
        return "transit" if last.kind == "departed" else "hub"
    if "imported" in kinds:
        return "destination"
    if last.kind == "departed" and _is_at_gateway(last, route):
        return "transit"
    return "transit" if left else "origin"


def silence(
    held: Sequence[Event], route: Route, measures: Measures, parcel: Parcel, gap: str | None = None
) -> Silence | None:
    """The silence since the newest physical scan; None where no scan has a date. `gap` where it is known otherwise."""
    last = held[-1].scan
    if last.day is None:
        return None
    stage = stage_of(held, route)
    row = measures.patience.row(route.lane, route.service, route.destination)
    where = last.country or (route.destination if stage == "destination" else route.origin)
    until = ordinary_until(last.day, row.gaps[gap or stage], measures.calendar(where))
    first = next((event.scan.day for event in held if event.scan.day), last.day)
    whole = ordinary_until(first, row.gaps["whole"], measures.calendar(route.destination))
    return Silence(last, stage, last.day, until, (parcel.expected_on or whole) + ONE_DAY)


def gap_until(since: date, gap: str, route: Route, country: str | None, measures: Measures) -> date:
    """The last day on which one of the other gaps is ordinary."""
    row = measures.patience.row(route.lane, route.service, route.destination)
    return ordinary_until(since, row.gaps[gap], measures.calendar(country))


def today_in(country: str | None, now: datetime, measures: Measures) -> date:
    """The date in a country, as far as its zone is known."""
    return measures.calendar(country).date_of(now)


def _is_away(scan: Scan, route: Route) -> bool:
    """Whether a scan shows that it has left: it is neither where it began nor where such parcels leave from."""
    return bool(scan.country and route.origin and scan.country != route.origin) and not _is_at_gateway(scan, route)


def _is_at_gateway(scan: Scan, route: Route) -> bool:
    if not scan.country or not route.origin or scan.country in (route.origin, route.destination):
        return False
    return is_gateway(scan.country, route.origin)


def _is_export(scan: Scan) -> bool:
    """Whether customs is that of the country it leaves: without a place only the words tell, or that it never left."""
    said = scan.words.casefold()
    return scan.kind.startswith("customs") and not any(word in said for word in _IMPORT)


def _stage_at_home(held: Sequence[Event]) -> str:
    last = held[-1].scan
    moved = [event.scan for event in held if event.scan.kind not in ("accepted", "found")]
    if not moved:
        return "origin"
    if any(word in last.words.casefold() for word in _LAST_DEPOTS) and last.kind != "departed":
        return "destination"
    if last.kind in ("departed", "exported"):
        return "transit"
    if any(word in last.words.casefold() for word in _FIRST_DEPOTS):
        return "origin"
    return "hub"
