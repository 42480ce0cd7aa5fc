"""Insure or not: what it stands on is told by people, and who may not see money sees none of it."""

from sqlalchemy import update

from storage.tables import CaseRow, table_of
from storage.transaction import Transaction
from tests.journeys.numbers import ups_numbers
from tests.journeys.team import HOME, Team, text_of
from tests.journeys.ways import whisper, with_approver


async def thirty_lost(team: Team) -> None:
    """Thirty parcels from CN to BR were opened, and are lost for good; of a thousand that were shipped."""
    numbers = ups_numbers(30)
    await team.types(team.lin, "/lost " + " ".join(numbers))
    await team.submits(team.lin, {})
    lost = {"status": "closed", "outcome": "lost", "origin": "CN", "destination": "BR", "worth_currency": "EUR"}

    def close(tx: Transaction) -> None:
        tx.connection.execute(update(table_of(CaseRow)).values(**lost, worth="150.00"))

    await team.database.write(close)
    await team.types(team.priya, "/lost stats shipped")
    month = f"{team.clock.now():%Y-%m}"
    await team.submits(team.priya, {"month": month, "parcels": "1000", "origin": "CN", "destination": "BR"})


async def test_the_premium_of_a_contract_is_weighed_against_what_is_expected_to_be_lost(team: Team) -> None:
    await with_approver(team)
    empty = whisper(await team.types(team.priya, "/lost stats insure"))
    assert "Nobody has told how many parcels were shipped by lane" in empty
    await thirty_lost(team)
    told = text_of((await team.types(team.priya, "/lost stats insure")).private[0])
    assert "*CN → BR · EUR 100.00 to EUR 200.00*" in told
    assert "expected loss of a parcel, after what carriers pay: *EUR 4.50* (EUR 3.16 to EUR 6.38)" in told
    assert "break-even premium EUR 4.50, 3.00 % of the value" in told
    await team.types(team.maya, "/lost insurance")
    await team.clicks(team.maya, team.maya.sees(HOME)[-1], "insurance_add")
    contract = {"insurer": "ACME", "policy_number": "7", "starts_on": "2026-01-01", "currency": "EUR"}
    wrong = await team.submits(team.maya, {**contract, "premium": "80 %"})
    assert list(wrong.errors) == ["premium"]
    assert (await team.submits(team.maya, {**contract, "premium": "0.8 %"})).closed
    card = (await team.types(team.priya, "/lost stats insure")).private[0]
    assert "✅ *insure* – the premium of EUR 1.20 (ACME 7) is less" in text_of(card)
    await team.clicks(team.priya, card, "insure_cases:0")
    shown = text_of([one for one in team.priya.sees(HOME) if one.only_for == team.priya.id][-1])
    assert shown.startswith("*30 cases*") and "Page 1 of 3" in shown
    assert whisper(await team.types(team.lin, "/lost stats insure")).startswith("What is lost and what insurance costs")
    await team.types(team.priya, "/lost lang zh")
    chinese = text_of((await team.types(team.priya, "/lost 统计 保险")).private[0])
    assert "✅ *投保* – 保费 EUR 1.20（ACME 7）更低" in chinese
