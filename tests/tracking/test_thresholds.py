"""How long silence is ordinary: the data is complete, makes sense, and a mistake in it is named."""

from datetime import date
from pathlib import Path

import pytest

from cases.case import Parcel
from cases.patience import GAPS, LANES, lane_of, ordinary_until
from cases.periods import Period
from cases.working_time import Calendar
from partners.carriers.names import CARRIERS
from partners.tracking.thresholds import FILE, ThresholdsError, patience, read_patience

SERVICES = [one.service for one in patience().services] + ["parcel"]


def days(period: Period) -> int:
    """Roughly how many calendar days a period is."""
    return period.amount * 7 // 5 if period.unit == "working_days" else period.amount


@pytest.mark.parametrize("lane", LANES)
@pytest.mark.parametrize("service", SERVICES)
def test_every_lane_and_service_has_a_row_of_its_own_lane(lane: str, service: str) -> None:
    row = patience().row(lane, service, "US")
    assert row.lane == lane
    assert set(row.gaps) == set(GAPS)
    assert days(row.gaps["whole"]) >= days(row.gaps["transit"])


def test_express_is_never_more_patient_than_the_post_and_home_never_more_than_abroad() -> None:
    for lane in LANES:
        quick, slow = (patience().row(lane, one, "DE").gaps for one in ("express", "post"))
        assert [gap for gap in GAPS if days(quick[gap]) > days(slow[gap])] == []
    home, abroad = (patience().row(lane, "parcel", "DE").gaps for lane in ("domestic", "far"))
    assert [gap for gap in GAPS if days(home[gap]) > days(abroad[gap])] == []


def test_slow_countries_get_more_time() -> None:
    usual, slow = (patience().row("far", "post", one).gaps["transit"] for one in ("DE", "BR"))
    assert days(slow) > days(usual)


def test_every_carrier_named_is_known() -> None:
    assert {carrier for one in patience().services for carrier in one.carriers} <= set(CARRIERS)


@pytest.mark.parametrize(
    ("parcel", "lane", "service"),
    [
        (Parcel("EE123456785CN"), "far", "ems"),
        (Parcel("RR123456785CN"), "far", "economy"),
        (Parcel("CP123456785CN"), "far", "post"),
        (Parcel("1Z999AA10123456784", "ups"), "far", "express"),
        (Parcel("1Z999AA10123456784", "ups"), "domestic", "parcel"),
        (Parcel("1", "yunexpress"), "far", "line"),
        (Parcel("1", "china_post"), "far", "post"),
        (Parcel("1", "china_post", service="China Post 平邮小包"), "far", "economy"),
        (Parcel("1", "4px", service="海运 Sea"), "far", "sea"),
        (Parcel("1", "nobody"), "far", "parcel"),
        (Parcel("1"), "domestic", "parcel"),
    ],
)
def test_a_service_is_told_by_its_name_its_number_and_its_carrier(parcel: Parcel, lane: str, service: str) -> None:
    assert patience().service_of(parcel, lane) == service


@pytest.mark.parametrize(
    ("origin", "destination", "lane"),
    [
        ("US", "US", "domestic"),
        ("DE", "FR", "near"),
        ("US", "CA", "near"),
        ("CN", "HK", "near"),
        ("DE", "RU", "far"),
        ("CN", "US", "far"),
        ("CN", "JP", "far"),
        (None, "US", "far"),
        ("US", None, "far"),
    ],
)
def test_a_lane_is_told_by_its_countries(origin: str | None, destination: str | None, lane: str) -> None:
    assert lane_of(origin, destination) == lane


def test_silence_is_counted_in_working_days_of_where_the_parcel_is() -> None:
    closed = Calendar("Asia/Shanghai", frozenset(date(2026, 2, day) for day in range(16, 24)))
    assert ordinary_until(date(2026, 2, 13), Period(3, "working_days"), Calendar()) == date(2026, 2, 18)
    assert ordinary_until(date(2026, 2, 13), Period(3, "working_days"), closed) == date(2026, 2, 26)
    assert ordinary_until(date(2026, 2, 13), Period(3, "days"), closed) == date(2026, 2, 16)


@pytest.mark.parametrize(
    ("broken", "named"),
    [
        ('lane = "domestic"', 'lane = "moon"'),
        ('origin = "3 working days"', 'origin = "three days"'),
        ('hub = "4 working days"\n', ""),
        ('otherwise = "parcel"', 'otherwise = "pigeon"'),
    ],
)
def test_a_mistake_in_the_file_is_named_and_nothing_loads(tmp_path: Path, broken: str, named: str) -> None:
    path = tmp_path / "thresholds.toml"
    path.write_text(FILE.read_text(encoding="utf-8").replace(broken, named, 1), encoding="utf-8")
    with pytest.raises(ThresholdsError, match=r"Row 1|pigeon"):
        read_patience(path)
