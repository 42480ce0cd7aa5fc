"""Which clocks must run for a case as it stands, and what each is due.

Clocks follow from the state: `wanted` reads a case and names every clock that must run and what it counts
from; `reconciled` stops those no longer wanted, keeps those whose anchor still holds, and starts the others with
the terms of this moment copied onto them. So no move can forget to start or stop one.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from cases.case import Case, Claim, Clock, Dispute, Investigation, Remedy
from cases.ladder import PRESETS, Ladder, first_ring
from cases.remedies import is_undecided, unsettled_by_find
from cases.snoozing import SNOOZED, snooze_of
from cases.working_time import Calendar, TeamHours

DEADLINE, SILENCE, GATE, TASK = "deadline", "silence", "gate", "task"
US, CARRIER, PAYER, MARKETPLACE, NOBODY = "us", "carrier", "payer", "marketplace", "nobody"
WATCH_AFTER_CLOSE_DAYS = 60


@dataclass(frozen=True, slots=True)
class Period:
    """How long a clock runs: an amount of `team_hours`, `team_days`, `party_days` (working) or calendar `days`."""

    amount: int
    unit: str

    def __str__(self) -> str:
        return f"{self.amount} {self.unit}"


# Where no rule of a carrier, payer or marketplace is needed. A kind that is missing here is `unknown` unless
# somebody stated its date: nothing is guessed.
DEFAULT_PERIODS = {
    "first_look": Period(4, "team_hours"),
    "first_contact": Period(1, "team_days"),
    "decision": Period(1, "team_days"),
    "execution": Period(1, "team_days"),
    "task": Period(1, "team_days"),
    "approval": Period(4, "team_hours"),
    "carrier_silence": Period(3, "party_days"),
    "claim_silence": Period(5, "party_days"),
    "payment": Period(30, "days"),
    "evidence_request": Period(5, "days"),
    "watch": Period(WATCH_AFTER_CLOSE_DAYS, "days"),
}
REPLACEMENT_GRACE_DAYS = 2
APPROVAL_BEFORE_BUYER = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class Terms:
    """What clocks are computed with: the team's hours, the counterparty's calendar, and the periods in force."""

    team: TeamHours = TeamHours()
    party: Calendar = Calendar()
    periods: dict[str, Period] = field(default_factory=lambda: dict(DEFAULT_PERIODS))
    ladder: Ladder = PRESETS["standard"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A clock that must run: what it counts from, and its date where somebody stated one."""

    key: str
    kind: str
    side: str
    waiting_on: str
    since: datetime
    stated: datetime | None = None
    needs_stated: bool = False

    @property
    def anchor(self) -> str:
        """What the clock hangs on; a new anchor starts it afresh."""
        return f"{self.since.isoformat()}|{self.stated.isoformat() if self.stated else ''}"


# Clocks whose date comes from outside: a person may enter it, and where nobody has, somebody is asked to find it.
DATED_BY_PEOPLE = frozenset(
    {
        "buyer_answer",
        "storage_ends",
        "replacement_arrival",
        "dispute_answer",
        "appeal_deadline",
        "filing_deadline",
        "evidence_request",
    }
)


def datable(case: Case) -> tuple[str, ...]:
    """Keys of the running clocks whose date a person may enter; every other date follows from the terms."""
    return tuple(clock.key for clock in case.clocks if clock.kind in DATED_BY_PEOPLE)


def reconciled(case: Case, now: datetime, terms: Terms) -> tuple[Clock, ...]:
    """The clocks that run for this case from now on, the kept ones untouched."""
    running = {clock.key: clock for clock in case.clocks}
    clocks = [_kept_or_started(running, one, case, now, terms) for one in wanted(case)]
    unknown = [clock for clock in clocks if clock.due_at is None]
    tasks = [_find_date(clock, case) for clock in unknown]
    return tuple(clocks + [_kept_or_started(running, one, case, now, terms) for one in tasks])


def _kept_or_started(running: dict[str, Clock], one: Wanted, case: Case, now: datetime, terms: Terms) -> Clock:
    kept, snooze = running.get(one.key), snooze_of(case, one.key, one.anchor)
    anchor = one.anchor + (f"{SNOOZED}{snooze.until.isoformat()}" if snooze else "")
    if kept is not None and kept.anchor == anchor:
        return kept
    due_at, told = _due(one, case, now, terms)
    if snooze is not None and due_at is not None and due_at < snooze.until:
        due_at = snooze.until
        told = {**told, "snoozed_until": snooze.until.isoformat()}
    return _with_first_ring(Clock(one.key, one.kind, one.side, one.waiting_on, now, anchor, due_at, told), terms)


def _with_first_ring(clock: Clock, terms: Terms) -> Clock:
    """The clock with the instant of its first rung, where that is not its date itself."""
    first = first_ring(clock, terms.team, terms.ladder)
    return clock if first == clock.due_at else replace(clock, rings_at=first)


def wanted(case: Case) -> list[Wanted]:
    """Every clock that this case needs as it stands; at least one while it is open."""
    if not case.is_open:
        return list(_after_closing(case))
    clocks = [
        *_for_the_case(case),
        *_for_the_decision(case),
        *(clock for one in case.investigations for clock in _for_investigation(one, case)),
        *(clock for one in case.remedies for clock in _for_remedy(one, case)),
        *(clock for one in case.disputes for clock in _for_dispute(one, case)),
        *_for_claims(case),
    ]
    if not clocks:
        clocks.append(Wanted("task:close", "task", TASK, US, _latest(case)))
    clocks += _after_payment(case)
    return [_with_stated(one, case) for one in clocks]


def _after_payment(case: Case) -> Iterator[Wanted]:
    paid = [one.contact_at for one in case.claims if one.state == "paid" and one.contact_at]
    if paid:
        yield Wanted("watch", "watch", GATE, NOBODY, max(paid))


def _after_closing(case: Case) -> Iterator[Wanted]:
    if case.outcome != "not_lost" and case.closed_at:
        yield Wanted("watch", "watch", GATE, NOBODY, case.closed_at)


def _for_the_case(case: Case) -> Iterator[Wanted]:
    opened = case.reopened_at or case.opened_at
    if not (case.owner and case.triaged):
        yield Wanted("first_look", "first_look", DEADLINE, US, opened)
    if case.buyer_waiting_since:
        yield Wanted("buyer_answer", "buyer_answer", DEADLINE, US, case.buyer_waiting_since, needs_stated=True)
    if case.found_at and unsettled_by_find(case):
        yield Wanted("task:found", "task", TASK, US, case.found_at)


def _for_the_decision(case: Case) -> Iterator[Wanted]:
    if not is_undecided(case):
        return
    if case.waiting_until:
        yield Wanted("wait_until", "wait_until", DEADLINE, US, case.opened_at, stated=case.waiting_until)
    else:
        yield Wanted("decision", "decision", DEADLINE, US, _undecided_since(case))


def _for_investigation(one: Investigation, case: Case) -> Iterator[Wanted]:
    since = one.contact_at or case.reopened_at or case.opened_at
    if one.state == "not_opened" and case.triaged:
        yield Wanted(f"first_contact:{one.id}", "first_contact", DEADLINE, US, case.reopened_at or case.opened_at)
    elif one.state in ("requested", "acknowledged"):
        yield Wanted(f"carrier_silence:{one.id}", "carrier_silence", SILENCE, CARRIER, since)
    elif one.state == "located" and one.whereabouts in ("customs", "pickup_point"):
        yield Wanted(f"storage_ends:{one.id}", "storage_ends", DEADLINE, US, since, needs_stated=True)
    elif one.state == "located":
        yield Wanted(f"carrier_silence:{one.id}", "carrier_silence", SILENCE, CARRIER, since)
    elif one.state in ("refused", "info_owed"):
        yield Wanted(f"task:{one.id}", "task", TASK, US, since)


def _for_remedy(one: Remedy, case: Case) -> Iterator[Wanted]:
    since = one.state_at or one.decided_at
    if one.state == "awaiting_approval":
        yield Wanted(f"approval:{one.id}", "approval", DEADLINE, US, since)
    elif one.state == "asked":
        yield Wanted(f"task:{one.id}", "task", TASK, US, since)
    elif one.state == "approved":
        yield Wanted(f"execution:{one.id}", "execution", DEADLINE, US, since)
    elif one.state == "replacement_moving":
        expected = one.expected_on
        yield Wanted(
            f"replacement_arrival:{one.id}", "replacement_arrival", SILENCE, CARRIER, since, expected, needs_stated=True
        )


def _for_dispute(one: Dispute, case: Case) -> Iterator[Wanted]:
    since = one.contact_at or case.opened_at
    if one.state == "opened":
        yield Wanted(
            f"dispute_answer:{one.id}", "dispute_answer", DEADLINE, US, since, one.answer_by, needs_stated=True
        )
    elif one.state in ("answered", "appealed"):
        yield Wanted(f"claim_silence:{one.id}", "claim_silence", SILENCE, MARKETPLACE, since)
    elif one.state == "lost":
        yield Wanted(f"appeal_deadline:{one.id}", "appeal_deadline", DEADLINE, US, since, needs_stated=True)


def _for_claims(case: Case) -> Iterator[Wanted]:
    unfiled = not case.claims or any(one.state == "drafted" for one in case.claims)
    if case.claim_end is None and unfiled:
        yield Wanted("filing_deadline", "filing_deadline", DEADLINE, US, case.opened_at, needs_stated=True)
    for one in case.claims:
        yield from _for_claim(one, case)


def _for_claim(one: Claim, case: Case) -> Iterator[Wanted]:
    since = one.contact_at or case.opened_at
    if one.state in ("filed", "appealed"):
        yield Wanted(f"claim_silence:{one.id}", "claim_silence", SILENCE, PAYER, since)
    elif one.state == "info_requested":
        yield Wanted(f"evidence_request:{one.id}", "evidence_request", DEADLINE, US, since, one.answer_by)
    elif one.state == "denied":
        yield Wanted(f"appeal_deadline:{one.id}", "appeal_deadline", DEADLINE, US, since, one.answer_by, True)
    elif one.state in ("approved", "part_paid"):
        yield Wanted(f"payment:{one.id}", "payment", SILENCE, PAYER, since)
    elif one.state in ("drafted", "offered", "repay_owed"):
        yield Wanted(f"task:{one.id}", "task", TASK, US, since)


def _find_date(clock: Clock, case: Case) -> Wanted:
    """A date that no rule gives is somebody's task, due in one working day."""
    return Wanted(f"find_date:{clock.key}", "find_date", TASK, US, clock.started_at)


def _with_stated(one: Wanted, case: Case) -> Wanted:
    entered = next((date for date in reversed(case.dates) if date.clock == one.key), None)
    if entered is None or one.kind not in DATED_BY_PEOPLE:
        return one
    return Wanted(one.key, one.kind, one.side, one.waiting_on, one.since, entered.due_at, one.needs_stated)


def _due(one: Wanted, case: Case, now: datetime, terms: Terms) -> tuple[datetime | None, dict[str, str]]:
    """When the clock is due, and the terms it used, copied."""
    if one.stated is not None:
        return _stated_due(one, one.stated, terms)
    if one.needs_stated:
        return None, {"rule": "unknown"}
    period = terms.periods.get(one.kind) or terms.periods["task"]
    due_at = _after(one, period, now, terms)
    if one.kind == "approval" and (buyer := case.clock("buyer_answer")) and buyer.due_at:
        due_at = min(due_at, max(now, buyer.due_at - APPROVAL_BEFORE_BUYER))
    return due_at, {"rule": "default", "period": str(period)}


def _stated_due(one: Wanted, stated: datetime, terms: Terms) -> tuple[datetime, dict[str, str]]:
    if one.kind == "wait_until":
        return stated, {"rule": "stated"}
    if one.kind != "replacement_arrival":
        return terms.team.own_due(stated), {"rule": "stated", "deadline": stated.isoformat()}
    day = terms.party.after_working_days(terms.party.date_of(stated), REPLACEMENT_GRACE_DAYS)
    return terms.team.opening(day), {"rule": "stated", "period": f"{REPLACEMENT_GRACE_DAYS} party_days"}


def _after(one: Wanted, period: Period, now: datetime, terms: Terms) -> datetime:
    """A period's end: our own time runs from now, anybody else's from what it hangs on."""
    if period.unit == "team_hours":
        return terms.team.after_hours(max(one.since, now), period.amount)
    if period.unit == "team_days":
        return terms.team.after_workdays(max(one.since, now), period.amount)
    if period.unit == "party_days":
        # Counted on the counterparty's days from the date we wrote there; we nudge when our own team is in.
        return terms.team.opening(terms.party.after_working_days(terms.party.date_of(one.since), period.amount))
    return _after_days(one, period.amount, terms)


def _after_days(one: Wanted, days: int, terms: Terms) -> datetime:
    """Calendar days, the anchor's date being day 0: the last day begins at 00:00, a nudge waits for the team."""
    if one.side == SILENCE:
        return terms.team.opening(terms.party.date_of(one.since) + timedelta(days=days))
    if one.side == DEADLINE:
        calendar = terms.team.calendar
        return terms.team.own_due(calendar.midnight(calendar.date_of(one.since) + timedelta(days=days)))
    return (one.since + timedelta(days=days)).astimezone(UTC)


def _undecided_since(case: Case) -> datetime:
    dropped = [one.state_at for one in case.remedies if one.state == "undecided" and one.state_at]
    return max([case.reopened_at or case.opened_at, *dropped])


def _latest(case: Case) -> datetime:
    """The last moment at which something of the case changed that a *close* task can hang on."""
    contacts = [
        *(one.contact_at for one in case.investigations),
        *(one.contact_at for one in case.claims),
        *(one.contact_at for one in case.disputes),
        *(one.state_at for one in case.remedies),
    ]
    return max([case.reopened_at or case.opened_at, *(moment for moment in contacts if moment)])
