"""A claim that an insurer has and the same claim here: withdrawn, filed by hand and asked about, never two of one."""

from datetime import timedelta
from pathlib import Path

from bot.playground.scripted_insurer import ScriptedInsurer
from storage.database import Database
from tests.insurers.easypost_desk import EasyPostDesk, Fault
from tests.journeys.conftest import a_team
from tests.journeys.team import StandingClock, Team, actions_of, text_of
from tests.journeys.test_filed_directly_and_followed import filed
from tests.journeys.test_filing_directly import an_insured_case, claim_form, files, state, works
from tests.journeys.ways import line_of, nothing_changes, notice, paid_case, with_approver


async def more(team: Team, action: str) -> str:
    """Lin clicks something in *More*; what she reads then."""
    await team.clicks(team.lin, team.card(), "more")
    assert team.lin.view is not None
    await team.clicks(team.lin, team.lin.view, action)
    assert team.lin.view is not None
    return text_of(team.lin.view)


async def test_withdrawing_in_more_asks_them_to_cancel_and_withdraws_once_they_have(
    insured_team: Team, easypost: EasyPostDesk
) -> None:
    team = insured_team
    claim = await filed(team)
    read = await more(team, "form:withdraw_claim:C1")
    assert f"LOST-0001*: EasyPost is asked to cancel the claim {claim}." in read
    assert (await team.submits(team.lin, {"reason": "It was found."})).closed
    assert (await team.case()).claims[0].state == "filed"
    assert (
        await more(team, "form:withdraw_claim:C1")
        and notice(team.lin) == "EasyPost is being asked to cancel it. Wait for the answer; you are told."
    )
    await works(team)
    assert (easypost.claims[claim]["status"], await state(team)) == ("cancelled", "over")
    assert (await team.case()).claims[0].state == "withdrawn"


async def test_while_nobody_knows_whether_they_have_it_it_is_neither_withdrawn_nor_filed_by_hand(
    insured_team: Team, easypost: EasyPostDesk
) -> None:
    team = insured_team
    await an_insured_case(team)
    await files(team)
    easypost.breaks("file", Fault())
    await works(team)
    async with nothing_changes(team):
        for move, said in (
            ("withdraw_claim", "Whether EasyPost has this claim is not known yet."),
            ("file_claim", "It is being filed with EasyPost just now."),
        ):
            await more(team, f"form:{move}:C1")
            assert notice(team.lin).startswith(said)


async def test_a_form_of_withdrawing_that_was_open_before_they_had_it_withdraws_nothing(
    insured_team: Team, easypost: EasyPostDesk
) -> None:
    team = insured_team
    await an_insured_case(team)
    await team.does(
        team.lin, "draft_claim", payer="EasyPost Insurance", payer_kind="insurer", money="31", currency="USD"
    )
    await more(team, "form:withdraw_claim:C1")
    open_before = team.lin.view
    await files(team, team.maya)
    await works(team)
    assert await state(team) == "filed"
    async with nothing_changes(team):
        assert open_before is not None
        sent = await team.lin.fills_and_submits(open_before, {"reason": "It was found."})
        assert sent.errors == {
            "reason": "EasyPost has this claim, or may have it. Close this form: “Withdraw the claim” asks them to "
            "cancel it."
        }


async def test_what_they_have_cancelled_themselves_is_withdrawn_here_and_without_a_key_that_is_said(
    insured_team: Team, easypost: EasyPostDesk
) -> None:
    team = insured_team
    await filed(team)
    await team.types(team.lin, "/lost lang zh")
    assert "请 EasyPost 取消索赔" in await more(team, "form:withdraw_claim:C1")
    await team.types(team.lin, "/lost lang en")
    await team.wait(hours=4)
    read = await more(team, "form:withdraw_claim:C1")
    assert "🟠 EasyPost has this claim, and nobody here has a key for it any more." in read
    easypost.becomes("cancelled", "Cancelled by support.")
    await works(team, hours=7)
    assert "Withdraw it here, or ask them why." in team.story()[-1]
    read = await more(team, "form:withdraw_claim:C1")
    assert "cancel" not in read and team.lin.view is not None and team.lin.view.callback_id == "move"
    assert (await team.submits(team.lin, {"reason": "They cancelled it."})).closed
    assert (await team.case()).claims[0].state == "withdrawn"


async def test_what_they_ask_is_answered_from_the_claim_form_by_a_letter_to_them(
    insured_team: Team, easypost: EasyPostDesk
) -> None:
    team = insured_team
    await filed(team)
    easypost.becomes("needs_action", "Send the invoice.")
    await works(team, hours=7)
    read = await claim_form(team, team.lin)
    assert "EasyPost asks by e-mail too. Answer there, or write from here and choose the documents." in read
    assert team.lin.view is not None and "cancel_through" in actions_of(team.lin.view)
    await team.clicks(team.lin, team.lin.view, "contact")
    assert team.lin.view is not None and team.lin.view.callback_id == "contact"
    assert "insurance@easypost.com" in text_of(team.lin.view)


async def test_claim_filed_in_more_tells_what_hangs_on_it_and_a_second_claim_has_to_be_meant(team: Team) -> None:
    await paid_case(team)
    await team.does(team.lin, "draft_claim", payer="UPS", payer_kind="carrier", money="31")
    assert (await team.does(team.lin, "file_claim", "C1", reference="CL-1")).closed
    await team.does(team.lin, "set_parcel", label="pirate_ship", origin="US", destination="US")
    draft = {"payer": "Pirate Ship", "payer_kind": "insurer", "money": "31"}
    assert (await team.does(team.lin, "draft_claim", again=["again"], **draft)).closed
    read = await more(team, "form:file_claim:C2")
    assert "⚠️ *Do not refund yet*: Pirate Ship may pay nothing once the buyer is refunded." in read
    assert "⚠️ Only one of the two pays, and a claim on UPS is under way." in read
    assert "Tell them of the claim on UPS too." in read
    async with nothing_changes(team):
        sent = await team.submits(team.lin, {"reference": "CL-2"})
        assert sent.errors == {
            "again": "A claim on UPS was filed already (filed), and this one would be a second for one loss. If it is "
            "meant, tick “Ask all the same”."
        }
    assert (await team.submits(team.lin, {"reference": "CL-2", "again": ["again"]})).closed
    assert [one.state for one in (await team.case()).claims] == ["filed", "filed"]


async def test_prepare_a_claim_in_a_reminder_opens_the_claim_form_with_its_payer(team: Team) -> None:
    await with_approver(team)
    await paid_case(team)
    await team.does(team.lin, "set_date", clock="filing_deadline:ups", until="2026-11-27", source="Their terms.")
    await team.wait(days=5)
    [last] = [one for one in team.server.thread(team.card()) if "The date has passed" in text_of(one)]
    await team.clicks(team.lin, last, "claim:draft")
    assert team.lin.view is not None and team.lin.view.callback_id == "claim"
    assert "*Amount proposed*  EUR 31.00" in text_of(team.lin.view)
    assert (await team.submits(team.lin, {"money@ups": "31"})).closed
    assert line_of(team, "Claim").endswith("UPS: prepared EUR 31.00")


async def test_the_playgrounds_insurer_takes_a_claim_asks_and_grants_it_as_the_clock_is_wound(
    sqlite_database: Database, tmp_path: Path
) -> None:
    clock = StandingClock()
    async with ScriptedInsurer(clock.now) as desk, a_team(sqlite_database, tmp_path, clock, insurer=desk) as team:
        await filed(team)
        told: list[str] = []
        for hours in (13, 85, 24):
            before = len(team.story())
            team.clock.wind(timedelta(hours=hours))
            await desk.tell_news()
            await works(team)
            told.append(" / ".join(team.story()[before:]))
        assert "Please send an invoice with items and total." in told[0] and "asks for documents" in told[0]
        assert "The documents have come. If they were answered, log that, so that its clock stops." in told[1]
        assert (await team.case()).claims[0].state == "approved"
