"""The digests of a week and of a month: tables, charts, what is worse than usual, and the cases behind each figure."""

from datetime import UTC, datetime

from bot.playground.acting import Actor
from handlers.language import Words
from handlers.views.digest_trends import Deadlines, Miss, Week, week_lines
from tests.journeys.numbers import ups_numbers
from tests.journeys.team import DHL, HOME, UPS, Team, actions_of, text_of
from tests.journeys.test_digests import DAY, digests, scheduled
from tests.journeys.ways import paid_case, with_approver


async def test_the_weekly_digest_has_a_table_a_chart_and_what_was_missed(team: Team) -> None:
    await with_approver(team)
    await paid_case(team)
    told = await scheduled(team, "weekly")
    assert told.startswith("Weekly digest at 09:00; next: 2026-11-30 (Mon) 09:00 CST")
    await team.wait(days=7)
    [message] = digests(team)
    kinds = [block["type"] for block in message.blocks]
    assert kinds == [
        "section",
        "data_table",
        "section",
        "data_visualization",
        "actions",
        "data_table",
        *["actions"] * 2,
    ]
    assert [block["block_id"] for block in message.blocks[4:7]] == [
        "menu_digest_cases", "digest_scorecard_carrier", "menu_stats_cases_carrier",
    ]  # fmt: skip
    assert text_of(message).splitlines()[0] == "*Lost parcels, the week to 2026-11-30 (Mon)*"
    assert "decide refund or resend · was due on 2026-11-24 (Tue) · cause not known · <@U0LIN0000>" in text_of(message)
    assert "Deadlines*  0 met, 2 missed" in message.text
    team.check_everything_shown()


def test_the_misses_of_a_week_that_are_not_listed_are_counted() -> None:
    due = datetime(2026, 11, 24, 9, tzinfo=UTC)
    missed = Miss("LOST-0001", "decision", due, None, None)
    week = Week(due + 5 * DAY, ("deadlines",), deadlines=[Deadlines("decision", 1, 7)], misses=[missed])
    assert week_lines(week, Words("en", "UTC"))[1:] == [
        "*Deadlines*  1 met, 7 missed",
        "🔴 *LOST-0001* · decide refund or resend · was due on 2026-11-24 (Tue) · cause not known · nobody yet",
        "and 6 more",
    ]


async def test_the_weekly_digest_in_plain_lines(team: Team) -> None:
    await with_approver(team)
    await paid_case(team)
    await scheduled(team, "weekly", plain=["plain"])
    await team.wait(days=7)
    [message] = digests(team)
    kinds = [block["type"] for block in message.blocks]
    assert kinds == ["section", "actions", "section", "actions", "actions"]
    assert "• UPS: 1 case" in text_of(message).splitlines()


async def test_the_monthly_digest_names_what_is_worse_than_usual_with_a_button_to_its_cases(team: Team) -> None:
    await with_approver(team)
    for number in ups_numbers(3):
        await team.types(team.lin, f"/lost {number}")
    told = await team.types(team.lin, "/lost digest preview monthly")
    [message] = told.private
    assert "*UPS*: 3 cases in 30 days, none in the 90 before." in text_of(message)
    assert actions_of(message)[0] == "list:insight0"
    told = await team.clicks(team.lin, message, "list:insight0")
    assert "3 cases" in text_of(told.private[-1])
    told = await scheduled(team, "monthly")
    assert told.startswith("Monthly digest at 09:00; next: 2026-12-01 (Tue) 09:00 CST")
    await team.wait(days=9)
    assert len(digests(team)) == 1
    team.check_everything_shown()


async def test_every_figure_of_a_weeks_digest_opens_the_cases_behind_it(team: Team) -> None:
    await with_approver(team)
    await paid_case(team)
    await team.opens(DHL)
    await team.clicks(team.maya, team.card(2), "move:take")
    await team.clicks(team.maya, team.card(2), "more")
    assert team.maya.view is not None
    await team.clicks(team.maya, team.maya.view, "make_private")
    await scheduled(team, "weekly")
    await team.wait(days=7)
    [message] = digests(team)
    menus = [block["elements"][0] for block in message.blocks if block["block_id"].startswith("menu_")]
    found = {one["text"]["text"]: (menu, one["value"]) for menu in menus for one in menu["options"]}
    assert {"New: 2", "Closed: 0", "UPS: 1"} <= set(found)

    async def opened(who: Actor, label: str) -> str:
        menu, value = found[label]
        await team.clicks(who, message, menu["action_id"], selected=value)
        return text_of([one for one in who.sees(HOME) if one.only_for == who.id][-1])

    for label in ("decide refund or resend, missed: 2", "New: 2", "UPS: 1"):
        told = await opened(team.lin, label)
        assert "LOST-0001" in told and "LOST-0002" not in told, label
    assert (await opened(team.lin, "New: 2")).splitlines()[-1] == "1 private case is not shown."
    assert "LOST-0002" in await opened(team.maya, "New: 2")


async def heads(team: Team) -> dict[str, list[str]]:
    """What stands above the columns of the scorecards in the monthly digest."""
    [message] = (await team.types(team.lin, "/lost digest preview monthly")).private
    tables = [one for one in message.blocks if one["type"] == "data_table"]
    return {one["block_id"].rpartition("_")[2]: [cell["text"] for cell in one["rows"][0]] for one in tables}


async def test_the_digests_tell_loss_rates_where_it_is_told_what_was_shipped(team: Team) -> None:
    await with_approver(team)
    for number in (UPS, DHL):
        await team.types(team.lin, f"/lost {number}")
    untold = ["Cases", "Lost for good", "Left of the loss"]
    assert await heads(team) == {"carrier": ["Carrier", *untold], "lane": ["Lane", *untold]}
    for carrier in ("UPS", "DHL Paket"):
        await team.types(team.lin, "/lost stats shipped")
        await team.submits(team.lin, {"month": "2026-11", "parcels": "400", "carrier": carrier})
    for kind, charts in (("weekly", ["digest_flow", "digest_rate_carrier"]), ("monthly", ["digest_rate_carrier"])):
        [message] = (await team.types(team.lin, f"/lost digest preview {kind}")).private
        drawn = [block["block_id"] for block in message.blocks if block["type"] == "data_visualization"]
        assert [one for one in drawn if one != "digest_causes"] == charts
        assert (await heads(team))["carrier"] == [
            "Carrier",
            "Cases",
            "Lost for good",
            "Parcels shipped",
            "Loss rate",
            "Left of the loss",
        ]
        assert "*loss rate 0.00 %* (0.00–0.95 %, 0 lost and 1 open of 400 shipped, few)" in message.text
    team.check_everything_shown()
