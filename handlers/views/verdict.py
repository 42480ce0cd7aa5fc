"""The likely cause in Slack: a line of the card, and the modal in which somebody confirms or corrects it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cases.case import Case
from cases.causes import CAUSES, CLOSE, NEXT_STEPS
from cases.customs_wants import BUYER, WANTS
from cases.light_dataclass import dataclass
from cases.scans import Scan
from cases.verdicts import Reason, Verdict
from cases.words import N_, Person, Sentence
from handlers.language import Marked, Words, brief, cut, quoted
from handlers.views.kit import (
    DIVIDER,
    Block,
    actions,
    button,
    context,
    field,
    modal,
    option,
    section,
    select,
    text_input,
)

REASONS_SHOWN = 3
REASON_LONGEST, WORDS_LONGEST = 400, 160
SURENESS = {"high": N_("quite sure"), "medium": N_("likely"), "low": N_("a guess")}
# In which order causes are offered: what is on the screen first is what people look for first.
GROUPS = (
    ("stalled_origin", "stalled_transit", "stalled_hub", "stalled_destination", "lost", "missorted", "wrong_scan"),
    ("customs_hold", "customs_inspection", "duties_unpaid", "seized", "destroyed_by_customs"),
    ("address", "attempted", "pickup_point", "refused", "returning", "returned"),
    ("delivered", "not_received", "damaged", "contents_missing", "recovery_centre", "destroyed_by_carrier"),
)


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The cause that a person named, who and when: it stands, and the verdict stays beside it."""

    cause: str
    by: str
    at: datetime


def confirmed_of(case: Case) -> Confirmed | None:
    """The cause that a person named last, if somebody did."""
    named = case.named_cause
    return Confirmed(named.cause, named.by, named.at) if named is not None and named.cause in CAUSES else None


def cause_line(verdict: Verdict, words: Words, confirmed: Confirmed | None = None) -> str:
    """The card's line: the likely cause, how sure that is, and the first reason; or what a person said instead."""
    likely = Sentence(verdict.entry.title)
    if confirmed is not None:
        said = Sentence(CAUSES[confirmed.cause].title)
        if confirmed.cause == verdict.cause:
            return words(N_("*Cause*  {cause}, confirmed by {who}"), cause=said, who=Person(confirmed.by))
        text = N_("*Cause*  {cause}, says {who}; the scans say: {likely}")
        return words(text, cause=said, who=Person(confirmed.by), likely=likely)
    text = N_("*Likely cause*  {cause} – {sureness}: {reason}")
    reason = Marked(_told(verdict.reasons[0], words)) if verdict.reasons else Marked("–")
    return words(text, cause=likely, sureness=Sentence(SURENESS[verdict.confidence]), reason=reason)


def cause_modal(
    number: int,
    reference: str,
    verdict: Verdict,
    words: Words,
    meta: Mapping[str, Any],
    confirmed: Confirmed | None = None,
) -> Block:
    """Why that cause is likely, what it means and what comes next; and the choice of another one."""
    blocks = [section(f"*{reference}*\n{_headline(verdict, words)}")]
    if confirmed is not None:
        blocks.append(context(_correction(confirmed, words)))
    blocks += [section(f"{place}. {_told(one, words)}") for place, one in enumerate(_shown(verdict), start=1)]
    blocks += [context(f"“{said}”") for said in _carriers_words(verdict)]
    blocks += [DIVIDER, section("\n".join(_what_follows(verdict, words))), *_ways_out(number, verdict, words), DIVIDER]
    options = [option(words.plain(CAUSES[code].title), code) for code in _in_order()]
    chosen = confirmed.cause if confirmed else verdict.cause
    blocks.append(field(words(N_("Cause")), select("cause", options, chosen), "cause", optional=False))
    blocks.append(field(words(N_("Details")), text_input("text", lines=True, most=1000), "text"))
    title, carried = words(N_("Confirm the cause")), {**meta, "c": number}
    return modal("cause", title, blocks, submit=words(N_("Confirm")), close=words(N_("Cancel")), meta=carried)


def _headline(verdict: Verdict, words: Words) -> str:
    cause, sureness = Sentence(verdict.entry.title), Sentence(SURENESS[verdict.confidence])
    if verdict.because is None:
        named = words(N_("*Cause*  {cause} ({sureness})"), cause=cause, sureness=sureness)
    else:
        because = Sentence(CAUSES[verdict.because].title)
        text = N_("*Cause*  {cause} ({sureness}), after: {because}")
        named = words(text, cause=cause, sureness=sureness, because=because)
    return f"{named}\n{words(verdict.entry.meaning)}"


def _correction(confirmed: Confirmed, words: Words) -> str:
    text = N_("{who} named the cause on {day}: {cause}")
    cause = Sentence(CAUSES[confirmed.cause].title)
    return words(text, who=Person(confirmed.by), day=words.day(confirmed.at), cause=cause)


def _shown(verdict: Verdict) -> tuple[Reason, ...]:
    return verdict.reasons[:REASONS_SHOWN]


def _told(reason: Reason, words: Words) -> str:
    # On one line, whatever a carrier puts into the name of a place.
    return cut(" ".join(words.say(reason.sentence).split()), REASON_LONGEST)


def _carriers_words(verdict: Verdict) -> list[str]:
    """What the carrier wrote itself of the scans that the reasons rest on, each once."""
    scans: list[Scan] = [scan for reason in _shown(verdict) for scan in reason.scans]
    written = dict.fromkeys(brief(scan.words, WORDS_LONGEST) for scan in scans if scan.words.strip())
    return [quoted(one) for one in list(written)[:REASONS_SHOWN]]


def _what_follows(verdict: Verdict, words: Words) -> list[str]:
    lines = [words(N_("*Next*  {step}"), step=Sentence(NEXT_STEPS[verdict.next_step]))]
    for code in verdict.wants:
        of_buyer = WANTS[code].of == BUYER
        text = N_("*Wanted from the buyer*  {what}") if of_buyer else N_("*Wanted from us*  {what}")
        lines.append(words(text, what=Sentence(WANTS[code].sentence)))
    if verdict.new_number:
        lines.append(words(N_("*Other number*  {number}"), number=brief(verdict.new_number, 50)))
    if verdict.look_again_on:
        lines.append(words(N_("*Look again on*  {day}"), day=words.day(verdict.look_again_on)))
    lines.append(words(N_("*Claim*  {claim}"), claim=Sentence(verdict.entry.claim)))
    lines.append(words(N_("*Tell the buyer*  {text}"), text=Sentence(verdict.entry.to_buyer)))
    return lines


def _ways_out(number: int, verdict: Verdict, words: Words) -> list[Block]:
    """The one click by which a case that is none is closed, or parked: never by itself."""
    if verdict.entry.way_out is None:
        return []
    if verdict.entry.way_out == CLOSE:
        made = button(words(N_("Close as not lost")), "form:not_lost", {"c": number, "o": verdict.entry.outcome})
    else:
        until = verdict.look_again_on.isoformat() if verdict.look_again_on else None
        made = button(words(N_("Park it until a date")), "form:wait", {"c": number, "u": until})
    return [actions([made], "way_out")]


def _in_order() -> list[str]:
    grouped = [code for group in GROUPS for code in group]
    return grouped + [code for code in CAUSES if code not in grouped]
