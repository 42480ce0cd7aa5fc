"""Money asked of a carrier, insurer or marketplace: from the first draft to the last cent, or to none."""

import pytest

from tests.journeys.team import Team, actions_of, buttons_of, text_of
from tests.journeys.ways import clicked, line_of, next_line, nothing_changes, notice, paid_case, with_approver


async def drafted(team: Team, amount: str = "100") -> None:
    """Everything else has ended; a claim on UPS is prepared."""
    await with_approver(team)
    await paid_case(team, "100")
    await team.does(team.lin, "nothing_owed", reason="Cash on delivery.")
    await team.does(team.lin, "give_up", "I1", reason="Never answered.")
    sent = await team.does(team.lin, "draft_claim", payer="UPS", payer_kind="carrier", money=amount)
    assert sent.closed, sent


async def filed(team: Team, amount: str = "100") -> None:
    await drafted(team, amount)
    await clicked(team, team.lin, team.card(), "form:file_claim", reference="CL-1", via="ups.com")


async def test_a_prepared_claim_has_to_be_filed_and_its_deadline_found(team: Team) -> None:
    await drafted(team)
    assert (
        line_of(team, "Claim") == "UPS: 🟠 deadline unknown, enter the expected delivery  ·  UPS: prepared EUR 100.00"
    )
    assert "file the claim, or find its deadline and enter it" in next_line(team)
    assert buttons_of(team.card())[0] == "Claim filed" and "form:set_date" in actions_of(team.card())


async def test_a_deadline_that_somebody_found_stands_on_the_card_with_who_says_so(team: Team) -> None:
    await drafted(team)
    await clicked(team, team.lin, team.card(), "form:set_date", until="2026-12-15", source="UPS terms, section 9")
    assert line_of(team, "Claim").startswith("UPS: file by 2026-12-15 (Tue) 00:00 CST")
    assert team.story()[-1].splitlines()[-1] == "> Where the date comes from: UPS terms, section 9"


async def test_a_claim_is_filed_with_a_reference_and_then_it_is_their_move(team: Team) -> None:
    await drafted(team)
    await team.clicks(team.lin, team.card(), "form:file_claim")
    async with nothing_changes(team):
        assert list((await team.submits(team.lin)).errors) == ["reference"]
    assert (await team.submits(team.lin, {"reference": "CL-1"})).closed
    assert next_line(team).startswith("*Their move*  UPS: the payer's answer, we act on 2026-11-30")


async def test_what_the_payer_asks_for_is_answered(team: Team) -> None:
    await filed(team)
    await team.records(team.lin, "payer_needs_info|C1|filed", text="Proof of value, please.")
    assert "send the documents asked for" in next_line(team)
    await clicked(team, team.lin, team.card(), "form:answer_payer", text="The invoice was sent.")
    assert line_of(team, "Claim") == "UPS: filed EUR 100.00"


async def test_money_that_comes_in_parts_is_counted(team: Team) -> None:
    await filed(team)
    await team.records(team.lin, "claim_approved|C1|filed", money="100")
    await clicked(team, team.priya, team.card(), "form:claim_paid", money="60", reference="B-1")
    assert line_of(team, "Claim") == "UPS: part paid EUR 60.00 of EUR 100.00"
    await team.clicks(team.priya, team.card(), "form:claim_paid")
    async with nothing_changes(team):
        sent = await team.submits(team.priya, {"money": "41", "reference": "B-2"})
        assert sent.errors == {
            "money": "EUR 41.00 would be more than the EUR 100.00 that were granted. Check the amount and the case."
        }
    assert (await team.submits(team.priya, {"money": "40"})).closed
    assert line_of(team, "Claim") == "UPS: paid EUR 100.00"
    assert "received EUR 40.00, reference B-2" in team.story()[-1]


async def test_a_short_payment_is_accepted_by_finance(team: Team) -> None:
    await filed(team)
    await team.records(team.lin, "claim_approved|C1|filed", money="100")
    await clicked(team, team.priya, team.card(), "form:claim_paid", money="60", reference="B-1")
    assert (await team.does(team.priya, "accept_short", "C1", reason="Their cover ends there.")).closed
    assert line_of(team, "Claim") == "UPS: paid EUR 60.00"


async def test_an_amount_in_another_currency_than_the_claim_is_refused_at_the_amount(team: Team) -> None:
    await filed(team)
    async with nothing_changes(team):
        sent = await team.records(team.lin, "claim_approved|C1|filed", money="100", currency="USD")
        assert list(sent.errors) == ["money"] and "This claim is in EUR" in sent.errors["money"]


async def test_an_offer_is_accepted_or_appealed(team: Team) -> None:
    await filed(team)
    await team.records(team.lin, "claim_offered|C1|filed", money="50")
    assert "accept the offer or appeal" in next_line(team)
    assert actions_of(team.card())[:2] == ["form:accept_offer", "form:appeal_claim"]
    await clicked(team, team.maya, team.card(), "form:accept_offer")
    assert line_of(team, "Claim") == "UPS: approved, money to come EUR 50.00 of EUR 100.00"


async def test_a_denial_is_appealed_and_may_be_won(team: Team) -> None:
    await filed(team)
    await team.records(team.lin, "claim_denied|C1|filed", reason="Insufficient merchandise description.")
    assert "appeal or accept, or enter the deadline" in next_line(team)
    assert buttons_of(team.card())[0] == "Appeal sent"
    await clicked(team, team.lin, team.card(), "form:appeal_claim", via="e-mail")
    await team.records(team.lin, "claim_approved|C1|appealed", money="100")
    assert line_of(team, "Claim") == "UPS: approved, money to come EUR 100.00"


async def test_a_denial_of_the_appeal_is_the_end(team: Team) -> None:
    await filed(team)
    await team.records(team.lin, "claim_denied|C1|filed", reason="Too late.")
    await team.records(team.lin, "appeal_claim|C1|denied")
    await team.records(team.lin, "appeal_denied|C1|appealed", reason="Still too late.")
    assert line_of(team, "Claim") == "UPS: denied for good EUR 100.00"
    assert buttons_of(team.card())[0] == "Close"


@pytest.mark.parametrize(("move", "who"), [("accept_denial", "leads"), ("write_off", "finance, leads")])
async def test_giving_money_up_is_not_an_agents_to_do(team: Team, move: str, who: str) -> None:
    await filed(team)
    await team.records(team.lin, "claim_denied|C1|filed", reason="Too late.")
    await team.clicks(team.lin, team.card(), "more")
    assert team.lin.view is not None and f"form:{move}:C1" not in actions_of(team.lin.view)
    assert f"({who})" in text_of(team.lin.view)
    assert (await team.does(team.maya, move, "C1", reason="It is too late.")).closed


async def test_a_payment_that_is_reversed_is_owed_back(team: Team) -> None:
    await filed(team)
    await team.records(team.lin, "claim_approved|C1|filed", money="100")
    await clicked(team, team.priya, team.card(), "form:claim_paid", money="100", reference="B-1")
    await team.records(team.lin, "payment_reversed|C1|paid", reason="It was found.")
    assert "pay the money back" in next_line(team)
    await clicked(team, team.priya, team.card(), "form:repaid", reference="B-9")
    assert line_of(team, "Claim") == "UPS: repaid EUR 100.00"
    await clicked(team, team.lin, team.card(), "form:close")
    assert "*Money in*  nothing" in team.story()[-1]


async def test_no_claim_has_a_reason_and_a_claim_may_be_made_after_all(team: Team) -> None:
    await paid_case(team)
    await team.clicks(team.lin, team.card(), "more")
    assert team.lin.view is not None
    await team.clicks(team.lin, team.lin.view, "form:no_claim:")
    async with nothing_changes(team):
        assert list((await team.submits(team.lin)).errors) == ["reason"]
    assert (await team.submits(team.lin, {"reason": "No cover."})).closed
    assert line_of(team, "Claim") == "no claim"
    await team.does(team.lin, "draft_claim", payer="Allianz", payer_kind="insurer", money="31")
    assert line_of(team, "Claim").endswith("Allianz: prepared EUR 31.00")


async def test_money_is_received_by_finance_only(team: Team) -> None:
    await filed(team)
    await team.records(team.lin, "claim_approved|C1|filed", money="100")
    async with nothing_changes(team):
        told = await team.clicks(team.lin, team.card(), "form:claim_paid")
        assert told.private[-1].text == "This is for finance to do. Ask <@U0PRIYA00>."
    assert team.lin.view is None


async def test_a_claim_that_somebody_filed_meanwhile_is_not_filed_twice(team: Team) -> None:
    await drafted(team)
    await team.clicks(team.lin, team.card(), "form:file_claim")
    await clicked(team, team.maya, team.card(), "form:file_claim", reference="M-1")
    async with nothing_changes(team):
        await team.submits(team.lin, {"reference": "L-1"})
    assert notice(team.lin).startswith("“Claim filed” is not possible now: it is already “filed”.")
    team.check_everything_shown()
