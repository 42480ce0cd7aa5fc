"""Claim packs: asked for by a form, confirmed by a person, made and sent once, and to be had again."""

import asyncio
import hashlib
import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from pypdf import PdfReader

from bot.playground.acting import Actor
from bot.playground.rooms import SharedFile
from bot.slack_uploads import UploadsToSlack
from handlers import claim_pack
from storage.evidence_files import FilesOnDisk
from tests.journeys.team import Team, actions_of, text_of
from tests.journeys.test_evidence import drops, kept, whispers
from tests.journeys.ways import nothing_changes, paid_case
from tests.packs.samples import photograph

LETTER = "letter:C:C1:en"
INVOICE = b"%PDF-1.7\n1 0 obj<<>>endobj\nstartxref\n9\n%%EOF\n"


async def a_claim_with_documents(team: Team) -> None:
    """UPS owes 31 euros; an invoice and a photograph of the box are kept."""
    await paid_case(team)
    await team.does(team.lin, "set_parcel", origin="CN", destination="DE", shipped_on="2026-11-01")
    await team.does(team.lin, "draft_claim", payer="UPS", payer_kind="carrier", money="31")
    for name, content, slot in (
        ("Rechnung Müller.pdf", INVOICE, "Proof of value (invoice)"),
        ("box.jpg", photograph(1), "Waybill or shipping receipt"),
    ):
        await drops(team, team.lin, [(name, content)], team.card())
        await team.clicks(team.lin, whispers(team, team.lin)[-1], "sort_evidence", selected=slot)


async def made(team: Team) -> None:
    """Whoever makes and sends files has done so."""
    assert team.tracer.sending is not None
    await team.tracer.sending.sweep()
    await team.settle()


def got(team: Team, who: Actor) -> list[SharedFile]:
    """The files that Tracer sent somebody directly."""
    return [file for message in team.direct(who) for file in message.files]


async def confirms(team: Team, who: Actor, **values: Any) -> Any:
    """Somebody opens the form by command and sends it."""
    await team.types(who, "/lost pack 1")
    assert who.view is not None, "no form was opened"
    return await team.submits(who, values)


async def test_a_pack_is_confirmed_made_and_sent_with_the_originals_behind_it(team: Team) -> None:
    await a_claim_with_documents(team)
    sent = await confirms(team, team.lin, name="Lin Wei 林薇", **{"for": "Jade Home Ltd."})
    assert sent.closed, sent.errors
    assert got(team, team.lin) == []
    await made(team)
    pdf, archive = got(team, team.lin)
    assert (pdf.name, archive.name) == ("LOST-0001-claim-pack-UPS.pdf", "LOST-0001-claim-pack-UPS.zip")
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf.content)).pages)
    for said in ("Claim for parcel 1Z999AA10123456784", "31.00 EUR", "Lin Wei 林薇", "Jade Home Ltd.", "UPS"):
        assert said in text, said
    inside = zipfile.ZipFile(io.BytesIO(archive.content))
    assert inside.read("LOST-0001-claim-pack-UPS.pdf") == pdf.content
    manifest = json.loads(inside.read("manifest.json"))
    assert (manifest["payer"], manifest["confirmed_by"]) == ("UPS", "Lin Wei 林薇")
    originals = [one["name"] for one in manifest["files"][1:]]
    assert [inside.read(name) for name in originals] == [INVOICE, photograph(1)]
    assert all(one["sha256"] in text for one in manifest["files"][1:])
    story = "\n".join(team.story())
    assert f"<@{team.lin.id}> confirmed the facts of a claim pack for UPS" in story
    assert "Lin Wei 林薇, Jade Home Ltd.: I have compared what this document says with our own records." in story
    await team.types(team.lin, "/lost claim 1")
    assert team.lin.view is not None
    assert f"*Facts confirmed*  by <@{team.lin.id}> on 2026-11-" in text_of(team.lin.view)
    assert (await team.case()).evidence[-1].slot == "correspondence"


async def test_what_is_sent_twice_is_made_once_and_a_pack_can_be_had_again_as_it_was(team: Team) -> None:
    await a_claim_with_documents(team)
    await confirms(team, team.lin, name="Lin")
    await made(team)
    await made(team)
    assert len(got(team, team.lin)) == 2
    files = len(await kept(team))
    await team.types(team.maya, "/lost pack 1")
    assert team.maya.view is not None and "Made for UPS on 2026-11-22 (Sun)" in text_of(team.maya.view)
    await team.clicks(team.maya, team.maya.view, "pack_again")
    await made(team)
    assert [one.content for one in got(team, team.maya)] == [one.content for one in got(team, team.lin)]
    assert len(await kept(team)) == files


async def test_the_pack_for_another_payer_is_in_the_language_of_its_letter(team: Team) -> None:
    await a_claim_with_documents(team)
    await team.does(team.lin, "draft_claim", payer="DHL Paket", payer_kind="carrier", money="31", again=["again"])
    await team.types(team.lin, "/lost pack 1")
    assert team.lin.view is not None
    await team.clicks(team.lin, team.lin.view, "pack_payer", selected="C:C2")
    sent = await team.submits(team.lin, {"name": "Lin Wei", "lacking": ["yes"]})
    assert sent.closed, sent.errors
    await made(team)
    pdf, _ = got(team, team.lin)
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf.content)).pages)
    assert "Schadenersatz für eine verlorene Sendung" in text and "Sehr geehrte Damen und Herren" in text


async def test_an_incomplete_pack_is_made_only_by_whoever_says_so(team: Team) -> None:
    await paid_case(team)
    await team.does(team.lin, "draft_claim", payer="UPS", payer_kind="carrier", money="31")
    async with nothing_changes(team):
        sent = await confirms(team, team.lin, name="Lin", **{LETTER: "Please pay."})
        assert list(sent.errors) == ["lacking"] and "proof of value (invoice)" in sent.errors["lacking"]
        assert await owed(team) is None
    sent = await team.submits(team.lin, {"lacking": ["yes"]})
    assert sent.closed, sent.errors


async def test_the_claim_form_leads_to_the_pack_of_its_payer(team: Team) -> None:
    await a_claim_with_documents(team)
    await team.types(team.lin, "/lost claim 1")
    assert team.lin.view is not None
    if "claim_pack" not in actions_of(team.lin.view):
        await team.clicks(team.lin, team.lin.view, "claim_payer", selected="UPS (the carrier)")
    await team.clicks(team.lin, team.lin.view, "claim_pack")
    assert team.lin.view.content["callback_id"] == "claim_pack"
    assert '"p":"C:C1"' in team.lin.view.content["private_metadata"]


async def test_a_letter_with_a_gap_is_not_confirmed(team: Team) -> None:
    await a_claim_with_documents(team)
    async with nothing_changes(team):
        sent = await confirms(team, team.lin, name="Lin", **{LETTER: "It was handed over on ⟦the day⟧."})
        assert sent.errors == {LETTER: "Still missing: the day. Write it in, or take the line out."}
        assert (await team.submits(team.lin, {LETTER: "Pay.", "name": "  "})).errors.keys() == {"name"}
        assert await owed(team) is None


async def test_another_language_begins_the_letter_anew_and_a_chinese_pack_is_chinese(team: Team) -> None:
    await a_claim_with_documents(team)
    await team.types(team.lin, "/lost lang zh")
    await team.types(team.lin, "/lost 索赔包 1 UPS")
    assert team.lin.view is not None and "确认并生成" in json.dumps(team.lin.view.content, ensure_ascii=False)
    await team.clicks(team.lin, team.lin.view, "pack_language", selected="中文")
    letter = next(block for block in team.lin.view.content["blocks"] if block["block_id"] == "letter:C:C1:zh")
    assert "索赔" in letter["element"]["initial_value"]
    assert (await team.submits(team.lin, {"name": "林薇"})).closed
    await made(team)
    pdf = got(team, team.lin)[0]
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf.content)).pages)
    assert "包裹丢失索赔材料" in text and "林薇" in text and "买家支付的货款" in text


async def test_documents_can_be_left_out_and_the_thread_can_have_it(team: Team) -> None:
    await a_claim_with_documents(team)
    await confirms(team, team.lin, name="Lin", documents=["E1"], where="thread")
    await made(team)
    [posted] = [one for one in team.server.thread(team.card())[1:] if one.files and one.bot_id]
    manifest = json.loads(zipfile.ZipFile(io.BytesIO(posted.files[1].content)).read("manifest.json"))
    assert [one["called"] for one in manifest["files"][1:]] == ["Rechnung Müller.pdf"]
    assert got(team, team.lin) == []


async def test_an_agent_who_has_nothing_to_do_with_the_case_is_refused_with_who_may(team: Team) -> None:
    await team.opens(who=team.maya)
    await team.types(team.maya, "/lost take 1")
    async with nothing_changes(team):
        told = await team.types(team.lin, "/lost pack 1")
    assert "The files of LOST-0001 are for its owner, whoever stands in, leads, finance and admins." in told.text
    assert team.lin.view is None


async def test_a_payer_that_nobody_knows_and_a_thread_without_a_form_get_a_sentence(team: Team) -> None:
    await a_claim_with_documents(team)
    told = await team.types(team.lin, "/lost pack 1 Lloyd's")
    assert "“Lloyd's” owes nothing for LOST-0001 as far as Tracer knows. It knows: UPS." in told.text
    [said] = await team.says(team.lin, "@Tracer pack", thread=team.card())
    assert "This needs a form" in said.text


async def test_more_than_a_form_takes_is_refused_before_anything_is_made(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    await a_claim_with_documents(team)
    monkeypatch.setattr(claim_pack, "LARGEST_ARCHIVE", 1000)
    async with nothing_changes(team):
        sent = await confirms(team, team.lin, name="Lin")
        assert list(sent.errors) == ["documents"] and "Leave the largest ones out." in sent.errors["documents"]
        assert await owed(team) is None


@pytest.mark.parametrize("misfortune", ["lose_answers", "drop_calls"])
async def test_a_post_of_which_nobody_knows_is_looked_for_before_it_is_repeated(team: Team, misfortune: str) -> None:
    await a_claim_with_documents(team)
    await confirms(team, team.lin, name="Lin")
    getattr(team.world.faults, misfortune)("files.completeUploadExternal")
    await made(team)
    team.clock.wind(timedelta(minutes=11))
    await made(team)
    assert len(got(team, team.lin)) == 2
    assert await owed(team) is None


async def test_a_process_that_dies_on_the_way_leaves_it_to_the_next_which_makes_the_same(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    await a_claim_with_documents(team)
    await confirms(team, team.lin, name="Lin")

    async def dies(*_: Any) -> None:
        raise asyncio.CancelledError

    with monkeypatch.context() as patched:
        patched.setattr(UploadsToSlack, "upload", dies)
        with pytest.raises(asyncio.CancelledError):
            await made(team)
    before = [one.sha256 for one in await kept(team)]
    team.clock.wind(timedelta(minutes=11))
    await made(team)
    assert [one.sha256 for one in await kept(team)] == before
    assert hashlib.sha256(got(team, team.lin)[0].content).hexdigest() in before


async def test_a_full_disk_is_said_once_and_tried_again_and_nothing_half_is_there(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    await a_claim_with_documents(team)
    await confirms(team, team.lin, name="Lin")
    before = await kept(team)

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(FilesOnDisk, "put", full)
        for _ in range(2):
            await made(team)
            team.clock.wind(timedelta(minutes=2))
    said = [one.text for one in team.direct(team.lin) if "disk" in one.text]
    assert said == ["The disk of Tracer's server is full, so your file was not made. It is tried again by itself."]
    assert (await kept(team), got(team, team.lin)) == (before, [])
    await made(team)
    assert len(got(team, team.lin)) == 2


async def test_what_slack_refuses_is_said_and_not_tried_for_ever(team: Team) -> None:
    await a_claim_with_documents(team)
    await confirms(team, team.lin, name="Lin")
    team.world.faults.fail("files.getUploadURLExternal", error="file_uploads_disabled")
    await made(team)
    assert team.direct(team.lin)[-1].text == (
        "Slack did not take the file (file_uploads_disabled). Ask for it once more, or tell your admin."
    )
    team.world.faults.fail("files.getUploadURLExternal", error="file_upload_size_restricted")
    await team.types(team.lin, "/lost export 1")
    await made(team)
    assert team.direct(team.lin)[-1].text == (
        "Slack takes no file so large in this workspace. Ask for fewer documents, or for one by one."
    )
    assert await owed(team) is None


async def test_an_erased_case_gives_no_pack_any_more(team: Team) -> None:
    await a_claim_with_documents(team)
    await confirms(team, team.lin, name="Lin")
    at = team.clock.now()
    await team.database.write(lambda tx: tx.personal.erase_case(team.id, 1, at, "U1"))
    await made(team)
    assert got(team, team.lin) == []


async def owed(team: Team) -> Any:
    return await team.database.read(lambda tx: tx.sendings.next_due())
