"""Single rules of triage by small tables: what beats what, what is ordinary where, what cannot be true."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from cases.case import Parcel
from cases.causes import CAUSES, CLOSE, NEXT_STEPS, PARK
from cases.closing import CAUSES as KEPT
from cases.closing import NOT_LOST
from cases.customs_wants import WANTS, wanted
from cases.scans import Look, Scan
from cases.triage import triage
from cases.verdicts import DeemedLost, Measures, Told, Verdict
from partners.tracking.thresholds import patience

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
MEASURES = Measures(patience())
AT_HOME = Parcel("1Z999AA10123456784", "ups", "UPS", origin="US", destination="US")
ABROAD = Parcel("YT0000000000000000", "yunexpress", "YunExpress", origin="CN", destination="US")


def scan(
    kind: str, days: float, city: str | None = "Memphis", country: str | None = "US", words: str = "", **more: object
) -> Scan:
    """A scan so many days ago, zoned unless `at` says otherwise."""
    at = NOW - timedelta(days=days)
    made = Scan(kind, words or kind, "17track", at=at, local=at.replace(tzinfo=None), city=city, country=country)
    return replace(made, **more)  # type: ignore[arg-type]


def judge(
    *scans: Scan,
    parcel: Parcel = AT_HOME,
    told: Told = Told(),  # noqa: B008
    looks: tuple[Look, ...] = (),
    measures: Measures = MEASURES,
) -> Verdict:
    return triage(parcel, scans, looks, told, measures, NOW)


@pytest.mark.parametrize(
    ("older", "newer", "cause"),
    [
        ("delivered", "arrived", "too_early"),
        ("lost", "arrived", "too_early"),
        ("lost", "delivered", "delivered"),
        ("lost", "found", "too_early"),
        ("returned", "accepted", "too_early"),
        ("delivered", "lost", "delivered"),
        ("delivered", "delayed", "delivered"),
        ("delivered", "network_trouble", "delivered"),
        ("delivered", "customs_query", "delivered"),
        ("delivered", "unknown", "delivered"),
        ("returned", "delayed", "returned"),
        ("arrived", "lost", "lost"),
        ("arrived", "searching", "stalled_hub"),
        ("lost", "searching", "lost"),
        ("lost", "note", "lost"),
        ("attempted", "arrived", "attempted"),
        ("attempted", "out_for_delivery", "too_early"),
        ("attempted", "delivered", "delivered"),
        ("address_problem", "arrived", "address"),
        ("address_problem", "delivered", "delivered"),
        ("refused", "departed", "returning"),
        ("returning", "arrived", "returning"),
        ("returning", "delivered", "returned"),
        ("returning", "customs", "returning"),
        ("pickup_ready", "delivered", "delivered"),
        ("pickup_ready", "returning", "returning"),
        ("customs_hold", "customs", "customs_hold"),
        ("customs_query", "customs", "customs_hold"),
        ("customs_hold", "customs_released", "too_early"),
        ("duties_due", "customs_released", "too_early"),
        ("customs_hold", "seized", "seized"),
        ("seized", "destroyed", "destroyed_by_customs"),
        ("arrived", "destroyed", "destroyed_by_carrier"),
        ("customs_hold", "destroyed", "destroyed_by_customs"),
        ("customs_released", "destroyed", "destroyed_by_carrier"),
        ("damaged", "delivered", "delivered"),
        ("departed", "accident", "transport_accident"),
        ("accident", "delivered", "delivered"),
        ("accident", "network_trouble", "transport_accident"),
        ("network_trouble", "arrived", "too_early"),
        ("arrived", "security", "customs_hold"),
        ("arrived", "missorted", "missorted"),
        ("missorted", "out_for_delivery", "too_early"),
        ("label_cancelled", "accepted", "too_early"),
        ("accepted", "label_cancelled", "too_early"),
        ("arrived", "recovery", "recovery_centre"),
        ("arrived", "contents_missing", "contents_missing"),
    ],
)
def test_the_newest_state_counts_and_a_physical_scan_beats_a_notice(older: str, newer: str, cause: str) -> None:
    assert judge(scan(older, 2), scan(newer, 1)).cause == cause


def test_what_led_there_is_told_beside_the_state() -> None:
    stalled = judge(scan("accepted", 20), scan("network_trouble", 18, None), scan("arrived", 15))
    assert (stalled.cause, stalled.because) == ("stalled_hub", "network_disruption")
    assert judge(scan("refused", 5), scan("returned", 1)).because == "refused"
    assert judge(scan("delivered", 9), scan("arrived", 8)).because == "wrong_scan"
    assert judge(scan("accepted", 2), scan("delivered", 1)).because is None
    assert judge(scan("delivered", 9), scan("returned", 2)).because is None


@pytest.mark.parametrize(
    ("kinds", "days", "cause"),
    [
        (["accepted"], 1, "too_early"),
        (["accepted"], 15, "stalled_origin"),
        (["accepted", "departed"], 15, "stalled_transit"),
        (["accepted", "arrived"], 15, "stalled_hub"),
        (["accepted", "out_for_delivery"], 15, "stalled_destination"),
        (["accepted", "handed_on"], 15, "handed_on"),
        (["accepted", "handed_on"], 1, "too_early"),
    ],
)
def test_silence_at_home_by_where_it_began(kinds: list[str], days: int, cause: str) -> None:
    story = [scan(kind, days + len(kinds) - number) for number, kind in enumerate(kinds, start=1)]
    assert judge(*story).cause == cause


def test_at_home_the_words_tell_the_first_and_the_last_depot_from_a_hub() -> None:
    for words, cause in (
        ("Arrived at USPS Regional Origin Facility", "stalled_origin"),
        ("Die Sendung wurde im Start-Paketzentrum bearbeitet.", "stalled_origin"),
        ("Arrived at USPS Regional Facility", "stalled_hub"),
        ("Arrived at local delivery depot", "stalled_destination"),
        ("快件到达【徐汇营业部】", "stalled_destination"),
    ):
        assert judge(scan("accepted", 20), scan("arrived", 15, words=words)).cause == cause


@pytest.mark.parametrize(
    ("place", "kind", "days", "cause"),
    [
        (("Shenzhen", "CN"), "arrived", 30, "stalled_origin"),
        (("Shenzhen", "CN"), "departed", 3, "too_early"),
        (("Hong Kong", "HK"), "exported", 30, "stalled_transit"),
        (("Hong Kong", "HK"), "exported", 6, "too_early"),
        (("Liege", "BE"), "arrived", 30, "stalled_hub"),
        (("Los Angeles", "US"), "imported", 30, "stalled_destination"),
        (("Los Angeles", "US"), "customs_released", 30, "stalled_destination"),
        (("Los Angeles", "US"), "customs", 30, "customs_hold"),
        (("Los Angeles", "US"), "customs", 3, "too_early"),
    ],
)
def test_silence_abroad_by_where_it_began(place: tuple[str, str], kind: str, days: int, cause: str) -> None:
    story = [scan("accepted", days + 5, "Shenzhen", "CN"), scan(kind, days, *place)]
    assert judge(*story, parcel=ABROAD).cause == cause


def test_too_early_says_when_it_will_be_time() -> None:
    verdict = judge(scan("accepted", 3), scan("arrived", 1))
    assert verdict.cause == "too_early"
    assert verdict.look_again_on == date(2026, 3, 26)
    later = triage(AT_HOME, [scan("accepted", 3), scan("arrived", 1)], (), Told(), MEASURES, NOW + timedelta(days=6))
    assert later.cause == "stalled_hub"


def test_late_is_later_than_expected_and_still_moving() -> None:
    expected = replace(AT_HOME, expected_on=date(2026, 3, 18))
    assert judge(scan("accepted", 5), scan("arrived", 1), parcel=expected).cause == "late"
    assert judge(scan("accepted", 5), scan("arrived", 1)).cause == "too_early"
    assert judge(scan("accepted", 60), scan("arrived", 1)).cause == "late"


def test_what_people_know_decides_before_the_first_scan() -> None:
    label = scan("announced", 12, None)
    assert judge(label).cause == "not_handed_over"
    assert judge(label, told=Told(handed_over_on=date(2026, 3, 9))).cause == "no_first_scan"
    assert judge(label, told=Told(handed_over_on=date(2026, 3, 19))).cause == "too_early"
    assert judge(parcel=replace(AT_HOME, label_on=date(2026, 3, 2))).cause == "not_handed_over"
    assert judge().cause == "unknown"


def test_what_somebody_entered_counts_while_no_tracker_shows_anything() -> None:
    entered = replace(AT_HOME, first_scan_on=date(2026, 3, 1), last_scan_on=date(2026, 3, 2))
    assert judge(parcel=entered).cause == "stalled_hub"
    assert judge(parcel=replace(entered, delivered_on=date(2026, 3, 9))).cause == "delivered"
    assert judge(scan("arrived", 1), parcel=entered).cause == "too_early"


@pytest.mark.parametrize(
    ("buyer", "cause"),
    [
        (None, "delivered"),
        ("received", "delivered"),
        ("not_received", "not_received"),
        ("damaged", "damaged"),
        ("contents_missing", "contents_missing"),
    ],
)
def test_what_the_buyer_says_of_a_delivered_parcel(buyer: str | None, cause: str) -> None:
    assert judge(scan("delivered", 1), told=Told(buyer=buyer)).cause == cause


def test_a_buyer_without_a_parcel_does_not_make_a_loss_of_one_that_waits() -> None:
    missing = Told(buyer="not_received")
    assert judge(scan("pickup_ready", 3), told=missing).cause == "pickup_point"
    assert judge(scan("returned", 3), told=missing).cause == "returned"
    assert judge(scan("arrived", 1), told=missing).cause == "too_early"


def test_a_silence_that_nobody_watched_is_no_silence() -> None:
    story = (scan("accepted", 31), scan("arrived", 30))
    failing = Look("17track", "1", NOW, "failed", NOW - timedelta(days=29), NOW - timedelta(days=30))
    watching = Look("ups", "1", NOW, "scans", NOW - timedelta(days=30), NOW)
    assert judge(*story, looks=(failing,)).cause == "tracker_lost"
    assert judge(*story, looks=(failing, watching)).cause == "stalled_hub"
    denying = replace(failing, outcome="not_found")
    assert judge(*story, looks=(denying,)).cause == "tracker_lost"
    stopped = replace(failing, outcome="stopped", good_at=NOW - timedelta(days=3))
    assert judge(*story, looks=(stopped,)).cause == "stalled_hub"
    assert judge(scan("delivered", 30), looks=(failing,)).cause == "delivered"
    assert judge(scan("pickup_ready", 30), looks=(failing,)).cause == "pickup_point"


def test_a_rule_deems_lost_what_nobody_has_seen_and_nothing_that_lies_somewhere() -> None:
    rule = Measures(patience(), deemed=(DeemedLost("DPD", date(2026, 3, 15)),))
    lost = judge(scan("arrived", 30), measures=rule)
    assert (lost.cause, lost.because, lost.next_step) == ("lost", "stalled_hub", "claim")
    assert "DPD" in str(lost.reasons[0].sentence)
    for kind in ("delivered", "returned", "pickup_ready", "customs_hold", "refused", "recovery"):
        assert judge(scan(kind, 30), measures=rule).cause != "lost"
    assert judge(scan("arrived", 1), measures=rule).cause == "too_early"
    assert judge(scan("arrived", 30), measures=replace(rule, deemed=(DeemedLost("DPD", date(2026, 4, 1)),))).cause == (
        "stalled_hub"
    )


def test_scans_that_cannot_be_true_say_nothing_of_the_parcel() -> None:
    ahead = judge(scan("accepted", 3), scan("delivered", -40))
    assert (ahead.cause, ahead.next_step) == ("wrong_scan", "check_delivery")
    elsewhere = judge(scan("accepted", 9, "Shenzhen", "CN"), scan("delivered", 1, "Lyon", "FR"), parcel=ABROAD)
    assert elsewhere.cause == "wrong_scan"
    back = judge(scan("arrived", 3), scan("delivered", 2, taken_back=True))
    assert back.cause == "wrong_scan"
    again = judge(scan("arrived", 3), scan("delivered", 2, taken_back=True), scan("delivered", 1))
    assert again.cause == "delivered"
    corrected = judge(scan("delivered", 3), scan("corrected", 2, None))
    assert corrected.cause == "wrong_scan"


def test_a_delivery_in_another_region_is_a_wrong_scan_and_in_another_suburb_is_not() -> None:
    there = scan("delivered", 1, "Portland", region="ME")
    assert judge(there, told=Told(city="Portland", region="OR")).cause == "wrong_scan"
    assert judge(there, told=Told(city="Portland", region="ME", buyer="not_received")).cause == "not_received"
    suburb = scan("delivered", 1, "Courbevoie", "FR")
    assert judge(suburb, told=Told(city="Paris"), parcel=replace(AT_HOME, destination="FR", origin="FR")).cause == (
        "delivered"
    )


def test_no_parcel_is_quicker_than_an_aeroplane() -> None:
    at = NOW - timedelta(days=2)
    start = replace(scan("arrived", 2, "Shenzhen", "CN"), local=(at + timedelta(hours=8)).replace(tzinfo=None))
    hour = at + timedelta(hours=1)
    there = (hour - timedelta(hours=6)).replace(tzinfo=None)
    end = Scan("delivered", "x", "17track", at=hour, local=there, city="Dallas", country="US")
    assert judge(start, end, parcel=ABROAD).cause == "wrong_scan"
    # Written with one office's clock for all places, the hours prove nothing.
    same_clock = replace(end, local=(hour + timedelta(hours=8)).replace(tzinfo=None))
    assert judge(start, same_clock, parcel=ABROAD).cause == "delivered"


def test_what_is_delivered_at_home_came_back_only_if_it_had_been_away() -> None:
    sent, delivered = scan("accepted", 9, "Shenzhen", "CN"), scan("delivered", 1, "Dongguan", "CN")
    assert judge(sent, delivered, parcel=ABROAD).cause == "wrong_scan"
    assert judge(sent, scan("imported", 5), delivered, parcel=ABROAD).cause == "returned"
    assert judge(sent, scan("exported", 5, None, None), delivered, parcel=ABROAD).cause == "returned"


@pytest.mark.parametrize(
    ("kind", "words", "before", "cause"),
    [
        ("customs_released", "Export clearance success", (), "stalled_origin"),
        ("customs_released", "Import clearance success", (), "stalled_destination"),
        ("customs_released", "Clearance success", ("exported",), "stalled_destination"),
        ("customs_released", "Clearance success", (), "stalled_origin"),
        ("arrived", "x", (), "stalled_origin"),
        ("arrived", "x", ("exported",), "stalled_transit"),
        ("arrived", "x", ("exported", "imported"), "stalled_destination"),
    ],
)
def test_without_a_place_what_happened_before_tells_where_it_is(
    kind: str, words: str, before: tuple[str, ...], cause: str
) -> None:
    story = [scan(one, 60 - number, None, None) for number, one in enumerate(before)]
    newest = scan(kind, 50, None, None, words)
    assert judge(scan("accepted", 70, "Shenzhen", "CN"), *story, newest, parcel=ABROAD).cause == cause


def test_across_the_border_to_the_airport_is_not_yet_away() -> None:
    sent = scan("accepted", 40, "Shenzhen", "CN")
    assert judge(sent, scan("arrived", 38, "Hong Kong", "HK"), parcel=ABROAD).cause == "stalled_origin"
    assert judge(sent, scan("departed", 38, "Hong Kong", "HK"), parcel=ABROAD).cause == "stalled_transit"
    assert judge(sent, scan("arrived", 38, "Liege", "BE"), parcel=ABROAD).cause == "stalled_hub"


def test_round_in_circles() -> None:
    cities = ["Reno", "Atlanta", "Miami", "Atlanta", "Miami"]
    story = [scan("arrived", 10 - number, city) for number, city in enumerate(cities)]
    verdict = judge(*story)
    assert verdict.cause == "missorted"
    assert len(verdict.reasons[0].scans) == 4
    assert judge(*story[:4]).cause != "missorted"


def test_the_number_of_another_parcel() -> None:
    labelled = replace(AT_HOME, label_on=date(2026, 3, 10))
    assert judge(scan("accepted", 30), scan("delivered", 25), parcel=labelled).cause == "wrong_number"
    strange = [scan("accepted", 5, "Miami", "US"), scan("delivered", 1, "Sao Paulo", "BR")]
    verdict = judge(*strange, parcel=replace(AT_HOME, origin="DE", destination="FR"))
    assert verdict.cause == "wrong_number" and "{origin} or {destination}" in verdict.reasons[0].sentence.text
    verdict = judge(*strange, parcel=replace(AT_HOME, origin="DE", destination="DE"))
    assert verdict.cause == "wrong_number" and "and never from {origin}:" in verdict.reasons[0].sentence.text


def test_another_carriers_number_is_named() -> None:
    announced = scan("announced", 14, None, "US", number="9400100000000000000000", carrier="usps")
    verdict = judge(
        scan("accepted", 20, number=AT_HOME.number), scan("handed_on", 15, number=AT_HOME.number), announced
    )
    assert (verdict.cause, verdict.new_number) == ("handed_on", "9400100000000000000000")


@pytest.mark.parametrize(
    ("words", "wants"),
    [
        ("Clearance delay: commercial invoice missing", ("invoice",)),
        ("海关要求提供收件人税号", ("identity",)),
        ("Facture manquante, votre colis est retenu en douane", ("invoice",)),
        ("Import licence required", ("licence",)),
        ("Contenu prohibé", ("prohibited",)),
        ("Retido na alfândega, falta CPF", ("identity",)),
        ("Held by customs", ()),
    ],
)
def test_what_customs_wants_is_told_where_the_words_say_it(words: str, wants: tuple[str, ...]) -> None:
    assert wanted(words) == wants
    verdict = judge(scan("accepted", 9, "Shenzhen", "CN"), scan("customs_query", 1, words=words), parcel=ABROAD)
    assert (verdict.cause, verdict.wants) == ("customs_hold", wants)
    assert all(want in WANTS for want in wants)


def test_the_page_of_causes_tells_every_one_of_them_as_the_table_has_it() -> None:
    page = (Path(__file__).parents[2] / "docs" / "likely-cause.md").read_text(encoding="utf-8")
    rows = [f"| {one.title} | {one.meaning} | {NEXT_STEPS[one.next_step]} |" for one in CAUSES.values()]
    assert [row for row in rows if row not in page] == []


def test_every_cause_has_a_step_and_a_way_out_that_exist() -> None:
    for cause in CAUSES.values():
        assert cause.next_step in NEXT_STEPS
        assert cause.kept_as in KEPT
        assert cause.way_out in (None, CLOSE, PARK)
        assert (cause.outcome in NOT_LOST) == (cause.way_out == CLOSE)
    assert {cause.code for cause in CAUSES.values() if cause.way_out == CLOSE} == {
        "wrong_number",
        "label_cancelled",
        "returned",
        "delivered",
    }
    assert not any(CAUSES[one].is_not_lost for one in ("lost", "stalled_hub", "not_received", "seized", "damaged"))
