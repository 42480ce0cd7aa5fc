"""Days that the rules from Australia Post to Amazon Shipping give, each counted by hand from the pages they quote."""

import pytest

from cases.programmes import EARLIEST_AFTER_LATEST, rules_for
from cases.rules import FACTS, PERIODS
from partners.programmes import programmes
from tests.programmes.counted import case_of, day_of, days_of, on, payers_of, utc, window_of

ABROAD = {"origin": "CN", "destination": "US"}
FROM_JAPAN, FROM_KOREA = {"origin": "JP", "destination": "US"}, {"origin": "KR", "destination": "US"}
FROM_HONG_KONG, FROM_AUSTRALIA = {"origin": "HK", "destination": "US"}, {"origin": "AU", "destination": "US"}
IN_AUSTRALIA = {"origin": "AU", "destination": "AU"}
# The sections of the knowledge that the rules were written from, and the file that each became.
SECTIONS = {
    "Australia Post": "australia_post",
    "Japan Post": "japan_post",
    "Korea Post / EMS": "korea_post",
    "China Post / EMS / ePacket": "china_post",
    "Hongkong Post": "hong_kong_post",
    "Singapore Post": "singpost",
    "SF Express": "sf_express",
    "YunExpress": "yunexpress",
    "Yanwen": "yanwen",
    "4PX": "4px",
    "Cainiao / AliExpress Standard Shipping": "cainiao",
    "J&T Express": "jt_express",
    "Aramex": "aramex",
    "Aramex inside Australia": "aramex_au",
    "OnTrac": "ontrac",
    "Amazon Shipping": "amazon_shipping",
}


@pytest.mark.parametrize(("section", "file"), SECTIONS.items())
def test_every_section_has_a_file_and_says_something_of_claims(section: str, file: str) -> None:
    one = programmes()[file]
    assert one.role == "carrier" and one.carriers
    assert one.of("claim_latest") and one.of("liability_default")
    assert all(rule.field in (*PERIODS, *FACTS) for rule in one.rules)


@pytest.mark.parametrize(
    ("why", "field", "parcel", "day"),
    [
        ("Good Friday and Easter Monday do not count", "investigation_earliest",
         {**IN_AUSTRALIA, "expected_on": on("2026-04-01")}, "2026-04-17"),
        ("Melbourne Cup Day does not count in Victoria", "investigation_earliest",
         {**FROM_AUSTRALIA, "service": "International Express", "expected_on": on("2026-11-02")}, "2026-11-04"),
        ("Standard waits 10 working days", "investigation_earliest",
         {**FROM_AUSTRALIA, "service": "International Standard", "expected_on": on("2026-11-02")}, "2026-11-17"),
        ("Economy Sea counts 90 days from posting", "investigation_earliest",
         {**FROM_AUSTRALIA, "service": "Economy Sea", "shipped_on": on("2026-01-01")}, "2026-04-01"),
        ("a parcel into Australia is another post's", "investigation_earliest",
         {**ABROAD, "destination": "AU", "service": "Express", "expected_on": on("2026-11-02")}, None),
        ("no last day is published", "investigation_latest", {**FROM_AUSTRALIA, "shipped_on": on("2026-01-01")}, None),
    ],
)  # fmt: skip
def test_australia_post(why: str, field: str, parcel: dict[str, object], day: str | None) -> None:
    assert day_of("australia_post", field, case_of(**parcel)) == (on(day) if day else None)


@pytest.mark.parametrize(
    ("why", "parcel", "day"),
    [
        ("6 months after 31 August end on the last day of February",
         {**FROM_JAPAN, "service": "EMS", "shipped_on": on("2025-08-31")}, "2026-02-28"),
        ("to China the forwarder's 4 months are stricter than the 6 of Japan Post; 2028 has a 29 February",
         {"origin": "JP", "destination": "CN", "service": "EMS", "shipped_on": on("2027-10-31")}, "2028-02-29"),
        ("the day after posting is excluded and nothing more",
         {**FROM_JAPAN, "service": "registered", "shipped_on": on("2025-09-10")}, "2026-03-10"),
        ("a parcel to South Africa has a whole year",
         {"origin": "JP", "destination": "ZA", "service": "parcel", "shipped_on": on("2028-02-29")}, "2029-02-28"),
        ("inside Japan nothing is known", {"origin": "JP", "destination": "JP", "shipped_on": on("2025-09-10")}, None),
    ],
)  # fmt: skip
def test_japan_posts_inquiry_is_the_claim(why: str, parcel: dict[str, object], day: str | None) -> None:
    expected = on(day) if day else None
    assert day_of("japan_post", "investigation_latest", case_of(**parcel)) == expected
    assert days_of("japan_post", case_of(**parcel)) == (None, expected)


@pytest.mark.parametrize(
    ("why", "service", "shipped", "day"),
    [
        ("EMS has 4 months", "EMS", "2026-05-15", "2026-09-15"),
        ("the guarantee of the day is about a delay and dates no loss", "EMS delivery guarantee", "2026-05-15",
         "2026-09-15"),
        ("registered items have 6 months, whatever letters their name holds", "registered items", "2025-08-31",
         "2026-02-28"),
        ("a service nobody entered gets the stricter", None, "2026-05-15", "2026-09-15"),
    ],
)  # fmt: skip
def test_korea_post(why: str, service: str | None, shipped: str, day: str) -> None:
    case = case_of(**FROM_KOREA, service=service, shipped_on=on(shipped))
    assert day_of("korea_post", "investigation_latest", case) == on(day)
    assert days_of("korea_post", case) == (None, on(day))


@pytest.mark.parametrize(
    ("service", "shipped", "day"),
    [
        ("EMS", "2025-10-31", "2026-02-28"),
        ("registered", "2025-09-10", "2026-03-10"),
        ("ePacket", "2025-09-10", None),
        (None, "2025-09-10", "2026-01-10"),
    ],
)
def test_china_post_has_4_months_for_ems_6_for_registered_and_nothing_known_for_epacket(
    service: str | None, shipped: str, day: str | None
) -> None:
    case = case_of(**ABROAD, service=service, shipped_on=on(shipped))
    assert day_of("china_post", "investigation_latest", case) == (on(day) if day else None)
    assert days_of("china_post", case) == (None, None)


def test_the_cover_of_a_named_service_is_its_own() -> None:
    for service, cover in (("Economy Air with Signature", "standard"), ("Registered International", "registered")):
        case = case_of(**FROM_AUSTRALIA, service=service)
        found = [rule.id for rule in rules_for(case, programmes()["australia_post"], "liability_default")]
        assert found == [f"australia_post.cover_{cover}"]
    letter = window_of("australia_post", case_of(**IN_AUSTRALIA, service="Standard letter")).not_covered
    assert letter is not None and letter.id == "australia_post.cover_letters"
    assert window_of("australia_post", case_of(**FROM_AUSTRALIA, service="International Standard")).not_covered is None


def test_hongkong_post_takes_an_inquiry_between_two_days_by_service() -> None:
    speedpost = case_of(**FROM_HONG_KONG, service="Speedpost", shipped_on=on("2025-11-30"))
    assert day_of("hong_kong_post", "investigation_earliest", speedpost) == on("2025-12-02")
    assert day_of("hong_kong_post", "investigation_latest", speedpost) == on("2026-02-28")
    parcel = case_of(**FROM_HONG_KONG, service="parcel", shipped_on=on("2025-09-30"))
    assert day_of("hong_kong_post", "investigation_earliest", parcel) == on("2025-10-14")
    assert day_of("hong_kong_post", "investigation_latest", parcel) == on("2026-02-28")
    into_hong_kong = case_of(origin="US", destination="HK", service="parcel", shipped_on=on("2025-09-30"))
    assert day_of("hong_kong_post", "investigation_latest", into_hong_kong) is None


def test_an_e_express_counts_as_lost_from_the_day_after_its_two_months() -> None:
    case = case_of(**FROM_HONG_KONG, service="e-Express", shipped_on=on("2025-12-31"))
    assert day_of("hong_kong_post", "lost_after", case) == on("2026-03-01")


def test_that_e_express_pays_nothing_is_said_where_service_and_country_are_known_only() -> None:
    e_express = {"origin": "HK", "service": "e-Express"}
    said = window_of("hong_kong_post", case_of(**e_express, destination="MX")).not_covered
    assert said is not None and said.id == "hong_kong_post.e_express_excluded"
    assert window_of("hong_kong_post", case_of(**e_express)).not_covered is None
    assert window_of("hong_kong_post", case_of(**e_express, destination="US")).not_covered is None
    assert window_of("hong_kong_post", case_of(origin="HK", destination="MX")).not_covered is None


def test_singpost_says_how_long_an_answer_takes_and_no_last_day() -> None:
    case = case_of(origin="SG", destination="US", service="registered", shipped_on=on("2026-01-01"))
    assert day_of("singpost", "investigation_length", case, utc("2026-02-07T04:00")) == on("2026-02-28")
    assert days_of("singpost", case) == (None, None)


@pytest.mark.parametrize(
    ("service", "first", "last"),
    [
        ("4PX-C China EMS", "2026-02-14", "2026-04-15"),
        ("4PX-S Singapore EMS", "2026-03-16", "2026-04-15"),
        ("Express agency", "2026-01-30", "2026-02-14"),
    ],
)
def test_4px_pays_what_was_never_scanned_within_a_window_by_product(service: str, first: str, last: str) -> None:
    case = case_of(**ABROAD, carrier="4px", service=service, shipped_on=on("2026-01-15"))
    assert days_of("4px", case) == (on(first), on(last))


def test_a_scan_ends_4pxs_window_and_begins_that_of_its_inquiry() -> None:
    case = case_of(
        **ABROAD, carrier="4px", service="China EMS", shipped_on=on("2026-01-15"), first_scan_on=on("2026-01-20")
    )
    found = window_of("4px", case)
    assert (found.opens, found.closes) == (None, None)
    assert found.not_covered is not None and found.not_covered.id == "4px.china_scanned"
    assert day_of("4px", "investigation_latest", case) == on("2026-03-21")


def test_4px_without_a_product_uses_the_strict_day_says_the_trap_and_asks_for_the_product() -> None:
    found = window_of("4px", case_of(**ABROAD, carrier="4px", shipped_on=on("2026-01-15")))
    assert found.opens is not None and found.opens.day == on("2026-03-16")
    assert found.closes is not None and found.closes.day == on("2026-02-14")
    assert found.trap == EARLIEST_AFTER_LATEST
    assert found.asks == ("service",)


def test_4px_pays_7_working_days_later_over_golden_week_with_its_make_up_saturday() -> None:
    """30 September, then 8, 9, Saturday 10, 12, 13 and 14 October; the first week of October is off."""
    assert day_of("4px", "payment", case_of(carrier="4px"), utc("2026-09-29T03:00")) == on("2026-10-14")


def test_china_post_bought_from_4px_is_claimed_from_4px_alone() -> None:
    bought = case_of(**ABROAD, carrier="china_post", service="EMS", shipped_on=on("2026-01-15"))
    assert payers_of(bought) == ["china_post"]
    there = case_of(**ABROAD, carrier="china_post", service="EMS", label="4px", shipped_on=on("2026-01-15"))
    assert payers_of(there) == ["4px"]
    assert days_of("4px", there) == (on("2026-02-14"), on("2026-04-15"))


def test_cainiao_answers_within_10_days_of_the_day_it_was_in_shanghai() -> None:
    case = case_of(**ABROAD, carrier="cainiao")
    assert day_of("cainiao", "investigation_length", case, utc("2026-02-20T04:00")) == on("2026-03-02")
    assert day_of("cainiao", "investigation_length", case, utc("2026-02-20T17:00")) == on("2026-03-03")
    assert day_of("cainiao", "appeal_latest", case, utc("2026-02-20T04:00")) is None


def test_shopees_rule_for_jt_express_is_for_shopees_labels_and_a_delivery_only() -> None:
    known = {"origin": "CN", "destination": "SG", "delivered_on": on("2026-01-31")}
    assert days_of("jt_express", case_of("not_received", **known, label="shopee")) == (None, on("2026-03-02"))
    assert days_of("jt_express", case_of("not_received", **known)) == (None, None)
    assert days_of("jt_express", case_of("lost", **known, label="shopee")) == (None, None)


def test_shopees_two_working_days_for_evidence_leave_out_chinese_new_year() -> None:
    """Friday the 13th; Monday 16 is the first, 17 and 18 are off in Singapore, Thursday 19 the second."""
    case = case_of("damaged", destination="SG", label="shopee")
    assert day_of("jt_express", "evidence_answer", case, utc("2026-02-13T10:00")) == on("2026-02-19")


@pytest.mark.parametrize(
    ("loss", "service", "parcel", "day"),
    [
        ("lost", "Shield", {"expected_on": on("2026-12-28")}, "2027-01-04"),
        ("lost", None, {"expected_on": on("2026-12-28")}, "2027-01-04"),
        ("lost", "Priority Express", {"expected_on": on("2026-12-28")}, None),
        ("damaged", "Shield", {"expected_on": on("2026-02-20"), "delivered_on": on("2026-02-26")}, "2026-03-05"),
        ("not_received", "Shield", {"delivered_on": on("2026-02-26")}, "2026-03-05"),
    ],
)
def test_aramex_gives_7_days_with_shield_and_nothing_is_borrowed_for_other_services(
    loss: str, service: str | None, parcel: dict[str, object], day: str | None
) -> None:
    case = case_of(loss, **ABROAD, service=service, **parcel)
    assert days_of("aramex", case) == (None, on(day) if day else None)


def test_aramex_asks_for_the_expected_day_it_counts_from() -> None:
    found = window_of("aramex", case_of(**ABROAD, service="Shield", shipped_on=on("2026-01-01")))
    assert found.closes is None and found.missing == ("expected_delivery",)


def test_aramex_in_australia_counts_working_days_for_a_loss_and_for_damage() -> None:
    """30 working days over Easter (two off; Anzac Day is a Saturday), and 7 over Australia Day."""
    lost = case_of(**IN_AUSTRALIA, shipped_on=on("2026-03-25"))
    assert days_of("aramex_au", lost) == (None, on("2026-05-08"))
    damaged = case_of("damaged", **IN_AUSTRALIA, shipped_on=on("2026-01-20"), delivered_on=on("2026-01-23"))
    assert days_of("aramex_au", damaged) == (None, on("2026-02-04"))
    assert day_of("aramex_au", "evidence_answer", damaged) == on("2026-01-24")


@pytest.mark.parametrize("programme", ["sf_express", "yunexpress", "yanwen", "ontrac", "amazon_shipping"])
def test_where_nothing_is_published_no_date_is_made_and_the_unknown_is_said(programme: str) -> None:
    known = {
        name: on("2026-01-15") for name in ("label_on", "shipped_on", "first_scan_on", "last_scan_on", "expected_on")
    }
    found = window_of(programme, case_of(**ABROAD, **known))
    assert (found.opens, found.closes, found.missing) == (None, None, ())
    assert any(one.rule.field == "claim_latest" and one.rule.unknown for one in found.others)
