"""The claim form: whom to claim from, how much and why, what to write, and *I filed it*."""

from decimal import Decimal
from typing import Any

from cases.act import Act
from cases.case import Actor
from cases.rates import Rate
from handlers.desk import Desk
from tests.journeys.team import DHL, Team, actions_of, both, buttons_of, text_of
from tests.journeys.ways import line_of, next_line, nothing_changes, paid_case, whisper


def own(payer: str, **values: Any) -> dict[str, Any]:
    """Values of the inputs that each payer has of its own."""
    return {f"{name}@{payer}": value for name, value in values.items()}


async def form(team: Team, who: Any = None, payer: str | None = None) -> str:
    """Somebody types the command, and chooses the payer where several are there; what they read."""
    who = who or team.lin
    await team.types(who, "/lost claim 1")
    await team.settle()
    assert who.view is not None and who.view.callback_id == "claim"
    if payer is not None:
        await team.clicks(who, who.view, "claim_payer", selected=payer)
    assert who.view is not None
    return text_of(who.view)


async def test_the_only_payer_is_chosen_already_with_amount_and_fields_in_its_order(team: Team) -> None:
    await paid_case(team)
    await team.does(team.lin, "set_parcel", origin="US", destination="DE", expected_day="2026-11-10", weight="800 g")
    read = (await form(team)).splitlines()
    assert read[0] == "*LOST-0001*  ·  nothing claimed yet"
    assert [one for one in read if one.startswith("*When*")] == ["*When*  file before 2027-01-09 (Sat)"]
    at = read.index("*Amount proposed*  EUR 31.00")
    assert read[at + 1] == "• Whether they go by cost or price is not known. What the buyer paid: EUR 31.00."
    assert read[at + 2].startswith(
        "• They pay USD 100.00 a parcel at most. USD 100 for a package unless a higher value"
    )
    at = read.index("*To copy into their form*, in its order")
    assert read[at + 1 : at + 6] == [
        "1. Tracking number: `1Z999AA10123456784`",
        "2. Value of the goods: `EUR 31.00`",
        "3. Description of the goods: `vase`",
        "4. Weight: `0.8 kg`",
        "5. Recipient's contact: ✍️ by hand",
    ]
    team.check_everything_shown()


async def test_a_parcel_that_turned_up_is_not_claimed_as_lost_without_a_word(team: Team) -> None:
    await paid_case(team)
    assert "turned up" not in await form(team)
    await team.does(team.lin, "found", whereabouts="delivered")
    told = "⚠️ The parcel turned up. Claim only for what is still missing or damaged, and say so in “Parcel and route”."
    assert told in await form(team)
    await team.does(team.lin, "nothing_owed", reason="It is with the buyer.")
    await team.records(team.lin, "parcel_delivered|I1|located")
    await team.does(team.lin, "triage", cause="lost_scan")
    assert "decide on no claim, or claim for what is still missing or damaged" in next_line(team)
    assert actions_of(team.card())[0].startswith("form:no_claim")
    await team.does(team.lin, "set_parcel", loss_type="damaged")
    assert "turned up" not in await form(team)


async def test_a_claim_is_prepared_first_and_filed_with_its_reference_later(team: Team) -> None:
    await paid_case(team)
    await form(team)
    assert (await team.submits(team.lin, own("ups", money="31"))).closed
    assert line_of(team, "Claim").endswith("UPS: prepared EUR 31.00")
    await form(team)
    async with nothing_changes(team):
        sent = await team.submits(team.lin, {})
        assert sent.errors == {"reference@ups": "It is prepared already. Enter the reference once it is filed."}
    assert (await team.submits(team.lin, own("ups", reference="CL-1", money="28.50"))).closed
    assert line_of(team, "Claim") == "UPS: filed EUR 28.50"
    assert "\n".join(team.story()).splitlines()[-2:] == [
        "<@U0LIN0000> prepared a claim on UPS: EUR 31.00",
        "<@U0LIN0000> filed the claim, reference CL-1",
    ]


async def test_i_filed_it_prepares_and_files_at_once_and_a_second_click_is_none(team: Team) -> None:
    await paid_case(team)
    await form(team)
    await form(team, team.maya)
    await both(
        team.submits(team.lin, own("ups", money="31", reference="CL-1")),
        team.submits(team.maya, own("ups", money="31", reference="CL-2")),
    )
    (claim,) = (await team.case()).claims
    assert (claim.state, claim.payer, claim.reference in ("CL-1", "CL-2")) == ("filed", "UPS", True)
    late = team.maya if claim.reference == "CL-1" else team.lin
    assert late.view is not None and f"*Claim on UPS*  filed, EUR 31.00, reference {claim.reference}" in text_of(
        late.view
    )


async def test_a_claim_that_cannot_be_filed_so_is_not_prepared_either(team: Team) -> None:
    await paid_case(team)
    await form(team)
    async with nothing_changes(team):
        sent = await team.submits(team.lin, own("ups", money="31", reference="CL-1", at="2026-12-24"))
        assert list(sent.errors) == ["at@ups"] and "has not come yet" in sent.errors["at@ups"]
        sent = await team.submits(team.lin, own("ups", money="a lot", at="2026-11-20"))
        assert sent.errors == {"money@ups": "a lot is not an amount. Write it like 31 or 31.50."}
    assert (await team.submits(team.lin, own("ups", money="31"))).closed
    (claim,) = (await team.case()).claims
    assert (claim.state, str(claim.asked), claim.reference) == ("filed", "31.00 EUR", "CL-1")


async def test_an_incomplete_claim_asks_first_where_documents_are_kept_here(team: Team) -> None:
    await paid_case(team)
    label = Act("add_evidence", Actor("operator", "shell"), details={"sha256": "0" * 64, "slot": "label"})
    await team.database.write(lambda tx: Desk(tx, team.id, team.clock.now()).move(1, label))
    await form(team)
    async with nothing_changes(team):
        sent = await team.submits(team.lin, own("ups", money="31", reference="CL-1"))
        assert list(sent.errors) == ["lacking"] and sent.errors["lacking"].startswith(
            "Missing: proof of value (invoice)"
        )
    assert (await team.submits(team.lin, {"lacking": ["yes"]})).closed
    assert (await team.case()).claims[0].state == "filed"


async def test_cover_in_special_drawing_rights_is_converted_by_a_dated_rate_that_stays_with_the_claim(
    team: Team,
) -> None:
    await team.opens(DHL, hints='amazon.de 305-1234567-1234567 "vase, 90 EUR"')
    await team.does(team.lin, "set_parcel", origin="DE", destination="US", service="Paket", weight="1.2 kg")
    rate = Rate("XDR", "EUR", Decimal("1.21"), team.clock.now().date(), "imf", team.clock.now())
    await team.database.write(lambda tx: tx.rates(team.id).keep([rate]))
    read = await form(team, payer="deutsche_post")
    assert "*Amount proposed*  EUR 54.93" in read
    assert "• SDR 45.4 is EUR 54.93." in read
    assert "• 1 SDR is 1.21 EUR: the International Monetary Fund, 2026-11-23 (Mon)." in read
    assert (await team.submits(team.lin, own("deutsche_post", reference="N-1"))).closed
    (claim,) = (await team.case()).claims
    assert [(one.value, one.source) for one in claim.rates] == [(Decimal("1.21"), "imf")]


async def test_a_payer_is_asked_twice_only_where_that_is_said(team: Team) -> None:
    await paid_case(team)
    await form(team)
    await team.submits(team.lin, own("ups", money="31", reference="CL-1"))
    read = await form(team)
    assert "*Claim on UPS*  filed, EUR 31.00, reference CL-1" in read
    assert team.lin.view is not None and "form:claim_denied:C1" in actions_of(team.lin.view)
    await team.clicks(team.lin, team.lin.view, "claim_payer", selected="another")
    values = {"payer": "ups", "payer_kind": "carrier"} | own("another", money="5")
    async with nothing_changes(team):
        sent = await team.submits(team.lin, values)
        assert list(sent.errors) == ["again"]
        assert sent.errors["again"].startswith("UPS has a claim for this loss already (filed). Two claims for one loss")
    assert (await team.submits(team.lin, {"again": ["again"]})).closed
    assert [one.payer for one in (await team.case()).claims] == ["UPS", "ups"]


async def test_a_payer_nobody_knows_is_named_with_what_it_is(team: Team) -> None:
    await paid_case(team)
    await form(team, payer="another")
    async with nothing_changes(team):
        assert sorted((await team.submits(team.lin, {})).errors) == ["money@another", "payer", "payer_kind"]
    sent = await team.submits(
        team.lin, {"payer": "Allianz", "payer_kind": "insurer"} | own("another", money="31", reference="A-1")
    )
    assert sent.closed
    assert line_of(team, "Claim").endswith("Allianz: filed EUR 31.00")
    await form(team, payer="ups")
    assert team.lin.view is not None
    read = text_of(team.lin.view)
    assert "Tell them of the claim on Allianz: it is among the fields below." in read
    assert "Claims on others for the same loss: `Allianz: filed, EUR 31.00`" in read


async def test_of_two_payers_of_which_one_pays_the_second_is_asked_only_where_that_is_meant(team: Team) -> None:
    await paid_case(team, "400")
    await team.does(team.lin, "set_parcel", label="shopify", origin="US", destination="DE")
    either = "⚠️ Only one of the two pays, this payer or UPS: ask one of them. Claimed from Shipsurance instead"
    assert either in await form(team, payer="shopify_insurance")
    await team.submits(team.lin, own("shopify_insurance", money="200", reference="S-1"))
    read = await form(team, payer="ups")
    assert "⚠️ Only one of the two pays, and a claim on Shopify Shipping insurance (Shipsurance) is under way." in read
    async with nothing_changes(team):
        sent = await team.submits(team.lin, own("ups", money="100"))
        assert sent.errors["again"].startswith("A claim on Shopify Shipping insurance (Shipsurance) is under way, and")
    assert (await team.submits(team.lin, {"again": ["again"]})).closed


async def test_a_closed_case_has_no_claim_form_and_a_thread_opens_none(team: Team) -> None:
    card = await paid_case(team)
    (told,) = await team.says(team.lin, f"<@{team.world.app.bot_user}> claim", thread=card)
    assert told.text == "A form can be opened by a command only: type “/lost claim 1”."
    await team.does(team.lin, "not_lost", outcome="delivered")
    assert whisper(await team.types(team.lin, "/lost claim 1")) == "LOST-0001 is closed. Re-open it first."


async def test_in_chinese_it_reads_so(team: Team) -> None:
    await paid_case(team)
    await team.types(team.lin, "/lost lang zh")
    read = await form(team)
    assert "*建议金额*  EUR 31.00" in read
    assert "1. 运单号：`1Z999AA10123456784`" in read


async def test_the_card_has_the_button_where_a_claim_is_the_next_step(team: Team) -> None:
    await paid_case(team)
    await team.does(team.lin, "triage", cause="lost_scan")
    await team.records(team.lin, "carrier_confirmed_loss|I1|not_opened")
    await team.does(team.lin, "nothing_owed", reason="Cash on delivery.")
    assert "Claim" in buttons_of(team.card()) and next_line(team)
    await team.clicks(team.lin, team.card(), "claim")
    assert team.lin.view is not None and team.lin.view.callback_id == "claim"
