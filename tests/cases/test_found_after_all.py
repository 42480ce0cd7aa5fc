"""The parcel turns up: in every state of a remedy or claim somebody settles it, and money may be owed back."""

import pytest

from cases.remedies import unsettled_by_find
from cases.targets import legal_moves
from cases.words import NoLongerApplies
from tests.cases.telling import CARRIER, FIN, LEA, Story, eur, sentence, usd

PAID_UP = {"money": eur(50), "reference": "BANK-1"}


def offered(story: Story) -> set[str]:
    return {one.move for one in legal_moves(story.case)}


def found(story: Story, whereabouts: str = "moving") -> Story:
    story.wait(hours=1)
    story.do("found", whereabouts=whereabouts)
    return story


def with_claim(*moves: str) -> Story:
    """A claim of 80 EUR that went through these moves."""
    story = Story()
    details = {
        "file_claim": {"reference": "CL-1"},
        "payer_needs_info": {"text": "a photo"},
        "claim_offered": {"money": eur(50)},
        "claim_approved": {"money": eur(50)},
        "claim_denied": {"reason": "no proof"},
        "claim_paid": PAID_UP,
    }
    story.do("draft_claim", payer="UPS", payer_kind="carrier", money=eur(80))
    for move in moves:
        story.do(move, FIN if move == "claim_paid" else LEA, **details.get(move, {}))
    return story


# -- the search ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("before", [(), ("ask_carrier",), ("ask_carrier", "carrier_confirmed_loss"), ("give_up",)])
def test_found_locates_every_search_whatever_it_had_come_to(before: tuple[str, ...]) -> None:
    story = Story()
    for move in before:
        story.do(move, reason="no answer")
    found(story, "customs")
    assert (story.case.investigations[0].state, story.case.investigations[0].whereabouts) == ("located", "customs")
    assert story.case.found_at == story.now


def test_found_opens_a_closed_case_again() -> None:
    story = Story()
    story.do("not_lost", outcome="duplicate")
    found(story, "returning")
    assert story.case.is_open and story.case.next_step is not None


@pytest.mark.parametrize("whereabouts", ["moving", "customs", "pickup_point", "returning"])
def test_a_carrier_that_locates_it_counts_as_found(whereabouts: str) -> None:
    story = Story()
    story.do("ask_carrier")
    story.do("carrier_located", CARRIER, whereabouts=whereabouts)
    assert story.case.found_at == story.now


def test_a_damaged_parcel_is_not_found_by_that() -> None:
    story = Story()
    story.do("ask_carrier")
    story.do("carrier_located", whereabouts="damaged")
    assert story.case.found_at is None


@pytest.mark.parametrize(
    "move", ["silent_again", "carrier_destroyed", "carrier_confirmed_loss", "deemed_lost", "give_up"]
)
def test_a_parcel_can_be_lost_again(move: str) -> None:
    story = Story(paid=eur(80))
    story.do("ask_carrier")
    story.do("carrier_located", whereabouts="moving")
    story.do(move, reason="never came")
    assert story.case.found_at is None
    story.refund(eur(31))
    assert not unsettled_by_find(story.case) and "task:found" not in story.running()


# -- what is under way for the buyer ---------------------------------------------------------------------------------


def test_an_approved_refund_is_confirmed_or_cancelled_by_a_person() -> None:
    story = Story(paid=eur(80))
    assert "cancel_remedy" not in offered(story)
    story.refund(eur(31))
    assert "cancel_remedy" not in offered(story)
    found(story)
    assert {"cancel_remedy", "keep_remedy", "refund_done"} <= offered(story)
    assert story.case.next_step is not None and "task:found" in story.running()
    story.do("keep_remedy", reason="the buyer has bought elsewhere")
    assert (story.case.remedies[0].state, story.case.remedies[0].kept_though_found) == ("approved", True)
    assert "task:found" not in story.running()
    assert not offered(story) & {"cancel_remedy", "keep_remedy"}


def test_keeping_what_was_decided_gives_no_more_time_for_it() -> None:
    story = Story(paid=eur(80))
    story.refund(eur(31))
    clock = story.case.clock("execution:R1")
    found(story)
    story.do("keep_remedy", reason="it was promised")
    assert story.case.clock("execution:R1") is clock


def test_a_cancelled_refund_leaves_the_decision_open() -> None:
    story = Story(paid=eur(80))
    story.refund(eur(31))
    found(story)
    story.do("cancel_remedy", reason="arrives tomorrow")
    assert story.case.remedies[0].state == "undecided" and "decision" in story.running()


def test_a_replacement_on_its_way_is_stopped_or_let_go() -> None:
    story = Story(paid=eur(80))
    story.resend(eur(31), number="1Z0000000000000001")
    found(story)
    assert {"intercept", "keep_remedy", "replacement_delivered"} <= offered(story)
    story.do("intercept", reason="stopped at the depot")
    assert (story.case.remedies[0].state, len(story.case.parcels)) == ("undecided", 1)


def test_what_was_decided_after_the_find_needs_no_second_word() -> None:
    story = found(Story(paid=eur(80)))
    story.wait(hours=1)
    story.refund(eur(31))
    assert not offered(story) & {"cancel_remedy", "keep_remedy"}
    assert "task:found" not in story.running()


def test_a_second_find_after_a_second_loss_is_asked_about_anew() -> None:
    story = Story(paid=eur(80))
    story.do("ask_carrier")
    story.refund(eur(31))
    found(story)
    story.do("keep_remedy", reason="promised")
    story.do("silent_again")
    found(story)
    assert "keep_remedy" in offered(story)


def test_a_waiting_request_is_settled_by_its_approver() -> None:
    story = Story(paid=eur(900))
    story.refund(eur(600))
    found(story)
    assert "task:found" not in story.running()
    story.do("approve", FIN)
    assert "task:found" in story.running() and "cancel_remedy" in offered(story)


def test_a_refund_that_was_made_stays_made() -> None:
    story = Story(paid=eur(80))
    story.refund(eur(31))
    story.do("refund_done", FIN, reference="PP-1")
    found(story)
    assert story.case.remedies[0].state == "refunded" and not unsettled_by_find(story.case)


# -- what is asked of a payer ----------------------------------------------------------------------------------------

UNPAID = {
    "filed": ("file_claim",),
    "info_requested": ("file_claim", "payer_needs_info"),
    "offered": ("file_claim", "claim_offered"),
    "denied": ("file_claim", "claim_denied"),
    "appealed": ("file_claim", "claim_denied", "appeal_claim"),
    "approved": ("file_claim", "claim_approved"),
}


@pytest.mark.parametrize("state", sorted(UNPAID))
def test_a_claim_not_yet_paid_is_withdrawn_or_kept_by_a_person(state: str) -> None:
    kept, withdrawn = with_claim(*UNPAID[state]), with_claim(*UNPAID[state])
    assert kept.case.claims[0].state == state
    assert "keep_claim" not in offered(kept)
    for story in (found(kept), found(withdrawn)):
        assert {"keep_claim", "withdraw_claim"} <= offered(story) and "task:found" in story.running()
    kept.do("keep_claim", reason="it came late and broken")
    assert kept.case.claims[0].state == state
    assert "keep_claim" not in offered(kept) and "task:found" not in kept.running()
    withdrawn.do("withdraw_claim", reason="found")
    assert withdrawn.case.claims[0].state == "withdrawn" and "task:found" not in withdrawn.running()


@pytest.mark.parametrize("paid", [eur(50), eur(20)])
def test_money_that_was_paid_for_it_is_owed_back(paid: object) -> None:
    story = with_claim("file_claim", "claim_approved")
    story.do("claim_paid", FIN, money=paid, reference="BANK-1")
    found(story)
    assert story.case.claims[0].state == "repay_owed" and "task:C1" in story.running()
    story.do("repaid", FIN, reference="BANK-2")
    assert story.case.claims[0].state == "repaid"


def test_a_payer_may_let_us_keep_the_money() -> None:
    story = found(with_claim("file_claim", "claim_approved", "claim_paid"))
    story.do("payer_released", reason="letter of 3 March")
    assert story.case.claims[0].state == "released"


@pytest.mark.parametrize("move", ["parcel_delivered", "return_received"])
def test_a_parcel_in_somebodys_hands_owes_the_money_back(move: str) -> None:
    story = with_claim("file_claim", "claim_approved", "claim_paid")
    story.do("ask_carrier")
    story.do("carrier_located", whereabouts="moving")
    assert story.case.claims[0].state == "paid"
    story.do(move)
    assert story.case.claims[0].state == "repay_owed"


def test_a_scan_alone_owes_nothing_until_somebody_says_so() -> None:
    story = with_claim("file_claim", "claim_approved", "claim_paid")
    assert "found_after_payment" not in offered(story)
    assert isinstance(story.refused("found_after_payment"), NoLongerApplies)
    story.do("ask_carrier")
    story.do("carrier_located", whereabouts="moving")
    story.do("found_after_payment")
    assert story.case.claims[0].state == "repay_owed"


def test_a_parcel_found_damaged_owes_nothing_back_by_itself() -> None:
    story = found(with_claim("file_claim", "claim_approved", "claim_paid"), "damaged")
    assert story.case.claims[0].state == "paid" and "found_after_payment" in offered(story)


# -- money from payers -----------------------------------------------------------------------------------------------


def test_money_counts_up_to_what_was_granted() -> None:
    story = with_claim("file_claim", "claim_approved")
    story.do("claim_paid", FIN, money=eur(20), reference="B-1")
    assert (story.case.claims[0].state, story.case.claims[0].received) == ("part_paid", eur(20))
    says = "31 EUR would be more than the 50 EUR that were granted. Check the amount and the case."
    assert sentence(story.refused("claim_paid", FIN, money=eur(31), reference="B-2")) == says
    story.do("claim_paid", FIN, money=eur(30), reference="B-2")
    assert (story.case.claims[0].state, story.case.claims[0].received) == ("paid", eur(50))


def test_a_short_payment_ends_a_claim_only_when_finance_accepts_it() -> None:
    story = with_claim("file_claim", "claim_approved")
    story.do("claim_paid", FIN, money=eur(20), reference="B-1")
    story.do("accept_short", FIN, reason="the excess")
    assert (story.case.claims[0].state, story.case.claims[0].received) == ("paid", eur(20))


def test_a_claim_is_counted_in_its_own_currency() -> None:
    story = with_claim("file_claim")
    assert "This claim is in EUR" in sentence(story.refused("claim_approved", money=usd(50)))


def test_a_payment_that_is_reversed_is_owed_back() -> None:
    story = with_claim("file_claim", "claim_approved", "claim_paid")
    story.do("payment_reversed", reason="paid twice")
    assert story.case.claims[0].state == "repay_owed"


def test_a_claim_and_no_claim_exclude_each_other() -> None:
    story = with_claim()
    assert isinstance(story.refused("no_claim", reason="no cover"), NoLongerApplies)
    other = Story()
    other.do("no_claim", reason="no cover")
    assert isinstance(other.refused("no_claim", reason="again"), NoLongerApplies)
    other.do("draft_claim", payer="UPS", payer_kind="carrier", money=eur(80))
    assert other.case.claim_end is None


def test_a_dispute_lost_for_good_needs_a_leads_word_or_an_appeal() -> None:
    story = Story()
    story.do("dispute_opened", through="PayPal")
    story.do("dispute_lost", money=eur(31))
    assert {"appeal_dispute", "accept_loss", "dispute_withdrawn"} <= offered(story)
    story.do("accept_loss", LEA, reason="no proof of delivery")
    assert story.case.disputes[0].state == "lost_final"


def test_a_claim_of_an_unknown_kind_of_payer_is_refused() -> None:
    refusal = Story().refused("draft_claim", payer="UPS", payer_kind="friend", money=eur(1))
    assert "is none of the choices" in sentence(refusal)
