"""Demands through a marketplace, payment service or bank: opened, answered, won, lost, appealed."""

from tests.journeys.team import Team, actions_of, text_of
from tests.journeys.ways import clicked, line_of, next_line, nothing_changes, paid_case, whisper, with_approver

DEADLINE = 1_795_600_000  # 2026-11-25 09:46:40 UTC


async def disputed(team: Team, through: str = "Amazon A-to-z", **values: object) -> None:
    await with_approver(team)
    await paid_case(team, "89")
    sent = await team.records(team.lin, "dispute_opened||open", through=through, **values)
    assert sent.closed, sent


async def test_a_dispute_stands_on_the_card_with_its_deadline_and_the_button_to_answer(team: Team) -> None:
    await disputed(team, answer_by=DEADLINE, reference="A2Z-1")
    assert line_of(team, "Dispute") == "Amazon A-to-z: to be answered, by 2026-11-25 (Wed) 17:46 CST"
    clock = (await team.case()).clock("dispute_answer:D1")
    assert clock is not None and clock.due_at is not None
    assert "form:answer_dispute" in actions_of(team.card())
    assert "logged a dispute through Amazon A-to-z" in team.story()[-1]


async def test_a_dispute_without_a_known_deadline_asks_for_it(team: Team) -> None:
    await disputed(team, "The buyer's bank")
    clock = (await team.case()).clock("find_date:dispute_answer:D1")
    assert clock is not None and clock.due_at is not None
    await clicked(team, team.lin, team.card(), "form:answer_dispute")
    assert line_of(team, "Dispute") == "The buyer's bank: answered"


async def test_a_marketplaces_notice_gives_its_own_hours(team: Team) -> None:
    await disputed(team)
    # 72 hours from Monday 10:00 in Shanghai.
    assert line_of(team, "Dispute") == "Amazon A-to-z: to be answered, by 2026-11-26 (Thu) 10:00 CST"


async def test_while_a_dispute_is_open_no_refund_is_offered_nor_taken(team: Team) -> None:
    await with_approver(team)
    old = (await paid_case(team, "89")).snapshot()
    await team.records(team.lin, "dispute_opened||open", through="PayPal")
    assert "decide:choose_refund" not in actions_of(team.card())
    assert "decide:choose_resend" in actions_of(team.card())
    async with nothing_changes(team):
        told = await team.clicks(team.lin, old, "decide:choose_refund")
        assert whisper(told) == (
            "A dispute is open through PayPal: a refund now could be paid twice. Accept or answer it there."
        )


async def test_an_answered_dispute_waits_for_its_outcome(team: Team) -> None:
    await disputed(team)
    await team.does(team.lin, "no_claim", reason="No cover.")
    await team.does(team.lin, "not_needed", "I1", reason="Asked on the phone.")
    await team.does(team.lin, "wait", until="2026-12-20", reason="The dispute decides.")
    await team.records(team.lin, "answer_dispute|D1|opened", text="The tracking was sent.")
    assert line_of(team, "Dispute") == "Amazon A-to-z: answered"
    keys = {one.key for one in (await team.case()).clocks}
    assert "claim_silence:D1" in keys


async def test_a_dispute_that_is_won_leaves_the_decision_to_us(team: Team) -> None:
    await disputed(team)
    await team.records(team.lin, "answer_dispute|D1|opened")
    await team.records(team.lin, "dispute_won|D1|answered")
    assert line_of(team, "Dispute") == "Amazon A-to-z: won"
    assert "decide:choose_refund" in actions_of(team.card())


async def test_a_dispute_that_is_lost_has_paid_the_buyer(team: Team) -> None:
    await disputed(team)
    sent = await team.records(team.lin, "dispute_lost|D1|opened", money="89")
    assert sent.closed
    assert line_of(team, "Buyer").startswith("debited")
    assert line_of(team, "Money") == "paid EUR 89.00  ·  debited EUR 89.00"
    assert "decide:choose_refund" not in actions_of(team.card())


async def test_a_lost_dispute_is_appealed_and_what_was_taken_comes_back(team: Team) -> None:
    await disputed(team)
    await team.records(team.lin, "dispute_lost|D1|opened", money="89")
    await team.records(team.lin, "appeal_dispute|D1|lost", text="Here is the proof.")
    await team.records(team.lin, "appeal_won|D1|appealed")
    assert line_of(team, "Dispute") == "Amazon A-to-z: won"
    assert line_of(team, "Money") == "paid EUR 89.00"
    assert line_of(team, "Buyer") == "undecided"


async def test_a_lost_appeal_is_the_end_of_it(team: Team) -> None:
    await disputed(team)
    await team.records(team.lin, "dispute_lost|D1|opened", money="89")
    await team.records(team.lin, "appeal_dispute|D1|lost")
    await team.records(team.lin, "appeal_lost|D1|appealed")
    assert line_of(team, "Dispute") == "Amazon A-to-z: lost for good"


async def test_a_dispute_can_be_accepted_or_withdrawn_by_the_buyer(team: Team) -> None:
    await disputed(team)
    await team.records(team.lin, "dispute_opened||open", through="Visa")
    assert (await team.does(team.lin, "accept_dispute", "D1", reason="They are right.")).closed
    assert (await team.records(team.lin, "dispute_withdrawn|D2|opened")).closed
    assert line_of(team, "Dispute") == "Amazon A-to-z: accepted  ·  Visa: withdrawn"


async def test_two_open_disputes_have_a_button_each(team: Team) -> None:
    await disputed(team, answer_by=DEADLINE)
    await team.does(team.lin, "wait", until="2026-12-20", reason="The disputes decide.")
    await team.does(team.lin, "not_needed", "I1", reason="Asked on the phone.")
    await team.does(team.lin, "no_claim", reason="No cover.")
    await team.records(team.lin, "dispute_opened||open", through="Visa", answer_by=DEADLINE + 3600)
    ids = [one for one in actions_of(team.card()) if one.startswith("form:answer_dispute")]
    assert ids == ["form:answer_dispute:D1", "form:answer_dispute:D2"]
    await clicked(team, team.lin, team.card(), "form:answer_dispute:D2")
    assert [one.state for one in (await team.case()).disputes] == ["opened", "answered"]
    team.check_everything_shown()


async def test_an_amount_that_does_not_do_is_refused_at_its_field(team: Team) -> None:
    await disputed(team)
    async with nothing_changes(team):
        sent = await team.records(team.lin, "dispute_lost|D1|opened", money="lots")
        assert sent.errors == {"money": "lots is not an amount. Write it like 31 or 31.50."}


async def test_the_next_step_of_a_dispute_without_a_date_is_to_answer_it(team: Team) -> None:
    await disputed(team, "The buyer's bank")
    await team.does(team.lin, "no_claim", reason="No cover.")
    await team.does(team.lin, "not_needed", "I1", reason="Asked on the phone.")
    await team.does(team.lin, "wait", until="2026-12-20", reason="The dispute decides.")
    assert "answer the dispute, or enter its deadline" in next_line(team)
    assert actions_of(team.card())[:2] == ["form:answer_dispute", "decide:choose_resend"]
    assert text_of(team.card()).startswith("🟠")


async def test_a_deadline_of_another_century_is_refused_and_the_form_stays_with_what_was_filled_in(team: Team) -> None:
    await with_approver(team)
    await paid_case(team, "89")
    async with nothing_changes(team):
        sent = await team.records(team.lin, "dispute_opened||open", through="PayPal", answer_by=1)
        assert not sent.closed
        assert list(sent.errors.values()) == [
            "1970-01-01 (Thu) 08:00 CST is more than a year ago. Check the year, and enter the date again."
        ]
