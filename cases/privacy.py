"""Private cases: seen by their owner, by whoever stands in, and by leads, finance and admins; by nobody else."""

from collections.abc import Callable
from dataclasses import replace

from cases.case import Actor, Case
from cases.making import Making
from cases.moves import ADMIN, FINANCE, LEAD
from cases.words import N_, NoLongerApplies, NotAllowed

SEES_PRIVATE = frozenset({LEAD, FINANCE, ADMIN})


def may_see(case: Case, actor: Actor) -> bool:
    """Whether somebody may look at a case. The clock and partners see every case: they tell nobody of it."""
    if not case.private or actor.kind != "person":
        return True
    return actor.id in (case.owner, case.backup) or bool(actor.roles & SEES_PRIVATE)


def check_may_see(case: Case, actor: Actor) -> None:
    """Refuse a private case to whoever is none of those it is for; nothing of it is told but its reference."""
    if not may_see(case, actor):
        raise NotAllowed(
            N_("{reference} is private: its owner, whoever stands in, leads, finance and admins see it."),
            roles=frozenset({LEAD}),
            reference=case.reference,
        )


def _make_private(making: Making) -> Case:
    """Refused to whoever would not see it any more."""
    private = replace(making.case, private=True)
    if making.case.private:
        raise NoLongerApplies(N_("{reference} is private already."), reference=private.reference)
    if not may_see(private, making.act.actor):
        raise NotAllowed(
            N_("A case is made private by its owner, by whoever stands in, or by a lead: take it first."),
            roles=frozenset({LEAD}),
        )
    return private


def _make_public(making: Making) -> Case:
    if not making.case.private:
        raise NoLongerApplies(N_("{reference} is shown to everybody already."), reference=making.case.reference)
    return replace(making.case, private=False)


PRIVACY_EFFECTS: dict[str, Callable[[Making], Case]] = {"make_private": _make_private, "make_public": _make_public}
