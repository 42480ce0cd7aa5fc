"""What could have kept a parcel from being lost, as somebody names it at the end: next month learns from it."""

from dataclasses import replace

from cases.case import Case
from cases.making import Making
from cases.words import N_, NoLongerApplies, Term

# In the order in which a parcel meets them; the last one: nothing that we could have done.
PREVENTIONS = ("address", "contact", "packaging", "label", "hand_over", "service", "insurance", "nothing")
# Closed as not lost after all, and yet something went wrong that could have been avoided.
WENT_WRONG = frozenset({"returned", "our_mistake"})


def is_asked(case: Case) -> bool:
    """Whether it is worth asking what could have avoided it: something was lost, and nobody has said."""
    lost = case.outcome != "not_lost" or case.cause in WENT_WRONG
    return not case.is_open and lost and case.prevention is None


def with_prevention(making: Making, case: Case) -> Case:
    """The case with what was named while closing it; what somebody said before stays where nothing was."""
    return replace(case, prevention=making.given("prevention") or case.prevention)


def learn(making: Making) -> Case:
    """Named after closing. Saying the same again is no news; another word takes the place of the first."""
    case, said = making.case, making.given("prevention")
    if case.is_open:
        raise NoLongerApplies(
            N_("{reference} is open. What could have avoided it is asked when it is closed."), reference=case.reference
        )
    if case.prevention == said:
        raise NoLongerApplies(
            N_("That is noted of {reference} already: {prevention}."),
            reference=case.reference,
            prevention=Term(f"prevention:{said}"),
        )
    return replace(case, prevention=said)
