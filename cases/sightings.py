"""What was seen of a case's parcel, as one story, and what that says of where it is."""

from collections.abc import Iterable
from datetime import datetime

from cases.case import Case
from cases.light_dataclass import dataclass
from cases.likely_cause import likely_cause
from cases.patience import Patience
from cases.rule_book import RuleBook
from cases.scans import Look, Scan
from cases.timelines import Event, timeline
from cases.verdicts import Verdict


@dataclass(frozen=True, slots=True)
class Sightings:
    """The happenings that scans tell of, oldest first, and the verdict on them."""

    events: tuple[Event, ...]
    verdict: Verdict


def sightings_of(
    case: Case, scans: Iterable[Scan], looks: Iterable[Look], rules: RuleBook, patience: Patience, now: datetime
) -> Sightings | None:
    """What was seen of the parcel that was lost, not of its replacements; None where nothing was."""
    numbers = {one.number for one in case.parcels if one.role != "replacement"}
    its = tuple(one for one in scans if one.number in numbers)
    asked = tuple(one for one in looks if one.number in numbers)
    if not its and not any(one.outcome == "scans" for one in asked):
        return None
    return Sightings(timeline(its), likely_cause(case, its, asked, rules, patience, now))
