"""Private cases: who they are for sees and moves them as ever; everybody else reads that there is one."""

import pytest

from handlers.desk import Desk
from storage.transaction import Transaction
from tests.journeys.team import HOME, UPS, Team, actions_of, text_of
from tests.journeys.ways import nothing_changes, paid_case, whisper

PRIVATE = "LOST-0001 is private: its owner, whoever stands in, leads, finance and admins see it."
MAYA = "<@U0MAYA000>"


async def private_case(team: Team) -> None:
    """Maya's case of a vase, made private by her. Lin is an agent like any other."""
    await team.opens(hints='amazon.de 305-1234567-1234567 "blue vase, 31 EUR"')
    await team.clicks(team.maya, team.card(), "move:take")
    await team.clicks(team.maya, team.card(), "more")
    assert team.maya.view is not None
    await team.clicks(team.maya, team.maya.view, "make_private")


async def test_the_channel_sees_that_there_is_one_and_no_more(team: Team) -> None:
    await private_case(team)
    lines = len(team.story())
    assert text_of(team.card()).splitlines() == [f"🔒 {PRIVATE}", f"*Owner*  {MAYA}", "Show"]
    await team.types(team.maya, "/lost note 1 The buyer moved.")
    assert len(team.story()) == lines
    assert all("vase" not in text_of(one) for one in team.cards())


@pytest.mark.parametrize("typed", ["show 1", "1", UPS, "note 1 hello", "why 1", "close 1", "assign 1 me", "evidence 1"])
async def test_no_command_shows_or_moves_it_for_others(team: Team, typed: str) -> None:
    await private_case(team)
    async with nothing_changes(team):
        told = await team.types(team.lin, f"/lost {typed}")
        assert whisper(told) == f"{PRIVATE} Ask {MAYA}."
    assert team.lin.view is None


async def test_no_button_list_or_search_shows_it_to_others(team: Team) -> None:
    await team.opens()
    old = team.card().snapshot()
    await team.clicks(team.maya, team.card(), "move:take")
    await team.clicks(team.maya, team.card(), "more")
    assert team.maya.view is not None
    await team.clicks(team.maya, team.maya.view, "make_private")
    async with nothing_changes(team):
        for action in ("move:take:", "more:1", "record:1", "decide:choose_refund:"):
            forged = old.snapshot()
            forged.blocks[-1]["elements"][0] |= {"action_id": action, "value": '{"c":1}'}
            assert whisper(await team.clicks(team.lin, forged, action)) == f"{PRIVATE} Ask {MAYA}."
        assert whisper(await team.clicks(team.lin, team.card(), "show:1")) == f"{PRIVATE} Ask {MAYA}."
    for words in ("", "all", UPS, "LOST-0001"):
        assert "No case matches" in (await team.types(team.lin, f"/lost list {words}")).private[-1].text
        assert "LOST-0001* 🔒" in text_of((await team.types(team.maya, f"/lost list {words}")).private[-1])
    digest = (await team.types(team.lin, "/lost digest preview")).private[-1]
    assert "LOST-0001" not in text_of(digest)


async def test_whom_it_is_for_works_on_it_and_shows_it_again(team: Team) -> None:
    await private_case(team)
    shown = await team.clicks(team.maya, team.card(), "show:1")
    assert "blue vase" in text_of(shown.private[0])
    await team.clicks(team.maya, shown.private[0], "more")
    assert team.maya.view is not None
    assert "make_public" in actions_of(team.maya.view)
    await team.clicks(team.maya, team.maya.view, "make_public")
    assert "…6784" in text_of(team.card()) and not (await team.case()).private
    assert (await team.types(team.lin, "/lost show 1")).private[0].text.startswith("*LOST-0001*")


async def test_only_who_goes_on_seeing_it_makes_a_case_private(team: Team) -> None:
    await paid_case(team)
    await team.clicks(team.lin, team.card(), "more")
    await team.types(team.maya, "/lost assign 1 @maya".replace("@maya", MAYA))
    assert team.lin.view is not None
    async with nothing_changes(team):
        await team.clicks(team.lin, team.lin.view, "make_private")
    assert "made private by its owner, by whoever stands in, or by a lead" in text_of(team.lin.view)


async def test_a_reminder_of_it_tells_the_thread_nothing(team: Team) -> None:
    await private_case(team)
    await team.wait(days=2)
    said = [text_of(one) for one in team.server.thread(team.card())[1:]]
    assert any(f"A reminder of *LOST-0001*, which is private, for {MAYA}" in one for one in said)
    assert not any("vase" in one or "6784" in one for one in said)


async def test_the_desk_without_a_reader_sees_every_case(team: Team) -> None:
    await private_case(team)

    def number(tx: Transaction) -> int:
        return Desk(tx, team.id, team.clock.now()).case(1).number

    assert await team.database.read(number) == 1 and team.cards(HOME)
