"""What marketplaces let sellers write to their buyers: data with its sources, read when it is needed first."""

import tomllib
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from cases.buyer_messages import FORBIDDEN, MessageRule
from cases.rules import CONFIDENCES

MESSAGES = Path(__file__).with_name("messages.toml")
WORDS = ("marketplace", "forbids", "text", "text_zh", "source", "confidence")


class MessageRuleError(Exception):
    """A rule of the data file that is incomplete; the message names it and says what would be right."""


@cache
def message_rules() -> tuple[MessageRule, ...]:
    """Every rule. Raises MessageRuleError where one is incomplete: a rule without a source does not load."""
    return read_message_rules(MESSAGES.read_text(encoding="utf-8"))


def read_message_rules(written: str) -> tuple[MessageRule, ...]:
    """The rules of a file's text."""
    return tuple(_rule(row, place) for place, row in enumerate(tomllib.loads(written).get("rule", []), 1))


def _rule(row: dict[str, Any], place: int) -> MessageRule:
    where = f"messages.toml, rule {place}"
    strange = sorted(row.keys() - {*WORDS, "checked", "through"})
    if strange:
        raise MessageRuleError(f"{where}: Tracer knows no “{strange[0]}” here.")
    for name in WORDS:
        if not isinstance(row.get(name), str) or not row[name].strip():
            raise MessageRuleError(f"{where}: “{name}” is missing. Write it between quotes.")
    if row["forbids"] not in FORBIDDEN:
        raise MessageRuleError(f"{where}: “forbids” must be one of {', '.join(FORBIDDEN)}.")
    if row["confidence"] not in CONFIDENCES:
        raise MessageRuleError(f"{where}: “confidence” must be one of {', '.join(CONFIDENCES)}.")
    if not row["source"].startswith(("https://", "http://")):
        raise MessageRuleError(f"{where}: this rule has no source, so it does not count. Write the page that says so.")
    if not isinstance(row.get("checked"), date) or isinstance(row.get("checked"), datetime):
        raise MessageRuleError(f"{where}: “checked” is missing. Write the day on which the source was read.")
    return MessageRule(
        **{name: row[name] for name in WORDS}, checked=row["checked"], through=tuple(row.get("through", ()))
    )
