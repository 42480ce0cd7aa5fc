"""Periods, anchors and values of rules in the reader's words."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from cases.own_rules import Override
from cases.words import N_, Term
from handlers.language import Marked, Words, escaped, quoted

SOURCE_AT_THE_END = re.compile(r"(.*) \((https?://[^\s()]+)\)", re.DOTALL)


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


def with_links(written: str) -> str:
    """Somebody's line as mrkdwn, an address in brackets at its end as a link."""
    found = SOURCE_AT_THE_END.fullmatch(written)
    return f"{quoted(found[1])} ({linked(found[2])})" if found else quoted(written)
