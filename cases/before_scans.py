"""A parcel that nobody has had in hand yet: a label, a receipt, a number that nobody knows."""

from collections.abc import Sequence
from datetime import date, datetime

from cases.case import Parcel
from cases.causes import CAUSES
from cases.reasons import looked, seen
from cases.scans import Look
from cases.silence import ONE_DAY, Route, gap_until, today_in
from cases.timelines import Event
from cases.verdicts import HIGH, LOW, MEDIUM, Measures, Reason, Told, Verdict
from cases.words import N_, Sentence


def no_number_like_it(looks: Sequence[Look], told: Told, events: Sequence[Event]) -> Verdict | None:
    """The verdict that the number is wrong, where the trackers or its own check digit say so."""
    if events:
        return None
    outcomes = {look.outcome for look in looks}
    if "invalid" in outcomes and "scans" not in outcomes:
        names = ", ".join(look.provider for look in looks if look.outcome == "invalid")
        reason = Reason(Sentence(N_("{names} says that there is no such number."), {"names": names}))
        return Verdict("wrong_number", HIGH, (reason,), CAUSES["wrong_number"].next_step)
    if told.number_doubted and "not_found" in outcomes:
        reason = Reason(Sentence(N_("Its check digit does not fit, and no tracker knows the number.")))
        return Verdict("wrong_number", HIGH, (reason,), CAUSES["wrong_number"].next_step)
    return None


def before_first_scan(
    parcel: Parcel,
    told: Told,
    looks: Sequence[Look],
    events: Sequence[Event],
    route: Route,
    measures: Measures,
    now: datetime,
) -> Verdict:
    """Never handed over, handed over and never scanned, or too early to say which."""
    if told.handed_over_on is not None:
        reason = Reason(Sentence(N_("It was handed over on {day}, with proof."), {"day": told.handed_over_on}))
        return _after(told.handed_over_on, "first_scan", "no_first_scan", reason, events, route, measures, now)
    label = _label_day(parcel, events)
    if not events and looks and all(look.outcome in ("failed", "stopped") for look in looks):
        return _plain("tracker_lost", HIGH, looked(looks, None))
    if label is not None:
        reason = Reason(Sentence(N_("Its label is of {day}, and nobody has a receipt."), {"day": label}))
        return _after(label, "label", "not_handed_over", reason, events, route, measures, now)
    missing = [look for look in looks if look.outcome == "not_found"]
    if missing:
        since = min(look.since for look in missing).date()
        reason = Reason(Sentence(N_("No tracker has known the number since {day}."), {"day": since}))
        return _after(since, "label", "wrong_number", reason, events, route, measures, now, LOW)
    reasons = tuple(seen(event.scan) for event in events[-1:])
    nothing = Reason(Sentence(N_("No tracker shows anything, and nobody entered when it was sent.")))
    return Verdict("unknown", LOW, reasons or (nothing,), CAUSES["unknown"].next_step)


def _label_day(parcel: Parcel, events: Sequence[Event]) -> date | None:
    announced = [event.scan.day for event in events if event.scan.day]
    return min(announced, default=None) or parcel.label_on or parcel.shipped_on


def _after(
    since: date,
    gap: str,
    cause: str,
    reason: Reason,
    events: Sequence[Event],
    route: Route,
    measures: Measures,
    now: datetime,
    confidence: str = MEDIUM,
) -> Verdict:
    until = gap_until(since, gap, route, route.origin, measures)
    newest = tuple(seen(event.scan) for event in events[-1:])
    if today_in(route.origin, now, measures) > until:
        return _plain(cause, HIGH if cause == "no_first_scan" else confidence, reason, *newest)
    ordinary = Reason(Sentence(N_("A first scan may come until {until}."), {"until": until}))
    early = Verdict("too_early", MEDIUM, (reason, *newest, ordinary), CAUSES["too_early"].next_step)
    return Verdict(early.cause, early.confidence, early.reasons, early.next_step, look_again_on=until + ONE_DAY)


def _plain(cause: str, confidence: str, *reasons: Reason) -> Verdict:
    return Verdict(cause, confidence, reasons, CAUSES[cause].next_step)
