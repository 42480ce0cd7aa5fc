"""A workspace's own rules: what a forwarder's contract says, in one form, seen in words before it is kept."""

from typing import Any

import pytest

from bot.playground.rooms import Message
from cases.own_rules import Override
from tests.journeys.team import Team, actions_of, text_of
from tests.journeys.ways import no_admin_any_more, notice, whisper

MAYA = "<@U0MAYA000>"
CONTRACT: dict[str, Any] = {
    "inquiry": "7 days",
    "claim": "30 days",
    "claim_from": "shipped",
    "answer": "5 working days",
    "pay": "30天",
    "pay_from": "shipped",
    "cover": "100",
    "cover_currency": "USD",
    "why": "contract 2026-04, clause 7",
}


async def kept(team: Team) -> tuple[Override, ...]:
    return await team.database.read(lambda tx: tx.overrides.current(team.id))


async def fills_in(team: Team, name: str = "SZ Swift", **values: Any) -> dict[str, str]:
    """Maya fills in what a contract says and sends it; the errors below the fields. The preview is in front of her."""
    await team.types(team.maya, f"/lost rules set {name}")
    return (await team.submits(team.maya, values)).errors


async def sets(team: Team, name: str = "SZ Swift", **values: Any) -> None:
    """Maya sets what a contract says, and keeps it."""
    assert await fills_in(team, name, **({"why": "contract 2026-04"} | values)) == {}
    sent = await team.submits(team.maya)
    assert sent.closed, sent


async def listed(team: Team, who: Any = None) -> Message:
    return (await team.types(who or team.maya, "/lost rules mine")).private[0]


async def test_a_forwarder_is_set_up_in_one_form_and_seen_in_words_before_it_is_kept(team: Team) -> None:
    await team.settings(timezone="Asia/Shanghai")
    assert await fills_in(team, **CONTRACT) == {}
    assert team.maya.view is not None
    assert (
        text_of(team.maya.view).splitlines()
        == [
            "Is this right?",
            "Keep it",
            "Back",
            "*SZ Swift*: this will hold from now on.",
            "*inquiry possible from*: 7 days from hand-over",
            "For example: hand-over on 2026-11-23 (Mon) → from 2026-11-30 (Mon)",
            "*claim until*: 30 days from hand-over",
            "For example: hand-over on 2026-11-23 (Mon) → until 2026-12-23 (Wed)",
            "*they answer an inquiry within*: 5 working days from our inquiry",
            "For example: our inquiry on 2026-11-23 (Mon) → until 2026-11-30 (Mon)",
            "*they pay within*: 30 days from hand-over",
            "For example: hand-over on 2026-11-23 (Mon) → until 2026-12-23 (Wed)",
            "*cover for one parcel*: USD 100.00",
            "As written in: contract 2026-04, clause 7",
            "Clocks that run already keep the dates they were started with.",
        ][3:]
    )
    assert await kept(team) == ()
    assert (await team.submits(team.maya)).closed
    rules = {one.field: one for one in await kept(team)}
    besides = {"name": "SZ Swift", "country": "CN"}
    assert rules["payment"].values == {"amount": 30, "unit": "days", "anchor": "shipped"} | besides
    assert rules["liability_default"].values == {"money": "100.00", "currency": "USD"} | besides
    assert len(rules) == 5
    assert {(one.programme, one.changed_by, one.why) for one in rules.values()} == {
        ("own:sz swift", team.maya.id, "contract 2026-04, clause 7")
    }


async def test_the_list_says_who_set_what_and_why_and_only_admins_can_end_it(team: Team) -> None:
    await sets(team, claim="30 days", why="contract 2026-04, clause 7")
    seen = text_of(await listed(team, team.lin)).splitlines()
    assert seen == [
        "*Rules of your own contracts*",
        "*SZ Swift* · claim until: 30 days from hand-over",
        f"set by {MAYA} on 2026-11-23 (Mon): contract 2026-04, clause 7",
    ]
    assert actions_of(await listed(team)) == ["own_rules_end", "own_rules_set"]


async def test_a_form_sent_as_it_is_shown_changes_nothing_and_an_edit_remembers_what_was(team: Team) -> None:
    await sets(team, claim="30 days", claim_from="last_scan")
    before = await kept(team)
    errors = await fills_in(team, why="Nothing new.")
    assert errors == {"claim": "Nothing is filled in that does not hold already. Change at least one."}
    assert await kept(team) == before
    await fills_in(team, claim="45 days", why="contract 2026-11")
    assert team.maya.view is not None
    assert "instead of: 30 days from the last scan" in text_of(team.maya.view)
    await team.submits(team.maya)
    (new,) = await kept(team)
    assert (new.values["amount"], new.values["anchor"], new.why) == (45, "last_scan", "contract 2026-11")
    history = await team.database.read(lambda tx: tx.overrides.history(team.id))
    assert [(one.values["amount"], one.ended_by) for one in history] == [(45, None), (30, team.maya.id)]


async def test_a_carrier_is_known_by_its_nicknames(team: Team) -> None:
    await sets(team, "云途", claim="30天")
    await sets(team, "yun express", pay="20 工作日")
    rules = await kept(team)
    assert {one.programme for one in rules} == {"yunexpress"}
    assert {(one.field, one.values["amount"], one.values["unit"]) for one in rules} == {
        ("claim_latest", 30, "days"),
        ("payment", 20, "working_days"),
    }


async def test_without_a_name_the_form_asks_whose_contract_it_is(team: Team) -> None:
    await team.types(team.maya, "/lost rules set")
    sent = await team.submits(team.maya)
    assert sent.errors == {"programme": "Choose one, or write a name below."}
    sent = await team.submits(team.maya, {"programme": "yanwen", "name": "Yanwen"})
    assert sent.errors == {"name": "Either choose one above or write a name, not both."}
    await team.submits(team.maya, {"programme": None, "name": "燕文"})
    assert team.maya.view is not None and team.maya.view.callback_id == "own_rules"
    assert "*Yanwen*: what does your contract say?" in text_of(team.maya.view)


async def test_any_other_value_can_be_set_too(team: Team) -> None:
    await sets(team, other="appeal_latest", other_period="10 working days", other_from="denied")
    (one,) = await kept(team)
    assert (one.field, one.values["amount"], one.values["anchor"]) == ("appeal_latest", 10, "denied")


async def test_an_ended_rule_holds_no_more_and_a_second_click_is_told(team: Team) -> None:
    await sets(team, claim="30 days")
    message = await listed(team)
    told = await team.clicks(team.maya, message, "own_rules_end")
    assert whisper(told) == ("Ended for SZ Swift: 30 days from hand-over. Where there is a public rule it holds again.")
    assert await kept(team) == ()
    told = await team.clicks(team.maya, message, "own_rules_end")
    assert "That rule has been ended already." in text_of(told.private[-1])
    assert text_of(await listed(team)).startswith("No rules of your own are set.")


WRONG = [
    (
        {"claim": "soon"},
        "claim",
        "“soon” is not a period. Write it like 30 days, 20 working days, 6 months or 72 hours.",
    ),
    ({"pay": "9999 days"}, "pay", "9999 cannot be a period here. Enter a whole number from 0 to 3660."),
    ({"cover": "much"}, "cover", "much is not an amount. Write it like 31 or 31.50."),
    ({}, "inquiry", "Fill in at least one of the values."),
    ({"other_period": "3 days"}, "other", "Choose what the period below is for."),
    (
        {"claim": "3 days", "country": "China"},
        "country",
        "“CHINA” is no calendar. Write a country with two letters, such as CN, or a region such as DE-NW.",
    ),
    (
        {"claim": "3 days", "why": "  "},
        "why",
        "Say why: which contract and clause it is from, for example “contract 2026-04, clause 7”.",
    ),
]


@pytest.mark.parametrize(("values", "field", "said"), WRONG)
async def test_what_does_not_do_is_said_at_its_field_and_nothing_is_kept(
    team: Team, values: dict[str, str], field: str, said: str
) -> None:
    assert await fills_in(team, **({"why": "contract 2026-04"} | values)) == {field: said}
    assert await kept(team) == ()


@pytest.mark.parametrize("who", ["lin", "priya"])
async def test_everybody_else_is_told_who_can(team: Team, who: str) -> None:
    told = await team.types(getattr(team, who), "/lost rules set yunexpress")
    assert whisper(told) == (
        f"Rules of a workspace's own are set by an admin. Tell them what the contract says and where. Ask {MAYA}."
    )
    assert getattr(team, who).view is None


async def test_an_admin_who_is_none_any_more_keeps_and_ends_nothing(team: Team) -> None:
    await sets(team, claim="30 days")
    message, before = await listed(team), await kept(team)
    await fills_in(team, claim="40 days", why="contract 2026-05")
    await no_admin_any_more(team)
    await team.submits(team.maya)
    assert notice(team.maya).startswith("Rules of a workspace's own are set by an admin.")
    team.world.windows.stacks.clear()
    await team.clicks(team.maya, message, "own_rules_end")
    assert await kept(team) == before
