"""The month's ledger lines as a file, for those who keep the books."""

import csv
import io

from tests.journeys.team import Team, text_of
from tests.journeys.ways import give_roles, nothing_changes, paid_case, whisper, with_approver


async def sent(team: Team) -> list[list[str]]:
    """The rows of the one file that Tracer has sent to Priya."""
    assert team.tracer.sending is not None
    await team.tracer.sending.sweep()
    await team.settle()
    [message] = [one for one in team.direct(team.priya) if one.files]
    [file] = message.files
    assert file.name == "tracer-ledger-2026-11.csv"
    return list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"), newline="")))


async def test_the_lines_of_a_month_come_as_a_file(team: Team) -> None:
    await with_approver(team)
    await paid_case(team, "89")
    await team.does(team.lin, "book_money", account="fee", money="3", currency="USD", reason="=cmd|calc")
    told = whisper(await team.types(team.priya, "/lost export month 2026-11"))
    assert told == "The lines of 2026-11 come to you as a file, in your direct messages."
    head, *rows = await sent(team)
    assert head[:6] == ["Date", "Currency", "Account", "Amount", "Case", "Order"]
    assert [row[:7] for row in rows] == [
        ["2026-11-23 10:00", "EUR", "goods", "89.00", "LOST-0001", "305-1234567-1234567", "amazon.de"],
        ["2026-11-23 10:00", "USD", "fees", "3.00", "LOST-0001", "305-1234567-1234567", "amazon.de"],
    ]
    [message] = [one for one in team.direct(team.priya) if one.files]
    assert message.text.splitlines() == ["*2026-11*: 2 lines.", "EUR: goods EUR 89.00", "USD: fees USD 3.00"]


async def test_who_may_not_and_what_is_no_month_is_refused(team: Team) -> None:
    await with_approver(team)
    refused = whisper(await team.types(team.lin, "/lost export month 2026-11"))
    assert refused.startswith("The books are exported by finance, leads and admins.")
    assert "is no month" in whisper(await team.types(team.priya, "/lost export month november"))
    assert "has not begun yet" in whisper(await team.types(team.priya, "/lost export month 2027-01"))
    assert [one for one in team.direct(team.priya) if one.files] == []


async def test_what_can_be_had_as_a_file_stands_beside_lists_and_money_with_a_button_each(team: Team) -> None:
    await with_approver(team)
    await paid_case(team, "89")
    assert (await team.does(team.lin, "draft_claim", payer="UPS", payer_kind="carrier", money="55")).closed
    await team.records(team.lin, "file_claim|C1|drafted", reference="CL-771")
    await team.clicks(team.priya, (await team.types(team.priya, "/lost money")).private[0], "exports")
    view = team.priya.view
    assert view is not None
    buttons = [one for block in view.blocks for one in block.get("elements", ()) if one["type"] == "button"]
    assert [one["text"]["text"] for one in buttons] == ["2026-11", "2026-10", "2026-09", "UPS", "UPS"]
    for name, action in (("month:2026-11", "The lines of 2026-11"), ("payer:0", "The open claims on UPS"),
                         ("forwarder:ups", "The open cases with UPS")):  # fmt: skip
        await team.clicks(team.priya, team.priya.view, f"export_{name}")
        assert team.priya.view is not None and text_of(team.priya.view).startswith(f"{action} come to you as a file")
    assert team.tracer.sending is not None
    await team.tracer.sending.sweep()
    await team.settle()
    files = sorted(file.name for one in team.direct(team.priya) for file in one.files)
    assert files == ["claims-ups.csv", "lost-ups.csv", "tracer-ledger-2026-11.csv"]


async def test_an_agent_exports_their_own_and_no_books(team: Team) -> None:
    await with_approver(team)
    await paid_case(team, "89")
    await team.clicks(team.lin, (await team.types(team.lin, "/lost list")).private[0], "exports")
    assert team.lin.view is not None and "export_month" not in str(team.lin.view.blocks)
    assert "export_forwarder:ups" in str(team.lin.view.blocks)
    await team.types(team.maya, f"/lost assign 1 <@{team.maya.id}>")
    async with nothing_changes(team):
        await team.clicks(team.lin, team.lin.view, "export_forwarder:ups")
    assert "Which carrier or forwarder?" in text_of(team.lin.view)
    await give_roles(team, team.lin.id, "viewer")
    assert "exports" not in str((await team.types(team.lin, "/lost list")).private[-1].blocks)
    assert whisper(await team.types(team.lin, "/lost export")).startswith("Cases are exported by agents")


async def test_the_books_in_chinese(team: Team) -> None:
    await with_approver(team)
    await paid_case(team, "89")
    await team.types(team.priya, "/lost lang zh")
    await team.types(team.priya, "/lost export month 2026-11")
    head, row = await sent(team)
    assert head[:4] == ["日期", "币种", "科目", "金额"]
    assert (row[2], row[-1]) == ("货款", "goods")
