"""A case whose owner has left passes on, and whatever its clocks say stays as it was."""

from dataclasses import replace

from cases.words import NoLongerApplies, NotAllowed
from tests.cases.telling import ANA, BEN, CLOCK, FIN, Story


def owned(backup: str | None = None) -> Story:
    """Ana has taken the case."""
    story = Story()
    story.do("take", ANA)
    story.case = replace(story.case, backup=backup)
    return story


def test_the_next_step_is_the_new_owners_and_no_clock_is_the_later_for_it() -> None:
    story = owned()
    clocks, step = story.case.clocks, story.case.next_step
    story.wait(hours=2)
    case = story.do("pass_on", CLOCK, person=ANA.id, other=BEN.id)
    assert (case.owner, case.clocks) == (BEN.id, clocks)
    assert step is not None and case.next_step == replace(step, owner=BEN.id)
    assert (story.log[-1].move, story.log[-1].actor) == ("pass_on", CLOCK)


def test_with_nobody_to_stand_in_it_is_nobodys_until_somebody_takes_it() -> None:
    story = owned()
    case = story.do("pass_on", CLOCK, person=ANA.id)
    assert case.owner is None
    assert case.next_step is not None and case.next_step.owner is None
    assert story.do("take", BEN).owner == BEN.id


def test_whoever_stood_in_for_the_owner_does_not_stand_in_for_themselves() -> None:
    assert owned(backup=BEN.id).do("pass_on", CLOCK, person=ANA.id, other=BEN.id).backup is None
    assert owned(backup=FIN.id).do("pass_on", CLOCK, person=ANA.id, other=BEN.id).backup == FIN.id


def test_a_case_that_is_somebody_elses_by_now_stays_theirs() -> None:
    story = owned()
    story.do("assign", BEN, person=BEN.id)
    refusal = story.refused("pass_on", CLOCK, person=ANA.id, other=FIN.id)
    assert isinstance(refusal, NoLongerApplies)
    assert str(refusal) == "LOST-0142 is somebody else's by now."


def test_it_is_nothing_for_an_agent_to_do() -> None:
    assert isinstance(owned().refused("pass_on", BEN, person=ANA.id, other=BEN.id), NotAllowed)


def test_a_closed_case_is_left_with_whoever_had_it() -> None:
    story = owned()
    story.do("not_lost", ANA, outcome="delivered")
    assert isinstance(story.refused("pass_on", CLOCK, person=ANA.id, other=BEN.id), NoLongerApplies)
