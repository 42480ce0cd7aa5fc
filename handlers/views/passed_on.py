"""The one message about the cases of somebody who has left."""

from collections.abc import Sequence
from datetime import datetime

from cases.words import N_, Person
from handlers.language import Words
from handlers.views.case_list import Row, row_text
from handlers.views.kit import Block, button, context, section

MOST_SHOWN = 10


def passed_on(
    person: str, rows: Sequence[Row], words: Words, now: datetime, *, is_owner: bool
) -> tuple[str, list[Block]]:
    """Text and blocks for whoever has the cases now; without an owner, for those who see to it that they get one."""
    told = _mine(person, len(rows), words) if is_owner else _nobodys(person, len(rows), words)
    blocks: list[Block] = [section(told)]
    for row in rows[:MOST_SHOWN]:
        shown = button(words(N_("Show")), f"show:{row.number}", {"c": row.number})
        blocks.append(section(row_text(row, words, now), block_id=f"row{row.number}", accessory=shown))
    left = len(rows) - MOST_SHOWN
    if left > 0:
        more = words.count(N_("… and {n} more: /lost list"), N_("… and {n} more: /lost list"), left)
        blocks.append(context(more))
    return told, blocks


def _mine(person: str, count: int, words: Words) -> str:
    return words.count(
        N_("{person} has left, and {n} open case of theirs is yours now:"),
        N_("{person} has left, and {n} open cases of theirs are yours now:"),
        count,
        person=Person(person),
    )


def _nobodys(person: str, count: int, words: Words) -> str:
    return words.count(
        N_("{person} has left with nobody to stand in: {n} open case has no owner. Take it or assign it:"),
        N_("{person} has left with nobody to stand in: {n} open cases have no owner. Take or assign them:"),
        count,
        person=Person(person),
    )
