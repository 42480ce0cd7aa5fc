"""The whole story of a case in a modal, newest first, as much of it as Slack takes."""

from collections.abc import Sequence

from cases.words import N_
from handlers.language import Words
from handlers.views.kit import Block, fitting, modal, section

MOST_LINES = 90


def history_modal(told: Sequence[str], words: Words) -> Block:
    """The modal with these lines; where they are too many, the number of the ones that are left out."""
    blocks = fitting(map(section, told), MOST_LINES)
    if left := len(told) - len(blocks):
        blocks.append(section(words.count(N_("… and {n} earlier one."), N_("… and {n} earlier ones."), left)))
    return modal("history", words(N_("History")), blocks, submit=None, close=words(N_("Close this")), meta={})
