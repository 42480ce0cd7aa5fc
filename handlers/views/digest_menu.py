"""The menu below a digest: each of its figures, to open the cases behind it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from cases.words import N_
from handlers.glossary import clock_term
from handlers.language import Words, brief
from handlers.views.digest_trends import Month, Week
from handlers.views.kit import OPTIONS_MOST, Block, actions, option, packed, select

# https://docs.slack.dev/reference/block-kit/composition-objects/option-object
VALUE_LONGEST = 150
Choice = tuple[str, dict[str, Any]]


def week_menu(week: Week, words: Words) -> list[Block]:
    """The figures of a weekly digest."""
    return _menu(_of_week(week, words), week.now, words)


def month_menu(month: Month, words: Words) -> list[Block]:
    """The figures of a monthly digest."""
    return _menu(_of_month(month, words), month.now, words)


def menu(choices: Iterable[Choice], action: str, words: Words) -> list[Block]:
    """A select of what can be opened; what would not come back whole is left out."""
    options = [option(text, value) for text, carried in choices if len(value := packed(carried)) <= VALUE_LONGEST]
    if not options:
        return []
    shown = select(action, options[:OPTIONS_MOST], placeholder=words.plain(N_("Show the cases behind a figure")))
    return [actions([shown], "menu_" + action.replace(":", "_"))]


def _menu(choices: Iterable[Choice], at: datetime, words: Words) -> list[Block]:
    return menu(((text, {**value, "t": at.isoformat()}) for text, value in choices), "digest_cases", words)


def _of_week(week: Week, words: Words) -> Iterator[Choice]:
    for one in week.deadlines:
        what = words.term(clock_term(one.kind, ""))
        if one.missed:
            yield words.plain(N_("{what}, missed: {n}"), what=what, n=one.missed), {"f": "missed", "k": one.kind}
        if one.met:
            yield words.plain(N_("{what}, met: {n}"), what=what, n=one.met), {"f": "met", "k": one.kind}
    for quiet in week.slowest:
        text = words.plain(N_("{party}, answers owed: {n}"), party=brief(quiet.name, 40), n=quiet.count)
        yield text, {"f": "quiet", "k": [list(key) for key in quiet.keys]}
    if week.flow:
        _, opened, closed = week.flow[-1]
        yield words.plain(N_("New: {n}"), n=opened), {"f": "opened", "k": 7}
        yield words.plain(N_("Closed: {n}"), n=closed), {"f": "closed", "k": 7}
    sums: Sequence[tuple[str, str, Any]] = (
        ("awaited", N_("Awaited from payers, {currency}: {n}"), week.awaited),
        ("received", N_("Received from payers, {currency}: {n}"), week.received),
        ("at_risk", N_("At risk, {currency}: {n}"), week.at_risk),
    )
    for figure, text, some in sums:
        for money, count in some:
            yield words.plain(text, currency=money.currency, n=count), {"f": figure, "k": money.currency}


def _of_month(month: Month, words: Words) -> Iterator[Choice]:
    yield words.plain(N_("New: {n}"), n=month.opened), {"f": "opened", "k": 30}
    for what, key, name, count in month.behind:
        told = words.term(name) if what == "cause" else brief(name, 40)
        yield words.plain(N_("{what}: {n}"), what=told, n=count), {"f": what, "k": key}
