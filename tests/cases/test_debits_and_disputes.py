"""Money that a marketplace takes by itself, and disputes: while one is open, refunds go through it only."""

import pytest

from cases.remedies import refund_bound, remedy_ended, remedy_state
from cases.targets import legal_moves
from cases.words import NoLongerApplies
from tests.cases.telling import ANA, FIN, Story, eur, goods, sentence


def offered(story: Story) -> set[str]:
    return {one.move for one in legal_moves(story.case)}


def test_a_debit_drops_what_was_still_to_be_paid_and_blocks_further_refunds() -> None:
    story = Story(paid=eur(80))
    story.refund(eur(31))
    story.do("debited", FIN, money=eur(31), through="Amazon")
    assert story.case.remedies[0].state == "undecided"
    assert (remedy_state(story.case), remedy_ended(story.case)) == ("refunded_by_force", True)
    assert not offered(story) & {"choose_refund", "choose_credit", "choose_resend", "refund_done"}
    assert isinstance(story.refused("choose_refund", lines=goods(eur(1))), NoLongerApplies)
    assert isinstance(story.refused("refund_done", FIN, target="R1", reference="PP-1"), NoLongerApplies)


def test_a_second_debit_is_logged_too() -> None:
    story = Story(paid=eur(80))
    story.do("debited", FIN, money=eur(31), through="Amazon")
    story.do("debited", FIN, money=eur(5), through="Amazon")
    assert [one.money for one in story.case.debits] == [eur(31), eur(5)]


def test_a_refund_that_bounces_after_a_debit_is_not_made_again() -> None:
    story = Story(paid=eur(80))
    story.refund(eur(31))
    story.do("refund_done", FIN, reference="PP-77")
    story.do("debited", FIN, money=eur(31), through="Amazon")
    story.do("refund_bounced", FIN, reason="account closed")
    assert (story.case.remedies[0].state, refund_bound(story.case)) == ("undecided", None)
    assert "execution:R1" not in story.running()


def test_a_replacement_under_way_is_not_forgotten_by_a_debit() -> None:
    story = Story(paid=eur(80))
    story.resend(eur(31), number="1Z0000000000000001")
    story.do("debited", FIN, money=eur(31), through="Amazon")
    assert story.case.remedies[0].state == "replacement_moving"
    assert not remedy_ended(story.case)


@pytest.mark.parametrize("state", ["opened", "answered", "appealed"])
def test_while_a_dispute_is_open_refunds_go_through_it_only(state: str) -> None:
    story = Story(paid=eur(900))
    story.refund(eur(600), ANA)
    story.do("dispute_opened", through="PayPal")
    if state != "opened":
        story.do("answer_dispute")
    if state == "appealed":
        story.do("dispute_lost")
        story.do("appeal_dispute")
    says = "A dispute is open through PayPal: a refund now could be paid twice. Accept or answer it there."
    for move in ("choose_refund", "choose_credit"):
        assert move not in offered(story)
        assert sentence(story.refused(move, lines=goods(eur(1)))) == says
    assert "approve" not in offered(story)
    assert sentence(story.refused("approve", FIN, target="R1")) == says
    assert "choose_resend" in offered(story)


def test_a_won_dispute_gives_back_what_that_bank_took_and_the_buyer_is_decided_anew() -> None:
    story = Story(paid=eur(80))
    story.do("dispute_opened", through="PayPal")
    story.do("dispute_lost", money=eur(31))
    assert remedy_state(story.case) == "refunded_by_force"
    story.do("appeal_dispute")
    story.do("appeal_won")
    assert [one.returned for one in story.case.debits] == [True]
    assert remedy_state(story.case) == "undecided" and "decision" in story.running()


def test_winning_at_one_place_does_not_give_back_what_another_took() -> None:
    story = Story(paid=eur(80))
    story.do("debited", FIN, money=eur(31), through="Amazon")
    story.do("dispute_opened", through="PayPal")
    story.do("dispute_won")
    assert [one.returned for one in story.case.debits] == [False]
    assert remedy_state(story.case) == "refunded_by_force"
