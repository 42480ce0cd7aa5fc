"""What is promised of every case, as a check that can be made of any case at any time.

The rules keep these promises by themselves; this list is for doubt: after a restore, an upgrade, a hand in the
database. The property tests make the same check of every case they can think of.
"""

from collections.abc import Iterator

from cases.case import Case
from cases.remedies import refund_bound
from cases.rights import ALL_ROLES
from cases.wanted import US

OUTLIVES_A_CASE = "watch"


def broken_promises(case: Case) -> list[str]:
    """What does not hold of a case, each as a plain English phrase; empty when everything does."""
    return [*(_open(case) if case.is_open else _closed(case)), *_money(case)]


def _open(case: Case) -> Iterator[str]:
    """Nothing goes quiet: one next step, somebody's, with a running clock behind it that is the earliest of ours."""
    step = case.next_step
    if step is None:
        yield "it has no next step"
        return
    if not step.owner and step.role not in ALL_ROLES:
        yield "its next step is nobody's"
    clock = case.clock(step.key)
    if clock is None or clock.due_at != step.due_at:
        yield "no running clock stands behind its next step"
    ours = [one.due_at for one in case.clocks if one.waiting_on == US and one.due_at is not None]
    if ours and min(ours) < step.due_at:
        yield "something of ours is due before its next step"
    undated = {f"find_date:{one.key}" for one in case.clocks if one.due_at is None}
    if undated - {one.key for one in case.clocks}:
        yield "an unknown date has no task to find it"


def _closed(case: Case) -> Iterator[str]:
    if case.next_step is not None:
        yield "it is closed and has a next step"
    if any(clock.kind != OUTLIVES_A_CASE for clock in case.clocks):
        yield "it is closed and a clock still runs"


def _money(case: Case) -> Iterator[str]:
    bound, paid = refund_bound(case), case.order.paid
    if bound is not None and (paid is None or bound.currency != paid.currency or bound.amount > paid.amount):
        yield "more goes back to the buyer than was paid"
    if any(one.approved_by is not None and one.approved_by == one.decided_by for one in case.remedies):
        yield "somebody approved their own request"
