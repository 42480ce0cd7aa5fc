"""The story that `docs/a-cases-journey.md` tells, move by move, with the next step at each of its turns."""

from cases.case import Actor
from tests.cases.telling import Story, at, eur, goods

ANA = Actor("person", "UANA", frozenset({"agent"}))
FINN = Actor("person", "UFINN", frozenset({"finance"}))
UPS = Actor("partner", "ups")


def step_of(story: Story) -> tuple[str, str | None]:
    step = story.case.next_step
    assert step is not None
    return step.key, step.owner or step.role


def test_the_story_of_lost_0142() -> None:
    story = Story()
    assert story.case.reference == "LOST-0142"
    assert step_of(story) == ("first_look", "agent")
    story.do("take", ANA)
    story.do("triage", ANA, cause="lost_scan")
    story.do("ask_carrier", ANA, via="web form")
    assert step_of(story) == ("decision", ANA.id)

    story.wait(hours=1)
    story.do("buyer_wrote", ANA)
    story.do("set_date", ANA, clock="buyer_answer", until=at(49), source="the marketplace's page")
    story.do("choose_refund", ANA, lines=goods(eur(130)), paid=eur(130))
    assert step_of(story) == ("approval:R1", "finance")
    story.do("ask_requester", FINN, text="Is there proof that it was shipped?")
    story.do("answer_approver", ANA, text="The label and the first scan.")
    story.do("approve", FINN)
    story.do("answer_buyer", ANA)
    assert {"execution:R1", "find_date:filing_deadline", "carrier_silence:I1"} <= story.running()
    story.wait(days=1)
    story.do("refund_done", FINN, reference="PP-77")
    story.do("set_date", ANA, clock="filing_deadline", until=at(days=30), source="the carrier's terms")

    story.do("carrier_confirmed_loss", UPS)
    story.do("draft_claim", ANA, payer="UPS", payer_kind="carrier", money=eur(130))
    story.do("file_claim", ANA, reference="CL-1")
    assert step_of(story) == ("claim_silence:C1", ANA.id)
    story.do("payer_needs_info", UPS, text="the invoice")
    assert step_of(story) == ("evidence_request:C1", ANA.id)
    story.do("answer_payer", ANA)
    story.do("claim_approved", UPS, money=eur(100))
    assert step_of(story) == ("payment:C1", ANA.id)
    story.do("claim_paid", FINN, money=eur(100), reference="BANK-1")

    assert step_of(story) == ("task:close", ANA.id)
    story.do("close", ANA)
    assert not story.case.is_open and story.running() == {"watch"}
    story.wait(days=40)
    story.do("found", ANA, whereabouts="returning")
    assert story.case.is_open and story.case.claims[0].state == "repay_owed"
    assert step_of(story) == ("task:C1", "finance")
