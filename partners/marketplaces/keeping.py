"""For how long marketplaces let sellers keep who a buyer is: data with its sources, read when it is needed first."""

import tomllib
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from cases.retention import MOST_DAYS, RetentionRule
from cases.rules import CONFIDENCES

FILE = Path(__file__).with_name("retention.toml")
WORDS = ("marketplace", "text", "text_zh", "source", "confidence")


class RetentionRuleError(Exception):
    """A rule of the data file that is incomplete; the message names it and says what would be right."""


@cache
def retention_rules() -> tuple[RetentionRule, ...]:
    """Every rule. Raises RetentionRuleError where one is incomplete: a rule without a source does not load."""
    return read_retention_rules(FILE.read_text(encoding="utf-8"))


def read_retention_rules(written: str) -> tuple[RetentionRule, ...]:
    """The rules of a file's text."""
    return tuple(_rule(row, place) for place, row in enumerate(tomllib.loads(written).get("rule", []), 1))


def _rule(row: dict[str, Any], place: int) -> RetentionRule:
    where = f"{FILE.name}, rule {place}"
    strange = sorted(row.keys() - {*WORDS, "checked", "days"})
    if strange:
        raise RetentionRuleError(f"{where}: Tracer knows no “{strange[0]}” here.")
    for name in WORDS:
        if not isinstance(row.get(name), str) or not row[name].strip():
            raise RetentionRuleError(f"{where}: “{name}” is missing. Write it between quotes.")
    if row["confidence"] not in CONFIDENCES:
        raise RetentionRuleError(f"{where}: “confidence” must be one of {', '.join(CONFIDENCES)}.")
    if not row["source"].startswith("https://"):
        raise RetentionRuleError(f"{where}: a rule without a source does not count. Write the page that says so.")
    if type(row.get("days")) is not int or not 0 < row["days"] <= MOST_DAYS:
        raise RetentionRuleError(f"{where}: “days” must be a whole number of days, such as 30.")
    if not isinstance(row.get("checked"), date) or isinstance(row.get("checked"), datetime):
        raise RetentionRuleError(f"{where}: “checked” is missing. Write the day on which the source was read.")
    return RetentionRule(**{name: row[name] for name in WORDS}, days=row["days"], checked=row["checked"])
