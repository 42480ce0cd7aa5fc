"""What could have avoided a loss: asked once at the end, kept as a fact of the case, counted by scorecards."""

from cases.case import Case
from tests.journeys.team import Team, actions_of, buttons_of, text_of
from tests.journeys.test_closing import ready_to_close
from tests.journeys.ways import clicked, give_roles, next_line, nothing_changes, paid_case, whisper


def question(team: Team) -> list[str]:
    """The buttons below the last line of the thread."""
    return buttons_of(team.server.thread(team.card())[-1])


async def kept(team: Team) -> Case:
    """The case as its log tells it, which is the case as it is kept."""
    case = await team.case()
    log = await team.database.read(lambda tx: tx.cases.log(team.id, 1))
    assert log[-1].changes.get("prevention") == case.prevention
    return case


async def test_the_form_asks_while_closing_and_the_thread_does_not_ask_again(team: Team) -> None:
    await ready_to_close(team)
    await clicked(team, team.lin, team.card(), "form:close", prevention="address")
    assert (await kept(team)).prevention == "address"
    assert "avoidable by: a checked address" in team.story()[-1] and question(team) == []
    assert next_line(team) == "*Closed*  Resolved · avoidable by: a checked address"


async def test_one_tap_in_the_thread_names_it_and_a_second_one_corrects_it(team: Team) -> None:
    await ready_to_close(team)
    await clicked(team, team.lin, team.card(), "form:close")
    asked = team.server.thread(team.card())[-1]
    assert question(team)[:3] == ["A checked address", "A telephone number that works", "Better packaging"]
    assert actions_of(asked)[-1] == "learn:nothing"
    told = await team.clicks(team.priya, asked, "learn:packaging")
    assert whisper(told) == "Noted of LOST-0001: avoidable by better packaging."
    assert team.story()[-1] == "<@U0PRIYA00> noted what could have avoided it: better packaging"
    async with nothing_changes(team):
        again = await team.clicks(team.lin, asked, "learn:packaging")
        assert whisper(again) == "That is noted of LOST-0001 already: better packaging."
    await team.clicks(team.lin, asked, "learn:service")
    assert (await kept(team)).prevention == "service"
    stats = text_of((await team.types(team.lin, "/lost stats avoidable")).private[0])
    assert "*Scorecard by what could have avoided it" in stats and "*another service*" in stats


async def test_nothing_is_asked_where_nothing_was_lost_and_nothing_is_learnt_of_an_open_case(team: Team) -> None:
    await paid_case(team)
    async with nothing_changes(team):
        early = whisper(await team.types(team.lin, "/lost avoidable 1 address"))
        assert early == "LOST-0001 is open. What could have avoided it is asked when it is closed."
    await team.types(team.lin, "/lost notlost 1 duplicate")
    assert question(team) == []


async def test_the_word_is_typed_and_refused_where_it_is_none_or_not_ones_own_to_say(team: Team) -> None:
    await ready_to_close(team)
    await team.types(team.lin, "/lost close 1")
    async with nothing_changes(team):
        none = whisper(await team.types(team.lin, "/lost avoidable 1 magic"))
        assert none.startswith("What could have avoided it? Write one of these behind the reference: address, contact,")
    await team.types(team.lin, "/lost lang zh")
    assert whisper(await team.types(team.lin, "/lost 可避免 1 交接时扫描")).startswith("已记录 LOST-0001")
    assert (await kept(team)).prevention == "hand_over"
    await give_roles(team, team.lin.id, "viewer")
    async with nothing_changes(team):
        await team.types(team.lin, "/lost avoidable 1 label")
    assert (await kept(team)).prevention == "hand_over"
