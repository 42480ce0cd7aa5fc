"""What a workspace's own contract says stands in place of a programme's public rules."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from cases.money import Money
from cases.own_rules import Override, own_programme_id, rule_of, with_own_rules
from cases.rules import Programme, Rule

SET_AT = datetime(2026, 11, 23, 2, tzinfo=UTC)
CHECKED = date(2026, 11, 1)


def public(field: str, **more: Any) -> Rule:
    return Rule(f"ups.{field}", "ups", field, "public", CHECKED, source="https://example.com", **more)


UPS = Programme(
    "ups",
    "UPS",
    "carrier",
    "US",
    "America/New_York",
    ("ups",),
    rules=(
        public("claim_latest", amount=60, unit="days", anchor="expected_delivery"),
        public("payment", unknown=True),
        public("not_covered", covered=False),
    ),
)


def own(field: str, programme: str = "ups", **values: Any) -> Override:
    return Override("1", programme, field, values, "contract 2026-04", "UMAYA", SET_AT)


def zone_of(country: str) -> str:
    return {"CN": "Asia/Shanghai"}[country]


def test_an_own_value_stands_instead_of_the_public_ones_of_its_field_only() -> None:
    (made,) = with_own_rules((UPS,), (own("claim_latest", amount=30, unit="days", anchor="shipped"),), zone_of)
    (rule,) = made.of("claim_latest")
    assert (rule.amount, rule.unit, rule.anchor, rule.text) == (30, "days", "shipped", "30 days from shipped")
    assert (rule.by, rule.why, rule.set_at, rule.source) == ("UMAYA", "contract 2026-04", SET_AT, "")
    assert rule.id == "ups.own_claim_latest"
    assert [one.field for one in made.rules] == ["claim_latest", "payment", "not_covered"]
    assert made.of("payment") == UPS.of("payment")


def test_an_unknown_value_becomes_known_by_the_contract() -> None:
    (made,) = with_own_rules((UPS,), (own("payment", amount=30, unit="days", anchor="shipped"),), zone_of)
    assert [one.unknown for one in made.of("payment")] == [False]


def test_a_contract_that_gives_cover_takes_away_that_there_is_none() -> None:
    (made,) = with_own_rules((UPS,), (own("liability_default", money="100.00", currency="USD"),), zone_of)
    assert made.of("not_covered") == ()
    (rule,) = made.of("liability_default")
    assert (rule.money, rule.covered) == (Money(Decimal("100.00"), "USD"), True)
    (made,) = with_own_rules((UPS,), (own("liability_default", money="0", currency="USD"),), zone_of)
    assert len(made.of("not_covered")) == 1 and made.of("liability_default")[0].covered is False


def test_a_forwarder_without_public_rules_becomes_a_programme_of_its_own() -> None:
    values = {"amount": 30, "unit": "days", "anchor": "shipped", "country": "CN"}
    sz = own_programme_id("sz swift")
    made = with_own_rules(
        (UPS,), (own("payment", sz, name="SZ Swift", **values), own("payment", "yunexpress", **values)), zone_of
    )
    assert made[0] == UPS
    assert (made[1].name, made[1].carriers, made[1].labels, made[1].zone) == ("SZ Swift", (), (sz,), "Asia/Shanghai")
    assert (made[2].carriers, made[2].country, made[2].rules[0].programme) == (("yunexpress",), "CN", "yunexpress")


def test_a_contracts_own_value_does_not_grow_old() -> None:
    rule = rule_of(own("payment", amount=30, unit="days", anchor="shipped"))
    assert not rule.is_old(date(2030, 1, 1))
