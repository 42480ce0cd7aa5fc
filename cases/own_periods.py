"""How long a workspace lets its own clocks run, where it wants other periods than the usual ones."""

from collections.abc import Mapping
from datetime import date

from cases.periods import read_period
from cases.terms import DEFAULT_PERIODS, Period
from cases.words import N_, Refused

# What a person may set, and in which units it is counted: the team's own time, or a counterparty's.
SETTABLE: dict[str, tuple[str, ...]] = {
    "first_look": ("team_hours", "team_days"),
    "first_contact": ("team_hours", "team_days"),
    "decision": ("team_hours", "team_days"),
    "approval": ("team_hours", "team_days"),
    "execution": ("team_hours", "team_days"),
    "task": ("team_hours", "team_days"),
    "carrier_silence": ("party_days",),
    "claim_silence": ("party_days",),
    "payment": ("days",),
    "evidence_request": ("days",),
}
LONGEST = 365
# Whose answers take longer in a peak season; what is ours, and what somebody else's rule says, does not.
SLOWER_IN_PEAK = ("carrier_silence", "claim_silence", "payment")


def periods_of(kept: Mapping[str, str]) -> dict[str, Period]:
    """The periods in force: the usual ones, and over them what was kept as `4 team_hours`."""
    own = {kind: Period(int(text.split()[0]), text.split()[1]) for kind, text in kept.items() if kind in SETTABLE}
    return {**DEFAULT_PERIODS, **own}


def in_season(periods: Mapping[str, Period], day: date, first: str | None, last: str | None) -> dict[str, Period]:
    """The periods for a clock that starts on a local date: half as long again, rounded up, where others are slow then.

    `first` and `last` are the days (ISO) of the peak season, None where the workspace has none.
    """
    found = dict(periods)
    if first and last and date.fromisoformat(first) <= day <= date.fromisoformat(last):
        found |= {kind: Period(-(-found[kind].amount * 3 // 2), found[kind].unit) for kind in SLOWER_IN_PEAK}
    return found


def read_own_period(kind: str, written: str) -> Period:
    """The period that somebody wrote for a kind of clock. Raises Refused with what would do."""
    found = read_period(written)
    units = SETTABLE[kind]
    if found.unit == "hours" and "team_hours" in units:
        unit = "team_hours"
    elif found.unit in ("days", "working_days"):
        unit = units[-1]
    else:
        raise Refused(_WANTED[units[-1]], written=written.strip()[:40])
    if not 1 <= found.amount <= LONGEST:
        raise Refused(N_("“{written}” is too short or too long: from 1 to 365."), written=written.strip()[:40])
    return Period(found.amount, unit)


_WANTED = {
    "team_days": N_("“{written}” does not fit here. Write it like 4 hours or 1 working day."),
    "party_days": N_("“{written}” does not fit here. Write it like 3 working days."),
    "days": N_("“{written}” does not fit here. Write it like 30 days."),
}
