"""The whole timeline of a case's parcels, in the reader's zone, and the form to paste scans into."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from cases.case import Case
from cases.scan_kinds import KINDS, UNKNOWN
from cases.scans import Look, Scan
from cases.timelines import Event, days_of_silence, last_event, last_physical, route
from cases.words import N_, Sentence, Term
from handlers.language import Marked, Words, brief, quoted, shortened
from handlers.views.kit import (
    DIVIDER,
    Block,
    actions,
    button,
    context,
    field,
    fitting,
    modal,
    option,
    section,
    select,
    text_input,
)
from partners.tracking.asking import NAMES, Trouble
from partners.tracking.by_hand import MOST_LINES, OF_THE_PAGE, WHY, LeftOver

BETWEEN = "  ·  "
MOST_EVENTS, MOST_LEFT_OVER = 80, 20
LONGEST_WORDS, LONGEST_PLACE, LONGEST_LINE = 300, 60, 120
ANSWERED = {
    "scans": N_("{tracker} was asked at {when} and has scans to show."),
    "pending": N_("{tracker} was asked at {when}. It has only begun to follow the number."),
    "not_found": N_("{tracker} was asked at {when} and does not know the number."),
    "invalid": N_("{tracker} was asked at {when} and takes it for no number that it can follow."),
    "stopped": N_("{tracker} follows the number no longer, since {when}. That says nothing about the parcel."),
}
Timelines = Mapping[str, Sequence[Event]]


def scans_modal(
    case: Case,
    timelines: Timelines,
    looks: Sequence[Look],
    words: Words,
    now: datetime,
    *,
    can_ask: bool,
    said: str | None = None,
) -> Block:
    """Every happening, newest first, under the number it belongs to; then how each tracker answered at last.

    `said` stands above it all: what became of the button that was pressed.
    """
    blocks = [section(said)] if said else []
    blocks.append(actions(_buttons(case, words, can_ask), block_id="scan_actions"))
    told: list[Block] = []
    for number, events in timelines.items():
        told.append(section(_head(number, events, words, now)))
        told += [section(event_told(event, words)) for event in reversed(events)]
        told.append(DIVIDER)
    if not any(timelines.values()):
        told.append(section(words(N_("No scans are known. Paste what the carrier's page shows, as it is."))))
    kept = fitting(told, MOST_EVENTS)
    blocks += kept
    if left := len(told) - len(kept):
        blocks.append(context(words.count(N_("… and {n} earlier one."), N_("… and {n} earlier ones."), left)))
    blocks += [context(look_told(look, words)) for look in looks[:10]]
    title = words(N_("Scans"))
    return modal("scans", title, blocks, submit=None, close=words(N_("Close this")), meta={"c": case.number})


def scans_line(events: Sequence[Event], words: Words) -> str:
    """The last scan and the way so far in one line, for the card; empty where there are no scans.

    The card is not drawn anew every day: it says since when nothing was seen, and not for how long.
    """
    newest = last_physical(events) or last_event(events)
    if newest is None:
        return ""
    kind = Term(f"scan:{newest.scan.kind}")
    day = newest.scan.day
    line = words(N_("*Last scan*  {day}: {what}"), day=words.day(day) if day else "–", what=kind)
    way = " → ".join(quoted(shortened(one, LONGEST_PLACE)) for one in route(events))
    return f"{line}{BETWEEN}{way}" if way else line


def event_told(event: Event, words: Words) -> str:
    """When and where, what it means, the carrier's own words, and who tells of it."""
    scan = event.scan
    head = BETWEEN.join(part for part in (f"*{when_told(scan, words)}*", _place(scan)) if part)
    lines = [head, words.term(f"scan:{scan.kind if scan.kind in KINDS else UNKNOWN}")]
    if scan.words:
        lines.append(f"“{quoted(brief(scan.words, LONGEST_WORDS))}”")
    names = words(N_(", ")).join(NAMES.get(one, words.term(one)) for one in event.providers)
    if scan.taken_back:
        lines.append(words(N_("No longer shown by {trackers}: it was taken back."), trackers=names))
    else:
        lines.append(words(N_("Told by {trackers}."), trackers=names))
    return "\n".join(lines)


def when_told(scan: Scan, words: Words) -> str:
    """The instant in the reader's zone where it is known; else the wall time, said to be that of the place."""
    if scan.at is not None:
        return words.moment(scan.at)
    if scan.local is None:
        return words(N_("no time given"))
    if not scan.has_hour:
        return words.day(scan.local.date())
    time = f"{words.day(scan.local.date())} {scan.local:%H:%M}"
    return words(N_("{time}, local time there"), time=time)


def look_told(look: Look, words: Words) -> str:
    """How a tracker answered at last, and when it last had something to show where it has not now."""
    name = NAMES.get(look.provider, look.provider)
    if look.outcome in ANSWERED:
        said = words(ANSWERED[look.outcome], tracker=name, when=look.at)
    else:
        said = words.say(_trouble(look, name))
    if look.outcome != "scans" and look.good_at is not None:
        return words.in_a_row(said, words(N_("It last had scans to show at {when}."), when=look.good_at))
    return said


def paste_form(case: Case, words: Words, meta: Mapping[str, Any], number: str | None = None) -> Block:
    """Where a carrier's page, or a list of scans, is pasted; the number is asked for where there are several."""
    how = N_("A carrier's page or a list of scans, with dates, in any language. One scan a line is best.")
    blocks = [context(words(how))]
    numbers = [one.number for one in case.parcels]
    if len(numbers) > 1:
        options = [option(one, one) for one in numbers]
        which = select("number", options, number or numbers[0])
        blocks.append(field(words(N_("Number")), which, "number", optional=False))
    blocks.append(field(words(N_("Scans")), text_input("text", lines=True, most=3000), "text", optional=False))
    title, submit, close = words(N_("Paste scans")), words(N_("Read")), words(N_("Cancel"))
    return modal("paste_scans", title, blocks, submit=submit, close=close, meta={**meta, "c": case.number})


def pasted_modal(events: Sequence[Event], new: int, left_over: Sequence[LeftOver], words: Words) -> Block:
    """What was understood of a pasted text, and what was not, line by line."""
    said = words.count(N_("{n} new scan was kept."), N_("{n} new scans were kept."), new)
    if not new:
        said = words(N_("All of it was known already. Nothing was changed."))
    blocks: list[Block] = [section(said)]
    blocks += [section(event_told(event, words)) for event in list(reversed(events))[:40]]
    puzzling = [one for one in left_over if one.why != OF_THE_PAGE]
    if puzzling:
        blocks += [DIVIDER, section(words(N_("*Not understood*, and not kept as scans:")))]
        blocks += [context(_left_over(one, words)) for one in puzzling[:MOST_LEFT_OVER]]
    if (more := len(puzzling) - MOST_LEFT_OVER) > 0:
        blocks.append(context(words.count(N_("… and {n} more line."), N_("… and {n} more lines."), more)))
    if furniture := len(left_over) - len(puzzling):
        told = words.count(
            N_("{n} line is the page's own, such as a heading or a button."),
            N_("{n} lines are the page's own, such as headings and buttons."),
            furniture,
        )
        blocks.append(context(told))
    title = words(N_("Paste scans"))
    return modal("scans_read", title, fitting(blocks, 95), submit=None, close=words(N_("Close this")), meta={})


def _left_over(one: LeftOver, words: Words) -> str:
    why = words(WHY[one.why], most=MOST_LINES)
    text = Marked(quoted(shortened(" ".join(one.text.split()), LONGEST_LINE)))
    return words(N_("Line {line}: “{text}”. {why}"), line=one.line, text=text, why=Marked(why))


def _buttons(case: Case, words: Words, can_ask: bool) -> list[Block]:
    made = [button(words(N_("Paste scans")), "paste_scans", {"c": case.number})]
    return made + ([button(words(N_("Ask again now")), "ask_trackers", {"c": case.number})] if can_ask else [])


def _head(number: str, events: Sequence[Event], words: Words, now: datetime) -> str:
    lines = [f"*{quoted(number)}*"]
    way = route(events)
    if way:
        lines.append(" → ".join(quoted(shortened(one, LONGEST_PLACE)) for one in way))
    newest, silent = last_physical(events) or last_event(events), days_of_silence(events, now)
    if silent is not None and newest is not None and newest.scan.day is not None:
        day = words.day(newest.scan.day)
        told = words.count(N_("{n} day without a scan ({day})"), N_("{n} days without a scan ({day})"), silent, day=day)
        lines.append(told)
    return "\n".join(lines)


def _place(scan: Scan) -> str:
    parts = [part for part in (scan.city, scan.region, scan.country) if part]
    return quoted(shortened(", ".join(dict.fromkeys(parts)), LONGEST_PLACE))


def _trouble(look: Look, name: str) -> Sentence:
    try:
        return Trouble(look.why or "nonsense").sentence(name, look.number)
    except KeyError:
        return Trouble("nonsense").sentence(name, look.number)
