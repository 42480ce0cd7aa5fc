"""Kept files and whole cases, sent to whoever may see them: directly, once, and noted in the log."""

import io
import json
import zipfile

from pypdf import PdfReader

from tests.journeys.team import Team, text_of
from tests.journeys.test_claim_packs import INVOICE, a_claim_with_documents, got, made
from tests.journeys.test_evidence import drops
from tests.journeys.ways import nothing_changes
from tests.packs.samples import photograph


async def test_a_kept_file_comes_to_whoever_asks_as_it_was_given_and_the_log_says_so(team: Team) -> None:
    await a_claim_with_documents(team)
    lines = len(team.story())
    await team.types(team.maya, "/lost evidence 1")
    assert team.maya.view is not None
    await team.clicks(team.maya, team.maya.view, "see_evidence", block_id="file:E1")
    await made(team)
    [file] = got(team, team.maya)
    assert (file.name, file.content) == ("Rechnung-Müller.pdf", INVOICE)
    assert got(team, team.lin) == [] and len(team.story()) == lines
    entry = (await team.database.read(lambda tx: tx.cases.log(team.id, 1)))[-1]
    assert (entry.move, entry.actor.id, entry.details["slot"]) == ("see_evidence", team.maya.id, "value")


async def test_a_file_of_a_case_that_became_somebody_elses_is_refused_with_who_may(team: Team) -> None:
    await team.opens(who=team.maya)
    await drops(team, team.maya, [("a.pdf", INVOICE)], team.card())
    await team.types(team.lin, "/lost evidence 1")
    form = team.lin.view
    assert form is not None
    await team.types(team.maya, "/lost take 1")
    async with nothing_changes(team):
        await team.clicks(team.lin, form, "see_evidence", block_id="file:E1")
        await made(team)
    assert got(team, team.lin) == []
    assert team.lin.view is not None
    assert "are for its owner, whoever stands in, leads, finance and admins." in text_of(team.lin.view)


async def test_an_erased_file_is_sent_to_nobody(team: Team) -> None:
    await a_claim_with_documents(team)
    await team.types(team.lin, "/lost evidence 1")
    assert team.lin.view is not None
    await team.clicks(team.lin, team.lin.view, "see_evidence", block_id="file:E1")
    at = team.clock.now()
    await team.database.write(lambda tx: tx.personal.erase_case(team.id, 1, at, "U1"))
    await made(team)
    assert got(team, team.lin) == []


async def test_a_case_is_exported_whole_to_whoever_may_see_it(team: Team) -> None:
    await a_claim_with_documents(team)
    await team.types(team.lin, "/lost note 1 The buyer moved <b>house</b>.")
    told = await team.types(team.lin, "/lost export 1")
    said = "Everything that is kept of *LOST-0001* comes to you directly in a moment, in one archive."
    assert told.text.startswith(said)
    await made(team)
    [file] = got(team, team.lin)
    inside = zipfile.ZipFile(io.BytesIO(file.content))
    assert inside.namelist() == [
        "LOST-0001.pdf", "case.json", "files/01-value-Rechnung-Müller.pdf", "files/02-waybill-box.jpg", "manifest.json",
    ]  # fmt: skip
    assert [inside.read(name) for name in inside.namelist()[2:4]] == [INVOICE, photograph(1)]
    told_of = json.loads(inside.read("case.json"))
    log = await team.database.read(lambda tx: tx.cases.log(team.id, 1))
    assert [one["move"] for one in told_of["log"]] == [one.move for one in log]
    note = next(one for one in told_of["log"] if one["move"] == "note")
    assert note["details"]["text"]["text"] == "The buyer moved <b>house</b>."
    assert {(one["account"], one["amount"], one["currency"]) for one in told_of["ledger"]} == {
        ("goods", "31.00", "EUR")
    }
    assert told_of["case"]["clocks"] and told_of["case"]["version"] == log[-1].seq
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(inside.read("LOST-0001.pdf"))).pages)
    for said in ("Case LOST-0001", "noted: The buyer moved <b>house</b>.", "EUR 31.00", "Rechnung Müller.pdf"):
        assert said in text, said
    assert "<@" not in text and "&lt;" not in text


async def test_an_export_in_chinese_is_chinese(team: Team) -> None:
    await a_claim_with_documents(team)
    await team.types(team.lin, "/lost lang zh")
    await team.types(team.lin, "/lost 导出 1")
    await made(team)
    inside = zipfile.ZipFile(io.BytesIO(got(team, team.lin)[0].content))
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(inside.read("LOST-0001.pdf"))).pages)
    assert "案件 LOST-0001" in text and "价值证明" in text and "History" not in text


async def test_an_agent_who_has_nothing_to_do_with_a_case_exports_none_of_it(team: Team) -> None:
    await team.opens(who=team.maya)
    await team.types(team.maya, "/lost take 1")
    async with nothing_changes(team):
        told = await team.types(team.lin, "/lost export 1")
        await made(team)
    assert "are for its owner, whoever stands in, leads, finance and admins." in told.text
    assert got(team, team.lin) == []
