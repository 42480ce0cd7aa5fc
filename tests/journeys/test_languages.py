"""Each person reads their own language, each channel has its own, and help names what is there."""

import re

import pytest

from handlers.routes import VERBS
from tests.journeys.team import DHL, FINANCE, HOME, UPS, Team, text_of

CHINESE = re.compile(r"[\u4e00-\u9fff]")


async def tells(team: Team, text: str, who: str = "lin", channel: str = HOME) -> str:
    told = await team.types(getattr(team, who), text, channel)
    return told.private[-1].text


async def locale(team: Team, who: str, locale: str) -> None:
    """Somebody changes the language of their Slack."""
    person = team.world.person(who)
    person.locale = locale
    team.world.event("user_change", {"type": "user_change", "user": person.as_slack(with_locale=True)})
    await team.settle()


@pytest.mark.parametrize("word", ["zh", "ZH", "zh-CN", "zh_CN", "chinese", "中文", "简体中文", "cn"])
async def test_somebody_chooses_chinese_and_nobody_else_notices(team: Team, word: str) -> None:
    assert CHINESE.search(await tells(team, f"/lost lang {word}"))
    assert CHINESE.search(await tells(team, f"/lost {UPS}"))
    assert not CHINESE.search(await tells(team, "/lost show 1", "maya"))
    assert not CHINESE.search(text_of(team.card()))


@pytest.mark.parametrize("word", ["en", "EN", "en-GB", "english", "英文"])
async def test_and_english_again(team: Team, word: str) -> None:
    await tells(team, "/lost lang zh")
    assert await tells(team, f"/lost lang {word}") == "From now on Tracer speaks English with you."
    assert await tells(team, "/lost show 1") == "There is no case LOST-0001. “/lost list” shows the open ones."


@pytest.mark.parametrize("word", ["klingon", "enough", "fr", "<>", "zhx1", "🇨🇳"])
async def test_a_language_that_tracer_does_not_speak_changes_nothing(team: Team, word: str) -> None:
    told = await tells(team, f"/lost lang {word}")
    assert "is not a language Tracer speaks. Use en, zh or auto." in told
    assert await tells(team, "/lost lang") == (
        "You read Tracer in English. “/lost lang zh” and “/lost lang en” change it."
    )


async def test_the_language_of_slack_holds_until_somebody_chooses_and_after_auto(team: Team) -> None:
    await locale(team, "lin", "zh-CN")
    assert CHINESE.search(await tells(team, "/lost list"))
    await tells(team, "/lost lang en")
    assert await tells(team, "/lost list") == "No case matches that. “/lost list” alone shows all open ones."
    await tells(team, "/lost lang auto")
    assert CHINESE.search(await tells(team, "/lost list"))


async def test_help_speaks_the_new_language_at_once(team: Team) -> None:
    assert not CHINESE.search(await tells(team, "/lost help"))
    await tells(team, "/lost lang zh")
    assert CHINESE.search(await tells(team, "/lost help"))
    await tells(team, "/lost lang en")
    assert not CHINESE.search(await tells(team, "/lost help"))
    await locale(team, "lin", "zh-CN")
    await tells(team, "/lost lang auto")
    assert CHINESE.search(await tells(team, "/lost help"))


@pytest.mark.parametrize("typed", ["help", "帮助", "?", "？", "HELP"])
@pytest.mark.parametrize("language", ["en", "zh"])
async def test_help_names_every_verb_there_is(team: Team, typed: str, language: str) -> None:
    await tells(team, f"/lost lang {language}")
    told = await team.types(team.lin, f"/lost {typed}")
    shown = text_of(told.private[-1])
    assert [name for name in VERBS if name != "lost" and f"`/lost {name}" not in shown] == []
    assert "`/lost " in shown and "–" not in shown.split()


async def test_the_posts_of_a_channel_have_its_language(team: Team) -> None:
    assert await tells(team, "/lost lang channel zh", "maya") == "Posts in this channel are in 中文 from now on."
    await tells(team, f"/lost {UPS}")
    await tells(team, f"/lost {DHL}", channel=FINANCE)
    assert CHINESE.search(text_of(team.card(1))) and not CHINESE.search(text_of(team.card(2)))
    await tells(team, "/lost note 1 Called the carrier.")
    assert CHINESE.search(team.story(1)[-1])
    await tells(team, "/lost lang channel en", "maya")
    await tells(team, "/lost take 1")
    assert not CHINESE.search(text_of(team.card(1)))


@pytest.mark.parametrize(("typed", "who", "channel", "why"), [
    ("channel zh", "lin", HOME, "The language of a channel is set by a lead or an admin. Ask <@U0MAYA000>."),
    ("channel zh", "maya", "random", "Type this in a channel that Tracer is in."),
    ("channel klingon", "maya", HOME, "“klingon” is not a language Tracer speaks. Use en, zh or auto."),
])  # fmt: skip
async def test_the_language_of_a_channel_is_not_everybodys_to_set(
    team: Team, typed: str, who: str, channel: str, why: str
) -> None:
    assert await tells(team, f"/lost lang {typed}", who, channel) == why
    await tells(team, f"/lost {UPS}")
    assert not CHINESE.search(text_of(team.card()))


async def test_questions_and_previews_and_forms_are_in_the_readers_language(team: Team) -> None:
    await tells(team, "/lost lang zh")
    for number in ("1Z999AA10123456785", "LX123456789CN", "12345678901234", "ABC12345XY"):
        assert CHINESE.search(await tells(team, f"/lost {number}")), number
    await team.types(team.lin, f"/lost {UPS} {DHL}")
    assert CHINESE.search(text_of(team.lin.view))
    await team.types(team.lin, "/lost")
    assert CHINESE.search(text_of(team.lin.view))
    sent = await team.submits(team.lin, {"numbers": "rubbish"})
    assert CHINESE.search(sent.errors["numbers"])


async def test_the_doctor_says_what_is_missing_and_what_to_do(team: Team) -> None:
    first = await tells(team, "/lost doctor", "maya")
    assert "⚠️ Only <@U0MAYA000> can approve, and not their own requests. Add a second: /lost settings." in first
    assert "⚠️ The clock has not ticked lately." in first
    await team.settings(approvers=[team.priya.id, team.maya.id], default_channel=team.world.channel(HOME).id)
    await team.opens()
    await team.wait(hours=1)
    then = await tells(team, "/lost doctor", "maya")
    assert "⚠️" not in then and f"✅ Approvals: <@{team.maya.id}>, <@{team.priya.id}>." in then
    assert "✅ New cards go to <#C0LOSTPAR> unless opened elsewhere." in then


async def test_the_doctor_says_when_tracer_is_in_no_channel(team: Team) -> None:
    for room in team.world.channels.values():
        if team.world.app.bot_user in room.members:
            room.members.remove(team.world.app.bot_user)
    await team.tracer.sync_directory()
    assert "⚠️ Tracer is in no channel." in await tells(team, "/lost doctor")
