"""What cannot be delivered for good reaches somebody else, with what it was; nobody is told twice."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from bot.playground.acting import Actor
from storage.transaction import Transaction
from tests.journeys.team import HOME, Team, buttons_of, text_of
from tests.journeys.ways import paid_case, with_approver

POST = "chat.postMessage"
LIN = "<@U0LIN0000>"
NOT_TO_LIN = f"This reminder for {LIN} could not be delivered to them, because that account is deactivated."


async def a_reminder_waits(team: Team) -> None:
    """Lin's case is overdue, and the message that says so is about to be sent."""
    await with_approver(team)
    await paid_case(team)
    team.clock.wind(timedelta(hours=6))
    await team.tracer.metronome.tick()


async def knows(team: Team, who: Actor, **changes: Any) -> None:
    """What we know of somebody changes, without Slack having said more."""

    def change(tx: Transaction) -> None:
        tx.connection.execute(
            text(f"UPDATE people SET {', '.join(f'{name} = :{name}' for name in changes)} WHERE id = :id"),
            {**changes, "id": who.id},
        )

    await team.database.write(change)


async def sent_on(team: Team) -> None:
    """The messages that gather for a moment are sent."""
    team.clock.wind(timedelta(seconds=6))
    await team.settle()


async def given_up(team: Team) -> list[str]:
    """The keys of what could not be delivered, without instants, in order."""

    def read(tx: Transaction) -> list[str]:
        rows = tx.connection.execute(text("SELECT key FROM outbox WHERE state = 'given_up' ORDER BY id"))
        return [
            str(key).split(":2026-")[0] + (":" + key.rpartition(":")[2] if "given_up" in key else "") for (key,) in rows
        ]

    return await team.database.read(read)


def told(team: Team, who: Actor) -> list[str]:
    return [text_of(one) for one in team.direct(who) if "could not be delivered" in text_of(one)]


async def test_a_reminder_for_somebody_who_has_left_is_carried_to_the_lead_with_its_buttons(team: Team) -> None:
    await a_reminder_waits(team)
    await knows(team, team.lin, deleted=True)
    await sent_on(team)
    assert team.direct(team.lin) == []
    (message,) = [one for one in team.direct(team.maya) if "could not be delivered" in text_of(one)]
    assert text_of(message).splitlines()[:2] == [NOT_TO_LIN, f"*LOST-0001* · UPS …6784 · {LIN}"]
    assert buttons_of(message) == ["Confirm the cause", "I am on it", "Show the card"]
    assert await given_up(team) == ["nudges:U0LIN0000"]
    team.check_everything_shown()


async def test_whoever_stands_in_for_them_hears_of_it_before_the_lead(team: Team) -> None:
    await a_reminder_waits(team)
    await knows(team, team.lin, deleted=True, backup=team.priya.id)
    await sent_on(team)
    assert [one.splitlines()[0] for one in told(team, team.priya)] == [NOT_TO_LIN]
    assert told(team, team.maya) == []


async def test_somebody_away_is_not_asked_to_stand_in(team: Team) -> None:
    await a_reminder_waits(team)
    await knows(team, team.lin, deleted=True, backup=team.priya.id)
    await knows(team, team.priya, says_away=True)
    await sent_on(team)
    assert told(team, team.priya) == []
    assert len(told(team, team.maya)) == 1


async def test_where_nobody_can_be_written_to_the_channel_of_last_resort_is_told_once(team: Team) -> None:
    await a_reminder_waits(team)
    await team.settings(last_resort_channel=team.world.channel("lost-finance").id)
    await knows(team, team.lin, deleted=True, backup=team.priya.id)
    team.world.faults.fail(POST, error="restricted_action", times=2)
    await sent_on(team)
    assert told(team, team.priya) == told(team, team.maya) == []
    found = [text_of(one) for one in team.world.channel("lost-finance").messages if one.bot_id]
    assert len(found) == 1 and found[0].splitlines()[:2] == [NOT_TO_LIN, f"*LOST-0001* · UPS …6784 · {LIN}"]
    assert await given_up(team) == [
        "nudges:U0LIN0000",
        f"given_up:nudges:U0LIN0000:{team.priya.id}",
        f"given_up:nudges:U0LIN0000:{team.maya.id}",
    ]


async def test_when_nobody_is_left_it_ends_there_and_the_log_says_so(
    team: Team, capsys: pytest.CaptureFixture[str]
) -> None:
    await a_reminder_waits(team)
    await knows(team, team.lin, deleted=True)
    before = len([one for one in team.world.calls if one.method == POST])
    team.world.faults.fail(POST, error="restricted_action", times=20)
    await sent_on(team)
    assert len([one for one in team.world.calls if one.method == POST]) == before + 1
    assert len(await given_up(team)) == 2
    assert "Nobody is left to be told of a letter that was given up" in capsys.readouterr().out


async def test_a_reminder_that_is_settled_meanwhile_is_carried_to_nobody(team: Team) -> None:
    await a_reminder_waits(team)
    await knows(team, team.lin, deleted=True)
    await team.maya.types(HOME, "/lost notlost 1 delivered")
    await sent_on(team)
    assert told(team, team.maya) == []


async def test_a_line_for_an_archived_leads_channel_goes_to_the_owner(team: Team) -> None:
    room = team.world.channel("lost-finance")
    await with_approver(team, leads_channel=room.id)
    await paid_case(team)
    room.archived = True
    await team.wait(days=3)
    (first, *_) = told(team, team.lin)
    assert first.splitlines()[0] == (
        f"This reminder about LOST-0001 could not be delivered in <#{room.id}>, because the channel is archived."
    )
    assert first.splitlines()[1].startswith(f"*LOST-0001* ({LIN}): ")


async def test_it_is_said_in_the_language_of_whoever_hears_of_it(team: Team) -> None:
    await a_reminder_waits(team)
    await knows(team, team.lin, deleted=True)
    await knows(team, team.maya, chosen_language="zh_CN")
    await sent_on(team)
    (message,) = [text_of(one) for one in team.direct(team.maya) if LIN in text_of(one)]
    assert message.splitlines()[0] == f"给 {LIN} 的这条提醒无法送达，因为该账号已停用。"


async def test_a_private_answer_that_cannot_be_shown_is_told_to_nobody_else(team: Team) -> None:
    await with_approver(team)
    await paid_case(team)
    team.world.faults.fail("chat.postEphemeral", error="user_not_in_channel", times=5)
    team.world.faults.fail(POST, error="restricted_action", times=1)
    await team.says(team.priya, f"<@{team.world.app.bot_user}> show 1")
    assert [one.partition(":")[0] for one in await given_up(team)] == ["whisper"]
    assert told(team, team.maya) == told(team, team.lin) == []


async def test_the_check_up_tells_of_what_reached_nobody_and_that_no_last_resort_is_set(team: Team) -> None:
    await a_reminder_waits(team)
    await knows(team, team.lin, deleted=True)
    await sent_on(team)
    told = text_of((await team.types(team.maya, "/lost doctor")).private[0])
    assert "⚠️ 1 message could not be delivered within the last week. Slack's word for the last: user_disabled." in told
    assert "ℹ️ No channel of last resort is set. An admin chooses one: /lost reminders." in told
    await team.settings(last_resort_channel=team.world.channel("lost-finance").id)
    team.clock.wind(timedelta(days=8))
    told = text_of((await team.types(team.maya, "/lost doctor")).private[0])
    assert "could not be delivered" not in told and "last resort" not in told


async def test_a_channel_that_refuses_posts_is_tried_again_when_somebody_asks_there(team: Team) -> None:
    other = team.world.channel("lost-finance")
    await team.settings(default_channel=team.world.channel(HOME).id)
    team.world.faults.fail(POST, error="restricted_action", times=1)
    await team.types(team.lin, "/lost 1Z999AA10123456784", other.name)
    assert [one.channel for one in team.cards()] == [team.world.channel(HOME).id]
    assert [text_of(one) for one in team.direct(team.lin)] == [
        f"Tracer could not post in <#{other.id}>, because Tracer may not write there. The card of LOST-0001 is in "
        f"<#{team.world.channel(HOME).id}>. Once Tracer may write there, type /lost and a number there: it is tried "
        "again at once."
    ]
    warned = text_of((await team.types(team.maya, "/lost doctor")).private[0])
    assert f"⚠️ Slack does not let Tracer write in <#{other.id}>." in warned

    await team.types(team.lin, "/lost 1ZYBGJ090368599528", other.name)
    assert team.cards()[-1].channel == other.id
    assert len(team.direct(team.lin)) == 1
    assert "Slack does not let Tracer write" not in text_of((await team.types(team.maya, "/lost doctor")).private[0])
