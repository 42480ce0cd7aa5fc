"""The month's ledger lines as a file, for those who keep the books."""

import csv
import io

from tests.journeys.team import Team
from tests.journeys.ways import paid_case, whisper, with_approver


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


async def test_the_books_in_chinese(team: Team) -> None:
    await with_approver(team)
    await paid_case(team, "89")
    await team.types(team.priya, "/lost lang zh")
    await team.types(team.priya, "/lost export month 2026-11")
    head, row = await sent(team)
    assert head[:4] == ["日期", "币种", "科目", "金额"]
    assert (row[2], row[-1]) == ("货款", "goods")
