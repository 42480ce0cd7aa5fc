"""Claims filed with EasyPost by a click: what is sent, what it says, and what is left when something breaks off."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from bot.playground.acting import Actor
from storage.filings import Filing
from tests.insurers.easypost_desk import EasyPostDesk, Fault
from tests.journeys.team import USPS, Team, actions_of, text_of
from tests.journeys.test_evidence import drops, whispers
from tests.journeys.ways import give_roles, line_of, nothing_changes, notice, paid_case
from tests.packs.samples import photograph

INVOICE = b"%PDF-1.7\n1 0 obj<<>>endobj\nstartxref\n9\n%%EOF\n"
FILLED = {"amount": "31", "email": "claims@jade.example", "lacking": ["yes"]}


async def an_insured_case(team: Team) -> None:
    """A lost parcel whose label and insurance are EasyPost's, with an invoice; a worker that can file runs."""
    await paid_case(team, number=USPS)
    await team.does(team.lin, "set_parcel", label="easypost", origin="US", destination="US", shipped_on="2026-10-20")
    await drops(team, team.lin, [("invoice.pdf", INVOICE)], team.card())
    await team.clicks(team.lin, whispers(team, team.lin)[-1], "sort_evidence", selected="Proof of value (invoice)")
    await works(team)


async def works(team: Team, **later: float) -> None:
    """Whoever files claims has done what is due, some time later."""
    team.clock.wind(timedelta(**later))
    assert team.tracer.filing is not None
    await team.tracer.filing.sweep()
    await team.settle()


async def claim_form(team: Team, who: Actor) -> str:
    await team.types(who, "/lost claim 1")
    assert who.view is not None
    if "easypost_insurance" not in str(who.view.content.get("private_metadata")):
        await team.clicks(who, who.view, "claim_payer", selected="easypost_insurance")
    assert who.view is not None
    return text_of(who.view)


async def files(team: Team, who: Actor | None = None, **values: Any) -> Any:
    """Somebody opens the claim form, clicks *File with EasyPost*, and sends what they are shown."""
    who = who or team.lin
    await claim_form(team, who)
    assert who.view is not None
    await team.clicks(who, who.view, "file_through")
    assert who.view is not None and who.view.callback_id == "file_through", text_of(who.view)
    return await team.submits(who, FILLED | values)


async def filing(team: Team) -> Filing | None:
    return await team.database.read(lambda tx: tx.filings.get(team.id, 1, "C1"))


async def state(team: Team) -> str | None:
    kept = await filing(team)
    return kept.state if kept else None


async def gone(team: Team) -> None:
    """Lin closes every modal."""
    while team.lin.view is not None:
        await team.lin.closes(team.lin.view)


def told(team: Team) -> str:
    return team.direct(team.lin)[-1].text


async def test_a_click_files_the_claim_with_its_documents_and_the_thread_says_so(
    insured_team: Team, easypost: EasyPostDesk
) -> None:
    team = insured_team
    await an_insured_case(team)
    sent = await files(team)
    assert sent.closed, sent.errors
    assert (easypost.filed, await state(team)) == ([], "wanted")
    assert line_of(team, "Claim").endswith("EasyPost Insurance: prepared USD 31.00")
    await works(team)
    [asked] = easypost.filed
    assert (asked["tracking_code"], asked["type"], asked["amount"]) == (USPS, "loss", "31.00")
    assert (asked["contact_email"], asked["reference"]) == ("claims@jade.example", "LOST-0001/C1")
    assert asked["description"].startswith("The parcel was never delivered and its tracking has stopped.")
    assert len(asked["invoice_attachments"]) == 1
    assert line_of(team, "Claim").endswith("EasyPost Insurance: filed USD 31.00")
    [claim] = easypost.claims
    assert f"<@U0LIN0000> filed the claim, reference {claim}" in "\n".join(team.story())
    read = await claim_form(team, team.lin)
    assert "Filed with EasyPost and followed there. They say: submitted." in read
    await works(team)
    assert easypost.calls == ["list", "file"]


async def test_without_a_key_nothing_of_it_is_offered(team: Team) -> None:
    await paid_case(team, number=USPS)
    await team.does(team.lin, "set_parcel", label="easypost", origin="US", destination="US", shipped_on="2026-10-20")
    await claim_form(team, team.lin)
    assert team.lin.view is not None and "file_through" not in actions_of(team.lin.view)
    assert team.tracer.filing is None


async def test_what_does_not_do_is_said_at_its_field_and_nothing_is_kept(
    insured_team: Team, easypost: EasyPostDesk
) -> None:
    team = insured_team
    await an_insured_case(team)
    async with nothing_changes(team):
        for values, errors in (
            ({"email": "claims"}, {"email": "That is no e-mail address. Write it such as claims@example.com."}),
            ({"amount": "€31"}, None),
            ({"description": " "}, {"description": "Say what happened: EasyPost takes no claim without it."}),
            ({"lacking": []}, None),
        ):
            sent = await files(team, **values)
            assert list(sent.errors) == list(values), sent
            assert errors is None or sent.errors == errors
            await gone(team)
    assert await filing(team) is None


async def test_a_theft_wants_a_supporting_document_and_a_large_one_is_refused(
    insured_team: Team, easypost: EasyPostDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    team = insured_team
    await an_insured_case(team)
    await team.does(team.lin, "set_parcel", loss_type="not_received")
    sent = await files(team)
    assert sent.errors["documents"].startswith("EasyPost takes no claim of this kind without a supporting document")
    await gone(team)
    await drops(team, team.lin, [("label.jpg", photograph(1))], team.card())
    await team.clicks(team.lin, whispers(team, team.lin)[-1], "sort_evidence", selected="Shipping label")
    assert (await files(team)).closed
    await works(team)
    assert (easypost.filed[0]["type"], len(easypost.filed[0]["supporting_documentation_attachments"])) == ("theft", 1)


async def test_who_only_looks_files_nothing_and_two_who_click_file_one_claim(
    insured_team: Team, easypost: EasyPostDesk
) -> None:
    team = insured_team
    await an_insured_case(team)
    await give_roles(team, team.priya.id, "viewer")
    await claim_form(team, team.priya)
    assert team.priya.view is not None
    async with nothing_changes(team):
        await team.clicks(team.priya, team.priya.view, "file_through")
    assert team.priya.view is not None and team.priya.view.callback_id == "notice"
    await claim_form(team, team.maya)
    assert team.maya.view is not None
    await team.clicks(team.maya, team.maya.view, "file_through")
    assert (await files(team)).closed
    await team.submits(team.maya, FILLED)
    assert "EasyPost: this is under way already." in notice(team.maya)
    await works(team)
    assert len(easypost.filed) == 1


@pytest.mark.parametrize(
    ("fault", "filed_first"),
    [(Fault(), 0), (Fault(half=True, after=True), 1)],
    ids=["before", "half an answer"],
)
async def test_after_a_broken_answer_a_person_sees_it_and_it_is_looked_for_before_it_is_sent_again(
    insured_team: Team, easypost: EasyPostDesk, fault: Fault, filed_first: int
) -> None:
    team = insured_team
    await an_insured_case(team)
    await files(team)
    easypost.breaks("file", fault)
    await works(team)
    assert (len(easypost.filed), await state(team)) == (filed_first, "unknown")
    assert told(team).startswith("It is not known whether EasyPost has received the claim of LOST-0001")
    assert "Whether EasyPost has it is not known." in await claim_form(team, team.lin)
    assert team.lin.view is not None and "file_through" not in actions_of(team.lin.view)
    await works(team, minutes=3)
    assert easypost.calls == ["list", "file", "list"] + ["file"] * (1 - filed_first)
    assert (len(easypost.filed), len(easypost.claims), await state(team)) == (1, 1, "filed")
    assert line_of(team, "Claim").endswith("EasyPost Insurance: filed USD 31.00")


async def test_a_process_killed_while_it_sends_leaves_it_to_the_next_which_looks_first(
    insured_team: Team, easypost: EasyPostDesk
) -> None:
    team = insured_team
    await an_insured_case(team)
    await files(team)
    await is_killed(team, easypost)
    assert (await state(team), (await team.case()).claims[0].state) == ("unknown", "drafted")
    await works(team)
    assert easypost.calls == ["list", "file"]
    easypost.has(USPS)
    await works(team, minutes=11)
    assert (easypost.calls, await state(team)) == (["list", "file", "list"], "filed")


async def is_killed(team: Team, easypost: EasyPostDesk) -> None:
    """Whoever files is killed in the middle of a call; EasyPost has the request and has answered nothing."""
    assert team.tracer.filing is not None
    easypost.hold_at("file")
    task = asyncio.ensure_future(team.tracer.filing.sweep())
    await easypost.holds.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    easypost.hold = None


async def test_what_nobody_can_find_out_ends_with_a_person_and_begins_anew_by_a_click(
    insured_team: Team, easypost: EasyPostDesk
) -> None:
    team = insured_team
    await an_insured_case(team)
    await files(team)
    easypost.breaks("file", *[Fault(500)] * 3)
    for minutes in (0, 3, 11, 61):
        await works(team, minutes=minutes)
    assert (easypost.calls.count("file"), easypost.calls.count("list"), await state(team)) == (3, 4, "unsettled")
    assert told(team).startswith("Tracer could not find out whether EasyPost has the claim of LOST-0001.")
    assert (await files(team)).closed
    await works(team)
    assert (len(easypost.filed), await state(team)) == (1, "filed")


async def test_a_refusal_is_told_and_the_claim_stays_prepared(insured_team: Team, easypost: EasyPostDesk) -> None:
    team = insured_team
    await an_insured_case(team)
    await files(team)
    easypost.breaks("file", Fault(422, {"error": {"message": "Too late."}}))
    await works(team)
    said = "EasyPost does not take the claim so: “Too late.”. Correct that and file again."
    assert (told(team), await state(team)) == (said, "refused")
    assert line_of(team, "Claim").endswith("EasyPost Insurance: prepared USD 31.00")
    assert said in await claim_form(team, team.lin)
    await works(team, days=2)
    assert easypost.calls == ["list", "file"]


async def test_too_often_is_tried_again_when_they_say_and_nobody_there_for_a_day_is_given_up(
    insured_team: Team, easypost: EasyPostDesk
) -> None:
    team = insured_team
    await an_insured_case(team)
    await files(team)
    easypost.breaks("file", Fault(429, headers={"Retry-After": "600"}))
    await works(team)
    assert (told(team), await state(team)) == (
        "EasyPost wants to be asked less often. Tracer asks again later.",
        "wanted",
    )
    await works(team, minutes=9)
    assert easypost.calls == ["list", "file"]
    easypost.breaks("list", *[Fault(503)] * 3)
    await works(team, hours=25)
    assert (len(easypost.filed), await state(team)) == (0, "refused")


async def test_a_claim_that_is_there_already_is_followed_and_not_made_again(
    insured_team: Team, easypost: EasyPostDesk
) -> None:
    team = insured_team
    await an_insured_case(team)
    easypost.now -= timedelta(days=2)
    there = easypost.has(USPS, requested_amount="25.00")
    await files(team)
    await works(team)
    assert (easypost.filed, line_of(team, "Claim").endswith("EasyPost Insurance: filed USD 25.00")) == ([], True)
    assert told(team) == (
        f"EasyPost had a claim on this parcel already, {there['id']}. Nothing was filed again; Tracer follows that one."
    )


async def test_withdrawn_meanwhile_sends_nothing(insured_team: Team, easypost: EasyPostDesk) -> None:
    team = insured_team
    await an_insured_case(team)
    await files(team)
    assert (await team.does(team.lin, "withdraw_claim", "C1", reason="It was found.")).closed
    await works(team)
    assert (easypost.filed, await state(team)) == ([], "over")
    assert told(team).endswith("withdrawn or closed meanwhile, so nothing was sent to EasyPost.")


async def test_in_chinese(insured_team: Team, easypost: EasyPostDesk) -> None:
    team = insured_team
    await an_insured_case(team)
    await team.types(team.lin, "/lost lang zh")
    assert (await files(team)).closed
    easypost.breaks("file", Fault())
    await works(team)
    assert "不清楚" in told(team) and "EasyPost" in told(team)
    await works(team, minutes=3)
    assert await state(team) == "filed"


async def test_while_it_is_being_sent_nobody_files_it_by_hand_in_the_form(
    insured_team: Team, easypost: EasyPostDesk
) -> None:
    team = insured_team
    await an_insured_case(team)
    await files(team)
    await claim_form(team, team.lin)
    async with nothing_changes(team):
        sent = await team.submits(team.lin, {"reference@easypost_insurance": "BY-HAND", "lacking": ["yes"]})
        assert sent.errors == {
            "reference@easypost_insurance": "It is being filed with EasyPost just now. Wait until that is settled; "
            "you are told."
        }


async def test_who_was_too_slow_sends_nothing_when_another_process_has_taken_it(
    insured_team: Team, easypost: EasyPostDesk
) -> None:
    team = insured_team
    await an_insured_case(team)
    await files(team)
    easypost.hold_at("list")
    assert team.tracer.filing is not None
    late = asyncio.ensure_future(team.tracer.filing.sweep())
    await easypost.holds.wait()
    kept = await filing(team)
    assert kept is not None
    await team.database.write(lambda tx: tx.filings.change(kept, tries=kept.tries + 1))
    easypost.lets_go()
    await late
    assert (easypost.calls.count("file"), await state(team)) == (0, "wanted")
