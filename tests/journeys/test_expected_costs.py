"""What each choice is expected to cost, in the form of the decision: small print that fills in and chooses nothing."""

import pytest

from cases.expected_costs import Odds
from storage.odds import PastOdds
from tests.journeys.team import Team, text_of


async def form(team: Team, move: str = "choose_refund") -> str:
    """What the form of a decision says."""
    await team.clicks(team.lin, team.card(), f"decide:{move}")
    assert team.lin.view is not None
    return text_of(team.lin.view)


async def test_what_is_not_known_is_said_and_nothing_is_chosen_by_it(team: Team) -> None:
    await team.opens()
    await team.clicks(team.lin, team.card(), "move:take")
    assert "What each choice would cost is not known: enter price and cost under" in await form(team)
    await team.does(team.lin, "set_order", paid="89", paid_currency="EUR", cost="31", cost_currency="EUR")
    said = await form(team)
    assert "*Expected from here on* (a hint, nothing is chosen by it):" in said
    assert "• refund: EUR 89.00, before any claim" in said
    assert (
        "• resend: EUR 31.00, before any claim. The price of a new label is not entered in EUR, so it is left out."
        in said
    )
    assert "• wait: not known. Not enough data: 0 of 30 closed cases." in said
    assert "What UPS would pay is not known for certain, so nothing is counted as coming back." in said
    assert team.lin.view is not None and team.lin.view.content["callback_id"] == "decide"
    assert (await team.case()).remedies == ()


async def test_with_enough_closed_cases_the_basis_is_shown_in_both_languages(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PastOdds, "paid", lambda self, carrier, payer: Odds(32, 40))
    monkeypatch.setattr(PastOdds, "turned_up", lambda self, carrier: Odds(12, 60))
    await team.opens(hints='amazon.com 305-1234567-1234567 "vase, 89 USD"')
    await team.clicks(team.lin, team.card(), "move:take")
    money = {"cost": "31", "cost_currency": "USD"}
    await team.does(team.lin, "set_order", **money)
    await team.does(team.lin, "set_parcel", postage="9", postage_currency="USD", service="Ground", origin="US",
                    destination="DE")  # fmt: skip
    said = await form(team, "choose_resend")
    # They go by cost: 80 % of 31 are 24.80; 89 − 24.80, 31 + 9 − 24.80, and 80 % of the lesser.
    assert "• refund: USD 89.00 out, USD 24.80 expected back, USD 64.20 in all" in said
    assert "• resend: USD 40.00 out, USD 24.80 expected back, USD 15.20 in all" in said
    assert "• wait: USD 12.16; nothing if it turns up, else the cheaper of the others, later" in said
    assert "UPS may pay up to USD 31.00, " in said
    assert "and paid 32/40 (80%, 65%–90%) claims that ended in the last 365 days." in said
    assert "12/60 (20%, 12%–32%) parcels of this carrier turned up." in said
    await team.types(team.lin, "/lost lang zh")
    assert "*此后预计成本* （仅供参考，不会替你选择）：" in await form(team)
