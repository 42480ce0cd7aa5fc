"""One thing done to all cases of a selection: looked at first, each by its own rules and rights, and once."""

from typing import Any

import pytest

from handlers import bulk_moves
from tests.journeys.team import DHL, UPS, USPS, Team, text_of
from tests.journeys.ways import give_roles, whisper


async def opened(team: Team) -> None:
    for number in (UPS, DHL, USPS):
        await team.types(team.lin, f"/lost {number}")


async def looks(team: Team, who: Any, query: str, **values: str) -> str:
    """Somebody chooses what is to be done to the cases of a list; returns what the look shows."""
    await team.types(who, f"/lost bulk {query}".strip())
    sent = await team.submits(who, values)
    assert not sent.errors, sent.errors
    return text_of(who.view)


async def does(team: Team, who: Any) -> str:
    """They confirm it; returns what they are told."""
    room = team.world.channel("lost-parcels")
    before = {one.ts for one in who.sees(room)}
    assert (await team.submits(who)).closed
    return next(text_of(one) for one in who.sees(room) if one.ts not in before and one.only_for == who.id)


async def test_all_that_match_are_given_to_somebody_after_a_look(team: Team) -> None:
    await opened(team)
    await team.types(team.lin, f"/lost assign 1 <@{team.maya.id}>")
    shown = (await looks(team, team.lin, "", what="assign", person=team.maya.id)).splitlines()
    assert shown[:3] == ["*Give them to somebody*", "*2 cases allow it*", "LOST-0002, LOST-0003"]
    assert shown[3:5] == ["*1 does not, and stays as it is*", f"LOST-0001: It is <@{team.maya.id}>'s already."]
    assert (await team.case(2)).owner is None
    assert (await does(team, team.lin)).splitlines()[0] == "Give them to somebody: done in 2 cases."
    assert [(await team.case(n)).owner for n in (1, 2, 3)] == [team.maya.id] * 3


async def test_what_changed_since_the_look_is_left_and_told(team: Team) -> None:
    await opened(team)
    await looks(team, team.lin, "", what="assign", person=team.maya.id)
    await team.types(team.maya, "/lost notlost 2 wrong number")
    version = await team.version(2)
    told = (await does(team, team.lin)).splitlines()
    assert told[:2] == ["Give them to somebody: done in 2 cases.", "LOST-0001, LOST-0003"]
    assert told[2].startswith("LOST-0002: ")
    assert await team.version(2) == version


async def test_an_inquiry_is_marked_as_sent_to_one_carrier_only(team: Team) -> None:
    await opened(team)
    await team.types(team.lin, "/lost bulk")
    refused = await team.submits(team.lin, {"what": "sent"})
    assert list(refused.errors) == ["what"]
    await looks(team, team.lin, "carrier:ups", what="sent")
    assert (await does(team, team.lin)).splitlines()[1] == "LOST-0001"
    states = [(await team.case(n)).investigations[0].state for n in (1, 2, 3)]
    assert states == ["requested", "not_opened", "not_opened"]


async def test_all_are_snoozed_and_written_off_with_a_reason(team: Team) -> None:
    await opened(team)
    await team.types(team.lin, "/lost bulk")
    assert list((await team.submits(team.lin, {"what": "write_off"})).errors) == ["reason"]
    assert list((await team.submits(team.lin, {"what": "snooze", "reason": "x"})).errors) == ["until"]
    shown = await looks(team, team.lin, "", what="snooze", until="2026-11-30", reason="holidays")
    assert "*3 cases allow it*" in shown
    assert (await does(team, team.lin)).splitlines()[0] == "Snooze them: done in 3 cases."
    assert [len((await team.case(n)).snoozes) for n in (1, 2, 3)] == [1, 1, 1]
    await looks(team, team.lin, "", what="write_off", reason="worth less than the work")
    assert (await does(team, team.lin)).splitlines()[0] == "Write them off: done in 3 cases."
    assert [(await team.case(n)).claim_end for n in (1, 2, 3)] == ["not_claimed"] * 3


async def test_who_may_not_is_refused_before_and_at_the_last_click(team: Team) -> None:
    await opened(team)
    await looks(team, team.lin, "", what="assign", person=team.maya.id)
    await give_roles(team, team.lin.id, "viewer")
    told = await does(team, team.lin)
    assert told.splitlines()[0] == "Give them to somebody: done in 0 cases."
    assert [(await team.case(n)).owner for n in (1, 2, 3)] == [None] * 3
    assert whisper(await team.types(team.lin, "/lost bulk")).startswith("This is for ")


async def test_more_than_go_at_once_are_said_to_be_left_and_in_chinese(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    await opened(team)
    monkeypatch.setattr(bulk_moves, "AT_ONCE", 2)
    await team.types(team.lin, "/lost lang zh")
    await team.types(team.lin, "/lost 批量")
    assert text_of(team.lin.view).splitlines()[:2] == [
        "*符合条件的进行中案件 3 个*",
        "先处理最先到期的 2 个；其余请再操作一次。",
    ]
    await team.submits(team.lin, {"what": "assign", "person": team.maya.id})
    assert (await does(team, team.lin)).splitlines()[0] == "交给某人：已在 2 个案件中完成。"
