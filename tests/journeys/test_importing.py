"""Files of parcels: looked at first, opened once, resumed after a crash, and what was left out sent back."""

import csv
import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from openpyxl import Workbook

from bot.playground.rooms import Message
from bot.playground.web_api.files import keep
from cases.money import Money
from handlers import parcel_imports
from tests.journeys.team import DHL, HOME, UPS, USPS, Team, both, buttons_of, text_of
from tests.journeys.ways import give_roles, whisper

FORWARDER = (
    f"2026年4月丢件清单;;;;\n;;;;\n运单号;物流公司;订单号;品名;售价(EUR);发货日期\n{UPS};UPS;1001;台灯;31.00;2026/4/3\n"
    f"'{USPS};;1002;=1+1;12,50;2026年4月3日\n9.40011E+21;;1003;帽子;8;03.04.2026\n{DHL};;1004;鞋;abc;2026-04-03\n"
).encode("gb18030")


async def dropped(team: Team, name: str, content: bytes, text: str = "import", who: object = None) -> Message:
    """Somebody sends a file directly, and it is read; returns the one message about it."""
    person = who or team.lin
    room = team.world.direct_channel(person.id, team.world.app.bot_user)
    await team.ticks()
    await person.says(room, text, None, [(name, content)])
    await team.settle()
    return await worked(team, person)


async def worked(team: Team, who: object = None) -> Message:
    """Whoever works through files has done so."""
    assert team.tracer.imports is not None
    await team.tracer.imports.sweep()
    await team.settle()
    return team.direct(who or team.lin)[-1]


async def sent_back(team: Team) -> list[list[str]]:
    """The file with what was left out, as a spreadsheet reads it."""
    assert team.tracer.sending is not None
    await team.tracer.sending.sweep()
    await team.settle()
    file = list(team.world.files.values())[-1]
    return list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))


def workbook(*rows: list[object], merge: str = "") -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    if merge:
        book.active.merge_cells(merge)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


async def test_a_forwarders_file_is_looked_at_opened_and_what_is_bad_comes_back(team: Team) -> None:
    message = await dropped(team, "清单.csv", FORWARDER)
    shown = text_of(message).splitlines()
    assert shown[0] == "*清单.csv: please look before anything is opened.*"
    assert "• 2 new cases" in shown
    assert "• 2 lines cannot be read and come back with their reasons" in shown
    assert "• Price: E · 售价(EUR)" in shown
    assert f"• {UPS} · UPS · 1001 · 台灯 · 31.00 EUR · 2026-04-03" in shown
    assert any(
        one.startswith("Line 6, “Tracking number”: “9.40011E+21”. A spreadsheet has rounded it.") for one in shown
    )
    assert team.cards() == []
    await team.clicks(team.lin, message, "import_open")
    done = text_of(await worked(team)).splitlines()
    assert done[:3] == ["清单.csv is done.", "2 cases were opened.", "2 lines could not be read."]
    case = await team.case(1)
    assert (case.order.ref, case.order.goods, case.order.paid) == ("1001", "台灯", Money(Decimal("31.00"), "EUR"))
    assert (case.parcel.shipped_on, case.opened_by) == (date(2026, 4, 3), team.lin.id)
    assert (await team.case(2)).order.paid == Money(Decimal("12.50"), "EUR")
    rows = await sent_back(team)
    assert rows[0] == ["运单号", "物流公司", "订单号", "品名", "售价(EUR)", "发货日期", "Line", "Why it was left out"]
    assert [(row[0], row[-2]) for row in rows[1:]] == [("9.40011E+21", "6"), (DHL, "7")]
    assert rows[2][-1] == "This is not an amount: abc. Write it like 31.00."


async def test_the_same_file_again_opens_nothing_twice(team: Team) -> None:
    for _ in range(2):
        message = await dropped(team, "orders.csv", f"tracking number,order\n{UPS},=1001\n{DHL},1002\n".encode())
        if "Open 2 cases" in buttons_of(message):
            await both(*(team.clicks(team.lin, message, "import_open") for _ in range(2)))
            await worked(team)
    assert len(team.cards()) == 2
    assert "• 0 new cases" in text_of(message)
    assert "• 2 are open already and are left as they are" in text_of(message)
    assert buttons_of(message) == ["Columns", "Put it away"]


async def test_a_crash_in_the_middle_is_gone_on_with_and_nothing_is_opened_twice(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = [f"RB{n:08d}{_check(n)}CN" for n in range(1, 8)]
    monkeypatch.setattr(parcel_imports, "MOST_LINES", 2)
    monkeypatch.setattr(parcel_imports, "FIRST_LINES", 2)
    monkeypatch.setattr(parcel_imports, "TRANSACTION_SECONDS", 60)
    message = await dropped(team, "orders.csv", ("运单号\n" + "\n".join(numbers)).encode())
    await team.clicks(team.lin, message, "import_open")
    whole, calls = parcel_imports._opened, []

    def dies_at_the_second(*args: object) -> dict[str, int]:
        calls.append(args)
        if len(calls) == 2:
            raise RuntimeError("the power is gone")
        return whole(*args)

    monkeypatch.setattr(parcel_imports, "_opened", dies_at_the_second)
    with pytest.raises(RuntimeError):
        await worked(team)
    await team.settle()
    assert len(team.cards()) == 2
    assert await team.tracer.imports.sweep() == 0
    team.clock.wind(timedelta(minutes=6))
    done = text_of(await worked(team)).splitlines()
    assert done[:2] == ["orders.csv is done.", "7 cases were opened."]
    assert len(team.cards()) == 7
    assert {(await team.case(n)).parcel.number for n in range(1, 8)} == set(numbers)


def _check(n: int) -> int:
    total = sum(int(digit) * weight for digit, weight in zip(f"{n:08d}", (8, 6, 4, 2, 3, 5, 9, 7), strict=True))
    return {10: 0, 11: 5}.get(11 - total % 11, 11 - total % 11)


async def test_a_workbook_with_titles_merged_cells_and_three_kinds_of_dates(team: Team) -> None:
    content = workbook(
        ["Lost in April"],
        [],
        ["Order ID", "Tracking number", "Carrier", "Ship date", "Destination"],
        ["A-1", UPS, "UPS", date(2026, 4, 3), "德国"],
        [None, USPS, None, "3 Apr 2026", "United States"],
        ["A-2", 9400111206206406260787, None, "2026/04/03", "DE"],
        merge="A4:A5",
    )
    message = await dropped(team, "lost.xlsx", content)
    assert "A spreadsheet has rounded it. Format that column as text and export it again." in text_of(message)
    await team.clicks(team.lin, message, "import_open")
    await worked(team)
    first, second = await team.case(1), await team.case(2)
    assert (first.order.ref, second.order.ref) == ("A-1", "A-1")
    assert (first.parcel.shipped_on, second.parcel.shipped_on) == (date(2026, 4, 3), date(2026, 4, 3))
    assert (first.parcel.destination, second.parcel.destination) == ("DE", "US")
    assert len(team.cards()) == 2


async def test_other_sheets_are_named_and_what_was_sent_back_is_deleted_with_its_case_or_after_a_week(
    team: Team,
) -> None:
    await team.opens(UPS)
    for deed, number in (("erased", DHL), ("waited", USPS)):
        book = Workbook()
        book.active.title = "April"
        for row in (["运单号", "收件人"], [UPS, "Anna"], [number, "Ben"]):
            book.active.append(row)
        book.create_sheet("May").append(["运单号"])
        made = io.BytesIO()
        book.save(made)
        message = await dropped(team, "list.xlsx", made.getvalue())
        assert "⚠️ Only the sheet “April” is read. “May” has such lines as well" in text_of(message)
        await team.clicks(team.lin, message, "import_open")
        await worked(team)
        assert [row[1] for row in (await sent_back(team))[1:]] == ["Anna"] and ours(team) == ["left-out.csv"]
        if deed == "erased":
            await team.types(team.maya, "/lost erase 1")
            await team.submits(team.maya)
            told = [one for one in team.maya.sees(HOME) if one.only_for == team.maya.id][-1].text
            assert "The imported file in which it stood was sent to Tracer by <@U0LIN0000>" in told
        else:
            team.clock.wind(timedelta(days=8))
            await worked(team)
        assert ours(team) == [], deed


async def test_a_workbook_without_a_word_beside_it_can_be_said_to_be_a_list_of_parcels(team: Team) -> None:
    content = workbook(["运单号"], [UPS])
    for who, offered in ((team.lin, True), (team.priya, False)):
        if not offered:
            await give_roles(team, who.id, "finance")
        question = await dropped(team, "list.xlsx", content, "", who)
        assert ("Open cases for its parcels" in buttons_of(question)) is offered
    question = team.direct(team.lin)[-1]
    await both(*(team.clicks(team.lin, question, "evidence_parcels") for _ in range(2)))
    message = await worked(team)
    assert text_of(message).splitlines()[1] == "• 1 new case" and team.cards() == []
    photo = await dropped(team, "photo.png", b"\x89PNG\r\n\x1a\n", "")
    assert "Open cases for its parcels" not in buttons_of(photo)


def ours(team: Team) -> list[str]:
    """The names of the files that Tracer uploaded and Slack still has."""
    return [one.name for one in team.world.files.values() if one.user == team.world.app.bot_user]


async def test_what_cannot_be_told_is_asked_and_the_columns_can_be_chosen(team: Team) -> None:
    content = f"tracking number,price,total,ship date,memo\n{UPS},31,62,03/04/2026,x\n".encode()
    message = await dropped(team, "orders.csv", content)
    asked = text_of(message)
    assert "Several columns may be “Price”: B · price, C · total. Say which it is with “Columns”." in asked
    assert "In dates like 03/04/2026 it cannot be told which is the day." in asked
    assert buttons_of(message)[0] == "Columns"
    await team.clicks(team.lin, message, "import_columns")
    twice = await team.submits(team.lin, {"c_price": "2", "c_goods": "2"})
    assert list(twice.errors) == ["c_price"]
    sent = await team.submits(team.lin, {"c_price": "2", "c_goods": "4", "days": "month", "currency": "usd"})
    assert sent.closed
    message = await worked(team)
    assert "Open 1 case" in buttons_of(message)
    await team.clicks(team.lin, message, "import_open")
    await worked(team)
    case = await team.case()
    assert (case.order.paid, case.order.goods) == (Money(Decimal(62), "USD"), "x")
    assert case.parcel.shipped_on == date(2026, 3, 4)


async def test_the_form_takes_a_file_and_in_chinese(team: Team) -> None:
    await team.types(team.lin, "/lost lang zh")
    await team.types(team.lin, "/lost 导入")
    file = keep(team.world, team.world.names.next("F"), "清单.csv", FORWARDER, team.lin.id)
    assert (await team.submits(team.lin, {"files": [file.id]})).closed
    message = await worked(team)
    assert text_of(message).splitlines()[0] == "*清单.csv：开案前请先看一下。*"
    assert buttons_of(message)[0] == "开 2 个案件"
    await team.clicks(team.lin, message, "import_open")
    assert text_of(await worked(team)).splitlines()[0] == "清单.csv 处理完毕。"
    assert (await sent_back(team))[0][-1] == "未采用的原因"


async def test_who_only_looks_imports_nothing_even_if_the_file_was_read_before(team: Team) -> None:
    message = await dropped(team, "orders.csv", f"运单号\n{UPS}\n".encode())
    await give_roles(team, team.lin.id, "viewer")
    told = await team.types(team.lin, "/lost import")
    assert whisper(told).startswith("This is for ")
    await team.clicks(team.lin, message, "import_open")
    await worked(team)
    assert team.cards() == []


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.xls", b"\xd0\xcf\x11\xe0 old", "This is an old or locked Excel file."),
        ("a.xlsx", b"PK\x03\x04 broken", "The workbook is damaged or is no Excel file."),
        ("a.csv", b"", "The file is empty."),
        ("a.csv", b"\x00\x01\x02", "The file is no text that can be read."),
    ],
)
async def test_a_file_that_is_no_table_is_refused_with_a_sentence(
    team: Team, name: str, content: bytes, said: str
) -> None:
    message = await dropped(team, name, content or b"\n")
    assert text_of(message).splitlines()[1].startswith(said)
    assert team.cards() == []


async def test_a_mention_with_a_file_is_read_and_can_be_put_away(team: Team) -> None:
    await team.lin.says(HOME, f"<@{team.world.app.bot_user}> import", None, [("o.csv", f"运单号\n{UPS}\n".encode())])
    await team.settle()
    message = await worked(team)
    await team.clicks(team.lin, message, "import_cancel")
    assert text_of(team.direct(team.lin)[-1]) == "o.csv was put away; no case was opened from it."
    team.clock.wind(timedelta(days=8))
    await team.tracer.imports.sweep()
    assert await team.database.read(lambda tx: tx.imports.next_due()) is None
    assert team.cards() == []
