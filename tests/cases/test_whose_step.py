"""Whoever a step names may make it: for every step of every state a move of that person's own ends it."""

from dataclasses import replace
from typing import Any

import pytest

from cases.act import Act
from cases.case import Actor, Case, Clock
from cases.decide import decide
from cases.moves import FINANCE, LEAD
from cases.rights import Limits
from cases.rule_book import RuleBook
from cases.targets import legal_moves
from cases.terms import Terms
from cases.tracks import TRACKS
from cases.wanted import US
from cases.whose_step import role_for, role_instead
from cases.words import Refused
from tests.cases.rule_books import programme, rule
from tests.cases.telling import ANA, LEA, Story, eur
from tests.cases.test_the_tracks import filled, now, standing

LIMITS = Limits()
OF_OURS = [
    pytest.param(track.name, state, id=f"{track.name}: {state}".replace("_", " "))
    for track in TRACKS.values()
    for state in sorted(track.states)
]


@pytest.mark.parametrize(("track", "state"), OF_OURS)
def test_whoever_a_step_names_may_end_it(track: str, state: str) -> None:
    case = standing(track, state, "", "")
    ours = [one for one in case.clocks if one.waiting_on == US and one.due_at is not None]
    assert ours or case.next_step is not None
    for clock in ours:
        role = role_for(case, clock, LIMITS)
        who = Actor("person", "UWHO", frozenset({role}))
        ends = [one.move for one in legal_moves(case) if _ends(case, clock, one.move, one.target, who)]
        assert ends, (clock.key, role)


def _ends(case: Case, clock: Clock, move: str, target: str | None, who: Actor) -> bool:
    """Whether somebody may make a move, and the clock does not run on as it did."""
    details: dict[str, Any] = filled(move, "") | {"clock": clock.key.removeprefix("find_date:")}
    details |= {"payer": "UPS", "payer_kind": "carrier", "cause": "customs", "outcome": "delivered", "again": True}
    try:
        after = decide(case, Act(move, who, target, details), now()).case
    except Refused:
        return False
    return after.clock(clock.key) != clock


@pytest.mark.parametrize(
    ("state", "role"), [("offered", LEAD), ("repay_owed", FINANCE), ("drafted", None), ("denied", None)]
)
def test_an_offer_is_a_leads_and_money_to_pay_back_is_finances(state: str, role: str | None) -> None:
    case = standing("claim", state, "", "")
    clock = next(one for one in case.clocks if one.key.endswith(":C1"))
    assert role_instead(case, clock, LIMITS) == role
    step = case.next_step
    assert step is not None
    ours = next(one for one in case.clocks if one.key == step.key)
    assert step.owner == (case.owner if role_instead(case, ours, LIMITS) is None else None)


def test_a_payer_who_hears_one_appeal_makes_it_a_leads_and_the_agent_is_not_asked_for_it() -> None:
    payer = programme("once", "carrier", rule("once", "appeal_latest", 30, "days", "denied"), called="UPS")
    only = replace(payer, rules=(*payer.rules, rule("once", "appeals_once", 1, "days", "denied")))
    for known, role in ((payer, None), (only, LEAD)):
        story = Story(eur(90), terms=Terms(rules=RuleBook({known.id: known})))
        story.do("take", ANA)
        story.filed_claim()
        story.do("claim_denied", ANA, reason="too late")
        clock = story.case.clock("appeal_deadline:C1")
        assert clock is not None and clock.due_at is not None
        assert role_instead(story.case, clock, LIMITS) == role
        if role is LEAD:
            assert LEAD in story.refused("appeal_claim", ANA).roles


def test_the_close_of_a_case_on_which_more_was_lost_than_an_agent_may_let_go_is_a_leads() -> None:
    story = Story(eur(400))
    story.do("take", ANA)
    story.do("triage", ANA, cause="unknown")
    story.do("not_needed", ANA, reason="known")
    story.do("no_claim", ANA, reason="no cover")
    story.do("debited", ANA, money=eur(400), through="amazon.de")
    step = story.case.next_step
    assert step is not None and (step.key, step.owner, step.role) == ("task:close", None, LEAD)
    assert story.refused("close", ANA).roles == {LEAD}
    story.do("close", LEA)
