"""Clicks that come twice, too late, at the same moment, or made up: one move, a sentence, a fresh card."""

import pytest

from bot.playground.rooms import Message
from tests.journeys.team import Team, actions_of, both, text_of
from tests.journeys.ways import clicked, decided, nothing_changes, notice, paid_case, whisper, with_approver


def with_value(card: Message, action: str, value: str) -> Message:
    """A card whose button carries something else: what a forger would send."""
    forged = card.snapshot()
    for block in forged.blocks:
        for element in block.get("elements", []):
            if element.get("action_id") == action:
                element["value"] = value
    return forged


async def moves(team: Team, name: str, number: int = 1) -> int:
    """How often a move was made."""
    log = await team.database.read(lambda tx: tx.cases.log(team.id, number))
    return sum(1 for one in log if one.move == name)


async def test_taking_twice_is_taking_once_and_no_mistake(team: Team) -> None:
    old = (await team.opens()).snapshot()
    await team.clicks(team.lin, old, "move:take")
    async with nothing_changes(team):
        told = await team.clicks(team.lin, old, "move:take")
        assert told.private == []


async def test_two_fingers_on_one_button_make_one_move(team: Team) -> None:
    card = await team.opens()
    await both(team.lin.clicks(card, "move:take"), team.lin.clicks(card, "move:take"))
    await team.settle()
    assert await moves(team, "take") == 1


async def test_two_people_at_once_make_one_move_and_the_other_gets_a_sentence_and_a_fresh_card(team: Team) -> None:
    card = await team.opens()
    edited = card.edited
    lin, maya = await both(team.lin.clicks(card, "move:take"), team.maya.clicks(card, "move:take"))
    await team.settle()
    owner = (await team.case()).owner
    loser = lin if owner == team.maya.id else maya
    assert await moves(team, "take") == 1
    assert whisper(loser) == f"<@{owner}> has the case already. “Assign” gives it to somebody else."
    assert team.card().edited != edited


async def test_two_people_who_decide_at_once_decide_once(team: Team) -> None:
    await with_approver(team)
    card = await paid_case(team)
    for who in (team.lin, team.maya):
        await team.clicks(who, card, "decide:choose_refund")
    assert team.lin.view is not None and team.maya.view is not None
    await both(
        team.lin.fills_and_submits(team.lin.view, {"goods": "31"}),
        team.maya.fills_and_submits(team.maya.view, {"goods": "31"}),
    )
    await team.settle()
    assert len((await team.case()).remedies) == 1
    (loser,) = [who for who in (team.lin, team.maya) if who.view is not None]
    assert notice(loser).startswith("This has changed since the button was drawn: it is now “approved, to be done”.")


async def test_sending_a_form_twice_at_once_makes_one_move(team: Team) -> None:
    card = await paid_case(team)
    await team.clicks(team.lin, card, "decide:choose_refund")
    view = team.lin.view
    assert view is not None
    await both(team.lin.fills_and_submits(view, {"goods": "10"}), team.lin.fills_and_submits(view, {"goods": "10"}))
    await team.settle()
    assert len((await team.case()).remedies) == 1


async def test_a_button_on_an_old_card_is_refused_before_its_form_is_filled_in(team: Team) -> None:
    old = (await paid_case(team)).snapshot()
    await decided(team, goods="31")
    async with nothing_changes(team):
        told = await team.clicks(team.lin, old, "decide:choose_refund")
        assert whisper(told) == (
            "This has changed since the button was drawn: it is now “approved, to be done”. "
            "The card is up to date again."
        )
    assert team.lin.view is None


async def test_a_button_of_a_case_that_is_closed_by_now_says_so(team: Team) -> None:
    old = (await paid_case(team)).snapshot()
    await team.does(team.maya, "not_lost", outcome="duplicate")
    for action in ("decide:choose_resend", "form:triage", "record"):
        async with nothing_changes(team):
            told = await team.clicks(team.lin, old, action)
            assert whisper(told) == "LOST-0001 is closed. Re-open it first."
        assert team.lin.view is None


async def test_reopening_what_is_open_says_so(team: Team) -> None:
    await paid_case(team)
    await team.does(team.maya, "not_lost", outcome="duplicate")
    old = team.card().snapshot()
    await clicked(team, team.maya, team.card(), "form:reopen", reason="It was none.")
    async with nothing_changes(team):
        told = await team.clicks(team.lin, old, "form:reopen")
        if team.lin.view is not None:
            await team.submits(team.lin, {"reason": "Again."})
            assert notice(team.lin).startswith("LOST-0001 is open.")
        else:
            assert told.private


async def test_a_form_is_refused_when_what_it_is_about_has_changed(team: Team) -> None:
    await paid_case(team)
    await decided(team, goods="31")
    await team.clicks(team.lin, team.card(), "form:refund_done")
    await clicked(team, team.maya, team.card(), "form:refund_done", reference="M-1")
    async with nothing_changes(team):
        await team.submits(team.lin, {"reference": "L-1"})
    assert notice(team.lin).startswith("“Refund made” is not possible now: it is already “refunded”.")


async def test_a_form_is_not_refused_because_something_else_happened_meanwhile(team: Team) -> None:
    card = await paid_case(team)
    await team.clicks(team.lin, card, "decide:choose_refund")
    await team.records(team.maya, "ask_carrier|I1|not_opened")
    await team.does(team.maya, "note", text="Memphis again.")
    await team.wait(days=2)
    assert (await team.submits(team.lin, {"goods": "31"})).closed
    assert (await team.case()).remedies[0].state == "approved"


async def test_a_refusal_is_private_and_the_card_is_drawn_anew(team: Team) -> None:
    old = (await paid_case(team)).snapshot()
    await decided(team, goods="31")
    before, seen = team.card().edited, len(team.maya.sees("lost-parcels"))
    await team.clicks(team.lin, old, "decide:choose_refund")
    assert team.card().edited != before
    assert len(team.maya.sees("lost-parcels")) == seen


async def test_a_refused_click_in_more_is_said_in_front_of_it_and_closes_with_it(team: Team) -> None:
    await paid_case(team)
    await team.clicks(team.lin, team.card(), "more")
    await team.does(team.maya, "not_lost", outcome="duplicate")
    assert team.lin.view is not None
    async with nothing_changes(team):
        await team.clicks(team.lin, team.lin.view, "form:triage:")
    assert notice(team.lin).startswith("LOST-0001 is closed. Re-open it first.")
    await team.lin.closes(team.lin.view)
    assert team.lin.view is None


async def test_taking_a_case_in_more_shows_what_is_possible_then(team: Team) -> None:
    await team.clicks(team.lin, await team.opens(), "more")
    assert team.lin.view is not None and "move:take:" in actions_of(team.lin.view)
    await team.clicks(team.lin, team.lin.view, "move:take:")
    assert (await team.case()).owner == team.lin.id
    assert "move:take:" not in actions_of(team.lin.view)


FORGED = [
    '{"c":99}',
    '{"c":-1}',
    '{"c":' + "9" * 40 + "}",
    '{"c":"1"}',
    '{"c":true}',
    '{"c":[1]}',
    "{}",
    "[]",
    "nonsense",
    "",
    '{"c":1,"t":"R9","s":"approved"}',
    '{"c":1,"t":{"a":1},"s":7}',
]


@pytest.mark.parametrize("value", FORGED)
@pytest.mark.parametrize("action", ["form:triage", "decide:choose_refund", "record", "more"])
async def test_a_made_up_button_does_no_harm(team: Team, action: str, value: str) -> None:
    card = await paid_case(team)
    async with nothing_changes(team):
        told = await team.clicks(team.lin, with_value(card, action, value), action)
        assert told.private or team.lin.view is not None
        assert "went wrong" not in told.text


@pytest.mark.parametrize("value", FORGED)
async def test_a_made_up_take_takes_nothing_that_is_taken(team: Team, value: str) -> None:
    card = await team.opens()
    await team.opens("00340434161094042557", who=team.maya)
    await team.clicks(team.maya, team.card(2), "move:take")
    async with nothing_changes(team, 2):
        told = await team.clicks(team.lin, with_value(card, "move:take", value), "move:take")
        assert "went wrong" not in told.text


@pytest.mark.parametrize("action", ["move:fly", "move:", "move", "form:fly", "form", "decide:fly", "decide", "nothing"])
async def test_a_button_that_tracer_never_made_is_answered_calmly(team: Team, action: str) -> None:
    forged = (await paid_case(team)).snapshot()
    forged.blocks[-1]["elements"][0]["action_id"] = action
    async with nothing_changes(team):
        told = await team.clicks(team.lin, forged, action)
        assert "went wrong" not in told.text


async def test_a_card_that_somebody_deleted_is_posted_anew(team: Team) -> None:
    card = await paid_case(team)
    card.deleted = True
    await team.types(team.lin, "/lost note 1 Memphis again.")
    (fresh,) = team.cards()
    assert fresh.ts != card.ts and text_of(fresh).startswith("🟡 *LOST-0001*")
    await team.types(team.lin, "/lost note 1 And again.")
    assert [one.splitlines()[0] for one in team.story()][-1] == "<@U0LIN0000> noted: And again."


async def test_a_card_in_a_channel_that_was_archived_goes_on_in_the_default_channel(team: Team) -> None:
    await team.settings(default_channel=team.world.channel("lost-finance").id)
    card = await paid_case(team)
    team.world.channel("lost-parcels").archived = True
    await team.types(team.priya, "/lost note 1 Memphis again.", "lost-finance")
    (fresh,) = team.cards("lost-finance")
    assert fresh.ts != card.ts and "move:take" not in actions_of(fresh)
    team.check_everything_shown()


async def test_a_form_that_has_nothing_to_choose_from_any_more_is_a_sentence(team: Team) -> None:
    card = await team.opens()
    old = with_value(card, "record", '{"c":1}')
    for block in old.blocks:
        for element in block.get("elements", []):
            if element.get("action_id") == "record":
                element["action_id"] = "form:correct_money"
    async with nothing_changes(team):
        told = await team.clicks(team.lin, old, "form:correct_money")
    assert whisper(told) == "“Take a booking back” is not possible now. The card shows what is."
    assert team.lin.view is None
