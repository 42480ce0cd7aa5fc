"""Parcels that stand together are proposed as one incident; a lead decides; one letter asks about all of them."""

from datetime import timedelta
from decimal import Decimal

import pytest

from bot.playground.rooms import Message
from cases.act import Act
from cases.case import Actor, Case, Order, Parcel
from cases.incidents import move_for
from cases.money import Money
from cases.scans import Scan
from handlers.desk import Desk, Report
from handlers.tracked import keep_told
from partners.tracking.asking import Answer
from storage.transaction import Transaction
from tests.journeys.numbers import ups_numbers
from tests.journeys.team import DHL, HOME, Team, both, buttons_of, text_of
from tests.journeys.ways import nothing_changes, notice, whisper

NUMBERS = ups_numbers(8)


async def opened(team: Team, *numbers: int, city: str = "Louisville", days: float = 3) -> None:
    """Lin's cases whose parcels left Shenzhen and were last seen in a city some days ago."""
    lin = Actor("person", team.lin.id, frozenset({"agent"}))
    home = team.world.channel(HOME).id

    def open_them(tx: Transaction) -> None:
        for number in numbers:
            order = Order(f"305-1234567-123456{number}", "amazon.de", Money(Decimal(30), "EUR"), goods="vase")
            report = Report(Parcel(NUMBERS[number - 1], "ups", "UPS"), order, home)
            assert Desk(tx, team.id, team.clock.now()).open(report, lin).number == number

    await team.database.write(open_them)
    for number in numbers:
        await seen(team, number, city, days)
    await team.settle()


async def seen(team: Team, number: int, city: str = "Louisville", days: float = 3, words: str = "Arrived") -> None:
    now, tracking = team.clock.now(), NUMBERS[number - 1]
    at = now - timedelta(days=days)

    def scan(kind: str, when: int, place: str, country: str, said: str) -> Scan:
        instant = at - timedelta(days=when)
        return Scan(kind, said, "17track", tracking, instant, instant.replace(tzinfo=None), city=place, country=country)

    scans = (scan("accepted", 5, "Shenzhen", "CN", "Accepted"), scan("arrived", 0, city, "US", words))
    answer = Answer("17track", tracking, "scans", scans, raw=f"{tracking} {at}".encode(), destination="US")
    await team.database.write(lambda tx: keep_told(tx, team.id, number, answer, now) and None)


async def swept(team: Team) -> None:
    """The regular job has its turn, as it has every few seconds."""
    assert team.tracer.mass_loss is not None
    for _ in range(2):
        await team.tracer.mass_loss.sweep()
        await team.settle()


async def proposed(team: Team, count: int = 3) -> Message:
    await opened(team, *range(1, count + 1))
    await swept(team)
    return message(team)


async def accepted(team: Team, count: int = 3) -> Message:
    await team.clicks(team.maya, await proposed(team, count), "incident:accept")
    await swept(team)
    return message(team)


def messages(team: Team) -> list[Message]:
    """The messages of incidents as they stand in channels now."""
    channels = [room for room in team.world.channels.values() if not room.id.startswith("D")]
    every = [one for room in channels for one in room.messages]
    found = [one for one in every if any(block.get("block_id") == "incident" for block in one.blocks)]
    return [one for one in found if not one.deleted and not one.only_for]


def message(team: Team) -> Message:
    [one] = messages(team)
    return one


def thread(team: Team) -> list[str]:
    return [text_of(one) for one in team.server.thread(message(team))[1:]]


async def incidents_of(team: Team, *numbers: int) -> list[str | None]:
    return [(await team.case(number)).incident for number in numbers]


async def test_three_that_stand_together_are_proposed_once_to_the_lead(team: Team) -> None:
    proposal = await proposed(team)
    told = text_of(proposal).splitlines()
    assert told[:4] == [
        "🟡 *INC-0001* · proposed: 3 parcels may have been lost in one event.",
        "*UPS*  ·  last seen in Louisville US  ·  CN → US  ·  last scans 2026-11-20 (Fri)",
        "*At stake*  EUR 90.00",
        "<@U0MAYA000>: are they one incident? Then one letter asks the carrier about all of them.",
    ]
    assert [line.partition("|")[2] for line in told[4:7]] == [
        f"LOST-000{number}> · …{NUMBERS[number - 1][-4:]} · 2026-11-20 (Fri) · Louisville US, "
        "It arrived at a place on its way"
        for number in (1, 2, 3)
    ]
    assert buttons_of(proposal) == ["Make it one incident", "Not one"]
    await swept(team)
    assert messages(team) == [proposal] and await incidents_of(team, 1, 2, 3) == [None] * 3
    team.check_everything_shown()


async def test_two_are_no_incident_and_neither_are_three_places_or_one_of_today(team: Team) -> None:
    await opened(team, 1, 2)
    await opened(team, 3, city="Memphis")
    await opened(team, 4, days=0.5)
    await swept(team)
    assert messages(team) == []
    team.clock.wind(timedelta(days=1))
    await swept(team)
    assert "proposed: 3 parcels" in text_of(message(team))


async def test_a_leads_click_makes_it_one_incident_and_every_card_says_so(team: Team) -> None:
    made = await accepted(team)
    assert text_of(made).splitlines()[0] == "🟠 *INC-0001* · 3 parcels, one incident."
    assert "*Carrier*  not asked about all of them yet" in text_of(made)
    assert buttons_of(made) == ["Letter to the carrier", "Add a case", "Close the incident"]
    assert thread(team) == ["<@U0MAYA000> made it one incident."]
    assert await incidents_of(team, 1, 2, 3) == ["INC-0001"] * 3
    assert team.story(2) == ["<@U0MAYA000> added the case to the incident INC-0001"]
    assert "*Case*  incident INC-0001  ·  vase" in text_of(team.card(2))
    assert (await team.case(2)).owner is None


async def test_two_clicks_at_once_decide_once_and_the_later_one_is_told_so(team: Team) -> None:
    proposal = (await proposed(team)).snapshot()
    await both(team.maya.clicks(proposal, "incident:accept"), team.maya.clicks(proposal, "incident:accept"))
    await team.settle()
    told = await team.clicks(team.maya, proposal, "incident:decline")
    assert whisper(told) == "INC-0001 was decided on already: open. Nothing was changed."
    await swept(team)
    assert await incidents_of(team, 1, 2, 3) == ["INC-0001"] * 3
    assert thread(team) == ["<@U0MAYA000> made it one incident."] and len(team.story(1)) == 1


async def test_an_agent_is_told_who_decides_and_nothing_changes(team: Team) -> None:
    proposal = await proposed(team)
    told = await team.clicks(team.lin, proposal, "incident:accept")
    assert whisper(told) == "This is for leads to do. Ask <@U0MAYA000>."
    await swept(team)
    assert messages(team) == [proposal] and await incidents_of(team, 1, 2, 3) == [None] * 3


async def test_whoever_decides_in_a_private_look_is_told_so_there(team: Team) -> None:
    await proposed(team)
    shown = await team.types(team.maya, "/lost incident 1")
    told = await team.clicks(team.maya, shown.private[0], "incident:decline")
    assert whisper(told) == "*INC-0001* is not one incident. Its cases stay as they are."
    assert text_of(message(team)).splitlines()[0] == "✅ *INC-0001* · not one incident."


async def test_what_was_declined_comes_again_only_when_it_has_grown_by_half(team: Team) -> None:
    await team.clicks(team.maya, await proposed(team), "incident:decline")
    assert text_of(message(team)).splitlines()[0] == "✅ *INC-0001* · not one incident."
    assert buttons_of(message(team)) == []
    await opened(team, 4)
    await swept(team)
    assert len(messages(team)) == 1
    await opened(team, 5)
    await swept(team)
    assert text_of(messages(team)[1]).splitlines()[0] == (
        "🟡 *INC-0002* · proposed: 5 parcels may have been lost in one event."
    )


async def test_one_letter_is_noted_once_in_every_case_that_allows_it(team: Team) -> None:
    await accepted(team)
    await team.does(team.lin, "not_needed", "I1", number=3, reason="Asked on the phone.")
    await team.clicks(team.lin, message(team), "incident_letter")
    assert team.lin.view is not None
    fields = [one["element"] for one in team.lin.view.content["blocks"] if "element" in one]
    letter = "".join(one.get("initial_value", "") for one in fields)
    assert all(number in letter for number in NUMBERS[:3])
    await team.clicks(team.maya, message(team), "incident_letter")
    await team.submits(team.lin, {"via": "web form", "reference": "UPS-77"})
    await swept(team)
    for number in (1, 2):
        [search] = (await team.case(number)).investigations
        assert (search.state, search.reference, search.asked) == ("requested", "UPS-77", 1)
    assert (await team.case(3)).investigations[0].state == "not_needed"
    assert thread(team)[1:] == [
        "<@U0LIN0000> sent the carrier one letter about all of them.",
        "Noted in 2 cases.\nNot in *LOST-0003*: its search does not allow it now.",
    ]
    # The thread names the text; the case keeps it, with the other parcels' numbers shortened.
    assert NUMBERS[1] not in team.story(1)[-1] and "inquiry about an incident in English" in team.story(1)[-1]
    [kept] = await team.database.read(lambda tx: tx.correspondence.of_case(team.id, 1))
    assert kept.body is not None and f"- …{NUMBERS[1][-4:]} – 20 November 2026, Louisville US" in kept.body
    assert "*Carrier*  asked on 2026-11-23 (Mon), no answer to that letter yet" in text_of(message(team))
    await team.submits(team.maya)
    assert notice(team.maya) == (
        "Somebody has marked a letter about INC-0001 as sent meanwhile. Nothing was noted twice."
    )
    await swept(team)
    assert (await team.case(1)).investigations[0].asked == 1


async def test_an_answer_is_logged_once_for_all(team: Team) -> None:
    await accepted(team)
    await team.clicks(team.lin, message(team), "incident_letter")
    await team.submits(team.lin, {"via": "e-mail"})
    await swept(team)
    await team.clicks(team.lin, message(team), "incident_replied")
    refused = await team.submits(team.lin, {"what": "carrier_needs_info"})
    assert refused.errors == {"text": "“Details” is missing. Fill it in and send again."}
    await team.submits(team.lin, {"what": "carrier_confirmed_loss", "text": "The trailer burnt."})
    await swept(team)
    for number in (1, 2, 3):
        assert (await team.case(number)).investigations[0].state == "confirmed_loss"
    assert thread(team)[-2:] == [
        "<@U0LIN0000> logged the carrier's answer for all of them: They confirmed the loss.",
        "Noted in 3 cases.",
    ]
    assert "answered on 2026-11-23 (Mon)" in text_of(message(team))


async def test_a_case_that_turns_up_later_joins_by_one_click(team: Team) -> None:
    await accepted(team)
    await opened(team, 4, 5)
    await swept(team)
    assert buttons_of(message(team))[3:] == ["Add it", "Not this one"] * 2
    assert thread(team)[-1].startswith("More cases may belong to it: *LOST-0004*, *LOST-0005*.")
    await team.clicks(team.lin, message(team), "incident:join:4")
    await team.clicks(team.lin, message(team), "incident:leave_out:5")
    await swept(team)
    assert await incidents_of(team, 4, 5) == ["INC-0001", None]
    assert text_of(message(team)).splitlines()[0] == "🟠 *INC-0001* · 4 parcels, one incident."
    assert "*May belong to it too*" not in text_of(message(team))
    assert thread(team)[-2:] == ["<@U0LIN0000> added *LOST-0004*.", "<@U0LIN0000> left *LOST-0005* out."]


async def test_cases_are_added_and_taken_out_by_hand(team: Team) -> None:
    await accepted(team)
    await opened(team, 4, city="Memphis")
    told = await team.types(team.lin, "/lost incident INC-0001 add LOST-0004")
    assert whisper(told) == "Added to *INC-0001*: *LOST-0004*."
    async with nothing_changes(team, 4):
        told = await team.types(team.lin, "/lost incident 1 add 4")
        assert whisper(told) == ("LOST-0004 belongs to INC-0001 already. A case belongs to one open incident at most.")
    told = await team.types(team.lin, "/lost incident 1 remove 1, 4")
    assert whisper(told) == "Taken out of *INC-0001*: *LOST-0001*, *LOST-0004*."
    assert await incidents_of(team, 1, 2, 3, 4) == [None, "INC-0001", "INC-0001", None]
    await swept(team)
    assert text_of(message(team)).splitlines()[0] == "🟠 *INC-0001* · 2 parcels, one incident."


async def test_it_closes_with_its_last_case_or_by_hand(team: Team) -> None:
    await accepted(team)
    for number in (1, 2, 3):
        await team.types(team.lin, f"/lost notlost {number} delivered", HOME)
    await swept(team)
    assert text_of(message(team)).splitlines()[0] == "✅ *INC-0001* · closed: 3 parcels, one incident."
    assert thread(team)[-1] == "All its cases are closed, and so is the incident."
    told = await team.types(team.maya, "/lost incident 1 close")
    assert whisper(told) == "INC-0001 is not open: closed. Nothing was changed."


async def test_it_is_shown_and_listed(team: Team) -> None:
    await accepted(team)
    shown = await team.types(team.lin, "/lost incident inc-0001")
    assert text_of(shown.private[0]).startswith("🟠 *INC-0001* · 3 parcels, one incident.")
    of_case = await team.types(team.lin, "/lost incident LOST-0002")
    assert text_of(of_case.private[0]) == text_of(shown.private[0])
    found = await team.types(team.lin, "/lost incidents")
    assert text_of(found.private[0]).splitlines()[0] == (
        "🟠 *INC-0001* · open · UPS · last seen in Louisville US · 3 cases"
    )
    [here] = await team.says(team.lin, "<@U0TRACER0> incident", thread=message(team))
    assert text_of(here) == text_of(shown.private[0])
    [gone] = await team.says(team.lin, "<@U0TRACER0> incident remove 3", thread=message(team))
    assert gone.text == "Taken out of *INC-0001*: *LOST-0003*."
    nothing = await team.types(team.lin, "/lost incident 7")
    assert whisper(nothing) == "There is no incident INC-0007. “/lost incidents” lists the open ones."


async def test_in_chinese(team: Team) -> None:
    await team.settings(language="zh_CN")
    made = await accepted(team)
    assert text_of(made).splitlines()[0] == "🟠 *INC-0001* · 3 个包裹，同一事件。"
    assert buttons_of(made) == ["致承运商的查件函", "加入案件", "关闭事件"]
    assert thread(team) == ["<@U0MAYA000> 把它们定为同一事件。"]
    assert team.story(1) == ["<@U0MAYA000> 把案件归入了事件 INC-0001"]


async def test_a_silent_carrier_is_one_reminder_for_all_its_cases(team: Team) -> None:
    await accepted(team)
    await team.clicks(team.lin, message(team), "incident_letter")
    await team.submits(team.lin, {"via": "web form"})
    await swept(team)
    lines, stories = len(thread(team)), [len(team.story(number)) for number in (1, 2, 3)]
    await team.wait(days=4)
    assert [len(team.story(number)) for number in (1, 2, 3)] == stories
    assert thread(team)[lines:] == [
        "<@U0LIN0000>: no answer to the letter yet. “Letter to the carrier” above makes the follow-up for all of them."
    ]
    reminder = team.direct(team.lin)[-1]
    assert text_of(reminder).splitlines()[-4:] == [
        "UPS has not answered for 3 working days. Last contact: 2026-11-23 (Mon). A follow-up is ready to be copied.",
        "Letter to the carrier",
        "They replied",
        "Show the incident",
    ]
    assert "and 2 more cases · UPS" in text_of(reminder)
    shown = await team.clicks(team.lin, reminder, "incident:show")
    assert text_of(shown.answers[-1]).startswith("🟠 *INC-0001* · 3 parcels, one incident.")


async def test_an_agent_proposes_what_belongs_together_and_a_lead_decides(team: Team) -> None:
    await opened(team, 1)
    await opened(team, 2, city="Memphis", days=5)
    told = await team.types(team.lin, "/lost incident new 1 LOST-0002")
    assert whisper(told) == "Proposed as *INC-0001*: *LOST-0001*, *LOST-0002*. A lead decides."
    assert text_of(message(team)).splitlines()[1] == (
        "*UPS*  ·  put together by hand  ·  CN → US  ·  last scans 2026-11-18 (Wed) – 2026-11-20 (Fri)"
    )
    await team.clicks(team.maya, message(team), "incident:accept")
    await swept(team)
    assert await incidents_of(team, 1, 2) == ["INC-0001"] * 2
    await team.opens(DHL)
    for typed, refusal in (
        ("new 1 3", "These parcels go with several carriers, and one letter goes to one. Name those of one carrier."),
        ("new 3", "An incident needs two cases at least. Name them all: /lost incident new 142 143 144."),
        ("1 add 3", "LOST-0003 goes with another carrier than INC-0001, and one letter goes to one carrier."),
        (
            "1 burn 3",
            "“burn” is nothing that can be done here. Say add, remove or close, as in “/lost incident 1 add 142”.",
        ),
    ):
        async with nothing_changes(team, 3):
            assert whisper(await team.types(team.lin, f"/lost incident {typed}")) == refusal


async def test_what_fails_in_one_case_is_done_later_and_twice_in_none(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    await accepted(team)
    await team.clicks(team.lin, message(team), "incident_letter")
    await team.submits(team.lin, {"via": "web form"})

    def breaks(case: Case, what: str) -> tuple[str, str] | None:
        if case.number == 2:
            raise OSError("the disk is full")
        return move_for(case, what)

    with monkeypatch.context() as broken:
        broken.setattr("handlers.mass_loss.move_for", breaks)
        await swept(team)
    assert [(await team.case(number)).investigations[0].asked for number in (1, 2, 3)] == [1, 0, 1]
    assert "Being noted in its cases; this message follows." in text_of(message(team))
    told = await team.clicks(team.lin, message(team), "incident_letter")
    assert whisper(told) == "The cases of INC-0001 are still being brought up to date. Try again in a moment."
    team.clock.wind(timedelta(minutes=6))
    await swept(team)
    assert [(await team.case(number)).investigations[0].asked for number in (1, 2, 3)] == [1, 1, 1]
    assert thread(team)[-1] == "Noted in 3 cases."
    assert "Being noted in its cases" not in text_of(message(team))


async def test_private_cases_are_left_out_and_told_by_their_reference_only(team: Team) -> None:
    await accepted(team)
    await opened(team, 4)

    async def hide(number: int) -> None:
        act = Act("make_private", Actor("person", team.maya.id, frozenset({"lead"})))
        await team.database.write(lambda tx: Desk(tx, team.id, team.clock.now()).move(number, act) and None)
        await team.settle()

    await hide(4)
    await hide(3)
    await swept(team)
    assert text_of(message(team)).splitlines()[6] == "• *LOST-0003* · 🔒"
    assert "*May belong to it too*" not in text_of(message(team)) and "EUR 60.00" in text_of(message(team))
    told = await team.types(team.maya, "/lost incident 1 add 4")
    assert whisper(told) == "LOST-0004 is private, and an incident is read by its whole channel."
    await team.clicks(team.lin, message(team), "incident_letter")
    assert team.lin.view is not None and NUMBERS[2] not in str(team.lin.view.content)
    await team.submits(team.lin)
    await swept(team)
    assert [(await team.case(number)).investigations[0].asked for number in (1, 2, 3)] == [1, 1, 0]
