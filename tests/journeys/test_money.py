"""The money of cases: the statement of one, what payers owe, what came in, and to which claims it goes."""

from datetime import timedelta
from decimal import Decimal

from bot.playground.web_api.files import keep
from cases.act import Act
from cases.case import Actor
from cases.matching import Incoming
from cases.money import Money
from handlers.desk import Desk
from tests.journeys.team import DHL, USPS, Team, actions_of, both, text_of
from tests.journeys.ways import clicked, line_of, nothing_changes, paid_case, whisper, with_approver


async def approved(team: Team, money: str = "55", reference: str = "CL-771", number: int = 1) -> None:
    """UPS has approved a claim on a case of Lin's."""
    sent = await team.does(team.lin, "draft_claim", number=number, payer="UPS", payer_kind="carrier", money=money)
    assert sent.closed, sent
    await team.records(team.lin, "file_claim|C1|drafted", number=number, reference=reference)
    await team.records(team.lin, "claim_approved|C1|filed", number=number, money=money)


async def one_claim(team: Team) -> None:
    await with_approver(team)
    await paid_case(team, "89")
    await approved(team)


async def enters(team: Team, lines: str, **more: str) -> str:
    """Priya pastes lines; what she then sees."""
    told = await team.types(team.priya, "/lost money")
    await team.clicks(team.priya, told.private[0], "money_in")
    sent = await team.submits(team.priya, {"lines": lines, "kind": "account", **more})
    assert not sent.errors, sent.errors
    assert team.priya.view is not None
    return text_of(team.priya.view)


async def test_the_statement_of_a_case_tells_every_amount_and_every_line(team: Team) -> None:
    await one_claim(team)
    await team.does(team.priya, "claim_paid", "C1", money="20", reference="B-1")
    await team.types(team.priya, "/lost money 1")
    assert team.priya.view is not None
    lines = text_of(team.priya.view).splitlines()
    assert "Paid by the buyer: EUR 89.00" in lines
    assert "Back from payers: EUR 20.00" in lines
    assert "Claims: claimed EUR 55.00 · approved by the payer EUR 55.00" in lines
    assert "*Balance: EUR 20.00*" in lines
    assert any(one.startswith("*UPS*: part paid") and one.endswith("still owed EUR 35.00") for one in lines)
    assert any("*+EUR 20.00*  received – Claim UPS" in one for one in lines), lines


async def test_a_charge_is_booked_and_taken_back_in_the_statement(team: Team) -> None:
    await one_claim(team)
    await team.types(team.priya, "/lost money 1")
    view = team.priya.view
    assert view is not None
    await clicked(team, team.priya, view, "form:book_money:", account="fee", money="3.50", reason="The bank's fee.")
    assert team.story()[-1].splitlines()[0] == f"<@{team.priya.id}> booked EUR 3.50 (fees): The bank's fee."
    await team.types(team.priya, "/lost money 1")
    assert team.priya.view is not None and "Out: EUR 3.50 (fees EUR 3.50)" in text_of(team.priya.view)
    await clicked(team, team.priya, team.priya.view, "form:correct_money:", booked="M1", reason="It was refunded.")
    assert "took a booking back (fees EUR 3.50): It was refunded." in team.story()[-1]
    assert [(one.id, one.contrary_to) for one in (await team.case()).booked] == [("M1", None), ("M2", "M1")]


async def test_what_payers_owe_is_told_to_those_who_may(team: Team) -> None:
    await one_claim(team)
    await team.wait(days=40)
    told = await team.types(team.priya, "/lost money")
    lines = text_of(told.private[0]).splitlines()
    assert lines[:2] == ["*Money that payers owe us*", "Approved, unpaid: EUR 55.00 in 1 claim, oldest 40 days"]
    assert lines[2:4] == [
        "• *UPS*, approved, money to come: EUR 55.00 in 1 claim",
        "      31 to 60 days EUR 55.00",
    ]
    await team.clicks(team.priya, told.private[0], "money_owed")
    assert team.priya.view is not None and "*LOST-0001* UPS · EUR 55.00 · since" in text_of(team.priya.view)
    await clicked(team, team.priya, team.priya.view, "form:claim_paid:C1", money="55", reference="B-9")
    assert line_of(team, "Claim").startswith("UPS: paid EUR 55.00")
    refused = whisper(await team.types(team.lin, "/lost money"))
    assert refused.startswith("The money of the whole team is for finance, leads and admins.")


async def test_pasted_lines_are_matched_and_booked_by_a_click(team: Team) -> None:
    await one_claim(team)
    text = await enters(team, "2026-11-23 UPS CLAIM CL-771 55.00 EUR\n2026-11-23 interest 0.12 EUR")
    assert "2 new lines." in text
    assert "→ LOST-0001 UPS EUR 55.00\n      named exactly, and just what is owed" in text
    assert "No claim is named in it, and none is owed just this amount." in text
    assert team.priya.view is not None
    await team.clicks(team.priya, team.priya.view, "money_confirm_all")
    assert team.priya.view is not None
    assert "1 payment is booked. 1 line is still unmatched." in text_of(team.priya.view)
    assert line_of(team, "Claim").startswith("UPS: paid EUR 55.00")
    assert "received EUR 55.00, reference 2026-11-23 CL-771" in team.story()[-1]
    again = await enters(team, "2026-11-23 UPS CLAIM CL-771 55.00 EUR")
    assert "0 new lines. 1 line was known already." in again
    overview = text_of((await team.types(team.priya, "/lost money")).private[0])
    assert "*Unmatched:* EUR 0.12 in 1 line. It stays here until it is matched or set aside." in overview


async def test_a_part_a_typo_and_an_amount_alone_are_offered_one_by_one(team: Team) -> None:
    await one_claim(team)
    text = await enters(team, "UPS CL-771 20.00 EUR")
    assert "named exactly; less than is owed" in text and "Confirm all" not in text
    assert team.priya.view is not None
    await team.clicks(team.priya, team.priya.view, "money_confirm:0")
    assert line_of(team, "Claim").startswith("UPS: part paid EUR 20.00 of EUR 55.00")
    text = await enters(team, "payment CL-7771X 12.00 EUR\nUPS credit 35.00 EUR")
    assert "its reference differs" not in text
    assert "nothing is named; the payer owes just this amount" in text
    text = await enters(team, "payment 1Z999AA10123456748 35.00 EUR")
    assert "its reference differs by one character; look closely" in text


async def test_one_payment_for_two_claims_goes_to_both(team: Team) -> None:
    await one_claim(team)
    await team.types(team.lin, f"/lost {DHL}")
    await approved(team, "40", "CL-802", number=2)
    text = await enters(team, "UPS CL-771 CL-802 95.00 EUR")
    assert "→ LOST-0001 UPS EUR 55.00 + LOST-0002 UPS EUR 40.00" in text
    assert team.priya.view is not None
    await team.clicks(team.priya, team.priya.view, "money_confirm:0")
    assert [(await team.case(number)).claims[0].state for number in (1, 2)] == ["paid", "paid"]


async def test_money_for_a_claim_that_nobody_noted_as_approved_is_its_approval(team: Team) -> None:
    await with_approver(team)
    await paid_case(team, "89")
    await team.does(team.lin, "draft_claim", payer="UPS", payer_kind="carrier", money="55")
    await team.records(team.lin, "file_claim|C1|drafted", reference="CL-771")
    await team.types(team.priya, "/lost money 1")
    assert team.priya.view is not None
    assert "*UPS*: filed · CL-771 · claimed EUR 55.00" in text_of(team.priya.view).splitlines()
    text = await enters(team, "UPS CL-771 50.00 EUR")
    assert "named exactly; nobody has noted yet that it was approved" in text
    assert team.priya.view is not None
    await team.clicks(team.priya, team.priya.view, "money_confirm:0")
    assert line_of(team, "Claim").startswith("UPS: paid EUR 50.00")


async def test_money_is_found_by_the_claims_number_and_by_what_the_payer_calls_what_it_grants(team: Team) -> None:
    await with_approver(team)
    await paid_case(team, "89")
    await team.does(team.lin, "draft_claim", payer="UPS", payer_kind="carrier", money="55")
    await team.records(team.lin, "file_claim|C1|drafted", reference="CL-771")
    await team.records(team.lin, "claim_approved|C1|filed", money="55", reference="Credit 90412")
    text = await enters(team, "UPS CL-771 20.00 EUR\nCREDIT 90412 30.00 EUR")
    assert text.count("→ LOST-0001 UPS EUR") == 2
    assert text.count("named exactly; less than is owed") == 2
    await team.types(team.priya, "/lost money 1")
    assert team.priya.view is not None
    assert "approved, money to come · CL-771 · Credit 90412 · claimed EUR 55.00" in text_of(team.priya.view)


async def test_the_second_part_of_what_nobody_noted_as_approved_is_matched_by_hand(team: Team) -> None:
    await with_approver(team)
    await paid_case(team, "89")
    await team.does(team.lin, "draft_claim", payer="UPS", payer_kind="carrier", money="55")
    await team.records(team.lin, "file_claim|C1|drafted", reference="CL-771")
    await enters(team, "UPS CL-771 FIRST 20.00 EUR")
    assert team.priya.view is not None
    await team.clicks(team.priya, team.priya.view, "money_confirm:0")
    assert line_of(team, "Claim").startswith("UPS: paid EUR 20.00")
    assert "may be a second payment" in await enters(team, "UPS CL-771 REST 35.00 EUR")
    await team.clicks(team.priya, team.priya.view, "money_match")
    assert not (await team.submits(team.priya, {"claim": "LOST-0001", "money": "35"})).errors
    [claim] = (await team.case()).claims
    assert (claim.state, str(claim.granted), str(claim.received)) == ("paid", "55.00 EUR", "55.00 EUR")
    await team.types(team.lin, f"/lost {DHL}")
    await enters(team, "bulk 9.00 EUR")
    await team.clicks(team.priya, team.priya.view, "money_match")
    refused = (await team.submits(team.priya, {"claim": "LOST-0002", "money": "9"})).errors
    assert refused == {"claim": "LOST-0002 has no claim that money may be for."}


async def test_a_line_is_matched_by_hand_or_set_aside_and_taken_up_again(team: Team) -> None:
    await one_claim(team)
    await enters(team, "bulk payment 60.00 EUR")
    assert team.priya.view is not None
    await team.clicks(team.priya, team.priya.view, "money_match")
    async with nothing_changes(team):
        assert "claim" in (await team.submits(team.priya, {"claim": "LOST-0009"})).errors
        assert "money" in (await team.submits(team.priya, {"claim": "LOST-0001", "money": "61"})).errors
        assert "money" in (await team.submits(team.priya, {"claim": "LOST-0001", "money": "56"})).errors
    assert not (await team.submits(team.priya, {"claim": "cl 771", "money": "55"})).errors
    assert line_of(team, "Claim").startswith("UPS: paid EUR 55.00")
    # The list stands where the form was, so that the next line is at hand; closing it closes what it stood on.
    assert team.priya.view is not None and team.priya.view.content["clear_on_close"]
    text = text_of(team.priya.view)
    assert "1 payment is booked. 1 line is still unmatched." in text and "EUR 5.00 of it is left" in text
    await team.clicks(team.priya, team.priya.view, "money_aside")
    await team.submits(team.priya, {"reason": "Their mistake."})
    told_there = text_of(team.priya.view).splitlines()
    assert told_there[:2] == ["Set aside. “Take up again” brings it back.", "Nothing is unmatched."]
    told = await team.types(team.priya, "/lost money")
    assert "Unmatched" not in text_of(told.private[0])


async def test_what_is_for_no_claim_is_set_aside_at_once_and_what_may_be_for_one_stays(team: Team) -> None:
    await one_claim(team)
    sales = "\n".join(
        f"2026-11-{day:02d} Shop payout {day}001 {day}.00 {'EUR' if day % 2 else 'USD'}" for day in range(1, 23)
    )
    await enters(team, f"{sales}\nUPS CL-771 20.00 EUR\nUPS CL-771 9.00 USD")
    assert team.priya.view is not None
    await team.clicks(team.priya, team.priya.view, "money_aside_all")
    assert team.priya.view is not None
    told = "22 lines name no claim, and none is owed just their amount: EUR 121.00 · USD 132.00."
    assert told in text_of(team.priya.view)
    async with nothing_changes(team):
        assert list((await team.submits(team.priya, {"reason": " "})).errors) == ["reason"]
    form = team.priya.view
    late = Incoming("L", Money(Decimal("7"), "EUR"), "Shop payout 999")
    await team.database.write(
        lambda tx: tx.incoming_money(team.id).keep([late], "pasted", team.lin.id, team.clock.now() + timedelta(hours=1))
    )
    assert form is not None
    assert (await team.submits(team.priya, {"reason": "Sales."})).closed
    said = text_of(team.direct(team.priya)[-1])
    assert said == "22 lines are set aside. “Take up again” brings each of them back."
    open_now = await team.database.read(lambda tx: tx.incoming_money(team.id).page("open", 0, 9)[0])
    assert sorted(str(one.left) for one in open_now) == ["20.00 EUR", "7 EUR", "9.00 USD"]
    told_now = await team.types(team.priya, "/lost money")
    await team.clicks(team.priya, told_now.private[0], "money_unmatched")
    assert team.priya.view is not None
    await team.clicks(team.priya, team.priya.view, "money_set_aside")
    assert team.priya.view is not None
    await team.clicks(team.priya, team.priya.view, "money_set_aside")
    assert team.priya.view is not None and text_of(team.priya.view).count("Sales.") == 2
    value = next(one["accessory"]["value"] for one in team.priya.view.blocks if "accessory" in one)
    await team.clicks(team.priya, team.priya.view, "money_take_up", value=value)
    assert len(await team.database.read(lambda tx: tx.incoming_money(team.id).page("open", 0, 9)[0])) == 4


async def test_two_fingers_on_one_match_book_it_once(team: Team) -> None:
    await one_claim(team)
    await enters(team, "UPS CL-771 20.00 EUR")
    view = team.priya.view
    assert view is not None
    await both(team.priya.clicks(view, "money_confirm:0"), team.priya.clicks(view, "money_confirm:0"))
    await team.settle()
    assert line_of(team, "Claim").startswith("UPS: part paid EUR 20.00 of EUR 55.00")
    lines = await team.database.read(lambda tx: tx.incoming_money(team.id).page("matched", 0, 5)[0])
    assert [len(one.uses) for one in lines] == [1]


async def test_a_proposal_that_stands_for_another_claim_meanwhile_is_not_booked(team: Team) -> None:
    await one_claim(team)
    await team.types(team.lin, f"/lost {DHL}")
    await approved(team, "55", "CL-802", number=2)
    text = await enters(team, "credit 55.00 EUR")
    assert "→ LOST-0001 UPS EUR 55.00" in text and "→ LOST-0002 UPS EUR 55.00" in text
    finance = Actor("person", team.priya.id, frozenset({"finance"}))
    paid = Act("claim_paid", finance, "C1", {"money": Money(Decimal("55"), "EUR"), "reference": "B-1"})
    await team.database.write(lambda tx: Desk(tx, team.id, team.clock.now()).move(1, paid))
    assert team.priya.view is not None
    async with nothing_changes(team):
        await team.clicks(team.priya, team.priya.view, "money_confirm:0")
    assert (await team.case(2)).claims[0].state == "approved"


async def test_a_payer_who_takes_money_back_is_seen_in_the_statement(team: Team) -> None:
    await one_claim(team)
    await enters(team, "UPS CL-771 55.00 EUR")
    assert team.priya.view is not None
    await team.clicks(team.priya, team.priya.view, "money_confirm:0")
    text = await enters(team, "2026-11-25 UPS REVERSAL CL-771 -55.00 EUR\n2026-11-25 refund to the buyer -89.00 EUR")
    assert "2 lines are no money that came, and were left alone." in text
    assert (
        "🟠 EUR 55.00 went out and names C1 of *LOST-0001*, which UPS has paid. If they took it back, note "
        "“Payment reversed” in its “More”."
    ) in text
    assert text.count("went out and names") == 1


async def test_money_in_another_currency_is_matched_by_hand_with_the_rate(team: Team) -> None:
    await one_claim(team)
    text = await enters(team, "UPS CL-771 59.10 USD")
    assert "The claim that it names is in another currency. Match it by hand." in text
    assert team.priya.view is not None
    await team.clicks(team.priya, team.priya.view, "money_match")
    values = {"claim": "LOST-0001", "money": "55", "currency": "EUR"}
    assert list((await team.submits(team.priya, values)).errors) == ["text"]
    assert not (await team.submits(team.priya, {**values, "text": "The bank's rate of 1.0745."})).errors
    assert line_of(team, "Claim").startswith("UPS: paid EUR 55.00")
    assert "Unmatched" not in text_of((await team.types(team.priya, "/lost money")).private[0])


async def test_the_money_of_a_team_in_chinese(team: Team) -> None:
    await one_claim(team)
    await team.types(team.priya, "/lost lang zh")
    told = text_of((await team.types(team.priya, "/lost 账目")).private[0])
    assert "*赔付方欠我们的钱*" in told and "已批准未付：EUR 55.00，共 1 笔索赔，最久 0 天" in told
    assert actions_of((await team.types(team.priya, "/lost 账目")).private[0])[:2] == ["money_owed", "money_in"]


async def test_a_rate_is_entered_by_hand_and_converts_the_statement(team: Team) -> None:
    await one_claim(team)
    await team.does(team.lin, "book_money", account="fee", money="10", currency="USD", reason="Search.")
    await team.types(team.priya, "/lost money 1")
    assert team.priya.view is not None
    assert "Different currencies are not added up: there is no rate for these days." in text_of(team.priya.view)
    told = await team.types(team.priya, "/lost rates")
    await team.clicks(team.priya, told.private[0], "rate_add")
    values = {"base": "EUR", "value": "1.25", "quote": "EUR", "on": "2026-11-22", "note": "The contract, section 4"}
    assert list((await team.submits(team.priya, values)).errors) == ["quote"]
    assert list((await team.submits(team.priya, {**values, "quote": "USD", "value": "-1"})).errors) == ["value"]
    assert list((await team.submits(team.priya, {**values, "quote": "USD", "on": "2026-12-22"})).errors) == ["on"]
    assert (await team.submits(team.priya, {**values, "quote": "USD"})).closed
    await team.types(team.priya, "/lost money 1")
    assert team.priya.view is not None
    text = text_of(team.priya.view)
    assert "*All currencies together: -EUR 8.00*" in text
    assert "-USD 10.00 is -EUR 8.00: 1 EUR = 1.25 USD on 2026-11-22 (Sun) (entered by hand)" in text
    refused = await team.types(team.lin, "/lost rates")
    assert actions_of(refused.private[0]) == []


MONTH = """\
交易日期;摘要;对方户名;金额;币种
2026-11-02;CL-771;UPS;55,00;EUR
2026-11-02;CL-771;UPS;55,00;EUR
2026-11-03;CL-802 first part;DHL;20,00;EUR
2026-11-04;bulk CL-8803 CL-8804;XCover;70,00;USD
2026-11-05;CL-9X05;云途;310,00;CNY
2026-11-06;房租;房东;-900,00;CNY
2026-11-07;利息;银行;0,12;EUR
;合计;;-444,88;EUR
"""


def uploaded(team: Team, name: str, content: bytes) -> str:
    """A file of Priya's that she can choose in a form."""
    return keep(team.world, team.world.names.next("F"), name, content, team.priya.id).id


async def read(team: Team) -> None:
    """The files that were given are fetched and read."""
    assert team.tracer.fetching is not None
    await team.tracer.fetching.sweep()
    await team.settle()


async def claims_of_a_month(team: Team) -> None:
    """Five approved claims of three payers in three currencies."""
    await one_claim(team)
    numbers = (DHL, USPS, "RR123456785CN", "00340434161094042564")
    claims = (("DHL", "40", "CL-802", "EUR"), ("XCover", "30", "CL-8803", "USD"),
              ("XCover", "40", "CL-8804", "USD"), ("云途", "310", "CL-9005", "CNY"))  # fmt: skip
    for number, (tracking, (payer, money, reference, currency)) in enumerate(zip(numbers, claims, strict=True), 2):
        await team.types(team.lin, f"/lost {tracking}")
        sent = await team.does(team.lin, "draft_claim", number=number, payer=payer, payer_kind="insurer", money=money,
                               currency=currency)  # fmt: skip
        assert sent.closed, sent.errors
        await team.records(team.lin, "file_claim|C1|drafted", number=number, reference=reference)
        await team.records(team.lin, "claim_approved|C1|filed", number=number, money=money, currency=currency)


async def test_a_months_file_with_doubles_typos_parts_and_several_claims_in_three_currencies(team: Team) -> None:
    await claims_of_a_month(team)
    told = await team.types(team.priya, "/lost money")
    await team.clicks(team.priya, told.private[0], "money_in")
    assert (await team.submits(team.priya, {"files": [uploaded(team, "bank.csv", MONTH.encode("gb18030"))]})).closed
    await read(team)
    news = text_of(team.direct(team.priya)[-1])
    assert "5 new lines. 1 line stood there twice and counts once. 1 line is no money that came" in news
    assert "5 lines are unmatched, 2 of them certain." in news
    await team.clicks(team.priya, team.direct(team.priya)[-1], "money_unmatched")
    assert team.priya.view is not None
    text = text_of(team.priya.view)
    for why in ("named exactly; less than is owed", "its reference differs by one character; look closely",
                "several claims named exactly, together just what is owed", "No claim is named in it"):  # fmt: skip
        assert why in text, why
    await team.clicks(team.priya, team.priya.view, "money_confirm_all")
    states = [(await team.case(number)).claims[0].state for number in range(1, 6)]
    assert states == ["paid", "approved", "paid", "paid", "approved"]
    await team.clicks(team.priya, (await team.types(team.priya, "/lost money")).private[0], "money_in")
    await team.submits(team.priya, {"files": [uploaded(team, "again.csv", MONTH.encode("gb18030"))]})
    await read(team)
    assert "0 new lines. 5 lines were known already." in text_of(team.direct(team.priya)[-1])


async def test_a_file_of_a_direct_message_may_be_payments(team: Team) -> None:
    await one_claim(team)
    direct = team.world.direct_channel(team.priya.id, team.world.app.bot_user).id
    lines = b"2026-11-20 UPS CL-771 55.00 EUR\nnothing to read here\n"
    await team.priya.says(direct, "", None, [("bank.txt", lines)])
    await team.settle()
    await team.clicks(team.priya, team.direct(team.priya)[-1], "evidence_payments")
    await read(team)
    news = text_of(team.direct(team.priya)[-1])
    assert "1 new line." in news and "Line 2 was left out: No amount was found." in news


async def test_a_file_that_is_no_csv_is_told_with_what_to_do(team: Team) -> None:
    await one_claim(team)
    told = await team.types(team.priya, "/lost money")
    await team.clicks(team.priya, told.private[0], "money_in")
    await team.submits(team.priya, {"files": [uploaded(team, "book.csv", b"PK\x03\x04 a workbook")]})
    await read(team)
    assert "The workbook is damaged or is no Excel file." in text_of(team.direct(team.priya)[-1])


async def test_home_tells_finance_of_unmatched_money_and_leads_to_it(team: Team) -> None:
    await one_claim(team)
    await enters(team, "bulk payment 60.00 EUR")
    await team.priya.opens_home()
    await team.settle()
    home = team.priya.home
    assert home is not None and "Came and not matched: EUR 60.00 (1 line)" in text_of(home)
    await team.clicks(team.priya, home, "money_overview")
    assert team.priya.view is not None and team.priya.view.callback_id == "money_overview"
    assert "Approved, unpaid: EUR 55.00 in 1 claim, oldest 0 days" in text_of(team.priya.view)
    await team.clicks(team.priya, team.priya.view, "money_unmatched")
    assert team.priya.view is not None and "bulk payment" in text_of(team.priya.view)
