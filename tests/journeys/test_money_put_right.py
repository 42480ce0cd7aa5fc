"""Money that was matched wrongly, came for everything at once, or stands in a workbook or a PDF."""

import io
from decimal import Decimal
from typing import Any

from openpyxl import Workbook

from cases.rates import Rate
from tests.journeys.team import DHL, HOME, Team, text_of
from tests.journeys.test_money import approved, enters, one_claim, read, uploaded
from tests.journeys.ways import line_of, paid_case, with_approver


def whispers(team: Team) -> list[str]:
    """What Priya was told privately in the channel."""
    return [one.text for one in team.priya.sees(HOME) if one.only_for == team.priya.id]


def workbook(*rows: tuple[Any, ...]) -> bytes:
    """An Excel file with these rows on its second sheet, its first being a cover."""
    book, kept = Workbook(), io.BytesIO()
    assert book.active is not None
    book.active.append(["Invoice 4711"])
    sheet = book.create_sheet("Details")
    for row in rows:
        sheet.append(row)
    sheet.merge_cells("D2:D3")
    book.save(kept)
    return kept.getvalue()


async def gives_file(team: Team, name: str, content: bytes) -> str:
    """Priya gives a file as a carrier's invoice; what she is told of it."""
    told = await team.types(team.priya, "/lost money")
    await team.clicks(team.priya, told.private[0], "money_in")
    assert (await team.submits(team.priya, {"files": [uploaded(team, name, content)], "kind": "bill"})).closed
    await read(team)
    return text_of(team.direct(team.priya)[-1])


async def test_money_that_was_not_received_after_all_gives_its_line_back(team: Team) -> None:
    await one_claim(team)
    await enters(team, "UPS CL-771 55.00 EUR")
    assert team.priya.view is not None
    await team.clicks(team.priya, team.priya.view, "money_confirm:0")
    await team.clicks(team.priya, team.card(), "more")
    assert team.priya.view is not None
    await team.clicks(team.priya, team.priya.view, "form:correct_payment:C1")
    assert (await team.submits(team.priya, {"money": "30", "reason": "It was for another."})).closed
    said = "EUR 30.00 of a line that came is unmatched now. “/lost money” shows it."
    assert whispers(team)[-1] == said
    assert line_of(team, "Claim").startswith("UPS: part paid EUR 25.00 of EUR 55.00")
    await team.does(team.priya, "correct_payment", "C1", money="25", reason="All of it.")
    [line] = await team.database.read(lambda tx: tx.incoming_money(team.id).page("open", 0, 5)[0])
    assert (str(line.left), line.uses) == ("55.00 EUR", ())
    assert (await team.case()).claims[0].state == "approved"


async def test_money_entered_by_hand_has_no_line_and_none_is_told_of(team: Team) -> None:
    await one_claim(team)
    await team.does(team.priya, "claim_paid", "C1", money="55", reference="B-1")
    before = len(whispers(team))
    assert (await team.does(team.priya, "correct_payment", "C1", money="55", reason="Typed wrongly.")).closed
    assert len(whispers(team)) == before


async def test_one_transfer_for_all_that_a_payer_owes_is_proposed_as_that_and_never_certain(team: Team) -> None:
    await one_claim(team)
    await team.types(team.lin, f"/lost {DHL}")
    await approved(team, "40", "CL-802", number=2)
    text = await enters(team, "bulk payment 95.00 EUR")
    assert "→ LOST-0001 UPS EUR 55.00 + LOST-0002 UPS EUR 40.00" in text
    assert "nothing is named; it is just what this payer owes in all" in text and "Confirm all" not in text
    assert team.priya.view is not None
    await team.clicks(team.priya, team.priya.view, "money_confirm:0")
    assert [(await team.case(number)).claims[0].state for number in (1, 2)] == ["paid", "paid"]


async def test_a_carriers_invoice_is_read_from_a_workbook_and_a_merged_amount_counts_once(team: Team) -> None:
    await one_claim(team)
    content = workbook(
        ("Invoice date", "Tracking number", "Description", "Amount", "Currency"),
        ("2026-11-20", "1Z999AA10123456784", "Claim credit CL-771", -55.000000000000007, "EUR"),
        ("2026-11-20", "", "of this shipment", None, "EUR"),
        ("2026-11-20", "1Z999AA10123456784", "Freight", 12.5, "EUR"),
    )
    news = await gives_file(team, "invoice.xlsx", content)
    assert "1 new line. 1 line is no money that came" in news
    assert "1 line is unmatched, 1 of them certain." in news


async def test_a_pdf_a_damaged_and_an_old_workbook_are_refused_with_what_to_do(team: Team) -> None:
    await one_claim(team)
    for name, content, said in (
        ("invoice.csv", b"%PDF-1.7\n1 0 obj", "A PDF cannot be read as lines of money"),
        ("invoice.xlsx", b"PK\x03\x04 a workbook", "The workbook is damaged or is no Excel file."),
        ("invoice.csv", b"\xd0\xcf\x11\xe0 old", "This is an old or locked Excel file."),
    ):
        assert said in await gives_file(team, name, content)
    await team.types(team.priya, "/lost lang zh")
    assert "PDF 无法作为款项明细读取" in await gives_file(team, "invoice.txt", b"%PDF-1.4")


async def test_money_in_another_currency_is_compared_with_the_loss_by_a_kept_rate_else_a_person_is_asked(
    team: Team,
) -> None:
    await with_approver(team)
    await paid_case(team, "40")
    await team.does(team.lin, "draft_claim", payer="UPS", payer_kind="carrier", money="60", currency="USD")
    await team.records(team.lin, "file_claim|C1|drafted", reference="CL-771")
    await team.records(team.lin, "claim_approved|C1|filed", money="60", currency="USD")
    await team.does(team.priya, "claim_paid", "C1", money="50", currency="USD", reference="B-1")
    assert "no rate of these days is kept for them. Compare them yourself" in whispers(team)[-1]
    assert (await team.case()).claims[0].state == "part_paid"
    await team.types(team.priya, "/lost rates")
    now = team.clock.now()
    rate = Rate("EUR", "USD", Decimal("1.20"), now.date(), "by hand", now, team.priya.id)
    await team.database.write(lambda tx: tx.rates(team.id).keep([rate]))
    before = len(whispers(team))
    await team.does(team.priya, "claim_paid", "C1", money="10", currency="USD", reference="B-2")
    claim = (await team.case()).claims[0]
    # 40 EUR are 48 USD: of the 60 that came, 12 go back.
    assert (claim.state, str(claim.to_repay), claim.rates) == ("repay_owed", "12.00 USD", (rate,))
    assert len(whispers(team)) == before
