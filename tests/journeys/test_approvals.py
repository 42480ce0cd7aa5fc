"""What is above one's limit waits for somebody else: the request, what the approver sees, and every way it ends."""

import pytest

from storage.records import Channel
from tests.journeys.team import DHL, FINANCE, Team, actions_of, buttons_of, text_of
from tests.journeys.ways import (
    ORDER,
    clicked,
    decided,
    keeps_settings,
    line_of,
    next_line,
    nothing_changes,
    paid_case,
    request_of,
    waiting_request,
    whisper,
    with_approver,
)

LIN, MAYA, PRIYA = "<@U0LIN0000>", "<@U0MAYA000>", "<@U0PRIYA00>"


async def test_the_approver_sees_on_one_card_all_that_is_needed(team: Team) -> None:
    await with_approver(team)
    await paid_case(team, "900")
    await team.records(team.lin, "ask_carrier|I1|not_opened")
    await team.does(team.lin, "note", text="The bag was last seen in Liège.")
    await decided(team, goods="250", shipping="9.90", reason="The buyer waits since three weeks.")
    card = request_of(team, team.priya)
    lines = text_of(card).splitlines()
    assert lines[:6] == [
        f"*Refund EUR 259.90* for *LOST-0001*, asked by {LIN}",
        "Goods EUR 250.00 · Shipping EUR 9.90",
        "*Reason*  The buyer waits since three weeks.",
        "UPS …6784 · amazon.de · 305-1234567-1234567 · vase · paid EUR 900.00 · decided in this case: EUR 259.90",
        "*Known so far*  cause: Not known yet · UPS: inquiry sent · 1 note",
        lines[5],
    ]
    assert lines[5].startswith(
        "*If it waits*  the buyer gets nothing until it is decided; due 2026-11-23 (Mon) 07:00 GMT"
    )
    assert buttons_of(card) == ["Approve", "Ask", "Reject"]


async def test_who_asks_is_told_who_is_asked_and_the_card_says_whose_move_it_is(team: Team) -> None:
    await waiting_request(team)
    told = [one for one in team.lin.sees("lost-parcels") if one.only_for]
    assert told[-1].text == f"LOST-0001 waits for approval by {PRIYA}."
    assert next_line(team).startswith("*Our move*  finance: approve, ask or reject, by 2026-11-23 (Mon) 15:00")
    assert line_of(team, "Buyer") == "Refund EUR 250.00: waiting for approval"
    assert team.story()[-1].endswith("> Reason: The buyer waits since three weeks.\nIt waits for approval.")


async def test_an_approved_request_goes_back_to_whoever_asked_and_ends_with_a_reference(team: Team) -> None:
    card = await waiting_request(team)
    await team.clicks(team.priya, card, "move:approve")
    assert line_of(team, "Buyer") == "Refund EUR 250.00: approved, to be done"
    assert team.story()[-1].startswith(f"{PRIYA} approved EUR 250.00")
    assert f"Next: {LIN}" in team.story()[-1]
    await clicked(team, team.lin, team.card(), "form:refund_done", reference="A-77")
    assert actions_of(request_of(team, team.priya)) == []
    assert text_of(request_of(team, team.priya)).splitlines()[-1] == f"Approved by {PRIYA} · now refunded"


async def test_an_approver_may_ask_and_gets_the_answer_on_the_same_card(team: Team) -> None:
    card = await waiting_request(team)
    await team.does(team.lin, "no_claim", reason="No cover.")
    await team.does(team.lin, "not_needed", "I1", reason="DHL was asked on the phone.")
    await clicked(team, team.priya, card, "form:ask_requester", text="Did DHL scan it at all?")
    assert "answer the approver's question" in next_line(team) and LIN in next_line(team)
    assert "*Question*  Did DHL scan it at all?" in text_of(request_of(team, team.priya))
    assert buttons_of(request_of(team, team.priya)) == ["Approve", "Reject"]
    assert buttons_of(team.card())[0] == "Answer the approver"
    await clicked(team, team.lin, team.card(), "form:answer_approver", text="Never after Leipzig.")
    assert "*Answer*  Never after Leipzig." in text_of(request_of(team, team.priya))
    assert buttons_of(request_of(team, team.priya)) == ["Approve", "Ask", "Reject"]
    assert len([one for one in team.direct(team.priya) if one.blocks]) == 1


async def test_a_rejection_has_a_reason_and_the_decision_is_open_again(team: Team) -> None:
    card = await waiting_request(team)
    await team.clicks(team.priya, card, "form:reject")
    async with nothing_changes(team):
        sent = await team.submits(team.priya)
        assert list(sent.errors) == ["reason"]
    assert (await team.submits(team.priya, {"reason": "UPS still looks for it."})).closed
    assert line_of(team, "Buyer") == "undecided"
    assert team.story()[-1].startswith(f"{PRIYA} rejected EUR 250.00: UPS still looks for it.")
    assert "decide:choose_refund" in actions_of(team.card())
    card = request_of(team, team.priya)
    assert actions_of(card) == []
    assert text_of(card).splitlines()[-1] == f"Rejected by {PRIYA}: UPS still looks for it."


async def test_whoever_asked_may_withdraw_the_request(team: Team) -> None:
    await waiting_request(team)
    assert (await team.does(team.lin, "withdraw", "R1", reason="It was found.")).closed
    assert text_of(request_of(team, team.priya)).splitlines()[-1] == f"Withdrawn by {LIN}: It was found."
    assert line_of(team, "Buyer") == "undecided"


@pytest.mark.parametrize("name", ["approve", "reject", "ask_requester"])
async def test_nobody_decides_over_their_own_request_an_admin_no_more_than_others(team: Team, name: str) -> None:
    await team.settings(approvers=[team.maya.id, team.priya.id], timezone="Asia/Shanghai", approvals_channel=None)
    await team.opens(hints='amazon.de 305-1234567-1234567 "vase, 900 EUR"', who=team.maya)
    await decided(team, who=team.maya, goods="700")
    assert [one for one in team.direct(team.maya) if one.blocks] == []
    await team.clicks(team.maya, team.card(), "more")
    assert team.maya.view is not None
    async with nothing_changes(team):
        await team.clicks(team.maya, team.maya.view, f"form:{name}:R1")
        assert team.maya.view is not None
        if team.maya.view.content.get("submit"):
            field = {"approve": "text", "reject": "reason", "ask_requester": "text"}[name]
            await team.submits(team.maya, {field: "I say so."})
    assert text_of(team.maya.view).splitlines()[0] == (
        f"Nobody approves their own request. Somebody with the finance role has to look at EUR 700.00. Ask {PRIYA}."
    )


async def test_a_request_that_only_its_author_could_approve_says_who_can_add_one(team: Team) -> None:
    await team.settings(approvers=[team.lin.id])
    await paid_case(team, "900")
    await decided(team, goods="250")
    told = [one for one in team.lin.sees("lost-parcels") if one.only_for]
    assert told[-1].text == (
        f"LOST-0001 waits for approval, which only you could give. {MAYA} can add an approver: /lost settings."
    )


async def test_an_approver_who_is_added_later_gets_what_waits(team: Team) -> None:
    await team.settings(approvers=[team.lin.id])
    await paid_case(team, "900")
    await decided(team, goods="250")
    assert team.direct(team.priya) == []
    await team.types(team.maya, "/lost settings")
    assert await keeps_settings(team, {"approvers": [team.lin.id, team.priya.id]}) == {}
    assert buttons_of(request_of(team, team.priya)) == ["Approve", "Ask", "Reject"]
    await team.clicks(team.priya, request_of(team, team.priya), "move:approve")
    assert (await team.case()).remedies[0].state == "approved"


async def test_requests_go_to_the_channel_for_approvals_where_there_is_one(team: Team) -> None:
    room = team.world.channel(FINANCE)
    await with_approver(team, approvals_channel=room.id)
    await paid_case(team, "900")
    await decided(team, goods="250")
    (card,) = [one for one in team.priya.sees(FINANCE) if one.bot_id]
    assert buttons_of(card) == ["Approve", "Ask", "Reject"] and team.direct(team.priya) == []
    async with nothing_changes(team):
        told = await team.clicks(team.lin, card, "move:approve")
        assert whisper(told) == (f"This is for finance, leads to do. Ask {MAYA}, {PRIYA}.")
    await team.clicks(team.priya, card, "move:approve")
    assert actions_of(card) == [] and (await team.case()).remedies[0].state == "approved"


async def test_a_channel_for_approvals_that_is_gone_keeps_no_request_from_being_seen(team: Team) -> None:
    room = team.world.channel(FINANCE)
    await with_approver(team, approvals_channel=room.id)
    room.archived = True
    await paid_case(team, "900")
    await decided(team, goods="250")
    assert buttons_of(request_of(team, team.priya)) == ["Approve", "Ask", "Reject"]


async def test_a_channel_for_approvals_that_others_read_too_gets_no_request(team: Team) -> None:
    room = team.world.channel(FINANCE)
    await with_approver(team, approvals_channel=room.id)
    await team.database.write(lambda tx: tx.channels.upsert([_shared(tx.channels.get(team.id, room.id))]))
    await paid_case(team, "900")
    await decided(team, goods="250")
    assert buttons_of(request_of(team, team.priya)) == ["Approve", "Ask", "Reject"]
    assert [one for one in team.priya.sees(FINANCE) if one.bot_id] == []


async def test_rights_are_checked_at_the_click_and_not_when_the_card_was_drawn(team: Team) -> None:
    card = await waiting_request(team)
    await team.settings(approvers=[team.maya.id])
    async with nothing_changes(team):
        await team.clicks(team.priya, card, "move:approve")
    said = team.direct(team.priya)[-1].text
    assert said == f"This is for finance, leads to do. Ask {MAYA}."


async def test_every_approvers_card_ends_with_the_outcome_and_no_buttons(team: Team) -> None:
    await team.settings(approvers=[team.maya.id, team.priya.id])
    await paid_case(team, "900")
    await decided(team, goods="250")
    await team.settings(approvers=[team.priya.id])
    await team.clicks(team.priya, request_of(team, team.priya), "move:approve")
    for who in (team.maya, team.priya):
        assert actions_of(request_of(team, who)) == []
        assert text_of(request_of(team, who)).splitlines()[-1] == f"Approved by {PRIYA} · now approved, to be done"


async def test_money_that_the_marketplace_takes_meanwhile_ends_the_request(team: Team) -> None:
    await waiting_request(team)
    assert (await team.records(team.lin, "debited||awaiting_approval", money="250", through="Amazon")).closed
    card = request_of(team, team.priya)
    assert actions_of(card) == []
    assert text_of(card).splitlines()[-1] == "Decided: Debited by marketplace"


async def test_a_second_click_on_approve_changes_nothing(team: Team) -> None:
    card = await waiting_request(team)
    old = card.snapshot()
    await team.clicks(team.priya, card, "move:approve")
    async with nothing_changes(team):
        await team.clicks(team.priya, old, "move:approve")
    assert "already “approved, to be done”" in team.direct(team.priya)[-1].text


async def test_a_dispute_opened_meanwhile_keeps_the_refund_from_being_approved(team: Team) -> None:
    card = await waiting_request(team)
    assert (await team.records(team.lin, "dispute_opened||open", through="PayPal")).closed
    async with nothing_changes(team):
        await team.clicks(team.priya, card, "move:approve")
    assert team.direct(team.priya)[-1].text == (
        "A dispute is open through PayPal: a refund now could be paid twice. Accept or answer it there."
    )


async def test_a_resend_above_the_limit_waits_and_is_under_way_once_it_is_approved(team: Team) -> None:
    await with_approver(team)
    await paid_case(team, "900")
    await decided(
        team, "choose_resend", cost="99", shipping="9", number="00340434161094042557", address_confirmed="yes"
    )
    assert (await team.case()).remedies[0].state == "awaiting_approval"
    await team.clicks(team.priya, request_of(team, team.priya), "move:approve")
    assert line_of(team, "Buyer") == "Resend EUR 108.00: replacement on its way (…2557)"
    team.check_everything_shown()


async def test_approvers_hear_of_requests_at_their_hours_and_of_urgent_ones_at_once(team: Team) -> None:
    await with_approver(team)
    await team.types(team.priya, "/lost approvals")
    assert list((await team.submits(team.priya, {"hours": "at eleven"})).errors) == ["hours"]
    assert (await team.submits(team.priya, {"hours": "16:00, 11:00"})).closed
    assert whisper(await team.types(team.lin, "/lost approvals")).startswith("The hours for approvals are set by")
    await paid_case(team, "900")
    await decided(team, goods="250", reason="Lost.")
    assert requests(team) == []
    await team.types(team.lin, f"/lost {DHL} {ORDER.format(price='900')}-2")
    await team.does(team.lin, "buyer_wrote", number=2, at="2026-11-20")
    await team.decides(team.lin, team.card(2), "choose_refund", goods="300", reason="The buyer is angry.")
    assert [text.count("EUR 300.00") > 0 for text in requests(team)] == [True]
    await team.wait(hours=1, minutes=1)
    assert len(requests(team)) == 2


def requests(team: Team) -> list[str]:
    """What stands on the cards of requests that Priya has got."""
    cards = [one for one in team.direct(team.priya) if "approval" in {block.get("block_id") for block in one.blocks}]
    return [text_of(one) for one in cards]


def _shared(channel: Channel | None) -> Channel:
    assert channel is not None
    return channel.model_copy(update={"is_ext_shared": True})
