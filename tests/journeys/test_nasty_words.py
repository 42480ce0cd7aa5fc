"""The worst that people can write, through the real bot into Slack: everything arrives, whole and harmless."""

import pytest

from tests.journeys.team import UPS, Team
from tests.views.nasty import ALL, EVERYTHING, LONG, SHORT, TURNING, marks_of_others, texts

NOTES = [text for text in (*LONG, EVERYTHING) if text.strip()]
NAMES = [text for text in SHORT if text.strip() and "\x00" not in text and "\n" not in text]


def look_through(team: Team) -> int:
    """Every message of Tracer is within the limits and has no mark but ours; returns how many there are."""
    team.check_everything_shown()
    shown = [one for room in team.world.channels.values() for one in [*room.messages, *room.whispers] if one.bot_id]
    for one in shown:
        assert len(one.text) <= 4000
        assert marks_of_others(one.text) == []
        for kind, text in texts(one.blocks):
            assert not TURNING.search(text)
            assert kind == "plain_text" or marks_of_others(text) == []
    return len(shown)


async def owes_nothing_and_gave_up_nothing(team: Team) -> bool:
    return await team.database.read(lambda tx: (tx.outbox.oldest_unsent(team.id), tx.outbox.given_up_count())) == (
        None,
        0,
    )


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_notes_reasons_and_references_arrive_and_nothing_comes_of_them(team: Team, language: str) -> None:
    await team.types(team.maya, f"/lost lang channel {language}")
    await team.types(team.lin, f"/lost lang {language}")
    await team.opens(UPS, hints=f'amazon.de 305-1 "{SHORT[-3]} {EVERYTHING[:150].replace(chr(34), "")}"')
    await team.clicks(team.lin, team.card(), "move:take")
    for text in NOTES:
        sent = await team.does(team.lin, "note", text=text[:2000])
        assert sent.ok, sent
    name = iter(NAMES * 3)
    assert (
        await team.records(team.lin, "ask_carrier|I1|not_opened", via=next(name), reference=next(name), text=EVERYTHING)
    ).ok
    assert (
        await team.does(
            team.lin, "draft_claim", payer=next(name)[:80], payer_kind="insurer", amount="80", currency="EUR"
        )
    ).ok
    assert (
        await team.does(team.lin, "dispute_opened", through=next(name)[:80], reference=next(name), text=EVERYTHING)
    ).ok
    assert (await team.does(team.lin, "answer_dispute", "D1", text=LONG[1][:2000])).ok
    assert (await team.does(team.lin, "dispute_won", "D1", text=LONG[2][:2000])).ok
    refund = {"goods": "300", "paid": "400", "currency": "EUR", "reason": LONG[1][:1000]}
    assert (await team.decides(team.lin, team.card(), "choose_refund", **refund)).ok
    await team.clicks(team.maya, team.direct(team.maya)[-1], "form:ask_requester")
    assert (await team.submits(team.maya, {"text": LONG[2][:2000]})).ok
    assert (await team.does(team.lin, "answer_approver", "R1", text=LONG[3][:2000])).ok
    assert look_through(team) >= len(NOTES)
    for name_of_view in ("more", "record"):
        await team.clicks(team.lin, team.card(), name_of_view)
        assert team.lin.view is not None
        if name_of_view == "more":
            await team.clicks(team.lin, team.lin.view, "history")
        while team.lin.view is not None:
            await team.lin.closes(team.lin.view)
    assert await owes_nothing_and_gave_up_nothing(team)


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_whatever_follows_the_command_is_answered(team: Team, language: str) -> None:
    await team.types(team.lin, f"/lost lang {language}")
    await team.opens(UPS)
    for text in [one for one in ALL if one.strip()]:
        for verb in ("", "list", "note 1", "show", "assign 1", "lang", "found 1", "reopen 1", "12345678901234"):
            told = await team.types(team.lin, f"/lost {verb} {text}")
            assert told.notice is None, (verb, told.notice)
            while team.lin.view is not None:
                await team.lin.closes(team.lin.view)
    assert look_through(team) > 100
    assert await owes_nothing_and_gave_up_nothing(team)
