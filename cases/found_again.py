"""A parcel whose case was settled is seen again: which of the scans that come are that news, and whether it was told.

What was paid for it may now be owed back, so owner and finance hear of it; nothing is moved by it.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from cases.case import Case, LogEntry
from cases.recovered import is_paid
from cases.scan_kinds import DELIVERED
from cases.timelines import Event, instant_of, live
from cases.tracks import MONEY_REMEDIES

MOVE = "seen_again"
# Where its way ends: worth a second message to those who heard of the first scan.
AT_AN_END = DELIVERED | {"returned"}
# News of a settled case whenever it happened; any other scan is, where it was made afterwards.
AT_ANY_TIME = AT_AN_END | {"returning"}
LATE_COPY_DAYS = 1


def seen_again(
    case: Case,
    events: Sequence[Event],
    before: Sequence[Event],
    fresh: Iterable[str],
    log: Iterable[LogEntry],
    now: datetime,
) -> str | None:
    """The kind of scan to tell of, the newest; None where there is none, or where it has been told.

    `events` and `before` are the parcel's story with and without the scans just kept, whose keys are `fresh`. Each
    settling is told of at most twice: that it was seen, and that it was delivered or is back.
    """
    since, new = settled_at(case, now), frozenset(fresh)
    if since is None or not new or case.found_at is not None:
        return None
    found = [one for one in live(events) if _is_news(one, new, since) and not _was_known(one, before)]
    if not found:
        return None
    ends = [one.scan.kind for one in found if one.scan.kind in AT_AN_END]
    kind = ends[-1] if ends else found[-1].scan.kind
    told = [one.details.get("scan") for one in log if one.move == MOVE and one.at >= since]
    return kind if not told or (kind in AT_AN_END and not AT_AN_END.intersection(map(str, told))) else None


def settled_at(case: Case, now: datetime) -> datetime | None:
    """Since when a scan of the parcel is news for those who paid: closed and still watched, or paid while open.

    None where nothing was settled, or where nothing was lost.
    """
    if not case.is_open:
        watch = case.clock("watch")
        return case.closed_at if watch is not None and (watch.due_at is None or now <= watch.due_at) else None
    paid = [one.contact_at for one in case.claims if one.received and is_paid(one)]
    paid += [one.state_at for one in case.remedies if one.state == "refunded" and one.kind in MONEY_REMEDIES]
    return min((when for when in paid if when), default=None)


def money_was_paid(case: Case) -> bool:
    """Whether the buyer was refunded or a payer has paid: what makes a find the whole channel's news."""
    return any(one.state == "refunded" for one in case.remedies) or any(one.received for one in case.claims)


def _is_news(event: Event, fresh: frozenset[str], since: datetime) -> bool:
    if not any(one.key in fresh for one in event.told_by):
        return False
    scan = event.scan
    return scan.kind in AT_ANY_TIME or (scan.is_physical and instant_of(scan) > since)


def _was_known(event: Event, before: Sequence[Event]) -> bool:
    """Whether it is a late copy: another tracker had told of it, or of the same end a day sooner or later."""
    return any(_same(event, one) for one in before if one.scan.is_live)


def _same(event: Event, known: Event) -> bool:
    kinds = {event.scan.kind, known.scan.kind}
    if len(kinds) == 1 and {*event.told_by} & {*known.told_by}:
        return True
    one_end = len(kinds) == 1 or kinds <= DELIVERED
    if event.scan.kind not in AT_ANY_TIME or not one_end:
        return False
    days = event.scan.day, known.scan.day
    return days[0] is None or days[1] is None or abs((days[0] - days[1]).days) <= LATE_COPY_DAYS
