"""The open cases of a forwarder, and the claims of a payer, as a file in the columns that it wants."""

import csv
import io

from tests.journeys.team import DHL, UPS, USPS, Team
from tests.journeys.ways import give_roles, paid_case, whisper, with_approver

USUAL = "number, order, shipped, destination, goods, value, state, scan"


async def exported(team: Team, text: str) -> list[list[str]]:
    """The file that comes of what Maya types; what was asked for before is sent before."""
    assert team.tracer.sending is not None
    await team.tracer.sending.sweep()
    await team.types(team.maya, f"/lost {text}")
    await team.tracer.sending.sweep()
    await team.settle()
    file = list(team.world.files.values())[-1]
    return list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))


async def kept(team: Team) -> list[str]:
    """For whom columns are kept."""
    return await team.database.read(
        lambda tx: [one for kind in ("forwarder", "payer") for one in tx.export_columns(team.id).parties(kind)]
    )


async def claim(team: Team, number: int, money: str, reference: str, payer: str = "UPS") -> None:
    """A claim of Lin's that is filed with a payer."""
    sent = await team.does(team.lin, "draft_claim", number=number, payer=payer, payer_kind="carrier", money=money)
    assert sent.closed, sent
    await team.records(team.lin, "file_claim|C1|drafted", number=number, reference=reference)


async def test_the_cases_of_one_forwarder_in_the_usual_and_in_chosen_columns(team: Team) -> None:
    await team.types(team.lin, f'/lost {UPS} amazon.de 302-1234567-1234567 "=lamp, 31 EUR"')
    await team.types(team.lin, f"/lost {DHL}")
    rows = await exported(team, "export forwarder ups")
    assert rows[0] == ["Tracking number", "Order", "Ship date", "Destination", "Goods", "Price", "State", "Last scan"]
    assert [row[:2] + row[4:6] for row in rows[1:]] == [[UPS, "302-1234567-1234567", "'=lamp", "31.00 EUR"]]
    assert await exported(team, "export forwarder ups case, number") == [
        ["Case", "Tracking number"],
        ["LOST-0001", UPS],
    ]
    await team.types(team.maya, "/lost lang zh")
    assert await exported(team, "导出 货代 ups 运单号 成本") == [["运单号", "成本"], [UPS, ""]]


async def test_columns_that_were_named_are_kept_until_they_are_reset(team: Team) -> None:
    await team.opens(UPS)
    told = whisper(await team.types(team.maya, "/lost export forwarder ups"))
    assert told.splitlines() == [
        "The open cases with UPS come to you as a file, in your direct messages.",
        f"Columns, the usual ones: {USUAL}. Name others behind it, and they are kept for UPS.",
    ]
    told = whisper(await team.types(team.maya, "/lost export forwarder ups number=Waybill No, case"))
    assert told.splitlines()[1] == (
        "Columns: number=Waybill No, case. They are kept for UPS and used again when you name none."
    )
    assert await exported(team, "export forwarder united parcel service") == [
        ["Waybill No", "Case"],
        [UPS, "LOST-0001"],
    ]
    told = whisper(await team.types(team.lin, "/lost export forwarder dhl"))
    assert told.splitlines()[1].startswith("Columns, the usual ones: ")
    await team.types(team.maya, "/lost lang zh")
    told = whisper(await team.types(team.maya, "/lost 导出 货代 ups"))
    assert told.splitlines()[1] == "列（为 UPS 保存的）：运单号=Waybill No, 案件。在后面加“重置”即可清除。"
    told = whisper(await team.types(team.maya, "/lost 导出 货代 ups 重置"))
    assert told.startswith("为 UPS 保存的列已清除。下一个文件使用默认的列：运单号, 订单, ")
    told = whisper(await team.types(team.lin, "/lost export forwarder ups reset"))
    assert told == f"No columns are kept for UPS. Its file has the usual ones: {USUAL}."
    assert await kept(team) == []


async def test_the_claims_that_a_payer_has_come_in_its_columns(team: Team) -> None:
    await with_approver(team)
    await paid_case(team, "89")
    await claim(team, 1, "55", "CL-771")
    await team.records(team.lin, "claim_approved|C1|filed", number=1, money="40")
    await team.types(team.maya, f"/lost {USPS}")
    await claim(team, 2, "20", "CL-802", payer="ups")
    await team.types(team.lin, f"/lost {DHL}")
    await claim(team, 3, "30", "D-1", payer="XCover Insurance")
    rows = await exported(team, "export payer UPS")
    assert rows[0][:7] == ["Claim reference", "Case", "Tracking number", "Order", "Ship date", "Lane", "Goods"]
    assert rows[0][7:9] == ["Declared value", "Amount claimed"]
    assert rows[0][9:] == ["Amount granted", "Currency", "State", "Filed on", "Last contact"]
    assert [row[:3] + row[8:13] for row in rows[1:]] == [
        ["CL-771", "LOST-0001", UPS, "55.00", "40.00", "EUR", "approved, money to come", "2026-11-23"],
        ["CL-802", "LOST-0002", USPS, "20.00", "", "EUR", "filed", "2026-11-23"],
    ]
    assert await exported(team, "导出 赔付方 联合包裹 索赔编号＝单号、索赔金额") == [
        ["单号", "Amount claimed"],
        ["CL-771", "55.00 EUR"],
        ["CL-802", "20.00 EUR"],
    ]
    assert (await exported(team, "export payer ups"))[0] == ["单号", "Amount claimed"]
    assert await exported(team, "export payer xcover insurance case") == [["Case"], ["LOST-0003"]]
    assert sorted(await kept(team)) == ["ups", "xcover insurance"]


async def test_an_agent_gets_the_claims_of_their_own_cases(team: Team) -> None:
    await team.opens(UPS)
    await team.types(team.lin, "/lost take 1")
    await claim(team, 1, "55", "CL-771")
    told = whisper(await team.types(team.priya, "/lost export payer ups"))
    assert told.startswith("No claim that you may see is filed and open.")
    told = whisper(await team.types(team.lin, "/lost export payer nobody"))
    assert told.startswith("Which payer? Open claims are with: UPS. Write for example")
    told = whisper(await team.types(team.lin, "/lost export payer ups case"))
    assert told.startswith("The open claims on UPS come to you as a file, in your direct messages.")


async def test_who_may_not_and_what_is_no_column_is_refused_and_nothing_is_kept(team: Team) -> None:
    await team.opens(UPS)
    told = whisper(await team.types(team.lin, "/lost export forwarder nobody"))
    assert told.startswith("Which carrier or forwarder?")
    told = whisper(await team.types(team.lin, "/lost export forwarder ups address"))
    assert told.startswith("“address” is no column. There are: number, order, shipped,")
    await give_roles(team, team.lin.id, "viewer")
    for what in ("forwarder ups case", "payer ups case"):
        told = whisper(await team.types(team.lin, f"/lost export {what}"))
        assert told.startswith("Cases are exported by agents, leads, finance and admins.")
    assert await team.database.read(lambda tx: tx.sendings.next_due()) is None
    assert await kept(team) == []
