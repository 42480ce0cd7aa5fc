"""Periods as people write them, and what is none."""

from datetime import date

import pytest

from cases.periods import Period, ends_on, read_period
from cases.words import Refused
from cases.working_time import Calendar

WRITTEN = [
    ("30 days", Period(30, "days")),
    ("30", Period(30, "days")),
    (" 30 Calendar Days ", Period(30, "days")),
    ("1 day", Period(1, "days")),
    ("20 working days", Period(20, "working_days")),
    ("20 business-days", Period(20, "working_days")),
    ("5wd", Period(5, "working_days")),
    ("6 months", Period(6, "months")),
    ("1 year", Period(1, "years")),
    ("2 weeks", Period(14, "days")),
    ("72h", Period(72, "hours")),
    ("30天", Period(30, "days")),
    ("３０ 天", Period(30, "days")),
    ("20个工作日", Period(20, "working_days")),
    ("6个月", Period(6, "months")),
    ("72 小时", Period(72, "hours")),
    ("0 days", Period(0, "days")),
]


@pytest.mark.parametrize(("written", "read"), WRITTEN)
def test_a_period_is_read_as_it_was_meant(written: str, read: Period) -> None:
    assert read_period(written) == read


@pytest.mark.parametrize("written", ["", "soon", "-3 days", "1.5 days", "30 moons", "99999 days", "30 days or so", "d"])
def test_what_is_no_period_is_refused_with_what_would_do(written: str) -> None:
    with pytest.raises(Refused) as refused:
        read_period(written)
    assert str(refused.value) == (
        f"“{written.strip()[:40]}” is not a period. Write it like 30 days, 20 working days, 6 months or 72 hours."
    )


def test_a_period_ends_on_the_anchors_day_plus_so_many() -> None:
    friday = date(2026, 11, 27)
    closed = Calendar(days_off=frozenset({date(2026, 11, 30)}))
    assert ends_on(date(2026, 11, 2), 30, "days", Calendar()) == date(2026, 12, 2)
    assert ends_on(friday, 3, "working_days", Calendar()) == date(2026, 12, 2)
    assert ends_on(friday, 3, "working_days", closed) == date(2026, 12, 3)
    assert ends_on(friday, 0, "working_days", closed) == friday
    assert ends_on(date(2026, 1, 31), 1, "months", Calendar()) == date(2026, 2, 28)
    assert ends_on(date(2028, 2, 29), 1, "years", Calendar()) == date(2029, 2, 28)
    assert ends_on(friday, 72, "hours", Calendar()) == date(2026, 11, 30)
