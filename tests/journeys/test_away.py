"""Who is away, and who stands in: by word, by a status in Slack, for everything or for one case."""

from datetime import UTC, datetime

import pytest

from handlers.members import as_person
from tests.journeys.team import Team
from tests.journeys.test_reminders import later, nudges, with_the_carrier
from tests.journeys.ways import paid_case, whisper, with_approver

LIN, MAYA, PRIYA = "<@U0LIN0000>", "<@U0MAYA000>", "<@U0PRIYA00>"
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


async def person(team: Team, user: str) -> object:
    return await team.database.read(lambda tx: tx.people.get(team.id, user))


async def test_until_somebody_is_back_whoever_they_name_hears_in_their_place(team: Team) -> None:
    await with_the_carrier(team)
    told = await team.types(team.lin, f"/lost away 2026-11-28 <@{team.priya.id}>")
    assert whisper(told).startswith("Until 2026-11-28 (Sat) 00:00 CST")
    assert whisper(told).endswith(f"your reminders go to <@{team.priya.id}>. “/lost back” ends it.")
    await later(team, days=3)
    assert nudges(team, team.lin) == [] and len(nudges(team, team.priya)) == 2


async def test_who_is_back_hears_again(team: Team) -> None:
    await with_the_carrier(team)
    await team.types(team.lin, f"/lost away 5d <@{team.priya.id}>")
    told = await team.types(team.lin, "/lost back")
    assert whisper(told) == "Welcome back. Your reminders come to you again."
    await later(team, days=3)
    assert len(nudges(team, team.lin)) == 1 and nudges(team, team.priya) == []


async def test_an_absence_ends_by_itself_on_its_day(team: Team) -> None:
    await with_the_carrier(team)
    await team.types(team.lin, "/lost away 2026-11-26")
    await later(team, days=2)
    assert nudges(team, team.lin) == [] and len(nudges(team, team.maya)) == 1
    await later(team, days=1)
    assert len(nudges(team, team.lin)) == 1


async def test_without_anybody_named_the_leads_stand_in_and_that_is_said(team: Team) -> None:
    told = await team.types(team.lin, "/lost away 3d")
    assert "your reminders go to the leads: nobody stands in for you." in whisper(told)


async def test_who_stands_in_hears_with_the_owner_what_nobody_has_acted_on(team: Team) -> None:
    await with_the_carrier(team)
    told = await team.types(team.lin, f"/lost backup <@{team.priya.id}>")
    assert whisper(told) == (
        f"<@{team.priya.id}> stands in for you while you are away, and hears with you what nobody has acted on."
    )
    await later(team, days=3)
    assert len(nudges(team, team.lin)) == 1 and nudges(team, team.priya) == []
    await later(team, days=1)
    assert len(nudges(team, team.lin)) == 2 and len(nudges(team, team.priya)) == 1
    told = await team.types(team.lin, "/lost backup none")
    assert whisper(told) == "Nobody stands in for you any more; the leads do."


async def test_one_case_can_have_a_backup_of_its_own(team: Team) -> None:
    await with_approver(team)
    await paid_case(team)
    told = await team.types(team.maya, f"/lost assign 1 <@{team.lin.id}> backup <@{team.priya.id}>")
    assert whisper(told) == f"*LOST-0001* is now <@{team.lin.id}>'s, and <@{team.priya.id}> stands in."
    case = await team.case()
    assert (case.owner, case.backup) == (team.lin.id, team.priya.id)
    version = case.version
    told = await team.types(team.maya, f"/lost assign 1 <@{team.lin.id}> backup <@{team.lin.id}>")
    assert "must be somebody else than the owner" in whisper(told)
    assert await team.version() == version


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("/lost away", "Until when? Write the day on which you are back"),
        ("/lost away 2026-11-23", "You are back on a later day than today"),
        ("/lost away 2026-02-30", "2026-02-30 is not a date."),
        ("/lost away 3d <@U0LIN0000>", "Somebody else has to stand in for you."),
        ("/lost backup <@U0NOBODY0>", "cannot stand in for you: only a member of this workspace can."),
        ("/lost backup", "Nobody stands in for you yet."),
    ],
)
async def test_what_cannot_be_gets_a_sentence_and_changes_nothing(team: Team, typed: str, said: str) -> None:
    before = await person(team, team.lin.id)
    assert said in whisper(await team.types(team.lin, typed))
    assert await person(team, team.lin.id) == before


async def test_it_is_said_in_chinese_too(team: Team) -> None:
    await team.types(team.lin, "/lost lang zh")
    told = await team.types(team.lin, f"/lost 请假 3天 <@{team.priya.id}>")
    assert whisper(told).startswith("在 2026-11-26 (周四) 00:00 CST")
    assert whisper(await team.types(team.lin, "/lost 回来")) == "欢迎回来。提醒会重新发给你。"


@pytest.mark.parametrize(
    ("profile", "is_away"),
    [
        ({"status_emoji": ":palm_tree:", "status_text": "Vacationing"}, True),
        ({"status_emoji": ":face_with_thermometer:"}, True),
        ({"status_text": "OOO until Monday"}, True),
        ({"status_text": "休假中"}, True),
        ({"status_emoji": ":palm_tree:", "status_expiration": int(NOON.timestamp()) + 60}, True),
        ({"status_emoji": ":palm_tree:", "status_expiration": int(NOON.timestamp()) - 60}, False),
        ({"status_emoji": ":calendar:", "status_text": "In a meeting"}, False),
        ({"status_emoji": ":house_with_garden:", "status_text": "Working remotely"}, False),
        ({"status_text": "awaiting parcels"}, False),
        ({}, False),
        ({"status_text": None, "status_emoji": None, "status_expiration": None}, False),
    ],
)
def test_a_status_in_slack_says_who_is_away(profile: dict[str, object], is_away: bool) -> None:
    assert as_person({"id": "U1", "profile": profile}, "T1", NOON).says_away is is_away
