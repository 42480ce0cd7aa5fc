"""A spreadsheet for the books computes nothing of what people wrote, and a month is a month of the team's zone."""

import csv
import io
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.books import csv_of, harmless, month_of
from cases.words import Refused


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        ("UPS", "UPS"),
        ("-12.50", "-12.50"),
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+49 171 1234", "'+49 171 1234"),
        ("-1+1|cmd", "'-1+1|cmd"),
        ("@SUM(A1)", "'@SUM(A1)"),
        (" =1+1", "' =1+1"),
        ("＝1+1", "'＝1+1"),
        ("云途\x00物流", "云途物流"),
    ],
)
def test_a_cell_that_would_be_a_formula_stays_text(cell: str, kept: str) -> None:
    assert harmless(cell) == kept


@given(st.lists(st.lists(st.text(max_size=12), min_size=2, max_size=2), max_size=5))
@settings(max_examples=60, deadline=None)
def test_whatever_people_write_comes_back_as_one_cell(rows: list[list[str]]) -> None:
    content = csv_of(("=Date", "Party"), rows)
    assert content.startswith(b"\xef\xbb\xbf'=Date,Party\r\n")
    read = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert [len(row) for row in read] == [2] * (len(rows) + 1)
    assert all(not cell or cell[0] not in "=+@" for row in read for cell in row)


def test_a_month_begins_at_midnight_of_the_teams_zone() -> None:
    name, since, until = month_of(" 2026-12 ", "Asia/Shanghai")
    assert name == "2026-12"
    assert (since.astimezone(UTC), until.astimezone(UTC)) == (
        datetime(2026, 11, 30, 16, tzinfo=UTC),
        datetime(2026, 12, 31, 16, tzinfo=UTC),
    )


@pytest.mark.parametrize("written", ["", "March", "2026-13", "2026", "26-03", "2026-3"])
def test_what_is_no_month_is_refused(written: str) -> None:
    with pytest.raises(Refused) as refused:
        month_of(written, "UTC")
    assert "/lost export month 2026-03" in str(refused.value)
