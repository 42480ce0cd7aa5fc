"""Dates that come from outside: unknown until somebody finds them, entered by people, and gone with their clock."""

from datetime import UTC, datetime
from typing import Any

import pytest

from cases.clocks import datable
from cases.targets import legal_moves
from cases.words import NoLongerApplies, Refused
from tests.cases.telling import FIN, LEA, Story, at, eur, goods

TUESDAY_SAME_HOUR = at(days=1)


def story_of(*moves: tuple[str, dict[str, Any]]) -> Story:
    story = Story()
    for move, details in moves:
        story.do(move, FIN if move == "claim_paid" else LEA, **details)
    return story


# -- unknown dates ---------------------------------------------------------------------------------------------------

UNKNOWN = {
    "filing_deadline": (),
    "buyer_answer": (("buyer_wrote", {}),),
    "dispute_answer:D1": (("dispute_opened", {"through": "PayPal"}),),
    "appeal_deadline:D1": (("dispute_opened", {"through": "PayPal"}), ("dispute_lost", {})),
    "storage_ends:I1": (("ask_carrier", {}), ("carrier_located", {"whereabouts": "customs"})),
    "appeal_deadline:C1": (
        ("draft_claim", {"payer": "UPS", "payer_kind": "carrier", "money": eur(8)}),
        ("file_claim", {"reference": "CL-1"}),
        ("claim_denied", {"reason": "no proof"}),
    ),
    "replacement_arrival:R1": (("choose_resend", {"number": "1Z0000000000000001", "address_confirmed": True}),),
}


def with_unknown(key: str) -> Story:
    moves = [(move, details | {"lines": goods(eur(5))}) for move, details in UNKNOWN[key]]
    return story_of(*moves)


@pytest.mark.parametrize("key", sorted(UNKNOWN))
def test_a_date_that_no_rule_gives_is_unknown_and_one_task_to_find_it(key: str) -> None:
    story = with_unknown(key)
    clock = story.case.clock(key)
    assert clock is not None and clock.due_at is None and clock.terms == {"rule": "unknown"}
    assert story.due(f"find_date:{key}") == TUESDAY_SAME_HOUR
    assert [one.key for one in story.case.clocks].count(f"find_date:{key}") == 1


@pytest.mark.parametrize("key", sorted(UNKNOWN))
def test_a_date_that_was_found_ends_the_task(key: str) -> None:
    story = with_unknown(key)
    story.wait(hours=1)
    story.do("set_date", clock=key, until=at(days=10), source="their letter")
    expected = at(days=14) if key.startswith("replacement") else at(days=10)
    assert story.due(key) == expected.replace(hour=9)
    assert f"find_date:{key}" not in story.running()
    story.do("set_date", clock=key, until=at(days=11), source="their second letter")
    assert story.due(key) == (at(days=15) if key.startswith("replacement") else at(days=11))


@pytest.mark.parametrize(
    "key", ["first_look", "decision", "find_date:filing_deadline", "carrier_silence:I1", "nothing"]
)
def test_nobody_enters_a_date_for_a_clock_that_follows_from_the_terms(key: str) -> None:
    refusal = Story().refused("set_date", clock=key, until=at(days=10), source="me")
    assert isinstance(refusal, NoLongerApplies)


def test_entering_a_date_is_offered_only_when_there_is_one_to_enter() -> None:
    story = Story()
    assert datable(story.case) == ("filing_deadline",)
    assert "set_date" in {one.move for one in legal_moves(story.case)}
    story.do("no_claim", reason="no cover")
    assert "set_date" not in {one.move for one in legal_moves(story.case)}


def test_a_date_that_was_entered_ends_with_its_clock() -> None:
    story = Story()
    story.do("buyer_wrote")
    story.do("set_date", clock="buyer_answer", until=at(48), source="the rule")
    story.do("answer_buyer")
    assert story.case.dates == ()
    story.wait(days=30)
    story.do("buyer_wrote")
    assert story.due("buyer_answer") is None


def test_a_date_that_has_passed_may_be_entered_and_rings_at_once() -> None:
    story = Story()
    story.do("dispute_opened", through="PayPal", answer_by=at(days=-1, hours=-48))
    due = story.due("dispute_answer:D1")
    assert due is not None and due < story.now
    assert story.case.next_step is not None and story.case.next_step.key == "dispute_answer:D1"


@pytest.mark.parametrize(
    ("days", "said"), [(-367, "more than a year ago"), (-20_000, "more than a year ago"), (1_099, "three years ahead")]
)
def test_a_date_whose_year_nobody_can_mean_is_refused_and_changes_nothing(days: int, said: str) -> None:
    story = Story()
    before = story.case
    for move, details in (
        ("set_date", {"clock": "filing_deadline", "until": at(days=days), "source": "Their terms."}),
        ("dispute_opened", {"through": "PayPal", "answer_by": at(days=days)}),
    ):
        with pytest.raises(Refused, match=said):
            story.do(move, LEA, **details)
        assert story.case == before


def test_the_filing_deadline_runs_until_every_claim_is_filed_or_none_is_made() -> None:
    story = Story()
    story.do("draft_claim", payer="UPS", payer_kind="carrier", money=eur(8))
    assert {"filing_deadline", "task:C1"} <= story.running()
    story.do("file_claim", reference="CL-1")
    assert "filing_deadline" not in story.running()
    story.do("draft_claim", payer="Insurer", payer_kind="insurer", money=eur(8))
    assert "filing_deadline" in story.running()


# -- stated dates ----------------------------------------------------------------------------------------------------


def test_a_stated_deadline_is_itself_on_a_working_day() -> None:
    story = Story()
    story.do("dispute_opened", through="PayPal", answer_by=at(15, days=2))
    clock = story.case.clock("dispute_answer:D1")
    assert clock is not None and clock.due_at == at(15, days=2)
    assert clock.terms == {"rule": "stated", "deadline": at(15, days=2).isoformat()}


def test_a_deadline_on_a_day_off_is_ours_at_noon_of_the_working_day_before_and_stays_itself() -> None:
    story = Story()
    story.do("dispute_opened", through="PayPal", answer_by=at(days=5))
    clock = story.case.clock("dispute_answer:D1")
    assert clock is not None and clock.due_at == datetime(2026, 3, 6, 12, tzinfo=UTC)
    assert clock.terms["deadline"] == at(days=5).isoformat()


def test_documents_are_due_as_stated_else_on_the_fifth_day_at_its_beginning() -> None:
    story = Story()
    story.filed_claim()
    story.wait(days=2)  # Wednesday; the fifth day is Monday, 9 March
    story.do("payer_needs_info", text="an invoice")
    assert story.due("evidence_request:C1") == datetime(2026, 3, 9, 0, tzinfo=UTC)
    story.do("answer_payer")
    story.do("payer_needs_info", text="a photo", answer_by=at(days=4))
    assert story.due("evidence_request:C1") == at(days=4)


def test_documents_due_on_a_weekend_are_ours_on_friday_at_noon() -> None:
    story = Story()
    story.filed_claim()
    story.do("payer_needs_info", text="an invoice")  # Monday; the fifth day is Saturday
    assert story.due("evidence_request:C1") == datetime(2026, 3, 6, 12, tzinfo=UTC)


def test_documents_count_from_the_day_they_were_asked_for() -> None:
    story = Story()
    story.do("draft_claim", payer="UPS", payer_kind="carrier", money=eur(8))
    story.do("file_claim", reference="CL-1", at=at(days=-10))
    story.do("payer_needs_info", text="an invoice", at=at(days=-3))  # Friday; the fifth day is Wednesday
    assert story.due("evidence_request:C1") == datetime(2026, 3, 4, 0, tzinfo=UTC)


def test_a_replacement_is_looked_for_two_working_days_after_it_was_expected() -> None:
    story = Story()
    story.resend(eur(5), number="1Z0000000000000001", expected_on=at(days=3))  # Thursday
    assert story.due("replacement_arrival:R1") == datetime(2026, 3, 9, 9, tzinfo=UTC)
    story.do("replacement_delivered")
    assert "replacement_arrival:R1" not in story.running()


def test_a_hold_with_a_stated_end_is_not_unknown() -> None:
    story = story_of(("ask_carrier", {}), ("carrier_located", {"whereabouts": "pickup_point", "until": at(days=7)}))
    assert story.due("storage_ends:I1") == at(days=7)
    story.do("parcel_delivered")
    assert "storage_ends:I1" not in story.running()


def test_a_second_hold_asks_for_its_own_end() -> None:
    story = story_of(("ask_carrier", {}), ("carrier_located", {"whereabouts": "customs", "until": at(days=7)}))
    story.wait(days=9)
    story.do("silent_again")
    story.do("carrier_located", whereabouts="customs")
    assert story.due("storage_ends:I1") is None
