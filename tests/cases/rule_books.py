"""A small rule book for stories: a carrier, a platform, an insurer and a marketplace whose rules are easily counted."""

from datetime import date
from typing import Any

from cases.rule_book import RuleBook
from cases.rules import Programme, Rule, Scope

CHECKED = date(2026, 2, 1)
SOURCE = "https://example.com/terms"


def rule(
    programme: str, field: str, amount: int | None = None, unit: str = "days", anchor: str = "", **more: Any
) -> Rule:
    """A rule that says what its values say; without an amount it is unknown."""
    known = {"amount": amount, "unit": unit, "anchor": anchor} if amount is not None else {"unknown": True}
    name = more.pop("name", field)
    return Rule(
        f"{programme}.{name}",
        programme,
        field,
        more.pop("text", f"{amount} {unit} from {anchor}" if amount is not None else "not known"),
        more.pop("checked", CHECKED),
        source=more.pop("source", SOURCE),
        confidence=more.pop("confidence", "high"),
        **known,
        **more,
    )


def programme(name: str, role: str, *rules: Rule, **more: Any) -> Programme:
    """A programme of the United States, unless another country is given."""
    country, zone = more.pop("country", "US"), more.pop("zone", "America/New_York")
    return Programme(name, more.pop("called", name.upper()), role, country, zone, rules=rules, **more)


UPS = programme(
    "ups",
    "carrier",
    rule("ups", "claim_earliest", 1, "days", "expected_delivery"),
    rule("ups", "claim_latest", 60, "days", "expected_delivery"),
    rule("ups", "investigation_earliest", 1, "days", "expected_delivery"),
    rule("ups", "appeal_latest", 10, "working_days", "denied"),
    carriers=("ups",),
    called="UPS",
)
SENDCLOUD = programme(
    "xcover_sendcloud",
    "insurer",
    rule("xcover_sendcloud", "claim_latest", 30, "days", "label_created", scope=Scope(lane="domestic")),
    rule(
        "xcover_sendcloud", "claim_latest", 60, "days", "label_created", scope=Scope(lane="international"), name="intl"
    ),
    labels=("sendcloud",),
    called="XCover via Sendcloud",
    country="GB-ENG",
    zone="Europe/London",
)
INSURER = programme(
    "insurer",
    "insurer",
    rule("insurer", "claim_earliest", 20, "days", "shipped"),
    rule("insurer", "claim_latest", 120, "days", "shipped"),
    rule("insurer", "evidence_answer", 7, "days", "notice"),
    rule("insurer", "payment", 10, "working_days", "claim_decided"),
    called="Insurer",
)
AMAZON = programme(
    "amazon_atoz",
    "marketplace",
    rule("amazon_atoz", "buyer_answer", 48, "hours", "buyer_message"),
    rule("amazon_atoz", "answer", 72, "hours", "notice"),
    rule("amazon_atoz", "appeal_latest", 30, "days", "claim_decided"),
    marketplaces=("amazon",),
    called="Amazon A-to-z",
)
ALL_OF_THEM = (UPS, SENDCLOUD, INSURER, AMAZON)
BOOK = RuleBook({one.id: one for one in ALL_OF_THEM})
NO_BOOK = RuleBook()
