"""A proposal of an incident waits for a lead and says so; the one letter is kept in every case of it."""

from datetime import timedelta

from bot.playground.rooms import Message
from tests.journeys.team import HOME, Team, buttons_of, text_of
from tests.journeys.test_incidents import NUMBERS, accepted, incidents_of, message, proposed, swept, thread


async def waited(team: Team, days: int) -> None:
    """Some days pass, and the regular job has its turn several times on each."""
    for _ in range(4 * days):
        team.clock.wind(timedelta(hours=6))
        await swept(team)


def direct_copies(team: Team) -> list[Message]:
    found = [one for one in team.direct(team.maya) if any(block.get("block_id") == "incident" for block in one.blocks)]
    return [one for one in found if not one.deleted]


async def test_a_proposal_that_nobody_decides_is_reminded_of_until_a_lead_does(team: Team) -> None:
    await proposed(team)
    asked = (
        "<@U0MAYA000>: are these cases one incident? They have waited for a lead's answer since 2026-11-23 (Mon), and "
        "until then nobody asks the carrier about all of them."
    )
    team.clock.wind(timedelta(hours=12))
    await waited(team, 1)
    assert thread(team) == [asked] and not direct_copies(team)
    await swept(team)
    assert thread(team) == [asked]
    await waited(team, 1)
    [copy] = direct_copies(team)
    assert thread(team) == [asked] * 2 and buttons_of(copy) == ["Make it one incident", "Not one"]
    await waited(team, 4)
    assert thread(team) == [asked] * 2
    await waited(team, 3)
    assert thread(team) == [asked] * 3
    await team.clicks(team.maya, copy, "incident:accept")
    await swept(team)
    assert await incidents_of(team, 1, 2, 3) == ["INC-0001"] * 3
    lines = len(thread(team))
    await waited(team, 10)
    assert asked not in thread(team)[lines:]


async def test_a_proposal_whose_cases_are_settled_asks_nobody_any_more(team: Team) -> None:
    await proposed(team)
    for number in (1, 2):
        await team.types(team.lin, f"/lost notlost {number} delivered", HOME)
    await waited(team, 2)
    assert thread(team) == ["Its cases were settled before a lead answered, so nothing is left to decide."]
    assert buttons_of(message(team)) == []


async def test_the_letter_is_one_text_in_the_language_of_the_desk_and_kept_in_every_case(team: Team) -> None:
    await accepted(team)
    await team.clicks(team.lin, message(team), "incident_letter")
    assert team.lin.view is not None and "*In your language*" not in text_of(team.lin.view)
    told = await team.clicks(team.lin, team.lin.view, "incident_language", selected="de")
    assert told is not None and team.lin.view is not None
    fields = [block["element"] for block in team.lin.view.content["blocks"] if "element" in block]
    texts = [one.get("initial_value", "") for one in fields]
    [german] = [text for text in texts if "Sehr geehrte Damen und Herren" in text]
    assert f"- {NUMBERS[0]} – 20. November 2026, Louisville US" in german and "Unser Zeichen: INC-0001" in german
    assert "*In your language*" in text_of(team.lin.view)
    await team.submits(team.lin, {"via": "web form"})
    await swept(team)
    for number in (1, 2, 3):
        [kept] = await team.database.read(lambda tx, n=number: tx.correspondence.of_case(team.id, n))
        assert (kept.kind, kept.language, kept.via, kept.line) == ("incident", "de", "web form", "I1")
        assert kept.body is not None
        assert [NUMBERS[n - 1] in kept.body for n in (1, 2, 3)] == [n == number for n in (1, 2, 3)]
        assert "kept word for word as M1" in team.story(number)[-1]


async def test_a_letter_with_a_gap_is_not_marked_as_sent(team: Team) -> None:
    await accepted(team)
    await team.clicks(team.lin, message(team), "incident_letter")
    refused = await team.submits(team.lin, {"text": "Dear ⟦name of whoever signs⟧"})
    assert refused.errors == {
        "text.incident.en": "Still open: name of whoever signs. Write what is right in its place."
    }
    await swept(team)
    assert (await team.case(1)).investigations[0].asked == 0
