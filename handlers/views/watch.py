"""Parcels that are watched: what became of numbers, the list with its buttons, and the offer to open cases."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Any

from cases.causes import CAUSES
from cases.light_dataclass import dataclass
from cases.watching import MOST_WATCHED, Watched, WatchedPage
from cases.words import N_, Person
from handlers.language import Marked, Words, brief, quoted
from handlers.views import kit
from handlers.views.kit import DIVIDER, Block, actions, button, context, modal, section, text_input
from handlers.views.report_form import MOST_IN_NUMBERS
from partners.carriers.number_lists import MOST_LINES, WHY, BadLine, NumberList
from partners.carriers.numbers import Recognised, courier_name

MOST_NAMED = 10
MOST_OFFERED = 20
NO_TRACKER = N_(
    "No tracker is connected, so Tracer cannot see where these are, and will not tell when they stand still. Whoever "
    "runs Tracer can set the key of a tracker; until then look on the carrier's page, and open a case with /lost."
)


@dataclass(frozen=True, slots=True)
class Begun:
    """What became of some numbers that were to be watched.

    `cases` and `watched` are those that are followed already, by number, the first with the case's reference;
    `doubted` those of the new ones whose check digit does not fit; `no_room` how many were left out because the
    workspace watches as many as it may. `can_see` is False where there is no tracker to ask.
    """

    started: tuple[str, ...]
    cases: Mapping[str, str] = field(default_factory=dict)
    watched: Mapping[str, Watched] = field(default_factory=dict)
    doubted: tuple[Recognised, ...] = ()
    no_room: int = 0
    can_see: bool = True

    def __add__(self, other: "Begun") -> "Begun":
        """What became of these numbers and of others."""
        return Begun(
            self.started + other.started,
            {**self.cases, **other.cases},
            {**self.watched, **other.watched},
            self.doubted + other.doubted,
            self.no_room + other.no_room,
            self.can_see and other.can_see,
        )


def begun_told(begun: Begun, words: Words) -> str:
    """What became of the numbers that somebody wants to watch, a sentence a line."""
    lines = []
    if begun.started:
        lines.append(
            words.count(
                N_("{n} parcel is watched from now on."),
                N_("{n} parcels are watched from now on."),
                len(begun.started),
            )
        )
        if begun.can_see:
            told = N_("You are told when one stands still, with a button for the case. The list: /lost watch.")
            lines[-1] = words.in_a_row(lines[-1], words(told))
        if not begun.can_see:
            lines.append(words(NO_TRACKER))
    lines += _some([_doubted(one, words) for one in begun.doubted], words)
    already = N_("{number} is a case already: {reference}. Nothing was changed.")
    lines += _some(
        [words(already, number=number, reference=Marked(f"*{one}*")) for number, one in begun.cases.items()],
        words,
    )
    twice = N_("{number} is watched already, since {day}, by {who}.")
    lines += _some(
        [words(twice, number=one.number, day=one.since.date(), who=Person(one.by)) for one in begun.watched.values()],
        words,
    )
    if begun.no_room:
        full = words.count(
            N_("{n} number was left out: a workspace watches {most} parcels at most. Stop some first: /lost watch."),
            N_("{n} numbers were left out: a workspace watches {most} parcels at most. Stop some first: /lost watch."),
            begun.no_room,
            most=MOST_WATCHED,
        )
        lines.append(full)
    return "\n".join(lines)


def list_told(begun: Begun, listed: NumberList, words: Words) -> str:
    """What became of a file of numbers: which column was read, what is watched, and which lines gave none, and why."""
    lines = []
    if listed.column:
        lines.append(words(N_("The column “{column}” of the file was read."), column=brief(listed.column)))
    if not listed.numbers:
        lines.append(words(N_("There is no tracking number in the file, so nothing of it is watched.")))
    if listed.numbers:
        lines.append(begun_told(begun, words))
    lines += [_bad_line(one, words) for one in listed.bad[:MOST_NAMED]]
    if (left := len(listed.bad) + listed.bad_beyond - MOST_NAMED) > 0:
        lines.append(words.count(N_("… and {n} more line."), N_("… and {n} more lines."), left))
    if listed.too_many:
        most = N_("Only the first {most} lines were read. Send the rest as another file.")
        lines.append(words(most, most=MOST_LINES))
    return "\n".join(lines)


def watched_list(
    page: WatchedPage, words: Words, query: Mapping[str, Any], *, can_see: bool, mine: bool
) -> list[Block]:
    """One parcel a row with its state; a button to stop, and one to open a case where it stalls; other pages."""
    blocks: list[Block] = [section(_head(page, words, mine))]
    if not can_see:
        blocks.append(context(words(NO_TRACKER)))
    for one in page.parcels:
        blocks.append(section(watched_row(one, words, mine=mine)))
        blocks.append(actions(_row_buttons(one, words, query, page.page), block_id=f"watched{one.number}"))
    row = [button(words(N_("Watch more")), "watch_add")]
    if page.page > 1:
        row.append(button(words(N_("Previous page")), "watch_page:back", {**query, "p": page.page - 1}))
    if page.page < page.pages:
        row.append(button(words(N_("Next page")), "watch_page:next", {**query, "p": page.page + 1}))
    if page.pages > 1:
        blocks.append(context(words(N_("Page {page} of {pages}"), page=page.page, pages=page.pages)))
    return [*blocks, actions(row, block_id="watch_pages")]


def watched_row(one: Watched, words: Words, *, mine: bool = True) -> str:
    """One watched parcel in one line: carrier and number, where it stands, when it was seen last, who watches it."""
    mark = "✅" if one.delivered_at else "🟡" if one.stalled_since else "🔵"
    name = f"{quoted(courier_name(one.carrier))} " if one.carrier else ""
    where = words(CAUSES[one.cause].title) if one.cause else words(N_("no tracker has answered about it yet"))
    parts = [f"{mark} {name}*{quoted(one.number)}*", where]
    if one.last_seen_on:
        parts.append(words(N_("last seen {day}"), day=one.last_seen_on))
    if one.leaves_at:
        parts.append(words(N_("leaves this list on {day}"), day=one.leaves_at.date()))
    return " · ".join(parts if mine else [*parts, f"<@{one.by}>"])


def offer_blocks(
    parcels: Sequence[Watched], words: Words, query: Mapping[str, Any], whose: str | None = None
) -> tuple[str, list[Block]]:
    """The one message that offers parcels as cases, each with its button, and all at once; `whose` if not one's own."""
    told = words.count(
        N_("{n} parcel that you watch needs a look. It is no case yet."),
        N_("{n} parcels that you watch need a look. They are no cases yet."),
        len(parcels),
    )
    if whose is not None:
        told = words.count(
            N_("{n} parcel that {person} watches needs a look. It is no case yet."),
            N_("{n} parcels that {person} watches need a look. They are no cases yet."),
            len(parcels),
            person=Person(whose),
        )
    blocks: list[Block] = [section(told), *stalled_rows(parcels[:MOST_OFFERED], words)]
    if (left := len(parcels) - MOST_OFFERED) > 0:
        more = words.count(N_("… and {n} more: /lost watch"), N_("… and {n} more: /lost watch"), left)
        blocks.append(context(more))
    row = [button(words(N_("Not now")), "watch_later", query)]
    if len(parcels) > 1:
        row.insert(0, button(words(N_("Open all")), "watch_open_all", query, style="primary"))
    later = context(words(N_("“Not now” asks again in three days, or when something changes before.")))
    return told, [*blocks, actions(row, block_id="watch_offer"), later]


def stalled_rows(parcels: Sequence[Watched], words: Words) -> list[Block]:
    """Parcels that stall, one a row, each with the button that makes it a case."""
    return [
        section(
            watched_row(one, words),
            block_id=f"stalled{one.number}",
            accessory=button(words(N_("Open case")), f"watch_open:{one.number}", {"n": one.number}),
        )
        for one in parcels
    ]


def stalled_section(parcels: Sequence[Watched], total: int, words: Words) -> list[Block]:
    """App Home's part of what somebody watches: what stalls and is no case yet; nothing where nothing stalls."""
    if not parcels:
        return []
    blocks: list[Block] = [DIVIDER, section(f"*{words(N_('Stalled, not yet cases'))}*"), *stalled_rows(parcels, words)]
    numbers = [one.number for one in parcels]
    blocks.append(actions([button(words(N_("Not now")), "watch_later:home", {"ns": numbers})], block_id="stalled"))
    if (left := total - len(parcels)) > 0:
        more = words.count(N_("… and {n} more: /lost watch"), N_("… and {n} more: /lost watch"), left)
        blocks.append(context(more))
    return blocks


def watch_form(words: Words, meta: Mapping[str, Any]) -> Block:
    """The modal: numbers as they are pasted, or a file with a column of them."""
    numbers = text_input("numbers", lines=True, placeholder="1Z999AA10123456784", most=MOST_IN_NUMBERS)
    file = {"type": "file_input", "action_id": "files", "filetypes": ["csv", "tsv", "txt"], "max_files": 1}
    pasted = words(N_("As you have it: with spaces, in a link, up to 50 at once."))
    exported = words(N_("With a column of tracking numbers, such as your shop or forwarder exports it."))
    blocks = [
        kit.field(words(N_("Tracking numbers")), numbers, "numbers", hint=pasted),
        kit.field(words(N_("Or a CSV file")), file, "files", hint=exported),
    ]
    title, submit, close = words(N_("Watch parcels")), words(N_("Watch")), words(N_("Cancel"))
    return modal("watch", title, blocks, submit=submit, close=close, meta=meta)


def _head(page: WatchedPage, words: Words, mine: bool) -> str:
    if not page.total:
        return words(N_("You watch no parcels. Paste numbers after /lost watch, or choose a file below."))
    if mine:
        return words.count(N_("*You watch {n} parcel*"), N_("*You watch {n} parcels*"), page.total)
    return words.count(N_("*{n} parcel is watched*"), N_("*{n} parcels are watched*"), page.total)


def _row_buttons(one: Watched, words: Words, query: Mapping[str, Any], page: int) -> list[Block]:
    row = [button(words(N_("Stop watching")), f"watch_stop:{one.number}", {**query, "n": one.number, "p": page})]
    if one.stalled_since:
        row.insert(0, button(words(N_("Open case")), f"watch_open:{one.number}", {"n": one.number}))
    return row


def _doubted(one: Recognised, words: Words) -> str:
    text = N_("{number} does not fit {carrier}: compare it with the label. It is watched as it is.")
    return words(text, number=one.number, carrier=one.slips[0].name)


def _bad_line(one: BadLine, words: Words) -> str:
    text = N_("Line {line}: “{text}”. {why}")
    return words(text, line=one.line, text=brief(one.written, 40), why=Marked(words(WHY[one.why])))


def _some(lines: list[str], words: Words) -> list[str]:
    """The first lines, and how many more there are."""
    left = len(lines) - MOST_NAMED
    more = words.count(N_("… and {n} more such number."), N_("… and {n} more such numbers."), left)
    return [*lines[:MOST_NAMED], more] if left > 0 else lines
