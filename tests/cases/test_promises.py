"""The check of promises finds what the rules would never do: cases here are broken by hand."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cases.case import Case, Line
from cases.promises import broken_promises
from tests.cases.telling import LEA, Story, eur, new_case, usd

WHOLE = new_case(eur("31.50"))
MORE = "more goes back to the buyer than was paid"
STEP = WHOLE.next_step
assert STEP is not None


def test_a_case_as_the_rules_leave_it_keeps_every_promise() -> None:
    assert broken_promises(WHOLE) == []


@pytest.mark.parametrize(
    ("broken", "phrase"),
    [
        (replace(WHOLE, next_step=None), "it has no next step"),
        (replace(WHOLE, next_step=replace(STEP, owner=None, role="")), "its next step is nobody's"),
        (replace(WHOLE, next_step=replace(STEP, key="gone")), "no running clock stands behind its next step"),
        (
            replace(WHOLE, next_step=replace(STEP, due_at=STEP.due_at + timedelta(days=9))),
            "something of ours is due before its next step",
        ),
        (
            replace(WHOLE, clocks=tuple(one for one in WHOLE.clocks if one.kind != "find_date")),
            "an unknown date has no task to find it",
        ),
        (replace(WHOLE, status="closed"), "it is closed and has a next step"),
        (replace(WHOLE, status="closed", next_step=None), "it is closed and a clock still runs"),
    ],
)
def test_a_broken_case_is_found_and_what_is_broken_is_named(broken: Case, phrase: str) -> None:
    assert phrase in broken_promises(broken)


def test_money_beyond_what_was_paid_and_an_approval_of_ones_own_are_found() -> None:
    story = Story(eur(40))
    case = story.do("choose_refund", by=LEA, lines=(Line("goods", eur(30)),))
    assert broken_promises(case) == []
    assert broken_promises(replace(case, order=replace(case.order, paid=eur(20)))) == [MORE]
    assert broken_promises(replace(case, order=replace(case.order, paid=usd(90)))) == [MORE]
    approved = replace(case.remedies[0], approved_by=LEA.id)
    assert broken_promises(replace(case, remedies=(approved,))) == ["somebody approved their own request"]
