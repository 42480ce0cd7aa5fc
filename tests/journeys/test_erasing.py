"""What is personal of a case is erased by an admin: here, and in Slack what Tracer posted of it."""

import pytest

from cases.buyers import Buyer
from cases.decide import replay
from cases.document import to_document
from tests.journeys.team import HOME, Team, actions_of, text_of
from tests.journeys.test_claim_packs import INVOICE, made
from tests.journeys.test_evidence import drops
from tests.journeys.ways import ORDER, no_admin_any_more, nothing_changes, notice, whisper

SECRET = "Frau Müller, Hauptstraße 9"


async def a_case_with_words(team: Team) -> None:
    """Lin's case with a note, a message of the buyer, a file, and an export that Maya was sent."""
    await team.opens(hints=ORDER.format(price="31"))
    await drops(team, team.lin, [("Rechnung.pdf", INVOICE)], team.card())
    await team.types(team.lin, f"/lost note 1 {SECRET} called.")
    await team.wait(minutes=5)
    await team.types(team.maya, "/lost export 1")
    await made(team)
    await team.settle()


def sent_files(team: Team) -> list[str]:
    """The names of the files that Tracer uploaded and Slack still has."""
    return [one.name for one in team.world.files.values() if one.user == team.world.app.bot_user]


async def erases(team: Team, typed: str = "erase 1") -> str:
    """Maya, an admin, types it and confirms; what she is told."""
    await team.types(team.maya, f"/lost {typed}")
    assert team.maya.view is not None and team.maya.view.callback_id == "erase"
    sent = await team.submits(team.maya)
    assert sent.closed, sent
    return [one for one in team.maya.sees(HOME) if one.only_for == team.maya.id][-1].text


async def test_notes_files_and_what_was_posted_of_them_are_gone_and_the_case_stays(team: Team) -> None:
    await a_case_with_words(team)
    assert any(SECRET in one for one in team.story()) and len(sent_files(team)) == 1
    before = await team.case()
    told = await erases(team)
    assert "What was personal of *LOST-0001* is erased here." in told
    assert "1 message with files that people posted themselves stays" in told and "/archives/" in told
    assert all(SECRET not in one for one in team.story())
    assert sent_files(team) == []
    assert team.story()[-1].endswith("erased what was personal of the case")
    after = await team.case()
    assert (after.order, after.parcels, after.clocks) == (before.order, before.parcels, before.clocks)
    log = await team.database.read(lambda tx: tx.cases.log(team.id, 1))
    assert to_document(replay(log)) == to_document(after) and log[-1].move == "erase"
    assert await team.database.read(lambda tx: tx.evidence.of_case(team.id, 1)) == ()
    await team.clicks(team.maya, team.card(), "more")
    assert team.maya.view is not None
    await team.clicks(team.maya, team.maya.view, "history")
    assert team.maya.view is not None and "noted: (erased)" in text_of(team.maya.view)
    assert SECRET not in text_of(team.maya.view)


async def test_a_case_is_erased_from_more_and_goes_on_taking_notes(team: Team) -> None:
    await team.opens()
    await team.types(team.lin, f"/lost note 1 {SECRET}")
    await team.clicks(team.maya, team.card(), "more")
    assert team.maya.view is not None
    await team.clicks(team.maya, team.maya.view, "erase")
    assert team.maya.view is not None and "this cannot be undone" in text_of(team.maya.view)
    await team.submits(team.maya)
    assert all(SECRET not in one for one in team.story())
    await team.types(team.lin, "/lost note 1 Nothing more to come.")
    assert "Nothing more to come." in team.story()[-1]
    await team.types(team.lin, "/lost notlost 1 delivered")
    assert (await team.case()).closed_at is not None
    await erases(team)
    assert "Nothing more to come." not in "".join(team.story())


async def test_all_cases_of_an_order_are_erased_at_once_and_no_other(team: Team) -> None:
    await team.opens(hints=ORDER.format(price="31"))
    await team.opens("00340434161094042557", hints=ORDER.format(price="31"))
    await team.opens("9400111206206406260787")
    for number in (1, 2, 3):
        await team.types(team.lin, f"/lost note {number} {SECRET}")
    told = await erases(team, "erase order 305-1234567-1234567")
    assert "*LOST-0001, LOST-0002*" in told
    logs = [await team.database.read(lambda tx, n=n: tx.cases.log(team.id, n)) for n in (1, 2, 3)]  # type: ignore[misc]
    assert [log[-1].move for log in logs] == ["erase", "erase", "note"]


@pytest.mark.parametrize("typed", ["erase 1", "erase order 305-1234567-1234567"])
async def test_nobody_but_an_admin_erases(team: Team, typed: str) -> None:
    await team.opens(hints=ORDER.format(price="31"))
    async with nothing_changes(team):
        told = await team.types(team.lin, f"/lost {typed}")
        assert whisper(told).startswith("This is for")
        await team.clicks(team.lin, team.card(), "more")
        assert team.lin.view is not None and "erase" not in actions_of(team.lin.view)
        forged = team.card().snapshot()
        forged.blocks[-1]["elements"][0] |= {"action_id": "erase", "value": '{"c":1}'}
        await team.clicks(team.lin, forged, "erase")
        await team.types(team.maya, f"/lost {typed}")
        await no_admin_any_more(team)
        await team.submits(team.maya)
    assert "This is for" in notice(team.maya)


async def test_all_cases_of_a_buyer_are_erased_and_what_was_typed_is_repeated_nowhere(team: Team) -> None:
    await team.opens()
    await team.opens("00340434161094042557")
    await team.opens("9400111206206406260787")
    anna, ben = Buyer("Anna Müller", email="anna@example.com"), Buyer("Ben Stone")
    for number, buyer in ((1, anna), (2, ben), (3, anna)):
        await team.database.write(
            lambda tx, n=number, one=buyer: tx.buyers.keep(team.id, n, one, "ULIN", team.clock.now())  # type: ignore[misc]
        )
    told = await team.types(team.maya, "/lost erase buyer Charles Darwin")
    assert whisper(told).startswith("No case has a buyer of that name") and "Darwin" not in whisper(told)
    await team.types(team.maya, "/lost erase buyer Anna@example.com")
    assert team.maya.view is not None
    shown = text_of(team.maya.view)
    assert "LOST-0001: A••• M•••" in shown and "LOST-0003" in shown and "LOST-0002" not in shown
    assert "anna@" not in shown
    await team.submits(team.maya)
    kept = [await team.database.read(lambda tx, n=n: tx.buyers.get(team.id, n)) for n in (1, 2, 3)]  # type: ignore[misc]
    assert kept == [None, ben, None]


async def test_an_order_that_no_case_has_gets_a_sentence(team: Team) -> None:
    told = await team.types(team.maya, "/lost erase order 999")
    assert whisper(told).startswith("No case has the order 999. Type it as the case shows it")


async def test_in_chinese(team: Team) -> None:
    await team.opens()
    await team.settings(language="zh_CN")
    await team.types(team.maya, "/lost lang 中文")
    await team.types(team.lin, f"/lost note 1 {SECRET}")
    told = await erases(team, "删除个人信息 1")
    assert "LOST-0001" in told and "已删除" in told
    assert all(SECRET not in one for one in team.story())
