"""Refund, credit, partial refund, waiting, declining: what the decision's form asks, takes and refuses."""

from decimal import Decimal

import pytest

from bot.playground.windows import View
from cases.money import Money
from tests.journeys.team import UPS, Team, actions_of, buttons_of, text_of
from tests.journeys.ways import clicked, decided, line_of, next_line, nothing_changes, notice, paid_case, with_approver


def value(view: View, block: str) -> object:
    """What stands in a field of a modal."""
    (state,) = view.values[block].values()
    option = state.get("selected_option")
    return option["value"] if option else state.get("value")


def fields(view: View) -> list[str]:
    return [block["block_id"] for block in view.blocks if block["type"] == "input"]


@pytest.mark.parametrize("move", ["choose_refund", "choose_resend"])
async def test_each_button_opens_the_decision_with_that_choice_made(team: Team, move: str) -> None:
    card = await paid_case(team)
    await team.clicks(team.lin, card, f"decide:{move}")
    assert team.lin.view is not None and value(team.lin.view, "kind") == move
    assert team.lin.view.title == {"choose_refund": "Refund", "choose_resend": "Resend"}[move]


async def test_a_refund_is_filled_in_with_what_the_buyer_paid(team: Team) -> None:
    await with_approver(team)
    card = await paid_case(team)
    await team.clicks(team.lin, card, "decide:choose_refund")
    assert team.lin.view is not None
    assert text_of(team.lin.view).splitlines()[0] == (
        "*LOST-0001* · the buyer paid EUR 31.00 · you decide alone up to EUR 100.00"
    )
    assert (value(team.lin.view, "goods"), value(team.lin.view, "currency")) == ("31.00", "EUR")


async def test_what_the_buyer_paid_is_asked_once(team: Team) -> None:
    card = await team.opens(UPS)
    await team.clicks(team.lin, card, "decide:choose_refund")
    assert team.lin.view is not None and "paid" in fields(team.lin.view)
    sent = await team.submits(team.lin, {"goods": "10", "paid": "40", "currency": "USD"})
    assert sent.closed and (await team.case()).order.paid == Money(Decimal("40.00"), "USD")
    await team.clicks(team.lin, team.card(), "more")
    assert team.lin.view is not None
    await team.clicks(team.lin, team.lin.view, "decide:choose_refund:")
    assert team.lin.view is not None
    assert "paid" not in fields(team.lin.view) and value(team.lin.view, "goods") == "30.00"


AMOUNTS = [("31,50", "31.50"), ("1.234,56", "1234.56"), ("1,234.56", "1234.56"), ("€31.50", "31.50"), ("31", "31.00")]


@pytest.mark.parametrize(("written", "meant"), AMOUNTS)
async def test_an_amount_is_read_as_people_write_it(team: Team, written: str, meant: str) -> None:
    card = await paid_case(team, "2000")
    assert (await team.decides(team.lin, card, "choose_refund", goods=written)).closed
    assert (await team.case()).remedies[0].total == Money(Decimal(meant), "EUR")


WRONG = [
    ("31.505", "31.505 could be 31505 or 31.505. Write 31505 without a separator, or with two decimals."),
    ("3.1505", "3.1505 is finer than EUR goes: use at most 2 decimals."),
    ("-5", "The amount must be more than zero; -5 is not."),
    ("abc", "abc is not an amount. Write it like 31 or 31.50."),
    ("", "Enter an amount for at least one line."),
    ("0", "Enter an amount for at least one line."),
    ("99999999", "99999999 is larger than any order Tracer handles. Check the decimal point."),
    ("$31", "$31 is not in EUR. Correct the amount or the currency."),
    ("2001", "EUR 2,001.00 is more than what is left of the EUR 2,000.00 that the buyer paid: EUR 2,000.00."),
]


@pytest.mark.parametrize(("written", "said"), WRONG)
async def test_an_amount_that_does_not_do_is_refused_at_its_field(team: Team, written: str, said: str) -> None:
    card = await paid_case(team, "2000")
    async with nothing_changes(team):
        sent = await team.decides(team.lin, card, "choose_refund", goods=written, reason="kept")
        assert sent.errors == {"goods": said}
    assert team.lin.view is not None and value(team.lin.view, "reason") == "kept"


async def test_a_refund_in_another_currency_than_was_paid_is_refused_at_the_currency(team: Team) -> None:
    card = await paid_case(team)
    async with nothing_changes(team):
        sent = await team.decides(team.lin, card, "choose_refund", goods="10", currency="USD")
        assert sent.errors == {"currency": "The buyer paid in EUR; refund USD 10.00 in EUR too."}


async def test_a_currency_that_tracer_does_not_know_is_refused_at_the_currency(team: Team) -> None:
    card = await paid_case(team)
    unknown = {"text": {"type": "plain_text", "text": "XXQ"}, "value": "XXQ"}
    async with nothing_changes(team):
        sent = await team.decides(team.lin, card, "choose_refund", goods="10", currency={"currency": unknown})
    assert sent.errors == {
        "currency": "XXQ is not a currency Tracer knows. Use a three-letter code such as EUR, USD, GBP or CNY."
    }


async def test_what_was_typed_stays_when_another_kind_is_chosen(team: Team) -> None:
    card = await paid_case(team, "80")
    await team.clicks(team.lin, card, "decide:choose_refund")
    typed = {"goods": {"goods": "12"}, "shipping": {"shipping": "3"}, "reason": {"reason": "A dented box."}}
    for kind in ("choose_resend", "choose_credit", "choose_resend", "choose_refund"):
        assert team.lin.view is not None
        await team.clicks(team.lin, team.lin.view, "kind", selected=kind, state=typed)
        typed = {}
        assert team.lin.view.values.keys() >= {"shipping", "reason"}
        assert (value(team.lin.view, "shipping"), value(team.lin.view, "reason")) == ("3", "A dented box.")
    assert value(team.lin.view, "goods") == "12"
    assert (await team.submits(team.lin)).closed
    remedy = (await team.case()).remedies[0]
    assert (remedy.kind, remedy.total) == ("refund", Money(Decimal("15.00"), "EUR"))


async def test_what_the_goods_were_sold_for_is_not_taken_for_what_they_cost(team: Team) -> None:
    card = await paid_case(team, "80")
    await team.clicks(team.lin, card, "decide:choose_refund")
    assert team.lin.view is not None
    await team.clicks(team.lin, team.lin.view, "kind", selected="choose_resend")
    assert not value(team.lin.view, "cost")


async def test_more_holds_the_partial_refund_and_all_other_decisions(team: Team) -> None:
    card = await paid_case(team)
    await team.clicks(team.lin, card, "more")
    assert team.lin.view is not None
    offered = buttons_of(team.lin.view)
    assert offered[:7] == [
        "Refund", "Partial refund", "Credit", "Resend", "Wait until a date", "Nothing owed", "Debited by marketplace",
    ]  # fmt: skip
    assert "For others to do: Decline (leads)" in text_of(team.lin.view)
    await team.clicks(team.maya, card, "more")
    assert team.maya.view is not None and "Decline" in buttons_of(team.maya.view)


async def test_a_partial_refund_begins_with_an_empty_amount_and_leaves_the_rest(team: Team) -> None:
    card = await paid_case(team)
    await team.clicks(team.lin, card, "more")
    assert team.lin.view is not None
    await team.clicks(team.lin, team.lin.view, "decide:choose_refund:part")
    assert team.lin.view is not None and not value(team.lin.view, "goods")
    assert (await team.submits(team.lin, {"goods": "10"})).closed
    assert line_of(team, "Buyer") == "Refund EUR 10.00: approved, to be done"
    sent = await second_refund(team, "21.01")
    assert sent == {"goods": "EUR 21.01 is more than what is left of the EUR 31.00 that the buyer paid: EUR 21.00."}


async def second_refund(team: Team, amount: str) -> dict[str, str]:
    await team.clicks(team.lin, team.card(), "more")
    assert team.lin.view is not None
    await team.clicks(team.lin, team.lin.view, "decide:choose_refund:")
    async with nothing_changes(team):
        return (await team.submits(team.lin, {"goods": amount})).errors


async def test_two_refunds_to_be_done_have_a_button_each(team: Team) -> None:
    await paid_case(team)
    await decided(team, goods="10")
    await team.clicks(team.lin, team.card(), "more")
    assert team.lin.view is not None
    await team.clicks(team.lin, team.lin.view, "decide:choose_refund:")
    assert (await team.submits(team.lin, {"goods": "21"})).closed
    shown = [one for one in buttons_of(team.card()) if one.startswith("Refund made")]
    assert shown == ["Refund made – Refund EUR 10.00", "Refund made – Refund EUR 21.00"]
    await clicked(team, team.lin, team.card(), "form:refund_done:R2", reference="PP-2")
    assert [one.state for one in (await team.case()).remedies] == ["approved", "refunded"]
    team.check_everything_shown()


async def test_a_credit_is_recorded_as_such(team: Team) -> None:
    await paid_case(team)
    await team.clicks(team.lin, team.card(), "more")
    assert team.lin.view is not None
    await team.clicks(team.lin, team.lin.view, "decide:choose_credit:")
    assert (await team.submits(team.lin, {"goods": "31"})).closed
    assert line_of(team, "Buyer") == "Credit EUR 31.00: approved, to be done"


async def test_waiting_ends_at_nine_in_the_morning_of_the_chosen_day(team: Team) -> None:
    await with_approver(team)
    await paid_case(team)
    sent = await team.does(team.lin, "wait", until="2026-11-27", reason="Customs wants papers.")
    assert sent.closed
    assert line_of(team, "Buyer") == "wait until 2026-11-27 (Fri)"
    clock = (await team.case()).clock("wait_until")
    assert clock is not None and clock.due_at is not None
    assert clock.due_at.isoformat() == "2026-11-27T01:00:00+00:00"
    assert {"decide:choose_refund", "decide:choose_resend"} <= set(actions_of(team.card()))


async def test_waiting_until_a_day_that_has_passed_is_refused_at_the_date(team: Team) -> None:
    await with_approver(team)
    await paid_case(team)
    async with nothing_changes(team):
        sent = await team.does(team.lin, "wait", until="2026-11-20", reason="Customs.")
        assert list(sent.errors) == ["until"]
        assert sent.errors["until"] == "2026-11-20 (Fri) 09:00 CST is already past. Choose a later date."


async def test_nothing_owed_and_declined_end_the_buyers_side_and_can_be_decided_anew(team: Team) -> None:
    await paid_case(team)
    assert (await team.does(team.lin, "nothing_owed", reason="Cash on delivery.")).closed
    assert line_of(team, "Buyer") == "nothing owed"
    assert "decide:choose_refund" not in actions_of(team.card())
    assert (await team.does(team.lin, "reconsider", reason="It was paid after all.")).closed
    assert line_of(team, "Buyer") == "undecided"
    assert (await team.does(team.maya, "decline", reason="Signed for by the buyer.")).closed
    assert line_of(team, "Buyer") == "declined"


async def test_a_refund_is_not_over_when_it_is_decided_but_when_it_has_a_reference(team: Team) -> None:
    await with_approver(team)
    await paid_case(team)
    await decided(team, goods="31")
    await team.does(team.lin, "no_claim", reason="No cover.")
    assert "make the payment and enter its reference" in next_line(team)
    await team.clicks(team.lin, team.card(), "form:refund_done")
    async with nothing_changes(team):
        sent = await team.submits(team.lin, {"reference": "   "})
        assert sent.errors == {"reference": "“Reference” is missing. Fill it in and send again."}
    assert (await team.submits(team.lin, {"reference": "PP-1"})).closed
    assert (await team.case()).remedies[0].state == "refunded"


async def test_a_payment_that_came_back_has_to_be_made_again(team: Team) -> None:
    await paid_case(team)
    await decided(team, goods="31")
    await clicked(team, team.lin, team.card(), "form:refund_done", reference="PP-1")
    assert (await team.does(team.lin, "refund_bounced", "R1", reason="Account closed.")).closed
    assert line_of(team, "Buyer") == "Refund EUR 31.00: approved, to be done"


async def test_order_and_money_can_be_entered_later(team: Team) -> None:
    await team.opens(UPS)
    sent = await team.does(
        team.lin, "set_order", ref="#1042", marketplace="shopify", goods="rain coat", paid="220", paid_currency="USD",
        cost="74", cost_currency="CNY",
    )  # fmt: skip
    assert sent.closed
    assert line_of(team, "Money") == "paid USD 220.00  ·  cost CNY 74.00"
    assert text_of(team.card()).splitlines()[0] == "🟡 *LOST-0001* · UPS …6784 · shopify · #1042"


async def test_what_was_paid_cannot_become_less_than_what_was_decided(team: Team) -> None:
    await paid_case(team)
    await decided(team, goods="31")
    async with nothing_changes(team):
        sent = await team.does(team.lin, "set_order", paid="30")
        assert list(sent.errors) == ["paid"]


async def test_a_decision_for_a_case_that_was_closed_meanwhile_says_so(team: Team) -> None:
    card = await paid_case(team)
    await team.clicks(team.lin, card, "decide:choose_refund")
    await team.does(team.maya, "not_lost", outcome="duplicate")
    async with nothing_changes(team):
        await team.submits(team.lin, {"goods": "31"})
    assert notice(team.lin).splitlines()[0] == "LOST-0001 is closed. Re-open it first."
