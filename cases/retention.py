"""How long it is kept who a buyer is: while their marketplace lets sellers keep it, and never longer than we want."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from cases.buyer_messages import site_of
from cases.case import Case
from cases.light_dataclass import dataclass

# After a case is closed: the found-after-paid watch of sixty days is over then. A workspace may set another time.
USUAL_DAYS, MOST_DAYS = 90, 3650
# A case that is open may be closed, or its parcel delivered, on any day.
LOOK_AGAIN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """For how many days after delivery a marketplace lets sellers keep who a buyer is, and where it says so."""

    marketplace: str
    days: int
    text: str
    text_zh: str
    source: str
    checked: date
    confidence: str


def rule_for(case: Case, rules: Iterable[RetentionRule]) -> RetentionRule | None:
    """The rule of the case's marketplace; None where it has none, or nobody has entered the marketplace."""
    site = site_of(case.order.marketplace)
    return next((one for one in rules if site and one.marketplace == site), None)


def erased_from(case: Case, rules: Iterable[RetentionRule], own_days: int) -> datetime | None:
    """From when on (UTC) the buyer is not kept any more; None while nobody can know.

    A marketplace's days count from the delivery, be the case open or not, and from the closing where nothing was
    delivered. Our own count from the closing. Whichever is over first counts.
    """
    ends = []
    rule, closed = rule_for(case, rules), case.closed_at
    if rule is not None and (begins := _delivered(case) or closed) is not None:
        ends.append(begins + timedelta(days=rule.days))
    if closed is not None:
        ends.append(closed + timedelta(days=own_days))
    return min(ends, default=None)


def look_again_at(case: Case, rules: Iterable[RetentionRule], own_days: int, now: datetime) -> datetime:
    """When it is looked at next whether the buyer's time is over: then, and daily while that may still change."""
    at = erased_from(case, rules, own_days)
    return min(at, now + LOOK_AGAIN) if at is not None and at > now else now + LOOK_AGAIN


def _delivered(case: Case) -> datetime | None:
    """The beginning of the day on which the order came to the buyer: of the last parcel of it that did."""
    days = [one.delivered_on for one in case.parcels if one.delivered_on is not None]
    return datetime.combine(max(days), time(0), UTC) if days else None
