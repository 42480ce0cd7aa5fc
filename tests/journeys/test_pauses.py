"""Notifications that people pause in Slack: a meeting is waited out, a long pause is an absence."""

from datetime import UTC, datetime
from typing import Any

from bot.playground.happenings import change_person
from tests.journeys.team import Team
from tests.journeys.test_reminders import later, nudges, with_the_carrier
from tests.journeys.ways import paid_case, whisper, with_approver

MONDAY, THURSDAY = "2026-11-23", "2026-11-26"


def seconds(day: str, clock: str) -> int:
    """An hour in Shenzhen, as Slack writes it."""
    return int(datetime.fromisoformat(f"{day}T{clock}+08:00").timestamp())


def pauses(team: Team, who: Any, begins: int, ends: int) -> None:
    change_person(team.world, who.id, dnd_from=begins, dnd_until=ends)


def questions(team: Team) -> list[str]:
    """Whom Slack was asked about, each time."""
    return [str(one.args["users"]) for one in team.world.calls if one.method == "dnd.teamInfo"]


async def overdue_in_half_an_hour(team: Team) -> None:
    """Lin's first look is due at 15:00, and it is 14:30."""
    await with_approver(team)
    await paid_case(team)
    await later(team, hours=4, minutes=25)
    assert team.clock.now() < datetime(2026, 11, 23, 7, tzinfo=UTC)
    assert nudges(team, team.lin) == []


async def test_a_meeting_is_waited_out_and_the_message_comes_when_it_is_over(team: Team) -> None:
    await overdue_in_half_an_hour(team)
    pauses(team, team.lin, seconds(MONDAY, "14:00"), seconds(MONDAY, "16:00"))
    await later(team, hours=1, minutes=25)
    assert nudges(team, team.lin) == nudges(team, team.maya) == []
    await later(team, minutes=10)
    assert team.clock.now() > datetime(2026, 11, 23, 8, tzinfo=UTC)
    assert len(nudges(team, team.lin)) == 1 and nudges(team, team.maya) == []


async def test_whoever_stands_in_hears_at_once_while_notifications_are_paused_for_long(team: Team) -> None:
    await with_the_carrier(team)
    await team.types(team.lin, f"/lost backup <@{team.priya.id}>")
    pauses(team, team.lin, seconds(THURSDAY, "08:00"), seconds(THURSDAY, "20:00"))
    await later(team, days=3)
    assert nudges(team, team.lin) == [] and len(nudges(team, team.priya)) == 1
    await later(team, days=1)
    assert len(nudges(team, team.lin)) == 1


async def test_slack_is_asked_about_people_with_something_due_and_at_most_every_ten_minutes(team: Team) -> None:
    await overdue_in_half_an_hour(team)
    before = questions(team)
    await team.tracer.metronome.tick()
    assert questions(team) == before
    await later(team, minutes=35)
    [asked] = questions(team)[len(before) :]
    assert team.lin.id in asked.split(",") and team.world.app.bot_user not in asked
    assert len(nudges(team, team.lin)) == 1


async def test_without_the_permission_reminders_go_out_as_they_did_and_slack_is_not_asked_again_soon(
    team: Team,
) -> None:
    team.world.app.scopes = frozenset({"chat:write", "im:write", "users:read", "channels:history"})
    await overdue_in_half_an_hour(team)
    pauses(team, team.lin, seconds(MONDAY, "14:00"), seconds(MONDAY, "22:00"))
    before = len(questions(team))
    await later(team, minutes=35)
    assert len(nudges(team, team.lin)) == 1 and nudges(team, team.maya) == []
    assert len(questions(team)) - before <= 1


async def test_a_status_that_ends_by_itself_ends_the_absence(team: Team) -> None:
    await with_the_carrier(team)
    change_person(team.world, team.lin.id, status_emoji=":palm_tree:", status_expiration=seconds(THURSDAY, "18:00"))
    await later(team, hours=1)
    told = whisper(await team.types(team.lin, "/lost back"))
    assert told == "Your status in Slack still says that you are away. Clear it, and reminders come to you."
    await later(team, days=3)
    assert nudges(team, team.lin) == [] and len(nudges(team, team.maya)) == 2
    # Nothing of Slack's tells us that it has ended, and it has.
    await later(team, days=1)
    assert len(nudges(team, team.lin)) == 1
    assert whisper(await team.types(team.lin, "/lost back")) == "Welcome back. Your reminders come to you again."


async def test_the_last_call_goes_to_the_owner_too_whatever_their_notifications(team: Team) -> None:
    await with_approver(team)
    await paid_case(team)
    await team.does(team.lin, "set_date", clock="filing_deadline:ups", until="2026-12-09", source="Their terms.")
    await later(team, days=14, hours=21)
    before = len(nudges(team, team.lin))
    pauses(team, team.lin, seconds("2026-12-08", "15:00"), seconds("2026-12-09", "15:00"))
    await later(team, hours=10)
    assert "now is the last moment" in nudges(team, team.lin)[-1] and len(nudges(team, team.lin)) > before
