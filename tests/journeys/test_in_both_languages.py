"""A day of a team, mistakes included, once in each language: nothing that anybody reads is left in the other."""

from collections.abc import Callable
from typing import Any

import pytest

from bot.playground.acting import Actor
from tests.journeys.team import HOME, UPS, Team
from tests.languages.reading import chinese_in, english_in, said

# People's own words in this day say nothing in either language.
NOTE = "7 · 8"
NAMES = frozenset("Lin Maya Priya lin maya priya Chen Wei klingon nobody NaN parcels finance".split())
TYPED = (
    "",
    "help",
    "doctor",
    "settings",
    "lang",
    "lang klingon",
    "lang channel",
    "list",
    "list mine",
    "list due",
    "list silent",
    "list approve",
    "list closed",
    "list carrier:dhl",
    "list 99 99",
    "99 88",
    "123",
    "1Z999AA10123456785",
    "LX123456789CN",
    "12345678901234",
    "ABC12345XY",
    "00340434161094042557, 9400111206206406260787, 1Z999AA10123456785, 12345678901234, 77",
    f"{UPS} amazon.de 305-1 '7, 31'",
    UPS,
    "1",
    "show",
    "show 1",
    "show 99",
    "note",
    "note 1",
    f"note 1 {NOTE}",
    "take 1",
    "take 1",
    "assign 1",
    "assign 1 @nobody",
    "assign 1 me",
    "found 1",
    "found 1 moving",
    "notlost 1",
    "notlost 1 returned",
    "close 1",
    "reopen 1",
    f"reopen 1 {NOTE}",
)


def eye(language: str) -> Callable[[str], list[str]]:
    """Finds what is left of the other language in a text."""
    return (lambda text: english_in(text, NAMES)) if language == "zh" else chinese_in


async def read_by(team: Team, language: str) -> None:
    """Everybody and the channel read this language."""
    for who in (team.lin, team.maya, team.priya):
        await team.types(who, f"/lost lang {language}")
    await team.types(team.maya, f"/lost lang channel {language}")
    await team.settings(language="zh_CN" if language == "zh" else "en")
    for room in team.world.channels.values():
        room.messages.clear()
        room.whispers.clear()


def left_in(team: Team, language: str) -> list[tuple[str, list[str]]]:
    """What is left of the other language in all that anybody has in front of them."""
    payloads: list[Any] = [
        {"text": one.text, "blocks": one.blocks}
        for room in team.world.channels.values()
        for one in [*room.messages, *room.whispers]
        if one.bot_id and not one.deleted
    ]
    for who in (team.lin, team.maya, team.priya):
        payloads += [one.content for one in (who.view, who.home) if one is not None]
    look = eye(language)
    return [(text, look(text)) for one in payloads for text in said(one) if look(text)]


async def sends(team: Team, who: Actor, language: str, **values: Any) -> None:
    """A form is sent; whatever is said below its fields is read too."""
    sent = await team.submits(who, values)
    look = eye(language)
    assert [look(text) for text in sent.errors.values() if look(text)] == []
    assert left_in(team, language) == []


async def closes_all(who: Actor) -> None:
    while who.view is not None:
        await who.closes(who.view)


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_whatever_is_typed_is_answered_in_the_readers_language(team: Team, language: str) -> None:
    await read_by(team, language)
    for typed in TYPED:
        for who in (team.lin, team.maya):
            await team.types(who, f"/lost {typed}".strip())
            assert left_in(team, language) == [], typed
            await closes_all(who)
    await team.lin.opens_home()
    await team.maya.opens_home()
    await team.settle()
    assert left_in(team, language) == []
    assert len(team.cards()) >= 1
    team.check_everything_shown()


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_a_case_is_worked_in_the_readers_language(team: Team, language: str) -> None:
    await read_by(team, language)
    await team.opens(UPS, hints="amazon.de 305-1")
    await team.clicks(team.lin, team.card(), "move:take")
    await team.clicks(team.lin, team.card(), "record")
    assert left_in(team, language) == []
    await closes_all(team.lin)
    await team.records(team.lin, "ask_carrier|I1|not_opened", via="7", reference="8")
    await team.clicks(team.lin, team.card(), "decide:choose_refund")
    await sends(team, team.lin, language, goods="NaN", paid="31")
    await sends(team, team.lin, language, goods="1,234", paid="31")
    await sends(team, team.lin, language, goods="300", paid="400", currency="EUR", reason=NOTE)
    await closes_all(team.lin)
    assert left_in(team, language) == []
    for answer in ("form:ask_requester", "form:reject"):
        await team.clicks(team.maya, team.direct(team.maya)[-1], answer)
        assert left_in(team, language) == []
        await closes_all(team.maya)
    await team.clicks(team.maya, team.direct(team.maya)[-1], "move:approve")
    await team.does(team.lin, "refund_done", "R1", reference="9")
    await team.does(team.lin, "dispute_opened", through="8", answer_by=1_795_600_000, text=NOTE)
    await team.clicks(team.lin, team.card(), "more")
    assert team.lin.view is not None
    await team.clicks(team.lin, team.lin.view, "history")
    assert left_in(team, language) == []
    await closes_all(team.lin)
    await team.wait(days=4)
    assert left_in(team, language) == []
    assert len(team.story()) >= 5
    team.check_everything_shown()


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_in_threads_tracer_answers_in_the_readers_language(team: Team, language: str) -> None:
    await read_by(team, language)
    card = await team.opens()
    for typed in ("", "help", "show", "close", "note", f"note {NOTE}", "assign", "found", "99", "settings", "77 88"):
        await team.says(team.lin, f"@tracer {typed}", thread=card)
        assert left_in(team, language) == [], typed
    await team.says(team.lin, "@tracer", channel=HOME)
    assert left_in(team, language) == []
