"""How a case ends and opens again: by a person, when every track has ended; never by silence."""

from datetime import timedelta

import pytest

from cases.closing import NOT_LOST, STILL_OWED, open_tracks
from cases.remedies import remedy_state
from cases.targets import legal_moves
from cases.words import NoLongerApplies, NotAllowed, Refused
from tests.cases.telling import ANA, FIN, LEA, MONDAY, Story, eur, sentence


def offered(story: Story) -> set[str]:
    return {one.move for one in legal_moves(story.case)}


def settled() -> Story:
    """A case of which every track has ended."""
    story = Story(paid=eur(80))
    story.do("take", LEA)
    story.do("ask_carrier")
    story.do("carrier_confirmed_loss")
    story.refund(eur(31))
    story.do("refund_done", FIN, reference="PP-77")
    story.do("no_claim", reason="below the excess")
    return story


def closed() -> Story:
    story = settled()
    story.do("close")
    return story


# -- closing ---------------------------------------------------------------------------------------------------------


def test_a_case_is_closed_when_every_track_has_ended() -> None:
    story = closed()
    assert (story.case.status, story.case.outcome, story.case.closed_at) == ("closed", "resolved", MONDAY)
    assert story.running() == {"watch"}
    assert story.due("watch") == MONDAY + timedelta(days=60)
    assert story.case.next_step is None


def test_a_settled_case_asks_to_be_closed_and_is_not_closed_by_time() -> None:
    story = settled()
    step = story.case.next_step
    assert step is not None and (step.key, step.owner) == ("task:close", LEA.id)
    story.wait(days=400)
    story.do("note", text="anybody?")
    assert story.case.is_open


@pytest.mark.parametrize(("debited", "by_agent"), [(100, True), (101, False)])
def test_what_nobody_approved_is_lost_by_an_agent_up_to_the_limit_and_by_a_lead_whatever_it_is(
    debited: int, by_agent: bool
) -> None:
    story = Story(paid=eur(200))
    story.do("take", ANA)
    story.do("ask_carrier")
    story.do("carrier_confirmed_loss")
    story.do("debited", FIN, money=eur(debited), through="Amazon")
    story.do("no_claim", reason="no cover")
    if not by_agent:
        refusal = story.refused("close", ANA)
        assert isinstance(refusal, NotAllowed) and refusal.roles == {"lead"}
        assert "101 EUR that nobody approved would be lost for good" in sentence(refusal)
    assert not story.do("close", ANA if by_agent else LEA).is_open


def test_a_new_case_says_what_keeps_it_open() -> None:
    story = Story()
    assert open_tracks(story.case) == [("investigation", "not_opened"), ("remedy", "undecided"), ("claim", "undecided")]
    assert "close" not in offered(story)
    says = (
        "The case cannot be closed yet: Term(word='investigation') is “Term(word='not_opened')” (3 open in all). "
        "End that first: see “More”."
    )
    assert sentence(story.refused("close")) == says


@pytest.mark.parametrize(
    ("leave_out", "track"),
    [("carrier_confirmed_loss", "investigation"), ("refund_done", "remedy"), ("no_claim", "claim")],
)
def test_each_track_alone_keeps_a_case_open(leave_out: str, track: str) -> None:
    story = Story(paid=eur(80))
    story.do("ask_carrier")
    story.refund(eur(31))
    ends = {"carrier_confirmed_loss": {}, "refund_done": {"reference": "PP-1"}, "no_claim": {"reason": "no cover"}}
    for move in ends.keys() - {leave_out}:
        story.do(move, FIN if move == "refund_done" else LEA, **ends[move])
    assert [one[0] for one in open_tracks(story.case)] == [track]
    assert isinstance(story.refused("close"), Refused)


def test_an_open_dispute_keeps_a_case_open() -> None:
    story = settled()
    story.do("dispute_opened", through="PayPal")
    assert open_tracks(story.case) == [("dispute", "opened")]
    assert "close" not in offered(story)


def test_a_buyer_who_waits_for_an_answer_keeps_a_case_open() -> None:
    story = settled()
    story.do("buyer_wrote")
    says = "A message of the buyer waits for an answer. Log the answer before you close the case."
    assert not offered(story) & {"close", "not_lost"}
    assert sentence(story.refused("close")) == sentence(story.refused("not_lost", outcome="delivered")) == says
    story.do("answer_buyer")
    story.do("close")


@pytest.mark.parametrize("move", ["take", "triage", "found_after_payment", "choose_refund", "close", "not_lost"])
def test_a_closed_case_takes_notes_news_and_a_reopening_only(move: str) -> None:
    story = closed()
    assert offered(story) == {"reopen", "note", "found"}
    refusal = story.refused(move, reason="late", cause="customs", outcome="delivered")
    assert sentence(refusal) == "LOST-0142 is closed. Re-open it first."
    assert isinstance(refusal, NoLongerApplies)


# -- opening again ---------------------------------------------------------------------------------------------------


def test_a_closed_case_is_opened_again_as_it_stood() -> None:
    story = closed()
    story.wait(days=3)
    story.do("reopen", reason="the refund came back")
    assert story.case.is_open and story.case.reopened_at == story.now
    assert (story.case.closed_at, story.case.outcome) == (None, None)
    assert remedy_state(story.case) == "refunded"
    assert story.case.investigations[0].state == "confirmed_loss"
    step = story.case.next_step
    assert step is not None and step.key == "task:close" and step.due_at > story.now


def test_an_open_case_is_not_opened_again() -> None:
    assert isinstance(Story().refused("reopen", reason="by mistake"), NoLongerApplies)


def test_a_note_on_a_closed_case_leaves_it_closed() -> None:
    story = closed()
    watch = story.case.clock("watch")
    story.do("note", ANA, text="the buyer says thanks")
    assert not story.case.is_open and story.case.clock("watch") is watch


# -- not lost --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("outcome", sorted(set(NOT_LOST) - STILL_OWED))
def test_not_lost_ends_every_track_in_one_move(outcome: str) -> None:
    story = Story()
    story.do("ask_carrier")
    story.do("not_lost", outcome=outcome)
    assert (story.case.status, story.case.outcome) == ("closed", "not_lost")
    assert story.case.investigations[0].state == ("delivered" if outcome == "delivered" else "not_needed")
    assert (story.case.remedy_end, story.case.claim_end) == ("nothing_owed", "not_claimed")
    assert open_tracks(story.case) == [] and story.running() == set()


@pytest.mark.parametrize("outcome", sorted(STILL_OWED))
def test_a_return_or_our_own_mistake_leaves_the_buyer_owed(outcome: str) -> None:
    story = Story(paid=eur(80))
    told = f"The buyer still has nothing (Term(word='{outcome}'))."
    says = f"{told} Decide refund, resend or nothing owed before you close it."
    assert sentence(story.refused("not_lost", outcome=outcome)) == says
    story.refund(eur(31))
    story.do("refund_done", FIN, reference="PP-1")
    story.do("not_lost", outcome=outcome)
    assert (story.case.cause, story.case.remedy_end) == (outcome, None)
    assert remedy_state(story.case) == "refunded"


def test_not_lost_is_none_of_the_offered_ways_while_money_is_bound() -> None:
    story = Story(paid=eur(80))
    story.refund(eur(31))
    assert "not_lost" not in offered(story)
    says = "31 EUR is “Term(word='approved')” for this case. Withdraw or finish that before you close it as not lost."
    assert sentence(story.refused("not_lost", outcome="delivered")) == says


def test_not_lost_is_refused_while_a_claim_or_dispute_is_open_but_ends_one_only_prepared() -> None:
    story = Story()
    story.do("dispute_opened", through="PayPal")
    assert "End it before you close" in sentence(story.refused("not_lost", outcome="delivered"))
    story.do("accept_dispute", reason="delivered late")
    story.filed_claim()
    assert "End it before you close" in sentence(story.refused("not_lost", outcome="delivered"))
    story.do("withdraw_claim", reason="delivered")
    story.do("draft_claim", payer="UPS", payer_kind="carrier", money=eur(5))
    story.do("not_lost", outcome="delivered")
    assert [one.state for one in story.case.claims] == ["withdrawn", "withdrawn"]


def test_not_lost_asks_what_happened() -> None:
    assert "is missing" in sentence(Story().refused("not_lost"))
    assert "is none of the choices" in sentence(Story().refused("not_lost", outcome="stolen"))


def test_opening_again_undoes_what_not_lost_had_ended_and_nothing_else() -> None:
    story = Story()
    story.do("ask_carrier")
    story.filed_claim()
    story.do("withdraw_claim", reason="twice")
    story.wait(days=1)
    story.do("draft_claim", payer="UPS", payer_kind="carrier", money=eur(5))
    story.wait(days=1)
    story.do("not_lost", outcome="delivered")
    story.wait(days=1)
    story.do("reopen", reason="delivered next door")
    assert story.case.investigations[0].state == "requested"
    assert [one.state for one in story.case.claims] == ["withdrawn", "drafted"]
    assert (story.case.remedy_end, story.case.claim_end) == (None, None)
    assert {"decision", "carrier_silence:I1", "task:C2", "filing_deadline"} <= story.running()


def test_a_search_that_had_ended_by_itself_stays_ended_when_not_lost_is_undone() -> None:
    story = Story()
    story.do("ask_carrier")
    story.do("carrier_confirmed_loss")
    story.wait(days=1)
    story.do("not_lost", outcome="duplicate")
    story.do("reopen", reason="it was none")
    assert story.case.investigations[0].state == "confirmed_loss"


# -- who has it ------------------------------------------------------------------------------------------------------


def test_whoever_first_works_on_a_case_has_it() -> None:
    story = Story()
    story.do("note", FIN, text="seen")
    assert story.case.owner is None
    story.do("ask_carrier", ANA)
    assert story.case.owner == ANA.id
    story.do("ask_again", LEA)
    assert story.case.owner == ANA.id


def test_two_who_take_a_case_at_once_are_told_who_has_it() -> None:
    story = Story()
    story.do("take", ANA)
    refusal = story.refused("take", LEA)
    assert isinstance(refusal, NoLongerApplies) and ANA.id in sentence(refusal)
    story.do("assign", LEA, person=LEA.id)
    assert story.case.owner == LEA.id


def test_somebody_without_a_role_for_it_is_told_whose_it_is() -> None:
    refusal = Story().refused("take", FIN)
    assert isinstance(refusal, NotAllowed)
    assert refusal.roles == refusal.sentence.params["roles"] == {"agent", "lead"}


def test_a_number_belongs_to_a_case_once() -> None:
    story = Story()
    story.do("add_number", number="RR123456785CN")
    assert "already belongs to this case" in sentence(story.refused("add_number", number="RR123456785CN"))


def test_a_move_nobody_knows_is_refused_in_a_sentence() -> None:
    assert sentence(Story().refused("explode")) == "Tracer knows no move “explode”."
    assert sentence(Story().refused("report")) == "Tracer knows no move “report”."
