"""`/lost rates`: the dated rates by which amounts are converted, and entering one by hand."""

import re
from datetime import date
from decimal import Decimal

from cases.money import SDR, read_currency
from cases.moves import ADMIN, FINANCE
from cases.rates import Rate
from cases.words import N_, NotAllowed, Refused, Sentence, WrongField
from handlers.views.rates import rate_form, rate_told, rates_blocks
from handlers.visit import Answer, Verb, Visit

MAY_ENTER = frozenset({FINANCE, ADMIN})
LARGEST, MOST_DIGITS = Decimal(1_000_000), 10
NUMBER = re.compile(r"\d{1,7}(?:[.,]\d{1,10})?")


def asked(visit: Visit) -> Answer:
    """The rates of the last days."""
    rates = visit.tx.rates(visit.workspace).of(visit.at.date())
    blocks = rates_blocks(rates, visit.words, may_enter=bool(visit.who.roles & MAY_ENTER))
    return Answer(text=visit.words(N_("Rates of the last days")), blocks=blocks)


def add_asked(visit: Visit) -> Answer:
    """The form of a rate."""
    _only_who_may(visit)
    return Answer(view=rate_form(visit.words, {"ch": visit.ask.channel}))


def sent(visit: Visit) -> Answer:
    """The form was sent: keep the rate with who entered it and where it is written."""
    _only_who_may(visit)
    filled = visit.ask.filled
    base, quote = (_currency(filled.get(name) or "", name) for name in ("base", "quote"))
    if base == quote:
        raise WrongField("quote", Sentence(N_("A rate is between two different currencies.")))
    on, note = _day(filled.get("on"), visit.at.date()), (filled.get("note") or "").strip()
    if not note:
        raise WrongField("note", Sentence(N_("Say where the rate is written, so that others can look.")))
    rate = Rate(base, quote, _value(filled.get("value") or ""), on, "by hand", visit.at, visit.who.id, note)
    visit.tx.rates(visit.workspace).keep([rate])
    return Answer(text=visit.words(N_("Kept: {rate}"), rate=rate_told(rate, visit.words)))


def _currency(written: str, name: str) -> str:
    if written == SDR:
        return SDR
    try:
        return read_currency(written)
    except Refused as refused:
        raise WrongField(name, refused.sentence) from None


def _value(written: str) -> Decimal:
    plain = written.strip()
    if not NUMBER.fullmatch(plain) or not 0 < (value := Decimal(plain.replace(",", "."))) <= LARGEST:
        text = N_("{written} is no rate. Write it like 1.0821, above zero and with at most ten decimals.")
        raise WrongField("value", Sentence(text, {"written": plain[:20] or "–"}))
    return value


def _day(written: object, today: date) -> date:
    try:
        on = date.fromisoformat(str(written))
    except ValueError:
        text = N_("{value} is not a date. Write it like 2026-04-03.")
        raise WrongField("on", Sentence(text, {"value": str(written or "–")[:20]})) from None
    if on > today:
        raise WrongField("on", Sentence(N_("That day has not come yet. A rate is of a day that is past, or of today.")))
    return on


def _only_who_may(visit: Visit) -> None:
    if not visit.who.roles & MAY_ENTER:
        raise NotAllowed(N_("Rates are entered by finance."), roles=frozenset({FINANCE}))


VERBS = (
    Verb("rates", "", N_("the dated rates by which amounts are converted"), asked, ("rate", "汇率"), writes=False),
)
CLICKS = {"rates": asked, "rate_add": add_asked}
FORMS = {"rate_add": sent}
