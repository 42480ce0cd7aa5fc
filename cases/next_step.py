"""The one next step of an open case: our own earliest due, else the counterparty's earliest."""

from dataclasses import replace

from cases.case import Case, NextStep
from cases.rights import Limits
from cases.wanted import NOBODY, US
from cases.whose_step import role_for, role_instead


def with_next_step(case: Case, limits: Limits | None = None) -> Case:
    """The case with its next step computed from its clocks; a closed one has none."""
    return replace(case, next_step=_next_step(case, limits or Limits()) if case.is_open else None)


def _next_step(case: Case, limits: Limits) -> NextStep:
    dated = [clock for clock in case.clocks if clock.due_at is not None and clock.waiting_on != NOBODY]
    ours = [clock for clock in dated if clock.waiting_on == US]
    # Of what is due at the same moment, doing comes before looking for a date.
    first = min(ours or dated, key=lambda clock: (clock.due_at, clock.kind == "find_date", clock.key))
    assert first.due_at is not None
    owner = case.owner if role_instead(case, first, limits) is None else None
    return NextStep(first.kind, first.key, first.waiting_on, owner, role_for(case, first, limits), first.due_at)
