"""Files of what was shipped: months and numbers as people write them, a line for each parcel, and what is left out."""

import io
from datetime import date

import pytest
from openpyxl import Workbook

from cases.shipped import Shipped
from partners.parcel_files.grid import read_grid
from partners.parcel_files.parcels import Layout
from partners.parcel_files.shipped import (
    ShippedFile,
    read_count,
    read_month,
    read_shipped,
    shipped_columns,
    shipped_grid,
)
from tests.journeys.team import DHL, UPS

TODAY = date(2026, 11, 29)


def read(text: str, **more: bool) -> ShippedFile:
    grid = read_grid(text.encode())
    columns = shipped_columns(grid)
    return read_shipped(grid, Layout(columns.places, columns.header_line, **more), TODAY)


@pytest.mark.parametrize(
    ("written", "month"),
    [
        ("2026-04", "2026-04"), ("2026/4", "2026-04"), ("2026年4月", "2026-04"), ("202604", "2026-04"),
        ("04/2026", "2026-04"), ("Apr 2026", "2026-04"), ("April 2026", "2026-04"), ("2026-04-30", "2026-04"),
        ("2026-13", None), ("April", None), ("", None), ("1999-04", None),
    ],
)  # fmt: skip
def test_a_month_is_read_as_people_write_it(written: str, month: str | None) -> None:
    assert read_month(written) == month


@pytest.mark.parametrize(
    ("written", "count"),
    [
        ("1200", 1200), ("1,200", 1200), ("1.200", 1200), ("1 200", 1200), ("1,234,567", 1234567), ("1200.0", 1200),
        ("0", 0), ("-3", None), ("1.5", None), ("12,00,000", None), ("many", None), ("", None), ("999999999", None),
    ],
)  # fmt: skip
def test_a_number_of_parcels_is_read_as_people_write_it(written: str, count: int | None) -> None:
    assert read_count(written) == count


def test_figures_by_month_are_added_up_and_bad_lines_come_back() -> None:
    file = read(
        "2026 年发货量\n月份,承运商,目的国,仓库,发货量\n2026年10月,UPS,德国,义乌,\"1,200\"\nOct 2026,ups,DE,义乌,5\n"
        "2026-12,UPS,DE,,3\n2026-10,Nobody,DE,,3\n2026-10,UPS,Atlantis,,3\n2026-10,UPS,DE,,x\n"
    )  # fmt: skip
    assert file.shipped == (Shipped("2026-10", 1205, "ups", destination="DE", warehouse="义乌"),)
    assert [(one.line, one.place, one.why) for one in file.left_out] == [
        (5, "month", "ahead_month"), (6, "carrier", "no_carrier"), (7, "destination", "no_place"),
        (8, "parcels", "no_count"),
    ]  # fmt: skip
    assert (file.lines, file.parcels, file.asks) == (6, 1205, frozenset())


def test_a_figure_for_several_lines_counts_once_and_hidden_lines_and_other_sheets_are_said() -> None:
    book = Workbook()
    book.active.append(["只是说明"])
    sheet = book.create_sheet("10月")
    for row in (
        ["月份", "承运商", "服务", "发货量"],
        ["2026-10", "UPS", "Saver", 1200],
        ["2026-10", "UPS", "Ground", None],
    ):
        sheet.append(row)
    sheet.append(["2026-10", "UPS", "Expedited", 7])
    sheet.merge_cells("D2:D3")
    sheet.row_dimensions[4].hidden = True
    book.create_sheet("9月").append(["月份", "发货量"])
    made = io.BytesIO()
    book.save(made)
    grid = shipped_grid(made.getvalue())
    columns = shipped_columns(grid)
    file = read_shipped(grid, Layout(columns.places, columns.header_line), TODAY)
    assert (grid.sheet, grid.others) == ("10月", ("9月",))
    assert file.shipped == (Shipped("2026-10", 1200, "ups", "Saver"),)
    assert [(one.line, one.written, one.why) for one in file.left_out] == [
        (3, "1200", "for_several"),
        (4, "7", "hidden"),
    ]


def test_a_line_for_each_parcel_is_counted_up_and_one_that_stands_twice_counts_once() -> None:
    file = read(f"tracking number,ship date,sku\n{UPS},2026-10-03,A\n{DHL},2026-11-01,\n{UPS},2026-10-04,A\n")
    assert [(one.month, one.parcels, one.carrier, one.sku) for one in file.shipped] == [
        ("2026-10", 1, "ups", "A"), ("2026-11", 1, "dhl_paket", None),
    ]  # fmt: skip
    assert [(one.line, one.why) for one in file.left_out] == [(4, "twice")]


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("carrier,parcels\nUPS,3\n", {"month"}),
        ("month,carrier\n2026-10,UPS\n", {"parcels"}),
        (f"tracking number,ship date\n{UPS},03/04/2026\n", {"day_first"}),
    ],
)
def test_what_cannot_be_told_is_asked(text: str, asks: set[str]) -> None:
    assert (read(text).asks, read(text).shipped) == (asks, ())


def test_the_order_of_day_and_month_that_somebody_told_holds() -> None:
    [one] = read(f"tracking number,ship date\n{UPS},03/04/2026\n", day_first=False).shipped
    assert one.month == "2026-03"
