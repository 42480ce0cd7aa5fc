"""Every clock of a case: what starts it, what stops or resets it, and when it is due where no rule is needed.

The stories begin on Monday 2 March 2026 at 09:00; the team works Monday to Friday 09:00-12:00 and 13:00-18:00, UTC.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from cases.act import Act, Circumstances
from cases.decide import decide
from cases.terms import DEFAULT_PERIODS, Period, Terms
from cases.wanted import DATED_BY_PEOPLE
from cases.words import NoLongerApplies
from cases.working_time import Calendar, TeamHours
from tests.cases.telling import ANA, BEN, CARRIER, FIN, LEA, MONDAY, Story, at, eur, goods, sentence

TUESDAY_SAME_HOUR = at(days=1)
FOUR_TEAM_HOURS = at(5)  # 09:00 and lunch: 14:00


def story_of(*moves: tuple[str, dict[str, Any]], paid: object = None) -> Story:
    story = Story(paid=paid)  # type: ignore[arg-type]
    for move, details in moves:
        story.do(move, FIN if move in ("refund_done", "claim_paid") else LEA, **details)
    return story


# -- our own time ----------------------------------------------------------------------------------------------------


def test_first_look_runs_from_the_opening_until_the_case_is_taken_and_triaged() -> None:
    story = Story()
    assert story.due("first_look") == FOUR_TEAM_HOURS
    story.do("take", ANA)
    assert story.due("first_look") == FOUR_TEAM_HOURS
    story.do("triage", ANA, cause="customs")
    assert "first_look" not in story.running()


def test_first_contact_runs_from_triage_until_an_inquiry_is_sent() -> None:
    story = Story()
    assert "first_contact:I1" not in story.running()
    story.wait(hours=1)
    story.do("triage", ANA, cause="lost_scan")
    assert story.due("first_contact:I1") == at(1, days=1)
    story.do("ask_carrier", ANA)
    assert "first_contact:I1" not in story.running()


def test_first_contact_ends_too_when_no_inquiry_is_needed() -> None:
    story = story_of(("triage", {"cause": "address"}), ("not_needed", {"reason": "our own label"}))
    assert "first_contact:I1" not in story.running()


@pytest.mark.parametrize(
    ("move", "details"),
    [
        ("choose_resend", {"lines": None, "address_confirmed": True}),
        ("nothing_owed", {"reason": "cash on delivery"}),
        ("decline", {"reason": "delivered"}),
        ("wait", {"until": at(days=3), "reason": "customs"}),
    ],
)
def test_decision_runs_from_the_opening_until_something_is_decided(move: str, details: dict[str, Any]) -> None:
    story = Story()
    assert story.due("decision") == TUESDAY_SAME_HOUR
    story.do(move, **(details | ({"lines": goods(eur(5))} if "lines" in details else {})))
    assert "decision" not in story.running()


def test_wait_until_is_due_on_the_chosen_date_even_on_a_weekend() -> None:
    saturday = at(days=5)
    story = story_of(("wait", {"until": saturday, "reason": "a hold"}))
    assert story.due("wait_until") == saturday
    story.do("wait", until=at(days=8), reason="still held")
    assert story.due("wait_until") == at(days=8)
    story.wait(days=9)
    story.do("note", text="the date has passed")
    assert story.case.next_step is not None and story.due("wait_until") == at(days=8)


def test_approval_takes_four_team_hours() -> None:
    story = Story(paid=eur(900))
    story.refund(eur(600))
    assert story.due("approval:R1") == FOUR_TEAM_HOURS
    assert story.case.next_step is not None
    story.do("ask_requester", FIN, text="why?")
    assert "approval:R1" not in story.running() and story.due("task:R1") == TUESDAY_SAME_HOUR
    story.wait(hours=1)
    story.do("answer_approver", LEA, text="because")
    assert story.due("approval:R1") == at(6)
    story.do("reject", FIN, reason="no")
    assert not {"approval:R1", "task:R1"} & story.running()


def test_approval_leaves_the_buyers_clock_four_hours() -> None:
    story = Story(paid=eur(900))
    story.do("buyer_wrote")
    story.do("set_date", clock="buyer_answer", until=at(7), source="the marketplace's page")
    story.refund(eur(600))
    assert story.due("approval:R1") == at(3)


def test_approval_that_the_buyers_clock_leaves_no_time_for_is_due_now() -> None:
    story = Story(paid=eur(900))
    story.do("buyer_wrote")
    story.do("set_date", clock="buyer_answer", until=at(2), source="the marketplace's page")
    story.refund(eur(600))
    assert story.due("approval:R1") == MONDAY


def test_execution_runs_from_the_approval_until_the_reference_or_number() -> None:
    story = Story(paid=eur(900))
    story.refund(eur(600))
    story.wait(hours=2)
    story.do("approve", FIN)
    assert story.due("execution:R1") == at(2, days=1)
    story.do("refund_done", FIN, reference="PP-1")
    assert "execution:R1" not in story.running()


# -- the counterparties' silence -------------------------------------------------------------------------------------


def test_a_carrier_is_reminded_when_our_team_opens_on_its_third_working_day() -> None:
    story = Story()
    story.wait(hours=7)
    story.do("ask_carrier")
    assert story.due("carrier_silence:I1") == datetime(2026, 3, 5, 9, tzinfo=UTC)


def test_the_day_of_sending_is_the_carriers_and_not_ours() -> None:
    shanghai = Terms(party=Calendar("Asia/Shanghai"))
    story = Story(terms=shanghai)
    story.wait(hours=8)  # 17:00 UTC is Tuesday already in Shanghai
    story.do("ask_carrier")
    assert story.due("carrier_silence:I1") == datetime(2026, 3, 6, 9, tzinfo=UTC)


def test_days_off_of_the_carrier_are_not_silence_and_ours_put_the_nudge_off() -> None:
    off, ours = frozenset({date(2026, 3, 4)}), frozenset({date(2026, 3, 6)})
    story = Story(terms=Terms(team=TeamHours(Calendar(days_off=ours)), party=Calendar(days_off=off)))
    story.do("ask_carrier")
    assert story.due("carrier_silence:I1") == datetime(2026, 3, 9, 9, tzinfo=UTC)


@pytest.mark.parametrize("move", ["ask_again", "carrier_acknowledged"])
def test_a_chase_or_an_answer_starts_the_carriers_silence_afresh(move: str) -> None:
    story = story_of(("ask_carrier", {}))
    story.wait(days=1)
    story.do(move)
    assert story.due("carrier_silence:I1") == datetime(2026, 3, 6, 9, tzinfo=UTC)


@pytest.mark.parametrize("move", ["carrier_needs_info", "carrier_refused", "carrier_confirmed_loss", "deemed_lost"])
def test_the_carriers_silence_ends_when_it_is_our_move_or_nobodys(move: str) -> None:
    story = story_of(("ask_carrier", {}), (move, {"text": "a photo", "reason": "the rule"}))
    assert "carrier_silence:I1" not in story.running()
    ours = move in ("carrier_needs_info", "carrier_refused")
    assert ("task:I1" in story.running()) is ours


def test_what_was_sent_days_ago_counts_from_then() -> None:
    story = Story()
    story.do("ask_carrier", at=at(days=-3))
    assert story.due("carrier_silence:I1") == datetime(2026, 3, 4, 9, tzinfo=UTC)


def test_a_chase_logged_late_does_not_undo_a_later_answer() -> None:
    story = story_of(("ask_carrier", {}))
    story.wait(days=2)
    story.do("carrier_acknowledged", CARRIER)
    clock = story.case.clock("carrier_silence:I1")
    story.do("ask_again", at=at(days=1))
    assert story.case.clock("carrier_silence:I1") is clock


def test_nothing_happens_in_the_future() -> None:
    says = sentence(Story().refused("ask_carrier", at=at(days=1)))
    assert says.endswith("has not come yet. Enter the day on which it happened.")


def test_a_parcel_that_falls_silent_again_gives_the_carrier_no_more_time() -> None:
    story = story_of(("ask_carrier", {}), ("carrier_located", {"whereabouts": "moving"}))
    clock = story.case.clock("carrier_silence:I1")
    story.wait(days=6)
    story.do("silent_again")
    assert story.case.clock("carrier_silence:I1") is clock


def test_a_payer_is_reminded_on_its_fifth_working_day() -> None:
    story = Story()
    story.filed_claim()
    assert story.due("claim_silence:C1") == datetime(2026, 3, 9, 9, tzinfo=UTC)
    story.do("payer_needs_info", text="an invoice")
    assert "claim_silence:C1" not in story.running()
    story.wait(days=1)
    story.do("answer_payer")
    assert story.due("claim_silence:C1") == datetime(2026, 3, 10, 9, tzinfo=UTC)


def test_the_payers_money_is_looked_for_after_thirty_days_when_the_team_is_in() -> None:
    story = Story()
    story.filed_claim()
    story.do("claim_approved", money=eur(50))
    assert story.due("payment:C1") == datetime(2026, 4, 1, 9, tzinfo=UTC)
    story.wait(days=3)
    story.do("claim_paid", FIN, money=eur(20), reference="B-1")
    # 30 days after 5 March are Saturday, 4 April.
    assert story.due("payment:C1") == datetime(2026, 4, 6, 9, tzinfo=UTC)
    story.do("claim_paid", FIN, money=eur(30), reference="B-2")
    assert "payment:C1" not in story.running()
    assert story.due("watch") == story.now + timedelta(days=60)


def test_a_dispute_that_was_answered_is_silent_like_a_payer() -> None:
    story = Story()
    story.do("dispute_opened", through="PayPal", answer_by=at(days=2))
    story.do("answer_dispute")
    assert story.due("claim_silence:D1") == datetime(2026, 3, 9, 9, tzinfo=UTC)


# -- only that counterparty resets its clock -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("move", "details", "by"),
    [
        ("note", {"text": "any news?"}, ANA),
        ("triage", {"cause": "customs"}, ANA),
        ("buyer_wrote", {}, ANA),
        ("dispute_opened", {"through": "PayPal"}, ANA),
        ("claim_approved", {"money": eur(1)}, LEA),
        ("assign", {"person": "UBEN"}, LEA),
        ("set_order", {"ref": "305"}, BEN),
    ],
)
def test_talk_and_other_parties_leave_a_silence_untouched(move: str, details: dict[str, Any], by: Any) -> None:
    story = story_of(("ask_carrier", {}))
    story.filed_claim()
    clock = story.case.clock("carrier_silence:I1")
    story.wait(days=2)
    story.do(move, by, **details)
    assert story.case.clock("carrier_silence:I1") is clock


def test_the_carriers_word_leaves_the_payers_silence_untouched() -> None:
    story = story_of(("ask_carrier", {}))
    story.filed_claim()
    clock = story.case.clock("claim_silence:C1")
    story.wait(days=2)
    story.do("carrier_acknowledged", CARRIER)
    assert story.case.clock("claim_silence:C1") is clock


def test_a_buyers_second_message_gives_no_more_time_for_the_first() -> None:
    story = Story()
    story.do("buyer_wrote")
    story.do("set_date", clock="buyer_answer", until=at(48), source="the rule")
    clock = story.case.clock("buyer_answer")
    story.wait(hours=10)
    story.do("buyer_wrote")
    assert story.case.clock("buyer_answer") is clock
    story.do("answer_buyer")
    assert "buyer_answer" not in story.running()
    assert isinstance(story.refused("answer_buyer"), NoLongerApplies)


# -- terms -----------------------------------------------------------------------------------------------------------


def test_a_running_clock_keeps_the_terms_it_started_with() -> None:
    story = story_of(("ask_carrier", {}))
    before = story.case.clock("carrier_silence:I1")
    story.around["terms"] = Terms(periods={**DEFAULT_PERIODS, "carrier_silence": Period(9, "party_days")})
    story.do("note", text="the periods were changed")
    assert story.case.clock("carrier_silence:I1") is before
    assert before is not None and before.terms == {"rule": "default", "period": "3 party_days"}
    story.wait(days=1)
    story.do("ask_again")
    after = story.case.clock("carrier_silence:I1")
    assert after is not None and after.terms == {"rule": "default", "period": "9 party_days"}


def test_a_note_leaves_every_clock_the_very_object_it_was() -> None:
    story = story_of(("ask_carrier", {}))
    before = story.case.clocks
    story.wait(days=1)
    story.do("note", text="hello")
    assert all(one is other for one, other in zip(before, story.case.clocks, strict=True))


def test_every_clock_that_is_neither_stated_nor_unknown_has_a_period() -> None:
    kinds = {"wait_until", "find_date", *DATED_BY_PEOPLE} - {"evidence_request"}
    assert not kinds & set(DEFAULT_PERIODS)


# -- the next step ---------------------------------------------------------------------------------------------------


def test_our_own_earliest_due_comes_before_anything_we_wait_for() -> None:
    story = story_of(("ask_carrier", {}))
    step = story.case.next_step
    assert step is not None and (step.waiting_on, step.key) == ("us", "decision")


def test_the_counterpartys_earliest_comes_when_nothing_is_ours() -> None:
    story = story_of(("ask_carrier", {}), ("nothing_owed", {"reason": "cod"}), ("no_claim", {"reason": "no cover"}))
    step = story.case.next_step
    assert step is not None and (step.waiting_on, step.key) == ("carrier", "carrier_silence:I1")


def test_an_approval_is_never_the_owners_own_step() -> None:
    story = Story(paid=eur(900))
    story.refund(eur(600), ANA)
    story.do("no_claim", reason="no cover")
    step = story.case.next_step
    assert step is not None and (step.kind, step.owner, step.role) == ("approval", None, "finance")


def test_a_case_that_nobody_has_names_a_role() -> None:
    step = Story().case.next_step
    assert step is not None and (step.key, step.owner, step.role) == ("first_look", None, "agent")


def test_the_watch_of_a_paid_claim_is_nobodys_step() -> None:
    story = Story()
    story.filed_claim()
    story.do("claim_approved", money=eur(50))
    story.do("claim_paid", FIN, money=eur(50), reference="B-1")
    story.do("nothing_owed", reason="cod")
    story.do("give_up", reason="no answer")
    step = story.case.next_step
    assert "watch" in story.running()
    assert step is not None and step.key == "task:close"


def test_a_case_opened_again_is_looked_at_afresh() -> None:
    story = Story()
    story.do("not_lost", LEA, outcome="duplicate")
    story.wait(days=21)
    story.do("reopen", LEA, reason="it was none")
    assert story.due("first_look") == story.now + timedelta(hours=5)
    assert story.due("decision") == story.now + timedelta(days=1)


def test_time_alone_moves_no_track() -> None:
    story = Story()
    tracks = replace(story.case, clocks=(), next_step=None)
    made = decide(story.case, Act("note", ANA, details={"text": "later"}), Circumstances(at(days=500))).case
    assert replace(made, clocks=(), next_step=None, version=1) == tracks
