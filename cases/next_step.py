"""The one next step of an open case: our own earliest due, else the counterparty's earliest."""

from dataclasses import replace

from cases.case import Case, Clock, NextStep
from cases.wanted import NOBODY, US

# Who is rung when nobody has taken the case, by kind of clock; everything else is an agent's.
ROLES = {"approval": "finance", "payment": "finance"}


def with_next_step(case: Case) -> Case:
    """The case with its next step computed from its clocks; a closed one has none."""
    return replace(case, next_step=_next_step(case) if case.is_open else None)


def _next_step(case: Case) -> NextStep:
    dated = [clock for clock in case.clocks if clock.due_at is not None and clock.waiting_on != NOBODY]
    ours = [clock for clock in dated if clock.waiting_on == US]
    # Of what is due at the same moment, doing comes before looking for a date.
    first = min(ours or dated, key=lambda clock: (clock.due_at, clock.kind == "find_date", clock.key))
    assert first.due_at is not None
    return NextStep(first.kind, first.key, first.waiting_on, _owner(case, first), role_for(first.kind), first.due_at)


def _owner(case: Case, clock: Clock) -> str | None:
    """An approval is never the owner's own to give; everything else is."""
    return None if clock.kind == "approval" else case.owner


def role_for(kind: str) -> str:
    """The named role that answers for a clock while no person does."""
    return ROLES.get(kind, "agent")
