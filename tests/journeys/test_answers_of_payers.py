"""What payers answer and what follows: part of it, a denial and its mending, too much; and refunds that must wait."""

from typing import Any

from tests.journeys.team import Team, actions_of, buttons_of, text_of
from tests.journeys.ways import clicked, line_of, next_line, nothing_changes, notice, paid_case, with_approver

DESCRIPTION = "We must decline: insufficient merchandise description."


async def filed(team: Team, money: str = "100", price: str = "100") -> None:
    """Lin has filed a claim on UPS, and everything else has ended; Priya is finance."""
    await with_approver(team)
    await paid_case(team, price)
    await team.does(team.lin, "nothing_owed", reason="Cash on delivery.")
    await team.does(team.lin, "give_up", "I1", reason="Never answered.")
    await team.types(team.lin, "/lost claim 1")
    sent = await team.submits(team.lin, {"money@ups": money, "reference@ups": "CL-1"})
    assert sent.closed, sent.errors


async def form(team: Team, who: Any = None) -> str:
    who = who or team.lin
    await team.types(who, "/lost claim 1")
    assert who.view is not None
    return text_of(who.view)


async def test_a_denial_is_read_from_its_words_and_says_what_may_mend_it(team: Team) -> None:
    await filed(team)
    await team.records(team.lin, "claim_denied|C1|filed", reason=DESCRIPTION)
    assert (await team.case()).claims[0].denial == "description"
    assert line_of(team, "Claim").startswith("UPS: denied (Goods not described well enough) EUR 100.00")
    assert team.story()[-1].splitlines()[-3:] == [
        f"<@{team.lin.id}> logged that UPS denied the claim: {DESCRIPTION}",
        "> What kind of reason: Goods not described well enough",
        "What may mend it: Describe the goods so that they can be told apart: brand, model, colour, size, serial "
        "number, quantity.",
    ]
    read = await form(team)
    assert "*Why they denied*  Goods not described well enough" in read
    assert "✗ missing: proof of value (invoice)" in read
    assert "*Appeal*  🟠 until when is not known: find the date" in read
    assert team.lin.view is not None and "form:appeal_claim:C1" in actions_of(team.lin.view)
    await team.clicks(team.lin, team.lin.view, "form:appeal_claim:C1")
    assert (await team.submits(team.lin, {"via": "e-mail"})).closed
    assert line_of(team, "Claim") == "UPS: appealed EUR 100.00"


async def test_a_person_knows_better_than_the_words_and_words_that_say_nothing_are_left_at_that(team: Team) -> None:
    await filed(team)
    await team.records(team.lin, "claim_denied|C1|filed", reason=DESCRIPTION, denial="delivered")
    assert (await team.case()).claims[0].denial == "delivered"
    await team.records(team.lin, "appeal_claim|C1|denied")
    await filed_elsewhere(team)
    await team.records(team.lin, "claim_denied|C2|filed", reason="We regret to inform you.")
    assert (await team.case()).claims[1].denial is None


async def filed_elsewhere(team: Team) -> None:
    values = {"payer": "Allianz", "payer_kind": "insurer", "money@another": "50", "reference@another": "A-1"}
    await team.types(team.lin, "/lost claim 1")
    assert team.lin.view is not None
    await team.clicks(team.lin, team.lin.view, "claim_payer", selected="another")
    assert (await team.submits(team.lin, values)).closed


async def test_where_a_payer_hears_one_appeal_only_a_lead_makes_it(team: Team) -> None:
    await with_approver(team)
    await paid_case(team, "100")
    await team.does(team.lin, "draft_claim", payer="Amazon A-to-z", payer_kind="marketplace", money="100")
    await team.records(team.lin, "file_claim|C1|drafted", reference="S-1")
    await team.records(team.lin, "claim_denied|C1|filed", reason="The claim was filed too late.")
    async with nothing_changes(team):
        await team.records(team.lin, "appeal_claim|C1|denied")
        said = notice(team.lin)
    assert said.startswith("Amazon A-to-z hears one appeal only, so a lead looks at it first.")
    assert f"<@{team.maya.id}>" in said
    await team.records(team.maya, "appeal_claim|C1|denied")
    assert line_of(team, "Claim").endswith("Amazon A-to-z: appealed EUR 100.00")


async def test_what_is_approved_in_part_is_told_as_part_of_what_was_asked(team: Team) -> None:
    await filed(team)
    await team.records(team.lin, "claim_approved|C1|filed", money="60")
    assert line_of(team, "Claim") == "UPS: approved, money to come EUR 60.00 of EUR 100.00"
    await team.wait(days=31)
    assert "silent; was due" in line_of(team, "Claim")
    assert "form:claim_paid" in actions_of(team.card())


async def test_what_came_above_the_loss_is_repaid_by_finance_and_the_rest_is_kept(team: Team) -> None:
    await filed(team, money="100", price="60")
    await team.records(team.lin, "claim_approved|C1|filed", money="100")
    await clicked(team, team.priya, team.card(), "form:claim_paid", money="100", reference="B-1")
    assert line_of(team, "Claim") == "UPS: to be repaid EUR 40.00"
    assert team.story()[-1].endswith("⚠️ More came than was lost: EUR 40.00 has to be paid back.")
    assert "pay the money back" in next_line(team)
    async with nothing_changes(team):
        told = await team.clicks(team.lin, team.card(), "form:repaid")
        assert told.private[-1].text == f"This is for finance to do. Ask <@{team.priya.id}>."
    await team.clicks(team.priya, team.card(), "form:repaid")
    assert team.priya.view is not None and team.priya.view.content["title"]["text"] == "Repaid"
    owed = "*UPS*: to be repaid · CL-1 · claimed EUR 100.00 · granted EUR 100.00 · received EUR 100.00"
    assert f"{owed} · to be repaid EUR 40.00" in text_of(team.priya.view)
    await team.submits(team.priya, {"reference": "B-2"})
    (claim,) = (await team.case()).claims
    assert (claim.state, str(claim.repaid), claim.reference) == ("paid", "40.00 EUR", "CL-1")


async def test_a_claim_whose_parcel_is_found_is_withdrawn_before_it_is_paid(team: Team) -> None:
    await filed(team)
    await team.does(team.lin, "found", whereabouts="delivered")
    assert "Withdraw the claim" in buttons_of(team.card())
    await clicked(team, team.lin, team.card(), "form:withdraw_claim", reason="It was found.")
    assert line_of(team, "Claim") == "UPS: withdrawn EUR 100.00"
    # Withdrawn it asks for nothing, so that the payer may be asked again if the parcel is lost after all.
    await team.types(team.lin, "/lost claim 1")
    assert (await team.submits(team.lin, {"money@ups": "100", "reference@ups": "CL-2"})).closed
    assert [one.state for one in (await team.case()).claims] == ["withdrawn", "filed"]


async def test_a_refund_that_a_payer_must_hear_of_first_is_warned_of_and_a_lead_may_go_on(team: Team) -> None:
    await with_approver(team)
    await paid_case(team, "31")
    await team.does(team.lin, "set_parcel", label="pirate_ship", origin="US", destination="US")
    warned = "⚠️ *Do not refund yet*: Pirate Ship may pay nothing once the buyer is refunded."
    await team.clicks(team.lin, team.card(), "decide:choose_refund")
    assert team.lin.view is not None and warned in text_of(team.lin.view)
    assert "Refund all the same" not in text_of(team.lin.view)
    async with nothing_changes(team):
        await team.submits(team.lin, {"goods": "31"})
        assert notice(team.lin).startswith("Pirate Ship may pay nothing once the buyer is refunded, so a lead decides")
    await team.clicks(team.maya, team.card(), "decide:choose_refund")
    async with nothing_changes(team):
        sent = await team.submits(team.maya, {"goods": "31"})
        assert list(sent.errors) == ["all_the_same"]
    assert (await team.submits(team.maya, {"all_the_same": ["yes"]})).closed
    assert line_of(team, "Buyer") == "Refund EUR 31.00: approved, to be done"
    await form(team)
    assert team.lin.view is not None
    await team.clicks(team.lin, team.lin.view, "claim_payer", selected="pirate_ship")
    assert team.lin.view is not None and warned in text_of(team.lin.view)
    team.check_everything_shown()


async def test_in_chinese_the_denial_and_its_mending_read_so(team: Team) -> None:
    await filed(team)
    await team.types(team.lin, "/lost lang zh")
    await team.records(team.lin, "claim_denied|C1|filed", reason="物品描述不详，无法赔付。")
    assert (await team.case()).claims[0].denial == "description"
    read = await form(team)
    assert "*拒赔原因*  货物描述不够详细" in read
    assert "*如何补救*  把货物描述到可以识别：品牌、型号、颜色、尺寸、序列号、数量。" in read
