"""From `/lost` to closed: the first case a team works, as each of them sees it."""

from cases.prevention import PREVENTIONS
from tests.journeys.team import UPS, Team, buttons_of, text_of
from tests.journeys.ways import clicked, line_of, next_line, with_approver

LIN, PRIYA = "<@U0LIN0000>", "<@U0PRIYA00>"


async def test_a_number_opens_a_case_whose_card_says_whose_move_it_is(team: Team) -> None:
    told = await team.types(team.lin, f"/lost {UPS}")
    assert told.private[0].text == f"*LOST-0001* is open for UPS {UPS}. Its card is in <#C0LOSTPAR>."
    lines = text_of(team.card()).splitlines()
    assert lines[0] == "🟡 *LOST-0001* · UPS …6784"
    assert lines[1].startswith("*Our move*  nobody yet (agents): take the case and confirm the cause, by 2026-11-23")
    assert buttons_of(team.card()) == ["Take it", "Refund", "Resend", "Mark sent / log reply", "Contact", "More"]
    team.check_everything_shown()


async def the_buyer_is_refunded(team: Team) -> None:
    """Lost, taken, looked at, asked about, refunded."""
    await with_approver(team)
    await team.types(team.lin, f'/lost {UPS} amazon.de 305-1234567-1234567 "vase, 31 EUR"')
    await team.clicks(team.lin, team.card(), "move:take")
    assert next_line(team).startswith(f"*Our move*  {LIN}: confirm the cause, by 2026-11-23 (Mon) 15:00 CST")
    await clicked(team, team.lin, team.card(), "form:triage", cause="lost_scan", text="No scan at Memphis.")
    assert next_line(team).startswith(f"*Our move*  {LIN}: decide refund or resend, by 2026-11-24 (Tue) 10:00 CST")
    await team.records(team.lin, "ask_carrier|I1|not_opened", via="web form", reference="INQ-7")
    await team.decides(team.lin, team.card(), "choose_refund", reason="The buyer waits.")
    assert line_of(team, "Buyer") == "Refund EUR 31.00: approved, to be done"
    await clicked(team, team.lin, team.card(), "form:refund_done", reference="A-REF-1")
    assert line_of(team, "Buyer") == "Refund EUR 31.00: refunded (A-REF-1)"


async def the_carrier_pays(team: Team) -> None:
    """The loss confirmed, a claim prepared, filed, approved and paid."""
    await team.records(team.lin, "carrier_confirmed_loss|I1|requested", via="e-mail", reference="UPS-9")
    assert "enter the parcel's dates, so that the claim's deadline is known" in next_line(team)
    await clicked(team, team.lin, team.card(), "claim", **{"money@ups": "31"})
    await clicked(team, team.lin, team.card(), "form:file_claim", reference="CL-1")
    assert next_line(team).startswith("*Their move*  UPS: the payer's answer, we act on 2026-11-30 (Mon) 09:00 CST")
    await team.records(team.lin, "claim_approved|C1|filed", money="31")
    assert line_of(team, "Claim") == "UPS: approved, money to come EUR 31.00"
    await clicked(team, team.priya, team.card(), "form:claim_paid", money="31", reference="BANK-1")


async def test_a_case_is_worked_with_buttons_until_it_is_closed(team: Team) -> None:
    await the_buyer_is_refunded(team)
    await the_carrier_pays(team)
    assert next_line(team).startswith(f"*Our move*  {LIN}: close the case, by")
    assert buttons_of(team.card()) == ["Close", "Mark sent / log reply", "Contact", "More"]
    await team.wait(days=3)
    await clicked(team, team.lin, team.card(), "form:close", text="Memphis loses scans.")
    assert text_of(team.card()).splitlines() == [
        "✅ *LOST-0001* · UPS …6784 · amazon.de · 305-1234567-1234567 · *closed*",
        "*Closed*  Resolved",
        "*Buyer*  Refund EUR 31.00: refunded (A-REF-1)",
        "*Search*  UPS: loss confirmed (UPS-9)",
        "*Claim*  UPS: paid EUR 31.00",
        "*Money*  paid EUR 31.00  ·  refunded EUR 31.00  ·  received EUR 31.00",
        "*Case*  cause: Missing scan  ·  vase",
        "Re-open",
    ]
    team.check_everything_shown()


async def test_the_thread_tells_the_story_in_order_and_ends_with_what_it_came_to(team: Team) -> None:
    await the_buyer_is_refunded(team)
    await the_carrier_pays(team)
    await clicked(team, team.lin, team.card(), "form:close", text="Memphis loses scans.")
    told = "\n".join(team.story()).splitlines()
    assert told[-9].startswith("What could have avoided it?") and len(told[-8:]) == len(PREVENTIONS)
    assert told[:-9] == [
        f"{LIN} took the case",
        f"{LIN} confirmed the cause: Missing scan",
        "> Details: No scan at Memphis.",
        f"{LIN} sent an inquiry to UPS",
        "> By which channel: web form",
        "> Reference: INQ-7",
        f"{LIN} decided a refund of EUR 31.00",
        "> Reason: The buyer waits.",
        f"{LIN} made the payment of EUR 31.00, reference A-REF-1",
        f"{LIN} logged that UPS confirmed the loss",
        "> By which channel: e-mail",
        "> Reference: UPS-9",
        f"{LIN} prepared a claim on UPS: EUR 31.00",
        f"{LIN} filed the claim, reference CL-1",
        f"{LIN} logged that UPS approved EUR 31.00",
        f"{PRIYA} received EUR 31.00, reference BANK-1",
        f"{LIN} closed the case",
        "> Details: Memphis loses scans.",
        "*Outcome*  Resolved · cause: Missing scan",
        "*Money out*  refunded EUR 31.00",
        "*Money in*  EUR 31.00",
        "*Took*  less than a day",
    ]


async def test_a_case_can_end_without_a_claim_for_a_reason(team: Team) -> None:
    await the_buyer_is_refunded(team)
    await clicked(team, team.lin, team.card(), "form:no_claim", reason="Sent without cover.")
    await team.does(team.lin, "give_up", "I1", reason="UPS never answered.")
    await team.wait(days=2)
    await clicked(team, team.lin, team.card(), "form:close")
    assert line_of(team, "Claim") == "no claim"
    assert team.story()[-1].splitlines()[1:5] == [
        "*Outcome*  Resolved · cause: Missing scan",
        "*Money out*  refunded EUR 31.00",
        "*Money in*  nothing",
        "*Took*  2 days",
    ]


async def test_a_closed_case_is_opened_again_with_a_reason(team: Team) -> None:
    await the_buyer_is_refunded(team)
    await the_carrier_pays(team)
    await clicked(team, team.lin, team.card(), "form:close")
    assert buttons_of(team.card()) == ["Re-open"]
    await clicked(team, team.maya, team.card(), "form:reopen", reason="UPS wants its money back.")
    assert (await team.case()).is_open
    assert team.story()[-1] == "<@U0MAYA000> opened the case again: UPS wants its money back."
    assert buttons_of(team.card()) == ["Close", "Mark sent / log reply", "Contact", "More"]
