"""Parcels that are watched before they are cases: what the scans say of each, and when it is offered as a case.

A watched parcel that is where it should be concerns nobody. One that somebody should look at is offered to whoever
watches it, with all others of theirs in one message, once a day at most.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

from cases.case import Parcel
from cases.light_dataclass import dataclass
from cases.likely_cause import calendar_of_country
from cases.patience import Patience
from cases.rule_book import RuleBook
from cases.scans import Look, Scan
from cases.timelines import known, last_physical, timeline
from cases.triage import triage
from cases.verdicts import Measures, Told, Verdict, route_of
from cases.working_time import TeamHours

# A workspace that watches more asks trackers for what its cases need.
MOST_WATCHED = 2000
# What was put off, or was not answered, is offered again after so long, unless something changes before.
OFFERED_AGAIN_AFTER = timedelta(days=3)
# What stalls within this stands in one message; the next message comes no sooner than the other.
GATHERED_FOR, OFFERED_EVERY = timedelta(minutes=30), timedelta(days=1)
LEAVES_AFTER_DELIVERY = timedelta(days=3)
# Nobody has to do anything about these yet, or nothing is known.
NO_CONCERN = frozenset(
    {
        "too_early",
        "late",
        "network_disruption",
        "customs_inspection",
        "attempted",
        "pickup_point",
        "delivered",
        "tracker_lost",
        "unknown",
    }
)


@dataclass(frozen=True, slots=True)
class Watched:
    """A parcel that somebody watches. Instants are UTC.

    `cause` is triage's newest word, `stalled_since` since when somebody should look at it. `offer_at` is when it was
    or will be offered as a case, to whom and why; before `quiet_until` it is not offered again.
    """

    workspace: str
    number: str
    by: str
    since: datetime
    carrier: str | None = None
    channel: str | None = None
    cause: str | None = None
    last_seen_on: date | None = None
    stalled_since: datetime | None = None
    delivered_at: datetime | None = None
    quiet_until: datetime | None = None
    offer_at: datetime | None = None
    offered_to: str | None = None
    offered_cause: str | None = None

    @property
    def leaves_at(self) -> datetime | None:
        """When it leaves the list by itself; None while it is not delivered."""
        return self.delivered_at + LEAVES_AFTER_DELIVERY if self.delivered_at else None


@dataclass(frozen=True, slots=True)
class Story:
    """What is known of a watched parcel: its scans, and how each tracker answered at last."""

    scans: tuple[Scan, ...] = ()
    looks: tuple[Look, ...] = ()


@dataclass(frozen=True, slots=True)
class WatchedPage:
    """One page of watched parcels, and how many there are in all."""

    parcels: tuple[Watched, ...]
    total: int
    page: int
    pages: int


def verdict_on(
    watched: Watched, story: Story, book: RuleBook, patience: Patience, now: datetime, *, number_doubted: bool = False
) -> Verdict | None:
    """Where a watched parcel is, or why it is missing; None where no tracker has answered."""
    expected = max((look.expected_on for look in story.looks if look.expected_on), default=None)
    parcel = Parcel(watched.number, watched.carrier, expected_on=expected)
    return verdict_of(parcel, story, book, patience, now, number_doubted=number_doubted)


def verdict_of(
    parcel: Parcel, story: Story, book: RuleBook, patience: Patience, now: datetime, *, number_doubted: bool = False
) -> Verdict | None:
    """The same for any parcel that is no case's own, such as a replacement."""
    if not story.scans and not story.looks:
        return None
    seen = known(timeline(story.scans))
    countries = {*route_of(parcel), seen.origin, seen.destination, *(scan.country for scan in story.scans)}
    calendars = {one: calendar_of_country(book, one) for one in countries if one}
    told = Told(number_doubted=number_doubted)
    return triage(parcel, story.scans, story.looks, told, Measures(patience, calendars), now)


def judged(watched: Watched, story: Story, verdict: Verdict | None, now: datetime) -> Watched:
    """The parcel as the newest verdict shows it. What was put off is looked at again once something has changed."""
    cause = verdict.cause if verdict else None
    last = last_physical(timeline(story.scans))
    seen_on = last.scan.day if last else None
    stalls = cause is not None and cause not in NO_CONCERN
    changed = (cause, seen_on) != (watched.cause, watched.last_seen_on)
    return replace(
        watched,
        cause=cause,
        last_seen_on=seen_on,
        stalled_since=(watched.stalled_since or now) if stalls else None,
        delivered_at=(watched.delivered_at or now) if cause == "delivered" else None,
        quiet_until=None if changed else watched.quiet_until,
        offered_cause=None if changed else watched.offered_cause,
    )


def is_to_be_offered(watched: Watched, now: datetime) -> bool:
    """Whether whoever watches it is to hear of it: it stalls, and that is news or was not said for some days."""
    if watched.stalled_since is None or (watched.quiet_until is not None and watched.quiet_until > now):
        return False
    if watched.offer_at is None or watched.offered_cause != watched.cause:
        return watched.offer_at is None or watched.offer_at <= now
    return now - watched.offer_at >= OFFERED_AGAIN_AFTER


def offered_at(others: Iterable[datetime], now: datetime, team: TeamHours) -> datetime:
    """When (UTC) a parcel that stalls now is offered to somebody, given when their other offers were or will be.

    It joins the message that is waiting; else one is sent half an hour later, a day after the last one at the
    earliest, and while the team is there.
    """
    owed = list(others)
    waiting = [one for one in owed if one > now]
    if waiting:
        return min(waiting)
    soonest = now + GATHERED_FOR
    if owed:
        soonest = max(soonest, max(owed) + OFFERED_EVERY)
    return team.first_moment(soonest)
