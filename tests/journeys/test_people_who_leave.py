"""Whoever leaves takes no case along: each passes on at once, and the new owner hears of all of them in one message."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from bot.playground.happenings import change_person
from handlers import passing_on
from handlers.desk import Desk
from storage.transaction import Transaction
from tests.journeys.numbers import with_check_digit
from tests.journeys.team import Team, actions_of, text_of
from tests.journeys.ways import give_roles, nothing_changes, with_approver

LIN, MAYA, PRIYA = "<@U0LIN0000>", "<@U0MAYA000>", "<@U0PRIYA00>"


async def cases_of_lin(team: Team, count: int = 3) -> None:
    """Lin has so many open cases."""
    await with_approver(team)
    for number in range(count):
        await team.opens(with_check_digit(f"1Z999AA10{10_000_000 + number}"))
        await team.clicks(team.lin, team.card(number + 1), "move:take")


async def stands_in(team: Team, user: str | None, for_whom: str = "U0LIN0000") -> None:
    def change(tx: Transaction) -> None:
        tx.connection.execute(text("UPDATE people SET backup = :b WHERE id = :id"), {"b": user, "id": for_whom})

    await team.database.write(change)


async def leaves(team: Team, **changes: Any) -> int:
    """Slack tells that lin's account was deactivated, and the next sweep comes."""
    change_person(team.world, "lin", **(changes or {"deleted": True}))
    await team.settle()
    passed = await team.tracer.passing_on.sweep()
    team.clock.wind(timedelta(seconds=6))
    await team.settle()
    return passed


async def owners(team: Team, count: int = 3) -> list[str | None]:
    return [(await team.case(number)).owner for number in range(1, count + 1)]


def messages(team: Team, who: Any) -> list[str]:
    return [text_of(one) for one in team.direct(who) if "has left" in text_of(one)]


async def test_every_open_case_goes_to_whoever_stands_in_and_they_are_told_once(team: Team) -> None:
    await cases_of_lin(team)
    await team.types(team.lin, "/lost notlost 3 delivered")
    await stands_in(team, team.priya.id)
    assert await leaves(team) == 2
    assert await owners(team) == [team.priya.id, team.priya.id, team.lin.id]
    (message,) = messages(team, team.priya)
    assert message.splitlines()[0] == f"{LIN} has left, and 2 open cases of theirs are yours now:"
    assert [line.partition(" · ")[0] for line in message.splitlines() if "LOST-" in line] == [
        "🟡 *LOST-0001*",
        "🟡 *LOST-0002*",
    ]
    assert actions_of(next(one for one in team.direct(team.priya) if "has left" in text_of(one))) == [
        "show:1",
        "show:2",
    ]
    assert messages(team, team.maya) == []
    team.check_everything_shown()


async def test_the_story_says_it_without_ringing_at_anybody_for_each_case(team: Team) -> None:
    await cases_of_lin(team, 1)
    await stands_in(team, team.priya.id)
    await leaves(team)
    assert team.story()[-1] == f"Tracer passed the case on, because {LIN} has left"
    assert PRIYA in text_of(team.card()).splitlines()[1]
    log = await team.database.read(lambda tx: tx.cases.log(team.id, 1))
    assert (log[-1].move, log[-1].actor.kind, log[-1].details) == (
        "pass_on",
        "clock",
        {"person": team.lin.id, "other": team.priya.id},
    )


async def test_without_anybody_to_stand_in_the_case_is_nobodys_and_the_lead_hears_of_it(team: Team) -> None:
    await cases_of_lin(team, 2)
    assert await leaves(team) == 2
    assert await owners(team, 2) == [None, None]
    assert messages(team, team.maya)[0].splitlines()[0] == (
        f"{LIN} has left with nobody to stand in: 2 open cases have no owner. Take or assign them:"
    )
    assert len(messages(team, team.maya)) == 1


async def test_the_leads_hear_of_it_in_their_channel_where_they_have_one(team: Team) -> None:
    await cases_of_lin(team, 1)
    room = team.world.channel("lost-finance")
    await team.settings(leads_channel=room.id)
    await leaves(team)
    assert messages(team, team.maya) == []
    assert [one.text for one in room.messages if "has left" in one.text] == [
        f"{LIN} has left with nobody to stand in: 1 open case has no owner. Take it or assign it:"
    ]


async def test_whoever_has_left_as_well_inherits_nothing(team: Team) -> None:
    await cases_of_lin(team, 1)
    await stands_in(team, team.priya.id)
    change_person(team.world, "priya", deleted=True)
    await leaves(team)
    assert await owners(team, 1) == [None]


async def test_who_may_not_work_on_cases_inherits_none(team: Team) -> None:
    await cases_of_lin(team, 1)
    await stands_in(team, team.priya.id)
    await give_roles(team, team.priya.id, "finance")
    await leaves(team)
    assert await owners(team, 1) == [None]
    assert len(messages(team, team.maya)) == 1


async def test_where_everybody_who_leads_has_left_too_the_channel_of_last_resort_reads_it(team: Team) -> None:
    room = team.world.channel("lost-finance")
    await cases_of_lin(team, 1)
    await team.settings(last_resort_channel=room.id)
    change_person(team.world, "maya", deleted=True)
    await leaves(team)
    await team.wait(hours=8)
    told = [text_of(one).splitlines()[0] for one in room.messages if one.bot_id]
    assert told[0] == f"{LIN} has left with nobody to stand in: 1 open case has no owner. Take it or assign it:"
    assert len(told) == 2 and "(nobody yet): Take the case and confirm the cause. It was due 2026-11-23" in told[1]


async def test_a_second_sweep_and_a_second_event_change_nothing(team: Team) -> None:
    await cases_of_lin(team, 2)
    await stands_in(team, team.priya.id)
    await leaves(team)
    async with nothing_changes(team):
        assert await leaves(team) == 0
    assert len(messages(team, team.priya)) == 1


async def test_a_full_look_at_the_people_finds_those_whose_leaving_nobody_told_us_of(team: Team) -> None:
    await cases_of_lin(team, 1)
    await stands_in(team, team.priya.id)
    team.world.person("lin").deleted = True
    assert await team.tracer.passing_on.sweep() == 0
    await team.tracer.directory.sync()
    assert await team.tracer.passing_on.sweep() == 1
    assert await owners(team, 1) == [team.priya.id]


async def test_a_crash_in_the_middle_loses_no_case_and_doubles_no_message(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    await cases_of_lin(team)
    await stands_in(team, team.priya.id)
    change_person(team.world, "lin", deleted=True)
    await team.settle()
    monkeypatch.setattr(passing_on, "MOST_TRANSACTIONS", 1)
    monkeypatch.setattr(passing_on, "LONGEST_TRANSACTION_SECONDS", -1.0)
    assert await team.tracer.passing_on.sweep() == 1
    team.clock.wind(timedelta(seconds=6))
    await team.settle()
    (message,) = messages(team, team.priya)
    assert message.splitlines()[0] == f"{LIN} has left, and 3 open cases of theirs are yours now:"
    monkeypatch.undo()
    assert await team.tracer.passing_on.sweep() == 2
    team.clock.wind(timedelta(seconds=6))
    await team.settle()
    assert await owners(team) == [team.priya.id] * 3
    assert len(messages(team, team.priya)) == 1


async def test_a_case_that_cannot_be_passed_on_keeps_no_other_from_it(
    team: Team, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    await cases_of_lin(team)
    await stands_in(team, team.priya.id)
    moved = Desk.move

    def fails_for_the_second(self: Desk, number: int, act: Any) -> Any:
        if number == 2:
            raise RuntimeError("broken")
        return moved(self, number, act)

    monkeypatch.setattr(Desk, "move", fails_for_the_second)
    assert await leaves(team) == 2
    assert await owners(team) == [team.priya.id, team.lin.id, team.priya.id]
    assert "A case could not be passed on" in capsys.readouterr().out
    monkeypatch.undo()
    team.clock.wind(passing_on.TRY_AGAIN_AFTER)
    assert await team.tracer.passing_on.sweep() == 1
    assert await owners(team) == [team.priya.id] * 3


async def test_the_message_is_in_the_language_of_whoever_gets_it(team: Team) -> None:
    await cases_of_lin(team, 1)
    await stands_in(team, team.priya.id)
    await team.types(team.priya, "/lost lang zh")
    await leaves(team)
    (message,) = [text_of(one) for one in team.direct(team.priya) if LIN in text_of(one)]
    assert message.splitlines()[0] == f"{LIN} 已离开，其名下 1 个处理中的案件现由你负责："
