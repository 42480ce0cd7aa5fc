"""Days that insurers, marketplaces and the law give, each counted by hand from the pages they quote."""

from dataclasses import replace

import pytest

from cases.programmes import dated, programme_of_party, rules_for, window
from cases.rule_book import RuleBook
from cases.rules import Scope
from handlers.rules_in_force import calendar_of, public_rules
from partners.programmes import programmes
from partners.programmes.labels import LABELS
from tests.programmes.counted import case_of, dated_by, day_of, days_of, on, payers_of, utc, window_of

DOMESTIC = {"origin": "US", "destination": "US"}
ABROAD = {"origin": "US", "destination": "DE"}
NEW_YEAR = {"shipped_on": on("2026-01-01"), "label_on": on("2026-01-01")}


@pytest.mark.parametrize(
    ("programme", "loss", "parcel", "first", "last"),
    [
        # One insurer, two platforms: the same parcel has other days, from the label or from the pick-up.
        ("xcover_sendcloud", "lost", {**ABROAD, "label_on": on("2026-01-29"), "shipped_on": on("2026-01-31")},
         "2026-01-29", "2026-03-30"),
        ("xcover_xps", "lost", {**ABROAD, "label_on": on("2026-01-29"), "shipped_on": on("2026-01-31")},
         None, "2026-04-01"),
        ("xcover_sendcloud", "not_received", {**ABROAD, "delivered_on": on("2026-02-20")}, None, "2026-03-02"),
        ("xcover_xps", "not_received", {**ABROAD, "delivered_on": on("2026-02-20")}, None, "2026-02-25"),
        ("xcover_sendcloud", "damaged", {**ABROAD, "delivered_on": on("2026-02-20")}, None, "2026-03-06"),
        ("xcover_xps", "damaged", {**ABROAD, "delivered_on": on("2026-02-20")}, None, "2026-03-22"),
        # A country nobody entered: the shorter window holds.
        ("xcover_sendcloud", "lost", {"label_on": on("2026-01-29")}, "2026-01-29", "2026-02-28"),
        # Shipsurance: 120 days, but an older page says 60 for UPS and FedEx.
        ("shipsurance", "lost", {**ABROAD, **NEW_YEAR, "carrier": "usps"}, "2026-02-10", "2026-05-01"),
        ("shipsurance", "lost", {**DOMESTIC, **NEW_YEAR, "carrier": "usps"}, "2026-01-21", "2026-05-01"),
        ("shipsurance", "lost", {**ABROAD, **NEW_YEAR, "carrier": "ups"}, None, "2026-03-02"),
        ("shipsurance", "damaged", {**ABROAD, **NEW_YEAR, "carrier": "dhl"}, None, "2026-05-01"),
        ("shopify_insurance", "lost", {**DOMESTIC, **NEW_YEAR}, "2026-01-02", "2026-05-01"),
        ("u_pic", "lost", {**DOMESTIC, **NEW_YEAR}, "2026-01-22", "2026-04-01"),
        ("u_pic", "lost", {**ABROAD, **NEW_YEAR}, "2026-02-15", "2026-04-01"),
        ("u_pic", "lost", {**ABROAD, **NEW_YEAR, "destination": "IT"}, "2026-03-02", "2026-04-01"),
        ("cabrella", "stolen", {**ABROAD, **NEW_YEAR}, "2026-01-01", "2026-04-01"),
        ("insureship_easyship", "lost", {**DOMESTIC, **NEW_YEAR}, "2026-01-21", "2026-04-01"),
        ("insureship_easyship", "lost", {**ABROAD, **NEW_YEAR}, "2026-02-25", "2026-05-01"),
        # Which of the two is not known: not before the later first day, not after the earlier last one.
        ("insureship_easyship", "lost", NEW_YEAR, "2026-02-25", "2026-04-01"),
        ("route", "lost", {**DOMESTIC, "last_scan_on": on("2026-02-01")}, "2026-02-08", "2026-03-03"),
        ("route", "lost", {**ABROAD, "last_scan_on": on("2026-02-01")}, "2026-02-21", "2026-03-03"),
        ("route", "stolen", {**ABROAD, "last_scan_on": on("2026-01-30"), "delivered_on": on("2026-02-01")},
         "2026-02-06", "2026-03-03"),
        ("easypost_insurance", "lost", {**ABROAD, **NEW_YEAR}, "2026-01-31", "2026-03-02"),
        ("easypost_insurance", "stolen", {**ABROAD, **NEW_YEAR}, "2026-01-01", "2026-01-31"),
        ("ebay_shipcover", "lost", {**ABROAD, **NEW_YEAR}, "2026-01-31", "2026-04-01"),
        ("simplisent", "lost", {**DOMESTIC, **NEW_YEAR}, "2026-01-16", "2026-03-02"),
        ("simplisent", "lost", {**ABROAD, **NEW_YEAR}, "2026-01-31", "2026-04-01"),
        ("shippo_shipsurance", "lost", {**ABROAD, **NEW_YEAR}, "2026-02-10", "2026-05-01"),
        ("insureshield", "lost", {"origin": "MX", "destination": "US", "expected_on": on("2026-01-01")},
         None, "2026-04-01"),
        # A value of Mexico is not borrowed for the United States.
        ("insureshield", "lost", {**ABROAD, **NEW_YEAR, "expected_on": on("2026-01-01")}, None, None),
        ("parcelguard", "lost", {**ABROAD, **NEW_YEAR}, None, None),
        ("xcover_shippo", "lost", {**ABROAD, **NEW_YEAR}, None, None),
        ("pirate_ship", "lost", {**ABROAD, **NEW_YEAR}, None, None),
        # TikTok's own example: an update of 1 February 2024 ends on 11 March.
        ("tiktok_shipping", "lost", {"origin": "VN", "destination": "VN", "last_scan_on": on("2024-02-01")},
         None, "2024-03-11"),
        ("tiktok_shipping", "lost", {**DOMESTIC, **NEW_YEAR}, None, "2026-04-01"),
    ],
)  # fmt: skip
def test_the_window_of_an_insurer(
    programme: str, loss: str, parcel: dict[str, object], first: str | None, last: str | None
) -> None:
    expected = (on(first) if first else None, on(last) if last else None)
    assert days_of(programme, case_of(loss, **parcel)) == expected


def test_a_claim_through_easyship_without_insurance_uses_30_days_and_shows_the_older_45() -> None:
    found = window_of("easyship_uninsured", case_of(**ABROAD, **NEW_YEAR))
    assert found.closes is not None and found.closes.day == on("2026-01-31")
    assert [one.day for one in found.others] == [on("2026-02-15")]


def test_that_nothing_is_paid_is_not_said_while_nobody_knows_whether_its_condition_is_met() -> None:
    unscanned = case_of(**ABROAD, **NEW_YEAR)
    assert [rule.id for rule in programmes()["shipsurance"].of("not_covered")] == ["shipsurance.no_acceptance"]
    assert window_of("shipsurance", unscanned).not_covered is None


def test_an_insurer_that_counts_from_the_last_scan_asks_for_it() -> None:
    found = window_of("route", case_of(**DOMESTIC, **NEW_YEAR))
    assert found.closes is None and found.missing == ("last_scan",)


def test_a_window_by_country_asks_for_the_countries_only_while_they_are_not_known() -> None:
    assert window_of("simplisent", case_of(**NEW_YEAR)).asks == ("lane",)
    assert window_of("simplisent", case_of(**ABROAD, **NEW_YEAR)).asks == ()


def test_easypost_pays_in_10_working_days_over_thanksgiving() -> None:
    """17 to 20, 23 to 25, Friday 27 and Monday 30 November, 1 December; Thursday 26 is off."""
    assert day_of("easypost_insurance", "payment", case_of(), utc("2026-11-16T17:00")) == on("2026-12-01")


def test_hours_are_elapsed_time_over_a_change_of_clocks() -> None:
    """The United States leave summer time on 1 November 2026, and change to it on 8 March."""
    decided = dated_by("easypost_insurance", "claim_decision", case_of(), utc("2026-10-31T18:00"))
    assert decided is not None and decided.at == utc("2026-11-02T18:00")
    buyers = dated_by("amazon_a_to_z", "buyer_answer", case_of(marketplace="amazon.com"), utc("2026-03-07T20:00"))
    assert buyers is not None and buyers.at == utc("2026-03-09T20:00")


@pytest.mark.parametrize(
    ("why", "marketplace", "field", "since", "parcel", "day"),
    [
        ("Good Friday and Easter Monday do not count", "ebay", "answer", "2026-04-02T09:00", {}, "2026-04-09"),
        ("30 days from 31 January", "ebay", "appeal_latest", "2026-01-31T12:00", {}, "2026-03-02"),
        ("72 hours over a weekend", "amazon_a_to_z", "answer", "2026-03-27T12:00", {}, "2026-03-30"),
        ("the buyer's clock is another one: 48 hours", "amazon_a_to_z", "buyer_answer", "2026-03-27T12:00", {},
         "2026-03-29"),
        ("an appeal has 30 days", "amazon_a_to_z", "appeal_latest", "2027-01-31T20:00", {}, "2027-03-02"),
        ("3 days over a 29 February", "etsy", "answer", "2028-02-27T20:00", {}, "2028-03-01"),
        ("until when one may appeal is not known", "etsy", "appeal_latest", "2028-02-27T20:00", {}, None),
        ("10 days; the 7 of unauthorised payments are no parcel's", "paypal", "answer", "2026-02-20T18:00", {},
         "2026-03-02"),
        ("the notice came at night in Los Angeles, still on the 19th", "paypal", "answer", "2026-02-20T06:00", {},
         "2026-03-01"),
        ("an acquirer sets its own time", "card_chargeback", "answer", "2026-02-20T18:00", {}, None),
        ("what AliExpress asks now is not known", "aliexpress", "answer", "2026-02-20T18:00", {}, None),
        ("2 working days over Thanksgiving", "tiktok_shop", "answer", "2026-11-25T18:00", DOMESTIC, "2026-11-30"),
        ("2 days in Indonesia", "tiktok_shop", "answer", "2026-11-25T18:00", {"destination": "ID"}, "2026-11-27"),
        ("Vietnam's working days are not counted here", "tiktok_shop", "answer", "2026-11-25T18:00",
         {"destination": "VN"}, None),
        ("21 days to appeal in the United States", "tiktok_shop", "appeal_latest", "2026-11-25T18:00", DOMESTIC,
         "2026-12-16"),
    ],
)  # fmt: skip
def test_the_time_that_a_marketplace_gives(
    why: str, marketplace: str, field: str, since: str, parcel: dict[str, object], day: str | None
) -> None:
    assert day_of(marketplace, field, case_of(**parcel), utc(since)) == (on(day) if day else None)


@pytest.mark.parametrize(
    ("law", "parcel", "day"),
    [
        ("cmr", {"origin": "DE", "destination": "FR", "expected_on": on("2026-01-01")}, "2026-02-01"),
        ("cmr", {"origin": "DE", "destination": "FR", "shipped_on": on("2026-01-01")}, "2026-03-03"),
        ("cmr", {"origin": "DE", "destination": "DE", "expected_on": on("2026-01-01")}, None),
        ("hgb", {"origin": "DE", "destination": "DE", "expected_on": on("2026-01-01")}, "2026-01-22"),
        ("hgb", {"origin": "DE", "destination": "FR", "expected_on": on("2026-01-01")}, "2026-02-01"),
        ("hgb", {"origin": "FR", "destination": "DE", "expected_on": on("2026-01-01")}, None),
        ("montreal", {"origin": "US", "destination": "DE", "expected_on": on("2026-01-01")}, "2026-01-09"),
    ],
)
def test_by_law_a_parcel_counts_as_lost_from_the_day_after_the_period(
    law: str, parcel: dict[str, object], day: str | None
) -> None:
    assert day_of(law, "lost_after", case_of(**parcel)) == (on(day) if day else None)


def test_between_posts_an_inquiry_has_6_months_and_ems_what_its_country_says() -> None:
    hong_kong = {"origin": "HK", "destination": "US", "shipped_on": on("2025-11-30")}
    assert day_of("upu", "investigation_latest", case_of(**hong_kong, service="EMS")) == on("2026-02-28")
    assert day_of("upu", "investigation_latest", case_of(**hong_kong, service="registered")) == on("2026-05-30")
    japan = {**hong_kong, "origin": "JP"}
    assert day_of("upu", "investigation_latest", case_of(**japan, service="EMS")) is None


def test_law_pays_nobody() -> None:
    case = case_of(carrier="gls", origin="DE", destination="FR", expected_on=on("2026-01-01"))
    assert not {"cmr", "hgb", "montreal", "upu"} & set(payers_of(case))


@pytest.mark.parametrize(
    ("carrier", "loss", "lane", "rule", "last_day"),
    [
        ("dhl", "damaged", ("CN", "DE"), "montreal.damage", "2026-11-16"),
        ("fedex", "contents_missing", ("US", "FR"), "montreal.damage", "2026-11-16"),
        # UPS says the same 14 days itself; Aramex is stricter than the law.
        ("ups", "damaged", ("CN", "DE"), "ups.claim_damage", "2026-11-16"),
        ("aramex", "damaged", ("CN", "DE"), "aramex.claim_delivered", "2026-11-09"),
        ("gls", "damaged", ("DE", "FR"), "cmr.damage", "2026-11-09"),
        # From overseas it was flown; inside a country neither treaty holds; one end unknown is no certain border.
        ("gls", "damaged", ("CN", "FR"), None, None),
        ("dhl", "damaged", ("DE", "DE"), None, None),
        ("dhl", "damaged", ("CN", None), None, None),
        # What the law says of losses hangs on the air waybill, and of an unknown delivery no day is counted.
        ("dhl", "lost", ("CN", "DE"), None, None),
        ("dhl", "stolen", ("CN", "DE"), None, None),
    ],
)
def test_the_law_s_last_day_counts_where_it_is_stricter_and_certainly_holds(
    carrier: str, loss: str, lane: tuple[str, str | None], rule: str | None, last_day: str | None
) -> None:
    delivered = None if loss == "lost" else on("2026-11-02")
    case = case_of(carrier=carrier, origin=lane[0], destination=lane[1], delivered_on=delivered)
    case = replace(case, loss_type=loss)
    (payer,) = [one for one in public_rules().payers(case) if one.role == "carrier"]
    closes = window(case, payer, public_rules().calendar(payer)).closes
    assert (closes.rule.id, closes.day) == (rule, on(last_day or "")) if closes else (rule is None)


def test_a_contract_of_ones_own_gives_more_time_than_the_law() -> None:
    case = case_of(carrier="dhl", origin="CN", destination="DE", delivered_on=on("2026-11-02"))
    case = replace(case, loss_type="damaged")
    dhl = programmes()["dhl"]
    ours = replace(
        dhl.of("claim_latest")[0], id="own.dhl", scope=Scope(), amount=60, unit="days", anchor="delivered", by="U1"
    )
    book = RuleBook({**programmes(), "dhl": replace(dhl, rules=(ours,))}, calendar_of=calendar_of)
    (payer,) = book.payers(case)
    closes = window(case, payer, book.calendar(payer)).closes
    assert closes is not None and (closes.rule.id, closes.day) == ("own.dhl", on("2027-01-01"))


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("USPS", "usps"),
        ("DPD", "dpd"),
        ("Aramex", "aramex"),
        ("Amazon", "amazon_a_to_z"),
        ("eBay", "ebay"),
        ("TikTok Shop", "tiktok_shop"),
        ("xcover via sendcloud", "xcover_sendcloud"),
        ("Pirate Ship", "pirate_ship"),
        ("XCover", None),
    ],
)
def test_a_payer_is_found_by_the_name_people_write_and_a_law_never_is(written: str, found: str | None) -> None:
    one = programme_of_party(programmes().values(), written)
    assert (one.id if one else None) == found


def test_an_insurer_of_a_platforms_labels_stands_beside_the_carrier_and_takes_its_day_from_nobody() -> None:
    there = case_of(carrier="aramex", label="sendcloud", **ABROAD)
    assert payers_of(there) == ["aramex", "xcover_sendcloud"]
    assert payers_of(case_of(carrier="aramex", **ABROAD)) == ["aramex"]


def test_a_label_of_easyship_or_aliexpress_is_claimed_there_and_not_from_the_carrier() -> None:
    assert payers_of(case_of(carrier="aramex", label="easyship")) == ["easyship_uninsured", "insureship_easyship"]
    assert payers_of(case_of(carrier="yanwen", label="aliexpress")) == ["cainiao"]
    assert payers_of(case_of(carrier="yanwen")) == ["yanwen"]


MARKETPLACES = {
    "amazon.de": "amazon_a_to_z",
    "ebay.com": "ebay",
    "etsy": "etsy",
    "aliexpress": "aliexpress",
    "tiktok": "tiktok_shop",
    "paypal": "paypal",
    "stripe": "card_chargeback",
}


@pytest.mark.parametrize(("written", "file"), MARKETPLACES.items())
def test_a_marketplace_is_found_by_the_code_that_orders_carry(written: str, file: str) -> None:
    site = written.partition(".")[0]
    assert [one.id for one in programmes().values() if site in one.marketplaces] == [file]
    assert programmes()[file].of("answer")


@pytest.mark.parametrize(
    ("site", "since", "day"),
    [
        # Thursday 26 November is Thanksgiving: 27, 30, 1. In Britain 26, 27, 30.
        ("ebay.com", "2026-11-25T18:00", "2026-12-01"),
        ("ebay.co.uk", "2026-11-25T18:00", "2026-11-30"),
        # Good Friday is worked in the United States: 3, 6, 7 April.
        ("ebay.com", "2026-04-02T18:00", "2026-04-07"),
        # Still the 1st in California.
        ("eBay.com", "2026-04-02T05:00", "2026-04-06"),
        # Ascension on Thursday 14 May: 15, 18, 19.
        ("ebay.de", "2026-05-13T12:00", "2026-05-19"),
        # Anzac Day fell on a Saturday; Monday is a day off in Western Australia only: 27, 28, 29.
        ("ebay.com.au", "2026-04-24T02:00", "2026-04-29"),
        # Which site it is nobody said: no holiday is left out, and the day is California's.
        ("ebay", "2026-04-02T18:00", "2026-04-07"),
        (None, "2026-11-26T05:00", "2026-11-30"),
    ],
)
def test_ebays_working_days_are_those_of_the_country_of_its_site(site: str | None, since: str, day: str) -> None:
    ebay, case = programmes()["ebay"], case_of(marketplace=site)
    calendar = RuleBook(programmes(), calendar_of=calendar_of).calendar_for(ebay, case)
    [rule] = rules_for(case, ebay, "answer")
    assert dated(rule, case, calendar, utc(since)).day == on(day)


INSURERS = {
    "shipsurance": "",
    "shopify_insurance": "shopify",
    "u_pic": "",
    "cabrella": "",
    "insureship_easyship": "easyship",
    "route": "",
    "parcelguard": "shipstation",
    "xcover_sendcloud": "sendcloud",
    "xcover_xps": "xps",
    "xcover_shippo": "shippo",
    "shippo_shipsurance": "",
    "easypost_insurance": "easypost",
    "pirate_ship": "pirate_ship",
    "insureshield": "",
    "ebay_shipcover": "ebay_labels",
    "simplisent": "simplisent",
    "tiktok_shipping": "tiktok_shipping",
}


@pytest.mark.parametrize(("file", "label"), INSURERS.items())
def test_every_insurer_has_a_file_that_says_something_of_the_last_day(file: str, label: str) -> None:
    one = programmes()[file]
    assert one.role == "insurer" and one.of("claim_latest")
    assert one.labels == ((label,) if label else ())


def test_every_law_has_a_file() -> None:
    laws = {"cmr", "eu_consumer_rights", "hague_visby", "hgb", "montreal", "uk_consumer_rights", "upu"}
    assert {one.id for one in programmes().values() if one.role == "law"} == laws


def test_every_label_that_a_file_uses_has_a_name() -> None:
    used = {label for one in programmes().values() for label in one.labels}
    used |= {label for one in programmes().values() for rule in one.rules for label in rule.scope.label}
    assert used - LABELS.keys() == set()
