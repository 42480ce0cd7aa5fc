"""Refund, credit, resend: limits, approvals, what was paid, and money a marketplace takes by itself."""

from decimal import Decimal

import pytest

from cases.case import Line, Order
from cases.money import Money
from cases.remedies import decided_money, refunded, remedy_ended, remedy_state
from cases.rights import Limits
from cases.words import NoLongerApplies, NotAllowed
from tests.cases.telling import ALL, ANA, BEN, CARRIER, CLOCK, FIN, LEA, OPERATOR, Story, eur, goods, sentence, usd

OWN_REQUEST = "Nobody approves their own request. Somebody with the finance role has to look at {}."


# -- limits ----------------------------------------------------------------------------------------------------------


def test_a_refund_within_the_agents_limit_is_approved_at_once() -> None:
    story = Story(paid=eur(300))
    story.refund(eur(100), ANA)
    assert story.case.remedies[0].state == "approved"
    assert story.case.remedies[0].approved_by is None


def test_a_cent_over_the_limit_waits_for_approval() -> None:
    story = Story(paid=eur(300))
    story.refund(eur("100.01"), ANA)
    assert story.case.remedies[0].state == "awaiting_approval"


def test_limits_count_everything_decided_for_the_order_so_far() -> None:
    story = Story(paid=eur(300))
    story.refund(eur(60), ANA)
    story.refund(eur(41), ANA)
    assert [one.state for one in story.case.remedies] == ["approved", "awaiting_approval"]


def test_limits_count_what_was_decided_in_the_orders_other_cases() -> None:
    story = Story(paid=eur(300), decided_elsewhere={"EUR": Decimal(90)})
    story.refund(eur("10.01"), ANA)
    assert story.case.remedies[0].state == "awaiting_approval"


def test_what_was_dropped_counts_no_more() -> None:
    story = Story(paid=eur(300))
    story.refund(eur(90), ANA)
    story.do("remedy_failed", ANA, reason="the account is closed")
    story.refund(eur(95), ANA)
    assert [one.state for one in story.case.remedies] == ["undecided", "approved"]


def test_a_resend_counts_at_cost_plus_shipping() -> None:
    story = Story(paid=eur(300))
    lines = (Line("goods", eur(80)), Line("shipping", eur("20.01")))
    story.do("choose_resend", ANA, lines=lines, address_confirmed=True)
    assert story.case.remedies[0].state == "awaiting_approval"
    assert decided_money(story.case) == {"EUR": Decimal("100.01")}


def test_a_resend_and_a_refund_share_one_limit() -> None:
    story = Story(paid=eur(300))
    story.resend(eur(70), ANA)
    story.refund(eur(31), ANA)
    assert [one.state for one in story.case.remedies] == ["approved", "awaiting_approval"]


def test_a_currency_without_a_limit_always_needs_approval() -> None:
    story = Story(paid=Money(Decimal(1000), "JPY"))
    story.refund(Money(Decimal(1), "JPY"), LEA)
    assert story.case.remedies[0].state == "awaiting_approval"


def test_a_lead_decides_up_to_the_leads_limit() -> None:
    story = Story(paid=eur(900))
    story.refund(eur(500), LEA)
    story.refund(eur(1), LEA)
    assert [one.state for one in story.case.remedies] == ["approved", "awaiting_approval"]


def test_limits_are_the_workspaces_own() -> None:
    story = Story(paid=eur(300), limits=Limits(agent={"EUR": Decimal(5)}))
    story.refund(eur(6), ANA)
    assert story.case.remedies[0].state == "awaiting_approval"


# -- approvals -------------------------------------------------------------------------------------------------------


def waiting(amount: str = "200", by: object = ANA) -> Story:
    story = Story(paid=eur(900))
    story.refund(eur(amount), by)  # type: ignore[arg-type]
    assert story.case.remedies[0].state == "awaiting_approval"
    return story


def test_finance_approves_what_an_agent_asked_for() -> None:
    story = waiting()
    story.do("approve", FIN)
    assert (story.case.remedies[0].state, story.case.remedies[0].approved_by) == ("approved", FIN.id)


@pytest.mark.parametrize("move", ["approve", "reject", "ask_requester"])
def test_nobody_decides_over_their_own_request_whatever_their_roles(move: str) -> None:
    story = waiting("600", by=ALL)
    refusal = story.refused(move, ALL, reason="mine", text="mine")
    assert isinstance(refusal, NotAllowed)
    assert sentence(refusal) == OWN_REQUEST.format("600 EUR")
    assert refusal.roles == {"finance"}


def test_an_agent_may_not_approve() -> None:
    assert isinstance(waiting().refused("approve", BEN), NotAllowed)


def test_a_lead_approves_up_to_the_leads_limit_and_no_further() -> None:
    waiting("500").do("approve", LEA)
    refusal = waiting("500.01").refused("approve", LEA)
    assert (
        sentence(refusal)
        == "500.01 EUR is above what a lead may approve. Somebody with the finance role has to decide."
    )


def test_a_leads_limit_counts_the_whole_order() -> None:
    story = Story(paid=eur(900), decided_elsewhere={"EUR": Decimal(200)})
    story.refund(eur(301), ANA)
    assert isinstance(story.refused("approve", LEA), NotAllowed)
    story.do("approve", FIN)


@pytest.mark.parametrize("machine", [CLOCK, CARRIER, OPERATOR])
def test_no_machine_approves(machine: object) -> None:
    assert isinstance(waiting("600").refused("approve", machine), NotAllowed)  # type: ignore[arg-type]


def test_the_clock_only_reminds() -> None:
    refusal = Story(paid=eur(80)).refused("ask_carrier", CLOCK)
    assert isinstance(refusal, NotAllowed)


def test_a_partner_reports_its_own_facts_and_decides_nothing() -> None:
    story = Story(paid=eur(80))
    story.do("ask_carrier")
    story.do("carrier_confirmed_loss", CARRIER)
    assert isinstance(story.refused("nothing_owed", CARRIER, reason="found"), NotAllowed)


def test_a_question_goes_back_to_the_requester_and_its_answer_to_the_approver() -> None:
    story = waiting()
    story.do("ask_requester", FIN, text="Is there a photo?")
    assert story.case.remedies[0].state == "asked"
    story.do("answer_approver", ANA, text="Yes, in the thread.")
    assert (story.case.remedies[0].state, story.case.remedies[0].question) == ("awaiting_approval", None)


def test_a_rejected_request_leaves_the_decision_open_again() -> None:
    story = waiting()
    story.do("reject", FIN, reason="resend instead")
    assert remedy_state(story.case) == "undecided"
    assert story.case.remedies[0].dropped_by == "reject"
    assert "decision" in story.running()


def test_only_the_requester_or_a_lead_withdraws() -> None:
    assert isinstance(waiting().refused("withdraw", BEN), NotAllowed)
    waiting().do("withdraw", ANA)
    waiting().do("withdraw", LEA)


def test_an_approval_that_was_given_is_not_given_twice() -> None:
    story = waiting()
    story.do("approve", FIN)
    assert isinstance(story.refused("approve", FIN, target="R1", seen="awaiting_approval"), NoLongerApplies)


# -- approved is not done --------------------------------------------------------------------------------------------


def test_a_refund_ends_with_its_reference_and_not_before() -> None:
    story = Story(paid=eur(80))
    story.refund(eur(31))
    assert not remedy_ended(story.case) and refunded(story.case) is None
    assert (
        sentence(story.refused("refund_done", FIN)) == "“Term(word='reference')” is missing. Fill it in and send again."
    )
    story.do("refund_done", FIN, reference="PP-77")
    assert remedy_ended(story.case) and refunded(story.case) == eur(31)


def test_a_replacement_ends_when_it_arrives() -> None:
    story = Story(paid=eur(80))
    story.resend(eur(31))
    story.do("replacement_shipped", number="1Z0000000000000001")
    assert not remedy_ended(story.case)
    assert [parcel.role for parcel in story.case.parcels] == ["lost", "replacement"]
    story.do("replacement_delivered")
    assert remedy_ended(story.case)


def test_a_replacement_whose_number_is_known_is_on_its_way_at_once() -> None:
    story = Story(paid=eur(80))
    story.resend(eur(31), number="1Z0000000000000001")
    assert story.case.remedies[0].state == "replacement_moving"


def test_a_replacement_over_the_limit_moves_when_it_is_approved_and_is_forgotten_when_it_is_rejected() -> None:
    story = Story(paid=eur(80))
    story.resend(eur(600), number="1Z0000000000000001")
    story.do("reject", FIN, reason="too dear")
    assert [parcel.role for parcel in story.case.parcels] == ["lost"]
    story.resend(eur(600), number="1Z0000000000000001")
    story.do("approve", FIN, target="R2")
    assert story.case.remedies[1].state == "replacement_moving"


def test_a_resend_may_be_decided_while_the_address_is_still_asked_about() -> None:
    story = Story(paid=eur(80))
    story.do("choose_resend", lines=goods(eur(31)))
    assert (story.case.remedies[0].state, story.case.remedies[0].address_confirmed) == ("approved", False)


def test_a_replacement_is_not_on_its_way_before_the_address_is_confirmed() -> None:
    first = "Confirm the buyer's address and phone number first: to a wrong address it would be lost too."
    story = Story(paid=eur(80))
    assert sentence(story.refused("choose_resend", lines=goods(eur(31)), number="1Z0000000000000001")) == first
    story.do("choose_resend", lines=goods(eur(31)))
    assert sentence(story.refused("replacement_shipped", number="1Z0000000000000001")) == first
    story.do("replacement_shipped", number="1Z0000000000000001", address_confirmed=True)
    assert (story.case.remedies[0].state, story.case.remedies[0].address_confirmed) == ("replacement_moving", True)


def test_a_replacement_needs_a_number_of_its_own() -> None:
    story = Story(paid=eur(80))
    story.resend(eur(31))
    refusal = story.refused("replacement_shipped", number=story.case.parcel.number)
    assert "already belongs to this case" in sentence(refusal)


def test_a_lost_replacement_ends_the_line_here_and_names_the_case_that_goes_on() -> None:
    story = Story(paid=eur(80))
    story.resend(eur(31), number="1Z0000000000000001")
    story.do("replacement_lost", linked_case=143)
    assert (story.case.remedies[0].state, story.case.linked) == ("lost_again", (143,))
    assert remedy_ended(story.case)


def test_a_bounced_refund_has_to_be_made_again() -> None:
    story = Story(paid=eur(80))
    story.refund(eur(31))
    story.do("refund_done", FIN, reference="PP-77")
    story.do("refund_bounced", FIN, reason="account closed")
    assert (story.case.remedies[0].state, story.case.remedies[0].reference) == ("approved", None)


# -- what was paid ---------------------------------------------------------------------------------------------------


def test_a_refund_without_knowing_what_was_paid_is_asked_about() -> None:
    refusal = Story().refused("choose_refund", lines=goods(eur(31)))
    assert sentence(refusal) == "What did the buyer pay? Enter it once; no refund may go beyond it."


def test_a_refund_beyond_what_is_left_is_refused_with_what_is_left() -> None:
    story = Story(paid=eur(80))
    story.refund(eur(50))
    refusal = story.refused("choose_credit", lines=goods(eur(31)))
    assert sentence(refusal) == "31 EUR is more than what is left of the 80 EUR that the buyer paid: 30 EUR."


def test_what_other_cases_of_the_order_gave_back_is_gone() -> None:
    story = Story(paid=eur(80), refunded_elsewhere={"EUR": Decimal(60)})
    assert "20 EUR." in sentence(story.refused("choose_refund", lines=goods(eur(21))))
    story.refund(eur(20))


def test_a_refund_is_in_the_currency_that_was_paid() -> None:
    refusal = Story(paid=eur(80)).refused("choose_refund", lines=goods(usd(31)))
    assert sentence(refusal) == "The buyer paid in EUR; refund 31 USD in EUR too."


@pytest.mark.parametrize("move", ["choose_refund", "choose_resend"])
@pytest.mark.parametrize("paid", [eur(30), usd(900)])
def test_what_was_paid_cannot_become_less_than_what_was_decided_nor_another_currency(move: str, paid: Money) -> None:
    story = Story(paid=eur(80))
    story.refund(eur(31))
    refusal = story.refused(move, lines=goods(eur(1)), paid=paid, address_confirmed=True)
    assert sentence(refusal) == f"31 EUR is already decided for the buyer; what was paid cannot be {paid}."
    assert isinstance(story.refused("set_order", paid=paid), type(refusal))


def test_lines_of_two_currencies_are_two_decisions() -> None:
    lines = (Line("goods", eur(10)), Line("shipping", usd(5)))
    assert "must be in one currency" in sentence(Story(paid=eur(80)).refused("choose_refund", lines=lines))


@pytest.mark.parametrize("amount", ["-1", "NaN", "Infinity", "99999999"])
def test_a_line_below_zero_or_beyond_all_orders_is_refused(amount: str) -> None:
    lines = (Line("goods", eur(50)), Line("shipping", eur(amount)))
    assert "is no amount for a line" in sentence(Story(paid=eur(80)).refused("choose_refund", lines=lines))


@pytest.mark.parametrize("lines", [(), goods(eur(0)), None])
def test_a_decision_is_about_something(lines: object) -> None:
    refusal = Story(paid=eur(80)).refused("choose_refund", lines=lines)
    assert sentence(refusal) == "Enter an amount for at least one line: goods, shipping, tax or duty."


# -- waiting and owing nothing ---------------------------------------------------------------------------------------


def test_waiting_needs_a_date_that_lies_ahead() -> None:
    story = Story()
    assert "is already past. Choose a later date." in sentence(story.refused("wait", until=story.now, reason="customs"))


def test_what_is_decided_already_is_not_waited_for_or_declined() -> None:
    story = Story(paid=eur(80))
    story.refund(eur(31))
    for move in ("nothing_owed", "decline"):
        says = sentence(story.refused(move, reason="no"))
        assert says == "31 EUR is already decided (Term(word='approved')). Withdraw or finish that first."


def test_only_a_lead_declines() -> None:
    assert isinstance(Story().refused("decline", ANA, reason="no"), NotAllowed)
    story = Story()
    story.do("decline", LEA, reason="delivered, signed by the buyer")
    assert remedy_state(story.case) == "declined"


def test_a_decision_that_nothing_is_owed_can_be_taken_anew() -> None:
    story = Story()
    story.do("nothing_owed", reason="cash on delivery")
    story.do("reconsider", reason="it was prepaid after all")
    assert remedy_state(story.case) == "undecided"


def test_an_order_tells_what_it_costs_and_is_never_emptied() -> None:
    story = Story()
    story.do("set_order", ref="305-9", paid=eur(80), cost=eur(0), goods="a vase")
    story.do("set_order", marketplace="ebay.de")
    assert story.case.order == Order("305-9", "ebay.de", eur(80), eur(0), "a vase")
