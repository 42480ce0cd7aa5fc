"""What triage is asked about a case: its parcel, its kind of loss, the calendars of its route, the rules of loss."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from cases.case import Case, Parcel
from cases.likely_cause import calendar_of_country, deemed_lost_by, likely_cause, told_by
from cases.rule_book import RuleBook
from cases.rules import Programme, Rule
from cases.scans import Scan
from cases.working_time import Calendar
from partners.tracking.thresholds import patience

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
PARCEL = Parcel("15501234567890", "dpd", "DPD", origin="GB", destination="GB", shipped_on=date(2026, 3, 2))
CASE = Case("T1", 1, 1, NOW, "U1", (PARCEL,))


def rule(days: int, role: str = "carrier", **more: object) -> Programme:
    made = Rule("x.lost", "x", "lost_after", "lost", date(2026, 1, 1), days, "days", "shipped", confidence="high")
    return Programme("x", "DPD Local", role, "GB", "Europe/London", ("dpd",), rules=(replace(made, **more),))  # type: ignore[arg-type]


def book(*programmes: Programme) -> RuleBook:
    return RuleBook({f"{one.id}{number}": one for number, one in enumerate(programmes)})


def scan(kind: str, days: int) -> Scan:
    at = NOW - timedelta(days=days)
    return Scan(kind, kind, "17track", at=at, local=at.replace(tzinfo=None), city="Hinckley", country="GB")


def test_a_rule_of_the_carrier_deems_lost_from_the_day_after_its_period() -> None:
    [found] = deemed_lost_by(CASE, book(rule(10)))
    assert (found.rule, found.day) == ("DPD Local", date(2026, 3, 13))
    verdict = likely_cause(CASE, [scan("arrived", 16)], (), book(rule(10)), patience(), NOW)
    assert (verdict.cause, verdict.because) == ("lost", "stalled_hub")
    assert likely_cause(CASE, [scan("arrived", 16)], (), book(rule(30)), patience(), NOW).cause == "stalled_hub"


def test_of_several_days_the_latest_counts_and_a_weak_source_deems_nothing_lost() -> None:
    two = replace(rule(10), rules=(*rule(10).rules, *rule(20).rules))
    assert [one.day for one in deemed_lost_by(CASE, book(two))] == [date(2026, 3, 23)]
    assert deemed_lost_by(CASE, book(rule(10, confidence="low"))) == ()
    assert len(deemed_lost_by(CASE, book(rule(10, confidence="", by="U1")))) == 1
    assert deemed_lost_by(CASE, book(rule(10, role="insurer"))) == ()
    unshipped = replace(CASE, parcels=(replace(PARCEL, shipped_on=None),))
    assert deemed_lost_by(unshipped, book(rule(10))) == ()


def test_the_kind_of_loss_tells_what_the_buyer_said() -> None:
    said = {one: told_by(replace(CASE, loss_type=one)).buyer for one in ("lost", "not_received", "stolen", "damaged")}
    assert said == {"lost": None, "not_received": "not_received", "stolen": "not_received", "damaged": "damaged"}
    stolen = replace(CASE, loss_type="stolen")
    assert likely_cause(stolen, [scan("delivered", 1)], (), book(), patience(), NOW).cause == "not_received"


def test_holidays_of_the_country_lengthen_what_is_ordinary() -> None:
    asked = []

    def calendar(place: str, zone: str) -> Calendar:
        asked.append((place, zone))
        return Calendar(zone, frozenset(date(2026, 3, day) for day in range(14, 20)))

    closed = RuleBook(calendar_of=calendar)
    assert likely_cause(CASE, [scan("arrived", 9)], (), book(), patience(), NOW).cause == "stalled_hub"
    assert likely_cause(CASE, [scan("arrived", 9)], (), closed, patience(), NOW).cause == "too_early"
    assert set(asked) == {("GB", "Europe/London")}


def test_a_country_without_known_holidays_works_from_monday_to_friday() -> None:
    def unknown(place: str, zone: str) -> Calendar:
        raise ValueError(place)

    assert calendar_of_country(RuleBook(calendar_of=unknown), "XX") == Calendar("UTC")
