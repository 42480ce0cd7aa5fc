"""App Home: what is mine to do, what waits, what needs approval, and the ways in; for each of the three."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from bot.playground.acting import Actor
from bot.playground.block_limits import check_view
from bot.playground.windows import View
from cases.act import Act
from cases.case import Actor as Mover
from cases.case import Order, Parcel
from handlers.desk import Desk, Report
from handlers.home_facts import home_facts
from handlers.visit import Ask, Visit
from storage.homes import Looking
from storage.transaction import Transaction
from tests.journeys.numbers import ups_numbers
from tests.journeys.team import Team, actions_of, text_of
from tests.journeys.ways import decided, nothing_changes, paid_case, waiting_request, with_approver


async def home(team: Team, who: Actor) -> View:
    """The Home tab as it is once it was opened."""
    await who.opens_home()
    await team.settle()
    assert who.home is not None and check_view(who.home.content) == []
    return who.home


def sections(view: View) -> dict[str, list[str]]:
    """The rows below each headline."""
    found: dict[str, list[str]] = {}
    rows: list[str] = []
    for block in view.blocks:
        if block["type"] == "divider":
            rows = []
        elif block["type"] in ("section", "context"):
            text = block["text"]["text"] if block["type"] == "section" else block["elements"][0]["text"]
            if text.startswith("Waiting for "):
                continue
            if text.startswith("*"):
                found[text.strip("*")] = rows = []
            else:
                rows.append(text)
    return found


async def shown(team: Team) -> View:
    """What Lin sees now, within Slack's limits."""
    assert team.lin.home is not None and check_view(team.lin.home.content) == []
    return team.lin.home


def published(team: Team) -> int:
    """How often somebody's Home was sent to Slack."""
    return sum(1 for one in team.world.calls if one.method == "views.publish")


def rows(view: View) -> list[str]:
    """The references of the cases in a view."""
    return [line.partition("*LOST-")[2][:4] for line in text_of(view).splitlines() if "*LOST-" in line]


async def turns(team: Team, action: str) -> None:
    """Lin presses a button of Home, while the cards of many cases wait to be posted."""
    await team.lin.clicks(await shown(team), action)
    await team.server.events_taken()
    await team.tracer.courier.drain(0)


async def many_cases(team: Team, count: int, owner: str | None) -> None:
    def open_all(tx: Transaction) -> None:
        desk = Desk(tx, team.id, team.clock.now())
        mover = Mover("person", team.lin.id, frozenset({"agent", "lead"}))
        for number in ups_numbers(count):
            case = desk.open(Report(Parcel(number, "ups", "UPS"), Order(goods="vase"), "C0LOSTPAR"), mover)
            if owner:
                desk.move(case.number, Act("assign", mover, details={"person": owner}))

    await team.database.write(open_all)


def statements_for_home(team: Team, tx: Transaction) -> int:
    """How many statements it takes to gather what Home shows to Maya, who sees everything."""
    sent: list[str] = []

    def note(connection: object, cursor: object, statement: str, *more: object) -> None:
        sent.append(statement)

    event.listen(tx.connection, "before_cursor_execute", note)
    home_facts(Visit(Ask("home", team.id, team.maya.id, team.clock.now(), "a key"), tx), Looking())
    event.remove(tx.connection, "before_cursor_execute", note)
    return len(sent)


@pytest.mark.parametrize("name", ["lin", "maya", "priya"])
async def test_home_opens_for_each_of_them_before_anything_happened(team: Team, name: str) -> None:
    view = await home(team, getattr(team, name))
    waits = ["0 approvals wait"] if name == "maya" else []
    counts = ["0 due today", *waits, "0 answers are overdue", "0 open cases in all"]
    assert text_of(view).splitlines()[:2] == ["0 cases are yours", " · ".join(counts)]
    shown = sections(view)
    assert shown.pop("Do now") == ["Nothing is yours to do now."]
    assert ("settings" in actions_of(view), "roles" in actions_of(view)) == (name == "maya", name == "maya")
    if name == "maya":
        assert shown.pop("Set-up")[0].startswith("⚠️ Only <@U0MAYA000> can approve")
        assert shown.pop("Money") == ["No money is claimed or owed."]
        assert shown.pop("This month") == ["0 answers are overdue in all"]
    assert shown == {}


async def test_home_tells_what_is_mine_what_waits_on_others_and_what_nobody_has(team: Team) -> None:
    await with_approver(team)
    await paid_case(team)
    await team.does(team.lin, "nothing_owed", reason="Cash on delivery.")
    await team.does(team.lin, "no_claim", reason="No cover.")
    await team.records(team.lin, "ask_carrier|I1|not_opened")
    await paid_case(team, number="00340434161094042557")
    await team.opens("9400111206206406260787", who=team.maya)
    view = await home(team, team.lin)
    shown = sections(view)
    assert "Waiting for the carrier:" in text_of(view) and shown["Yours, waiting on others"][0].endswith(
        "silent for 0 days"
    )
    assert {name: [row.split(" · ")[0] for row in rows] for name, rows in shown.items()} == {
        "Do now": ["🟡 *LOST-0002*"],
        "Nobody has taken these": ["🟡 *LOST-0003*"],
        "Yours, waiting on others": ["🔵 *LOST-0001*"],
    }


async def test_requests_are_shown_to_those_who_may_decide_them(team: Team) -> None:
    await with_approver(team)
    await paid_case(team, "900")
    await decided(team, goods="250")
    assert "Waiting for approval" in sections(await home(team, team.priya))
    assert "Waiting for approval" in sections(await home(team, team.maya))
    assert "Waiting for approval" not in sections(await home(team, team.lin))


async def test_what_waits_for_an_approver_is_not_told_to_the_one_person_who_cannot_approve_it(team: Team) -> None:
    await waiting_request(team)
    rows = sections(await home(team, team.lin))
    assert rows["Do now"] == ["Nothing is yours to do now."]
    [row] = rows["Yours, waiting on others"]
    assert row.endswith("finance: approve, ask or reject by 2026-11-23 (Mon) 15:00 CST · <@U0LIN0000>")
    assert "Waiting for finance:" in text_of(await home(team, team.lin))


async def test_who_has_taken_a_case_is_not_told_to_take_it(team: Team) -> None:
    await team.opens()
    [row] = sections(await home(team, team.lin))["Nobody has taken these"]
    assert "take the case and confirm the cause by" in row
    await team.clicks(team.lin, team.card(), "move:take")
    [row] = sections(await home(team, team.lin))["Do now"]
    assert " · confirm the cause by" in row


async def test_a_row_opens_what_can_be_done_with_the_case(team: Team) -> None:
    await paid_case(team)
    view = await home(team, team.lin)
    await team.clicks(team.lin, view, "more:mine:1")
    assert team.lin.view is not None and team.lin.view.title == "LOST-0001"
    await team.clicks(team.lin, team.lin.view, "form:triage:")
    assert (await team.submits(team.lin, {"cause": "customs"})).closed
    assert (await team.case()).cause == "customs"


async def test_a_refusal_in_home_is_said_in_direct_messages_or_a_modal(team: Team) -> None:
    await paid_case(team)
    view = await home(team, team.lin)
    await team.clicks(team.lin, view, "more:mine:1")
    await team.does(team.maya, "not_lost", outcome="duplicate")
    assert team.lin.view is not None
    async with nothing_changes(team):
        await team.clicks(team.lin, team.lin.view, "decide:choose_refund:")
    assert team.lin.view.callback_id == "notice"


async def test_the_language_button_turns_home_over_and_back(team: Team) -> None:
    view = await home(team, team.lin)
    await team.clicks(team.lin, view, "other_language")
    assert team.lin.home is not None
    assert "现在要做" in text_of(team.lin.home) or "Do now" not in text_of(team.lin.home)
    await team.clicks(team.lin, team.lin.home, "other_language")
    assert "Do now" in text_of(team.lin.home)


async def test_a_case_is_opened_from_home(team: Team) -> None:
    view = await home(team, team.lin)
    await team.clicks(team.lin, view, "report")
    assert team.lin.view is not None and team.lin.view.callback_id == "report"
    await team.submits(team.lin, {"numbers": "1Z999AA10123456784"})
    assert len(team.cards()) == 1


async def test_two_hundred_open_cases_fit_and_the_rest_is_counted(team: Team) -> None:
    await many_cases(team, 120, team.lin.id)
    await team.lin.opens_home()
    await team.server.events_taken()
    await team.tracer.courier.drain(0)
    view = team.lin.home
    assert view is not None and check_view(view.content) == []
    assert len(sections(view)["Do now"]) == 10
    assert text_of(view).splitlines()[0] == "120 cases are yours"
    everything = text_of(view)
    await turns(team, "home_part:mine")
    first = rows(await shown(team))
    assert len(first) == 20 and "Page 1 of 6" in text_of(await shown(team))
    await turns(team, "home_part:next")
    second = rows(await shown(team))
    assert len(second) == 20 and set(second).isdisjoint(first)
    await turns(team, "home_part:all")
    assert text_of(await shown(team)) == everything


async def test_home_asks_the_database_no_more_for_many_cases_than_for_few(team: Team) -> None:
    await many_cases(team, 3, None)
    few = await team.database.read(lambda tx: statements_for_home(team, tx))
    await many_cases(team, 60, team.lin.id)
    many = await team.database.read(lambda tx: statements_for_home(team, tx))
    assert many == few <= 35


async def test_home_is_drawn_anew_once_when_something_of_its_viewer_changes_and_only_where_it_was_opened_lately(
    team: Team,
) -> None:
    await paid_case(team)
    await home(team, team.lin)
    await home(team, team.maya)
    so_far = published(team)
    await team.types(team.maya, "/lost note 1 One.")
    await team.types(team.maya, "/lost assign 1 <@U0PRIYA00>")
    assert text_of(await shown(team)).splitlines()[0] == "0 cases are yours"
    assert published(team) <= so_far + 2
    # Nobody who has not opened it is sent one, and what nobody looks at any more is left alone.
    assert team.priya.home is None
    team.clock.wind(timedelta(hours=9))
    so_far = published(team)
    await team.types(team.maya, "/lost assign 1 <@U0LIN0000>")
    assert published(team) == so_far


async def test_a_page_of_a_section_stays_while_it_is_drawn_anew(team: Team) -> None:
    await many_cases(team, 12, team.lin.id)
    await team.clicks(team.lin, await home(team, team.lin), "home_part:mine")
    await team.types(team.lin, "/lost notlost 1 delivered")
    assert len(rows(await shown(team))) == 11 and "Back to everything" in text_of(await shown(team))


async def test_a_deadline_of_today_stands_above_what_is_merely_overdue(team: Team) -> None:
    await paid_case(team)
    await paid_case(team, number="00340434161094042557")
    await team.records(team.lin, "buyer_wrote||open", number=2)
    team.clock.wind(timedelta(days=2))
    until = (team.clock.now() + timedelta(hours=20)).date().isoformat()
    await team.does(team.lin, "set_date", number=2, clock="buyer_answer", until=until, source="the page")
    first, second = sections(await home(team, team.lin))["Do now"]
    assert first.startswith("🔴 *LOST-0002*") and "*answer the buyer by 2026-11-2" in first
    assert second.startswith("🔴 *LOST-0001*")
    listed = (await team.types(team.lin, "/lost list")).private[-1]
    assert [line[:13] for line in text_of(listed).splitlines() if "LOST" in line] == [
        "🔴 *LOST-0002*"[:13],
        "🔴 *LOST-0001*"[:13],
    ]


async def test_private_cases_are_on_the_home_of_those_they_are_for(team: Team) -> None:
    await team.opens(who=team.maya)
    await team.types(team.maya, "/lost take 1")
    await team.clicks(team.maya, team.card(), "more")
    assert team.maya.view is not None
    await team.clicks(team.maya, team.maya.view, "make_private")
    await team.types(team.maya, "/lost assign 1 <@U0LIN0000>")
    assert rows(await home(team, team.lin)) == ["0001"]
    await team.types(team.maya, "/lost assign 1 <@U0PRIYA00>")
    assert rows(await home(team, team.lin)) == []


async def test_home_in_chinese_has_nothing_left_in_english(team: Team) -> None:
    await paid_case(team)
    await team.clicks(team.maya, await home(team, team.maya), "other_language")
    assert team.maya.home is not None
    text = text_of(team.maya.home)
    assert "现在要做" in text and "本月" in text and "Money" not in text and "overdue" not in text


async def test_help_opens_on_home(team: Team) -> None:
    await team.clicks(team.lin, await home(team, team.lin), "home_help")
    assert team.lin.view is not None and "/lost list" in text_of(team.lin.view)
