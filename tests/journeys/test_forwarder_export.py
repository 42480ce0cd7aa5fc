"""One forwarder's open cases as a file in the columns that it wants."""

import csv
import io

from tests.journeys.team import DHL, UPS, Team
from tests.journeys.ways import give_roles, whisper


async def exported(team: Team, text: str) -> list[list[str]]:
    await team.types(team.maya, f"/lost {text}")
    assert team.tracer.sending is not None
    await team.tracer.sending.sweep()
    await team.settle()
    file = list(team.world.files.values())[-1]
    return list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))


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


async def test_who_may_not_and_what_is_no_column_is_refused(team: Team) -> None:
    await team.opens(UPS)
    told = whisper(await team.types(team.lin, "/lost export forwarder nobody"))
    assert told.startswith("Which carrier or forwarder?")
    told = whisper(await team.types(team.lin, "/lost export forwarder ups address"))
    assert told.startswith("“address” is no column. There are: number, order, shipped,")
    await give_roles(team, team.lin.id, "viewer")
    told = whisper(await team.types(team.lin, "/lost export forwarder ups"))
    assert told.startswith("Cases are exported by agents, leads, finance and admins.")
    assert await team.database.read(lambda tx: tx.sendings.next_due()) is None
