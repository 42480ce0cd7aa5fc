"""Why a parcel is missing, or that it is not: from its scans, what people know, and how the trackers answered.

The verdict names the newest state, and beside it what led there. It never says “lost” of a parcel that is delivered,
returned, held or merely searched for, and it says nothing of a parcel where only a tracker has failed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from cases.before_scans import before_first_scan, no_number_like_it
from cases.believing import Doubt, another_parcel, doubts, goes_round, off_the_way
from cases.case import Parcel
from cases.causes import CAUSES, STALLED
from cases.customs_wants import wanted
from cases.light_dataclass import dataclass
from cases.newest_state import newest_state
from cases.reasons import deemed, looked, quiet, seen, still_ordinary
from cases.scan_kinds import DELIVERED
from cases.scans import Look, Scan
from cases.silence import ONE_DAY, Route, Silence, gap_until, route_by, silence, today_in
from cases.standing_states import STANDING, by_customs
from cases.timelines import Event, instant_of, live, timeline
from cases.verdicts import (
    CONTENTS_MISSING,
    DAMAGED,
    HIGH,
    LOW,
    MEDIUM,
    NOT_RECEIVED,
    RECEIVED,
    Measures,
    Reason,
    Told,
    Verdict,
)
from cases.words import N_, Sentence

# An outage shorter than this is no news about a tracker.
OUTAGE = timedelta(days=1)
MOST_REASONS = 4
# A parcel on its way was not delivered before; one that comes back may well have been.
_UNDOES_A_DELIVERY = frozenset(
    {
        "accepted",
        "arrived",
        "in_transit",
        "departed",
        "out_for_delivery",
        "attempted",
        "pickup_ready",
        "missorted",
        "found",
    }
)
# What a rule may deem lost: nothing that was seen lately, and nothing that is known to lie somewhere.
_MAY_BE_DEEMED = frozenset({*STALLED, "no_first_scan", "handed_on", "transport_accident"})


@dataclass(frozen=True, slots=True)
class Question:
    """Everything that a verdict is about, in the order in which it is believed."""

    parcel: Parcel
    told: Told
    measures: Measures
    looks: tuple[Look, ...]
    events: tuple[Event, ...]
    held: tuple[Event, ...]
    doubts: tuple[Doubt, ...]
    taken_back: tuple[Event, ...]
    route: Route
    now: datetime

    @property
    def as_of(self) -> datetime | None:
        """When somebody last saw what the trackers show: now where none was asked, None where none ever answered."""
        good = [when for look in self.looks if (when := look.at if look.outcome == "scans" else look.good_at)]
        return max(good, default=None) if self.looks else self.now


def triage(
    parcel: Parcel, scans: Iterable[Scan], looks: Iterable[Look], told: Told, measures: Measures, now: datetime
) -> Verdict:
    """The likely cause, with its reasons and the next step. Every history has a verdict, in whatever order it comes."""
    question = _question(parcel, tuple(scans), tuple(looks), told, measures, now)
    verdict = _of_people(question) or _of_scans(question)
    verdict = _deemed_lost(question, verdict)
    return replace(verdict, reasons=verdict.reasons[:MOST_REASONS])


def _question(
    parcel: Parcel, scans: Sequence[Scan], looks: tuple[Look, ...], told: Told, measures: Measures, now: datetime
) -> Question:
    story = timeline(scans)
    standing = live(story)
    if not any(event.scan.is_physical for event in standing):
        standing = (*standing, *timeline(_as_entered(parcel)))
    doubted = doubts(standing, parcel, told, now)
    believed = tuple(event for event in standing if all(event is not doubt.event for doubt in doubted))
    held = tuple(event for event in believed if event.scan.is_physical)
    taken_back = tuple(event for event in story if event.scan.taken_back)
    route = route_by(parcel, believed, measures)
    return Question(parcel, told, measures, looks, believed, held, doubted, taken_back, route, now)


def _as_entered(parcel: Parcel) -> list[Scan]:
    """What somebody entered of the parcel's scans, where no tracker shows any."""
    rows = (("accepted", parcel.first_scan_on), ("arrived", parcel.last_scan_on), ("delivered", parcel.delivered_on))
    return [
        Scan(kind, "", "people", local=datetime(day.year, day.month, day.day), has_hour=False)  # noqa: DTZ001
        for kind, day in rows
        if day is not None
    ]


def _of_people(question: Question) -> Verdict | None:
    """What the buyer says of the parcel in his hands."""
    buyer, last = question.told.buyer, tuple(event.scan for event in question.held[-1:])
    if buyer == RECEIVED:
        return _verdict("delivered", HIGH, Reason(Sentence(N_("The buyer says that it came.")), last))
    if buyer == DAMAGED:
        return _verdict("damaged", HIGH, Reason(Sentence(N_("The buyer says that it came damaged.")), last))
    if buyer == CONTENTS_MISSING:
        return _verdict(
            "contents_missing", HIGH, Reason(Sentence(N_("The buyer says that something is missing.")), last)
        )
    return None


def _of_scans(question: Question) -> Verdict:
    another = another_parcel([*question.events, *(doubt.event for doubt in question.doubts)], question.parcel)
    if another is not None:
        return _verdict("wrong_number", HIGH, another)
    if not question.held:
        return _without_physical(question)
    wrong = _wrong_scan(question)
    if wrong is not None:
        return wrong
    state = newest_state(question.events, question.told)
    assert state is not None, "there is a physical scan"
    return _of_state(question, *state)


def _without_physical(question: Question) -> Verdict:
    """A parcel that nobody has had in hand: notices only, or nothing at all."""
    nothing = no_number_like_it(question.looks, question.told, question.events)
    if nothing is not None:
        return nothing
    state = newest_state(question.events, question.told)
    if state is not None and state[1] in STANDING:
        return _standing(question, *state)
    if question.doubts:
        return _verdict("wrong_scan", LOW, question.doubts[-1].reason)
    return before_first_scan(
        question.parcel, question.told, question.looks, question.events, question.route, question.measures, question.now
    )


def _wrong_scan(question: Question) -> Verdict | None:
    """The newest thing said of the parcel cannot be true, or was taken back."""
    last = instant_of(question.held[-1].scan)
    undone = [one for one in question.taken_back if one.scan.kind in DELIVERED and instant_of(one.scan) >= last]
    if undone:
        text = N_("The carrier took back that it was delivered on {day}.")
        scan = undone[-1].scan
        return _verdict("wrong_scan", HIGH, Reason(Sentence(text, {"day": scan.day}), (scan,)), *_seen(question.held))
    newer = [doubt for doubt in question.doubts if instant_of(doubt.event.scan) >= last]
    if not newer:
        return None
    doubt = newer[-1]
    if doubt.event.scan.kind in DELIVERED:
        return _verdict("wrong_scan", MEDIUM, doubt.reason, *_seen(question.held), next_step="check_delivery")
    return _verdict("wrong_scan", MEDIUM, doubt.reason, *_seen(question.held))


def _of_state(question: Question, event: Event, kind: str) -> Verdict:
    if kind == "corrected":
        reason = Reason(Sentence(N_("The carrier took back what it had said before.")), (event.scan,))
        return _verdict("wrong_scan", HIGH, reason, *_seen(question.held[:-1]))
    if kind in STANDING:
        return _standing(question, event, kind)
    if kind in ("customs", "customs_inspection"):
        return _at_customs(question, event, kind)
    if kind == "network_trouble":
        return _held_up(question, event)
    return _moving(question)


def _standing(question: Question, event: Event, kind: str) -> Verdict:
    """A state that lasts until something else is seen, however long that takes."""
    cause, confidence = STANDING[kind]
    if kind in DELIVERED:
        return _delivered(question, event)
    if kind == "destroyed":
        cause = "destroyed_by_customs" if by_customs(event.scan, question.events) else "destroyed_by_carrier"
    wants = wanted(event.scan.words) if cause == "customs_hold" else ()
    verdict = _verdict(cause, confidence, seen(event.scan), *_before(question, event))
    return replace(verdict, wants=wants, because=_because(question, event))


def _delivered(question: Question, event: Event) -> Verdict:
    scan = event.scan
    if scan.country and scan.country == question.route.origin != question.route.destination:
        return _delivered_at_home(question, scan)
    if question.told.buyer != NOT_RECEIVED:
        return replace(_verdict("delivered", HIGH, seen(scan)), because=_because(question, event))
    text = N_("The buyer says that nothing came, and there is a signature or photo of the delivery.")
    if not question.told.signed:
        text = N_("The buyer says that nothing came, and no signature or photo is known.")
    return _verdict("not_received", MEDIUM, seen(scan), Reason(Sentence(text), (scan,)))


def _delivered_at_home(question: Question, scan: Scan) -> Verdict:
    """Delivered in the country it was sent from: back, if it had been abroad, and else to somebody on the way."""
    before = question.held[:-1]
    abroad = any(one.scan.kind == "exported" or one.scan.country not in (None, scan.country) for one in before)
    if abroad:
        text = N_("It was delivered in the country it was sent from.")
        return _verdict("returned", MEDIUM, Reason(Sentence(text), (scan,)), *_seen(before))
    text = N_("It was scanned as delivered in the country it was sent from, and never left it.")
    return _verdict("wrong_scan", MEDIUM, Reason(Sentence(text), (scan,)), *_seen(before), next_step="check_delivery")


def _at_customs(question: Question, event: Event, kind: str) -> Verdict:
    """In customs, which is ordinary for some days and a hold afterwards."""
    scan = event.scan
    country = scan.country or question.route.destination
    today, gap = today_in(country, question.now, question.measures), "inspection" if kind != "customs" else "customs"
    until = gap_until(scan.day or today, gap, question.route, country, question.measures)
    if kind == "customs_inspection":
        step = "wait" if today <= until else "ask_carrier"
        verdict = _verdict("customs_inspection", HIGH, seen(scan), next_step=step)
        return replace(verdict, look_again_on=until + ONE_DAY)
    if today <= until:
        verdict = _verdict("too_early", MEDIUM, seen(scan), still_ordinary(scan, until))
        return _or_untracked(question, replace(verdict, look_again_on=until + ONE_DAY), until)
    reason = quiet(scan, scan.day or today, until)
    return _or_untracked(question, _verdict("customs_hold", MEDIUM, seen(scan), reason, next_step="ask_carrier"), until)


def _held_up(question: Question, event: Event) -> Verdict:
    """The carrier named a storm, strike or closure: that explains silence for as long as silence may be ordinary."""
    found = silence(question.held, question.route, question.measures, question.parcel)
    since = event.scan.day
    if found is not None and since is not None:
        row_until = gap_until(since, found.stage, question.route, found.scan.country, question.measures)
        today = today_in(found.scan.country, question.now, question.measures)
        if today > row_until:
            return replace(_moving(question), because="network_disruption")
        verdict = _verdict("network_disruption", HIGH, seen(event.scan), *_seen(question.held))
        return replace(verdict, look_again_on=row_until + ONE_DAY)
    return _verdict("network_disruption", MEDIUM, seen(event.scan), *_seen(question.held))


def _moving(question: Question) -> Verdict:
    """A parcel that was last seen on its way: round in circles, too early to say, late, or silent for too long."""
    last = question.held[-1]
    away = off_the_way(question.held, question.parcel)
    circle = goes_round(question.held)
    if last.scan.kind == "missorted" or away or circle:
        reason = seen(last.scan)
        if circle:
            reason = Reason(Sentence(N_("It came to the same places again and again.")), circle)
        elif away:
            reason = Reason(Sentence(N_("It was seen in {country}, which is not on its way.")
                                     , {"country": away.scan.country}), (away.scan,))  # fmt: skip
        return _verdict("missorted", HIGH if last.scan.kind == "missorted" else MEDIUM, reason, *_seen(question.held))
    gap = "handed_on" if last.scan.kind == "handed_on" else None
    found = silence(question.held, question.route, question.measures, question.parcel, gap)
    if found is None:
        return _verdict("unknown", LOW, seen(last.scan))
    return _by_silence(question, found)


def _by_silence(question: Question, found: Silence) -> Verdict:
    scan = found.scan
    today = today_in(scan.country, question.now, question.measures)
    searched = next((one for one in question.events if one.scan.kind == "searching"
                     and instant_of(one.scan) >= instant_of(scan)), None)  # fmt: skip
    if found.is_over(today) or searched is not None:
        cause = "handed_on" if scan.kind == "handed_on" else f"stalled_{found.stage}"
        why = [quiet(scan, found.since, found.until)] if found.is_over(today) else []
        why += [seen(searched.scan)] if searched else []
        verdict = _verdict(cause, _sureness(question), seen(scan), *why, *_later_notices(question, scan))
        verdict = replace(verdict, because=_because(question, question.held[-1]))
        if cause == "handed_on":
            verdict = replace(verdict, new_number=_new_number(question))
        return verdict if searched else _or_untracked(question, verdict, found.until)
    notice = next((one for one in reversed(question.events) if one.scan.kind in ("delayed", "trouble", "held")
                   and instant_of(one.scan) >= instant_of(scan)), None)  # fmt: skip
    late = notice is not None or (found.late_from is not None and today >= found.late_from)
    reasons = [seen(notice.scan)] if notice and notice.scan is not scan else []
    verdict = _verdict(
        "late" if late else "too_early", _sureness(question), seen(scan), *reasons, still_ordinary(scan, found.until)
    )
    return replace(verdict, look_again_on=found.until + ONE_DAY, because=_because(question, question.held[-1]))


def _or_untracked(question: Question, verdict: Verdict, until: date) -> Verdict:
    """The verdict, unless the silence in it is only the tracker's: what nobody looked at is no silence."""
    as_of = question.as_of
    if as_of is not None and (question.now - as_of <= OUTAGE or as_of.astimezone(UTC).date() > until):
        return verdict
    if verdict.cause in ("too_early", "late"):
        return verdict
    return _verdict("tracker_lost", HIGH, looked(question.looks, as_of), *_seen(question.held))


def _deemed_lost(question: Question, verdict: Verdict) -> Verdict:
    """A rule's day has come, and nothing is known of the parcel: then it counts as lost, by that rule."""
    today = today_in(question.route.destination, question.now, question.measures)
    rule = next((one for one in question.measures.deemed if one.day <= today), None)
    if rule is None or verdict.cause not in _MAY_BE_DEEMED:
        return verdict
    return _verdict("lost", HIGH, deemed(rule), *verdict.reasons, because=verdict.cause)


def _because(question: Question, event: Event) -> str | None:
    """What led to the state: the newest other thing that went wrong before it, and a delivery that cannot be true."""
    before = [one for one in question.events if instant_of(one.scan) < instant_of(event.scan)]
    led = {"accident": "transport_accident", "network_trouble": "network_disruption", "missorted": "missorted",
           "damaged": "damaged", "refused": "refused", "unclaimed": "pickup_point", "address_problem": "address",
           "attempted": "attempted", "customs_hold": "customs_hold", "customs_query": "customs_hold",
           "duties_due": "duties_unpaid", "seized": "seized"}  # fmt: skip
    for one in reversed(before):
        if one.scan.kind in DELIVERED:
            return "wrong_scan" if event.scan.kind in _UNDOES_A_DELIVERY else None
        if one.scan.kind in ("customs_released", "out_for_delivery", "accepted", "imported"):
            return None
        if one.scan.kind in led and one.scan.kind != event.scan.kind:
            return led[one.scan.kind]
    return None


def _before(question: Question, event: Event) -> tuple[Reason, ...]:
    """The last physical scan, where the state rests on a notice; else the state before it."""
    others = [one for one in question.held if one is not event]
    return (seen(others[-1].scan),) if others else ()


def _later_notices(question: Question, scan: Scan) -> list[Reason]:
    later = [one for one in question.events if instant_of(one.scan) > instant_of(scan) and one.scan is not scan]
    return [seen(one.scan) for one in later if one.scan.kind in ("delayed", "trouble", "network_trouble")][-1:]


def _seen(held: Sequence[Event]) -> tuple[Reason, ...]:
    return (seen(held[-1].scan),) if held else ()


def _new_number(question: Question) -> str | None:
    ours = question.parcel.number
    others = [one.scan.number for one in question.events if one.scan.number and one.scan.number != ours]
    return others[-1] if others else None


def _sureness(question: Question) -> str:
    """Less sure where the route is not known, so that the lane is a guess."""
    return MEDIUM if question.route.origin and question.route.destination else LOW


def _verdict(
    cause: str, confidence: str, *reasons: Reason, next_step: str | None = None, because: str | None = None
) -> Verdict:
    return Verdict(cause, confidence, reasons, next_step or CAUSES[cause].next_step, because)
