"""Public holidays come from a library; what it does not know is said."""

from datetime import date

import pytest

from partners.working_days import UnknownPlace, calendar_for, is_known, working_days


@pytest.mark.parametrize(
    ("place", "day"),
    [
        ("GB-ENG", "2026-04-06"),
        ("GB", "2026-04-06"),
        ("CA-ON", "2026-10-12"),
        ("AU-VIC", "2026-03-09"),
        ("DE-NW", "2026-06-04"),
        ("US", "2026-11-26"),
        ("US", "2026-07-03"),
        ("CN", "2026-10-07"),
        ("CN", "2026-02-20"),
    ],
)
def test_a_public_holiday_is_no_working_day(place: str, day: str) -> None:
    assert not calendar_for(place).works_on(date.fromisoformat(day))


@pytest.mark.parametrize("day", ["2026-09-20", "2026-10-10", "2026-02-14", "2026-02-28", "2026-05-09"])
def test_china_works_the_weekends_that_make_up_for_its_long_holidays(day: str) -> None:
    assert calendar_for("CN").works_on(date.fromisoformat(day))


def test_a_half_day_is_worked() -> None:
    assert calendar_for("DE-NW").works_on(date(2026, 12, 24))


def test_a_year_whose_plan_is_not_published_is_not_known() -> None:
    assert working_days("CN").until_year == 2026
    assert working_days("US").until_year == 2035


@pytest.mark.parametrize("place", ["XX", "DE-ZZ", "", "Germany"])
def test_a_place_nobody_knows_is_refused_with_what_would_do(place: str) -> None:
    assert not is_known(place)
    with pytest.raises(UnknownPlace, match="Write a country, such as US or DE-NW"):
        calendar_for(place)


def test_a_calendar_has_the_zone_of_its_country_unless_told_otherwise() -> None:
    assert (calendar_for("CN").zone, calendar_for("DE-NW").zone) == ("Asia/Shanghai", "Europe/Berlin")
    assert calendar_for("US", "America/Los_Angeles").zone == "America/Los_Angeles"
