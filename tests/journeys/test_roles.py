"""Roles: given by hand or by a user group, never to a bot, and never so that nobody is left who could change them."""

import pytest

from bot.playground.people import UserGroup
from handlers.who import who_is
from storage.records import Settings
from tests.journeys.team import Team, text_of
from tests.journeys.ways import no_admin_any_more, nothing_changes, paid_case, waiting_request, whisper

LIN, MAYA, PRIYA = "<@U0LIN0000>", "<@U0MAYA000>", "<@U0PRIYA00>"


async def roles(team: Team) -> dict[str, set[str]]:
    people = (team.lin.id, team.maya.id, team.priya.id)
    found = await team.database.read(lambda tx: {user: who_is(tx, team.id, user).roles for user in people})
    return {user: set(has) for user, has in found.items()}


async def settings(team: Team) -> Settings:
    return await team.database.read(lambda tx: tx.settings(team.id).get())


async def gives(team: Team, **lists: object) -> dict[str, str]:
    """Maya opens the roles, changes these lists and saves; the errors below the fields."""
    await team.types(team.maya, "/lost roles")
    return (await team.submits(team.maya, lists)).errors


async def test_an_admin_gives_roles_in_one_form_and_they_hold_at_the_next_click(team: Team) -> None:
    card = await paid_case(team)
    assert await gives(team, lead=[team.lin.id], finance=[team.priya.id], viewer=[]) == {}
    told = [one.text for one in team.maya.sees("lost-parcels") if one.only_for == team.maya.id][-1]
    assert told.splitlines() == [
        "The roles are kept and hold from the next click on:",
        f"{LIN}: leads",
        f"{MAYA}: agents, leads, admins",
        f"{PRIYA}: finance",
    ]
    assert await roles(team) == {
        team.lin.id: {"lead"},
        team.maya.id: {"agent", "lead", "admin"},
        team.priya.id: {"finance"},
    }
    async with nothing_changes(team):
        assert whisper(await team.clicks(team.priya, card, "decide:choose_refund")).startswith("This is for agents")
    assert await gives(team) == {}
    assert (await settings(team)).approvers == [team.priya.id]


async def test_everybody_else_reads_who_does_what_and_changes_nothing(team: Team) -> None:
    told = await team.types(team.lin, "/lost roles")
    assert text_of(told.private[0]).splitlines() == [
        f"*agents*  {LIN}, {MAYA}, {PRIYA}",
        f"*leads*  {MAYA}",
        f"*finance*  {MAYA}",
        f"*admins*  {MAYA}",
        "*viewers*  nobody",
    ]
    await team.types(team.maya, "/lost roles")
    await no_admin_any_more(team)
    await team.submits(team.maya, {"admin": [team.maya.id]})
    assert team.maya.view is not None and text_of(team.maya.view).startswith("Roles are given by an admin.")
    assert await settings(team) == Settings()


async def test_nobody_locks_everybody_out(team: Team) -> None:
    """Slack's owners stay admins; where there is none of them, the last admin and the last approver stay too."""
    assert await gives(team, admin=[team.maya.id], finance=[team.priya.id]) == {}
    await no_admin_any_more(team)
    before = await roles(team)
    assert await gives(team, admin=[]) == {
        "admin": "Then nobody could change settings any more. Leave at least one admin."
    }
    assert await gives(team, finance=[]) == {
        "finance": "Then nobody could approve any more. Leave at least one approver."
    }
    errors = await gives(team, lead=[team.world.app.bot_user], viewer=[team.world.app.bot_user])
    assert list(errors) == ["lead", "viewer"]
    assert set(errors.values()) == {"Tracer can have no role: that is a bot, a guest or somebody who has left."}
    assert await roles(team) == before


async def test_a_role_comes_and_goes_with_a_user_group(team: Team) -> None:
    team.world.groups.append(UserGroup(id="S0FINANCE", handle="finance", name="Finance", users=[team.priya.id]))
    await team.tracer.directory.sync_groups()
    assert await gives(team, group_finance="S0FINANCE") == {}
    assert (await roles(team))[team.priya.id] == {"finance"}
    assert (await roles(team))[team.maya.id] == {"agent", "lead", "admin", "finance"}
    team.world.groups[-1].users[:] = [team.lin.id]
    await team.tracer.directory.sync_groups()
    assert (await roles(team))[team.lin.id] == {"finance"}
    assert (await roles(team))[team.priya.id] == {"agent"}


async def test_where_slack_has_no_user_groups_the_form_says_so_and_what_was_known_stays(team: Team) -> None:
    await team.settings(role_groups={"lead": "S0LEADS"})
    team.world.faults.fail("usergroups.list", error="plan_upgrade_required")
    assert await team.tracer.directory.sync_groups() == 0
    await team.types(team.maya, "/lost roles")
    assert team.maya.view is not None and "They are part of Slack's paid plans" in text_of(team.maya.view)
    await team.submits(team.maya)
    assert (await settings(team)).role_groups == {"lead": "S0LEADS"}


async def test_a_new_approver_is_shown_what_waits(team: Team) -> None:
    await waiting_request(team)
    await gives(team, finance=[team.priya.id, team.lin.id])
    await gives(team, finance=[team.maya.id, team.priya.id])
    asked = [one for one in team.direct(team.maya) if any(block.get("block_id") == "approval" for block in one.blocks)]
    assert len(asked) == 1


@pytest.mark.parametrize("typed", ["/lost 1Z999AA10123456784", "/lost"])
async def test_who_only_looks_opens_no_case(team: Team, typed: str) -> None:
    await gives(team, viewer=[team.lin.id])
    told = await team.types(team.lin, typed)
    if team.lin.view is not None:
        await team.submits(team.lin, {"numbers": "1Z999AA10123456784"})
        assert text_of(team.lin.view).startswith("This is for admins, agents, leads to do.")
    else:
        assert whisper(told) == f"This is for admins, agents, leads to do. Ask {MAYA}, {PRIYA}."
    assert team.cards() == []
