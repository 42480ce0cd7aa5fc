"""The form of any move, made from what the move asks for, and the reading of what was filled in.

One table of fields serves every move: `cases/moves.py` says what is asked, this file how it looks and is read.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from cases.case import Case
from cases.closing import CAUSES, NOT_LOST, WHEREABOUTS
from cases.money import MINOR_DIGITS, read_money
from cases.moves import MOVES, Field
from cases.words import N_, Refused, Term, WrongField
from handlers.glossary import clock_term
from handlers.language import Words, brief, quoted
from handlers.views.kit import Block, context, field, modal, option, select, text_input

CURRENCIES = sorted(MINOR_DIGITS)
COMMON_CURRENCIES = ("EUR", "USD", "GBP", "CNY")
PAYER_KINDS = ("carrier", "insurer", "marketplace")
CHOICES = {"cause": CAUSES, "whereabouts": WHEREABOUTS, "outcome": NOT_LOST, "payer_kind": PAYER_KINDS}
# An hour matters where somebody else counts in hours; elsewhere a day is enough.
WITH_HOUR = frozenset({"answer_by"})
OPENING = time(9)
NOON = time(12)


def move_form(
    case: Case, move: str, target: str | None, state: str | None, words: Words, meta: Mapping[str, Any]
) -> Block:
    """The modal that asks for what a move needs."""
    blocks: list[Block] = [context(f"*{case.reference}* · {quoted(move_title(case, move, target, words))}")]
    blocks += [one for asked in MOVES[move].fields for one in field_blocks(asked, case, words)]
    carried = {**meta, "c": case.number, "m": move, "t": target, "s": state}
    return modal("move", words.term(move), blocks, submit=words(N_("Save")), close=words(N_("Cancel")), meta=carried)


def move_title(case: Case, move: str, target: str | None, words: Words) -> str:
    """The move's name, and which line it concerns; plain text, not escaped."""
    line = line_title(case, target, words) if target else ""
    return f"{words.term(move)} – {line}" if line else words.term(move)


def line_title(case: Case, target: str, words: Words) -> str:
    """A line of the case as a person would name it: the carrier, the refund of so much, the claim on so and so.

    Plain text, not escaped.
    """
    for search in case.investigations:
        if search.id == target:
            return brief(search.party) if search.party != "?" else words.term("carrier")
    for remedy in case.remedies:
        if remedy.id == target:
            return f"{words.term(remedy.kind)} {words.money(remedy.total)}"
    for dispute in case.disputes:
        if dispute.id == target:
            return f"{words.term('dispute')} {brief(dispute.through)}"
    for claim in case.claims:
        if claim.id == target:
            return f"{words.term('claim')} {brief(claim.payer)}"
    return ""


def field_blocks(asked: Field, case: Case, words: Words) -> list[Block]:
    """The inputs for one thing a move asks for."""
    label = words.term(asked.name)
    if asked.kind == "money":
        amount = text_input("amount", placeholder="31.50", most=20)
        return [
            field(label, amount, "money", optional=not asked.required),
            currency_field(words, _currency_of(case)),
        ]
    element = _element(asked, case, words)
    return [field(label, element, asked.name, optional=not asked.required)]


def currency_field(words: Words, initial: str | None) -> Block:
    """The currency of the amounts in a form, the common ones first."""
    codes = [*COMMON_CURRENCIES, *(code for code in CURRENCIES if code not in COMMON_CURRENCIES)]
    element = select("currency", [option(code, code) for code in codes], initial or "EUR")
    return field(words(N_("Currency")), element, "currency", optional=False)


def read_details(move: str, filled: Mapping[str, Any], words: Words, now: datetime) -> dict[str, Any]:
    """What was filled in, as the rules want it. Raises WrongField with the block that does not do."""
    details: dict[str, Any] = {}
    for asked in MOVES[move].fields:
        value = filled.get(asked.name)
        if value in (None, "", []):
            continue
        try:
            details[asked.name] = _read(asked, value, filled, words, now)
        except Refused as refused:
            raise WrongField(asked.name, refused.sentence) from None
    return details


def _element(asked: Field, case: Case, words: Words) -> Block:
    if asked.kind == "text":
        return text_input(asked.name, lines=True, most=2000)
    if asked.kind == "date":
        kind = "datetimepicker" if asked.name in WITH_HOUR else "datepicker"
        return {"type": kind, "action_id": asked.name}
    if asked.kind == "person":
        return {"type": "users_select", "action_id": asked.name}
    if asked.name == "clock":
        return select(asked.name, _dates_to_find(case, words))
    if asked.kind == "choice":
        return select(asked.name, [option(words.term(one), one) for one in CHOICES[asked.name]])
    return text_input(asked.name, most=200)


def _dates_to_find(case: Case, words: Words) -> list[Block]:
    """The clocks whose date a person may enter: those without one first, then the other deadlines."""
    unknown = [clock for clock in case.clocks if clock.due_at is None]
    stated = [clock for clock in case.clocks if clock.terms.get("rule") == "stated" and clock.kind != "wait_until"]
    shown = [*unknown, *stated] or [clock for clock in case.clocks if clock.kind != "find_date"]
    return [option(words.term(clock_term(clock.kind, clock.key)), clock.key) for clock in shown]


def _read(asked: Field, value: Any, filled: Mapping[str, Any], words: Words, now: datetime) -> Any:
    if asked.kind == "money":
        return read_money(value, filled.get("currency") or "")
    if asked.kind == "date":
        return instant(asked.name, value, words, now)
    if asked.kind == "choice" and asked.name in CHOICES and value not in CHOICES[asked.name]:
        raise Refused(N_("“{value}” is not one of the choices for “{field}”."), value=value, field=Term(asked.name))
    return value.strip() if isinstance(value, str) else value


def instant(name: str, value: Any, words: Words, now: datetime) -> datetime:
    """A chosen day or moment in UTC: a last day begins at 00:00, a day to come back to at 09:00, a past one at noon."""
    if isinstance(value, int):
        return datetime.fromtimestamp(value, UTC)
    zone = ZoneInfo(words.zone)
    try:
        day = datetime.strptime(str(value), "%Y-%m-%d").replace(tzinfo=zone).date()
    except ValueError:
        raise Refused(N_("{value} is not a date. Write it like 2026-04-03."), value=str(value)[:20]) from None
    if name == "at":
        noon = datetime.combine(day, NOON, zone).astimezone(UTC)
        return min(now, noon) if now.astimezone(zone).date() == day else noon
    hour = OPENING if name == "expected_on" else time.min
    return datetime.combine(day, hour, zone).astimezone(UTC)


def _currency_of(case: Case) -> str | None:
    known = case.order.paid or case.order.cost
    return known.currency if known else None
