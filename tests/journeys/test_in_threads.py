"""@Tracer where Slack has no commands: in threads, in channels, and in direct messages."""

from typing import Any

import pytest

from bot.playground.rooms import Message
from tests.journeys.team import DHL, HOME, UPS, Team, buttons_of, text_of

HERE_I_AM = "Here I am. Say what to do, for example “@Tracer show LOST-0142”; “@Tracer help” lists everything."
WHICH = "Which case? Say its reference, for example LOST-0142 or 142. “/lost list” shows the open ones."


async def asks(team: Team, text: str, thread: Message | None, who: str = "lin") -> Message:
    """What Tracer answers somebody privately to `@tracer …`."""
    told = await team.says(getattr(team, who), f"@tracer {text}", thread=thread)
    assert len(told) == 1, [one.text for one in told]
    return told[0]


async def hears(team: Team, card: Message, **event: Any) -> int:
    """An event arrives that mentions Tracer in the card's thread; how many messages Tracer wrote for it, to anybody."""
    before = written(team)
    stamp = team.world.stamps.next()
    mention = {"type": "app_mention", "user": team.lin.id, "text": "<@U0TRACER0> take", "ts": stamp, "event_ts": stamp,
               "channel": card.channel, "thread_ts": card.ts}  # fmt: skip
    team.world.event("app_mention", {name: value for name, value in (mention | event).items() if value is not None})
    await team.settle()
    return written(team) - before


def written(team: Team) -> int:
    rooms = team.world.channels.values()
    return sum(1 for room in rooms for one in [*room.messages, *room.whispers] if one.bot_id)


@pytest.mark.parametrize("typed", ["note The buyer called.", "备注 The buyer called.", ", note The buyer called."])
async def test_in_a_cases_thread_nothing_has_to_be_named(team: Team, typed: str) -> None:
    card = await team.opens()
    answer = await asks(team, typed, card)
    assert (answer.text, answer.thread_ts) == ("Noted in *LOST-0001*.", card.ts)
    assert "The buyer called." in team.story()[-1]


async def test_every_verb_works_in_the_thread(team: Team) -> None:
    card = await team.opens()
    assert (await asks(team, "take", card)).text == "*LOST-0001* is yours."
    assert (await asks(team, "assign @maya", card)).text == f"*LOST-0001* is now <@{team.maya.id}>'s."
    assert (await asks(team, "owner me", card)).text == f"*LOST-0001* is now <@{team.lin.id}>'s."
    assert (await asks(team, "found customs", card)).text.startswith("*LOST-0001*: noted as found.")
    assert "cannot be closed yet" in (await asks(team, "close", card)).text
    assert (await asks(team, "notlost delivered", card)).text == "*LOST-0001* is closed."
    assert (await asks(team, "reopen It was another parcel.", card)).text == "*LOST-0001* is open again."
    assert buttons_of(await asks(team, "show", card)) == buttons_of(team.card())
    assert (await asks(team, "list", card)).text == "1 case"
    assert "One command, many words" in (await asks(team, "help", card)).text


async def test_the_mention_may_stand_anywhere_in_the_sentence(team: Team) -> None:
    card = await team.opens()
    told = await team.says(team.lin, "note the buyer called @tracer", thread=card)
    assert told[0].text == "Noted in *LOST-0001*." and "the buyer called" in team.story()[-1]


async def test_a_mention_and_nothing_else_shows_the_threads_case(team: Team) -> None:
    card = await team.opens()
    answer = await asks(team, "", card)
    assert answer.text.startswith("*LOST-0001*; its card and story are in") and buttons_of(answer) == buttons_of(card)


async def test_a_mention_and_nothing_else_elsewhere_says_what_could_be_said(team: Team) -> None:
    await team.opens()
    said = await team.lin.says(HOME, "Lunch?")
    assert (await asks(team, "", None)).text == HERE_I_AM
    assert (await asks(team, "", said)).text == HERE_I_AM


async def test_in_a_thread_that_is_no_cases_a_case_has_to_be_named(team: Team) -> None:
    await team.opens()
    said = await team.lin.says(HOME, "Lunch?")
    assert (await asks(team, "note The buyer called.", said)).text == WHICH
    assert (await asks(team, "note LOST-0001 The buyer called.", said)).text == "Noted in *LOST-0001*."
    assert (await asks(team, "show 1", None)).text.startswith("*LOST-0001*; its card")


async def test_a_number_in_a_thread_belongs_to_what_is_said(team: Team) -> None:
    card = await team.opens()
    assert (await asks(team, "note 12 pieces were in the box", card)).text == "Noted in *LOST-0001*."
    assert "12 pieces were in the box" in team.story()[-1]
    assert (await asks(team, "note 1 piece was broken", card)).text == "Noted in *LOST-0001*."


async def test_a_number_that_is_also_another_case_writes_into_neither(team: Team) -> None:
    card = await team.opens()
    await team.types(team.lin, f"/lost {DHL}")
    versions = [await team.version(1), await team.version(2)]
    answer = await asks(team, "note 2 pieces were in the box", card)
    assert answer.text == (
        "This thread belongs to LOST-0001. If you mean the other case, write LOST-0002; "
        "if not, begin with a word instead of the number."
    )
    assert [await team.version(1), await team.version(2)] == versions
    assert (await asks(team, "note LOST-0002 pieces missing", card)).text == "Noted in *LOST-0002*."


async def test_a_form_cannot_be_opened_from_a_mention_and_the_words_that_would_do_are_said(team: Team) -> None:
    card = await team.opens()
    assert (await asks(team, "found", card)).text == (
        "Say what happened, one of: moving again, customs, at a pick-up point, on its way back, delivered, damaged."
    )
    assert "This needs a form" in (await asks(team, "settings", card, "maya")).text
    assert (await asks(team, f"{UPS} {DHL}", card)).text == (
        "Several numbers at once go through /lost, with a preview; here one at a time."
    )


async def test_a_number_beside_the_mention_opens_a_case_in_that_channel(team: Team) -> None:
    answer = await asks(team, f"{UPS} amazon.de 305-1", None)
    assert answer.text == f"*LOST-0001* is open for UPS {UPS}. Its card is in <#C0LOSTPAR>."
    assert (await team.case()).order.marketplace == "amazon.de"


async def test_tracers_answers_are_seen_by_nobody_else(team: Team) -> None:
    card = await team.opens()
    await asks(team, "show", card)
    seen = [one for one in team.maya.sees(HOME) if one.only_for or "its card and story" in one.text]
    assert seen == []


async def test_a_person_may_mention_tracer_in_passing_and_gets_a_private_word(team: Team) -> None:
    card = await team.opens()
    version = await team.version()
    answer = await asks(team, "is great, thank you all", card)
    assert "Tracer does not know the word “is”." in answer.text and await team.version() == version


async def test_a_question_about_a_number_can_be_answered_from_a_thread(team: Team) -> None:
    answer = await asks(team, "12345678901234", None)
    assert buttons_of(answer) == ["DHL", "Not sure"]
    await team.clicks(team.lin, answer, label="DHL")
    assert (await team.case()).parcel.carrier == "dhl"


@pytest.mark.parametrize(
    "event",
    [
        {"bot_id": "B0OTHER00", "user": "U0OTHERBOT"},
        {"bot_id": "B0OTHER00", "user": None, "subtype": "bot_message"},
        {"user": "U0TRACER0"},
        {"edited": {"user": "U0LIN0000", "ts": "1795399200.000001"}},
        {"subtype": "message_changed"},
        {"user": None},
    ],
)
async def test_what_bots_say_and_what_was_edited_is_nothing_to_tracer(team: Team, event: dict[str, Any]) -> None:
    card = await team.opens()
    assert await hears(team, card, **event) == 0
    assert (await team.case()).owner is None


async def test_a_mention_that_slack_delivers_twice_is_done_once(team: Team) -> None:
    card = await team.opens()
    stamp = team.world.stamps.next()
    event = {"type": "app_mention", "user": team.lin.id, "text": "<@U0TRACER0> note once", "ts": stamp,
             "channel": card.channel, "thread_ts": card.ts}  # fmt: skip
    body = {"team_id": team.id, "event_id": "Ev0ONCE", "event": event}

    async def ack() -> None: ...

    for _ in range(2):
        await team.tracer.reception.event(ack, body)
    await team.settle()
    assert [line for line in team.story() if "once" in line] == team.story()[-1:]
    assert len([one for one in team.lin.sees(HOME) if one.text == "Noted in *LOST-0001*."]) == 1


async def test_words_in_a_direct_message_need_no_mention_and_are_answered_there(team: Team) -> None:
    await team.opens()
    for typed in ("note 1 From my phone.", "@tracer note 1 From my phone."):
        await team.lin.says("@tracer", typed)
        await team.settle()
        answers = team.direct(team.lin)
        assert answers[-1].text == "Noted in *LOST-0001*." and answers[-1].only_for is None
    assert len(team.direct(team.lin)) == 2


async def test_a_number_in_a_direct_message_opens_a_case_in_the_teams_channel(team: Team) -> None:
    await team.settings(default_channel=team.world.channel(HOME).id)
    await team.lin.says("@tracer", UPS)
    await team.settle()
    assert team.direct(team.lin)[-1].text == f"*LOST-0001* is open for UPS {UPS}. Its card is in <#C0LOSTPAR>."
    assert team.card().channel == team.world.channel(HOME).id


async def test_talk_in_a_cases_thread_without_a_mention_is_left_alone(team: Team) -> None:
    card = await team.opens()
    before, version = written(team), await team.version()
    await team.lin.says(HOME, f"take it, please, {DHL}", card.ts)
    await team.settle()
    assert (written(team), await team.version()) == (before, version)
    assert "LOST-0001" in text_of(card)
