"""How long it is kept who a buyer is: a marketplace's days and our own, whichever are over first."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from cases.case import Case, Order, Parcel
from cases.retention import USUAL_DAYS, erased_from, look_again_at
from partners.marketplaces.keeping import RetentionRuleError, read_retention_rules, retention_rules

OPENED, CLOSED = datetime(2026, 3, 1, 9, tzinfo=UTC), datetime(2026, 4, 10, 15, tzinfo=UTC)
DELIVERED, DAY = date(2026, 3, 5), timedelta(days=1)
RULES = retention_rules()


def case(marketplace: str | None, *delivered: date | None, closed: datetime | None = None) -> Case:
    parcels = tuple(Parcel(f"1Z{place}", delivered_on=day) for place, day in enumerate(delivered or (None,)))
    made = Case("T1", 1, 1, OPENED, "ULIN", parcels, Order("O-1", marketplace))
    return replace(made, closed_at=closed, status="closed" if closed else "open")


def begin_of(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kept", "until"),
    [
        # Amazon's thirty days begin with the delivery, whether the case is open or closed.
        (case("amazon.de", DELIVERED), begin_of(DELIVERED) + 30 * DAY),
        (case("Amazon.com", DELIVERED, closed=CLOSED), begin_of(DELIVERED) + 30 * DAY),
        (case("亚马逊 DE", DELIVERED), begin_of(DELIVERED) + 30 * DAY),
        # What was never delivered counts from the closing; while it is open nobody can know.
        (case("amazon.de", closed=CLOSED), CLOSED + 30 * DAY),
        (case("amazon.de"), None),
        # A replacement that arrived is the order's delivery.
        (case("amazon.de", DELIVERED, date(2026, 3, 20)), begin_of(date(2026, 3, 20)) + 30 * DAY),
        # Elsewhere only our own time counts, and only once the case is closed.
        (case("ebay", DELIVERED), None),
        (case(None, DELIVERED, closed=CLOSED), CLOSED + USUAL_DAYS * DAY),
        (case("shopify", closed=CLOSED), CLOSED + USUAL_DAYS * DAY),
    ],
)
def test_from_when_on_a_buyer_is_not_kept(kept: Case, until: datetime | None) -> None:
    assert erased_from(kept, RULES, USUAL_DAYS) == until


def test_a_shorter_time_of_our_own_comes_before_the_marketplaces() -> None:
    assert erased_from(case("amazon.de", closed=CLOSED), RULES, 7) == CLOSED + 7 * DAY


def test_a_buyer_is_looked_at_again_daily_and_on_the_very_moment() -> None:
    closed, open_ = case("ebay", closed=CLOSED), case("ebay")
    until = CLOSED + USUAL_DAYS * DAY
    assert look_again_at(open_, RULES, USUAL_DAYS, CLOSED) == CLOSED + DAY
    assert look_again_at(closed, RULES, USUAL_DAYS, CLOSED) == CLOSED + DAY
    assert look_again_at(closed, RULES, USUAL_DAYS, until - timedelta(hours=3)) == until


def test_amazons_rule_has_its_source_and_the_day_it_was_read() -> None:
    [amazon] = [one for one in RULES if one.marketplace == "amazon"]
    assert amazon.days == 30 and amazon.source.startswith("https://developer-docs.amazon.com/")
    assert amazon.checked == date(2026, 11, 29) and amazon.confidence == "high"


RULE = """[[rule]]
marketplace = "x"
days = 5
text = "t"
text_zh = "t"
source = "https://x.example"
confidence = "low"
checked = 2026-11-29
"""


@pytest.mark.parametrize(
    ("line", "instead", "says"),
    [
        ("days = 5", "days = 0", "“days” must be a whole number"),
        ("days = 5", "", "“days” must be a whole number"),
        ('source = "https://x.example"', 'source = "hearsay"', "a rule without a source"),
        ('confidence = "low"', 'confidence = "sure"', "“confidence” must be one of"),
        ("checked = 2026-11-29", "", "“checked” is missing"),
        ("days = 5", "days = 5\nyears = 1", "knows no “years”"),
        ('text = "t"', "", "“text” is missing"),
    ],
)
def test_an_incomplete_rule_does_not_load(line: str, instead: str, says: str) -> None:
    assert [one.days for one in read_retention_rules(RULE)] == [5]
    with pytest.raises(RetentionRuleError, match=says):
        read_retention_rules(RULE.replace(line, instead))
