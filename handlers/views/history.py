"""The whole story of a case in a modal, newest first, as much of it as Slack takes."""

import json
from collections.abc import Sequence

from cases.words import N_
from handlers.language import Words
from handlers.views.kit import Block, modal, section

MOST_LINES = 90
# Slack refuses a view above 250 KB; characters that are not ASCII weigh six bytes and more in its JSON.
# https://docs.slack.dev/reference/methods/views.open (view_too_large)
LARGEST = 200_000


def history_modal(told: Sequence[str], words: Words) -> Block:
    """The modal with these lines; where they are too many, the number of the ones that are left out."""
    blocks: list[Block] = []
    room = LARGEST
    for line in told[:MOST_LINES]:
        block = section(line)
        room -= len(json.dumps(block))
        if room < 0:
            break
        blocks.append(block)
    if left := len(told) - len(blocks):
        blocks.append(section(words.count(N_("… and {n} earlier one."), N_("… and {n} earlier ones."), left)))
    return modal("history", words(N_("History")), blocks, submit=None, close=words(N_("Close this")), meta={})
