"""Periods, anchors and values of rules in the reader's words."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from cases.own_rules import Override
from cases.rules import Rule
from cases.words import N_, Term
from handlers.language import Marked, Words, escaped, quoted, shortened

TEXT_LONGEST = 400


def period_told(amount: int, unit: str, words: Words) -> str:
    """So many days, working days, months…"""
    if unit == "hours":
        return words.count(N_("{n} hour"), N_("{n} hours"), amount)
    if unit == "working_days":
        return words.count(N_("{n} working day"), N_("{n} working days"), amount)
    if unit == "months":
        return words.count(N_("{n} month"), N_("{n} months"), amount)
    if unit == "years":
        return words.count(N_("{n} year"), N_("{n} years"), amount)
    return words.count(N_("{n} day"), N_("{n} days"), amount)


def value_told(values: Mapping[str, Any], words: Words) -> str:
    """The value of a rule of one's own: a period and what it counts from, or an amount."""
    if "money" in values:
        return f"{values['currency']} {values['money']}"
    period = period_told(values["amount"], values["unit"], words)
    return words(N_("{period} from {anchor}"), period=period, anchor=Term(f"anchor:{values['anchor']}"))


def rule_told(one: Override, words: Words) -> str:
    """What a rule of one's own says, as one piece of mrkdwn: claim until 30 days from hand-over."""
    return words(N_("{rule}: {value}"), rule=Term(f"rule:{one.field}"), value=value_told(one.values, words))


def told_of_rule(rule: Rule, words: Words) -> str:
    """What a rule of a programme says, as mrkdwn."""
    return quoted(rule_text(rule, words))


def rule_text(rule: Rule, words: Words) -> str:
    """What a rule of a programme says, not escaped: its period where it has one, else its words."""
    if rule.amount is not None and rule.unit is not None:
        period = period_told(rule.amount, rule.unit, words)
        if rule.anchor is None:
            return period
        return words.plain(N_("{period} from {anchor}"), period=period, anchor=Term(f"anchor:{rule.anchor}"))
    chinese = words.language == "zh_CN" and rule.text_zh
    return shortened(chinese or rule.text, TEXT_LONGEST)


def rules_text(rules: Iterable[Rule], words: Words) -> str:
    """What several rules of one kind say, not escaped."""
    return words(N_("; ")).join(rule_text(one, words) for one in rules)


def counted_told(field: str, amount: int, unit: str, anchor: str, day: date | None, words: Words) -> str:
    """A rule that gives a date: what, how long, from what, and from which day where that is known."""
    said = {
        "rule": Term(f"rule:{field}"),
        "period": period_told(amount, unit, words),
        "anchor": Term(f"anchor:{anchor}"),
    }
    if day is None:
        return words(N_("{rule}: {period} from {anchor}"), **said)
    return words(N_("{rule}: {period} from {anchor}, {day}"), **said, day=words.day(day))


def own_period_told(amount: int, unit: str, words: Words) -> str:
    """A period of the team's own: its working hours and days, a counterparty's working days, or calendar days."""
    if unit == "team_hours":
        return words.count(N_("{n} working hour of the team"), N_("{n} working hours of the team"), amount)
    if unit == "team_days":
        return words.count(N_("{n} working day of the team"), N_("{n} working days of the team"), amount)
    if unit == "party_days":
        return words.count(N_("{n} working day of theirs"), N_("{n} working days of theirs"), amount)
    return period_told(amount, "days", words)


def sourced(source: str, checked: date, confidence: str, words: Words) -> str:
    """Where a rule is written, when somebody looked there last, and how sure it is; mrkdwn."""
    return words(
        N_("Source: {source}, checked {day}, confidence {confidence}"),
        source=Marked(linked(source)),
        day=words.day(checked),
        confidence=Term(f"confidence:{confidence}"),
    )


def linked(source: str) -> str:
    """An address as a link that shows its site."""
    site = source.partition("//")[2].partition("/")[0] or source
    return f"<{escaped(source).replace('|', '%7C')}|{quoted(site)}>"
