"""Files of parcels as shops and forwarders send them, and as somebody may who means ill."""

import io
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
    ("written", "code"), [("德国", "DE"), ("us", "US"), ("United Kingdom", "GB"), ("Ｄｅ", "DE"), ("Nowhere", None)]
)
def test_countries_by_code_and_name(written: str, code: str | None) -> None:
    assert country_named(written) == code


def archive(**parts: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"), content)
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (archive(xl__workbook_xml=b"x", xl__worksheets__sheet1_xml=bytes(151_000_000)), "The file unpacks to far more"),
        (archive(xl__workbook_xml=b"x", xl__vbaProject_bin=b"x"), "The workbook has macros"),
        (archive(xl__workbook_xml=b'<!DOCTYPE x [<!ENTITY a "b">]>'), "The workbook is damaged"),
        (archive(xl__workbook_xml=b"<nonsense"), "The workbook is damaged"),
        (archive(letter=b"x"), "This is an archive, not a table."),
        (b"x" * (grids.LARGEST_BYTES + 1), "The file is larger than 10 MB."),
        (b'a,b\n"' + b"x" * 200, "No"),
    ],
    ids=["a zip bomb", "macros", "entities", "nonsense", "an archive", "too large", "a quote that does not end"],
)
def test_what_is_hostile_is_refused_with_a_sentence(content: bytes, said: str) -> None:
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
