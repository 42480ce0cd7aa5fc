"""When a clock sounds, and how loud: the rungs of its ladder.

A rung says where a reminder is heard: quietly in the thread, to the owner there, to the owner directly, to the backup
as well, to the lead, to the channel. Deadlines that others set are counted back from; our own periods and a
counterparty's silence climb after they are over. Nothing here knows who those people are.

Nothing sounds while the team is off, except the last call for a deadline that ends before it is back.
"""

from datetime import datetime, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

from cases.case import Case, Claim, Clock, Investigation
from cases.light_dataclass import dataclass
from cases.working_time import ONE_DAY, TeamHours

QUIETLY, THREAD, OWNER, BACKUP, LEAD, CHANNEL, MISSED = range(7)

# What is missed costs money or a right: the date is somebody else's.
HARD = frozenset(
    {
        "buyer_answer",
        "dispute_answer",
        "storage_ends",
        "inquiry_deadline",
        "filing_deadline",
        "evidence_request",
        "appeal_deadline",
    }
)
# Clocks that are nobody's to act on; the watch waits for a scan.
SILENT = frozenset({"watch"})
GATES = frozenset({"filing_opens"})
COUNTED_BACK_OR_SILENT = HARD | SILENT | GATES
# A chase that was sent so often without an answer is the lead's at once.
CHASES_BEFORE_LEAD = 3
AGAIN_AFTER_WORKDAYS = 5
HALF_WORTH_SAYING = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Ladder:
    """How steep a team's ladder is.

    `days` and `hours` (working ones, the team's) before a hard deadline: the rungs to the owner, with the backup, to
    the lead and to the channel. `climb` is the team's working days from one unanswered rung to the next of a silence,
    `our_climb` the same for what is ours to do; `acknowledged` how many working days an acknowledgement holds it.
    """

    first_days: int = 10
    days: tuple[int, int] = (3, 1)
    hours: tuple[int, int] = (8, 2)
    climb: tuple[int, ...] = (1, 1, 1)
    our_climb: tuple[int, ...] = (1, 1)
    half_way: bool = True
    acknowledged: int = 3


PRESETS = {
    "standard": Ladder(),
    "calm": Ladder(climb=(2, 2, 2), our_climb=(2, 2), half_way=False, acknowledged=5),
    "strict": Ladder(days=(5, 2), hours=(16, 4), climb=(1, 1), our_climb=(1,), acknowledged=1),
}


@dataclass(frozen=True, slots=True, order=True)
class Rung:
    """One sounding: when (UTC), and how loud."""

    at: datetime
    level: int


def deadline_of(clock: Clock) -> datetime | None:
    """The deadline itself, in UTC; the team's own due time may lie before it."""
    stated = clock.terms.get("deadline")
    return datetime.fromisoformat(stated) if stated else clock.due_at


def missed_from(clock: Clock) -> datetime | None:
    """From when a hard deadline is past: its hour, or the end of its last day where no hour is known."""
    last_day = clock.terms.get("last_day")
    if last_day is None:
        return deadline_of(clock)
    zone = ZoneInfo(clock.terms.get("zone", "UTC"))
    return datetime.combine(datetime.fromisoformat(last_day) + ONE_DAY, datetime.min.time(), zone)


def ends_at(clock: Clock, now: datetime) -> datetime | None:
    """When a hard deadline that still lies ahead ends: its hour; of a last day that has begun, the end of that day."""
    deadline = deadline_of(clock) if clock.kind in HARD else None
    if deadline is None or deadline > now:
        return deadline
    passed = missed_from(clock)
    return passed if passed is not None and passed > now else None


def heard_at(clock: Clock, team: TeamHours, now: datetime) -> datetime:
    """When a ring that is due is heard: while the team works, else when it next begins.

    The last call for a deadline that ends before then does not wait: it goes to whoever is on call.
    """
    opens, ends = team.first_moment(now), ends_at(clock, now)
    return now if ends is not None and ends <= opens else opens


def rungs(clock: Clock, team: TeamHours, ladder: Ladder = PRESETS["standard"]) -> tuple[Rung, ...]:
    """Every sounding of a clock, in order of time, each louder than the one before; none before it started.

    A clock without a date has none (looking for the date is a task with rungs of its own), nor has one that is
    nobody's to act on.
    """
    if clock.due_at is None or clock.kind in SILENT:
        return ()
    if clock.kind in GATES:
        return (Rung(team.first_moment(clock.due_at), QUIETLY),) if clock.due_at > clock.started_at else ()
    if clock.kind in HARD:
        return _before_and_after(clock, team, ladder)
    if clock.side == "silence":
        return _climbing(clock, team, THREAD, ladder.climb)
    return (*_half_way(clock, team, ladder), *_climbing(clock, team, OWNER, ladder.our_climb))


def first_ring(clock: Clock, team: TeamHours, ladder: Ladder = PRESETS["standard"]) -> datetime | None:
    """When a clock sounds for the first time, in UTC; None when it never does by itself."""
    if _climbs(clock):
        # Its later rungs are counted out when they are asked for.
        half_way = _half_way(clock, team, ladder) if clock.side != "silence" else ()
        return half_way[0].at if half_way else _climb_begins(clock, team)
    return next((rung.at for rung in rungs(clock, team, ladder)), None)


def _climbs(clock: Clock) -> bool:
    """Whether a clock has a date from which on it gets louder, and none that it is counted back from."""
    return clock.due_at is not None and clock.kind not in COUNTED_BACK_OR_SILENT


def due_rung(clock: Clock, team: TeamHours, ladder: Ladder, now: datetime, reached: int) -> int:
    """How loud a clock sounds now: the highest rung that is due. What was missed meanwhile is said once.

    `reached` is the rung it sounded at before: it never sounds lower.
    """
    due = [rung.level for rung in rungs(clock, team, ladder) if rung.at <= now]
    return max([reached, *due])


def after(
    clock: Clock, team: TeamHours, ladder: Ladder, now: datetime, reached: int, *, acknowledged: bool = False
) -> datetime | None:
    """When a clock that sounded at `reached` sounds next.

    What climbs was not acknowledged: an acknowledgement holds the climb for some days. The last rung of all is
    repeated every five of the team's working days, so that nothing goes quiet for good.
    """
    if clock.kind in GATES or clock.kind in SILENT:
        return None
    if acknowledged and clock.kind not in HARD:
        return team.after_workdays(now, ladder.acknowledged)
    higher = [rung.at for rung in rungs(clock, team, ladder) if rung.at > now and rung.level > reached]
    return min(higher) if higher else team.after_workdays(now, AGAIN_AFTER_WORKDAYS)


def unanswered_chases(case: Case, clock: Clock) -> int:
    """How often the party of a silence was asked without an answer; zero where nobody counts."""
    line = clock.key.rpartition(":")[2]
    counted: tuple[Investigation | Claim, ...] = (*case.investigations, *case.claims)
    return next((one.unanswered for one in counted if one.id == line), 0)


def _before_and_after(clock: Clock, team: TeamHours, ladder: Ladder) -> tuple[Rung, ...]:
    """Counted back from the deadline in the team's calendar, and once when it has passed."""
    deadline, passed = deadline_of(clock), missed_from(clock)
    assert deadline is not None and passed is not None and clock.due_at is not None
    missed = Rung(team.first_moment(max(passed, clock.started_at)), MISSED)
    if passed <= clock.started_at:
        return (missed,)
    at_once = heard_at(clock, team, clock.started_at)
    if deadline <= clock.started_at:
        return _louder_each_time([Rung(at_once, CHANNEL), missed])
    half = clock.started_at + (deadline - clock.started_at) / 2
    # A window that is shut before it opens, or nearly, is said at once: there is no time to find out later.
    trap = [Rung(team.first_moment(clock.started_at), THREAD)] if clock.terms.get("trap") else []
    back = [
        Rung(max(half, team.before_workdays(deadline, ladder.first_days)), THREAD),
        Rung(team.before_workdays(deadline, ladder.days[0]), OWNER),
        Rung(team.before_workdays(deadline, ladder.days[1]), BACKUP),
        Rung(team.before_hours(deadline, ladder.hours[0]), LEAD),
        Rung(team.before_hours(deadline, ladder.hours[1]), CHANNEL),
    ]
    ahead = _in_hours([one for one in back if one.at > clock.started_at], team, deadline)
    if not ahead or clock.due_at <= clock.started_at:
        # Too late for any warning, or past our own due time: as soon as somebody is there to hear it.
        reached = max((one.level for one in back if one.at <= at_once), default=OWNER)
        ahead = [Rung(at_once, reached), *(one for one in ahead if one.at > at_once)]
    return _louder_each_time([*trap, *ahead, missed])


def _in_hours(found: list[Rung], team: TeamHours, deadline: datetime) -> list[Rung]:
    """Each at a moment when the team works; one whose moment would come after the deadline is left out."""
    moved = [Rung(team.first_moment(one.at), one.level) for one in found]
    return [one for one in moved if one.at < deadline]


def _half_way(clock: Clock, team: TeamHours, ladder: Ladder) -> tuple[Rung, ...]:
    """A word before our own time is over, where there is enough of it."""
    assert clock.due_at is not None
    window = clock.due_at - clock.started_at
    at = team.first_moment(clock.started_at + window / 2)
    worth_it = ladder.half_way and window > HALF_WORTH_SAYING and clock.started_at < at < clock.due_at
    return (Rung(at, THREAD),) if worth_it else ()


def _climbing(clock: Clock, team: TeamHours, level: int, climb: tuple[int, ...]) -> tuple[Rung, ...]:
    """From the date on, louder after so many working days each time, up to the lead."""
    begins = _climb_begins(clock, team)
    found = [Rung(begins, level)]
    found += [
        Rung(team.after_workdays(begins, days), min(level + step, LEAD))
        for step, days in enumerate(accumulate(climb), start=1)
    ]
    found[-1] = Rung(found[-1].at, LEAD)
    return _louder_each_time(found)


def _climb_begins(clock: Clock, team: TeamHours) -> datetime:
    """When what is not done by its date is said first; a clock that started too late sounds when the team is in."""
    assert clock.due_at is not None
    return team.first_moment(max(clock.due_at, clock.started_at))


def _louder_each_time(found: list[Rung]) -> tuple[Rung, ...]:
    """In order of time; of those that fall together the loudest, and none that is no louder than one before it."""
    kept: list[Rung] = []
    for one in sorted(found):
        if kept and kept[-1].at == one.at:
            kept.pop()
        if not kept or one.level > kept[-1].level:
            kept.append(one)
    return tuple(kept)
