"""The likely cause of a case: what triage is asked about it, from the case itself and the rules it falls under."""

from collections.abc import Iterable
from datetime import datetime

from cases.case import Case
from cases.local_zones import ZONES
from cases.patience import Patience
from cases.programmes import dated, rules_for
from cases.rule_book import RuleBook
from cases.scans import Look, Scan
from cases.triage import triage
from cases.verdicts import CONTENTS_MISSING, DAMAGED, NOT_RECEIVED, DeemedLost, Measures, Told, Verdict, route_of
from cases.working_time import Calendar

# What the kind of loss on a case tells of what the buyer said.
_SAID = {
    "not_received": NOT_RECEIVED,
    "stolen": NOT_RECEIVED,
    "damaged": DAMAGED,
    "contents_missing": CONTENTS_MISSING,
}
# A contract of the workspace's own speaks for itself; of public rules a weak source deems nothing lost.
_TRUSTED = frozenset({"high", "medium"})


def likely_cause(
    case: Case,
    scans: Iterable[Scan],
    looks: Iterable[Look],
    book: RuleBook,
    patience: Patience,
    now: datetime,
    told: Told | None = None,
) -> Verdict:
    """The verdict on a case's parcel. `told` where more is known than the case says by itself."""
    known = tuple(scans)
    countries = {*route_of(case.parcel), *(scan.country for scan in known)}
    calendars = {one: calendar_of_country(book, one) for one in countries if one}
    measures = Measures(patience, calendars, deemed_lost_by(case, book))
    return triage(case.parcel, known, looks, told or told_by(case), measures, now)


def told_by(case: Case) -> Told:
    """What the case itself says of what people know."""
    return Told(buyer=_SAID.get(case.loss_type))


def deemed_lost_by(case: Case, book: RuleBook) -> tuple[DeemedLost, ...]:
    """From which day on a carrier or the law counts the parcel as lost, for each whose rule gives a day.

    Where one of them says it in several ways, the latest day counts: nothing is called lost too early.
    """
    found = []
    for programme in book.concerning(case):
        if programme.role not in ("carrier", "law"):
            continue
        calendar = book.calendar(programme)
        rules = [one for one in rules_for(case, programme, "lost_after") if one.by or one.confidence in _TRUSTED]
        days = [day for rule in rules if (day := dated(rule, case, calendar).day) is not None]
        if days:
            found.append(DeemedLost(programme.name, max(days)))
    return tuple(sorted(found, key=lambda one: (one.day, one.rule)))


def calendar_of_country(book: RuleBook, country: str) -> Calendar:
    """The working days of a country in its own zone; Monday to Friday where its holidays are not known."""
    zone = ZONES.get(country, "UTC")
    try:
        return book.calendar_of(country, zone)
    except ValueError:
        return Calendar(zone)
