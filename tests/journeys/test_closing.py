"""How a case ends: when everything in it has, by somebody's click; as not lost; or found after money was paid."""

import pytest

from tests.journeys.team import Team, actions_of, buttons_of, text_of
from tests.journeys.ways import clicked, decided, line_of, next_line, nothing_changes, notice, paid_case, with_approver


async def ready_to_close(team: Team) -> None:
    await with_approver(team)
    await paid_case(team)
    await decided(team, goods="31")
    await clicked(team, team.lin, team.card(), "form:refund_done", reference="PP-1")
    await team.does(team.lin, "no_claim", reason="No cover.")
    await team.does(team.lin, "give_up", "I1", reason="Never answered.")


async def test_close_is_offered_only_when_everything_has_ended(team: Team) -> None:
    await paid_case(team)
    assert "form:close" not in actions_of(team.card())
    await ready(team)
    assert buttons_of(team.card())[0] == "Close"


async def ready(team: Team) -> None:
    await team.does(team.lin, "nothing_owed", reason="Cash on delivery.")
    await team.does(team.lin, "no_claim", reason="No cover.")
    await team.does(team.lin, "not_needed", "I1", reason="Asked on the phone.")


async def test_a_buyers_message_keeps_a_case_open(team: Team) -> None:
    await ready_to_close(team)
    old = team.card().snapshot()
    await team.records(team.lin, "buyer_wrote||open", text="Thank you!")
    assert "form:close" not in actions_of(team.card())
    async with nothing_changes(team):
        told = await team.clicks(team.lin, old, "form:close")
        if team.lin.view is not None:
            await team.submits(team.lin)
            assert "A message of the buyer waits for an answer" in notice(team.lin)
        else:
            assert "not possible now" in told.private[-1].text
    await team.records(team.lin, "answer_buyer||open", text="You are welcome.")
    await clicked(team, team.lin, team.card(), "form:close")
    assert not (await team.case()).is_open


async def test_a_closed_case_has_one_button_and_no_next_step_and_only_a_watch(team: Team) -> None:
    await ready_to_close(team)
    await clicked(team, team.lin, team.card(), "form:close")
    case = await team.case()
    assert (buttons_of(team.card()), case.next_step) == (["Re-open"], None)
    assert [one.kind for one in case.clocks] == ["watch"]
    assert next_line(team) == "*Closed*  Resolved"


@pytest.mark.parametrize("outcome", ["delivered", "duplicate", "wrong_number"])
async def test_not_lost_closes_a_case_in_two_clicks(team: Team, outcome: str) -> None:
    await paid_case(team)
    assert (await team.does(team.lin, "not_lost", outcome=outcome)).closed
    case = await team.case()
    assert (case.status, case.outcome, case.clocks) == ("closed", "not_lost", ())
    assert next_line(team) == "*Closed*  Not lost"
    assert "*Outcome*  Not lost" in team.story()[-1] and "*Money out*  nothing" in team.story()[-1]


@pytest.mark.parametrize("outcome", ["returned", "our_mistake"])
async def test_a_buyer_who_still_has_nothing_keeps_it_from_being_closed_as_not_lost(team: Team, outcome: str) -> None:
    await paid_case(team)
    async with nothing_changes(team):
        sent = await team.does(team.lin, "not_lost", outcome=outcome)
        assert list(sent.errors) == ["outcome"] and sent.errors["outcome"].startswith("The buyer still has nothing")


async def test_not_lost_is_not_offered_while_money_is_bound_for_it(team: Team) -> None:
    await paid_case(team)
    await decided(team, goods="31")
    await team.clicks(team.lin, team.card(), "more")
    assert team.lin.view is not None and "form:not_lost:" not in actions_of(team.lin.view)


async def test_found_after_money_was_paid_is_the_one_thing_that_the_whole_channel_hears(team: Team) -> None:
    await ready_to_close(team)
    await clicked(team, team.lin, team.card(), "form:close")
    assert [one for one in team.server.thread(team.card()) if one.broadcast] == []
    told = await team.types(team.lin, "/lost found 1 delivered")
    assert told.private
    loud = [one for one in team.server.thread(team.card()) if one.broadcast]
    assert [text_of(one) for one in loud] == ["<@U0LIN0000> reported the parcel found: delivered"]
    assert (await team.case()).is_open


async def test_the_carriers_news_of_a_find_is_heard_as_well_and_once(team: Team) -> None:
    await with_approver(team)
    await paid_case(team)
    await decided(team, goods="31")
    await clicked(team, team.lin, team.card(), "form:refund_done", reference="PP-1")
    await team.records(team.lin, "ask_carrier|I1|not_opened")
    await team.records(team.lin, "carrier_located|I1|requested", whereabouts="moving")
    await team.does(team.lin, "found", whereabouts="pickup_point")
    loud = [text_of(one) for one in team.server.thread(team.card()) if one.broadcast]
    assert loud == ["<@U0LIN0000> logged that UPS located it: Moving again"]


async def test_found_before_money_was_paid_is_told_in_the_thread_only(team: Team) -> None:
    await paid_case(team)
    await decided(team, goods="31")
    await team.does(team.lin, "found", whereabouts="moving")
    assert [one for one in team.server.thread(team.card()) if one.broadcast] == []
    assert "*the parcel was found*" in line_of(team, "Case")


async def test_a_refund_that_was_not_made_yet_is_cancelled_when_the_parcel_is_found(team: Team) -> None:
    await paid_case(team)
    await decided(team, goods="31")
    await team.does(team.lin, "found", whereabouts="delivered")
    await clicked(team, team.lin, team.card(), "form:cancel_remedy", reason="The buyer has it.")
    assert line_of(team, "Buyer") == "undecided"
    assert (await team.does(team.lin, "not_lost", outcome="delivered")).closed
    assert not (await team.case()).is_open


async def test_what_closing_as_not_lost_had_ended_is_open_again_after_reopening(team: Team) -> None:
    await paid_case(team)
    await team.records(team.lin, "ask_carrier|I1|not_opened")
    await team.does(team.lin, "not_lost", outcome="duplicate")
    await clicked(team, team.lin, team.card(), "form:reopen", reason="It was none.")
    assert line_of(team, "Search") == "UPS: inquiry sent"
    assert (line_of(team, "Buyer"), line_of(team, "Claim")) == (
        "undecided",
        "UPS: 🟠 deadline unknown, enter the expected delivery",
    )
    team.check_everything_shown()


async def test_closing_sums_up_each_currency_by_itself(team: Team) -> None:
    await with_approver(team)
    await paid_case(team)
    await decided(team, goods="31")
    await clicked(team, team.lin, team.card(), "form:refund_done", reference="PP-1")
    await team.does(team.lin, "draft_claim", payer="UPS", payer_kind="carrier", money="40", currency="USD")
    await team.records(team.lin, "file_claim|C1|drafted", reference="CL-1")
    await team.records(team.lin, "claim_approved|C1|filed", money="40", currency="USD")
    await team.does(team.priya, "claim_paid", "C1", money="40", currency="USD", reference="B-1")
    await team.does(team.lin, "give_up", "I1", reason="Paid.")
    await clicked(team, team.lin, team.card(), "form:close")
    told = team.story()[-1].splitlines()
    assert told[2:5] == ["*Money out*  refunded EUR 31.00", "*Money in*  USD 40.00", "*Took*  less than a day"]
