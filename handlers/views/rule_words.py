"""Periods, anchors and values of rules in the reader's words."""

from collections.abc import Mapping
from typing import Any

from cases.own_rules import Override
from cases.words import N_, Term
from handlers.language import Words


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
