"""The running clocks of a case.

Clocks follow from the state: `wanted` reads a case and names every clock that must run and what it counts
from; `reconciled` stops those no longer wanted, keeps those whose anchor still holds, and starts the others with
the terms of this moment copied onto them. So no move can forget to start or stop one.
"""

from dataclasses import replace
from datetime import datetime

from cases.case import Case, Clock
from cases.due import ONLY_BY_RULE, due
from cases.ladder import first_ring
from cases.snoozing import SNOOZED, snooze_of
from cases.terms import Terms
from cases.wanted import DATED_BY_PEOPLE, Wanted, find_date, wanted


def datable(case: Case) -> tuple[str, ...]:
    """Keys of the running clocks whose date a person may enter; every other date follows from the terms."""
    return tuple(clock.key for clock in case.clocks if clock.kind in DATED_BY_PEOPLE)


def open_payers(case: Case) -> tuple[str, ...]:
    """The ids of the programmes whose last day to claim is running for a case."""
    found = (one.key.partition(":")[2] for one in case.clocks if one.kind == "filing_deadline")
    return tuple(name for name in found if name)


def reconciled(case: Case, now: datetime, terms: Terms) -> tuple[Clock, ...]:
    """The clocks that run for this case from now on, the kept ones untouched."""
    running = {clock.key: clock for clock in case.clocks}
    clocks = [_kept_or_started(running, one, case, now, terms) for one in wanted(case, terms)]
    # A day that no rule gives keeps nobody waiting there: it is the last day of the claim that has to be found.
    clocks = [clock for clock in clocks if clock.due_at is not None or clock.kind not in ONLY_BY_RULE]
    unknown = [find_date(clock.key, clock.started_at) for clock in clocks if clock.due_at is None]
    return tuple(clocks + [_kept_or_started(running, one, case, now, terms) for one in unknown])


def _kept_or_started(running: dict[str, Clock], one: Wanted, case: Case, now: datetime, terms: Terms) -> Clock:
    kept, snooze = running.get(one.key), snooze_of(case, one.key, one.anchor)
    anchor = one.anchor + (f"{SNOOZED}{snooze.until.isoformat()}" if snooze else "")
    if kept is not None and kept.anchor == anchor and (kept.due_at is not None or one.programme is None):
        return kept
    due_at, told = due(one, case, now, terms)
    if kept is not None and _still_holds(kept, anchor, due_at, told):
        made = replace(kept, anchor=anchor, terms=told if due_at is None else {**kept.terms, **_changeable(told)})
        return kept if made == kept else made
    if snooze is not None and due_at is not None and due_at < snooze.until:
        due_at = snooze.until
        told = {**told, "snoozed_until": snooze.until.isoformat()}
    return _with_first_ring(Clock(one.key, one.kind, one.side, one.waiting_on, now, anchor, due_at, told), terms)


def _still_holds(kept: Clock, anchor: str, due_at: datetime | None, told: dict[str, str]) -> bool:
    """Whether something is known of the parcel now that changes nothing of this date.

    An edited rule is no reason to date a running clock anew: what counts is which rule it is and what it counts from.
    """
    if _hangs_on(kept.anchor) != _hangs_on(anchor) or SNOOZED in kept.anchor + anchor:
        return False
    if due_at is None or kept.due_at is None:
        return due_at is kept.due_at
    return all(kept.terms.get(name) == told.get(name) for name in ("rule", "anchored_on"))


def _hangs_on(anchor: str) -> list[str]:
    """An anchor without the facts of the parcel: since when, and what was stated."""
    return anchor.split("|")[:2]


def _changeable(told: dict[str, str]) -> dict[str, str]:
    """What may be said differently of a date that stays: what else would change it."""
    return {name: told.get(name, "") for name in ("asks", "trap") if name in told}


def _with_first_ring(clock: Clock, terms: Terms) -> Clock:
    """The clock with the instant of its first rung, where that is not its date itself."""
    first = first_ring(clock, terms.team, terms.ladder)
    return clock if first == clock.due_at else replace(clock, rings_at=first)
