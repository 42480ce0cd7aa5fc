"""Snoozing: a pause, with a reason and an end, of what waits for others and of tasks. It never passes a deadline."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from cases.case import Actor, Case, Clock, Snooze
from cases.ladder import ends_at
from cases.light_dataclass import dataclass
from cases.words import N_, NoLongerApplies, Refused
from cases.working_time import ONE_DAY, TeamHours

MORNING = time(9)
WORKDAYS_LATER = 3
# “Until they reply” has an end all the same: nothing may go quiet for good.
LONGEST_WITHOUT_WORD = 10


@dataclass(frozen=True, slots=True)
class Pause:
    """A ready-made end for a snooze: its name (`tomorrow`, `workdays`, `opening`, `reply`) and the instant (UTC)."""

    name: str
    until: datetime


def snoozable(case: Case) -> tuple[Clock, ...]:
    """The running clocks that may be paused: what others owe us, and tasks; a deadline is nobody's to move."""
    return tuple(one for one in case.clocks if one.side in ("silence", "task") and one.due_at is not None)


def first_deadline(case: Case, now: datetime) -> datetime | None:
    """The first hard deadline (UTC) that lies ahead, which no snooze may pass; None without one."""
    ahead = [one for one in case.clocks if ends_at(one, now) is not None]
    return min((_first_left(one, now) for one in ahead), default=None)


def _first_left(clock: Clock, now: datetime) -> datetime:
    """Our own due time, while that lies ahead; else the deadline itself, which on a day off may still do so."""
    ends = ends_at(clock, now)
    assert clock.due_at is not None and ends is not None
    return clock.due_at if clock.due_at > now else ends


def latest_end(case: Case, team: TeamHours, now: datetime) -> datetime | None:
    """The last instant (UTC) that is offered for a snooze: the working day before the first hard deadline."""
    first = first_deadline(case, now)
    return None if first is None else team.last_opening(team.calendar.date_of(first) - ONE_DAY)


def pauses(case: Case, team: TeamHours, now: datetime) -> tuple[Pause, ...]:
    """The ends that can be offered now, none past the latest one; the same instant is offered once."""
    calendar = team.calendar
    today = calendar.date_of(now)
    latest = latest_end(case, team, now)
    opens = [one.due_at for one in case.clocks if one.kind == "filing_opens" and one.due_at and one.due_at > now]
    until_reply = team.opening(calendar.after_working_days(today, LONGEST_WITHOUT_WORD))
    found = [
        Pause("tomorrow", _at(today + ONE_DAY, MORNING, calendar.zone)),
        Pause("workdays", team.opening(calendar.after_working_days(today, WORKDAYS_LATER))),
        *(Pause("opening", team.first_moment(one)) for one in opens[:1]),
        Pause("reply", min(until_reply, latest) if latest else until_reply),
    ]
    kept = [one for one in found if one.until > now and (latest is None or one.until <= latest)]
    if latest is not None and latest > now and len(kept) < len(found):
        kept.append(Pause("day_before", latest))
    return tuple({one.until: one for one in reversed(kept)}[until] for until in sorted({one.until for one in kept}))


def snooze(case: Case, actor: Actor, details: Mapping[str, Any], now: datetime) -> Case:
    """The case with the named clock, or all that may be, paused until a date.

    Raises Refused when the date is past, comes after a hard deadline, or nothing of this case can be paused.
    """
    until: datetime = details["until"]
    if until <= now:
        raise Refused(N_("{when} is already past. Choose a later date."), when=until)
    clocks = snoozable(case)
    if not clocks:
        raise NoLongerApplies(
            N_("Nothing in {reference} can be snoozed: only waiting for others and tasks can, never a deadline."),
            reference=case.reference,
        )
    key = details.get("clock")
    if key is not None and key not in {one.key for one in clocks}:
        raise NoLongerApplies(N_("That has been settled meanwhile. The card shows what is open."))
    first = first_deadline(case, now)
    if first is not None and until >= first:
        raise Refused(
            N_("A snooze cannot pass a deadline, and one is due {due}. Choose a date before it, at best a day."),
            due=first,
        )
    named = [one for one in clocks if key in (None, one.key)]
    paused = {one.key for one in named}
    kept = tuple(one for one in case.snoozes if one.clock not in paused)
    fresh = tuple(Snooze(one.key, base_of(one.anchor), until, details.get("reason"), actor.id) for one in named)
    return replace(case, snoozes=kept + fresh)


def wake(case: Case) -> Case:
    """The case with every snooze ended."""
    if not case.snoozes:
        raise NoLongerApplies(N_("Nothing in {reference} is snoozed."), reference=case.reference)
    return replace(case, snoozes=())


SNOOZED = "|snoozed until "


def base_of(anchor: str) -> str:
    """What a clock hangs on, without a snooze of it."""
    return anchor.partition(SNOOZED)[0]


def snooze_of(case: Case, key: str, anchor: str) -> Snooze | None:
    """The pause of a clock that hangs on `anchor`: an answer changes the anchor, and so ends it."""
    return next((one for one in case.snoozes if one.clock == key and one.anchor == anchor), None)


def without_stale_snoozes(case: Case) -> Case:
    """A snooze ends with its clock; the next one of that name starts awake."""
    running = {(one.key, base_of(one.anchor)) for one in case.clocks}
    if all((one.clock, one.anchor) in running for one in case.snoozes):
        return case
    return replace(case, snoozes=tuple(one for one in case.snoozes if (one.clock, one.anchor) in running))


def without_snoozes_of(case: Case, line: str | None) -> Case:
    """The case after its counterparty on a line was heard from: what waited for that waits no more."""
    kept = tuple(one for one in case.snoozes if line is None or one.clock.rpartition(":")[2] != line)
    return case if kept == case.snoozes else replace(case, snoozes=kept)


def _at(day: Any, at: time, zone: str) -> datetime:
    return datetime.combine(day, at, ZoneInfo(zone)).astimezone(UTC)


def in_days(now: datetime, days: int, zone: str) -> datetime:
    """Nine in the morning so many calendar days from now, in UTC."""
    return _at((now.astimezone(ZoneInfo(zone)) + timedelta(days=days)).date(), MORNING, zone)
