"""What each clock is due: by a rule with a source, by a date that somebody stated, or by the team's own period.

Whatever gave the date is copied beside it, so that it can be explained when the rule has changed long since.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from cases.case import Case
from cases.programmes import Dated, Window, dated, rules_for, strictest, told, window
from cases.rules import Programme
from cases.terms import Period, Terms
from cases.wanted import DEADLINE, SILENCE, Wanted
from cases.working_time import Calendar

REPLACEMENT_GRACE_DAYS = 2
APPROVAL_BEFORE_BUYER = timedelta(hours=4)
# Which of a programme's values gives a clock its date. What is counted from the parcel has a window of its own.
RULE_OF = {
    "buyer_answer": "buyer_answer",
    "dispute_answer": "answer",
    "appeal_deadline": "appeal_latest",
    "evidence_request": "evidence_answer",
    "storage_ends": "storage",
    "payment": "payment",
    "inquiry_deadline": "investigation_latest",
}
OF_THE_WINDOW = frozenset({"filing_deadline", "filing_opens"})
# Clocks that run only while a rule gives them a date.
ONLY_BY_RULE = frozenset({"filing_opens", "inquiry_deadline"})
Due = tuple[datetime | None, dict[str, str]]


def due(one: Wanted, case: Case, now: datetime, terms: Terms) -> Due:
    """When a clock is due in UTC, None where nobody knows, and the terms it is due by."""
    due_at, known = _dated(one, case, now, terms)
    return due_at, {**known, "role": one.role} if one.role else known


def _dated(one: Wanted, case: Case, now: datetime, terms: Terms) -> Due:
    if one.stated is not None:
        return _stated(one, one.stated, case, terms)
    by_rule = _by_rule(one, case, terms)
    if by_rule is not None:
        return by_rule
    if one.needs_stated or one.kind in ONLY_BY_RULE:
        return None, {"rule": "unknown", **_whose(one.programme)}
    return _by_period(one, case, now, terms)


def party_calendar(programme: Programme | None, terms: Terms) -> Calendar:
    """The working days of a counterparty, as far as it is known where it works."""
    return terms.rules.calendar(programme) if programme is not None else terms.party


def _by_rule(one: Wanted, case: Case, terms: Terms) -> Due | None:
    """The date that a rule gives; None where none does and the team's own period, or nobody, has to."""
    programme = one.programme
    if programme is None:
        return None
    calendar = terms.rules.calendar_for(programme, case)
    if one.kind in OF_THE_WINDOW:
        return _of_window(one, case, window(case, programme, calendar), calendar, terms)
    field = RULE_OF.get(one.kind)
    if field is None:
        return None
    found = [dated(rule, case, calendar, one.since) for rule in rules_for(case, programme, field)]
    strict = strictest(found)
    if strict is None:
        return None
    because = told(strict, programme, case, [other for other in found if other is not strict])
    return _on(one, strict, because, calendar, terms)


def _of_window(one: Wanted, case: Case, found: Window, calendar: Calendar, terms: Terms) -> Due:
    strict = found.closes if one.kind == "filing_deadline" else found.opens
    besides = {"missing": ",".join(found.missing), "asks": ",".join(found.asks), "trap": found.trap or ""}
    kept = {name: value for name, value in besides.items() if value}
    if strict is None or strict.day is None:
        return None, {"rule": "unknown", **_whose(found.programme), **kept}
    others = [other for other in found.others if other.rule.field == strict.rule.field]
    due_at, terms_told = _on(one, strict, told(strict, found.programme, case, others), calendar, terms)
    return due_at, {**terms_told, **kept}


def _on(one: Wanted, strict: Dated, because: Mapping[str, str], theirs: Calendar, terms: Terms) -> Due:
    """The clock's date on the day or hour that a rule gives."""
    assert strict.day is not None
    known, team = dict(because), terms.team
    if one.side == SILENCE:
        return team.opening(strict.day), known
    if one.kind == "filing_opens":
        # Whoever is asked before their own day has begun refuses.
        known["first_day"] = strict.day.isoformat()
        return max(team.calendar.midnight(strict.day), theirs.midnight(strict.day)), known
    deadline = strict.at or team.calendar.midnight(strict.day)
    known["deadline"] = deadline.isoformat()
    if strict.at is None:
        # No hour is known: the last day may end with its first minute, where whoever claims is.
        known |= {"last_day": strict.day.isoformat(), "zone": team.calendar.zone}
    return team.own_due(deadline), known


def _stated(one: Wanted, stated: datetime, case: Case, terms: Terms) -> Due:
    if one.kind == "wait_until":
        return stated, {"rule": "stated"}
    if one.kind != "replacement_arrival":
        return terms.team.own_due(stated), {"rule": "stated", "deadline": stated.isoformat(), **_whose(one.programme)}
    carrier = party_calendar(terms.rules.carrier_of(case), terms)
    day = carrier.after_working_days(carrier.date_of(stated), REPLACEMENT_GRACE_DAYS)
    return terms.team.opening(day), {"rule": "stated", "period": f"{REPLACEMENT_GRACE_DAYS} party_days"}


def _by_period(one: Wanted, case: Case, now: datetime, terms: Terms) -> Due:
    period = terms.periods.get(one.kind) or terms.periods["task"]
    due_at = _after(one, period, now, terms)
    known = {"rule": "default", "period": str(period)}
    if period.unit == "party_days" and one.programme is not None:
        known |= {"place": one.programme.country}
    if one.kind == "approval" and (buyer := case.clock("buyer_answer")) and buyer.due_at:
        due_at = min(due_at, max(now, buyer.due_at - APPROVAL_BEFORE_BUYER))
    if one.kind == "first_contact" and (opens := _inquiry_opens(one, case, terms)) and opens[0] > due_at:
        return opens
    return due_at, known


def _inquiry_opens(one: Wanted, case: Case, terms: Terms) -> tuple[datetime, dict[str, str]] | None:
    """When the carrier takes an inquiry at the earliest, where it says so: asking before is in vain."""
    if one.programme is None:
        return None
    calendar = terms.rules.calendar(one.programme)
    found = [
        dated(rule, case, calendar, opening=True) for rule in rules_for(case, one.programme, "investigation_earliest")
    ]
    # Of several versions the last day is the one from which nobody can refuse.
    last = max((other for other in found if other.day), key=lambda other: other.day or date.min, default=None)
    if last is None or last.day is None:
        return None
    return terms.team.opening(last.day), dict(told(last, one.programme, case))


def _after(one: Wanted, period: Period, now: datetime, terms: Terms) -> datetime:
    """A period's end: our own time runs from now, anybody else's from what it hangs on."""
    if period.unit == "team_hours":
        return terms.team.after_hours(max(one.since, now), period.amount)
    if period.unit == "team_days":
        return terms.team.after_workdays(max(one.since, now), period.amount)
    party = party_calendar(one.programme, terms)
    if period.unit == "party_days":
        # Counted on the counterparty's days from the date we wrote there; we nudge when our own team is in.
        return terms.team.opening(party.after_working_days(party.date_of(one.since), period.amount))
    return _after_days(one, period.amount, party, terms)


def _after_days(one: Wanted, days: int, party: Calendar, terms: Terms) -> datetime:
    """Calendar days, the anchor's date being day 0: the last day begins at 00:00, a nudge waits for the team."""
    if one.side == SILENCE:
        return terms.team.opening(party.date_of(one.since) + timedelta(days=days))
    if one.side == DEADLINE:
        calendar = terms.team.calendar
        return terms.team.own_due(calendar.midnight(calendar.date_of(one.since) + timedelta(days=days)))
    return (one.since + timedelta(days=days)).astimezone(UTC)


def _whose(programme: Programme | None) -> dict[str, str]:
    return {"programme": programme.name} if programme is not None else {}
