"""How long the carriers from UPS to Purolator take, whom they pay nothing, and what holds for each of their rules."""

from collections.abc import Callable
from typing import Any

import pytest

from cases.programmes import EARLIEST_AFTER_LATEST
from partners.programmes import programmes
from tests.programmes.counted import case_of, day_of, on, utc, window_of
from tests.programmes.test_carriers_a import (
    FROM_CANADA,
    FROM_SPAIN,
    FROM_UK,
    FROM_US,
    IN_CANADA,
    IN_FRANCE,
    IN_GERMANY,
    IN_SPAIN,
    IN_UK,
    IN_US,
    SECTIONS,
    parcel_of,
)


@pytest.mark.parametrize(
    ("programme", "field", "known", "since", "day"),
    [
        # Friday 20 November, a week that has Thanksgiving in it: seven working days end on 2 December.
        ("fedex", "claim_decision", IN_US, "2026-11-20T17:00", "2026-12-02"),
        ("usps", "claim_decision", IN_US, "2026-11-20T17:00", "2026-12-02"),
        # Late on the 20th in New York is the 21st in UTC, and counts as the 20th.
        ("usps", "claim_decision", IN_US, "2026-11-21T03:00", "2026-12-02"),
        # 15 working days of the US: Thanksgiving is left out, Veterans Day was before.
        ("ups", "claim_decision", IN_US, "2026-11-12T17:00", "2026-12-04"),
        ("ups", "payment", {"origin": "PL", "destination": "DE"}, "2026-01-30T12:00", "2026-03-01"),
        ("dhl", "claim_decision", {**FROM_US, "service": "Express"}, "2026-01-30T17:00", "2026-03-01"),
        ("parcelforce", "appeal_latest", IN_UK, "2026-01-31T12:00", "2026-03-02"),
        ("royal_mail", "claim_decision", FROM_UK, "2026-01-31T12:00", "2026-05-01"),
        ("evri", "claim_decision", IN_UK, "2026-02-01T12:00", "2026-03-01"),
        ("dpd", "evidence_answer", IN_UK, "2026-02-20T12:00", "2026-03-06"),
        ("la_poste", "claim_decision", IN_FRANCE, "2025-12-31T12:00", "2026-02-28"),
        # Poste Italiane's 45 days are a weaker source than its 40 working days, and end sooner.
        ("poste_italiane", "claim_decision", {"origin": "IT", "destination": "US"}, "2026-01-12T12:00", "2026-02-26"),
        ("deutsche_post", "investigation_length", IN_GERMANY, "2026-02-02T12:00", "2026-03-02"),
        # A reseller's experience with all its couriers is no period of Purolator's.
        ("purolator", "investigation_length", IN_CANADA, "2026-02-02T12:00", None),
        ("purolator", "claim_decision", IN_CANADA, "2026-02-02T12:00", None),
    ],
)
def test_how_long_they_take(programme: str, field: str, known: dict[str, Any], since: str, day: str | None) -> None:
    assert day_of(programme, field, case_of(**known), utc(since)) == (on(day) if day else None)


@pytest.mark.parametrize(
    ("programme", "loss", "known", "rule"),
    [
        ("ups", "stolen", IN_US, "ups.stolen_after_delivery"),
        ("ups", "lost", IN_US, None),
        ("ups", "stolen", {}, None),
        ("usps", "lost", {**FROM_US, "service": "First-Class Package International"}, "usps.no_inquiry"),
        ("usps", "lost", {**FROM_US, "service": "Priority Mail International"}, None),
        ("usps", "lost", {**FROM_US, "service": "Priority Mail International Flat Rate Envelope"}, "usps.no_inquiry"),
        ("usps", "lost", {**IN_US, "service": "Priority Mail Flat Rate Envelope"}, None),
        ("deutsche_post", "lost", {**IN_GERMANY, "service": "Päckchen M"}, "deutsche_post.no_cover_packet"),
        ("deutsche_post", "lost", {**IN_GERMANY, "service": "Paket"}, None),
        ("deutsche_post", "lost", IN_GERMANY, None),
        ("parcelforce", "lost", {**FROM_UK, "service": "globaleconomy"}, "parcelforce.no_cover_economy"),
        ("evri", "contents_missing", IN_UK, "evri.no_cover_contents"),
        ("evri", "not_received", IN_UK, None),
        ("royal_mail", "lost", {**IN_UK, "service": "Tracked 24"}, None),
        ("postnl", "lost", {"origin": "NL", "destination": "NL"}, None),
    ],
)
def test_that_nothing_is_paid_is_said_where_it_is_certain_only(
    programme: str, loss: str, known: dict[str, Any], rule: str | None
) -> None:
    said = window_of(programme, case_of(loss, **known)).not_covered
    assert (said and said.id) == rule


def test_no_window_of_these_carriers_is_shut_before_it_opens_once_its_service_is_known() -> None:
    everything = parcel_of(dict.fromkeys(("label_on", "shipped_on", "first_scan_on", "last_scan_on"), "2026-01-15"))
    everything["expected_on"] = on("2026-01-20")
    traps: list[tuple[str, str]] = []
    for programme in sorted(set(SECTIONS.values())):
        services = {name for rule in programmes()[programme].rules for name in rule.scope.service}
        for lane in (IN_US, FROM_US, IN_UK, FROM_UK, IN_SPAIN, FROM_SPAIN, IN_CANADA, FROM_CANADA):
            found = [(name, window_of(programme, case_of(**lane, **everything, service=name))) for name in services]
            traps += [(programme, name) for name, one in found if one.trap == EARLIEST_AFTER_LATEST]
    assert traps == []


@pytest.mark.parametrize(
    ("name", "is_wrong"),
    [
        ("a practical threshold is advice", lambda rule: "Advice" in rule.text and rule.field != "note"),
        ("a private sender's value says so", lambda rule: "Private" in rule.text and rule.scope.customer != "private"),
        ("a period that is dated has its anchor", lambda rule: rule.amount is not None and rule.anchor is None),
    ],
)
def test_what_holds_for_each_of_these_rules(name: str, is_wrong: Callable[[Any], bool]) -> None:
    rules = [rule for file in set(SECTIONS.values()) for rule in programmes()[file].rules]
    assert [rule.id for rule in rules if is_wrong(rule)] == [], name
