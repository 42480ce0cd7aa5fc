"""Days that the rules from UPS to Purolator give, each counted by hand from the pages they quote."""

from typing import Any

import pytest

from cases.case import Case
from cases.programmes import dated, rules_for
from partners.programmes import programmes
from partners.working_days import calendar_for
from tests.programmes.counted import case_of, day_of, days_of, on, window_of

IN_US, FROM_US = {"origin": "US", "destination": "US"}, {"origin": "US", "destination": "DE"}
IN_UK, FROM_UK = {"origin": "GB", "destination": "GB"}, {"origin": "GB", "destination": "US"}
IN_GERMANY, FROM_GERMANY = {"origin": "DE", "destination": "DE"}, {"origin": "DE", "destination": "US"}
IN_FRANCE, FROM_FRANCE = {"origin": "FR", "destination": "FR"}, {"origin": "FR", "destination": "US"}
IN_SPAIN, FROM_SPAIN = {"origin": "ES", "destination": "ES"}, {"origin": "ES", "destination": "US"}
IN_CANADA, FROM_CANADA = {"origin": "CA", "destination": "CA"}, {"origin": "CA", "destination": "US"}
FROM_CHINA = {"origin": "CN", "destination": "US"}
# The sections of the knowledge that the rules were written from, and the file that each is in.
SECTIONS = {
    "UPS": "ups",
    "FedEx": "fedex",
    "DHL Express": "dhl",
    "DHL eCommerce": "dhl",
    "Deutsche Post / DHL Paket": "deutsche_post",
    "USPS": "usps",
    "Royal Mail": "royal_mail",
    "Parcelforce Worldwide": "parcelforce",
    "Evri": "evri",
    "DPD": "dpd",
    "GLS": "gls",
    "La Poste / Colissimo": "la_poste",
    "Chronopost": "chronopost",
    "PostNL": "postnl",
    "Correos": "correos_es",
    "Poste Italiane": "poste_italiane",
    "Canada Post": "canada_post",
    "Purolator": "purolator",
}
CODES = {
    "ups", "fedex", "dhl", "deutsche_post", "dhl_paket", "usps", "royal_mail", "parcelforce", "evri", "dpd", "gls",
    "la_poste", "colissimo", "chronopost", "postnl", "correos_es", "poste_italiane", "canada_post", "purolator",
}  # fmt: skip


def by_rule(programme: str, field: str, case: Case) -> dict[str, str | None]:
    """The day that each rule of a field gives for a case, by the rule's id within its file."""
    known = programmes()[programme]
    calendar = calendar_for(known.country, known.zone)
    opening = field.endswith("_earliest")
    found = [dated(rule, case, calendar, opening=opening) for rule in rules_for(case, known, field)]
    return {one.rule.id.partition(".")[2]: one.day.isoformat() if one.day else None for one in found}


def parcel_of(known: dict[str, Any]) -> dict[str, Any]:
    """What is known of a parcel, days written as text."""
    return {name: on(value) if name.endswith("_on") else value for name, value in known.items()}


def closes(programme: str, loss: str, known: dict[str, Any]) -> str | None:
    last = days_of(programme, case_of(loss, **parcel_of(known)))[1]
    return last.isoformat() if last else None


def test_every_section_has_a_file_that_says_something_of_claims_and_cover() -> None:
    known = programmes()
    for file in SECTIONS.values():
        assert known[file].role == "carrier" and known[file].of("claim_latest") and known[file].of("liability_default")
    assert {code for file in set(SECTIONS.values()) for code in known[file].carriers} == CODES


LAST_DAYS = [
    # UPS. 60 days from 2 November: 28 are left of November, 31 in December, one more.
    ("ups", "lost", {**IN_US, "expected_on": "2026-11-02"}, "2027-01-01"),
    # Shippers in Canada: the 60 days quoted for them; the 9 months of the other page count from nothing that is stated.
    ("ups", "lost", {**IN_CANADA, "expected_on": "2026-11-02"}, "2027-01-01"),
    # Damage: 14 days after 20 February, stricter than 60 after 19 February.
    ("ups", "damaged", {**IN_US, "expected_on": "2026-02-19", "delivered_on": "2026-02-20"}, "2026-03-06"),
    # The terms of the shipper's country hold, and those of Germany are not known: nothing is borrowed.
    ("ups", "lost", {**FROM_GERMANY, "expected_on": "2026-11-02"}, None),
    # FedEx. 9 months after 31 May end on the last day of February; nothing is published for China.
    ("fedex", "lost", {**FROM_US, "shipped_on": "2026-05-31"}, "2027-02-28"),
    ("fedex", "lost", {**FROM_US, "shipped_on": "2027-05-31"}, "2028-02-29"),
    ("fedex", "lost", {**FROM_CHINA, "shipped_on": "2026-05-31", "expected_on": "2026-06-05"}, None),
    # Brazil counts 21 days from the estimated delivery.
    ("fedex", "lost", {"origin": "BR", "destination": "US", "expected_on": "2026-11-20"}, "2026-12-11"),
    # Damage: 60 days inside the US (16 in January, 28 in February, 16), 21 to other countries.
    ("fedex", "damaged", {**IN_US, "shipped_on": "2026-01-15"}, "2026-03-16"),
    ("fedex", "damaged", {**FROM_US, "shipped_on": "2026-01-15"}, "2026-02-05"),
    # Missing contents are neither of the two: unknown stays unknown.
    ("fedex", "contents_missing", {**IN_US, "shipped_on": "2026-01-15"}, None),
    # A reseller's 21 days for its own customers, and nobody else's.
    ("fedex", "lost", {**IN_US, "label": "deftship", "shipped_on": "2026-03-01", "expected_on": "2026-03-10"},
     "2026-03-31"),
    ("fedex", "lost", {**IN_US, "label": "own", "shipped_on": "2026-03-01", "expected_on": "2026-03-10"}, "2026-12-01"),
    # DHL Express: 30 days from acceptance, over February with and without a 29th.
    ("dhl", "lost", {**FROM_US, "service": "Express Worldwide", "shipped_on": "2026-01-30"}, "2026-03-01"),
    ("dhl", "lost", {**FROM_US, "service": "Express", "shipped_on": "2028-01-30"}, "2028-02-29"),
    ("dhl", "lost", {"origin": "SG", "destination": "US", "service": "Express", "shipped_on": "2026-01-30"},
     "2026-03-01"),
    ("dhl", "lost", {**FROM_CHINA, "service": "Express", "shipped_on": "2026-01-30"}, None),
    # DHL eCommerce: 90 days from shipping are 1 April, 60 from the last scan are sooner; Express's 30 are not borrowed.
    ("dhl", "lost", {**FROM_US, "service": "DHL eCommerce", "shipped_on": "2026-01-01", "last_scan_on": "2026-01-10"},
     "2026-03-11"),
    ("dhl", "lost", {**FROM_US, "service": "DHL eCommerce", "shipped_on": "2026-01-01"}, "2026-04-01"),
    # Inside the UK 28 days for what is missing, 14 for damage.
    ("dhl", "lost", {**IN_UK, "service": "eCommerce", "shipped_on": "2026-02-10"}, "2026-03-10"),
    ("dhl", "damaged", {**IN_UK, "service": "eCommerce", "shipped_on": "2026-02-10"}, "2026-02-24"),
    ("dhl", "lost", {**FROM_UK, "service": "eCommerce", "shipped_on": "2026-02-10"}, None),
    # The sister product is not known: of Express's 30 days and eCommerce's 90 the stricter.
    ("dhl", "lost", {**FROM_US, "shipped_on": "2026-01-01"}, "2026-01-31"),
    # Deutsche Post and GLS publish no last day.
    ("deutsche_post", "lost", {**IN_GERMANY, "shipped_on": "2026-02-01", "expected_on": "2026-02-03"}, None),
    ("gls", "lost", {**IN_GERMANY, "shipped_on": "2026-02-01", "expected_on": "2026-02-03"}, None),
    # USPS: 60 days inside the US, for damage too; abroad the inquiry has a last day and the claim none that is known.
    ("usps", "lost", {**IN_US, "service": "Priority Mail", "shipped_on": "2026-01-15"}, "2026-03-16"),
    ("usps", "damaged", {**IN_US, "service": "Ground Advantage", "shipped_on": "2026-01-15"}, "2026-03-16"),
    ("usps", "lost", {**FROM_US, "service": "Priority Mail International", "shipped_on": "2026-01-15"}, None),
    # Royal Mail: 6 months abroad; 80 days inside the UK are 21 in January, 28 in February, 31 in March.
    ("royal_mail", "lost", {**FROM_UK, "shipped_on": "2025-08-31"}, "2026-02-28"),
    ("royal_mail", "lost", {**IN_UK, "shipped_on": "2026-01-10"}, "2026-03-31"),
    # Parcelforce by service; without one the strictest of those that go abroad.
    ("parcelforce", "lost", {**FROM_UK, "service": "globalexpress", "shipped_on": "2026-02-20"}, "2026-03-07"),
    ("parcelforce", "lost", {**FROM_UK, "service": "Global Priority", "shipped_on": "2026-02-20"}, "2026-03-22"),
    ("parcelforce", "lost", {**FROM_UK, "service": "globalvalue", "shipped_on": "2026-02-20"}, "2026-06-20"),
    ("parcelforce", "lost", {**FROM_UK, "shipped_on": "2026-02-20"}, "2026-03-07"),
    ("parcelforce", "lost", {**IN_UK, "service": "express24", "shipped_on": "2026-02-20"}, "2026-03-22"),
    # Evri: Shippo's customers tell Shippo within 23 days of the label; an own account's limit is not public.
    ("evri", "lost", {**IN_UK, "label": "shippo", "label_on": "2026-02-10", "shipped_on": "2026-02-12"}, "2026-03-05"),
    ("evri", "lost", {**IN_UK, "label": "own", "label_on": "2026-02-10", "shipped_on": "2026-02-12"}, None),
    # DPD: 14 days for an own account and for Amazon's labels, 10 to tell Shippo; consumers' 28 are not ours.
    ("dpd", "lost", {**IN_UK, "shipped_on": "2026-02-20"}, "2026-03-06"),
    ("dpd", "lost", {**IN_UK, "label": "amazon_buy_shipping", "shipped_on": "2026-02-20"}, "2026-03-06"),
    ("dpd", "lost", {**IN_UK, "label": "shippo", "shipped_on": "2026-02-20"}, "2026-03-02"),
    ("dpd", "lost", {"origin": "CZ", "destination": "DE", "shipped_on": "2026-02-20", "expected_on": "2026-02-24"},
     "2026-03-03"),
    ("dpd", "lost", {"origin": "NL", "destination": "DE", "shipped_on": "2026-02-20"}, None),
    # Colissimo: La Poste's own 30 days before the business guide's 70.
    ("la_poste", "lost", {**IN_FRANCE, "shipped_on": "2026-01-31"}, "2026-03-02"),
    # Chronopost with a contract: 3 days after a delivery in France, 21 abroad; lost abroad a year, in France unknown.
    ("chronopost", "not_received", {**IN_FRANCE, "delivered_on": "2026-02-26"}, "2026-03-01"),
    ("chronopost", "damaged", {**FROM_FRANCE, "delivered_on": "2026-02-26"}, "2026-03-19"),
    ("chronopost", "lost", {**FROM_FRANCE, "shipped_on": "2028-02-29"}, "2029-02-28"),
    ("chronopost", "lost", {**IN_FRANCE, "shipped_on": "2026-02-01", "delivered_on": "2026-02-03"}, None),
    ("postnl", "lost", {"origin": "NL", "destination": "US", "shipped_on": "2026-01-31"}, "2026-03-02"),
    # Correos: 6 months abroad, a year for Paq Premium, 4 months for Paquete Azul, the shortest where it is not known.
    ("correos_es", "lost", {**FROM_SPAIN, "service": "Paq Económico Internacional", "shipped_on": "2025-08-31"},
     "2026-02-28"),
    ("correos_es", "lost", {**IN_SPAIN, "service": "Paq Premium", "shipped_on": "2024-02-29"}, "2025-02-28"),
    ("correos_es", "lost", {**IN_SPAIN, "service": "Paquete Azul", "shipped_on": "2025-10-31"}, "2026-02-28"),
    ("correos_es", "lost", {**IN_SPAIN, "shipped_on": "2025-10-31"}, "2026-02-28"),
    # Poste Italiane: inside Italy the weaker source's 30 days are stricter than the 3 months of 2011, and count.
    ("poste_italiane", "lost", {"origin": "IT", "destination": "IT", "shipped_on": "2025-11-30"}, "2025-12-30"),
    ("poste_italiane", "lost", {"origin": "IT", "destination": "US", "shipped_on": "2025-11-30"}, "2026-02-28"),
    ("canada_post", "lost", {**IN_CANADA, "shipped_on": "2026-01-01"}, "2026-04-01"),
    ("canada_post", "lost", {**FROM_CANADA, "shipped_on": "2026-01-01"}, None),
    # Purolator: 3 months for eShipper's customers, unknown for an own account.
    ("purolator", "lost", {**IN_CANADA, "label": "eshipper", "shipped_on": "2025-11-30"}, "2026-02-28"),
    ("purolator", "lost", {**IN_CANADA, "shipped_on": "2025-11-30"}, None),
]  # fmt: skip


@pytest.mark.parametrize(("programme", "loss", "known", "day"), LAST_DAYS)
def test_the_last_day_for_a_claim(programme: str, loss: str, known: dict[str, Any], day: str | None) -> None:
    assert closes(programme, loss, known) == day


@pytest.mark.parametrize(
    ("programme", "loss", "known", "missing"),
    [
        ("ups", "lost", {**IN_US, "shipped_on": "2026-02-01"}, ("expected_delivery",)),
        ("fedex", "damaged", IN_US, ("shipped",)),
        ("dhl", "lost", {**FROM_US, "service": "eCommerce", "shipped_on": "2026-01-01"}, ("last_scan",)),
        ("evri", "lost", {**IN_UK, "label": "shippo", "shipped_on": "2026-02-01"}, ("label_created",)),
        ("chronopost", "not_received", IN_FRANCE, ("delivered",)),
        ("deutsche_post", "lost", IN_GERMANY, ()),
    ],
)
def test_what_a_window_counts_from_is_asked_for(
    programme: str, loss: str, known: dict[str, Any], missing: tuple[str, ...]
) -> None:
    assert window_of(programme, case_of(loss, **parcel_of(known))).missing == missing


def test_the_looser_values_are_shown_beside_the_one_that_is_used() -> None:
    found = window_of("la_poste", case_of(**IN_FRANCE, shipped_on=on("2026-01-31")))
    assert found.closes is not None and found.closes.rule.id == "la_poste.claim"
    assert [(one.rule.id, one.day) for one in found.others] == [("la_poste.claim_contract", on("2026-04-11"))]


def test_the_stricter_day_counts_however_weak_its_source() -> None:
    found = window_of("poste_italiane", case_of(origin="IT", destination="IT", shipped_on=on("2025-11-30")))
    assert found.closes is not None and found.closes.rule.confidence == "low"
    assert [(one.rule.id, one.day) for one in found.others] == [("poste_italiane.claim", on("2026-02-28"))]


def test_an_unnamed_countrys_limit_is_shown_and_gives_no_day() -> None:
    found = window_of("ups", case_of(**FROM_GERMANY, expected_on=on("2026-11-02")))
    assert [(one.rule.id, one.day) for one in found.others] == [("ups.claim_loss_unplaced", None)]


@pytest.mark.parametrize(
    ("programme", "field", "known", "days"),
    [
        # 24 hours after the expected day; lost from the day after that.
        ("ups", "investigation_earliest", {**IN_US, "expected_on": "2026-11-02"}, {"trace_opens": "2026-11-03"}),
        ("ups", "lost_after", {**IN_US, "expected_on": "2026-11-02"}, {"lost": "2026-11-04"}),
        ("ups", "investigation_latest", {**IN_CANADA, "expected_on": "2026-05-31"}, {"trace_closes_ca": "2027-02-28"}),
        ("ups", "investigation_latest", {**IN_US, "expected_on": "2026-05-31"}, {}),
        # A trace of Express has no period. 21 working days from Friday 9 January leave out Martin Luther King's Day and
        # end before Presidents' Day.
        ("dhl", "lost_after", {**FROM_US, "service": "Express", "shipped_on": "2026-01-01"}, {"express_lost": None}),
        ("dhl", "investigation_earliest",
         {**FROM_US, "service": "eCommerce", "shipped_on": "2026-01-01", "last_scan_on": "2026-01-09"},
         {"ecommerce_trace_opens_far": "2026-02-15", "ecommerce_trace_opens_scan": "2026-02-10"}),
        ("dhl", "investigation_earliest", {**IN_US, "service": "eCommerce", "shipped_on": "2026-01-01"},
         {"ecommerce_trace_opens_near": "2026-01-22", "ecommerce_trace_opens_scan": None}),
        # Hand-in and last scan are two versions of when DHL searches inside Germany.
        ("deutsche_post", "investigation_earliest",
         {**IN_GERMANY, "shipped_on": "2026-12-28", "last_scan_on": "2026-12-30"},
         {"trace_opens": "2027-01-04", "trace_opens_week": "2027-01-04", "trace_opens_silence": "2027-01-05"}),
        ("deutsche_post", "investigation_earliest", {**FROM_GERMANY, "expected_on": "2026-12-31"},
         {"trace_opens_far": "2027-01-01"}),
        ("deutsche_post", "lost_after", {**IN_GERMANY, "expected_on": "2026-02-01"}, {"lost_near": "2026-02-22"}),
        ("gls", "lost_after", {**IN_GERMANY, "expected_on": "2026-02-08"}, {"lost_near": "2026-03-01"}),
        ("gls", "lost_after", {**FROM_GERMANY, "expected_on": "2026-02-08"}, {"lost_far": "2026-03-11"}),
        ("gls", "lost_after", {**FROM_FRANCE, "shipped_on": "2026-02-01", "expected_on": "2026-02-08"},
         {"lost_fr": None}),
        # Friday 20 November: 23, 24, 25, not Thanksgiving, 27, 30, 1 and 2 December.
        ("usps", "investigation_earliest", {**IN_US, "shipped_on": "2026-11-20"}, {"missing_mail": "2026-12-02"}),
        ("usps", "investigation_earliest",
         {**FROM_US, "service": "Priority Mail Express International", "shipped_on": "2026-11-01"},
         {"trace_opens_pmei": "2026-11-04"}),
        ("usps", "investigation_latest",
         {**FROM_US, "service": "Priority Mail Express International", "shipped_on": "2026-11-01"},
         {"trace_closes_pmei": "2027-01-30"}),
        ("usps", "investigation_latest",
         {**FROM_US, "service": "Priority Mail International", "shipped_on": "2025-08-31"},
         {"trace_closes_pmi": "2026-02-28"}),
        ("usps", "investigation_latest", {**FROM_US, "service": "GXG", "shipped_on": "2026-01-30"},
         {"trace_closes_gxg": "2026-03-01"}),
        # 20 and 25 working days from Wednesday 25 March, without Good Friday and Easter Monday; lost the day after.
        ("royal_mail", "lost_after", {"origin": "GB", "destination": "DE", "expected_on": "2026-03-25"},
         {"lost_europe": "2026-04-25"}),
        ("royal_mail", "lost_after", {**FROM_UK, "expected_on": "2026-03-25"}, {"lost_world": "2026-05-02"}),
        ("royal_mail", "investigation_earliest", {**FROM_UK, "expected_on": "2026-03-25"},
         {"trace_opens_world": "2026-05-01"}),
        # Whether Turkey counts as Europe is doubtful: the longer wait.
        ("royal_mail", "lost_after", {"origin": "GB", "destination": "TR", "expected_on": "2026-03-25"},
         {"lost_world": "2026-05-02"}),
        # 22, 23, 24, not Christmas nor Monday 28 for Boxing Day, 29, 30, 31, not New Year, 4, 5, 6, 7 January.
        ("royal_mail", "investigation_earliest", {**IN_UK, "service": "1st Class", "expected_on": "2026-12-21"},
         {"trace_opens_uk": "2027-01-07"}),
        ("royal_mail", "investigation_earliest", {**IN_UK, "service": "Tracked 24", "expected_on": "2026-12-21"}, {}),
        # Thursday 2 April: 7, 8 and 9 after Easter; lost from the 10th.
        ("dpd", "lost_after", {**IN_UK, "expected_on": "2026-04-02"}, {"lost_uk": "2026-04-10"}),
        # Tuesday 5 May in France: 6, 7, not the 8th, 11, 12, 13, not Ascension, 15.
        ("la_poste", "investigation_earliest", {**IN_FRANCE, "last_scan_on": "2026-05-05"},
         {"trace_opens": "2026-05-15"}),
        ("chronopost", "lost_after", {**IN_FRANCE, "shipped_on": "2026-01-29"}, {"lost": "2026-03-01"}),
        # Thursday 23 April in the Netherlands: 24, not King's Day, 28, 29, 30, 1 May.
        ("postnl", "investigation_earliest", {"origin": "NL", "destination": "NL", "shipped_on": "2026-04-23"},
         {"trace_opens": "2026-05-01"}),
        ("postnl", "lost_after", {"origin": "NL", "destination": "NL", "shipped_on": "2026-04-23"}, {"lost": None}),
        # Good Friday is worked in Italy, Easter Monday is not.
        ("poste_italiane", "investigation_earliest", {"origin": "IT", "destination": "IT", "expected_on": "2026-04-03"},
         {"trace_opens": "2026-04-07"}),
        ("canada_post", "investigation_earliest", {**IN_CANADA, "expected_on": "2026-10-09"},
         {"trace_opens": "2026-10-10"}),
        ("canada_post", "investigation_earliest", {**FROM_CANADA, "expected_on": "2026-10-09"},
         {"trace_opens_us": None}),
        # Ten working days from Thursday 8 October, Thanksgiving on the 12th left out: a warehouse's customers only.
        ("canada_post", "investigation_earliest",
         {**IN_CANADA, "label": "interfulfillment", "expected_on": "2026-10-08"},
         {"trace_opens_interfulfillment": "2026-10-23"}),
        ("canada_post", "investigation_latest", {**IN_CANADA, "shipped_on": "2026-01-01"},
         {"trace_closes": "2026-04-01"}),
        ("purolator", "lost_after", {**IN_CANADA, "shipped_on": "2026-01-01"}, {"lost": None}),
    ],
)  # fmt: skip
def test_when_a_parcel_is_lost_and_may_be_asked_for(
    programme: str, field: str, known: dict[str, Any], days: dict[str, str | None]
) -> None:
    found = by_rule(programme, field, case_of(**parcel_of(known)))
    assert {name: day for name, day in found.items() if not _is_unknown(programme, name)} == days


def _is_unknown(programme: str, name: str) -> bool:
    return any(rule.unknown for rule in programmes()[programme].rules if rule.id == f"{programme}.{name}")


def test_a_warehouses_cut_off_is_for_its_own_customers_and_what_shows_as_delivered() -> None:
    known = parcel_of({**FROM_GERMANY, "shipped_on": "2026-01-05", "first_scan_on": "2026-01-06",
                       "delivered_on": "2026-01-10"})  # fmt: skip
    theirs = {**known, "label": "ewarehousing"}
    for programme, day in (("ups", "2026-03-06"), ("fedex", "2026-02-05"), ("dhl", "2026-02-05"),
                           ("dpd", "2026-02-09"), ("postnl", "2026-02-09")):  # fmt: skip
        assert day_of(programme, "investigation_latest", case_of("not_received", **theirs)) == on(day)
        assert day_of(programme, "investigation_latest", case_of("lost", **theirs)) is None
        assert day_of(programme, "investigation_latest", case_of("not_received", **known)) is None


@pytest.mark.parametrize(
    ("service", "opens"),
    [
        ("Priority Mail", "2026-01-30"),
        ("Priority Mail Express", "2026-01-22"),
        ("USPS Ground Advantage", "2026-01-30"),
        ("Media Mail", None),
        (None, "2026-01-30"),
    ],
)
def test_usps_takes_no_claim_before_its_day_which_priority_mail_express_does_not_borrow(
    service: str | None, opens: str | None
) -> None:
    known = parcel_of({**IN_US, "service": service, "shipped_on": "2026-01-15"})
    found = window_of("usps", case_of(**known))
    assert (found.opens and found.opens.day) == (on(opens) if opens else None)
    assert found.closes is not None and found.closes.day == on("2026-03-16")
    assert window_of("usps", case_of("damaged", **known)).opens is None
    assert found.asks == (("service",) if service is None else ())


def test_military_mail_has_windows_that_are_shown_and_date_nothing() -> None:
    found = window_of("usps", case_of(**parcel_of({**IN_US, "service": "Priority Mail", "shipped_on": "2026-01-15"})))
    military = {one.rule.id: one.day for one in found.others if one.rule.scope.per}
    assert set(military) == {"usps.claim_opens_military_air", "usps.claim_closes_military",
                             "usps.claim_opens_military_surface"}  # fmt: skip
    assert set(military.values()) == {None}


def test_correos_takes_one_complaint_between_two_days() -> None:
    abroad = case_of(**FROM_SPAIN, service="Paq Economico Internacional", shipped_on=on("2025-08-31"))
    assert days_of("correos_es", abroad) == (on("2025-09-25"), on("2026-02-28"))
    assert day_of("correos_es", "investigation_latest", abroad) == on("2026-02-28")
    letter = case_of(**FROM_SPAIN, service="Carta certificada internacional", shipped_on=on("2025-08-31"))
    assert days_of("correos_es", letter) == (on("2025-09-15"), on("2026-02-28"))
    premium = case_of(**IN_SPAIN, service="Paq Premium", shipped_on=on("2026-02-27"))
    assert days_of("correos_es", premium) == (on("2026-03-02"), on("2027-02-27"))


def test_a_service_that_decides_the_date_is_asked_for() -> None:
    assert window_of("parcelforce", case_of(**FROM_UK, shipped_on=on("2026-02-20"))).asks == ("service",)
    assert window_of("dhl", case_of(**FROM_US, shipped_on=on("2026-02-20"))).asks == ("service",)
    assert window_of("royal_mail", case_of(shipped_on=on("2026-02-20"))).asks == ("lane",)
    known = case_of(**FROM_UK, service="globalvalue", shipped_on=on("2026-02-20"))
    assert window_of("parcelforce", known).asks == ()
