"""One hub is one place, whatever scans call it; what is not known to be one place stays two."""

from datetime import UTC, datetime, timedelta

import pytest

from cases.believing import goes_round
from cases.hubs import key_of_written, place_key, same_place, town_key
from cases.mass_loss import stand_of
from cases.scans import Scan
from cases.timelines import route, timeline

AT = datetime(2026, 5, 4, 12, tzinfo=UTC)


def scan(hours: int, city: str, country: str, kind: str = "arrived", provider: str = "17track") -> Scan:
    at = AT + timedelta(hours=hours)
    return Scan(kind, f"{kind} {city}", provider, "1Z", at, at.replace(tzinfo=None), city=city, country=country)


@pytest.mark.parametrize(
    ("names", "country", "key"),
    [
        (("Shenzhen", "深圳", "深圳市", "SHENZHEN GATEWAY", "Shen Zhen", "SZX"), "CN", "shenzhen, CN"),
        (("Hong Kong", "香港", "HONGKONG", "HKG", "香港机场"), "HK", "hong kong, HK"),
        (("Chicago", "ISC CHICAGO IL (USPS)", "ORD", "CHICAGO INTERNATIONAL DISTRIBUTION CENTER"), "US", "chicago, US"),
        (("Los Angeles", "LAX", "洛杉矶", "LOS ANGELES GATEWAY"), "US", "los angeles, US"),
        (("Leipzig", "莱比锡", "Leipzig Hub", "LEJ", "莱比锡分拨中心"), "DE", "leipzig, DE"),
        (("Frankfurt", "IPZ", "Frankfurt am Main", "法兰克福国际机场"), "DE", "frankfurt, DE"),
        (("Liège", "Liege", "LGG", "Lüttich", "列日"), "BE", "liège, BE"),
        (("Langley HWDC", "Heathrow", "LHR", "HEATHROW WORLDWIDE DC"), "GB", "heathrow, GB"),
        (("Paris", "Roissy", "CDG", "PARIS CDG", "巴黎"), "FR", "paris, FR"),
        (("Tokyo", "東京国際", "東京", "NRT"), "JP", "tokyo, JP"),
    ],
)  # fmt: skip
def test_a_hub_is_one_place_under_each_of_its_names(names: tuple[str, ...], country: str, key: str) -> None:
    assert {place_key(name, country) for name in names} == {key}
    assert {town_key(name) for name in names} == {key.partition(",")[0]}
    assert all(key_of_written(f"{name}, {country}") == key for name in names)


def test_what_is_not_known_to_be_one_place_stays_two() -> None:
    assert place_key("Paris", "US") == "paris, US" and place_key("Melbourne", "US") == "melbourne, US"
    assert place_key("Frankfurt (Oder)", "DE") == "frankfurt oder, DE"
    assert place_key("深圳福永", "CN") == "深圳福永, CN" and place_key("Springfield", "US") == "springfield, US"
    assert (
        not same_place("Springfield", "Springfield")
        and not same_place("Shenzhen", "广州")
        and same_place("香港", "HKG")
    )
    assert place_key("香港", "CN") == "hong kong, HK"
    assert place_key(None, "DE") is None and place_key(" ", "DE") is None and town_key(None) == ""


def test_two_trackers_that_name_one_hub_in_two_languages_send_no_parcel_round_in_circles() -> None:
    story = timeline(
        [scan(0, "Shenzhen", "CN"), scan(3, "深圳", "CN"), scan(6, "SHENZHEN", "CN"), scan(9, "深圳市", "CN")]
    )
    assert goes_round(story) == () and route(story) == ("Shenzhen CN",)
    turns = timeline([scan(n * 9, city, "CN") for n, city in enumerate(("深圳", "广州", "Shenzhen", "Guangzhou"))])
    assert len(goes_round(turns)) == 4


def test_one_happening_under_two_names_of_its_hub_is_told_once() -> None:
    story = timeline([scan(0, "Los Angeles", "US"), scan(0, "LAX", "US", provider="aftership")])
    assert [set(event.providers) for event in story] == [{"17track", "aftership"}]


def test_parcels_at_one_hub_stand_together_whatever_it_is_called() -> None:
    stands = [stand_of(timeline([scan(0, city, "DE")])) for city in ("Leipzig", "莱比锡")]
    assert [one.hub for one in stands if one] == ["leipzig, DE"] * 2
    assert [one.place for one in stands if one] == ["Leipzig DE", "莱比锡 DE"]
