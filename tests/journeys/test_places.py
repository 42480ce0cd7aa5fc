"""Where cards go, where Tracer is silent, and who may use it."""

import pytest

from bot.playground.rooms import Message
from tests.journeys.numbers import ups_numbers
from tests.journeys.team import DHL, FINANCE, HOME, UPS, Team, text_of

NOT_HERE = "Tracer is not in this channel; “/invite @Tracer” brings it here."
GUEST = "Guests cannot use Tracer here. An admin can allow it: /lost settings."
SHARED = "This channel is shared with another organisation, so Tracer stays silent here. Use one of your own."
SHORTCUT = "open_case"


async def home_is_the_default(team: Team) -> None:
    await team.settings(default_channel=team.world.channel(HOME).id)


def place(team: Team, number: int = 1) -> str:
    return team.world.channels[team.card(number).channel].name


async def tells(team: Team, text: str, channel: str = HOME, who: str = "lin") -> str:
    told = await team.types(getattr(team, who), text, channel)
    return told.private[-1].text


async def test_a_card_goes_where_it_was_asked_for(team: Team) -> None:
    await home_is_the_default(team)
    await tells(team, f"/lost {UPS}", FINANCE)
    await tells(team, f"/lost {DHL}", HOME)
    assert (place(team, 1), place(team, 2)) == (FINANCE, HOME)


async def test_where_tracer_is_not_the_card_goes_to_the_default_channel_and_the_person_is_told(team: Team) -> None:
    await home_is_the_default(team)
    told = await tells(team, f"/lost {UPS}", "random")
    assert told == f"*LOST-0001* is open for UPS {UPS}. Its card is in <#C0LOSTPAR>. {NOT_HERE}"
    assert place(team) == HOME and [one for one in team.maya.sees("random") if one.bot_id] == []


async def test_everything_else_works_where_tracer_is_not(team: Team) -> None:
    await home_is_the_default(team)
    await team.opens()
    assert await tells(team, "/lost note 1 from elsewhere", "random") == "Noted in *LOST-0001*."
    told = await team.types(team.lin, "/lost 12345678901234", "random")
    again = await team.clicks(team.lin, told.private[0], label="DHL")
    assert place(team, 2) == HOME
    # Tracer cannot whisper where it is not, so the answer to the click comes directly.
    assert again.private == [] and team.direct(team.lin)[-1].text.endswith(NOT_HERE)


async def test_once_invited_cards_go_there(team: Team) -> None:
    await home_is_the_default(team)
    await team.server.person("lin").says("random", "hello")
    invite(team, "random")
    await team.settle()
    await team.tracer.directory.look_up_now()
    await tells(team, f"/lost {UPS}", "random")
    assert place(team) == "random"


async def test_the_preview_of_many_says_where_their_cards_are(team: Team) -> None:
    await home_is_the_default(team)
    await team.types(team.lin, f"/lost {' '.join(ups_numbers(2))}", "random")
    await team.submits(team.lin)
    assert team.direct(team.lin)[-1].text == (
        f"2 cases were opened. *LOST-0001* – *LOST-0002*, in <#C0LOSTPAR>. {NOT_HERE}"
    )


async def test_in_a_direct_message_nobody_is_told_to_invite_tracer(team: Team) -> None:
    await home_is_the_default(team)
    told = await team.types(team.lin, f"/lost {UPS}", "@tracer")
    assert told.private[-1].text == f"*LOST-0001* is open for UPS {UPS}. Its card is in <#C0LOSTPAR>."
    assert place(team) == HOME


async def test_with_tracer_in_no_channel_the_sentence_says_how_to_invite_it(team: Team) -> None:
    for room in team.world.channels.values():
        if team.world.app.bot_user in room.members:
            room.members.remove(team.world.app.bot_user)
    await team.tracer.sync_directory()
    told = await tells(team, f"/lost {UPS}")
    assert told == "Tracer is in no channel yet. Invite it with “/invite @Tracer” in the channel for lost parcels."
    assert team.cards() == []


async def test_an_archived_default_channel_is_not_used(team: Team) -> None:
    await home_is_the_default(team)
    archive(team, HOME)
    await team.settle()
    await tells(team, f"/lost {UPS}", "random")
    assert place(team) == FINANCE


async def test_when_its_channel_is_archived_a_cases_card_goes_elsewhere_and_the_link_follows(team: Team) -> None:
    await home_is_the_default(team)
    await team.opens()
    archive(team, HOME)
    await team.settle()
    await tells(team, "/lost note 1 after the channel was closed", FINANCE)
    fresh = [one for one in team.cards(FINANCE) if "LOST-0001" in text_of(one)]
    assert len(fresh) == 1
    link = f"/archives/{fresh[0].channel}/p{fresh[0].ts.replace('.', '')}"
    assert link in await tells(team, "/lost show 1", FINANCE)


@pytest.mark.parametrize("typed", [f"/lost {UPS}", "/lost", "/lost list", "/lost note 1 hello", "/lost doctor"])
async def test_in_a_channel_shared_with_another_organisation_tracer_stays_silent(team: Team, typed: str) -> None:
    await home_is_the_default(team)
    assert await tells(team, typed, "carrier-desk") == SHARED
    assert team.cards() == [] and team.lin.view is None


async def test_a_shared_channel_may_be_allowed(team: Team) -> None:
    await team.settings(allow_shared_channels=True)
    await tells(team, f"/lost {UPS}", "carrier-desk")
    assert place(team) == "carrier-desk"


async def test_a_mention_by_the_other_organisation_does_nothing(team: Team) -> None:
    await team.opens()
    version = await team.version()
    otto = team.server.person("otto")
    await otto.says("carrier-desk", "@tracer note 1 from outside")
    await team.settle()
    assert await team.version() == version
    assert [one.text for one in otto.sees("carrier-desk") if one.bot_id] in ([SHARED], [GUEST])


async def test_whoever_acts_from_another_workspace_is_a_guest_of_ours_before_anything_is_known_of_them(
    team: Team,
) -> None:
    await team.settings(allow_shared_channels=True)
    await tells(team, f"/lost {UPS}", "carrier-desk")
    card = team.card()
    otto = team.server.person("otto")
    assert (await team.types(otto, f"/lost {DHL}", "carrier-desk")).private[-1].text == GUEST
    assert (await team.clicks(otto, card, "move:take")).private[-1].text == GUEST
    await team.settings(allow_shared_channels=True, allow_guests=True)
    await team.clicks(otto, card, "move:take")
    await otto.says("carrier-desk", "@tracer note from their side", card.ts)
    await team.settle()
    assert (await team.case()).owner == otto.person.id
    assert "noted: from their side" in text_of(team.world.thread(card)[-1])
    assert {one.channel for one in team.cards()} == {card.channel} and len(team.cards()) == 1


@pytest.mark.parametrize("typed", [f"/lost {UPS}", "/lost", "/lost list", "/lost show 1"])
async def test_a_guest_is_refused(team: Team, typed: str) -> None:
    told = await team.types(team.server.person("gus"), typed)
    assert told.private[-1].text == GUEST and team.cards() == []


async def test_a_guest_who_clicks_or_mentions_is_refused_too(team: Team) -> None:
    card = await team.opens()
    version = await team.version()
    gus = team.server.person("gus")
    told = await team.clicks(gus, card, "move:take")
    assert told.private[-1].text == GUEST
    assert [one.text for one in await team.says(gus, "@tracer take", thread=card)] == [GUEST]
    assert await team.version() == version


async def test_a_guest_may_be_allowed(team: Team) -> None:
    await team.settings(allow_guests=True)
    told = await team.types(team.server.person("gus"), f"/lost {UPS}")
    assert told.private[-1].text == f"*LOST-0001* is open for UPS {UPS}. Its card is in <#C0LOSTPAR>."
    assert await tells(team, "/lost assign 1 @gus") == "*LOST-0001* is now <@U0GUS0000>'s."


async def test_somebody_who_became_a_guest_is_refused_from_then_on(team: Team) -> None:
    await team.opens()
    person = team.world.person("lin")
    person.is_restricted = True
    team.world.event("user_change", {"type": "user_change", "user": person.as_slack(with_locale=True)})
    await team.settle()
    assert await tells(team, "/lost list") == GUEST


async def uses_shortcut(team: Team, channel: str, text: str) -> Message:
    """Lin uses *Open lost-parcel case* on a message of maya's."""
    message = await team.maya.says(channel, text)
    await team.lin.uses_message_shortcut(SHORTCUT, message)
    await team.settle()
    return message


def filled_in(team: Team) -> dict[str, str]:
    fields = [block for block in team.lin.view.blocks if block["type"] == "input"]
    return {block["block_id"]: block["element"].get("initial_value", "") for block in fields}


async def test_the_shortcut_on_a_message_fills_in_its_number(team: Team) -> None:
    await home_is_the_default(team)
    await uses_shortcut(
        team, HOME, "Where is 1Z 999 AA1 01 2345 6784? The buyer of amazon.de 305-1234567-1234567 asks."
    )
    assert filled_in(team)["numbers"] == UPS
    assert filled_in(team)["order"] == "amazon.de 305-1234567-1234567"
    await team.submits(team.lin)
    assert ((await team.case()).parcel.number, place(team)) == (UPS, HOME)


async def test_the_shortcut_fills_in_all_numbers_and_goes_on_to_the_preview(team: Team) -> None:
    numbers = ups_numbers(12)
    await uses_shortcut(team, HOME, "These are late:\n" + "\n".join(numbers))
    assert filled_in(team)["numbers"].split() == numbers
    sent = await team.submits(team.lin)
    assert sent.view.callback_id == "bulk" and "12 new cases" in text_of(sent.view)


async def test_the_shortcut_on_a_very_long_message_cuts_no_number(team: Team) -> None:
    numbers = ups_numbers(60)
    await uses_shortcut(team, HOME, "\n".join(f"{one} has not moved for a week, please look" for one in numbers))
    assert filled_in(team)["numbers"].split() == numbers[:50]
    assert "Only the first 50 numbers are filled in; 10 more are in that message." in text_of(team.lin.view)


async def test_the_shortcut_on_a_message_without_a_number_says_so(team: Team) -> None:
    await uses_shortcut(team, HOME, "Lunch?")
    assert "No tracking number was found in that message. Paste it here." in text_of(team.lin.view)
    assert filled_in(team)["numbers"] == ""


async def test_the_shortcut_works_where_tracer_is_not(team: Team) -> None:
    await home_is_the_default(team)
    await uses_shortcut(team, "random", f"Where is {UPS}?")
    await team.submits(team.lin)
    assert place(team) == HOME
    assert team.direct(team.lin)[-1].text == f"*LOST-0001* is open. Its card is in <#C0LOSTPAR>. {NOT_HERE}"


async def test_the_shortcut_reads_what_an_app_wrote_in_blocks(team: Team) -> None:
    room = team.world.channel(HOME)
    section = {"type": "section", "text": {"type": "mrkdwn", "text": f"Delayed: `{UPS}`"}}
    link = {"type": "section", "text": {"type": "mrkdwn", "text": f"<https://t.example/{DHL}|details>"}}
    message = team.world.post(room, "U0MAYA000", text="A parcel is delayed", blocks=[section, link])
    await team.lin.uses_message_shortcut(SHORTCUT, message)
    assert filled_in(team)["numbers"].split() == [UPS, DHL]


async def test_the_global_shortcut_opens_the_empty_form(team: Team) -> None:
    await home_is_the_default(team)
    await team.lin.uses_global_shortcut("open_case_global")
    assert filled_in(team)["numbers"] == "" and "No tracking number was found" not in text_of(team.lin.view)
    await team.submits(team.lin, {"numbers": UPS})
    assert place(team) == HOME
    assert team.direct(team.lin)[-1].text == "*LOST-0001* is open. Its card is in <#C0LOSTPAR>."


def invite(team: Team, name: str) -> None:
    room, bot = team.world.channel(name), team.world.app.bot_user
    room.members.append(bot)
    team.world.event("member_joined_channel", {"type": "member_joined_channel", "user": bot, "channel": room.id,
                                               "channel_type": "C", "team": team.id})  # fmt: skip


def archive(team: Team, name: str) -> None:
    room = team.world.channel(name)
    room.archived = True
    team.world.event("channel_archive", {"type": "channel_archive", "channel": room.id, "user": team.maya.id})
