"""Files of parcels as shops and forwarders send them, and as somebody may who means ill."""

import io
import zipfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from cases.money import Money
from cases.words import Refused
from handlers.import_left_out import guarded
from partners.parcel_files import grid as grids
from partners.parcel_files.columns import recognised_columns
from partners.parcel_files.days import days_first, read_day
from partners.parcel_files.grid import read_grid
from partners.parcel_files.parcels import FiledParcels, Layout, read_parcels
from partners.parcel_files.places import country_named

UPS, USPS = "1Z999AA10123456784", "9400111206206406260787"
TODAY = date(2026, 11, 23)


def filed(text: str, **said: object) -> FiledParcels:
    grid = read_grid(text.encode())
    columns = recognised_columns(grid.rows)
    return read_parcels(grid, Layout(columns.places, columns.header_line, **said), TODAY)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "written",
    [
        "2026-04-03", "2026/4/3", "2026.04.03", "2026年4月3日", "2026-04-03 18:20:01", "2026-04-03T18:20:01Z",
        "20260403", "03.04.2026", "3.4.26", "3 Apr 2026", "3-Apr-2026", "April 3, 2026",
        "Apr 3rd 2026", "46115", "46115.75",
    ],
)  # fmt: skip
def test_a_day_in_every_style(written: str) -> None:
    assert read_day(written, day_first=None) == date(2026, 4, 3)


def test_a_day_that_could_be_two_is_told_by_another_line_or_asked() -> None:
    assert read_day("03/04/2026", day_first=None) is None
    assert read_day("03/04/2026", day_first=True) == date(2026, 4, 3)
    assert read_day("03/04/2026", day_first=False) == date(2026, 3, 4)
    assert days_first(["03/04/2026", "", "25/04/2026"]) == (True, False)
    assert days_first(["03/04/2026", "04/25/2026"]) == (False, False)
    assert days_first(["03/04/2026"]) == (None, True)
    assert days_first(["25/04/2026", "04/25/2026", "01/02/2026"]) == (None, True)
    assert days_first(["2026-04-03", "03.04.2026", "05/05/2026"]) == (None, False)
    assert [read_day(one, day_first=True) for one in ("2026-02-30", "yesterday", "1", "")] == [None] * 4


@settings(max_examples=60)
@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_any_day_is_read_as_it_was_written(day: date) -> None:
    for pattern in ("%Y-%m-%d", "%Y/%m/%d", "%d.%m.%Y", "%Y%m%d", "%d %b %Y"):
        assert read_day(day.strftime(pattern), day_first=None) == day
    assert read_day(day.strftime("%d/%m/%Y"), day_first=True) == day
    assert read_day(str((day - date(1899, 12, 30)).days), day_first=None) == day


def test_amounts_with_their_currency_beside_them_in_the_header_or_in_a_column() -> None:
    for text in (
        f"运单号,售价,币种\n{UPS},31.00,EUR\n",
        f"运单号,售价(EUR)\n{UPS},31.00\n",
        f"运单号,金额（欧元）\n{UPS},31\n",
        f"运单号,售价\n{UPS},€31.00\n",
        f"运单号;售价\n{UPS};31,00 EUR\n",
    ):
        assert filed(text).parcels[0].price == Money(Decimal("31.00"), "EUR")
    assert filed(f"运单号,售价\n{UPS},31\n").asks == {"currency"}
    assert filed(f"运单号,售价\n{UPS},31\n", currency="USD").parcels[0].price == Money(Decimal("31.00"), "USD")


def test_each_line_that_is_bad_says_which_column_and_why() -> None:
    found = filed(
        f"tracking no,ship date,value (EUR)\n{UPS},2026-04-03,1\n{UPS},,\n,2026-01-01,\n9.4001E+21,,\nhello,,\n"
        f"1Z999AA10123456785,,\n{USPS},31 June,\n{USPS},2027-01-01,\n{USPS},,x\n{USPS},,5 XYZ\n"
    )
    assert [one.one.number for one in found.parcels] == [UPS]
    assert [(one.line, one.place, one.why) for one in found.left_out] == [
        (3, "number", "twice"),
        (4, "number", "nothing"),
        (5, "number", "rounded"),
        (6, "number", "no_number"),
        (7, "number", "slip"),
        (8, "shipped", "no_day"),
        (9, "shipped", "ahead_day"),
        (10, "price", "no_amount"),
        (11, "price", "no_currency"),
    ]


def test_two_columns_of_amounts_are_a_question_and_two_names_of_one_thing_are_none() -> None:
    grid = read_grid(f"tracking number,waybill,price,total\n{UPS},x,1,2\n".encode())
    columns = recognised_columns(grid.rows)
    assert (dict(columns.places), dict(columns.doubtful)) == ({"number": 0}, {"price": (2, 3)})


def test_without_a_header_the_numbers_are_found_and_without_numbers_a_person_is_asked() -> None:
    found = filed(f"Lamp,{UPS}\nShoe,{USPS}\n")
    assert [one.one.number for one in found.parcels] == [UPS, USPS]
    assert filed("a,b\nc,d\n").asks == {"number"}


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("德国", "DE"),
        ("us", "US"),
        ("United Kingdom", "GB"),
        ("Ｄｅ", "DE"),
        ("Nowhere", None),
        ("德国 (DE)", "DE"),
        ("英国/GB", "GB"),
        ("DE-Germany", "DE"),
        ("US/DE", None),
        ("Berlin, DE", None),
    ],
)
def test_countries_by_code_and_name(written: str, code: str | None) -> None:
    assert country_named(written) == code


@pytest.mark.parametrize(
    ("content", "places", "told"),
    [
        (
            "4PX单号;客户单号;服务商单号;物流产品;目的国;申报价值(USD)\n4PX3000123456789CN;C-1;;4PX联邮通;美国;12,50\n".encode("gb18030"),
            {"number": 0, "order": 1, "service": 3, "destination": 4, "price": 5},
            ("4PX3000123456789CN", "C-1", "US", None),
        ),
        (
            "运单号\t订单号\t渠道名称\t收件国家\t发货时间\nUJ022222225YP\tD-1\t燕文挂号\t法国\t2026-04-02 10:11".encode(
                "utf-16"
            ),
            {"number": 0, "order": 1, "service": 2, "destination": 3, "shipped": 4},
            ("UJ022222225YP", "D-1", "FR", date(2026, 4, 2)),
        ),
        (
            "\ufeffsep=,\n运单号码,寄件时间,托寄物\nSF1234567890123,2026年4月2日 10:20,衣服\n".encode(),
            {"number": 0, "shipped": 1, "goods": 2},
            ("SF1234567890123", None, None, date(2026, 4, 2)),
        ),
        (
            "物流订单号,国际运单号,交易订单号,国家/地区\nLP00512345678901,LV333333335CN,8123456789012345,俄罗斯\n".encode("gb18030"),
            {"number": 1, "order": 2, "destination": 3},
            ("LV333333335CN", "8123456789012345", "RU", None),
        ),
    ],
    ids=["4PX", "Yanwen", "SF", "Cainiao"],
)  # fmt: skip
def test_forwarders_headers_are_known(content: bytes, places: dict[str, int], told: tuple[object, ...]) -> None:
    grid = read_grid(content)
    columns = recognised_columns(grid.rows)
    [one] = read_parcels(grid, Layout(columns.places, columns.header_line), TODAY).parcels
    assert dict(columns.places) == places
    assert (one.one.number, one.order, one.destination, one.shipped_on) == told


def test_a_workbook_as_a_forwarder_keeps_it_by_hand() -> None:
    """Titles, a header of two lines in two languages, a price for two parcels, a hidden line, formulas, a total."""
    book = Workbook()
    sheet = book.active
    sheet.append(["云途 丢件清单"])
    sheet.append(["运单号\nTracking No.", "目的国家", "发货日期", "申报信息", None])
    sheet.append([None, None, None, "申报金额", "币种"])
    sheet.append(["YT2412345678901234 ", "德国 (DE)", date(2026, 4, 3), 24, "EUR"])
    sheet.append(["\u200bYT2412345678901235", "US", 46115, None, "EUR"])
    sheet.append([1.23457e12, "DE", "2026年4月3日", 8, "EUR"])
    sheet.append(["YT2412345678901236", "DE", "03.04.2026", 9, "EUR"])
    sheet.append(['="YT"&A4', "DE", "2026-04-03", 9, "EUR"])
    sheet.append(["YT2412345678901237", "DE", "2026-04-03", "=D4*2", "EUR"])
    sheet.append(["合计", None, None, 41, None])
    for cells in ("A2:A3", "B2:B3", "C2:C3", "D2:E2", "D4:D5"):
        sheet.merge_cells(cells)
    sheet.row_dimensions[7].hidden = True
    book.create_sheet("5月").append(["运单号"])
    book.create_sheet("说明").append(["请勿修改"])
    made = io.BytesIO()
    book.save(made)
    grid = read_grid(made.getvalue())
    columns = recognised_columns(grid.rows)
    found = read_parcels(grid, Layout(columns.places, columns.header_line), TODAY)
    assert (grid.others, columns.header_line, found.asks) == (("5月",), 3, frozenset())
    assert [(one.one.number, one.destination, str(one.price or "")) for one in found.parcels] == [
        ("YT2412345678901234", "DE", "24.00 EUR"),
        ("YT2412345678901235", "US", ""),
    ]
    assert {one.shipped_on for one in found.parcels} == {date(2026, 4, 3)}
    assert [(one.line, one.place, one.why) for one in found.left_out] == [
        (6, "number", "rounded"),
        (7, "number", "hidden"),
        (8, "number", "no_result"),
        (9, "price", "no_result"),
        (10, "number", "no_number"),
    ]


def test_numbers_of_which_only_zeros_are_left_are_not_guessed() -> None:
    found = filed(f"tracking number\n9400111206206400000000\n1234570000000\n1.23457E+12\n{UPS}\n")
    assert [one.why for one in found.left_out] == ["rounded"] * 3 and [one.line for one in found.parcels] == [5]


def test_letters_of_the_west_are_not_taken_for_chinese() -> None:
    content = f"Sendungsnummer;Recipient name;Price\n{UPS};Jürgen Müßig;31,00 €\n".encode("cp1252")
    grid = read_grid(content)
    columns = recognised_columns(grid.rows)
    [one] = read_parcels(grid, Layout(columns.places, columns.header_line), TODAY).parcels
    assert one.buyer is not None and one.buyer.name == "Jürgen Müßig" and one.price == Money(Decimal("31.00"), "EUR")


def test_an_address_in_lines_swallows_nothing_and_a_quotation_mark_that_never_ends_is_said() -> None:
    header = "tracking number,address,goods,order,price,currency,country\n"
    address = '"12 High St, Flat 3\nLondon, UK, N1 9GU"'
    assert len(filed(f"{header}{UPS},{address},x,1,2,EUR,GB\n{USPS},y,x,1,2,EUR,GB\n").parcels) == 2
    for broken in (
        f'{header}{UPS},"5 inch lamp,x,1,2,EUR,GB\n{USPS},y,"x",1,2,EUR,GB\n',
        f'{header}{UPS},"5 inch lamp,x\n',
        f'{header}{UPS},"lamp\n{USPS}\n',
    ):
        with pytest.raises(Refused) as refused:
            read_grid(broken.encode())
        assert str(refused.value).startswith("A quotation mark in line 2 of the file is never closed")


def archive(**parts: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"), content)
    return made.getvalue()


UNPACKS = "The file unpacks to far more"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        # Made when it is tested: half a second of packing is not for every process that only reads the tests in.
        (lambda: archive(xl__workbook_xml=b"x", xl__worksheets__sheet1_xml=bytes(151_000_000)), UNPACKS),
        (archive(xl__workbook_xml=b"x", xl__vbaProject_bin=b"x"), "The workbook has macros"),
        (archive(xl__workbook_xml=b'<!DOCTYPE x [<!ENTITY a "b">]>'), "The workbook is damaged"),
        (archive(xl__workbook_xml=b"<nonsense"), "The workbook is damaged"),
        (archive(letter=b"x"), "This is an archive, not a table."),
        (b"<html><table><tr><td>x</td></tr></table>", "This is a web page that is only called a table."),
        (b"x" * (grids.LARGEST_BYTES + 1), "The file is larger than 10 MB."),
        (b'a,b\n"' + b"x" * 200, "No"),
    ],
    ids=[
        "a zip bomb",
        "macros",
        "entities",
        "nonsense",
        "an archive",
        "a web page",
        "too large",
        "a quote that does not end",
    ],
)
def test_what_is_hostile_is_refused_with_a_sentence(content: bytes | Callable[[], bytes], said: str) -> None:
    content = content() if callable(content) else content
    if said == "No":
        assert read_grid(content).rows[0] == (1, ("a", "b"))
        return
    with pytest.raises(Refused) as refused:
        read_grid(content)
    assert str(refused.value).startswith(said)


def test_more_lines_than_are_read_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grids, "MOST_LINES", 1)
    with pytest.raises(Refused) as refused:
        read_grid(b"x\n" * 50)
    assert str(refused.value) == "The file has more than 1 lines. Send it in several files."


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\tx"])
def test_no_cell_that_is_sent_back_is_a_formula(cell: str) -> None:
    assert guarded(cell) == f"'{cell}"
    assert guarded(UPS) == UPS
