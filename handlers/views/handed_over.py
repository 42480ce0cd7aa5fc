"""Handing over somebody's cases: what it comes to before it is done, and what the new owner reads."""

from collections.abc import Sequence
from datetime import datetime

from cases.words import N_, Person
from handlers.language import Words
from handlers.views.case_list import Row, row_text
from handlers.views.kit import Block, actions, button, context, section

MOST_SHOWN = 10


def handing_over(
    person: str, other: str, rows: Sequence[Row], total: int, at_once: int, words: Words, now: datetime
) -> tuple[str, list[Block]]:
    """The preview: how many of whose cases become whose, which come first, and the button that does it."""
    told = words.count(
        N_("{n} open case of {person} would be {other}'s:"),
        N_("{n} open cases of {person} would be {other}'s:"),
        total,
        person=Person(person),
        other=Person(other),
    )
    lines = [context(row_text(row, words, now)) for row in rows]
    if total > len(rows):
        lines.append(context(words.count(N_("… and {n} more"), N_("… and {n} more"), total - len(rows))))
    count = min(total, at_once)
    label = words.count(N_("Hand over {n} case"), N_("Hand over {n} cases"), count)
    confirm = button(label, "hand_over", {"f": person, "t": other}, style="primary")
    return told, [section(told), *lines, actions([confirm], block_id="hand_over")]


def handed_over(by: str, person: str, rows: Sequence[Row], words: Words, now: datetime) -> tuple[str, list[Block]]:
    """What the new owner reads, with a button to each of the first cases."""
    told = words.count(
        N_("{by} handed over to you {n} open case of {person}:"),
        N_("{by} handed over to you {n} open cases of {person}:"),
        len(rows),
        by=Person(by),
        person=Person(person),
    )
    blocks: list[Block] = [section(told)]
    for row in rows[:MOST_SHOWN]:
        shown = button(words(N_("Show")), f"show:{row.number}", {"c": row.number})
        blocks.append(section(row_text(row, words, now), block_id=f"row{row.number}", accessory=shown))
    left = len(rows) - MOST_SHOWN
    if left > 0:
        more = words.count(N_("… and {n} more: /lost list"), N_("… and {n} more: /lost list"), left)
        blocks.append(context(more))
    return told, blocks
