"""A replacement that stands still: the thread of its case hears of it, once, before it is late."""

from collections.abc import Sequence
from datetime import timedelta

from cases.act import Act
from cases.case import Actor, Case, Parcel
from cases.causes import STALLED
from cases.scans import Look, Scan
from cases.timelines import known, timeline
from cases.tracked import STANDS_STILL
from cases.watching import Story, verdict_of
from handlers.desk import Desk
from handlers.rules_in_force import rule_book

# A number that was given only now is first looked at for a day: its label may be old, and the next scan on its way.
LOOKED_AT_FOR = timedelta(days=1)


def tell_if_it_stalls(
    desk: Desk, case: Case, parcel: Parcel, scans: Sequence[Scan], looks: Sequence[Look], actor: Actor
) -> None:
    """Tell it where a replacement on its way was not seen for longer than is ordinary, once for each such silence."""
    moving = any(one.state == "replacement_moving" and one.replacement == parcel.number for one in case.remedies)
    first_asked = min((one.since for one in looks), default=desk.at)
    if not moving or not scans or desk.at - first_asked < LOOKED_AT_FOR:
        return
    # Thresholds are data that is read when it is needed first.
    from partners.tracking.thresholds import patience

    verdict = verdict_of(
        parcel, Story(tuple(scans), tuple(looks)), rule_book(desk.tx, desk.workspace), patience(), desk.at
    )
    seen_on = known(timeline(scans)).last_scan_on
    if verdict is None or verdict.cause not in STALLED or seen_on is None:
        return
    details = {"number": parcel.number, "scan": STANDS_STILL, "seen_on": seen_on.isoformat()}
    log = desk.tx.cases.log(desk.workspace, case.number)
    if not any(one.move == "tracked" and details.items() <= one.details.items() for one in log):
        desk.move(case.number, Act("tracked", actor, details=details))
