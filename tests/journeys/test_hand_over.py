"""Everything of one person becomes another's: seen before it is done, told once, refused to those whose it is not."""

import pytest

from tests.journeys.numbers import ups_numbers
from tests.journeys.team import Team, actions_of
from tests.journeys.ways import give_roles, nothing_changes, whisper

LIN, MAYA, PRIYA = "<@U0LIN0000>", "<@U0MAYA000>", "<@U0PRIYA00>"


async def cases_of_lin(team: Team, count: int = 3) -> None:
    for number in ups_numbers(count):
        await team.opens(number)
    for number in range(1, count + 1):
        await team.types(team.lin, f"/lost take {number}")


async def owners(team: Team, count: int = 3) -> list[str | None]:
    return [(await team.case(number)).owner for number in range(1, count + 1)]


async def test_a_lead_hands_over_everything_after_a_look_and_the_new_owner_is_told_once(team: Team) -> None:
    await cases_of_lin(team)
    told = await team.types(team.maya, f"/lost handover {LIN} to {PRIYA}")
    assert told.private[0].text == f"3 open cases of {LIN} would be {PRIYA}'s:"
    assert await owners(team) == [team.lin.id] * 3
    done = await team.clicks(team.maya, told.private[0], "hand_over")
    assert whisper(done) == f"3 cases of {LIN} are {PRIYA}'s now."
    assert await owners(team) == [team.priya.id] * 3
    [message] = [one for one in team.direct(team.priya) if "handed over" in one.text]
    assert message.text == f"{MAYA} handed over to you 3 open cases of {LIN}:"
    assert sorted(actions_of(message)) == ["show:1", "show:2", "show:3"]
    assert team.story(1)[-1] == f"{MAYA} handed the case over"
    again = await team.clicks(team.maya, told.private[0], "hand_over")
    assert whisper(again) == f"{LIN} has no open case any more, so nothing was changed."


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (f"{LIN}", "From whom to whom? Mention both, as in “/lost handover @lin @maya”."),
        (f"{LIN} to {LIN}", "Whoever gets the cases must be somebody else. Mention two people."),
        (f"{PRIYA} to {LIN}", f"{PRIYA} has no open case, so there is nothing to hand over."),
        (f"{LIN} to <@U0TRACER0>", "<@U0TRACER0> cannot own a case: that is a bot, or somebody who has left."),
    ],
)
async def test_what_cannot_be_handed_over_is_told_and_nothing_changes(team: Team, typed: str, said: str) -> None:
    await cases_of_lin(team, 1)
    async with nothing_changes(team):
        assert whisper(await team.types(team.maya, f"/lost handover {typed}")) == said


async def test_nobody_but_leads_and_admins_hands_over_by_any_door(team: Team) -> None:
    await cases_of_lin(team, 1)
    said = f"Everything of one person is handed over by a lead or an admin. Ask {MAYA}."
    shown = await team.types(team.maya, f"/lost handover {LIN} to {PRIYA}")
    await give_roles(team, team.lin.id, "agent")
    async with nothing_changes(team):
        assert whisper(await team.types(team.lin, f"/lost handover {LIN} to {PRIYA}")) == said
        forged = team.card().snapshot()
        value = shown.private[0].blocks[-1]["elements"][0]["value"]
        forged.blocks[-1]["elements"][0] |= {"action_id": "hand_over", "value": value}
        assert whisper(await team.clicks(team.lin, forged, "hand_over")) == said
