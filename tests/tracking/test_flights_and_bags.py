"""Flights, bags and consignments in the words of scans: what is announced by a word of its own, and nothing else."""

from datetime import UTC, datetime, timedelta

import pytest

from cases.scans import Scan
from cases.timelines import timeline
from partners.tracking.flights_and_bags import bag_of, flight_of

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
OWN = "RR123456785CN"


def scan(words: str, days: float = 0, kind: str = "departed") -> Scan:
    at = NOON - timedelta(days=days)
    return Scan(kind, words, "17track", OWN, at, at.replace(tzinfo=None), city="Shenzhen", country="CN")


WORDS = [
    ("Departed on flight CZ3081", "CZ3081", None),
    ("Flight No.: CZ 3081, ETA 12:00", "CZ3081", None),
    ("航班号：ＣＡ１０４５", "CA1045", None),
    ("已装机，航班CZ3081起飞", "CZ3081", None),
    ("Vol AF 1234 parti", "AF1234", None),
    ("Departed by 5X 0076 flight", None, None),
    ("Flight delayed 1234", None, None),
    ("Received in bag CNSZXA123456", None, "CNSZXA123456"),
    ("Bag No: 12345678", None, "12345678"),
    ("总包号 CNPVGAUSJFKAAUX60123001001456 已封发", None, "CNPVGAUSJFKAAUX60123001001456"),
    ("大包[BAG20261101]已发出", None, "BAG20261101"),
    ("MAWB 784-12345678 handed over", None, "78412345678"),
    ("Air waybill number 784 1234 5678", None, "78412345678"),
    ("Container number MSKU1234567", None, "MSKU1234567"),
    (f"Put into bag {OWN}", None, None),
    (f"Consignment number {OWN[:-2]}GB", None, None),
    ("Parcel put into bag for delivery", None, None),
    ("Handbag 12345678, saccharin 1234567", None, None),
    ("Left the sorting site 123456", None, None),
]


@pytest.mark.parametrize(("words", "flight", "bag"), WORDS, ids=[words for words, _, _ in WORDS])
def test_words_of_a_scan(words: str, flight: str | None, bag: str | None) -> None:
    events = timeline([scan(words)])
    assert (flight_of(events), bag_of(events, [OWN])) == (flight, bag)


def test_a_flight_that_has_landed_is_none_and_one_that_a_later_notice_names_is() -> None:
    landed = [scan("Flight CZ3081 departed", 2), scan("Arrived in Leipzig", 1, "arrived")]
    assert flight_of(timeline(landed)) is None
    assert flight_of(timeline([*landed, scan("Flight LH8461 is delayed", 0, "delayed")])) == "LH8461"


def test_a_bag_holds_until_five_days_before_the_last_scan_and_the_newest_counts() -> None:
    assert bag_of(timeline([scan("Bag AA111111", 4), scan("Left Shenzhen")])) == "AA111111"
    assert bag_of(timeline([scan("Bag AA111111", 6), scan("Left Shenzhen")])) is None
    assert bag_of(timeline([scan("Bag AA111111", 4), scan("Bag BB222222", 3), scan("Left Shenzhen")])) == "BB222222"
    assert bag_of(()) is None
