"""The dated rates that are kept, newest first, and the form to enter one."""

from collections.abc import Mapping, Sequence
from typing import Any

from cases.money import SDR
from cases.rates import Rate
from cases.words import N_, Person, Term
from handlers.language import Words, brief
from handlers.views.kit import (
    Block,
    actions,
    button,
    context,
    field,
    modal,
    option,
    paragraphs,
    select,
    text_input,
)
from handlers.views.move_form import COMMON_CURRENCIES, CURRENCIES

MOST_SHOWN = 30
LONGEST_NOTE = 40


def rates_blocks(rates: Sequence[Rate], words: Words, *, may_enter: bool) -> list[Block]:
    """What is kept of the last days, each with its day and source; the form's button for those who may."""
    if not rates:
        told = [words(N_("No rate of the last days is kept. Amounts stay in their currencies until one is entered."))]
    else:
        told = [words(N_("*Rates of the last days*")), *(rate_told(one, words) for one in rates[:MOST_SHOWN])]
        left = len(rates) - MOST_SHOWN
        told += [words.count(N_("and {n} more"), N_("and {n} more"), left)] if left > 0 else []
    blocks = paragraphs(told)
    return [*blocks, actions([button(words(N_("Enter a rate")), "rate_add")], "rates")] if may_enter else blocks


def rate_told(rate: Rate, words: Words) -> str:
    """One rate, of which day, by whom."""
    source = Term(f"rate:{rate.source}")
    told = words(
        N_("1 {base} = {value} {quote} on {day} ({source})"),
        base=rate.base,
        value=str(rate.value),
        quote=rate.quote,
        day=rate.on,
        source=source,
    )
    by = words(N_(", by {person}"), person=Person(rate.by)) if rate.by else ""
    note = words(N_(": {text}"), text=brief(rate.note, LONGEST_NOTE)) if rate.note else ""
    return f"{told}{by}{note}"


def rate_form(words: Words, meta: Mapping[str, Any]) -> Block:
    """A rate by hand: between which currencies, how much, of which day, and where it is written."""
    codes = [*COMMON_CURRENCIES, *(code for code in CURRENCIES if code not in COMMON_CURRENCIES), SDR]
    choices = [option(code, code) for code in codes]
    blocks = [
        context(words(N_("A rate that you enter stands before the banks' own, on its day and the five after."))),
        field(words(N_("One")), select("base", choices, "EUR"), "base", optional=False),
        field(words(N_("is")), text_input("value", placeholder="1.0821", most=20), "value", optional=False),
        field(words(N_("In")), select("quote", choices, "USD"), "quote", optional=False),
        field(words(N_("On which day")), {"type": "datepicker", "action_id": "on"}, "on", optional=False),
        field(words(N_("Where it is written")), text_input("note", most=200), "note", optional=False),
    ]
    title = words(N_("Enter a rate"))
    return modal("rate_add", title, blocks, submit=words(N_("Save")), close=words(N_("Cancel")), meta=meta)
