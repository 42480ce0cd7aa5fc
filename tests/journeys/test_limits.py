"""How much one decides alone: per currency, for everything of an order, a resend at cost plus shipping."""

import pytest

from tests.journeys.team import DHL, UPS, Team, text_of
from tests.journeys.ways import decided, keeps_settings, paid_case, request_of, with_approver


async def states(team: Team, number: int = 1) -> list[str]:
    return [one.state for one in (await team.case(number)).remedies]


async def again(team: Team, who: str, move: str, number: int = 1, **values: str) -> None:
    """A further decision, through *More*."""
    actor = getattr(team, who)
    await team.clicks(actor, team.card(number), "more")
    assert actor.view is not None
    await team.clicks(actor, actor.view, f"decide:{move}:")
    sent = await team.submits(actor, values)
    assert sent.closed, sent


@pytest.mark.parametrize(("amount", "state"), [("100", "approved"), ("100.01", "awaiting_approval")])
async def test_an_agent_decides_up_to_a_hundred_euros_alone(team: Team, amount: str, state: str) -> None:
    await with_approver(team)
    await paid_case(team, "900")
    await decided(team, goods=amount)
    assert await states(team) == [state]


@pytest.mark.parametrize(("amount", "state"), [("500", "approved"), ("500.01", "awaiting_approval")])
async def test_a_lead_decides_up_to_five_hundred(team: Team, amount: str, state: str) -> None:
    await with_approver(team)
    await paid_case(team, "900")
    await decided(team, who=team.maya, goods=amount)
    assert await states(team) == [state]


async def test_the_limit_counts_everything_decided_in_the_case(team: Team) -> None:
    await with_approver(team)
    await paid_case(team, "900")
    await decided(team, goods="60")
    await again(team, "lin", "choose_resend", cost="30", shipping="10.01", address_confirmed="yes")
    assert await states(team) == ["approved", "awaiting_approval"]
    assert "decided in this case: EUR 100.01" in text_of(request_of(team, team.priya))


async def test_the_limit_counts_what_the_orders_other_cases_decided(team: Team) -> None:
    await with_approver(team)
    await paid_case(team, "900", UPS)
    await decided(team, goods="60")
    await paid_case(team, "900", DHL)
    assert (await team.decides(team.lin, team.card(2), "choose_refund", goods="40.01")).closed
    assert (await states(team, 1), await states(team, 2)) == (["approved"], ["awaiting_approval"])
    assert "in other cases of this order: EUR 60.00" in text_of(request_of(team, team.priya))


async def test_what_was_dropped_counts_no_more(team: Team) -> None:
    await with_approver(team)
    await paid_case(team, "900")
    await decided(team, goods="90")
    await team.does(team.lin, "remedy_failed", "R1", reason="Wrong account.")
    await decided(team, goods="95")
    assert await states(team) == ["undecided", "approved"]


async def test_a_currency_without_a_limit_always_waits(team: Team) -> None:
    await with_approver(team)
    await team.opens(UPS)
    await decided(team, goods="10", paid="10", currency="JPY")
    assert await states(team) == ["awaiting_approval"]


async def test_limits_are_the_workspaces_own_and_hold_from_now_on(team: Team) -> None:
    await with_approver(team)
    await paid_case(team, "900")
    await decided(team, goods="40")
    await team.types(team.maya, "/lost settings")
    assert await keeps_settings(team, {"limits": "EUR 50", "lead_limits": "EUR 60"}) == {}
    await again(team, "lin", "choose_refund", goods="10.01")
    assert await states(team) == ["approved", "awaiting_approval"]


async def test_the_form_says_how_much_one_decides_alone_and_what_is_decided_already(team: Team) -> None:
    await with_approver(team)
    await paid_case(team, "900")
    await decided(team, goods="60")
    await team.clicks(team.maya, team.card(), "more")
    assert team.maya.view is not None
    await team.clicks(team.maya, team.maya.view, "decide:choose_refund:")
    assert team.maya.view is not None
    assert text_of(team.maya.view).splitlines()[0] == (
        "*LOST-0001* · the buyer paid EUR 900.00 · EUR 60.00 decided for this order so far · "
        "you decide alone up to EUR 500.00"
    )


async def test_a_lead_approves_up_to_the_leads_limit_and_no_further(team: Team) -> None:
    await with_approver(team)
    await paid_case(team, "900")
    await decided(team, goods="400")
    await team.clicks(team.maya, team.card(), "more")
    assert team.maya.view is not None
    await team.clicks(team.maya, team.maya.view, "form:approve:R1")
    assert (await team.submits(team.maya)).closed
    assert await states(team) == ["approved"]
    await again(team, "lin", "choose_refund", goods="101")
    await team.clicks(team.maya, team.card(), "more")
    assert team.maya.view is not None
    await team.clicks(team.maya, team.maya.view, "form:approve:R2")
    await team.submits(team.maya)
    assert await states(team) == ["approved", "awaiting_approval"]
    assert team.maya.view is not None
    assert text_of(team.maya.view).startswith("EUR 101.00 is above what a lead may approve.")
