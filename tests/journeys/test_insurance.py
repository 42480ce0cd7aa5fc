"""Insurance contracts: entered by an admin, shown on the card, chosen for a case."""

from typing import Any

import pytest

from bot.playground.rooms import Message
from cases.cover import Contract
from tests.journeys.team import Team, actions_of, buttons_of, text_of
from tests.journeys.ways import line_of, no_admin_any_more, nothing_changes, notice, paid_case, whisper, with_approver

MAYA = "<@U0MAYA000>"
YEAR: dict[str, Any] = {
    "insurer": "XCover",
    "policy_number": "123",
    "starts_on": "2026-01-01",
    "ends_on": "2026-12-31",
    "cap": "500",
    "currency": "EUR",
}


async def kept(team: Team) -> tuple[Contract, ...]:
    return await team.database.read(lambda tx: tx.contracts.current(team.id))


async def listed(team: Team, who: Any = None) -> Message:
    told = await team.types(who or team.maya, "/lost insurance")
    return told.private[0]


async def enters(team: Team, **values: Any) -> dict[str, str]:
    """Maya adds a contract; the errors below the fields."""
    await team.clicks(team.maya, await listed(team), "insurance_add")
    sent = await team.submits(team.maya, YEAR | values)
    assert sent.errors or sent.closed, sent
    return sent.errors


async def test_without_contracts_nothing_is_said_of_insurance_and_only_admins_get_the_button(team: Team) -> None:
    await with_approver(team)
    await paid_case(team)
    assert line_of(team, "Claim").count("cover") == 0
    mine, theirs = await listed(team), await listed(team, team.lin)
    assert text_of(mine).startswith("No insurance contract is entered")
    assert (actions_of(mine), actions_of(theirs)) == (["insurance_add"], [])
    await team.clicks(team.lin, team.card(), "more")
    assert team.lin.view is not None and "cover" not in actions_of(team.lin.view)


async def test_a_contract_is_entered_whole_listed_and_covers_the_case(team: Team) -> None:
    errors = await enters(
        team,
        origins="China，hk",
        destinations="EU, United Kingdom",
        excess="25",
        goods="Household goods",
        exclusions="Jewellery",
        declared_how="With each label",
    )
    assert errors == {}
    (one,) = await kept(team)
    assert (one.name, one.origins, len(one.destinations), one.by) == (
        "XCover 123",
        frozenset({"CN", "HK"}),
        28,
        team.maya.id,
    )
    assert text_of(await listed(team)).splitlines() == [
        "*Insurance contracts*",
        "*XCover 123* · 2026-01-01 (Thu) – 2026-12-31 (Thu)",
        "from CN, HK to EU, GB · up to EUR 500.00 a parcel · excess EUR 25.00",
        "Goods: Household goods",
        "Not covered: Jewellery",
        "Declared: With each label",
        f"entered by {MAYA} on 2026-11-22 (Sun)",
        "Edit",
        "End",
        "End this contract?",
        "No case will be covered by it any more, open ones included. What it was stays in the records.",
        "End it",
        "Keep it",
        "Add a contract",
    ]


async def test_the_card_says_which_contract_covers_the_case_or_that_none_does(team: Team) -> None:
    await with_approver(team)
    await enters(team)
    await paid_case(team)
    assert line_of(team, "Claim").endswith("covered by XCover 123, up to EUR 500.00")
    await team.clicks(team.maya, await listed(team), "insurance_edit")
    assert (await team.submits(team.maya, {"starts_on": "2026-12-01"})).closed
    told = await team.types(team.lin, "/lost show 1")
    assert "no insurance covers it" in text_of(told.private[0])


async def test_a_contract_for_some_countries_asks_for_the_country(team: Team) -> None:
    await with_approver(team)
    await enters(team, destinations="DE")
    await paid_case(team)
    assert line_of(team, "Claim").endswith("🟠 XCover 123 may cover it: enter the countries")


async def test_somebody_chooses_another_contract_and_the_thread_says_so(team: Team) -> None:
    await with_approver(team)
    await enters(team)
    await enters(team, insurer="Allianz", policy_number="A-1", cap="100")
    await paid_case(team)
    await team.clicks(team.lin, team.card(), "more")
    assert team.lin.view is not None
    await team.clicks(team.lin, team.lin.view, "cover")
    assert team.lin.view is not None
    seen = text_of(team.lin.view)
    assert "✓ XCover 123\n✓ Allianz A-1" in seen
    allianz = next(one for one in await kept(team) if one.insurer == "Allianz")
    sent = await team.submits(team.lin, {"policy": allianz.id, "text": "Booked with the label."})
    assert sent.closed
    assert (await team.case()).policy == allianz.id
    assert line_of(team, "Claim").endswith("covered by Allianz A-1, up to EUR 100.00")
    assert team.story()[-1].endswith("<@U0LIN0000> chose the insurance: Allianz A-1\n> Details: Booked with the label.")
    await team.types(team.lin, "/lost insurance 1")
    assert (await team.submits(team.lin, {"policy": "none"})).closed
    assert line_of(team, "Claim").endswith("no insurance covers it")


async def test_a_contract_that_was_ended_covers_nothing_and_a_second_click_is_told(team: Team) -> None:
    await with_approver(team)
    await enters(team)
    await paid_case(team)
    before = await listed(team)
    await team.clicks(team.maya, before, "insurance_end")
    assert await kept(team) == ()
    told = await team.clicks(team.maya, before, "insurance_end")
    assert "Somebody has changed or ended that contract meanwhile." in text_of(told.private[-1])
    history = await team.database.read(lambda tx: tx.contracts.history(team.id))
    assert [(one.contract.name, one.ended_by) for one in history] == [("XCover 123", team.maya.id)]


WRONG = [
    ("insurer", "   ", "This is needed: it is how people tell contracts apart."),
    ("ends_on", "2025-12-31", "It ends before it begins. Correct one of the two dates."),
    (
        "origins",
        "CN, Atlantis",
        "“Atlantis” is no country Tracer knows. Write two letters each, such as CN, DE, US, or EU.",
    ),
    ("cap", "lots", "lots is not an amount. Write it like 31 or 31.50."),
    ("excess", "$25", "$25 is not in EUR. Correct the amount or the currency."),
]


@pytest.mark.parametrize(("field", "written", "said"), WRONG)
async def test_what_does_not_do_is_said_at_its_field_and_nothing_is_kept(
    team: Team, field: str, written: str, said: str
) -> None:
    assert await enters(team, **{field: written}) == {field: said}
    assert await kept(team) == ()


async def test_two_admins_at_one_contract_do_not_overwrite_each_other(team: Team) -> None:
    await enters(team)
    await team.clicks(team.maya, await listed(team), "insurance_edit")
    (first,) = await kept(team)
    await team.database.write(lambda tx: tx.contracts.edit(team.id, first, by=team.priya.id, at=team.clock.now()))
    before = await kept(team)
    await team.submits(team.maya, {"cap": "900"})
    assert notice(team.maya).startswith("Somebody has changed or ended that contract meanwhile.")
    assert await kept(team) == before


async def test_an_admin_who_is_none_any_more_changes_nothing(team: Team) -> None:
    await enters(team)
    before = await kept(team)
    message = await listed(team)
    assert buttons_of(message) == ["Edit", "End", "Add a contract"]
    await no_admin_any_more(team)
    for action in ("insurance_end", "insurance_edit", "insurance_add"):
        told = await team.clicks(team.maya, message, action)
        assert whisper(told).startswith("Insurance contracts are entered by an admin.")
    assert await kept(team) == before


async def test_a_contract_that_nobody_knows_cannot_be_chosen(team: Team) -> None:
    await with_approver(team)
    await enters(team)
    await paid_case(team)
    await team.types(team.lin, "/lost insurance 1")
    (one,) = await kept(team)
    await team.database.write(lambda tx: tx.contracts.end(team.id, one.id, 1, by=team.maya.id, at=team.clock.now()))
    async with nothing_changes(team):
        await team.submits(team.lin, {"policy": one.id})
    assert notice(team.lin).startswith("Somebody has changed or ended that contract meanwhile.")
